"""Paths between two things, and what changed between two days, told with their sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from territory_graph.model import Thing
from territory_graph.ui.controls import button, choice, day_field
from territory_graph.ui.markup import Writer
from territory_graph.views.chronicle import Changed, Turn, changes_between
from territory_graph.views.explorer.exploration import BYS, Exploration
from territory_graph.views.explorer.field import Field
from territory_graph.views.explorer.scene import Scene
from territory_graph.views.names_over_time import renamings
from territory_graph.views.ordering import alphabetical
from territory_graph.views.pathways import Way, find_ways
from territory_graph.views.telling import Told

_MOST = 40
_TURNS: tuple[Turn, ...] = ("began", "ended", "happened", "attested")


def ways(scene: Scene, field: Field, writer: Writer) -> str:
    """The fields that choose two things, and the paths between them."""
    say, state = field.say, scene.state
    # Paths are sought among the ties between actors and those of the scene, at its date.
    known = {tie.id: tie for tie in (*field.ties.among({*field.first, *scene.things}), *scene.ties)}
    ties = tuple(tie for tie in known.values() if tie.may_hold_on(state.day))
    ends = {end for tie in ties for end in (tie.source, tie.target)} | {state.way_from, state.way_to} - {""}
    things = {**field.ties.things(ends), **scene.things}
    head = f'<div class="bar">{_choices(state, things, field)}</div>'
    if not (state.way_from and state.way_to):
        return f'{head}<p class="name">{escape(say("explorer.ways_choose"))}</p>'
    avoiding = (state.avoiding,) if state.avoiding else ()
    names = {iri: thing.label for iri, thing in things.items()}
    found = find_ways(
        ties,
        state.way_from,
        state.way_to,
        names,
        say,
        by=state.way_by,
        avoiding=avoiding,
        day=field.day_told(state.day),
    )
    note = f"<p>{writer.text(found.note)} {writer.text(found.remedy)}</p>" if found.note else ""
    told = "".join(_way(way, things, field, writer) for way in found.found)
    return f'{head}<ol class="ways">{told}</ol>{note}'


def _choices(state: Exploration, things: Mapping[str, Thing], field: Field) -> str:
    say = field.say
    options = sorted(((iri, thing.label) for iri, thing in things.items()), key=lambda one: alphabetical(one[1]))
    nobody = [("", say("explorer.ways_nobody"))]
    return "".join(
        (
            choice("way-from", say("explorer.ways_from"), [("", [("", "…"), *options])], state.way_from),
            choice("way-to", say("explorer.ways_to"), [("", [("", "…"), *options])], state.way_to),
            choice("avoid", say("explorer.ways_avoiding"), [("", [*nobody, *options])], state.avoiding),
            choice(
                "set-way-by",
                say("explorer.ways_by"),
                [("", [(by, say(f"explorer.ways_by_{by}")) for by in BYS])],
                state.way_by,
            ),
        )
    )


def _way(way: Way, things: Mapping[str, Thing], field: Field, writer: Writer) -> str:
    names = " → ".join(writer.link(things[iri]) for iri in way.nodes)
    hops = ""
    for hop in way.hops:  # the firmest tie of a step, and the others on demand
        first, *others = hop.ties
        told = f"{writer.sentence(first.sentence)}{writer.mentions(first.mentions)}"
        if others:
            more = escape(field.say("explorer.ways_more", count=len(others)))
            rest = "".join(_told(other, writer) for other in others)
            told += f"<details><summary>{more}</summary><ul>{rest}</ul></details>"
        hops += f"<li>{told}</li>"
    show = button("add", " ".join(way.nodes), field.say("explorer.ways_show"))
    head = f'<p><b>{writer.sentence(way.sentence)}</b></p><p class="name">{names}</p>'
    return f'<li>{head}<ul class="told">{hops}</ul>{show}</li>'


def _told(told: Told, writer: Writer) -> str:
    return f"<li>{writer.sentence(told.sentence)}{writer.mentions(told.mentions)}</li>"


def changes(scene: Scene, field: Field, writer: Writer) -> str:
    """The fields that choose two days, and what changed between them among what the scene opens."""
    say, state = field.say, scene.state
    first = state.since or state.day
    last = state.until or field.graph.manifest.known_on
    days = ("set-since", "changes_from", first), ("set-until", "changes_to", last)
    fields = "".join(day_field(do, say(f"explorer.{key}"), day, say) for do, key, day in days)
    head = f'<div class="bar">{fields}</div>'
    if first is None:
        return f'{head}<p class="name">{escape(say("explorer.changes_choose"))}</p>'
    # The ties of what is opened, at all dates.
    ties = field.ties.among({*(iri for one in scene.state.starts or ("",) for iri in field.start(one)), *scene.things})
    things = field.ties.things({end for tie in ties for end in (tie.source, tie.target)})
    names = {iri: thing.label for iri, thing in things.items()}
    found = changes_between(ties, names, first, last, say, events=renamings(field.graph, say), day=field.day_told(None))
    parts = [
        _part("events", found.events, field, writer),
        *(_part(turn, found.of(turn), field, writer) for turn in _TURNS),
    ]
    notes = "".join(f'<p class="hint">{writer.text(note)}</p>' for note in (found.remark, found.undated_note) if note)
    return f"{head}<p>{writer.text(found.summary)}</p>{''.join(parts)}{notes}"


def _part(turn: str, changed: Sequence[Changed], field: Field, writer: Writer) -> str:
    if not changed:
        return ""
    lines = "".join(_told(one.told, writer) for one in changed[:_MOST])
    return f'<h3>{escape(field.say(f"explorer.changes_{turn}", count=len(changed)))}</h3><ul class="told">{lines}</ul>'

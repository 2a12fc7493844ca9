"""The panel beside the picture: what is selected, what could be unfolded from it, and what the sources say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from territory_graph.messages import Translator
from territory_graph.ui.controls import button, query_link
from territory_graph.ui.explorer.icons import icon
from territory_graph.ui.figures.network import mark_svg
from territory_graph.ui.markup import Writer
from territory_graph.views.drawing import NODE_KINDS
from territory_graph.views.explorer.exploration import GROUP, Exploration
from territory_graph.views.explorer.field import Field
from territory_graph.views.explorer.picture import group_of, members
from territory_graph.views.explorer.scene import Door, Scene, doors
from territory_graph.views.fiche.page import pair_query_address, query_address
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import Names, told
from territory_graph.views.ties import TIE_KINDS, ToldTie
from territory_graph.views.wording import period

_MOST = 25
_FIRST = 8


def panel(scene: Scene, field: Field, writer: Writer) -> str:
    """What is selected, as HTML; where nothing is, who is most tied in the view, and how to select."""
    say, selected = field.say, scene.state.selection
    if not selected:
        return f'<p class="name">{escape(say("explorer.panel_empty"))}</p>{_most_tied(scene, say)}'
    if selected.startswith(GROUP):
        return _group_panel(selected, scene, field, writer)
    ties = _ties_of_line(selected, field)
    if ties:
        return _tie_panel(ties, scene, field, writer)
    if "|" not in selected and field.exists(selected):
        return _thing_panel(selected, scene, field, writer)
    return f"<p>{writer.text(say('fiche.unknown_text', iri=selected))}</p>"


def _most_tied(scene: Scene, say: Translator) -> str:
    """Who has most partners in the view, each a button that selects it; those of equal number by name."""
    partners = Counter(end for pair in {tie.pair for tie in scene.ties} for end in pair.split("|"))
    there = [iri for iri in scene.things if partners[iri]]
    first = sorted(there, key=lambda iri: (-partners[iri], alphabetical(scene.things[iri].label)))[:_FIRST]
    counts = {iri: escape(say("explorer.tied_with", count=partners[iri])) for iri in first}
    items = "".join(f"<li>{button('select', iri, scene.things[iri].label)} {counts[iri]}</li>" for iri in first)
    return f"<h3>{escape(say('explorer.first_tied'))}</h3><ol>{items}</ol>" if items else ""


def _ties_of_line(selected: str, field: Field) -> list[ToldTie]:
    """The ties of a pair, or the one that an opened line stands for."""
    ends = selected.split("|")[:2]
    if len(ends) != 2 or not all(field.exists(end) for end in ends):
        return []
    found = [tie for tie in field.ties.of(ends[:1]) if tie.pair == "|".join(ends)]
    return [tie for tie in found if tie.id == selected] or found


def _thing_panel(iri: str, scene: Scene, field: Field, writer: Writer) -> str:
    say, state = field.say, scene.state
    thing = scene.things.get(iri) or field.thing(iri)
    kind = drawn_kind(thing.kind)
    life = period(field.life([iri])[iri], say)
    named = f"{mark_svg(NODE_KINDS[kind], 22)}<span>{escape(say(f'kinds.{kind}'))}</span>"
    mark = f'<div class="legend"><span>{named}</span></div>'
    since = f'<p class="when">{escape(say("explorer.since", period=life))}</p>' if life else ""
    gone = "" if iri in scene.things else f'<p class="notice">{escape(say("explorer.panel_gone"))}</p>'
    ties = [tie for tie in field.ties.of([iri]) if tie.may_hold_on(state.day)]

    def order(tie: ToldTie) -> tuple[bool, int, str]:
        return (
            tie.other(iri) not in scene.things,
            TIE_KINDS.index(tie.kind),
            tie.id,
        )  # what is drawn first, then by kind

    parts = [
        f"<h2>{writer.link(thing)}</h2>{mark}{since}{gone}",
        _actions(iri, scene, say, writer),
        _doors(iri, doors(iri, scene, field), state, say),
        f"<h3>{escape(say('explorer.facts'))}</h3>",
        _told(sorted(ties, key=order), scene, field, writer),
        query_link(query_address(iri), say),
    ]
    return "".join(parts)


def _actions(iri: str, scene: Scene, say: Translator, writer: Writer) -> str:
    state = scene.state
    opened = any(step.anchor == iri and step.kind and not step.closed for step in state.steps)
    pinned = any(iri == pinned for pinned, *_ in state.pins)
    focused = state.focus == (iri,)
    found = [
        writer.opener(iri, say("explorer.fiche")),
        button("start-at", iri, say("explorer.restart")) if state.starts != (iri,) else "",
        button("add-start", iri, say("explorer.start_too")) if state.start and iri not in state.starts else "",
        button("focus", iri, say("explorer.unfocus" if focused else "explorer.focus"), pressed=focused),
        button("collapse", iri, say("explorer.collapse_all")) if opened else "",
        button("unpin", iri, say("explorer.unpin")) if pinned else "",
        button("hide", iri, say("explorer.hide")) if iri in scene.things else "",
        button("way-from", iri, say("explorer.way_from")),
        button("way-to", iri, say("explorer.way_to")),
    ]
    return f'<div class="actions">{"".join(found)}</div>'


def _doors(iri: str, found: Sequence[Door], state: Exploration, say: Translator) -> str:
    """A line a kind of tie: how many neighbours, how many of them not shown, and the button that shows them."""
    opened = {step.kind for step in state.steps if step.anchor == iri and not step.closed}
    lines = ""
    for door in found:
        hidden, controls = "", ""
        if door.hidden:
            hidden = f' <span class="when">{escape(say("explorer.door_hidden", count=door.hidden))}</span>'
        if door.kind in opened:
            label = say("explorer.collapse_named", kind=door.label)
            controls += button("collapse", f"{iri} {door.kind}", label, shows=icon("minus"))
        if door.coming:
            label, shows = say("explorer.expand_named", kind=door.label, count=door.coming), icon("plus")
            controls += button("expand", f"{iri} {door.kind}", label, shows=f"{shows}<span>{door.coming}</span>")
        head = f"<span>{escape(door.label)} <b>{door.total}</b>{hidden}</span>"
        lines += f"<li>{head}<span>{controls}</span></li>"
    return f'<h3>{escape(say("explorer.doors"))}</h3><ul class="doors">{lines}</ul>' if lines else ""


def _tie_panel(ties: list[ToldTie], scene: Scene, field: Field, writer: Writer) -> str:
    say, first = field.say, ties[0]
    ends = [scene.things.get(end) or field.thing(end) for end in (first.source, first.target)]
    shown = any(tie.pair == first.pair for tie in scene.ties)
    gone = "" if shown else f'<p class="notice">{escape(say("explorer.panel_gone"))}</p>'
    count = len(scene.pairs.get(first.pair, ()))
    opened = first.pair in scene.state.opened
    label = say("explorer.close_pair") if opened else say("explorer.open_pair", count=count)
    actions = f'<div class="actions">{button("open-pair", first.pair, label)}</div>' if count > 1 else ""
    title = f"<h2>{writer.link(ends[0])} — {writer.link(ends[1])}</h2>"
    query = query_link(pair_query_address(first.source, first.target), say)
    return title + gone + actions + _told(ties, scene, field, writer) + query


def _group_panel(group: str, scene: Scene, field: Field, writer: Writer) -> str:
    say, key = field.say, group_of(group)
    found = members(scene, field, key)
    label = field.group_label(scene.state.plan, key, scene.state.day)
    folded = group in scene.state.folded
    actions = (
        f'<div class="actions">{button("fold", group, say("explorer.unfold" if folded else "explorer.fold"))}</div>'
    )
    items = "".join(f"<li>{writer.link(thing)}</li>" for thing in found[:200])
    count = escape(say("explorer.members", count=len(found)))
    return f"<h2>{writer.text(label)}</h2><p>{count}</p>{actions}<ul>{items}</ul>"


def _told(ties: Sequence[ToldTie], scene: Scene, field: Field, writer: Writer) -> str:
    """Each tie in a sentence, with its sources."""
    names, lines = names_of(ties[:_MOST], scene, field), ""
    for tie in ties[:_MOST]:
        found = told(tie, names, field.say, field.day_told(scene.state.day))
        about = f'<div class="after">{writer.link(tie.about)}</div>' if tie.about else ""
        lines += f"<li>{writer.sentence(found.sentence)}{about}{writer.mentions(found.mentions)}</li>"
    rest = len(ties) - _MOST
    more = f'<p class="when">{escape(field.say("explorer.facts_more", count=rest))}</p>' if rest > 0 else ""
    return f'<ul class="told">{lines}</ul>{more}'


def names_of(ties: Iterable[ToldTie], scene: Scene, field: Field) -> Names:
    """The names of the ends of ties: those of the scene, which are of its day, before those of today."""
    ends = {end for tie in ties for end in (tie.source, tie.target)}
    return {iri: (scene.things.get(iri) or thing).label for iri, thing in field.ties.things(ends).items()}

"""The picture of a scene: its nodes in their places, sized and coloured by what the reader chose, and its lines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.chronicle import faded
from territory_graph.views.drawing import (
    NODE_KINDS,
    REST_FILL,
    Drawing,
    DrawnNode,
    DrawnTie,
    Hull,
    LegendEntry,
    NodeKind,
    short_label,
)
from territory_graph.views.explorer.exploration import GROUP, GROUPED, QUESTION, SHARE_STEPS, Exploration, Size
from territory_graph.views.explorer.field import Field
from territory_graph.views.explorer.scene import Scene, betweenness, share_steps
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.questions import list_questions
from territory_graph.views.telling import is_later, known_afterwards, uncounted, unsure
from territory_graph.views.ties import TIE_STATUSES, ToldTie, status_of

_SMALLEST, _LARGEST = 12.0, 34.0
_TITLE_LENGTH = 500

# Five steps of one hue, light to dark, told apart in grey as well.
_STEPS = ("#DCE9F5", "#A9CCE8", "#6BA5D3", "#2F76B5", "#0B3C72")


_LONGEST_ANCHOR = 80


@dataclass(frozen=True, slots=True)
class _Looks:
    """What sizes and fills say of each node; a node without a value is hollow."""

    sizes: Mapping[str, float]
    fills: Mapping[str, str]
    hollow: frozenset[str]
    size_title: str
    samples: tuple[tuple[float, float], ...] = ()
    colour_title: str = ""
    colours: tuple[LegendEntry, ...] = ()


def picture(scene: Scene, field: Field) -> Drawing:
    """The scene as a drawing, with its legend and the sentences that go with it."""
    say = field.say
    folded = _folded(scene, field)
    looks = _looks(scene, field)
    single = {iri for iri in scene.things if iri not in folded}
    nodes = [_node(iri, scene, field, looks) for iri in sorted(single)]
    nodes += _group_nodes(folded, scene, field)
    kinds = Counter(drawn_kind(scene.things[iri].kind) for iri in single)
    return Drawing(
        nodes=tuple(nodes),
        ties=tuple(_lines(scene, field, folded)),
        legend=tuple(
            LegendEntry(NODE_KINDS[kind], say(f"kinds.{kind}"), kinds[kind]) for kind in NODE_KINDS if kinds[kind]
        ),
        status_labels=tuple((status, _status_label(status, scene, say)) for status in TIE_STATUSES),
        title=title(scene.state, field),
        summary=summary(scene, field),
        source_line=source_line(scene.ties, field),
        language=say.language,
        size_title=looks.size_title,
        sizes=looks.samples,
        colour_title=looks.colour_title,
        colours=looks.colours,
        hulls=_hulls(scene, field, folded),
    )


def _status_label(status: str, scene: Scene, say: Translator) -> str:
    """How firmly lines of a status are said: those drawn as read between the lines may be disputed."""
    contested = status == "implied" and any(tie.firmness == "disputed" for tie in scene.ties)
    names = [say(f"status.{each}") for each in (status, *(["disputed"] if contested else []))]
    return say("list.or").join(names)


def title(state: Exploration, field: Field) -> str:
    """What the picture is of, in a few words."""
    say = field.say
    if not state.start:
        return say("explorer.whole")
    if not state.also and state.start.startswith(QUESTION):
        return question_title(state.start.removeprefix(QUESTION), say)
    return say("explorer.around", name=say("list.semicolon").join(start_label(start, field) for start in state.starts))


def start_label(start: str, field: Field) -> str:
    """The name of a start: of a thing its own, of a question how its reader asks it."""
    if start.startswith(QUESTION):
        return question_title(start.removeprefix(QUESTION), field.say)
    return field.thing(start).label


def question_title(name: str, say: Translator) -> str:
    """A question as its reader asks it; its name where there is no such question."""
    asked = (question.title for question in list_questions(say) if question.name == name)
    return next(asked, say("explorer.of_question", number=name))


def summary(scene: Scene, field: Field) -> str:
    """What is shown, of how much, and as of when: the line that goes with every picture and every file."""
    say, state = field.say, scene.state
    day = say("network.as-of", day=say.day(state.day)) if state.day else say("network.all-dates")
    counts = {"shown": len(scene.things), "present": scene.present, "lines": len(scene.pairs), "ties": len(scene.ties)}
    told = f"{say('explorer.summary', **counts, day=day)}{uncounted(scene.ties, say)}{unsure(scene.ties, say)}"
    told += known_afterwards(scene.ties, state.day, say) if state.day else ""
    asked = [label for _, _, label in filters(state, field)]
    filtered = say("explorer.filtered", filters=say("list.semicolon").join(asked)) if asked else ""
    return " ".join(filter(None, (told, filtered, *cuts(scene, field))))


def filters(state: Exploration, field: Field) -> Iterator[tuple[str, str, str]]:
    """What things are asked to have and which entries of a colouring are off: each act that ends it, and its words."""
    say = field.say
    for name, value in state.only:
        words = say(
            "explorer.asks", property=field.property_label(name), value=field.value_label(name, value, state.day)
        )
        yield "keep", f"{name} {value}", words
    for key in sorted(state.without_groups):
        yield "toggle-group", key, say("explorer.without", label=entry_label(key, field, state.day))


def entry_label(key: str, field: Field, day: date | None) -> str:
    """The name of an entry of a colouring, of a step of passage its number from the least to the most."""
    by, _, group = key.partition("|")
    if by == "betweenness":
        return field.say("explorer.share_step", number=int(group) + 1, steps=SHARE_STEPS)
    return field.group_label(by, group, day)


def cuts(scene: Scene, field: Field) -> Iterator[str]:
    """What a picture leaves out for want of room, and by which order it chose, a sentence each."""
    if not scene.state.start and field.beyond:
        key = "explorer.most_tied_with_theirs" if field.first_with_theirs else "explorer.most_tied"
        yield field.say(key, shown=len(field.first), total=len(field.actors))
    for cut in scene.cuts:
        label, kind = cut.anchor.label[:_LONGEST_ANCHOR], field.say(f"ties.{cut.kind}")
        yield field.say("explorer.cut", anchor=label, shown=cut.shown, total=cut.total, kind=kind)


def source_line(ties: Sequence[ToldTie], field: Field) -> str:
    """After which sources the ties are drawn: the one cited most, and how many more."""
    titles = Counter(source.title for tie in ties for one in tie.evidence for source in one.sources)
    return sources_told(titles, field.say)


def sources_told(titles: Counter[str], say: Translator) -> str:
    """The source cited most, and how many more."""
    if not titles:
        return ""
    first = min(titles, key=lambda name: (-titles[name], name))
    key = "network.source" if len(titles) == 1 else "network.sources"
    return say(key, first=first, count=len(titles) - 1)


def group_of(id: str) -> str:
    """The group that a drawn node stands for; empty where it stands for itself."""
    return id.removeprefix(GROUP) if id.startswith(GROUP) else ""


def folds(scene: Scene, field: Field, by: str) -> str:
    """All the groups of a plan, as the value of the act that draws each as one node."""
    groups = sorted(set(field.groups(by, scene.things, scene.state.day).values()))
    return " | ".join(f"{GROUP}{group}" for group in groups)


def members(scene: Scene, field: Field, group: str) -> tuple[Thing, ...]:
    """The things of a group of the chosen plan, by name."""
    if scene.state.plan not in GROUPED:
        return ()
    groups = field.groups(scene.state.plan, scene.things, scene.state.day)
    found = [scene.things[iri] for iri, own in groups.items() if own == group]
    return by_label(found)


def _folded(scene: Scene, field: Field) -> dict[str, str]:
    """The drawn group of each thing that is drawn within one."""
    if scene.state.plan not in GROUPED or not scene.state.folded:
        return {}
    wanted = {group_of(id) for id in scene.state.folded}
    groups = field.groups(scene.state.plan, scene.things, scene.state.day)
    return {iri: f"{GROUP}{group}" for iri, group in groups.items() if group in wanted}


def _node(iri: str, scene: Scene, field: Field, looks: _Looks) -> DrawnNode:
    thing, (x, y) = scene.things[iri], scene.places[iri]
    kind = drawn_kind(thing.kind)
    hidden = 0  # not counted in the whole, where everything is one step away
    if scene.state.start:
        hidden = len(set().union(*field.tied(iri, scene.state.day).values()) - scene.things.keys())
    count = field.say("network.partners", count=scene.partners[iri])
    more = f"\n{field.say('explorer.hidden_partners', count=hidden)}" if hidden else ""
    return DrawnNode(
        id=iri,
        label=short_label(thing.label),
        title=f"{thing.label[:_TITLE_LENGTH]}\n{field.say(f'kinds.{kind}')}\n{count}{more}",
        kind=kind,
        x=x,
        y=y,
        size=round(looks.sizes[iri], 1),
        fill=looks.fills.get(iri, ""),
        hollow=iri in looks.hollow,
        hidden=hidden,
        pinned=any(iri == pinned for pinned, *_ in scene.state.pins),
    )


def _group_nodes(folded: Mapping[str, str], scene: Scene, field: Field) -> list[DrawnNode]:
    """A node for each group that is drawn as one, in the middle of its things."""
    found = []
    for id in sorted(set(folded.values())):
        own = sorted(iri for iri, group in folded.items() if group == id)
        places = [scene.places[iri] for iri in own]
        label = field.group_label(scene.state.plan, group_of(id), scene.state.day)
        found.append(
            DrawnNode(
                id=id,
                label=short_label(label),
                title=f"{label[:_TITLE_LENGTH]}\n{field.say('explorer.members', count=len(own))}",
                kind="other",
                x=round(sum(x for x, _ in places) / len(places), 1),
                y=round(sum(y for _, y in places) / len(places), 1),
                size=min(40.0, 20 + 4 * math.sqrt(len(own))),
                group=len(own),
            )
        )
    return found


def _lines(scene: Scene, field: Field, folded: Mapping[str, str]) -> list[DrawnTie]:
    """A line for all ties of a pair of drawn nodes, or one a tie where a reader opened the pair."""
    found = []
    bundles: dict[tuple[str, str], list[ToldTie]] = {}
    for tie in scene.ties:
        ends = sorted((folded.get(tie.source, tie.source), folded.get(tie.target, tie.target)))
        if ends[0] != ends[1]:
            bundles.setdefault((ends[0], ends[1]), []).append(tie)
    for (one, other), ties in sorted(bundles.items()):
        pair = f"{one}|{other}"
        if pair in scene.state.opened and len(ties) > 1:
            found += [_line(tie.id, (one, other), [tie], scene, field) for tie in ties]
        else:
            found.append(_line(pair, (one, other), ties, scene, field))
    return found


def _line(id: str, drawn: tuple[str, str], ties: list[ToldTie], scene: Scene, field: Field) -> DrawnTie:
    names = sorted({field.say(f"ties.{tie.kind}") for tie in ties}, key=alphabetical)
    first = ties[0]
    ends = " — ".join(scene.things[end].label[:_TITLE_LENGTH] for end in (first.source, first.target))
    label = ", ".join(names)
    about = f"\n{first.about.label[:_TITLE_LENGTH]}" if len(ties) == 1 and first.about else ""
    day = scene.state.day
    old = day is not None and all(faded(tie.interval, day, scene.state.age) for tie in ties)
    width = round(1.5 + math.log2(len(ties)), 2)
    later = day is not None and all(is_later(tie, day) for tie in ties)
    told = field.say("telling.afterwards", kinds=label) if later else label
    return DrawnTie(id, *drawn, label, f"{ends}\n{told}{about}", status_of(ties), width, len(ties), faded=old)


def _hulls(scene: Scene, field: Field, folded: Mapping[str, str]) -> tuple[Hull, ...]:
    """The outlines of the groups of a plan, but of those drawn as one node; none once a reader has moved a node."""
    if scene.state.plan not in GROUPED or scene.state.pins:
        return ()
    found: dict[str, list[str]] = {}
    groups = field.groups(scene.state.plan, scene.things, scene.state.day)
    for iri in sorted(scene.things.keys() - folded.keys()):
        found.setdefault(groups[iri], []).append(iri)
    fills = field.fills(scene.state.plan)
    return tuple(
        Hull(field.group_label(scene.state.plan, group, scene.state.day), fills.get(group, REST_FILL), tuple(iris))
        for group, iris in sorted(found.items())
        if group
    )


def _looks(scene: Scene, field: Field) -> _Looks:
    """Sizes and colours of the nodes, with what the legend says of both."""
    values = _values(scene, scene.state.size)
    known = {iri: values.get(iri, 0.0) for iri in scene.things}
    largest = max(known.values(), default=0.0)
    sizes = {iri: _size(value, largest) for iri, value in known.items()}
    samples: tuple[tuple[float, float], ...] = ()
    if known and scene.state.size != "equal":  # the smallest, the one nearest to half of the largest, and the largest
        middle = min(known.values(), key=lambda value: abs(value - largest / 2))
        shown = sorted({min(known.values()), middle, largest})
        samples = tuple((value, _size(value, largest)) for value in shown)
    looks = _Looks(sizes, {}, frozenset(), field.say(f"explorer.size_title.{scene.state.size}"), samples)
    if scene.state.colour == "kind":
        return looks
    heading = field.say(f"explorer.colour_title.{scene.state.colour}")
    return _coloured(replace(looks, colour_title=heading), scene, field)


def _values(scene: Scene, size: Size) -> Mapping[str, float]:
    if size == "equal":
        return dict.fromkeys(scene.things, 1.0)
    if size == "ties":
        return {iri: float(n) for iri, n in Counter(end for t in scene.ties for end in (t.source, t.target)).items()}
    if size == "betweenness":
        return betweenness(scene.network())
    return {iri: float(count) for iri, count in scene.partners.items()}


def _size(value: float, largest: float) -> float:
    return _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(value / largest) if largest else _SMALLEST


def _coloured(looks: _Looks, scene: Scene, field: Field) -> _Looks:
    """Fills by the entries of the legend; hollow where the group is not known."""
    by = scene.state.colour
    if by == "betweenness":
        groups = {iri: str(step) for iri, step in share_steps(scene.shares, scene.things).items()}
    else:
        groups = dict(field.entries(by, scene.things, scene.state.day))
    fills = {group: entry_fill(f"{by}|{group}", field) for group in groups.values()}
    return replace(
        looks,
        fills={iri: fills[group] for iri, group in groups.items() if group},
        hollow=frozenset(iri for iri, group in groups.items() if not group),
        colours=tuple(
            LegendEntry(NodeKind(fill, "circle", fill, "dot"), entry.label, entry.shown)
            for entry in scene.group_entries
            for fill in (entry_fill(entry.key, field),)
            if entry.shown
        ),
    )


def entry_fill(key: str, field: Field) -> str:
    """The colour of an entry of a colouring: that of its group, the same in every picture, or of its step."""
    by, _, group = key.partition("|")
    if by == "betweenness":
        return _STEPS[int(group)]
    return field.fills(by).get(group, REST_FILL if group else "#FFFFFF")

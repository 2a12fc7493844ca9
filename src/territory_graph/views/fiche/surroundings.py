"""What is next to a thing: its neighbours of every kind, around it in a drawing and one by one in a list."""

from __future__ import annotations

import math
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from territory_graph.facts.ontology import is_a
from territory_graph.facts.ties import TieStatus
from territory_graph.messages import Translator
from territory_graph.model import Fact, Thing
from territory_graph.views.drawing import NODE_KINDS, Drawing, DrawnNode, DrawnTie, LegendEntry
from territory_graph.views.fiche.facts import Facts
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical
from territory_graph.vocabulary import local

MOST_DRAWN = 26
_STATUSES: tuple[TieStatus, ...] = ("stated", "implied", "inferred")
_FIRM = {"stated", "editorial", "computed"}
_NEIGHBOURS = (
    *("Actor", "Person", "Post", "Initiative", "Site", "Event", "Sector", "Theme", "Agreement", "Decision"),
    *("Commitment", "Place", "Domain", "Goal", "ChangeEvent"),
)
_PEOPLE_ONLY = ("Partnership", "Quote", "Membership")
_RING, _BEYOND, _INNER = 200, 170, 12
_WIDER = 1.55
_CENTRE, _AROUND, _LABEL = 26.0, 15.0, 20


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing beside another: why, as the reader says it, and how firmly it is said."""

    thing: Thing
    reasons: tuple[str, ...]
    status: TieStatus


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A thing among its neighbours: the drawing of the most tied, all of them by kind, and a sentence."""

    drawing: Drawing
    neighbours: tuple[Neighbour, ...]
    sentence: str


def surroundings(facts: Facts, say: Translator) -> Surroundings | None:
    """The neighbours that sources tie to the thing, or None where there is none."""
    things, reasons, loose = dict[str, Thing](), defaultdict[str, Counter[str]](Counter), set[str]()
    for fact in facts.stated():
        firm = all(one.status in _FIRM for one in fact.statements if one.status != "inferred")
        for thing in (thing for thing in _ends(fact) if thing.iri != facts.iri):
            things.setdefault(thing.iri, thing)
            reasons[thing.iri][say(f"reasons.{fact.reason}")] += 1
            if not firm:
                loose.add(thing.iri)
    if not things:
        return None
    ranked = [
        Neighbour(thing, tuple(name for name, _ in reasons[iri].most_common()), "implied" if iri in loose else "stated")
        for iri, thing in things.items()
    ]
    ranked.sort(key=lambda one: (-reasons[one.thing.iri].total(), _rank(one), alphabetical(one.thing.label)))
    drawn = ranked[:MOST_DRAWN]
    read = "_read" if facts.entity.unread else ""  # of what has thousands of facts only some are read
    cut = say(f"fiche.around.cut{read}", shown=len(drawn), total=len(ranked)) if len(ranked) > len(drawn) else ""
    told = f"{say(f'fiche.around.told{read}', name=facts.entity.thing.label, count=len(ranked))} {cut}".strip()
    listed = sorted(ranked, key=lambda one: (_order(one), alphabetical(one.thing.label)))
    return Surroundings(_drawing(facts, drawn, told, say), tuple(listed), told)


def _rank(found: Neighbour) -> int:
    """The place of its kind among those that a reader looks for first."""
    return next((place for place, name in enumerate(_NEIGHBOURS) if is_a(found.thing.kind, name)), len(_NEIGHBOURS))


def _ends(fact: Fact) -> Iterable[Thing]:
    """The neighbours that one fact brings: what it is about, where that is a thing of its own, else whom it names."""
    if fact.about and fact.about.kind in _PEOPLE_ONLY:
        return _named(fact, "Actor", "Person")
    if fact.about and fact.about.kind in {"Figure", "NameUse"}:
        return ()
    own = ("Initiative", "Event", "Decision", "Agreement", "Commitment")
    if fact.about and (fact.about.kind == "Post" or is_a(fact.about.kind, *own)):
        return (fact.about,)
    return _named(fact, *_NEIGHBOURS)


def _named(fact: Fact, *classes: str) -> list[Thing]:
    found = (one.value.thing for one in fact.statements if one.value.thing and local(one.predicate) != "source")
    return [thing for thing in dict.fromkeys(found) if is_a(thing.kind, *classes)]


def _order(neighbour: Neighbour) -> int:
    return list(NODE_KINDS).index(drawn_kind(neighbour.thing.kind))


def _drawing(facts: Facts, neighbours: list[Neighbour], told: str, say: Translator) -> Drawing:
    ring = sorted(neighbours, key=lambda one: (_order(one), alphabetical(one.thing.label)))
    middle = facts.entity.thing
    nodes, ties = [_node(middle, 0, 0, _CENTRE, middle.label)], []
    for (x, y), one in zip(_places(len(ring)), ring, strict=True):
        iri, label = one.thing.iri, ", ".join(one.reasons)
        nodes.append(_node(one.thing, x, y, _AROUND, f"{one.thing.label}\n{label}"))
        title = f"{middle.label} — {one.thing.label}\n{label}"[:500]
        width = 1.5 + math.log2(max(1, len(one.reasons)))
        ties.append(DrawnTie(f"{middle.iri}|{iri}", middle.iri, iri, label, title, one.status, width, 1))
    kinds = Counter(node.kind for node in nodes)
    return Drawing(
        nodes=tuple(nodes),
        ties=tuple(ties),
        legend=tuple(LegendEntry(NODE_KINDS[k], say(f"kinds.{k}"), kinds[k]) for k in NODE_KINDS if kinds[k]),
        status_labels=tuple((status, say(f"status.{status}")) for status in _STATUSES[:2]),
        title=say("fiche.around.picture", name=middle.label),
        summary=told,
        source_line="",
        language=say.language,
    )


def _places(count: int) -> Iterator[tuple[float, float]]:
    """Places on an ellipse around the middle, wider than high as screens are; on two of them when there are many."""
    for place in range(count):
        # Every other one a ring further out: neighbours in the order of kinds stay side by side, and labels clear.
        radius = _RING + (_BEYOND if count > _INNER and place % 2 else 0)
        angle = 2 * math.pi * place / count - math.pi / 2
        yield round(radius * _WIDER * math.cos(angle), 1), round(radius * math.sin(angle), 1)


def _node(thing: Thing, x: float, y: float, size: float, title: str) -> DrawnNode:
    label = "\n".join(textwrap.wrap(thing.label, _LABEL, max_lines=2, placeholder=" …"))
    return DrawnNode(thing.iri, label, title[:500], drawn_kind(thing.kind), x, y, size)

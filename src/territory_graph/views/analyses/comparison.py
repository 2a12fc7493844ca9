"""Two dates compared: which ties appeared, ended or changed between them, in sentences, in one picture and a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import networkx as nx

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.layout import layout
from territory_graph.network.scenarios import deltas
from territory_graph.views.analyses.deltas import Changed, MeasureChanged, by_measure, changes_of
from territory_graph.views.analyses.sketch import MOST_DRAWN, Mark, foremost, sketch
from territory_graph.views.chronicle import Changes, changes_between
from territory_graph.views.drawing import Drawing
from territory_graph.views.names_over_time import Change
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import Names
from territory_graph.views.ties import TIE_KINDS, Tie

Fate = Literal["new", "gone", "changed", "same"]
FATES: tuple[Fate, ...] = ("new", "gone", "changed", "same")


@dataclass(frozen=True, slots=True)
class ComparedTie:
    """One pair that is tied on at least one of the days: its fate, and the kinds of its ties on each."""

    one: Thing
    other: Thing
    fate: Fate
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two days, ``first`` the earlier: ``sentence`` counts it, ``changes`` tells it tie by tie.

    ``drawing`` shows what appeared, what ended and what stays; None where nobody is tied on either day.
    """

    first: date
    last: date
    sentence: str
    changes: Changes
    ties: tuple[ComparedTie, ...]
    came: tuple[Thing, ...]
    left: tuple[Thing, ...]
    drawing: Drawing | None
    left_out: str
    measures: tuple[MeasureChanged, ...]
    values: tuple[Changed, ...]


def read_comparison(
    before: nx.Graph,
    after: nx.Graph,
    days: tuple[date, date],
    ties: Iterable[Tie],
    say: Translator,
    *,
    events: Iterable[Change] = (),
) -> Comparison:
    """The comparison of one network on two ``days``, in the order of time; ``ties`` are those of all dates."""
    things = {**_things(after), **_things(before)}
    names = {iri: thing.label for iri, thing in things.items()}
    compared = _compared(before, after, things, say)
    tied_before, tied_after = _tied(before), _tied(after)
    values = changes_of(deltas(before, after), names, say)
    drawing = _drawing(before, after, names, say)
    hidden = len(tied_before | tied_after) - (len(drawing.nodes) if drawing else 0)
    return Comparison(
        first=days[0],
        last=days[1],
        sentence=_sentence(compared, tied_after - tied_before, tied_before - tied_after, days, say),
        changes=changes_between(ties, names, *days, say, events=events),
        ties=compared,
        came=_sorted(tied_after - tied_before, things),
        left=_sorted(tied_before - tied_after, things),
        drawing=drawing,
        left_out=say("analyses.sketch.left_out", count=hidden) if hidden else "",
        measures=by_measure(values),
        values=values,
    )


def _things(network: nx.Graph) -> dict[str, Thing]:
    return {
        str(node): Thing(str(node), str(values.get("label") or ""), str(values.get("kind") or ""))
        for node, values in network.nodes(data=True)
    }


def _tied(network: nx.Graph) -> set[str]:
    return {str(node) for node in network if network.degree(node)}


def _sorted(iris: set[str], things: Mapping[str, Thing]) -> tuple[Thing, ...]:
    return tuple(sorted((things[iri] for iri in iris), key=lambda thing: (alphabetical(thing.label), thing.iri)))


def _compared(
    before: nx.Graph, after: nx.Graph, things: Mapping[str, Thing], say: Translator
) -> tuple[ComparedTie, ...]:
    found = [
        _tie((things[pair[0]], things[pair[1]]), _reasons(before, *pair), _reasons(after, *pair), say)
        for pair in {(str(a), str(b)) for a, b in (*before.edges(), *after.edges())}
    ]
    unique = {frozenset((tie.one.iri, tie.other.iri)): tie for tie in found}.values()
    return tuple(sorted(unique, key=_order))


def _order(tie: ComparedTie) -> tuple[Any, ...]:
    return FATES.index(tie.fate), alphabetical(tie.one.label), alphabetical(tie.other.label)


def _reasons(network: nx.Graph, one: str, other: str) -> frozenset[tuple[str, str]] | None:
    """What ties a pair: kind and thing of each reason; None where nothing does."""
    if not network.has_edge(one, other):
        return None
    tie = network.edges[one, other]
    return frozenset(tie.get("vias") or ((kind, "") for kind in tie.get("kinds", ())))


def _tie(
    pair: tuple[Thing, Thing],
    before: frozenset[tuple[str, str]] | None,
    after: frozenset[tuple[str, str]] | None,
    say: Translator,
) -> ComparedTie:
    ends = sorted(pair, key=lambda thing: (alphabetical(thing.label), thing.iri))
    return ComparedTie(ends[0], ends[1], _fate(before, after), _words(before, say), _words(after, say))


def _fate(before: Any, after: Any) -> Fate:
    if before is None:
        return "new"
    if after is None:
        return "gone"
    return "same" if before == after else "changed"


def _words(reasons: frozenset[tuple[str, str]] | None, say: Translator) -> tuple[str, ...]:
    kinds = {kind for kind, _ in reasons or ()}
    known = [kind for kind in TIE_KINDS if kind in kinds]
    return tuple(say(f"ties.{kind}") for kind in known) + tuple(sorted(kinds - set(known)))


def _sentence(
    compared: tuple[ComparedTie, ...], came: set[str], left: set[str], days: tuple[date, date], say: Translator
) -> str:
    counts = {fate: sum(tie.fate == fate for tie in compared) for fate in FATES}
    head = say("analyses.compare.between", first=say.day(days[0]), last=say.day(days[1]))
    if not compared:
        return say("analyses.compare.empty", head=head)
    if counts["same"] == len(compared):
        return say("analyses.compare.all_same", head=head, count=counts["same"])
    parts = [say(f"analyses.compare.{fate}", count=counts[fate]) for fate in FATES if counts[fate]]
    told = say("analyses.compare.sentence", head=head, ties=_listed(parts, say))
    actors = [say("analyses.compare.came", count=len(came))] if came else []
    actors += [say("analyses.compare.left", count=len(left))] if left else []
    return f"{told} {say('analyses.compare.actors', actors=_listed(actors, say))}" if actors else told


def _listed(parts: list[str], say: Translator) -> str:
    return parts[0] if len(parts) == 1 else say("fiche.list.and", names=", ".join(parts[:-1]), last=parts[-1])


def _drawing(before: nx.Graph, after: nx.Graph, names: Names, say: Translator) -> Drawing | None:
    whole = nx.Graph()
    whole.add_nodes_from((*before.nodes(data=True), *after.nodes(data=True)))
    whole.add_edges_from((*before.edges(), *after.edges()))
    whole.remove_nodes_from([node for node, degree in list(whole.degree()) if not degree])
    if not whole:
        return None
    was, stands = ({frozenset(pair) for pair in network.edges()} for network in (before, after))
    ties: dict[frozenset[Any], Mark] = {**dict.fromkeys(was - stands, "gone"), **dict.fromkeys(stands - was, "new")}
    if len(whole) > MOST_DRAWN:
        whole = nx.Graph(whole.subgraph(foremost(whole, {end for pair in was ^ stands for end in pair}, whole)))
    left = (_tied(before) - _tied(after)) & set(whole)
    nodes: dict[Any, Mark] = {node: "alone" if node in after else "gone" for node in left}
    return sketch(whole, layout(whole), names, say, title=say("analyses.compare.picture"), nodes=nodes, ties=ties)

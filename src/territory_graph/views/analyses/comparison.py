"""Two networks compared, of two dates, two sources or a scenario: what differs in a sentence, a picture and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.comparison import Delta, deltas
from territory_graph.network.layout import layout
from territory_graph.network.outcome import Watch
from territory_graph.views.analyses.comparison_measures import ChangedValue, MeasureChanged, by_measure, changes_of
from territory_graph.views.analyses.comparison_ties import FATES, ComparedTie, Fate, by_name, compared_ties
from territory_graph.views.analyses.sketch import MOST_DRAWN, Mark, foremost, sketch, thing_of
from territory_graph.views.analyses.state import Compared
from territory_graph.views.drawing import Drawing
from territory_graph.views.telling import Names, enumerated

_IN_TIME: dict[Fate, Mark] = {"new": "new", "gone": "gone", "same": "stays"}
MARKS: Mapping[Compared, Mapping[Fate, Mark]] = {
    "dates": _IN_TIME,
    "sources": {"gone": "first", "new": "second", "same": "both"},
    "scenario": _IN_TIME,
}
"""How the line of each fate is drawn, in the order of the legend; a tie that changed is there on both sides."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared, and how its two sides are called: two days, two sources, or what is and what becomes of it."""

    compared: Compared
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two sides: ``sentence`` counts it; ``came`` are tied on the second only, ``left`` the first.

    ``drawing`` shows whose ties are where; None where nobody is tied on either side. ``names`` are those of all nodes.
    """

    sides: Sides
    sentence: str
    ties: tuple[ComparedTie, ...]
    came: tuple[Thing, ...]
    left: tuple[Thing, ...]
    drawing: Drawing | None
    left_out: str
    measures: tuple[MeasureChanged, ...]
    values: tuple[ChangedValue, ...]
    names: Names


def read_comparison(
    before: nx.Graph,
    after: nx.Graph,
    sides: Sides,
    say: Translator,
    changed: Mapping[str, Delta] | None = None,
    *,
    watch: Watch | None = None,
) -> Comparison:
    """The comparison of the networks of two sides; ``changed`` are their measures where they are known already."""
    things = {str(node): thing_of(network, node) for network in (before, after) for node in network}  # called as after
    names = {iri: thing.label for iri, thing in things.items()}
    compared = compared_ties(before, after, things, say)
    turned = (_tied(after) - _tied(before), _tied(before) - _tied(after))
    came, left = (tuple(sorted((things[iri] for iri in some), key=by_name)) for some in turned)
    values = changes_of(deltas(before, after, watch=watch) if changed is None else changed, names, say)
    drawing = _drawing(before, after, sides, names, say)
    hidden = len(_tied(before) | _tied(after)) - (len(drawing.nodes) if drawing else 0)
    key = f"analyses.comparison.{sides.compared}"
    told = [say(f"{key}.{name}", count=len(some)) for name, some in turns(came, left, sides) if some]
    of_actors = say("analyses.comparison.actors", actors=enumerated(told, say)) if told else ""
    return Comparison(
        sides=sides,
        sentence=" ".join(filter(None, (_sentence(compared, sides, say), of_actors))),
        ties=compared,
        came=came,
        left=left,
        drawing=drawing,
        left_out=say("analyses.sketch.left_out", count=hidden) if hidden else "",
        measures=by_measure(values),
        values=values,
        names=names,
    )


def _tied(network: nx.Graph) -> set[str]:
    return {str(node) for node in network if network.degree(node)}


def _sentence(compared: tuple[ComparedTie, ...], sides: Sides, say: Translator) -> str:
    """How many ties are new, gone, otherwise and the same; of two sources, what each of them states."""
    counts = Counter(tie.fate for tie in compared)
    if sides.compared == "sources":
        return _of_sources(counts, sides, say)
    key = f"analyses.comparison.{sides.compared}"
    head = say(f"{key}.head", one=sides.one, other=sides.other)
    if not compared:
        return say(f"{key}.empty", head=head)
    if counts["same"] == len(compared):
        return say(f"{key}.all_same", head=head, count=len(compared))
    parts = [say(f"{key}.{fate}", count=counts[fate]) for fate in FATES if counts[fate]]
    return say("analyses.comparison.sentence", head=head, ties=enumerated(parts, say))


def _of_sources(counts: Mapping[Fate, int], sides: Sides, say: Translator) -> str:
    """How many ties each source states, how many both, and how many of these otherwise."""
    key, both = "analyses.comparison.sources", counts["changed"] + counts["same"]
    if not (both or counts["gone"] or counts["new"]):
        return say(f"{key}.empty", one=sides.one, other=sides.other)
    parts = [say(f"{key}.both", count=both) if both else say(f"{key}.no_both")]
    if counts["changed"]:
        parts[0] += f" {say(f'{key}.changed', count=counts['changed'])}"
    parts += [say(f"{key}.{fate}", count=counts[fate]) for fate in ("gone", "new") if counts[fate]]
    one = say(f"{key}.one", name=sides.one, count=both + counts["gone"])
    other = say(f"{key}.other", name=sides.other, count=both + counts["new"])
    return say(f"{key}.sentence", one=one, other=other, ties=enumerated(parts, say))


def turns(
    came: tuple[Thing, ...], left: tuple[Thing, ...], sides: Sides
) -> tuple[tuple[str, tuple[Thing, ...]], tuple[str, tuple[Thing, ...]]]:
    """Who is tied on one side only, in the order in which it is told: of sources, the first's come first."""
    came_first = (("came", came), ("left", left))
    return came_first if sides.compared != "sources" else (came_first[1], came_first[0])


def _drawing(before: nx.Graph, after: nx.Graph, sides: Sides, names: Names, say: Translator) -> Drawing | None:
    """Both networks in one picture: lines by their fate, and who lost the last tie marked."""
    whole = nx.Graph()
    whole.add_nodes_from((*before.nodes(data=True), *after.nodes(data=True)))
    whole.add_edges_from((*before.edges(), *after.edges()))
    whole.remove_nodes_from([node for node, degree in list(whole.degree()) if not degree])
    if not whole:
        return None
    was, stands = ({frozenset(pair) for pair in network.edges()} for network in (before, after))
    fates: tuple[tuple[Fate, set[frozenset[Any]]], ...] = (
        ("gone", was - stands),
        ("new", stands - was),
        ("same", was & stands),
    )
    ties = {pair: MARKS[sides.compared][fate] for fate, pairs in fates for pair in pairs}
    if len(whole) > MOST_DRAWN:
        whole = nx.Graph(whole.subgraph(foremost(whole, {end for pair in was ^ stands for end in pair}, whole)))
    left = (_tied(before) - _tied(after)) & set(whole) if sides.compared != "sources" else ()
    nodes: dict[Any, Mark] = {node: "alone" if node in after else "gone" for node in left}
    title = say(f"analyses.comparison.{sides.compared}.picture")
    return sketch(whole, layout(whole), names, say, title=title, nodes=nodes, ties=ties)

"""Measures of networks of two kinds, of mandates, of money and of likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np

from territory_graph.network.arrays import ArrayNetwork
from territory_graph.network.attributes import held
from territory_graph.network.measures.descriptor import Measure, Measured, Parameter, Setting
from territory_graph.network.measures.normalisation import marked
from territory_graph.network.outcome import Meaningless, Note, Number, Values

MOST_PAIRS = 2_000_000
"""Pairs of nodes that overlap may count: more would take the memory of the machine."""


def sides(network: nx.Graph) -> tuple[set[Any], set[Any]]:
    """The two kinds of nodes: as the attribute ``bipartite`` says (0 and 1), else as ties tell if they leave no doubt.

    Raises:
        Meaningless: a tie joins two of one kind, or the kind of a node cannot be told.
    """
    marked = dict(network.nodes(data="bipartite"))
    if all(side in (0, 1) for side in marked.values()):
        if any(marked[a] == marked[b] for a, b in network.edges()):
            raise Meaningless("one-kind")
        return {node for node, side in marked.items() if side == 0}, {node for node in marked if marked[node] == 1}
    if not nx.is_bipartite(network):
        raise Meaningless("one-kind")
    if not nx.is_connected(network):
        raise Meaningless("sides-unknown")
    return nx.bipartite.sets(network)  # type: ignore[no-any-return]


def by_kind(
    arrays: ArrayNetwork, measure: Measure, settings: Mapping[str, Setting], values: dict[Any, Number]
) -> tuple[dict[Any, Number], tuple[Note, ...]]:
    """The values of a network whose nodes are marked as of two kinds, each a share of the most that its kind can have.

    Those of another network, or not normalised, stay as they are. So do those of a measure without such a factor, and
    weighted ones, for that most is known of ties of one length only: then a note says so.
    """
    asked = settings.get("normalised", measure.normalised)
    second = marked(arrays) if asked and measure.id not in _FOR_TWO_KINDS else None
    if second is None:
        return values, ()
    if measure.two_mode is None or settings.get("weighted"):
        return values, (Note("one-mode"),)
    factors = np.broadcast_to(measure.two_mode(arrays, second), len(arrays)).tolist()
    by_node = dict(zip(arrays.nodes, factors, strict=True)) if measure.level == "node" else {}
    found = {key: value * by_node.get(key, factors[0]) for key, value in values.items()}
    return found, (Note("two-mode"),)


def _coverage(network: nx.Graph) -> Values:
    """Number of actors at each target: 0 is a gap, 1 is fragile."""
    targets = sides(network)[1]
    return {node: network.degree(node) for node in network if node in targets}


def _redundancy(network: nx.Graph) -> Values:
    """Share of the pairs of a node's partners that another node joins too; no value under two partners."""
    sides(network)
    several = [node for node in network if network.degree(node) > 1]
    if not several:
        raise Meaningless("no-two-partners")
    return {node: nx.bipartite.node_redundancy(network, [node])[node] for node in several}


def _overlap(network: nx.Graph) -> Values:
    """For two nodes with a common partner, common partners as a share of all their partners.

    In a network of two kinds, pairs are of actors. Otherwise the two nodes themselves are not counted as partners.
    """
    two_kinds = any(side is not None for _, side in network.nodes(data="bipartite"))
    between = sides(network)[1] if two_kinds else set(network)
    if sum(network.degree(node) ** 2 for node in between) > 2 * MOST_PAIRS:
        raise Meaningless("too-many-pairs", most=MOST_PAIRS)
    order = {node: number for number, node in enumerate(network)}
    common: Counter[tuple[Any, Any]] = Counter()
    for node in network:
        if node in between:
            common.update(combinations(sorted(network[node], key=order.__getitem__), 2))
    if not common:
        raise Meaningless("no-two-partners")
    return {pair: shared / _union(network, pair, shared) for pair, shared in common.items()}


def _union(network: nx.Graph, pair: tuple[Hashable, Hashable], shared: int) -> int:
    tied = 2 if network.has_edge(*pair) else 0
    return int(network.degree(pair[0])) + int(network.degree(pair[1])) - tied - shared


def _interlocks(network: nx.DiGraph) -> Values:
    """Number of organisations in which each person is in office; persons are the nodes from which ties go out."""
    if not network.is_directed():
        raise Meaningless("no-direction")
    persons = {node: degree for node, degree in network.out_degree() if degree}
    if any(network.in_degree(person) for person in persons):
        raise Meaningless("one-kind")
    if not persons:
        raise Meaningless("no-ties")
    return persons


def _concentration(network: nx.DiGraph, *, of: str) -> Measured:
    """Σ of the squared shares that each partner has in a node's money: 1 when all comes from one (Herfindahl 1950)."""
    if not network.is_directed():
        raise Meaningless("no-direction")
    ties = network.in_edges if of == "recipients" else network.out_edges
    amounts = {node: [weight for *_, weight in ties(node, data="weight")] for node in network}
    known = {node: sums for node, sums in amounts.items() if sums and None not in sums and sum(sums) > 0}
    if not known:
        raise Meaningless("no-weights")
    unknown = sum(1 for sums in amounts.values() if None in sums)
    notes = (Note("unknown-weights", {"count": unknown}),) if unknown else ()
    return Measured({node: _herfindahl(sums) for node, sums in known.items()}, notes=notes)


def _herfindahl(amounts: list[float]) -> float:
    total = sum(amounts)
    return sum((amount / total) ** 2 for amount in amounts)


def _homophily(network: nx.Graph, *, attribute: str) -> Measured:
    """How much more often ties join two alike than chance would, from −1 to 1; 0 is chance.

    Two nodes are alike when they share a value of the attribute. Where each node has one value, this is Newman's
    assortativity coefficient. ``share`` is the share of ties that join two alike, ``expected`` what chance would give
    with the same number of ties at each node.
    """
    values = {node: frozenset(own) for node, value in network.nodes(data=attribute) if (own := held(value))}
    inside = network.subgraph(values)
    if not inside.number_of_edges():
        raise Meaningless("no-attribute", attribute=attribute)
    left_out = len(network) - len(values)
    alike = sum(1 for a, b in inside.edges() if values[a] & values[b]) / inside.number_of_edges()
    ends: Counter[frozenset[Any]] = Counter()
    for node, degree in inside.degree():
        ends[values[node]] += degree
    by_chance = sum(one * other for mine, one in ends.items() for theirs, other in ends.items() if mine & theirs)
    expected = by_chance / ends.total() ** 2
    if expected >= 1 - 1e-12:
        raise Meaningless("one-value", attribute=attribute)
    notes = (Note("without-attribute", {"count": left_out, "attribute": attribute}),) if left_out else ()
    found = {"homophily": (alike - expected) / (1 - expected), "share": alike, "expected": expected}
    return Measured(found, notes=notes)


TWO_MODE = (
    Measure("coverage", "node", "Latapy, Magnien & Del Vecchio 2008", _coverage),
    Measure("redundancy", "node", "Latapy, Magnien & Del Vecchio 2008", _redundancy, normalised=True),
    Measure("overlap", "tie", "Jaccard 1901", _overlap, normalised=True),
    Measure("interlocks", "node", "Mizruchi 1996", _interlocks, directed="followed"),
    Measure(
        "concentration",
        "node",
        "Herfindahl 1950",
        _concentration,
        parameters=(Parameter("of", "recipients", choices=("recipients", "funders")),),
        normalised=True,
        needs_weight=True,
        partial=True,
        directed="followed",
    ),
    Measure(
        "homophily",
        "network",
        "Newman 2003",
        _homophily,
        parameters=(Parameter("attribute", "kind"),),
        normalised=True,
    ),
)

_FOR_TWO_KINDS = frozenset(measure.id for measure in TWO_MODE)

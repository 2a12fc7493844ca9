"""Who and what a network rests on: actors and ties whose loss splits it, targets with one actor, persons in several."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from scipy import sparse

from territory_graph.network.arrays import ArrayNetwork, to_arrays

Pair = tuple[Any, Any]
TieSources: TypeAlias = Mapping[tuple[str, str, str], frozenset[str]]
"""The IRIs of sources by what makes a tie, a thing or a property, and the two actors, in order."""


@dataclass(frozen=True, slots=True)
class Critical:
    """An actor, or a tie, whose loss splits its component into ``pieces``, the largest first.

    ``cut_off`` counts the nodes outside the largest piece, ``alone`` are those left without any tie.
    """

    lost: Any
    pieces: tuple[frozenset[Any], ...]

    @property
    def cut_off(self) -> int:
        """Nodes that are no longer with the largest piece."""
        return sum(len(piece) for piece in self.pieces[1:])

    @property
    def alone(self) -> tuple[Any, ...]:
        """Nodes that are left without any tie."""
        return tuple(sorted((node for piece in self.pieces if len(piece) == 1 for node in piece), key=str))


def critical_actors(network: nx.Graph) -> tuple[Critical, ...]:
    """The articulation points of a network, direction set aside, those that cut off most first.

    >>> [(found.lost, found.cut_off, found.alone) for found in critical_actors(nx.star_graph(3))]
    [(0, 2, (1, 2, 3))]
    """
    simple = _undirected(network)
    found = []
    for node in nx.articulation_points(simple):
        rest = simple.subgraph(nx.node_connected_component(simple, node) - {node})
        found.append(Critical(node, largest_first(nx.connected_components(rest))))
    return tuple(sorted(found, key=lambda each: (-each.cut_off, str(each.lost))))


def piece_sizes(network: nx.Graph) -> dict[Any, tuple[int, ...]]:
    """Of each articulation point, how many nodes each piece has into which its component falls, the largest first.

    The same pieces as those of ``critical_actors``, only counted, and all of them in one pass over the network.

    >>> piece_sizes(nx.path_graph(4))
    {1: (2, 1), 2: (2, 1)}
    """
    tree = _blocks_and_cuts(_undirected(network))
    pieces: dict[Any, list[int]] = defaultdict(list)
    for component in nx.connected_components(tree):
        root = next(iter(component))
        steps = list(nx.bfs_edges(tree, root))
        below = {node: tree.nodes[node]["own"] for node in component}
        for above, node in reversed(steps):
            below[above] += below[node]
        for above, node in steps:
            pieces[above].append(below[node])
            pieces[node].append(below[root] - below[node])
    found = {node: tuple(sorted(pieces[True, node], reverse=True)) for is_cut, node in tree if is_cut}
    return dict(sorted(found.items(), key=lambda item: str(item[0])))


def _blocks_and_cuts(network: nx.Graph) -> nx.Graph:
    """The forest of articulation points and of blocks that hold together without any, with the nodes that each owns."""
    blocks = list(nx.biconnected_components(network))
    cuts = {node for node, count in Counter(node for block in blocks for node in block).items() if count > 1}
    tree = nx.Graph()
    tree.add_nodes_from(((True, node) for node in cuts), own=1)
    for number, block in enumerate(blocks):
        tree.add_node((False, number), own=len(block - cuts))
        tree.add_edges_from(((False, number), (True, node)) for node in block & cuts)
    return tree


def critical_ties(network: nx.Graph) -> tuple[Critical, ...]:
    """The bridges of a network, direction set aside, those that cut off most first.

    >>> [(found.lost, found.cut_off) for found in critical_ties(nx.path_graph(4))]
    [((1, 2), 2), ((0, 1), 1), ((2, 3), 1)]
    """
    simple = _undirected(network)
    found = []
    for bridge in nx.bridges(simple):
        rest = nx.restricted_view(simple, (), (bridge,))
        sides = [nx.node_connected_component(rest, end) for end in bridge]
        found.append(Critical(_pair(*bridge), largest_first(sides)))
    return tuple(sorted(found, key=lambda each: (-each.cut_off, str(each.lost))))


def rests_on_one(
    network: nx.Graph, targets: Iterable[Hashable] | None = None, *, kinds: Iterable[str] | None = None
) -> dict[Any, Any]:
    """Of a network of two kinds, each target with one partner only, and that partner.

    ``targets`` are, unless given, the nodes that the projection marks as such (``bipartite`` = 1). ``kinds`` are the
    kinds of ties that count, all unless given: of a sector, “direct” leaves out its events and projects.
    """
    chosen = (node for node, side in network.nodes(data="bipartite") if side == 1) if targets is None else targets
    wanted = None if kinds is None else frozenset(kinds)
    partners = {node: _partners(network, node, wanted) for node in chosen if node in network}
    return {node: next(iter(found)) for node, found in partners.items() if len(found) == 1}


def _partners(network: nx.Graph, node: Hashable, wanted: frozenset[str] | None) -> set[Any]:
    ties = network.in_edges(node, data="kinds") if network.is_directed() else network.edges(node, data="kinds")
    counted = ((a, b) for a, b, kinds in ties if wanted is None or wanted.intersection(kinds or ()))
    return {end for tie in counted for end in tie} - {node}


def several_mandates(governance: nx.DiGraph) -> dict[Any, tuple[Any, ...]]:
    """Each person in office in two organisations or more, and those organisations."""
    posts = {person: tuple(sorted(governance.successors(person), key=str)) for person in governance}
    return {person: organisations for person, organisations in posts.items() if len(organisations) > 1}


def rests_on_one_source(network: nx.Graph, sources: TieSources) -> dict[Pair, str]:
    """Each tie of the actors network that one source alone tells of, and that source.

    ``sources`` are those that ``KnowledgeGraph.tie_sources`` gives. Ties of whose reasons no source is known are left
    out.
    """
    found: dict[Pair, str] = {}
    for a, b, vias in network.edges(data="vias", default=()):
        first, second = _pair(a, b)
        told = (sources.get((str(via), first, second), frozenset()) for _, via in vias)
        of_tie = frozenset().union(*told)
        if len(of_tie) == 1:
            found[first, second] = next(iter(of_tie))
    return found


def cut_off(network: nx.Graph, bridges: list[Pair]) -> dict[Pair, int]:
    """For each bridge of a network, how many nodes are on its smaller side."""
    arrays = to_arrays(network)
    numbers = {node: number for number, node in enumerate(arrays.nodes)}
    counted = cut_off_in_arrays(arrays, [(numbers[a], numbers[b]) for a, b in bridges])
    return {_pair(arrays.nodes[a], arrays.nodes[b]): count for (a, b), count in counted.items()}


def cut_off_in_arrays(arrays: ArrayNetwork, bridges: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The same on numbers of nodes: without its bridges a network is a forest of parts, and each bridge cuts a tree."""
    if not bridges:
        return {}
    ends = np.array([sorted(bridge) for bridge in bridges], dtype=np.int64)
    size = len(arrays)
    codes = np.minimum(arrays.sources, arrays.targets) * size + np.maximum(arrays.sources, arrays.targets)
    rest = arrays.with_ties(~np.isin(codes, ends[:, 0] * size + ends[:, 1]))
    part = rest.components
    below = _sizes_below(part[ends], np.bincount(part))
    whole = np.bincount(arrays.components)[arrays.components[ends[:, 0]]]
    smaller = np.minimum(below, whole - below)
    return {(int(a), int(b)): int(count) for (a, b), count in zip(ends, smaller, strict=True)}


def _sizes_below(edges: np.ndarray[Any, Any], sizes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """For each edge of a forest, the total size of the nodes on the side of its child."""
    count = len(sizes)
    ones = np.ones(len(edges))
    forest = sparse.csr_array((ones, (edges[:, 0], edges[:, 1])), shape=(count, count))
    total, parent = sizes.astype(np.int64).copy(), np.full(count, -1, dtype=np.int64)
    labels = sparse.csgraph.connected_components(forest, directed=False)[1]
    for root in np.unique(labels, return_index=True)[1]:
        order, above = sparse.csgraph.breadth_first_order(forest, root, directed=False)
        for node in order[:0:-1]:
            parent[node] = above[node]
            total[above[node]] += total[node]
    child = np.where(parent[edges[:, 0]] == edges[:, 1], edges[:, 0], edges[:, 1])
    return total[child]


def _undirected(network: nx.Graph) -> nx.Graph:
    simple: nx.Graph = nx.Graph()
    simple.add_nodes_from(network)
    simple.add_edges_from((a, b) for a, b in network.edges() if a != b)
    return simple


def largest_first(pieces: Iterable[Iterable[Any]]) -> tuple[frozenset[Any], ...]:
    """Pieces of a network, the largest first, equal ones in the order of their names."""
    return tuple(sorted(map(frozenset, pieces), key=lambda piece: (-len(piece), sorted(map(str, piece)))))


def _pair(a: Any, b: Any) -> Pair:
    return (a, b) if str(a) <= str(b) else (b, a)

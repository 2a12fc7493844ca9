"""Paths between two actors: the k shortest that differ, or why there is none."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, get_args

import networkx as nx

from territory_graph.arguments import several, whole_number
from territory_graph.errors import SettingsError
from territory_graph.network.arrays import ArrayNetwork, require_network
from territory_graph.network.outcome import Note

By = Literal["ties", "strength"]

MOST_TIES = 4
MOST_TRIED = 200_000
"""Beginnings of paths that are looked at before the search is given up: hubs have millions."""


@dataclass(frozen=True, slots=True)
class FoundPath:
    """A path without a node twice: its nodes from one end to the other, and its length.

    The length is the number of ties, or by strength the sum of 1/weight.
    """

    nodes: tuple[Any, ...]
    length: float

    @property
    def ties(self) -> tuple[tuple[Any, Any], ...]:
        """Its ties, in order."""
        return tuple(pairwise(self.nodes))


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths found, shortest first; ``complete`` is false where the search was given up, or more were there."""

    found: tuple[FoundPath, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class NoPath:
    """Why there is no path: ``reason`` is a code, of which ``note`` has the sentence.

    unknown: ``missing`` are not in the network. same: one and the same actor. avoided: every path passes through one
    of ``through``, which were to be avoided. longer: the shortest has ``shortest`` ties. apart: they are in
    components of ``sizes`` nodes.
    """

    reason: Literal["unknown", "same", "avoided", "longer", "apart"]
    missing: tuple[Any, ...] = ()
    through: tuple[Any, ...] = ()
    shortest: int = 0
    sizes: tuple[int, int] = (0, 0)

    @property
    def note(self) -> Note:
        """The reason, and what fills its sentence."""
        fields = {"shortest": self.shortest, "first": self.sizes[0], "second": self.sizes[1]}
        return Note(f"path-{self.reason}", fields)


def paths(
    network: nx.Graph | ArrayNetwork,
    source: Hashable,
    target: Hashable,
    *,
    count: int = 3,
    by: By = "ties",
    most_ties: int = MOST_TIES,
    avoiding: Iterable[Hashable] = (),
) -> Paths | NoPath:
    """The ``count`` shortest paths between two nodes, all different, none of them longer than ``most_ties`` ties.

    Direction is set aside: a tie is a tie. By strength, a tie is 1/weight long, 1 where it has no weight, and a tie
    without a weight above zero is no tie. Equal paths stand in the order of their nodes' names.

    Raises:
        NotNetworkError: it is no network.
        SettingsError: ``by`` is neither ``ties`` nor ``strength``, or ``count`` or ``most_ties`` no number above 0.

    >>> paths(nx.cycle_graph(4), 0, 2).found[0].nodes
    (0, 1, 2)
    >>> paths(nx.path_graph(7), 0, 6).shortest
    6
    """
    require_network(network)
    if by not in get_args(By):
        raise SettingsError(name="by", value=str(by), expected=" or ".join(get_args(By)))
    count, most_ties = whole_number(count, "count", 1), whole_number(most_ties, "most_ties", 1)
    near = _neighbours(network, by)
    missing = tuple(node for node in dict.fromkeys((source, target)) if node not in near)
    if missing:
        return NoPath("unknown", missing=missing)
    if source == target:
        return NoPath("same")
    shunned = frozenset(several(avoiding, "avoiding")) - {source, target}
    open_to = _without(near, shunned)
    costs = _costs(open_to, target, most_ties)
    if source not in costs[most_ties]:
        return _why_none(near, open_to, source, target, shunned)
    taken: list[FoundPath] = []
    for path in _ordered(open_to, source, target, costs, most_ties):
        if path is None or len(taken) == count:
            return Paths(tuple(taken), complete=False)
        taken.append(path)
    return Paths(tuple(taken))


Near = Mapping[Any, Mapping[Any, float]]
Look = Callable[[Any], Iterator[tuple[Any, float]]]


def _neighbours(network: nx.Graph | ArrayNetwork, by: By) -> Near:
    """For each node, its partners and the lengths of the ties to them."""
    plain = network.undirected().to_networkx() if isinstance(network, ArrayNetwork) else network
    near: dict[Any, dict[Any, float]] = {node: {} for node in plain}
    for a, b, weight in plain.edges(data="weight"):
        counted = by == "strength" and weight is not None
        if a != b and (not counted or weight > 0):
            length = 1 / weight if counted else 1.0
            shorter = min(length, near[a].get(b, length))
            near[a][b] = near[b][a] = shorter
    return near


def _without(near: Near, shunned: frozenset[Any]) -> Look:
    return lambda node: ((other, length) for other, length in near[node].items() if other not in shunned)


def _costs(look: Look, target: Any, most: int) -> list[dict[Any, float]]:
    """For each number of ties from 0 to ``most``, the least length from each node to the target with no more ties."""
    layers: list[dict[Any, float]] = [{target: 0.0}]
    changed = {target: 0.0}
    for _ in range(most):
        layer = dict(layers[-1])
        better: dict[Any, float] = {}
        for node, cost in changed.items():
            for other, length in look(node):
                if cost + length < layer.get(other, float("inf")):
                    layer[other] = better[other] = cost + length
        layers.append(layer)
        changed = better
    return layers


def _ordered(
    look: Look, source: Any, target: Any, costs: list[dict[Any, float]], most: int
) -> Iterator[FoundPath | None]:
    """Paths from the shortest on: beginnings are continued in the order of what they must at least come to (A*).

    None where too many beginnings were tried.
    """
    heap: list[tuple[float, int, tuple[str, ...], tuple[Any, ...], float]] = []
    heapq.heappush(heap, (costs[most][source], 0, (str(source),), (source,), 0.0))
    for _ in range(MOST_TRIED):
        if not heap:
            return
        least, _, names, nodes, gone = heapq.heappop(heap)
        if nodes[-1] == target:
            yield FoundPath(nodes, least)
            continue
        left = costs[most - len(nodes)]
        for other, length in look(nodes[-1]):
            if other in left and other not in nodes:
                least = round(gone + length + left[other], 12)
                heapq.heappush(heap, (least, len(nodes), (*names, str(other)), (*nodes, other), gone + length))
    yield None


def _why_none(near: Near, open_to: Look, source: Any, target: Any, shunned: frozenset[Any]) -> NoPath:
    reach = _levels(open_to, source)
    if target in reach:
        return NoPath("longer", shortest=reach[target])
    everywhere = _levels(_without(near, frozenset()), source)
    if target in everywhere:
        needed = (node for node in shunned if target not in _levels(_without(near, frozenset({node})), source))
        through = tuple(sorted(needed, key=str)) or tuple(sorted(shunned & everywhere.keys(), key=str))
        return NoPath("avoided", through=through, shortest=everywhere[target])
    return NoPath("apart", sizes=(len(everywhere), len(_levels(_without(near, frozenset()), target))))


def _levels(look: Look, start: Any) -> dict[Any, int]:
    """Number of ties from ``start`` to each node that it reaches."""
    levels, front = {start: 0}, [start]
    while front:
        fresh = []
        for node in front:
            for other, _ in look(node):
                if other not in levels:
                    levels[other] = levels[node] + 1
                    fresh.append(other)
        front = fresh
    return levels

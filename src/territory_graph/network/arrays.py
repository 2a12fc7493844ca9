"""Networks as arrays: what measures run on, whatever the size; made from networkx or straight from the store.

An array network is simple: no tie from a node to itself, and one tie a pair, which holds the weight of all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from territory_graph.errors import NotNetworkError
from territory_graph.tabular import MOST_ROWS, html_table

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class ArrayNetwork:
    """A network of n nodes, numbered in the order of ``nodes``, and m ties between different nodes.

    ``sources`` and ``targets`` are the m ends of the ties; where the network has no direction, which end is which
    means nothing. ``weights`` are NaN where unknown. ``data`` holds the attributes of nodes that have some.
    ``version`` is that of the data where the network is as it came from them, else empty.
    ``loops`` counts the self-ties that were left out and ``parallel`` those that were added to another.
    """

    nodes: Sequence[Hashable]
    sources: Integers
    targets: Integers
    weights: Floats
    directed: bool = False
    projection: str = ""
    version: str = ""
    data: Mapping[Hashable, Mapping[str, Any]] = field(default_factory=dict)
    loops: int = 0
    parallel: int = 0

    def __len__(self) -> int:
        return len(self.nodes)

    def __repr__(self) -> str:
        return f"<ArrayNetwork {self.projection or 'without a projection'}: {len(self):,} nodes, {self.ties:,} ties>"

    def _repr_html_(self) -> str:
        most = np.argsort(-self.degrees, kind="stable")[:MOST_ROWS]
        rows = ((self.nodes[at], int(self.degrees[at])) for at in most)
        return html_table(repr(self)[1:-1], ("node", "ties"), rows, len(self))

    @property
    def ties(self) -> int:
        """Number of pairs that are tied."""
        return len(self.sources)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of ties, weights and attributes: equal for networks that differ in nothing but their nodes."""
        found = hashlib.blake2b(repr((self.projection, self.directed)).encode(), digest_size=16)
        for array in (self.sources, self.targets, self.weights):
            found.update(array.tobytes())
        for node, values in self.data.items():
            found.update(repr((node, sorted(values.items(), key=lambda item: str(item[0])))).encode(errors="replace"))
        return found.hexdigest()

    @cached_property
    def adjacency(self) -> sparse.csr_array:
        """1 where i has a tie to j, both ways where the network has no direction."""
        return self._matrix(np.ones(self.ties))

    @cached_property
    def weighted(self) -> sparse.csr_array:
        """The weight of the tie from i to j, both ways where the network has no direction."""
        return self._matrix(self.weights)

    @cached_property
    def degrees(self) -> Integers:
        """Number of ties at each node, in and out."""
        ends = np.concatenate([self.sources, self.targets])
        return np.bincount(ends, minlength=len(self)).astype(np.int64)

    @cached_property
    def components(self) -> Integers:
        """The number of each node's component, direction set aside."""
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        labels = sparse.csgraph.connected_components(self.adjacency, directed=self.directed, connection="weak")[1]
        return np.asarray(labels, dtype=np.int64)

    def undirected(self) -> ArrayNetwork:
        """The same network without direction: two opposite ties become one, which holds both weights."""
        if not self.directed:
            return self
        first, second, total, _ = merged(len(self), self.sources, self.targets, self.weights, directed=False)
        return replace(self, sources=first, targets=second, weights=total, directed=False)

    def with_ties(self, keep: NDArray[np.bool_]) -> ArrayNetwork:
        """The same nodes with some of the ties."""
        sources, targets, weights = self.sources[keep], self.targets[keep], self.weights[keep]
        return replace(self, sources=sources, targets=targets, weights=weights, version="")

    def resampled(self, drawn: Integers) -> ArrayNetwork:
        """The same nodes with the ties numbered ``drawn``, as often as they were drawn: a tie's weight counts each."""
        numbers, times = np.unique(drawn, return_counts=True)
        weights = self.weights[numbers] * times
        return replace(self, sources=self.sources[numbers], targets=self.targets[numbers], weights=weights, version="")

    def with_weights(self, weights: Floats) -> ArrayNetwork:
        """The same ties with other weights."""
        return replace(self, weights=weights, version="")

    def to_networkx(self) -> nx.Graph:
        """A plain networkx graph; a tie of unknown weight has none."""
        network: nx.Graph = nx.DiGraph() if self.directed else nx.Graph()
        network.graph.update(projection=self.projection, version=self.version)
        network.add_nodes_from((node, self.data.get(node, {})) for node in self.nodes)
        ends = (map(self.nodes.__getitem__, side.tolist()) for side in (self.sources, self.targets))
        known = ~np.isnan(self.weights)
        ties = zip(*ends, self.weights.tolist(), known.tolist(), strict=True)
        network.add_edges_from((a, b, {"weight": weight} if is_known else {}) for a, b, weight, is_known in ties)
        return network

    def _matrix(self, values: Floats) -> sparse.csr_array:
        shape = (len(self), len(self))
        if self.directed:
            return sparse.csr_array((values, (self.sources, self.targets)), shape=shape)
        rows = np.concatenate([self.sources, self.targets])
        columns = np.concatenate([self.targets, self.sources])
        return sparse.csr_array((np.concatenate([values, values]), (rows, columns)), shape=shape)


def merged(
    size: int, sources: Integers, targets: Integers, weights: Floats, *, directed: bool
) -> tuple[Integers, Integers, Floats, int]:
    """One tie a pair in the order in which pairs first stand, weights added; and how many ties were added to others.

    A pair one of whose ties has an unknown weight has an unknown weight.
    """
    first: Integers = sources if directed else np.minimum(sources, targets)
    second: Integers = targets if directed else np.maximum(sources, targets)
    codes = first * max(1, size) + second
    by_code = np.argsort(codes, kind="stable")
    begins = np.flatnonzero(np.diff(codes[by_code], prepend=-1))
    if len(begins) == len(codes):
        return sources, targets, weights, 0
    at, total, kept = by_code[begins], np.empty(len(codes)), np.zeros(len(codes), dtype=np.bool_)
    kept[at] = True
    with np.errstate(over="ignore", invalid="ignore"):  # the sum is infinite or unknown, and is refused when used
        total[at] = np.add.reduceat(weights[by_code], begins)
    return first[kept], second[kept], total[kept], len(codes) - len(at)


def simple_arrays(
    nodes: Sequence[Hashable],
    sources: Integers,
    targets: Integers,
    weights: Floats,
    *,
    directed: bool,
    projection: str = "",
    version: str = "",
    data: Mapping[Hashable, Mapping[str, Any]] | None = None,
) -> ArrayNetwork:
    """The simple network of some ties: self-ties are left out, ties of one pair are added to one another."""
    apart = sources != targets
    sources, targets, weights = sources[apart], targets[apart], weights[apart]
    sources, targets, weights, parallel = merged(len(nodes), sources, targets, weights, directed=directed)
    loops = int(len(apart) - apart.sum())
    return ArrayNetwork(
        nodes, sources, targets, weights, directed, projection, version, data or {}, loops=loops, parallel=parallel
    )


def to_arrays(network: nx.Graph | ArrayNetwork) -> ArrayNetwork:
    """The simple network of a networkx graph of any class, its nodes in their order.

    A weight that is no number is NaN, as a missing one. The key of a tie in a multigraph is set aside.

    Raises:
        NotNetworkError: it is neither.

    >>> net = nx.MultiGraph([("a", "b", {"weight": 1}), ("b", "a", {"weight": 2}), ("a", "a")])
    >>> arrays = to_arrays(net)
    >>> arrays.ties, arrays.weights.tolist(), arrays.loops, arrays.parallel
    (1, [3.0], 1, 1)
    """
    if isinstance(network, ArrayNetwork):
        return network
    require_network(network)
    nodes = list(network)
    numbers = {node: number for number, node in enumerate(nodes)}
    ties = list(network.edges(data="weight"))
    count = len(ties)
    return simple_arrays(
        nodes,
        np.fromiter((numbers[tie[0]] for tie in ties), dtype=np.int64, count=count),
        np.fromiter((numbers[tie[1]] for tie in ties), dtype=np.int64, count=count),
        np.fromiter((_weight(tie[2]) for tie in ties), dtype=np.float64, count=count),
        directed=network.is_directed(),
        projection=str(network.graph.get("projection", "")),
        version=str(network.graph.get("version", "")),
        data={node: values for node, values in network.nodes(data=True) if values},
    )


def require_network(network: object) -> None:
    """Nothing, where a networkx graph or an array network is given.

    Raises:
        NotNetworkError: it is neither.
    """
    if not isinstance(network, nx.Graph | ArrayNetwork):
        name = network if isinstance(network, str) else "actors"
        raise NotNetworkError(name=name, value=f"{type(network).__name__} {network!r:.60}")


def _weight(value: object) -> float:
    """NaN where there is no weight, minus infinity where there is one that is no number: it is refused when used."""
    if value is None:
        return np.nan
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return -np.inf
    return -np.inf if np.isnan(found) else found

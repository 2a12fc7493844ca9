"""Who counts: degree, strength, betweenness, closeness, eigenvector and PageRank."""

from __future__ import annotations

from random import Random
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse

from territory_graph.network import engine
from territory_graph.network.arrays import ArrayNetwork, Floats, Integers
from territory_graph.network.measures.descriptor import WEIGHTED, Measure, Measured, Parameter
from territory_graph.network.measures.normalisation import betweenness_factor, closeness_factor, degree_factor
from territory_graph.network.outcome import SEED, Meaningless, Note, Values, Watch
from territory_graph.network.sweep import blocks, dependencies, depth_from, distances

EXACT_UP_TO = 5_000
"""Nodes up to which every shortest path is counted; above, those from some pivots."""
PIVOTS = 256
DEEP = 60
"""Levels from which a sweep node by node, which NetworKit does, is faster than one level after another."""

_PIVOTS = Parameter("pivots", 0, lowest=0, highest=100_000)
_SEED = Parameter("seed", SEED, lowest=0, highest=2**31 - 1)
_NORMALISED = Parameter("normalised", True)


def _degree(network: nx.Graph, *, normalised: bool) -> Values:
    return nx.degree_centrality(network) if normalised else dict(network.degree())


def _degree_fast(arrays: ArrayNetwork, *, watch: Watch, normalised: bool) -> Floats:
    degrees: Floats = arrays.degrees.astype(np.float64)
    if not normalised:
        return degrees
    # networkx gives 1 to the only node of a network.
    return degrees / (len(arrays) - 1) if len(arrays) > 1 else np.ones_like(degrees)


def _strength(network: nx.Graph) -> Measured:
    """Sum of the weights of a node's ties; none where one of them is unknown."""
    unknown = {end for a, b, weight in network.edges(data="weight") if weight is None for end in (a, b)}
    found = {node: float(sum) for node, sum in network.degree(weight="weight") if node not in unknown}
    return Measured(found, notes=_left_out(len(unknown)))


def _strength_fast(arrays: ArrayNetwork, *, watch: Watch) -> Measured:
    ends = np.concatenate([arrays.sources, arrays.targets])
    found = np.bincount(ends, weights=np.tile(arrays.weights, 2), minlength=len(arrays)).astype(np.float64)
    return Measured(found, notes=_left_out(int(np.isnan(found).sum())))


def _left_out(count: int) -> tuple[Note, ...]:
    return (Note("unknown-weights", {"count": count}),) if count else ()


def _sampled(size: int, pivots: int) -> int | None:
    """How many pivots are to be taken of so many nodes; None for all of them."""
    wanted = pivots or (size if size <= EXACT_UP_TO else PIVOTS)
    return None if wanted >= size else max(2, wanted)


def tolerance(size: int, pivots: int) -> float:
    """What no sampled normalised betweenness or mean distance is likely to be wrong by (95 %, all nodes at once).

    Hoeffding's bound for the mean of ``pivots`` draws between 0 and 1, over ``size`` nodes (Brandes & Pich 2007).
    """
    return float(np.sqrt(np.log(2 * size / 0.05) / (2 * pivots)))


def _sampling(size: int, pivots: int | None) -> tuple[Note, ...]:
    if pivots is None:
        return ()
    return (Note("sampled", {"pivots": pivots, "count": size, "tolerance": f"{tolerance(size, pivots):.3f}"}),)


def _betweenness(network: nx.Graph, *, weighted: bool, normalised: bool, pivots: int, seed: int) -> Measured:
    k = _sampled(len(network), pivots)
    if weighted:
        _lengthen(network)
    weight = "length" if weighted else None
    found = nx.betweenness_centrality(network, k=k, normalized=normalised, weight=weight, seed=seed)
    return Measured(found, k is None, _sampling(len(network), k))


def _lengthen(network: nx.Graph) -> None:
    for _, _, tie in network.edges(data=True):
        tie["length"] = 1 / tie["weight"]


def _betweenness_fast(
    arrays: ArrayNetwork, *, watch: Watch, weighted: bool, normalised: bool, pivots: int, seed: int
) -> Measured:
    """The pivots are those that networkx draws with the same seed: so are the values."""
    size = len(arrays)
    k = _sampled(size, pivots)
    if k is None and depth_from(arrays.adjacency, int(arrays.degrees.argmax())) > DEEP:
        return Measured(engine.betweenness(arrays, normalised=normalised, watch=watch))
    drawn = np.arange(size) if k is None else np.array(Random(seed).sample(range(size), k))
    total = np.zeros(size)
    for block in blocks(drawn, watch, "betweenness"):
        total += dependencies(arrays.adjacency, block)
    return Measured(_rescaled(total, drawn, arrays.directed, normalised=normalised), k is None, _sampling(size, k))


def _rescaled(total: Floats, drawn: Integers, directed: bool, *, normalised: bool) -> Floats:
    """Sums over pivots as shares of all pairs; a pivot itself was between one pair a pivot less."""
    size, count = len(total), len(drawn)
    if size < 3:
        return np.zeros(size)
    over = np.full(size, float(size - 1 if count == size else count))
    if count < size:
        over[drawn] -= 1
    whole = 1 / (size - 2) if normalised else (size - 1) / (1 if directed else 2)
    return np.asarray(total * whole / over, dtype=np.float64)


def _closeness(network: nx.Graph, *, weighted: bool, normalised: bool, pivots: int, seed: int) -> Measured:
    if weighted:
        _lengthen(network)
    found = nx.closeness_centrality(network, distance="length" if weighted else None)
    others = 1 if normalised else len(network) - 1
    return Measured({node: value * others for node, value in found.items()})


def _closeness_fast(
    arrays: ArrayNetwork, *, watch: Watch, weighted: bool, normalised: bool, pivots: int, seed: int
) -> Measured:
    """From pivots of each component, the mean distance of its nodes (Eppstein & Wang 2004), scaled by its size.

    Not normalised, it is the number of nodes reached, less itself, divided by their mean distance.
    """
    size, components = len(arrays), arrays.components
    k = _sampled(size, pivots) or size
    sizes = np.bincount(components)
    drawn = _drawn(components, k, seed)
    total = np.zeros(size)
    columns = [np.flatnonzero(drawn == column) for column in range(int(drawn.max()) + 1)]
    for block in blocks(np.arange(len(columns)), watch, "closeness"):
        starts = np.zeros((size, len(block)), dtype=np.bool_)
        for place, column in enumerate(block):
            starts[columns[column], place] = True
        total += np.maximum(distances(arrays.adjacency, starts), 0).sum(axis=1)
    own = sizes[components]
    taken = np.minimum(own, len(columns))
    others = taken - (drawn >= 0)
    mean = np.divide(total, others, out=np.zeros(size), where=others > 0)
    found = np.divide((own - 1) / (max(1, size - 1) if normalised else 1), mean, out=np.zeros(size), where=mean > 0)
    sampled = bool((taken < own).any())
    return Measured(found, not sampled, _sampling(size, k) if sampled else ())


def _drawn(components: Integers, count: int, seed: int) -> Integers:
    """For each node, its number among those drawn of its component, below ``count``; −1 where it was not drawn."""
    order = np.random.default_rng(seed).permutation(len(components))
    by_component = order[np.argsort(components[order], kind="stable")]
    first = np.concatenate([[0], np.cumsum(np.bincount(components))[:-1]])
    number = np.empty(len(components), dtype=np.int64)
    number[by_component] = np.arange(len(components)) - first[components[by_component]]
    return np.where(number < count, number, -1)


def _eigenvector(network: nx.Graph, *, weighted: bool) -> Measured:
    if not network.number_of_edges():
        raise Meaningless("no-ties")
    parts = list(nx.connected_components(network))
    largest = max(parts, key=len)
    found = dict.fromkeys(network, 0.0)
    part = network.subgraph(largest)
    if len(part) == 2:
        found |= dict.fromkeys(part, 1 / np.sqrt(2))
    else:
        found |= nx.eigenvector_centrality_numpy(part, weight="weight")
    return Measured(found, notes=_outside(len(network) - len(part)))


def _eigenvector_fast(arrays: ArrayNetwork, *, watch: Watch, weighted: bool) -> Measured:
    if not arrays.ties:
        raise Meaningless("no-ties")
    largest = np.bincount(arrays.components).argmax()  # of equal ones the first
    inside = np.flatnonzero(arrays.components == largest)
    matrix = arrays.weighted[inside][:, inside]
    if len(inside) < 50:
        vector = np.linalg.eigh(matrix.toarray())[1][:, -1]
    else:
        start = np.ones(len(inside))
        vector = sparse.linalg.eigsh(matrix, k=1, which="LA", v0=start, tol=0, maxiter=50 * len(inside))[1][:, 0]
    found = np.zeros(len(arrays))
    found[inside] = np.abs(vector)
    return Measured(found, notes=_outside(len(arrays) - len(inside)))


def _outside(count: int) -> tuple[Note, ...]:
    return (Note("largest-component", {"count": count}),) if count else ()


_ROUNDS = 1_000
_CONVERGED = 1e-12


def _pagerank(network: nx.Graph, *, damping: float, weighted: bool, normalised: bool) -> Values:
    found: dict[Any, float] = nx.pagerank(network, alpha=damping, tol=_CONVERGED, max_iter=_ROUNDS)
    leads = network.out_degree if network.is_directed() else network.degree
    stuck = sum(found[node] for node, ties in leads() if not ties)
    least = 1.0 if normalised else _least(stuck, damping, len(network))
    return {node: value / least for node, value in found.items()}


def _least(stuck: float, damping: float, size: int) -> float:
    """The rank of a node to which no tie leads, where ``stuck`` is the rank of those from which none leads on."""
    return (1 - damping + damping * stuck) / size


def _pagerank_fast(arrays: ArrayNetwork, *, watch: Watch, damping: float, weighted: bool, normalised: bool) -> Floats:
    """Power iteration; a node without a way out hands its share to all (Page et al. 1999).

    Not normalised, ranks are multiples of that of a node to which no tie leads.
    """
    found, stuck = _walked(arrays, watch, damping)
    return found if normalised else found / _least(stuck, damping, len(arrays))


def page_ranks(arrays: ArrayNetwork, watch: Watch) -> Floats:
    """The PageRank of each node with damping 0.85, each tie counted once whatever its weight; together they are 1."""
    return _walked(arrays.with_weights(np.ones(arrays.ties)), watch, 0.85)[0] if len(arrays) else np.zeros(0)


def _walked(arrays: ArrayNetwork, watch: Watch, damping: float) -> tuple[Floats, float]:
    """The rank of each node, and of all together from which no tie leads on."""
    size = len(arrays)
    matrix = arrays.weighted
    out = np.asarray(matrix.sum(axis=1))
    stuck = out == 0
    step = matrix.T.tocsr() @ sparse.diags_array(np.divide(1.0, out, out=np.zeros(size), where=~stuck))
    rank = np.full(size, 1 / size)
    for number in range(_ROUNDS):
        if not number % 10:
            watch.at("pagerank", number / _ROUNDS)
        found: Floats = damping * (step @ rank + rank[stuck].sum() / size) + (1 - damping) / size
        if np.abs(found - rank).sum() < size * _CONVERGED:
            return found, float(found[stuck].sum())
        rank = found
    return rank, float(rank[stuck].sum())


CENTRALITY = (
    Measure(
        "degree",
        "node",
        "Freeman 1979",
        _degree,
        _degree_fast,
        (Parameter("normalised", False),),
        two_mode=degree_factor,
    ),
    Measure(
        "strength",
        "node",
        "Barrat, Barthélemy, Pastor-Satorras & Vespignani 2004",
        _strength,
        _strength_fast,
        needs_weight=True,
        partial=True,
    ),
    Measure(
        "betweenness_centrality",
        "node",
        "Freeman 1977; Brandes 2001; Brandes & Pich 2007",
        _betweenness,
        _betweenness_fast,
        (WEIGHTED, _NORMALISED, _PIVOTS, _SEED),
        normalised=True,
        exact=False,
        fast_weighted=False,
        two_mode=betweenness_factor,
        unscaled={"normalised": False},
    ),
    Measure(
        "closeness_centrality",
        "node",
        "Freeman 1979; Wasserman & Faust 1994; Eppstein & Wang 2004",
        _closeness,
        _closeness_fast,
        (WEIGHTED, _NORMALISED, _PIVOTS, _SEED),
        normalised=True,
        exact=False,
        fast_weighted=False,
        two_mode=closeness_factor,
        unscaled={"normalised": False},
    ),
    Measure(
        "eigenvector_centrality",
        "node",
        "Bonacich 1972",
        _eigenvector,
        _eigenvector_fast,
        (WEIGHTED,),
        normalised=True,
    ),
    Measure(
        "pagerank",
        "node",
        "Page, Brin, Motwani & Winograd 1999",
        _pagerank,
        _pagerank_fast,
        (Parameter("damping", 0.85, lowest=0.0, highest=0.999), WEIGHTED, _NORMALISED),
        normalised=True,
        directed="followed",
        unscaled={"normalised": False},
    ),
)

"""How a network holds together: holes, closed circles, cores, what splits it, density and communities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse

from territory_graph.network import engine, passage
from territory_graph.network.arrays import ArrayNetwork, Floats, Integers, to_arrays
from territory_graph.network.measures.descriptor import WEIGHTED, Measure, Measured, Parameter
from territory_graph.network.measures.normalisation import density_factor
from territory_graph.network.outcome import SEED, Meaningless, Values, Watch
from territory_graph.network.partition import best
from territory_graph.network.split import louvain_networkx, partitions_tried, splitter

_ROWS = 4_096


def _masked(
    first: sparse.csr_array, second: sparse.csr_array, mask: sparse.csr_array, watch: Watch
) -> sparse.csr_array:
    """The product of two matrices where ``mask`` has an entry, a band of rows at a time."""
    bands = []
    for at in range(0, first.shape[0], _ROWS):
        watch.at("neighbourhoods", at / first.shape[0])
        bands.append((first[at : at + _ROWS] @ second).multiply(mask[at : at + _ROWS]))
    return sparse.vstack(bands).tocsr()


def _shares(matrix: sparse.csr_array) -> sparse.csr_array:
    """Each row divided by its sum."""
    sums = np.asarray(matrix.sum(axis=1))
    return sparse.diags_array(np.divide(1.0, sums, out=np.zeros(len(sums)), where=sums > 0)) @ matrix


def _constraint(network: nx.Graph, *, weighted: bool) -> Values:
    return nx.constraint(network, weight="weight") if network.number_of_edges() else {}


def _constraint_fast(arrays: ArrayNetwork, *, watch: Watch, weighted: bool) -> Floats:
    """Σ over partners j of (share of j + Σ over common partners q of share of q × q's share of j)²; none if alone."""
    share = _shares(arrays.weighted)
    through = _masked(share, share, arrays.adjacency, watch)
    found = np.asarray((share + through).power(2).sum(axis=1))
    return np.where(arrays.degrees > 0, found, np.nan)


def _effective_size(network: nx.Graph, *, weighted: bool) -> Values | Measured:
    """With weights, from arrays at every size: networkx 3.6 divides them by the strongest tie of the wrong node."""
    if not network.number_of_edges():
        return {}
    if weighted:
        return Measured(_effective_size_fast(to_arrays(network), watch=Watch(), weighted=True))
    found: dict[Any, float] = nx.effective_size(network)
    return found


def _effective_size_fast(arrays: ArrayNetwork, *, watch: Watch, weighted: bool) -> Floats:
    degrees = arrays.degrees.astype(np.float64)
    if not weighted:
        redundant = 2.0 * engine.triangles(arrays, watch)
        ratio = np.divide(redundant, degrees, out=np.zeros(len(arrays)), where=degrees > 0)
    else:
        highest = arrays.weighted.max(axis=1).toarray().ravel()
        by_highest = sparse.diags_array(np.divide(1.0, highest, out=np.zeros(len(arrays)), where=highest > 0))
        relative = (by_highest @ arrays.weighted).T.tocsr()
        ratio = np.asarray(_masked(_shares(arrays.weighted), relative, arrays.adjacency, watch).sum(axis=1))
    return np.where(degrees > 0, degrees - ratio, np.nan)


def _clustering_fast(arrays: ArrayNetwork, *, watch: Watch) -> Floats:
    pairs = arrays.degrees * (arrays.degrees - 1) / 2
    return np.divide(engine.triangles(arrays, watch), pairs, out=np.zeros(len(arrays)), where=pairs > 0)


def _articulation(network: nx.Graph) -> Values:
    """The number of pieces into which its component falls without each articulation point."""
    return _in_several(list(nx.biconnected_components(network)))


def _in_several(blocks: list[Any]) -> dict[Any, int]:
    pieces: dict[Any, int] = {}
    for block in blocks:
        for node in block:
            pieces[node] = pieces.get(node, 0) + 1
    return {node: count for node, count in pieces.items() if count > 1}


def _articulation_fast(arrays: ArrayNetwork, *, watch: Watch) -> Values:
    counts = _in_several(engine.blocks_of(arrays, watch))
    return {arrays.nodes[number]: count for number, count in sorted(counts.items())}


def _bridges(network: nx.Graph) -> Values:
    """For each bridge, how many nodes are cut off by its loss: those of its smaller side."""
    return passage.cut_off(network, list(nx.bridges(network)))


def _bridges_fast(arrays: ArrayNetwork, *, watch: Watch) -> Values:
    found = [(block[0], block[1]) for block in engine.blocks_of(arrays, watch) if len(block) == 2]
    counted = passage.cut_off_in_arrays(arrays, found)
    return {(arrays.nodes[a], arrays.nodes[b]): count for (a, b), count in counted.items()}


def _density(network: nx.Graph) -> Values:
    if len(network) < 2:
        raise Meaningless("one-node")
    return {"density": nx.density(network)}


def _density_fast(arrays: ArrayNetwork, *, watch: Watch) -> Values:
    if len(arrays) < 2:
        raise Meaningless("one-node")
    pairs = len(arrays) * (len(arrays) - 1) / 2
    return {"density": arrays.ties / pairs}


def _communities(network: nx.Graph, *, method: str, resolution: float, weighted: bool, seed: int) -> Values:
    if not network.number_of_edges():
        raise Meaningless("no-ties")
    if method == "leiden":
        return _communities_fast(
            to_arrays(network), watch=Watch(), method=method, resolution=resolution, weighted=weighted, seed=seed
        )
    return _best(to_arrays(network), lambda each: louvain_networkx(network, resolution, each), resolution, seed)


def _communities_fast(
    arrays: ArrayNetwork, *, watch: Watch, method: str, resolution: float, weighted: bool, seed: int
) -> Values:
    if not arrays.ties:
        raise Meaningless("no-ties")
    return _best(arrays, splitter(arrays, method, resolution, watch, fast=True), resolution, seed)


def _best(arrays: ArrayNetwork, split: Callable[[int], Integers], resolution: float, seed: int) -> Values:
    """The groups of the partition with the highest modularity that ``seed`` and those after it give."""
    partitions = partitions_tried(arrays, split, seed)
    return dict(zip(arrays.nodes, partitions[best(arrays, partitions, resolution)].tolist(), strict=True))


COMMUNITIES = Measure(
    "communities",
    "node",
    "Blondel, Guillaume, Lambiotte & Lefebvre 2008; Traag, Waltman & van Eck 2019",
    _communities,
    _communities_fast,
    (
        Parameter("method", "louvain", choices=("louvain", "leiden")),
        Parameter("resolution", 1.0, lowest=0.01, highest=100.0),
        Parameter("weighted", True),
        Parameter("seed", SEED, lowest=0, highest=2**31 - 1000),
    ),
    nominal=True,
)

COHESION = (
    Measure("constraint", "node", "Burt 1992", _constraint, _constraint_fast, (WEIGHTED,), normalised=True),
    Measure("effective_size", "node", "Burt 1992; Borgatti 1997", _effective_size, _effective_size_fast, (WEIGHTED,)),
    Measure("clustering", "node", "Watts & Strogatz 1998", nx.clustering, _clustering_fast, normalised=True),
    Measure("core_number", "node", "Seidman 1983; Batagelj & Zaveršnik 2003", nx.core_number, engine.core_numbers),
    Measure("articulation_points", "node", "Hopcroft & Tarjan 1973", _articulation, _articulation_fast),
    Measure("bridges", "tie", "Tarjan 1974", _bridges, _bridges_fast),
    Measure(
        "density",
        "network",
        "Wasserman & Faust 1994",
        _density,
        _density_fast,
        normalised=True,
        two_mode=density_factor,
    ),
    COMMUNITIES,
)

"""The compiled engines: NetworKit (MIT) and graspologic-native (MIT), fed with arrays.

NetworKit runs on one thread, so that equal networks give equal values. It lets other threads of Python go on: ``Watch``
is asked while it works on a large network. It is imported when first needed, which takes a second.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from scipy import sparse

from territory_graph.network.arrays import ArrayNetwork, Floats, Integers
from territory_graph.network.outcome import SEED, Watch

_LARGE, _BEAT = 2_000, 0.2
"""Nodes from which a call may take long, and seconds between two signs that it goes on."""
_handles: WeakKeyDictionary[ArrayNetwork, Any] = WeakKeyDictionary()
"""NetworKit's form of the networks that were measured and are still in use."""


@cache
def _networkit() -> ModuleType:
    import networkit  # noqa: PLC0415  it takes a second, and small networks do without

    return networkit  # type: ignore[no-any-return]


def networkit_graph(arrays: ArrayNetwork) -> Any:
    """NetworKit's form of a network, made once; without weights where all of them are 1."""
    if arrays not in _handles:
        _handles[arrays] = _made(arrays)
    return _handles[arrays]


def _made(arrays: ArrayNetwork) -> Any:
    """From half of the matrix, for NetworKit adds the other way of each tie: quicker than from a list of ties."""
    ends = arrays.sources, arrays.targets
    from_to = ends if arrays.directed else (np.minimum(*ends), np.maximum(*ends))
    matrix = sparse.csr_array((arrays.weights, from_to), shape=(len(arrays), len(arrays)))
    weighted = not bool((arrays.weights == 1).all())
    return _networkit().graph.GraphFromCsr(matrix, weighted=weighted, directed=arrays.directed)


def _run(algorithm: Any, graph: Any, watch: Watch, phase: str) -> Any:
    watch.at(phase)
    if graph.numberOfNodes() < _LARGE:
        _run_alone(algorithm)
    else:
        # It cannot be interrupted: where somebody ends the analysis, it goes on behind until it ends, and is forgotten.
        thread = ThreadPoolExecutor(1)
        running = thread.submit(_run_alone, algorithm)
        thread.shutdown(wait=False)
        while not wait([running], timeout=_BEAT).done:
            watch.at(phase)
        running.result()
    watch.at(phase, 1.0)
    return algorithm


def _run_alone(algorithm: Any) -> None:
    """Runs it on one thread of the engine's own, of which each thread of Python has a number."""
    _networkit().setNumberOfThreads(1)
    algorithm.run()


def betweenness(arrays: ArrayNetwork, *, normalised: bool, watch: Watch) -> Floats:
    """Betweenness centrality by Brandes' algorithm, node by node: for networks with long paths."""
    graph = networkit_graph(arrays)
    found = _run(_networkit().centrality.Betweenness(graph, normalised), graph, watch, "betweenness")
    return np.array(found.scores(), dtype=np.float64)


def core_numbers(arrays: ArrayNetwork, watch: Watch) -> Integers:
    """Core number of each node (Batagelj & Zaveršnik 2003)."""
    graph = networkit_graph(arrays)
    found = _run(_networkit().centrality.CoreDecomposition(graph), graph, watch, "cores")
    return np.array(found.scores(), dtype=np.int64)


def triangles(arrays: ArrayNetwork, watch: Watch) -> Integers:
    """Number of triangles at each node."""
    graph = networkit_graph(arrays)
    turbo = _networkit().centrality.LocalClusteringCoefficient(graph, True)
    share = np.array(_run(turbo, graph, watch, "triangles").scores(), dtype=np.float64)
    pairs = arrays.degrees * (arrays.degrees - 1) / 2
    return np.rint(share * pairs).astype(np.int64)


def blocks_of(arrays: ArrayNetwork, watch: Watch) -> list[list[int]]:
    """Biconnected components of at least two nodes, each as the numbers of its nodes (Hopcroft & Tarjan 1973)."""
    graph = networkit_graph(arrays)
    found = _run(_networkit().components.BiconnectedComponents(graph), graph, watch, "blocks")
    return [block for block in found.getComponents() if len(block) > 1]


def louvain(arrays: ArrayNetwork, resolution: float, seed: int, watch: Watch) -> Integers:
    """The community of each node by Louvain's method (Blondel et al. 2008).

    NetworKit visits nodes in the order of their numbers and draws nothing: a seed shuffles the numbers, and ``SEED``
    leaves them as they are.
    """
    if seed == SEED:
        return _louvain(networkit_graph(arrays), resolution, watch)
    place = np.random.default_rng(seed).permutation(len(arrays))
    shuffled = ArrayNetwork(
        range(len(arrays)), place[arrays.sources], place[arrays.targets], arrays.weights, arrays.directed
    )
    return _louvain(_made(shuffled), resolution, watch)[place]


def _louvain(graph: Any, resolution: float, watch: Watch) -> Integers:
    method = _run(_networkit().community.PLM(graph, True, resolution), graph, watch, "communities")
    partition = method.getPartition()  # asked once: a second time it is gone, and reading it ends the process
    return np.array(partition.getVector(), dtype=np.int64)


def leiden(arrays: ArrayNetwork, resolution: float, seed: int, watch: Watch) -> Integers:
    """The community of each node by the Leiden algorithm (Traag, Waltman & van Eck 2019)."""
    import graspologic_native  # noqa: PLC0415  only who asks for Leiden needs it

    watch.at("communities")
    matrix = arrays.weighted
    _, found = graspologic_native.leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float64),
        len(arrays),
        resolution=resolution,
        seed=seed,
    )
    alone = {node: len(arrays) + node for node in range(len(arrays))} | found
    return np.fromiter((alone[node] for node in range(len(arrays))), dtype=np.int64, count=len(arrays))

"""Each measure three ways: ours from arrays, networkx on its graph, and the engine alone from arrays.

All convert from the same arrays each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import networkit as nk
import networkx as nx
import numpy as np
from scipy import sparse

from benchmarks.network.made import as_arrays
from territory_graph import measure
from territory_graph.network.arrays import Integers

PIVOTS = 100
SPEEDUPS = {"betweenness_centrality": 10.0, "communities": 10.0, "core_number": 10.0, "pagerank": 3.0}
"""How many times faster than networkx ours is to be at 40 k nodes."""
ENGINE_TARGET = 1.3

Ends = tuple[Integers, Integers]
Convert = Callable[[Ends, int], Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure: its name, parameters, the call of networkx, and the engine's if it has one."""

    name: str
    networkx: Callable[[nx.Graph], Any]
    engine: Callable[[Any], Any] | None = None
    parameters: tuple[tuple[str, Any], ...] = ()

    def ours(self, ends: Ends, size: int) -> Any:
        """Ours, conversion included: a new network each time, of which nothing is kept."""
        return measure(as_arrays(ends, size), self.name, engine="fast", **dict(self.parameters))

    def direct(self, ends: Ends, size: int, convert: Convert) -> Any:
        """The engine alone, conversion included."""
        assert self.engine is not None
        return self.engine(convert(ends, size))


def by_list(ends: Ends, size: int) -> Any:
    """NetworKit's graph of the same ties, repeated ones once, from a list of ties."""
    low, high = np.minimum(*ends), np.maximum(*ends)
    codes = np.unique((low * size + high)[low != high])
    given = ((codes // size).astype(np.uint64), (codes % size).astype(np.uint64))
    return nk.graph.GraphFromCoo(given, n=size, weighted=False, directed=False)


def by_matrix(ends: Ends, size: int) -> Any:
    """NetworKit's graph of the same ties, repeated ones once, from half of the matrix: the quickest that was found."""
    low, high = np.minimum(*ends), np.maximum(*ends)
    apart = low != high
    matrix = sparse.csr_array((np.ones(int(apart.sum())), (low[apart], high[apart])), shape=(size, size))
    return nk.graph.GraphFromCsr(matrix, directed=False, weighted=False)


def _scores(algorithm: Any) -> Any:
    algorithm.run()
    return np.array(algorithm.scores())


def _partition(graph: Any) -> Any:
    method = nk.community.PLM(graph, True)
    method.run()
    return np.array(method.getPartition().getVector())


def _blocks(graph: Any) -> Any:
    found = nk.components.BiconnectedComponents(graph)
    found.run()
    return found.getComponents()


def _pagerank(graph: Any) -> Any:
    spread = nk.centrality.SinkHandling.DistributeSinks
    return _scores(nk.centrality.PageRank(graph, 0.85, 1e-12, distributeSinks=spread))


COMPARED = (
    Compared("degree", lambda g: dict(g.degree()), lambda g: _scores(nk.centrality.DegreeCentrality(g))),
    Compared("strength", lambda g: dict(g.degree(weight="weight"))),
    Compared(
        "betweenness_centrality",
        lambda g: nx.betweenness_centrality(g, k=PIVOTS, seed=1),
        lambda g: _scores(nk.centrality.EstimateBetweenness(g, PIVOTS, True, False)),
        (("pivots", PIVOTS), ("seed", 1)),
    ),
    Compared(
        "closeness_centrality",
        lambda g: [nx.closeness_centrality(g, u) for u in list(g)[:PIVOTS]],
        None,
        (("pivots", PIVOTS),),
    ),
    Compared("eigenvector_centrality", nx.eigenvector_centrality_numpy),
    Compared("pagerank", nx.pagerank, _pagerank),
    Compared("constraint", nx.constraint),
    Compared("effective_size", nx.effective_size),
    Compared("clustering", nx.clustering, lambda g: _scores(nk.centrality.LocalClusteringCoefficient(g, True))),
    Compared("core_number", nx.core_number, lambda g: _scores(nk.centrality.CoreDecomposition(g))),
    Compared("articulation_points", lambda g: list(nx.articulation_points(g)), _blocks),
    Compared("bridges", lambda g: list(nx.bridges(g)), _blocks),
    Compared("density", nx.density),
    Compared("communities", lambda g: nx.community.louvain_communities(g, seed=1), _partition),
)

"""How a network is split into communities: by which method and which engine."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import networkx as nx
import numpy as np

from territory_graph.network import engine
from territory_graph.network.arrays import ArrayNetwork, Integers
from territory_graph.network.outcome import Watch


def splitter(
    arrays: ArrayNetwork, method: str, resolution: float, watch: Watch, *, fast: bool
) -> Callable[[int], Integers]:
    """A function that gives the group of each node for a seed: networkx's Louvain, or the engine's if ``fast``."""
    if method == "leiden":
        return lambda seed: engine.leiden(arrays, resolution, seed, watch)
    if fast:
        return lambda seed: engine.louvain(arrays, resolution, seed, watch)
    network = arrays.to_networkx()
    return lambda seed: louvain_networkx(network, resolution, seed)


def louvain_networkx(network: nx.Graph, resolution: float, seed: int) -> Integers:
    """The community of each node, in the order of nodes, as networkx finds them."""
    groups = nx.community.louvain_communities(network, weight="weight", resolution=resolution, seed=seed)
    number = dict(chain.from_iterable(((node, at) for node in group) for at, group in enumerate(groups)))
    return np.fromiter((number[node] for node in network), dtype=np.int64, count=len(network))

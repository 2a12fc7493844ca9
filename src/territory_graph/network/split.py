"""How a network is split into communities: by which method and which engine."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import networkx as nx
import numpy as np

from territory_graph.network import engine
from territory_graph.network.arrays import ArrayNetwork, Integers
from territory_graph.network.outcome import Watch

_LARGE = 1e100


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
    sized = _of_usable_size(network)
    groups = nx.community.louvain_communities(sized, weight="weight", resolution=resolution, seed=seed)
    number = dict(chain.from_iterable(((node, at) for node in group) for at, group in enumerate(groups)))
    return np.fromiter((number[node] for node in network), dtype=np.int64, count=len(network))


def _of_usable_size(network: nx.Graph) -> nx.Graph:
    """The network, its weights divided by the largest where the square of their sum would be endless or zero."""
    total = float(network.size(weight="weight"))
    if not total or _LARGE > total > 1 / _LARGE:
        return network
    sized = network.copy()
    largest = max(weight for *_, weight in network.edges(data="weight", default=1.0))
    for *_, tie in sized.edges(data=True):
        tie["weight"] = tie.get("weight", 1.0) / largest
    return sized

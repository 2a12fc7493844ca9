"""How a network is split into communities: by which method and which engine."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import networkx as nx
import numpy as np

from territory_graph.network import engine
from territory_graph.network.arrays import ArrayNetwork, Integers
from territory_graph.network.outcome import FAST_FROM, Watch
from territory_graph.network.partition import ordered

_LARGE = 1e100
_TRIED, _TRIED_OF_LARGE = 50, 5


def tried(arrays: ArrayNetwork) -> int:
    """From how many seeds the best partition is taken: 50, and 5 of networks that need the fast engine."""
    return _TRIED_OF_LARGE if len(arrays) >= FAST_FROM else _TRIED


def partitions_tried(arrays: ArrayNetwork, split: Callable[[int], Integers], seed: int) -> list[Integers]:
    """The partitions of which the best is taken, each with its groups in order: those of ``seed`` and the next ones."""
    return [ordered(split(seed + run)) for run in range(tried(arrays))]


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
    total = float(network.size(weight="weight"))
    sized = network
    if total and not _LARGE > total > 1 / _LARGE:  # what networkx squares would overflow, or vanish
        sized = network.copy()
        largest = max(weight for *_, weight in network.edges(data="weight", default=1.0))
        for *_, tie in sized.edges(data=True):
            tie["weight"] = tie.get("weight", 1.0) / largest
    groups = nx.community.louvain_communities(sized, weight="weight", resolution=resolution, seed=seed)
    number = dict(chain.from_iterable(((node, at) for node in group) for at, group in enumerate(groups)))
    return np.fromiter((number[node] for node in network), dtype=np.int64, count=len(network))

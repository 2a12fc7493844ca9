"""Communities: groups whose members have more ties among themselves than with the rest, and how stable they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from territory_graph.network.arrays import ArrayNetwork, Integers, to_arrays
from territory_graph.network.measures.cohesion import COMMUNITIES
from territory_graph.network.measures.prepare import FAST_FROM, prepared, scope_of
from territory_graph.network.outcome import Meaningless, NoMeaning, Note, Scope, Watch
from territory_graph.network.partition import adjusted_rand, modularity, ordered, pairs_kept
from territory_graph.network.split import splitter

RUNS = 50


@dataclass(frozen=True, slots=True)
class Community:
    """A group of nodes; ``stability`` is the share of its pairs that stay together over all seeds, 1 for one node."""

    members: tuple[Any, ...]
    stability: float


@dataclass(frozen=True, slots=True)
class Communities:
    """The groups that one seed gives, largest first, and what other seeds make of them.

    ``stability`` is the share of pairs in one group that stay together, over all seeds; ``agreement`` the mean
    adjusted Rand index with the partitions of the other seeds, 1 when they are all the same.
    """

    scope: Scope
    groups: tuple[Community, ...]
    modularity: float
    stability: float
    agreement: float
    notes: tuple[Note, ...] = ()

    def of(self, node: Any) -> Community | None:
        """The group of a node."""
        return next((group for group in self.groups if node in group.members), None)


def communities(
    network: nx.Graph | ArrayNetwork, *, runs: int = RUNS, watch: Watch | None = None, **parameters: Any
) -> Communities | NoMeaning:
    """The communities of a network with their stability over ``runs`` seeds, that of the partition first.

    Parameters are those of the measure “communities”: ``method`` (louvain or leiden), ``resolution``, ``weighted``,
    ``seed``. Direction is set aside.

    Raises:
        MeasureParameterError: a parameter is unknown or cannot have that value.
        AnalysisCancelledError: somebody asked to end the analysis.

    >>> found = communities(nx.barbell_graph(4, 0), runs=5)
    >>> [group.members for group in found.groups], found.stability
    ([(0, 1, 2, 3), (4, 5, 6, 7)], 1.0)
    """
    settings = COMMUNITIES.settings(parameters)
    scope = scope_of(to_arrays(network), settings)
    try:
        arrays, notes = prepared(to_arrays(network), COMMUNITIES, settings)
        if not arrays.ties:
            raise Meaningless("no-ties")
    except Meaningless as reason:
        return NoMeaning("communities", scope, reason.note)
    return _stable(arrays, scope, settings, runs=max(1, runs), notes=notes, watch=watch or Watch())


def _stable(
    arrays: ArrayNetwork, scope: Scope, settings: dict[str, Any], *, runs: int, notes: tuple[Note, ...], watch: Watch
) -> Communities:
    resolution = float(settings["resolution"])
    split = splitter(arrays, str(settings["method"]), resolution, watch, fast=len(arrays) >= FAST_FROM)
    first = ordered(split(int(settings["seed"])))
    sizes = np.bincount(first, minlength=int(first.max()) + 1)
    kept, agreement = np.zeros(len(sizes)), 0.0
    for run in range(1, runs):
        watch.at("stability", run / runs)
        other = split(int(settings["seed"]) + run)
        kept += pairs_kept(first, other)
        agreement += adjusted_rand(first, other)
    pairs = sizes * (sizes - 1) / 2
    share = np.divide(kept / max(1, runs - 1), pairs, out=np.ones(len(sizes)), where=(pairs > 0) & (runs > 1))
    overall = float(kept.sum() / max(1, runs - 1) / pairs.sum()) if runs > 1 and pairs.sum() else 1.0
    quality = modularity(arrays, first, resolution)
    mean = agreement / (runs - 1) if runs > 1 else 1.0
    return Communities(scope, _groups(arrays, first, share.tolist()), quality, overall, mean, notes)


def _groups(arrays: ArrayNetwork, numbers: Integers, stability: list[float]) -> tuple[Community, ...]:
    members: list[list[Any]] = [[] for _ in stability]
    for node, number in zip(arrays.nodes, numbers.tolist(), strict=True):
        members[number].append(node)
    return tuple(Community(tuple(members[at]), stability[at]) for at in range(1, len(members)))

"""Communities: groups whose members have more ties among themselves than with the rest, and how stable they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from territory_graph.arguments import whole_number
from territory_graph.network.arrays import ArrayNetwork, Integers, to_arrays
from territory_graph.network.measures.cohesion import COMMUNITIES
from territory_graph.network.measures.prepare import prepared, scope_of
from territory_graph.network.outcome import FAST_FROM, Meaningless, NoMeaning, Note, Scope, Watch
from territory_graph.network.partition import adjusted_rand, best, modularity, pairs_kept
from territory_graph.network.split import partitions_tried, splitter
from territory_graph.tabular import html_table

RUNS = 50


@dataclass(frozen=True, slots=True)
class Community:
    """A group of nodes; ``stability`` is the share of its pairs that stay together over all seeds, 1 for one node."""

    members: tuple[Any, ...]
    stability: float


@dataclass(frozen=True, slots=True, repr=False)
class Communities:
    """The groups of the best partition that the seeds give, largest first, and what other seeds make of them.

    Of the first ``tried`` partitions it has the highest ``modularity``, and is the first of equal ones. ``stability``
    is the share of pairs in one group that stay together, over all seeds; ``agreement`` the mean adjusted Rand index
    with the partitions of the other seeds, 1 when they are all the same.
    """

    scope: Scope
    groups: tuple[Community, ...]
    modularity: float
    stability: float
    agreement: float
    notes: tuple[Note, ...] = ()
    tried: int = 1

    def __repr__(self) -> str:
        return (
            f"<Communities of {self.scope.projection}: {len(self.groups):,} groups, modularity {self.modularity:.2f}>"
        )

    def _repr_html_(self) -> str:
        rows = ((len(group.members), ", ".join(map(str, group.members))) for group in self.groups)
        note = f"modularity {self.modularity:.2f}; pairs that other seeds keep together: {self.stability:.0%}"
        return html_table(f"{len(self.groups):,} groups", ("size", "members"), rows, len(self.groups), note)

    def of(self, node: Any) -> Community | None:
        """The group of a node."""
        return next((group for group in self.groups if node in group.members), None)


def communities(
    network: nx.Graph | ArrayNetwork, *, runs: int = RUNS, watch: Watch | None = None, **parameters: Any
) -> Communities | NoMeaning:
    """The communities of a network, those of the measure “communities”, with their stability over ``runs`` seeds.

    The partition is the best of as many seeds as ``split.tried`` says, whatever ``runs``. Parameters are those of the
    measure: ``method`` (louvain or leiden), ``resolution``, ``weighted``, ``seed``. Direction is set aside.

    Raises:
        MeasureParameterError: a parameter is unknown or cannot have that value.
        SettingsError: ``runs`` is no number above 0.
        AnalysisCancelledError: somebody asked to end the analysis.

    >>> found = communities(nx.barbell_graph(4, 0), runs=5)
    >>> [group.members for group in found.groups], found.stability
    ([(0, 1, 2, 3), (4, 5, 6, 7)], 1.0)
    """
    settings, runs = COMMUNITIES.settings(parameters), whole_number(runs, "runs", 1)
    scope = scope_of(to_arrays(network), COMMUNITIES, settings)
    try:
        arrays, notes = prepared(to_arrays(network), COMMUNITIES, settings)
        if not arrays.ties:
            raise Meaningless("no-ties")
    except Meaningless as reason:
        return NoMeaning("communities", scope, reason.note)
    return _stable(arrays, scope, settings, runs=runs, notes=notes, watch=watch or Watch())


def _stable(
    arrays: ArrayNetwork, scope: Scope, settings: dict[str, Any], *, runs: int, notes: tuple[Note, ...], watch: Watch
) -> Communities:
    resolution = float(settings["resolution"])
    split = splitter(arrays, str(settings["method"]), resolution, watch, fast=len(arrays) >= FAST_FROM)
    seed = int(settings["seed"])
    partitions = partitions_tried(arrays, split, seed)
    chosen = best(arrays, partitions, resolution)
    groups = partitions[chosen]
    sizes = np.bincount(groups, minlength=int(groups.max()) + 1)
    kept, agreement, others = np.zeros(len(sizes)), 0.0, [run for run in range(runs) if run != chosen]
    for done, run in enumerate(others):
        watch.at("stability", done / len(others))
        other = partitions[run] if run < len(partitions) else split(seed + run)
        kept += pairs_kept(groups, other)
        agreement += adjusted_rand(groups, other)
    pairs, count = sizes * (sizes - 1) / 2, max(1, len(others))
    share = np.divide(kept / count, pairs, out=np.ones(len(sizes)), where=(pairs > 0) & bool(others))
    overall = float(kept.sum() / count / pairs.sum()) if others and pairs.sum() else 1.0
    quality = modularity(arrays, groups, resolution)
    mean = agreement / count if others else 1.0
    return Communities(scope, _groups(arrays, groups, share.tolist()), quality, overall, mean, notes, len(partitions))


def _groups(arrays: ArrayNetwork, numbers: Integers, stability: list[float]) -> tuple[Community, ...]:
    members: list[list[Any]] = [[] for _ in stability]
    for node, number in zip(arrays.nodes, numbers.tolist(), strict=True):
        members[number].append(node)
    return tuple(Community(tuple(members[at]), stability[at]) for at in range(1, len(members)))

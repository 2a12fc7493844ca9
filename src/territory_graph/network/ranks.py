"""How sure ranks are: the measure taken again on ties drawn anew, and ranks that cannot be told apart made equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from territory_graph.arguments import whole_number
from territory_graph.network.arrays import ArrayNetwork, Floats, to_arrays
from territory_graph.network.measures import Engine, find, find_of_nodes, measure
from territory_graph.network.outcome import SEED, NoMeaning, Note, Number, Result, Watch
from territory_graph.tabular import data_frames, html_table

RESAMPLES = 200
MOST = 200
"""Nodes that are ranked: the highest."""
SURE = 0.975
"""Share of the draws in which one must stand above another to be told apart from it: 95 % both ways."""
_FAST_FROM = 100
"""Nodes from which the draws are measured by the fast engine: there are 200 of them."""
_SAMPLED_FROM, _PIVOTS = 500, 100
"""Nodes from which each draw counts paths from so many of them only, others each time."""
_SAME = 1e-12
"""Values that differ by no more are equal."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A node, its value, its rank, and the ranks between which it lies in at least 95 % of the draws.

    Nodes go down in groups: one begins a new group when its value is lower than the one before it and every one of
    the current group surely stands above it, so that neighbours whom the draws do not tell apart are of one group. All
    of a group have the same rank, one more than the number of nodes in the groups above: after five first comes a
    sixth. ``chained`` says that the first of the group surely stands above the last, though no neighbours are told
    apart. ``low`` and ``high`` are those of the draws alone: ``rank``, which is that of the data, may lie outside.
    """

    node: Any
    value: Number
    rank: int
    low: int
    high: int
    chained: bool


@dataclass(frozen=True, slots=True, repr=False)
class Ranking:
    """The highest nodes of a measure, highest first, with how sure their ranks are.

    ``kept`` is the mean share of the different ties that a draw holds: near 0.632, for a draw takes as many as there
    are, some of them several times.
    """

    result: Result
    rows: tuple[Ranked, ...]
    resamples: int
    kept: float = 1.0

    def __repr__(self) -> str:
        return f"<Ranking by {self.result.measure}: {len(self.rows):,} nodes>"

    def _repr_html_(self) -> str:
        rows = ((row.rank, f"{row.low} to {row.high}", row.node, f"{row.value:.6g}") for row in self.rows)
        caption = f"{self.result.measure}: ranks, and where they lie in 95 % of {self.resamples} draws"
        return html_table(caption, ("rank", "draws", "node", "value"), rows, len(self.rows))

    def to_pandas(self) -> Any:
        """The ranks as a ``pandas.DataFrame``: node, value, rank, and the least and greatest of 95 % of the draws.

        Raises:
            MissingPackageError: pandas is not installed.
        """
        rows = [(row.node, row.value, row.rank, row.low, row.high) for row in self.rows]
        return data_frames("pandas").DataFrame(rows, columns=["node", "value", "rank", "low", "high"])

    @property
    def notes(self) -> tuple[Note, ...]:
        """Remarks on the measure and its draws, one that few nodes make ranks mean little among them."""
        sampled = _samples_paths(self.result.measure, self.result.scope.parameters, self.result.scope.actors)
        return (*self.result.notes, *([Note("draws-sampled", {"pivots": _PIVOTS})] if sampled else []))


def ranks(
    network: nx.Graph | ArrayNetwork,
    name: str,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    most: int = MOST,
    watch: Watch | None = None,
    **parameters: Any,
) -> Ranking | NoMeaning:
    """The nodes that a measure puts highest, with intervals from ``resamples`` draws of as many ties (Efron 1979).

    Ties are drawn with replacement: each draw has as many as the network, of which some twice or more often, so that
    over a third of the different ones are left out (``Ranking.kept`` has the share that is there). The highest may
    therefore stand lower in nearly all draws than in the data; its interval says so. A node without a value counts as
    lowest.

    Raises:
        UnknownMeasureError: there is no such measure, or it measures no nodes.
        MeasureParameterError: a parameter is unknown or cannot have that value.
        SettingsError: ``resamples``, ``seed`` or ``most`` is no whole number.
        AnalysisCancelledError: somebody asked to end the analysis.

    >>> found = ranks(nx.star_graph(12), "degree", resamples=20)
    >>> found.rows[0].rank, {row.rank for row in found.rows[1:]}
    (1, {2})
    """
    watch = watch or Watch()
    find_of_nodes(name)
    resamples, most = whole_number(resamples, "resamples"), whole_number(most, "most")
    seed = whole_number(seed, "seed")
    arrays = to_arrays(network)
    result = measure(arrays, name, **parameters)
    if isinstance(result, NoMeaning):
        return result
    order = [node for node, _ in result.top(most)]
    drawn, kept = _drawn(arrays, name, parameters, resamples=resamples, seed=seed, watch=watch)
    place = {node: number for number, node in enumerate(arrays.nodes)}
    columns = np.array([place[node] for node in order], dtype=np.int64)
    positions = np.array([_positions(values)[columns] for values in drawn]).reshape(len(drawn), len(order))
    if not len(drawn):
        positions = _positions(_column(arrays, result))[columns][None, :]
    drawn = drawn[:, columns]
    low, high = np.floor(np.percentile(positions, 2.5, axis=0)), np.ceil(np.percentile(positions, 97.5, axis=0))
    rows = list[Ranked]()
    for group in _groups(drawn, [result.values[node] for node in order]):
        chained = len(drawn) > 0 and _surely_above(drawn[:, [group[0]]], drawn[:, group[-1]])
        for at, node in enumerate(order[group[0] : group[-1] + 1], start=group[0]):
            rows.append(Ranked(node, result.values[node], group[0] + 1, int(low[at]), int(high[at]), chained))
    return Ranking(result, tuple(rows), resamples, kept)


def _drawn(
    arrays: ArrayNetwork, name: str, parameters: dict[str, Any], *, resamples: int, seed: int, watch: Watch
) -> tuple[Floats, float]:
    """The values of every node (columns) in each draw (rows), and the mean share of the ties that a draw holds."""
    chance = np.random.default_rng(seed)
    sampled = _samples_paths(name, parameters, len(arrays))
    engine: Engine = "fast" if len(arrays) >= _FAST_FROM else "auto"
    rows, held = [], 0
    for number in range(resamples if arrays.ties else 0):
        watch.at("resampling", number / resamples)
        again = arrays.resampled(chance.integers(arrays.ties, size=arrays.ties))
        sampling = {"pivots": _PIVOTS, "seed": seed + number} if sampled else {}
        found = measure(again, name, engine=engine, **parameters | sampling)
        rows.append(_column(arrays, found) if isinstance(found, Result) else np.full(len(arrays), -np.inf))
        held += again.ties
    share = held / (len(rows) * arrays.ties) if rows else 1.0
    return np.array(rows).reshape(len(rows), len(arrays)), share


def _samples_paths(name: str, parameters: Mapping[str, Any], size: int) -> bool:
    """Whether draws count paths from some nodes: where the measure can, and nobody said from how many."""
    can = any(parameter.name == "pivots" for parameter in find(name).parameters)
    return can and size >= _SAMPLED_FROM and not parameters.get("pivots")


def _column(arrays: ArrayNetwork, found: Result) -> Floats:
    return np.array([found.values.get(node, -np.inf) for node in arrays.nodes], dtype=np.float64)


def _positions(values: Floats) -> NDArray[np.int64]:
    """Rank of each value, 1 for the highest; equal ones have the best of their ranks."""
    alike = np.round(values, 12)
    return np.asarray(len(alike) - np.searchsorted(np.sort(alike), alike, side="right") + 1, dtype=np.int64)


def _groups(drawn: Floats, values: list[Number]) -> list[range]:
    """The places of each group, the highest first, from 0; without draws, values alone tell nodes apart."""
    starts = [0] if values else []
    for at in range(1, len(values)):
        if values[at] < values[at - 1] - _SAME and _surely_above(drawn[:, starts[-1] : at], drawn[:, at]):
            starts.append(at)
    return [range(*ends) for ends in pairwise([*starts, len(values)])]


def _surely_above(group: Floats, other: Floats) -> bool:
    """Whether each of a group (columns) stands above another in enough of the draws (rows); without draws, yes."""
    return not len(other) or float((group > other[:, None] + _SAME).mean(axis=0).min()) >= SURE

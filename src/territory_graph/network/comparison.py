"""Two networks compared: what each measure says of the one and of the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

import networkx as nx

from territory_graph.network.measures import MEASURES, find, measure
from territory_graph.network.outcome import NoMeaning, Number, Result, Watch

_MOST = 2_000
"""Nodes up to which every measure is compared unless it is told which."""
_SAME = 1e-6
"""Share of a value by which it may differ and be the same: what walks and sums of floats leave."""
_FOR_LARGE = ("degree", "core_number", "articulation_points", "bridges")


@dataclass(frozen=True, slots=True)
class Delta:
    """A measure before and after: an outcome each, and for every key with a value in one of them both values."""

    measure: str
    before: Result | NoMeaning
    after: Result | NoMeaning

    @property
    def changes(self) -> dict[Any, tuple[Number | None, Number | None]]:
        """Keys whose value is not the same: the value before and after, None where there is none."""
        first, second = _values(self.before), _values(self.after)
        pairs = {key: (first.get(key), second.get(key)) for key in (*first, *(k for k in second if k not in first))}
        return {key: pair for key, pair in pairs.items() if _differ(*pair)}


def deltas(
    before: nx.Graph, after: nx.Graph, *, measures: Iterable[str] | None = None, watch: Watch | None = None
) -> dict[str, Delta]:
    """Each measure on two networks; all of nodes and of the network unless named, a few quick ones of large networks.

    Values are compared as they are before they are divided by the size of the network (``Measure.unscaled``), so that
    an actor without ties who comes or goes changes nobody else's. The density, which only restates how many actors and
    ties there are, is compared where it is named.

    >>> deltas(nx.path_graph(2), nx.path_graph(3), measures=["degree"])["degree"].changes
    {1: (1, 2), 2: (None, 1)}
    """
    if measures is not None:
        names = tuple(measures)
    elif len(before) >= _MOST:
        names = _FOR_LARGE
    else:
        counted = (name for name, each in MEASURES.items() if each.level != "tie" and not each.nominal)
        names = tuple(name for name in counted if name != "density")
    watch, found = watch or Watch(), dict[str, Delta]()
    for number, name in enumerate(names):
        watch.at("measures", number / len(names))
        settings: dict[str, Any] = dict(find(name).unscaled)
        found[name] = Delta(name, measure(before, name, **settings), measure(after, name, **settings))
    return found


def _values(outcome: Result | NoMeaning) -> Mapping[Any, Number]:
    return outcome.values if isinstance(outcome, Result) else {}


def _differ(one: Number | None, other: Number | None) -> bool:
    if one is None or other is None:
        return one is not other
    return not isclose(one, other, rel_tol=_SAME, abs_tol=1e-12)

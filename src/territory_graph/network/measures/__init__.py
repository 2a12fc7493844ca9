"""Measures of networks: each a descriptor, found by its id in ``MEASURES``, taken by ``measure``.

A new one is one ``Measure`` in ``MEASURES`` and its name and question in each locale.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Literal
from weakref import WeakKeyDictionary

import networkx as nx
import numpy as np

from territory_graph.errors import NodeMeasureError, UnknownMeasureError
from territory_graph.network.arrays import ArrayNetwork, to_arrays
from territory_graph.network.measures.centrality import CENTRALITY
from territory_graph.network.measures.cohesion import COHESION
from territory_graph.network.measures.descriptor import Measure, Measured, Setting
from territory_graph.network.measures.prepare import prepared, scope_of
from territory_graph.network.measures.twomode import TWO_MODE, by_kind
from territory_graph.network.outcome import FAST_FROM, Meaningless, NoMeaning, Number, Result, Watch
from territory_graph.once import Once

Engine = Literal["auto", "networkx", "fast"]

MEASURES: dict[str, Measure] = {measure.id: measure for measure in (*CENTRALITY, *COHESION, *TWO_MODE)}

_results: WeakKeyDictionary[nx.Graph | ArrayNetwork, Once] = WeakKeyDictionary()
"""What was found of large networks that are still in use."""


def find(name: str) -> Measure:
    """The measure of that id.

    Raises:
        UnknownMeasureError: there is none; the nearest ids are given.
    """
    if not isinstance(name, str) or name not in MEASURES:
        nearest = difflib.get_close_matches(str(name), sorted(MEASURES), n=3, cutoff=0)
        raise UnknownMeasureError(name=name, nearest=", ".join(nearest))
    return MEASURES[name]


def find_of_nodes(name: str) -> Measure:
    """The measure of that id, which gives nodes values.

    Raises:
        UnknownMeasureError: there is none, or it gives none; the nearest ids are given.
    """
    chosen = find(name)
    if chosen.level != "node":
        of_nodes = sorted(each.id for each in MEASURES.values() if each.level == "node")
        raise NodeMeasureError(name=name, nearest=", ".join(difflib.get_close_matches(name, of_nodes, n=3, cutoff=0)))
    return chosen


def measure(
    network: nx.Graph | ArrayNetwork,
    name: str,
    *,
    watch: Watch | None = None,
    engine: Engine = "auto",
    **parameters: Any,
) -> Result | NoMeaning:
    """What a measure finds on a network, of networkx or as arrays; or why it has no meaning there.

    Self-ties are left out and ties of one pair added up. Values are finite; a node for which the measure has no
    meaning has none. From ``FAST_FROM`` nodes on the fast function answers, where the measure has one, and its results
    are kept as long as the network, which is measured anew when it was changed.
    ``engine`` forces one or the other. The network is not changed.

    Raises:
        UnknownMeasureError: there is no such measure.
        MeasureParameterError: a parameter is unknown or cannot have that value.
        AnalysisCancelledError: somebody asked to end the analysis.

    >>> found = measure(nx.path_graph(3), "betweenness_centrality")
    >>> found.values, found.scope.ties
    ({0: 0.0, 1: 1.0, 2: 0.0}, 2)
    >>> measure(nx.path_graph(3), "strength").reason.code
    'no-weights'
    """
    chosen = find(name)
    settings = chosen.settings(parameters)
    arrays = to_arrays(network)
    fast = _is_fast(chosen, arrays, settings, engine)
    if not fast or len(arrays) < FAST_FROM:
        return _measured(arrays, chosen, settings, watch or Watch(), fast=fast)
    content = None if network is arrays else (arrays.digest, tuple(arrays.nodes))  # a networkx graph may be changed
    key = (content, name, tuple(settings.items()))
    once = _results.setdefault(network, Once())
    return once(key, lambda: _measured(arrays, chosen, settings, watch or Watch(), fast=True))


def _is_fast(chosen: Measure, arrays: ArrayNetwork, settings: Mapping[str, Setting], engine: Engine) -> bool:
    if chosen.fast is None or engine == "networkx" or (settings.get("weighted") and not chosen.fast_weighted):
        return False
    return engine == "fast" or len(arrays) >= FAST_FROM


def _measured(
    arrays: ArrayNetwork, chosen: Measure, settings: Mapping[str, Setting], watch: Watch, *, fast: bool
) -> Result | NoMeaning:
    scope = scope_of(arrays, chosen, settings)
    watch.at(chosen.id)
    try:
        ready, notes = prepared(arrays, chosen, settings)
        raw = chosen.quick(ready, settings, watch) if fast else chosen.plain(ready.to_networkx(), settings)
        found = raw if isinstance(raw, Measured) else Measured(raw)
        values, said = by_kind(ready, chosen, settings, _finite(ready, found))
    except Meaningless as reason:
        return NoMeaning(chosen.id, scope, reason.note)
    if not values and chosen.level == "node" and not ready.ties:
        return NoMeaning(chosen.id, scope, Meaningless("no-ties").note)
    watch.at(chosen.id, 1.0)
    return Result(chosen.id, chosen.level, scope, values, found.exact, (*notes, *found.notes, *said))


def _finite(arrays: ArrayNetwork, found: Measured) -> dict[Any, Number]:
    """The values that are numbers, by node where they stand in the order of nodes."""
    if isinstance(found.values, np.ndarray):
        pairs = zip(arrays.nodes, found.values.tolist(), strict=True)
        return dict(pairs) if np.isfinite(found.values).all() else {k: v for k, v in pairs if np.isfinite(v)}
    plain = {key: value for key, value in found.values.items() if np.isfinite(value)}
    return {key: int(value) if isinstance(value, int | np.integer) else float(value) for key, value in plain.items()}


__all__ = ["MEASURES", "Measure", "find", "find_of_nodes", "measure"]

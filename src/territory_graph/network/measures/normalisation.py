"""Normalisation of networks of two kinds, by what a node of its kind can have at most (Borgatti & Everett 1997).

Ties join nodes of different kinds only: of n nodes, one of n₁ can have n₂ partners, not n − 1. Each factor turns the
usual normalised value of a node into its share of that most.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from territory_graph.network.arrays import ArrayNetwork, Floats

Sides = NDArray[np.bool_]


def marked(arrays: ArrayNetwork) -> Sides | None:
    """Which nodes are of the second kind (``bipartite`` = 1); None unless all are marked and no tie joins two alike."""
    if not arrays.data:
        return None
    kinds = [arrays.data.get(node, {}).get("bipartite") for node in arrays.nodes]
    if not all(kind in (0, 1) for kind in kinds) or len(set(kinds)) < 2:
        return None
    second = np.array(kinds, dtype=np.bool_)
    return None if (second[arrays.sources] == second[arrays.targets]).any() else second


def degree_factor(arrays: ArrayNetwork, second: Sides) -> Floats:
    """Partners as a share of the other kind."""
    _, others = _sizes(second)
    return np.asarray(np.full(len(arrays), len(arrays) - 1.0) / others, dtype=np.float64)


def closeness_factor(arrays: ArrayNetwork, second: Sides) -> Floats:
    """The least sum of distances, 1 to each of the other kind and 2 to each of one's own, over that of the usual."""
    own, others = _sizes(second)
    reached = np.bincount(arrays.components)[arrays.components] - 1
    return np.divide(others + 2 * (own - 1), reached, out=np.zeros(len(arrays)), where=reached > 0)


def betweenness_factor(arrays: ArrayNetwork, second: Sides) -> Floats:
    """Pairs of nodes over the most of them that a node of its kind can stand between."""
    size, (own, others) = len(arrays), _sizes(second)
    rows, rest = np.divmod(own - 1, others)
    most = (
        others**2 * (rows + 1) ** 2 + others * (rows + 1) * (2 * rest - rows - 1) - rest * (2 * rows - rest + 3)
    ) / 2
    pairs = np.full(size, (size - 1) * (size - 2) / 2)
    found: Floats = np.divide(pairs, most, out=np.zeros(size), where=most > 0)
    return found


def density_factor(arrays: ArrayNetwork, second: Sides) -> Floats:
    """Pairs of nodes over those of one node of each kind; one figure for all."""
    first, other = int((~second).sum()), int(second.sum())
    return np.array(len(arrays) * (len(arrays) - 1) / 2 / (first * other))


def _sizes(second: Sides) -> tuple[Floats, Floats]:
    """For each node, how many are of its kind, itself counted, and how many of the other."""
    first, other = float((~second).sum()), float(second.sum())
    return np.where(second, other, first), np.where(second, first, other)

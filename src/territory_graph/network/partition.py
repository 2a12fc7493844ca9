"""Partitions of nodes as arrays of group numbers: modularity, agreement of two, order of groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from territory_graph.network.arrays import ArrayNetwork, Integers


def ordered(groups: Integers) -> Integers:
    """The same groups numbered from 1, the largest first, equal ones in the order of their first node.

    >>> ordered(np.array([7, 3, 3, 9, 9])).tolist()
    [3, 1, 1, 2, 2]
    """
    _, first, inverse, sizes = np.unique(groups, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(1, len(first) + 1)
    return rank[inverse]


def modularity(arrays: ArrayNetwork, groups: Integers, resolution: float = 1.0) -> float:
    """Share of the weight of ties inside groups, less what chance would put there (Newman & Girvan 2004).

    0 for a network without ties.
    """
    total = float(arrays.weights.sum())
    if not total:
        return 0.0
    _, groups = np.unique(groups, return_inverse=True)
    inside = arrays.weights[groups[arrays.sources] == groups[arrays.targets]].sum() / total
    ends = np.concatenate([groups[arrays.sources], groups[arrays.targets]])
    shares = np.bincount(ends, weights=np.tile(arrays.weights, 2)) / (2 * total)
    return float(inside - resolution * (shares**2).sum())


def best(arrays: ArrayNetwork, partitions: Sequence[Integers], resolution: float = 1.0) -> int:
    """The place of the partition with the highest modularity, of equal ones the first."""
    found = [round(modularity(arrays, groups, resolution), 12) for groups in partitions]
    return found.index(max(found))


def adjusted_rand(one: Integers, other: Integers) -> float:
    """How far two partitions agree on pairs of nodes, less chance: 1 when they are equal (Hubert & Arabie 1985).

    >>> adjusted_rand(np.array([1, 1, 2, 2]), np.array([5, 5, 4, 4]))
    1.0
    """
    _, first = np.unique(one, return_inverse=True)
    _, second = np.unique(other, return_inverse=True)
    both = np.unique(first * (len(first) + 1) + second, return_counts=True)[1]
    sizes = (both, np.bincount(first), np.bincount(second))
    together, in_one, in_other = (float((counts * (counts - 1)).sum()) / 2 for counts in sizes)
    all_pairs = len(first) * (len(first) - 1) / 2
    chance = in_one * in_other / all_pairs if all_pairs else 0.0
    most = (in_one + in_other) / 2
    return float((together - chance) / (most - chance)) if most != chance else 1.0


def pairs_kept(groups: Integers, other: Integers) -> Integers:
    """For each group, the number of its pairs that another partition also has together; group numbers begin at 1."""
    _, second = np.unique(other, return_inverse=True)
    width = int(second.max(initial=0)) + 1
    codes, counts = np.unique(groups * width + second, return_counts=True)
    kept = np.bincount(codes // width, weights=counts * (counts - 1) / 2, minlength=int(groups.max(initial=0)) + 1)
    return kept.astype(np.int64)

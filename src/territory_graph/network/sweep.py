"""Breadth-first sweeps from many nodes at once, as products of a sparse matrix with a dense block.

A block of a few starts shares each pass over the ties, which makes a start many times cheaper than one sweep in
Python. Memory is one number a node and start of a block.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from territory_graph.network.arrays import Floats, Integers
from territory_graph.network.outcome import Watch

BLOCK = 8
"""Starts that are swept together: more of them leave the processor's cache."""

Levels: TypeAlias = NDArray[np.int32]
Block: TypeAlias = NDArray[Any]


def blocks(starts: Integers, watch: Watch, phase: str, size: int = BLOCK) -> Iterator[Integers]:
    """The starts, so many at a time; tells the progress before each block.

    Raises:
        AnalysisCancelledError: somebody asked to end the analysis.
    """
    for at in range(0, len(starts), size):
        watch.at(phase, at / len(starts))
        yield starts[at : at + size]


def dependencies(ahead: sparse.csr_array, starts: Integers) -> Floats:
    """For each node, the sum over ``starts`` of the dependency of the start on the node (Brandes 2001).

    ``ahead`` has 1 from i to j where a path may step from i to j. The dependency of s on v is the sum over t of the
    share of shortest paths from s to t that pass through v.
    """
    back = ahead.T.tocsr()
    level, paths, depth = _counted(back, starts)
    columns = np.arange(len(starts))
    per_path = np.divide(1.0, paths, out=np.zeros_like(paths), where=paths > 0)
    depended = np.zeros_like(paths)
    for step in range(depth, 0, -1):
        share = (1 + depended) * per_path
        share[level != step] = 0
        reached = ahead @ share
        reached[level != step - 1] = 0
        depended += reached * paths
    depended[starts, columns] = 0
    return np.asarray(depended.sum(axis=1))


def _counted(back: sparse.csr_array, starts: Integers) -> tuple[Levels, Block, int]:
    """Level of each node from each start (−1: not reached), number of shortest paths to it, and the deepest level."""
    shape = (back.shape[0], len(starts))
    columns = np.arange(len(starts))
    level = np.full(shape, -1, dtype=np.int32)
    paths = np.zeros(shape)
    level[starts, columns], paths[starts, columns] = 0, 1
    front, depth = paths.copy(), 0
    while True:
        front = back @ front
        front[level >= 0] = 0
        if not front.any():
            return level, paths, depth
        depth += 1
        level[front > 0] = depth
        paths += front


def distances(back: sparse.csr_array, starts: NDArray[np.bool_]) -> Levels:
    """Level of each node (rows) from the starts of each column (−1: not reached).

    ``starts`` has a row a node and a column a sweep: one sweep may start from one node of each component.
    """
    level = np.where(starts, np.int32(0), np.int32(-1))
    front, depth = starts.astype(np.float64), 0
    while True:
        front = back @ front
        front[level >= 0] = 0
        if not front.any():
            return level
        depth += 1
        found = front > 0
        level[found] = depth
        front = found.astype(np.float64)


def depth_from(ahead: sparse.csr_array, start: int) -> int:
    """Level of the node that is farthest from ``start`` among those it reaches."""
    found = sparse.csgraph.dijkstra(ahead, unweighted=True, indices=start)
    return int(found[np.isfinite(found)].max(initial=0))

"""Places for components of thousands of nodes, in seconds: distances to some pivots, then stress on those and on ties.

Pivot distances give a first picture (Brandes & Pich 2007); majorising the stress of ties and pivots opens it
(Ortmann, Klimenta & Brandes 2017). Nothing is drawn by chance.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from territory_graph.network.arrays import Floats, Integers

PIVOTS = 50
_ROUNDS = 60
_GOLDEN = np.pi * (3 - np.sqrt(5))


def places(matrix: sparse.csr_array) -> Floats:
    """A place for each node of a connected network, given by its adjacency; a tie is about 1 long."""
    pivots, distance = _pivots(matrix, min(PIVOTS, matrix.shape[0]))
    # Small steps in all directions, so that no two nodes begin at one place.
    points = _first(distance) + 0.3 * _direction(np.arange(matrix.shape[0]) * _GOLDEN)
    return _majorised(points, matrix, pivots, distance)


def _pivots(matrix: sparse.csr_array, count: int) -> tuple[Integers, Floats]:
    """Nodes far from one another, the busiest first, and the distance of every node (rows) from each."""
    chosen = [int(np.diff(matrix.indptr).argmax())]
    rows: list[Floats] = []
    nearest = np.full(matrix.shape[0], np.inf)
    while True:
        rows.append(sparse.csgraph.dijkstra(matrix, unweighted=True, indices=chosen[-1]))
        nearest = np.minimum(nearest, rows[-1])
        if len(chosen) == count or nearest.max() == 0:
            return np.array(chosen), np.array(rows).T
        chosen.append(int(nearest.argmax()))


def _first(distance: Floats) -> Floats:
    """The two widest directions of the squared distances, centred twice (Pivot MDS)."""
    squared = distance**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean()
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, -2:][:, ::-1] if vectors.shape[1] > 1 else np.hstack([vectors, vectors])
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), range(2)])
    points: Floats = -0.5 * centred @ (axes * signs)
    size = np.linalg.norm(points, axis=1).max()
    return points / size * distance.max() / 2 if size else points


def _majorised(points: Floats, matrix: sparse.csr_array, pivots: Integers, distance: Floats) -> Floats:
    """Each round sets every node where its ties and the pivots, at their distances, would have it on average."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    region = np.bincount(distance.argmin(axis=1), minlength=len(pivots))
    weight = np.divide(region[None, :], distance**2, out=np.zeros_like(distance), where=distance > 1)
    total = weight.sum(axis=1) + np.diff(matrix.indptr)
    ones = sparse.csr_array((np.ones(len(rows)), matrix.indices, matrix.indptr), shape=matrix.shape)
    for _ in range(_ROUNDS):
        gap = points[rows] - points[matrix.indices]
        unit = gap / np.maximum(np.hypot(gap[:, 0], gap[:, 1]), 1e-9)[:, None]
        pull = ones @ points + _by_row(unit, rows, len(points))
        for axis, other in ((0, 1), (1, 0)):
            across = points[:, [axis]] - points[pivots, axis][None, :]
            length = np.maximum(np.hypot(across, points[:, [other]] - points[pivots, other][None, :]), 1e-9)
            pull[:, axis] += (weight * (points[pivots, axis][None, :] + distance * across / length)).sum(axis=1)
        points = pull / total[:, None]
    return points


def _by_row(values: Floats, rows: Integers, count: int) -> Floats:
    return np.column_stack([np.bincount(rows, weights=values[:, axis], minlength=count) for axis in (0, 1)])


def spread(points: Floats, spacing: float, rounds: int = 60) -> Floats:
    """Points scaled until ties are a spacing long and there is room for all, then near ones pushed apart in pairs.

    Two nodes are near when they are closer than half a spacing.
    """
    middle = float(np.median(np.hypot(points[:, 0], points[:, 1])))
    room = 0.5 * spacing * np.sqrt(len(points)) / middle if middle else spacing
    points = points * max(spacing, room)
    for _ in range(rounds):
        pairs = cKDTree(points).query_pairs(spacing * 0.5, output_type="ndarray")
        if not len(pairs):
            break
        gap = points[pairs[:, 0]] - points[pairs[:, 1]]
        length = np.hypot(gap[:, 0], gap[:, 1])
        turn = pairs.sum(axis=1) * _GOLDEN
        unit = np.where(length[:, None] > 1e-9, gap / np.maximum(length, 1e-9)[:, None], _direction(turn))
        push = unit * ((spacing * 0.5 - length) * 0.3)[:, None]
        moved = _by_row(push, pairs[:, 0], len(points)) - _by_row(push, pairs[:, 1], len(points))
        points = points + np.clip(moved, -spacing, spacing)
    return points


def _direction(turn: Floats) -> Floats:
    return np.column_stack([np.cos(turn), np.sin(turn)])

"""Positions of nodes, computed once with a fixed seed: what stays on the screen never moves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import networkx as nx
import numpy as np
from scipy import sparse

Positions = dict[str, tuple[float, float]]

SPACING = 150.0
ASPECT = 1.45
"""Labels are wider than tall: places are spread this much more across than down."""

MANY, MANY_OF_TREE = 400, 50
"""Nodes of a network, and of a component without circles, from which distances to some pivots stand for all of them."""

_ITERATIONS = 300
_KEPT = 64
"""Components whose places are kept."""
_CLOSENESS = 0.55


def layout(network: nx.Graph) -> Positions:
    """The place of every node in canvas pixels, the largest component around the origin.

    Components are drawn apart and set in rows below the largest; nodes without a tie stand in a grid under them all.
    The result depends on the network only: same nodes and ties, same places.
    """
    components = sorted((sorted(c) for c in nx.connected_components(network)), key=lambda c: (-len(c), c))
    place = _large if len(network) >= MANY else _component
    groups = [place(network.subgraph(nodes), nodes) for nodes in components if len(nodes) > 1]
    alone = [nodes[0] for nodes in components if len(nodes) == 1]
    placed: Positions = {}
    for group in groups[:1]:
        placed |= group
    placed |= _rows(groups[1:], _bottom(placed), _width(placed))
    return placed | in_rows(alone, placed)


def _component(network: nx.Graph, nodes: list[str]) -> Positions:
    """A connected component by stress majorisation over hop distances (Kamada & Kawai 1989), overlaps removed."""
    if len(nodes) >= MANY_OF_TREE and network.number_of_edges() < len(nodes):
        return _large(network, nodes)
    return dict(_by_distances(tuple(nodes), tuple(sorted((min(edge), max(edge)) for edge in network.edges()))))


@lru_cache(_KEPT)
def _by_distances(nodes: tuple[str, ...], ties: tuple[tuple[str, str], ...]) -> Positions:
    """The places of a component; kept, for they are the same in every language and until a change touches its ties."""
    ordered: nx.Graph = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_edges_from(ties)
    raw = nx.kamada_kawai_layout(ordered, pos=nx.circular_layout(ordered))
    points = np.array([raw[node] for node in nodes], dtype=float)
    points = _spread(points - points.mean(axis=0)) * (ASPECT, 1.0)
    return _placed(nodes, points)


def _placed(nodes: Sequence[str], points: np.ndarray) -> Positions:
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, points, strict=True)}


def _large(network: nx.Graph, nodes: list[str]) -> Positions:
    """A connected component of many nodes by stress over ties and pivots, near ones pushed apart."""
    from territory_graph.network import stress  # noqa: PLC0415  it loads geometry that small networks need not

    numbers = {node: number for number, node in enumerate(nodes)}
    ends = np.array(sorted(sorted((numbers[a], numbers[b])) for a, b in network.edges() if a != b), dtype=np.int64)
    both = np.concatenate([ends, ends[:, ::-1]])
    matrix = sparse.csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(len(nodes), len(nodes)))
    points = stress.places(matrix)
    return _placed(nodes, stress.spread(points - points.mean(axis=0), SPACING) * (ASPECT, 1.0))


def _spread(points: np.ndarray) -> np.ndarray:
    """Points brought close together, then pushed apart until no two are nearer than one spacing."""
    gaps = np.linalg.norm(points[:, None] - points[None, :], axis=-1)
    np.fill_diagonal(gaps, np.inf)
    nearest = np.median(gaps.min(axis=1))
    points = points * (_CLOSENESS * SPACING / nearest if nearest > 0 else SPACING)
    for _ in range(_ITERATIONS):
        delta = points[:, None] - points[None, :]
        gaps = np.linalg.norm(delta, axis=-1)
        np.fill_diagonal(gaps, np.inf)
        short = np.clip(SPACING - gaps, 0, None)
        if not short.any():
            break
        direction = np.divide(
            delta,
            gaps[..., None],
            out=np.zeros_like(delta),
            where=np.isfinite(gaps[..., None]) & (gaps[..., None] > 0),
        )
        points = points + (direction * short[..., None]).sum(axis=1) * 0.25
    return points


def _rows(groups: Iterable[Positions], top: float, width: float) -> Positions:
    """Small components side by side, in rows no wider than the largest one."""
    placed: Positions = {}
    x, y, tallest = -width / 2, top, 0.0
    for group in groups:
        xs, ys = [p[0] for p in group.values()], [p[1] for p in group.values()]
        across, down = max(xs) - min(xs), max(ys) - min(ys)
        if placed and x + across > width / 2:
            x, y, tallest = -width / 2, y + tallest + SPACING, 0.0
        for node, (px, py) in group.items():
            placed[node] = (round(x + px - min(xs), 1), round(y + py - min(ys), 1))
        x, tallest = x + across + SPACING * 1.3, max(tallest, down)
    return placed


def in_rows(nodes: list[str], placed: Positions | None = None) -> Positions:
    """Places for nodes without a tie: lines below what is ``placed``, as wide as that."""
    top, width = _bottom(placed or {}), _width(placed or {})
    columns = max(1, min(len(nodes), math.floor(width / SPACING) + 1))
    left = -(columns - 1) * SPACING / 2
    return {
        node: (round(left + (i % columns) * SPACING, 1), round(top + (i // columns) * SPACING, 1))
        for i, node in enumerate(nodes)
    }


def _bottom(placed: Positions) -> float:
    return max((y for _, y in placed.values()), default=-SPACING) + SPACING * 1.2


def _width(placed: Positions) -> float:
    xs = [x for x, _ in placed.values()] or [0.0]
    return max(SPACING * 6, max(xs) - min(xs))

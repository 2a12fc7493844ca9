"""Places of nodes: those of a start by a plan, then each newcomer beside the node that brought it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count as count_from

import networkx as nx
import numpy as np

from territory_graph.network.layout import SPACING, Positions, in_rows, layout
from territory_graph.views.explorer.exploration import Plan

_LAYERS = ("authority", "support", "other", "cluster", "company", "project", "event", "sector", "place")
_ACROSS, _DOWN = SPACING * 1.15, SPACING * 1.25
_FREE, _TIGHT = SPACING * 0.85, SPACING * 0.95


def planned(
    network: nx.Graph, plan: Plan, seed: int, *, kinds: Mapping[str, str], centre: str, groups: Mapping[str, str]
) -> Positions:
    """The places of all nodes of ``network`` by a plan, which depend on these arguments only.

    By layers, rows follow the order of governance; in circles, rings are hops around ``centre``, or around the node
    with most partners; in groups, each group is a disc of its own. The matrix has no places: those of the force plan.
    """
    if not network:
        return {}
    if plan in {"force", "matrix"}:
        if not seed:
            return layout(network)
        # Another seed begins from another order of the same nodes.
        order = np.random.default_rng(seed).permutation(len(network)).tolist()
        names = {node: f"{place:08d} {node}" for node, place in zip(sorted(network), order, strict=True)}
        return {name.partition(" ")[2]: place for name, place in layout(nx.relabel_nodes(network, names)).items()}
    alone = sorted(node for node, degree in network.degree() if not degree and node != centre)
    tied = network.subgraph(set(network) - set(alone))
    if not tied:
        return in_rows(alone)
    if plan == "layers":
        placed = _layers(tied, kinds)
    else:
        placed = _circle(tied, centre) if plan == "circle" else _discs(tied, groups)
    return placed | in_rows(alone, placed)


def _layers(network: nx.Graph, kinds: Mapping[str, str]) -> Positions:
    """One row a kind, each ordered by where its partners stand in the rows above, wide rows broken."""
    placed: Positions = {}
    y = 0.0
    widest = max(6, math.ceil(math.sqrt(len(network)) * 1.6))
    for kind in _LAYERS:
        row = sorted(node for node in network if kinds.get(node, "other") == kind)
        ordered = sorted(row, key=lambda node: (_mean_x(network, node, placed), -network.degree(node), node))
        for start in range(0, len(ordered), widest):
            part = ordered[start : start + widest]
            shift = (_ACROSS / 2) * ((start // widest) % 2)
            for number, node in enumerate(part):
                placed[node] = (round((number - (len(part) - 1) / 2) * _ACROSS + shift, 1), round(y, 1))
            y += _DOWN * 0.8
        y += _DOWN * 0.35 if row else 0.0
    return _centred(placed)


def _mean_x(network: nx.Graph, node: str, placed: Positions) -> float:
    found = [placed[other][0] for other in network[node] if other in placed]
    return sum(found) / len(found) if found else 0.0


def _circle(network: nx.Graph, centre: str) -> Positions:
    """Rings by hops around a node; what no path reaches stands on the outermost ring."""
    middle = centre if centre in network else min(network, key=lambda node: (-network.degree(node), node))
    hops = nx.single_source_shortest_path_length(network, middle)
    outside = max(hops.values()) + 1
    rings: dict[int, list[str]] = {}
    for node in network:
        rings.setdefault(hops.get(node, outside), []).append(node)
    placed: Positions = {middle: (0.0, 0.0)}
    radius = 0.0
    for hop in sorted(rings.keys() - {0}):
        ring = sorted(rings[hop], key=lambda node: (_mean_angle(network, node, placed), node))
        radius = max(radius + _DOWN * 1.1, len(ring) * _ACROSS * 0.72 / (2 * math.pi))
        for number, node in enumerate(ring):
            angle = 2 * math.pi * number / len(ring) - math.pi / 2
            placed[node] = (round(radius * math.cos(angle) * 1.25, 1), round(radius * math.sin(angle), 1))
    return placed


def _mean_angle(network: nx.Graph, node: str, placed: Positions) -> float:
    found = [placed[other] for other in network[node] if placed.get(other, (0.0, 0.0)) != (0.0, 0.0)]
    x, y = sum(place[0] for place in found), sum(place[1] for place in found)
    return math.atan2(y, x) if found else 0.0


def _discs(network: nx.Graph, groups: Mapping[str, str]) -> Positions:
    """Groups as discs, the largest first, set in rows that make a picture wider than tall."""
    members: dict[str, list[str]] = {}
    for node in sorted(network):
        members.setdefault(groups[node], []).append(node)
    order = sorted(members, key=lambda group: (-len(members[group]), group))
    discs = {group: _disc(network, members[group]) for group in order}
    sizes = {
        group: max(math.dist((0, 0), place) for place in disc.values()) + SPACING * 0.8 for group, disc in discs.items()
    }
    width = max(2 * max(sizes.values()), math.sqrt(sum((2 * size) ** 2 for size in sizes.values())) * 1.35)
    placed: Positions = {}
    x = y = tallest = 0.0
    for group in order:
        size = sizes[group]
        if x and x + 2 * size > width:
            x, y, tallest = 0.0, y + tallest, 0.0
        for node, (dx, dy) in discs[group].items():
            placed[node] = (round(x + size + dx, 1), round(y + size + dy, 1))
        x, tallest = x + 2 * size, max(tallest, 2 * size)
    return _centred(placed)


def _disc(network: nx.Graph, nodes: Sequence[str]) -> Positions:
    """Nodes around their best connected one, in a sunflower's spiral: evenly near, without rows."""
    ordered = sorted(nodes, key=lambda node: (-network.degree(node), node))
    turn = math.pi * (3 - math.sqrt(5))
    return {
        node: (
            _TIGHT * math.sqrt(number) * math.cos(number * turn),
            _TIGHT * math.sqrt(number) * math.sin(number * turn),
        )
        for number, node in enumerate(ordered)
    }


def _centred(placed: Positions) -> Positions:
    xs, ys = [x for x, _ in placed.values()], [y for _, y in placed.values()]
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return {node: (round(x - middle[0], 1), round(y - middle[1], 1)) for node, (x, y) in placed.items()}


def beside(placed: Mapping[str, tuple[float, float]], anchor: str, newcomers: Iterable[str]) -> Positions:
    """Places for ``newcomers`` near ``anchor``, none on a place taken, outward from the middle of what is placed.

    Nothing placed moves. Without an anchor that is placed they stand below everything.
    """
    taken = np.array(list(placed.values()), dtype=float).reshape(-1, 2)
    middle = taken.mean(axis=0) if len(taken) else np.zeros(2)
    here = placed.get(anchor)
    start = (
        np.array(here) if here else np.array((middle[0], (taken[:, 1].max() + SPACING * 1.5) if len(taken) else 0.0))
    )
    outward = math.atan2(start[1] - middle[1], start[0] - middle[0]) if here else math.pi / 2
    spots = _spots(start, outward, np.vstack([taken, start[None, :]]) if here else taken)
    found: Positions = {}
    for node in newcomers:
        x, y = next(spots)
        found[node] = (round(float(x), 1), round(float(y), 1))
    return found


def _spots(start: np.ndarray, outward: float, taken: np.ndarray) -> Iterator[np.ndarray]:
    """Free places around a point, ring after ring, those that lead outward first; each is taken when given."""
    for ring in count_from(1):
        radius = SPACING * (0.55 + 0.5 * ring)
        count = max(6, math.floor(2 * math.pi * radius / (SPACING * 0.95)))
        turns = sorted(
            (2 * math.pi * number / count for number in range(count)), key=lambda turn: min(turn, 2 * math.pi - turn)
        )
        for turn in turns:
            spot = start + radius * np.array((1.25 * math.cos(outward + turn), math.sin(outward + turn)))
            if not len(taken) or np.min(np.hypot(*(taken - spot).T)) >= _FREE:
                taken = np.vstack([taken, spot[None, :]])
                yield spot

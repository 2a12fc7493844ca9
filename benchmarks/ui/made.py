"""Networks of any size, the same at every run: actors of the kinds of a territory, tied mostly to near ones."""

from __future__ import annotations

import math
import random

from territory_graph.views.drawing import NODE_KINDS, Drawing, DrawnNode, DrawnTie, LegendEntry, TieStatus

TIES_PER_NODE = 1.6
_SPACING = 85.0
_FAR = 0.1
_KINDS = tuple(kind for kind in NODE_KINDS if kind != "other")
_SAID: tuple[TieStatus, ...] = ("stated", "implied", "inferred")
_STATUSES: tuple[TieStatus, ...] = ("stated", "stated", "stated", "implied", "inferred")


def drawing(size: int) -> Drawing:
    """A drawing of ``size`` nodes: one in eight of each kind, sizes by number of ties, one tie in ten a far one."""
    chance = random.Random(size)
    ends = _ends(size, chance)
    degrees = [0] * size
    for source, target in ends:
        degrees[source] += 1
        degrees[target] += 1
    largest = max(degrees, default=1)
    nodes = tuple(
        DrawnNode(
            f"n{number}",
            f"Établissement numéro {number} de la vallée",
            f"Établissement numéro {number}",
            _KINDS[number % len(_KINDS)],
            *_place(number),
            round(12 + 22 * math.sqrt(degrees[number] / largest), 1),
        )
        for number in range(size)
    )
    ties = tuple(
        DrawnTie(f"t{number}", f"n{source}", f"n{target}", "finance", "finance", chance.choice(_STATUSES), 1.5, 1)
        for number, (source, target) in enumerate(ends)
    )
    legend = tuple(LegendEntry(NODE_KINDS[kind], kind, -(-size // len(_KINDS))) for kind in _KINDS)
    said = f"{size} acteurs, {len(ties)} liens."
    return Drawing(
        nodes, ties, legend, tuple((status, status) for status in _SAID), "Réseau engendré", said, "rien", "fr"
    )


def _ends(size: int, chance: random.Random) -> list[tuple[int, int]]:
    found: set[tuple[int, int]] = {(max(0, number - chance.randint(1, 12)), number) for number in range(1, size)}
    while len(found) < min(int(size * TIES_PER_NODE), size * (size - 1) // 4):
        one = chance.randrange(size)
        other = chance.randrange(size) if chance.random() < _FAR else one + chance.randint(1, 60)
        if one != other and other < size:
            found.add((min(one, other), max(one, other)))
    return sorted(found)


def _place(number: int) -> tuple[float, float]:
    """Places on a spiral of even density, as wide as a screen is."""
    radius, turn = _SPACING * math.sqrt(number), number * math.pi * (3 - math.sqrt(5))
    return round(1.45 * radius * math.cos(turn), 1), round(radius * math.sin(turn), 1)

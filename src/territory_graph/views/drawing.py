"""Drawing: a network ready to be drawn, as plain values that any renderer can take.

Positions are computed before, in Python, with a fixed seed; a renderer never moves a node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["rounded-square", "hexagon", "star", "circle", "diamond", "triangle", "pill", "square"]
TieStatus = Literal["stated", "implied", "inferred"]


@dataclass(frozen=True, slots=True)
class NodeKind:
    """How a kind of node looks: its key, shape, fill and icon.

    ``fill`` is a hexadecimal colour, drawn under a 1.5 px dark border; ``icon`` is the name of a glyph.
    """

    key: str
    shape: Shape
    fill: str
    icon: str


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node with its place: ``x`` and ``y`` in canvas pixels, ``size`` the half-width in pixels (12 to 40)."""

    id: str
    label: str
    title: str
    kind: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class DrawnTie:
    """One line between two nodes, standing for ``count`` ties merged; ``status`` is the firmest among them."""

    id: str
    source: str
    target: str
    label: str
    title: str
    status: TieStatus
    width: float
    count: int


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: a kind of node, its name in the reader's language and how many are drawn."""

    kind: NodeKind
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A network ready to be drawn, with its legend and the sentences that go with the picture.

    ``summary`` says what is drawn (scope, filters, date); ``source_line`` says after which sources.
    """

    nodes: tuple[DrawnNode, ...]
    ties: tuple[DrawnTie, ...]
    legend: tuple[LegendEntry, ...]
    status_labels: tuple[tuple[TieStatus, str], ...]
    title: str
    summary: str
    source_line: str
    language: str


# Okabe–Ito fills under a dark border, told apart by every kind of colour vision: docs/visual-language.md.
NODE_KINDS: dict[str, NodeKind] = {
    kind.key: kind
    for kind in (
        NodeKind("authority", "rounded-square", "#0072B2", "landmark"),
        NodeKind("support", "hexagon", "#56B4E9", "handshake"),
        NodeKind("cluster", "star", "#E69F00", "network"),
        NodeKind("company", "circle", "#009E73", "factory"),
        NodeKind("project", "diamond", "#CC79A7", "document"),
        NodeKind("event", "triangle", "#D55E00", "calendar"),
        NodeKind("sector", "pill", "#F0E442", "tag"),
        NodeKind("place", "square", "#FFFFFF", "pin"),
        NodeKind("other", "circle", "#BDBDBD", "dot"),
    )
}

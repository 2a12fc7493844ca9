"""Drawing: a network ready to be drawn, as plain values that any renderer can take.

Positions are computed before, in Python, with a fixed seed; a renderer never moves a node.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Literal

from territory_graph.facts.ties import TieStatus

Shape = Literal["rounded-square", "hexagon", "star", "circle", "diamond", "triangle", "pill", "square"]


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
    """A node with its place: ``x`` and ``y`` in canvas pixels, ``size`` the half-width in pixels (12 to 40).

    ``fill`` stands in for that of the kind; a ``hollow`` node has no known value; ``hidden`` neighbours are not drawn;
    ``group`` is how many nodes it stands for, 0 where it stands for itself. A ``faded`` one was attested too long ago;
    a ``hit`` was searched for, and keeps its name from afar.
    """

    id: str
    label: str
    title: str
    kind: str
    x: float
    y: float
    size: float
    fill: str = ""
    hollow: bool = False
    hidden: int = 0
    group: int = 0
    pinned: bool = False
    faded: bool = False
    hit: bool = False


@dataclass(frozen=True, slots=True)
class DrawnTie:
    """One line between two nodes, standing for ``count`` ties merged; ``status`` is the weakest among them.

    A ``faded`` one was attested too long ago; ``colour`` stands in for that of lines.
    """

    id: str
    source: str
    target: str
    label: str
    title: str
    status: TieStatus
    width: float
    count: int
    faded: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Hull:
    """A soft ground behind the nodes of a group, with its name."""

    label: str
    fill: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend: a kind of node, its name in the reader's language and how many are drawn."""

    kind: NodeKind
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A network ready to be drawn, with its legend and the sentences that go with the picture.

    ``summary`` says what is drawn (scope, filters, date); ``source_line`` says after which sources; ``size_title`` what
    the size of a node tells, ``sizes`` some values with the size of their nodes, ``colour_title`` and ``colours`` what
    its fill tells where that is not its kind.
    """

    nodes: tuple[DrawnNode, ...]
    ties: tuple[DrawnTie, ...]
    legend: tuple[LegendEntry, ...]
    status_labels: tuple[tuple[TieStatus, str], ...]
    title: str
    summary: str
    source_line: str
    language: str
    size_title: str = ""
    sizes: tuple[tuple[float, float], ...] = ()
    colour_title: str = ""
    colours: tuple[LegendEntry, ...] = ()
    hulls: tuple[Hull, ...] = ()


_LABEL_WIDTH, _LABEL_LINES, _LONGEST = 22, 2, 500


def short_label(text: str) -> str:
    """A label on two lines of 22 characters at most; what does not fit is cut with an ellipsis."""
    return "\n".join(textwrap.wrap(text[:_LONGEST], _LABEL_WIDTH, max_lines=_LABEL_LINES, placeholder=" …"))


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

# Fills of sectors and EPCI, none of them that of a kind: docs/visual-language.md.
GROUP_FILLS = ("#332288", "#88CCEE", "#117733", "#DDCC77", "#CC6677", "#AA4499", "#44AA99", "#882255", "#999933")
SEVERAL_FILL, REST_FILL = "#7A7A7A", "#DDDDDD"

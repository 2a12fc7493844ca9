"""Marks, lines and texts of a drawing as SVG: the shapes of the screen, at the places and sizes of a page."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot, inf

from markupsafe import Markup

from territory_graph.facts.ties import TieStatus
from territory_graph.ui.figures.network import dashes, ink_on, look, marks
from territory_graph.ui.takeaway.labels import Box, text_width
from territory_graph.views.drawing import NODE_KINDS, DrawnTie, NodeKind

INK, PAPER = "#1a1a1a", "#ffffff"

Place = tuple[float, float]


def box_of(kind: NodeKind, x: float, y: float, size: float) -> Box:
    """The box of a mark of half-width ``size`` centred on a point."""
    shape = marks()["shapes"][kind.shape]
    return Box(
        x - shape["width"] * size, y - shape["top"] * size, x + shape["width"] * size, y + shape["bottom"] * size
    )


def symbols() -> Markup:
    """The outlines and glyphs that marks are made of, once each, to be put among the definitions of the file."""
    drawn = marks()
    shapes = {kind.shape for kind in NODE_KINDS.values()}
    icons = {kind.icon for kind in NODE_KINDS.values()}
    outlines = (
        Markup('<path id="s-{}" d="{}"/>').format(name, drawn["shapes"][name]["outline"]) for name in sorted(shapes)
    )
    glyphs = (
        Markup('<path id="g-{}-{}" d="{}"/>').format(name, part, path)
        for name in sorted(icons)
        for part, path in sorted(drawn["glyphs"][name].items())
    )
    return Markup("").join((*outlines, *glyphs))


def mark(
    kind: NodeKind, x: float, y: float, size: float, *, fill: str = "", hollow: bool = False, group: int = 0
) -> Markup:
    """The mark of a node: filled, hollow where its value is not known, or ringed with the count of a group."""
    colour = fill or kind.fill
    parts = Markup("").join(_parts(kind, colour, size, hollow=hollow, group=group))
    return Markup('<g transform="translate({} {}) scale({})">{}</g>').format(*_short(x, y, size), parts)


def _parts(kind: NodeKind, colour: str, size: float, *, hollow: bool, group: int) -> Iterator[Markup]:
    border, ring, around = look()["border"], look()["ring"], look()["groupRing"]
    if group:
        yield _outline(kind, INK, INK, 2 * (around["gap"] + around["width"]) + border["width"], size)
        yield _outline(kind, PAPER, PAPER, 2 * around["gap"] + border["width"], size)
    yield _outline(kind, colour, border["colour"], border["width"], size)
    if hollow:
        yield Markup('<use href="#s-{}" fill="{}" transform="scale({})"/>').format(
            kind.shape, PAPER, *_short(1 - min(ring["width"] / size, ring["thickest"]))
        )
    place = marks()["shapes"][kind.shape]["glyph"]
    body, ink = (PAPER, INK) if hollow else (colour, ink_on(colour))
    if group:
        yield Markup('<text y="{}" font-size="{}" font-weight="600" text-anchor="middle" fill="{}">{}</text>').format(
            *_short(place["y"] + 0.3, 0.65 if group > 99 else 0.9), ink, group
        )
    elif place["size"] * size >= look()["smallestGlyph"]:
        yield Markup('<g transform="translate(0 {}) scale({})">{}</g>').format(
            place["y"], place["size"], _glyph(kind.icon, ink, body)
        )


def _glyph(icon: str, ink: str, body: str) -> Markup:
    filled = Markup('<use href="#g-{}-fill" fill="{}"/>').format(icon, ink)
    if "cut" not in marks()["glyphs"][icon]:
        return filled
    cut = Markup('<use href="#g-{}-cut" fill="none" stroke="{}" stroke-width="{}"/>').format(icon, body, look()["cut"])
    return filled + cut


def _outline(kind: NodeKind, fill: str, stroke: str, width: float, size: float) -> Markup:
    return Markup('<use href="#s-{}" fill="{}" stroke="{}" stroke-width="{}" stroke-linejoin="round"/>').format(
        kind.shape, fill, stroke, *_short(width / size)
    )


def line(tie: DrawnTie, one: Place, other: Place, bend: float, radius: float) -> Markup:
    """A tie between two places: bent beside a parallel one, a loop of ``radius`` where both are the same."""
    (ax, ay), (bx, by) = one, other
    if hypot(bx - ax, by - ay) < 0.1:
        course = "M{} {}a{} {} 0 1 1 0 0.1".format(*_short(ax, ay, radius, radius))
    elif not bend:
        course = "M{} {}L{} {}".format(*_short(ax, ay, bx, by))
    else:
        course = "M{} {}Q{} {} {} {}".format(*_short(ax, ay, *_bent(one, other, bend), bx, by))
    return _path(course, tie.status, tie.width, tie.colour or look()["line"], faded=tie.faded)


def sample(status: TieStatus, x: float, y: float, length: float, *, faded: bool = False) -> Markup:
    """A piece of the line of a status, for a legend."""
    return _path(Markup("M{} {}h{}").format(*_short(x, y, length)), status, 2.5, look()["line"], faded=faded)


def _path(course: str, status: TieStatus, width: float, colour: str, *, faded: bool = False) -> Markup:
    lengths = " ".join(map(str, dashes(status)))
    dash = Markup(' stroke-dasharray="{}"').format(lengths) if lengths else ""
    return Markup('<path d="{}" stroke="{}" stroke-width="{}"{}{}/>').format(
        course, colour, *_short(width), dash, Markup(' stroke-opacity="{}"').format(look()["faded"]) if faded else ""
    )


def _bent(one: Place, other: Place, bend: float) -> Place:
    (ax, ay), (bx, by) = one, other
    return (ax + bx) / 2 + bend * (by - ay), (ay + by) / 2 - bend * (bx - ax)


def middle(one: Place, other: Place, bend: float) -> Place:
    """The middle of a tie's course."""
    x, y = _bent(one, other, bend)
    return (one[0] + 2 * x + other[0]) / 4, (one[1] + 2 * y + other[1]) / 4


def text_line(
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    room: float = inf,
    weight: int = 400,
    anchor: str = "start",
    fill: str = INK,
) -> Markup:
    """A line of text on its base line, set smaller where it is wider than its room."""
    fitting = min(size, room / max(text_width(text, 1), 1))
    return Markup(
        '<text x="{:.1f}" y="{:.1f}" font-size="{:.1f}" font-weight="{}" text-anchor="{}" fill="{}" '
        'unicode-bidi="isolate">{}</text>'
    ).format(x, y, fitting, weight, anchor, fill, text)


def _short(*values: float) -> tuple[str, ...]:
    return tuple(f"{value:.3f}".rstrip("0").rstrip(".") if value else "0" for value in values)

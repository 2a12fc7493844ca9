"""The picture as one SVG file for a slide: marks, lines, names, legend, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from territory_graph.ui.figures.network import bends, kinds_of, look
from territory_graph.ui.takeaway.frame import HEIGHT, LEFT, LINE_LENGTH, QUIET, RIGHT, WIDTH, Page, framed
from territory_graph.ui.takeaway.grounds import grounds, group_titles
from territory_graph.ui.takeaway.labels import FONT_SIZE, LINE_HEIGHT, Box, Ground, Label, placed_labels
from territory_graph.ui.takeaway.legend import legend
from territory_graph.ui.takeaway.marks import (
    INK,
    PAPER,
    Place,
    box_of,
    line,
    mark,
    middle,
    symbols,
    text_line,
)
from territory_graph.ui.takeaway.shown import Shown, clean
from territory_graph.views.drawing import Drawing, DrawnNode, DrawnTie, short_label

_PICTURE = Box(LEFT, 150, 1500, 970)
_FOR_NAMES = (110.0, 48.0)  # room around the outermost marks
_PAGE = Box(LEFT, 140, 1520, 970)
_LEGEND = Box(1540, 150, RIGHT, 970)
_MOST_NAMES, _MOST_TRIED = 150, 1_000
_CROWD = 1_000  # lines above which they are drawn lightly


def as_svg(shown: Shown) -> str:
    """The picture as a page of 1920 by 1080 pixels that stands alone: no script, no font, nothing fetched.

    A name is left out where it would cover a mark or another name; the page then says how many are.
    """
    layout, nothing = _laid_out(shown), Markup()
    if not shown.drawing.nodes:
        nothing = text_line(shown.say("takeaway.nothing"), WIDTH / 2, HEIGHT / 2, 26, anchor="middle", fill=QUIET)
    title, scope = clean(shown.drawing.title, 70), clean(shown.drawing.summary, LINE_LENGTH)
    body = (
        Markup("<defs>{}</defs>").format(symbols()),
        grounds(shown.drawing.hulls, layout.places),
        _lines(shown.drawing, layout),
        _marks_of(shown.drawing, layout),
        _counts(shown.drawing, layout),
        _names((*layout.titles, *layout.labels.values())),
        legend(shown, _LEGEND),
        nothing,
    )
    unnamed = len(shown.drawing.nodes) - len(layout.labels)
    left_out = shown.say("takeaway.unnamed", count=unnamed) if unnamed else ""
    foot = " ".join(filter(None, (shown.drawing.source_line, left_out)))
    whole = "\n".join(shown.say("takeaway.remark", name=name, text=text) for name, text in shown.about)
    return framed(Page(title, scope, whole, foot), Markup("\n").join(filter(None, body)), shown.origin)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Places, sizes and names on the page, by node, and the titles of groups; ``ground`` is all that is taken."""

    places: dict[str, Place]
    sizes: dict[str, float]
    titles: tuple[Label, ...]
    labels: dict[str, Label]
    ground: Ground
    zoom: float


def _laid_out(shown: Shown) -> _Layout:
    nodes = shown.drawing.nodes
    zoom, (dx, dy) = _fitted(nodes)
    places = {node.id: (node.x * zoom + dx, node.y * zoom + dy) for node in nodes}
    gain = zoom * min(zoom ** (look()["shrinking"] - 1), look()["largestGain"])
    sizes = {node.id: node.size * gain for node in nodes}
    kinds = kinds_of(shown.drawing)
    boxes = {node.id: box_of(kinds[node.kind], *places[node.id], sizes[node.id]) for node in nodes}
    ground = Ground(boxes.values())
    titles = tuple(group_titles(shown.drawing.hulls, places, ground, _PAGE))
    largest = sorted(nodes, key=lambda node: (node.faded, -node.size, node.id))[:_MOST_TRIED]
    names = {node.id: tuple(short_label(shown.name_of(node)).split("\n")) for node in largest if shown.name_of(node)}
    return _Layout(places, sizes, titles, placed_labels(names, boxes, ground, _PAGE, _MOST_NAMES), ground, zoom)


def _fitted(nodes: tuple[DrawnNode, ...]) -> tuple[float, Place]:
    """The zoom and the shift that bring all places into the picture, with room for names."""
    if not nodes:
        return 1.0, (0.0, 0.0)
    xs, ys = [node.x for node in nodes], [node.y for node in nodes]
    room = (
        _PICTURE.right - _PICTURE.left - 2 * _FOR_NAMES[0],
        _PICTURE.bottom - _PICTURE.top - 2 * _FOR_NAMES[1],
    )
    spans = (max(xs) - min(xs), max(ys) - min(ys))
    zoom = min(look()["closestFit"], *(space / max(span, 1) for space, span in zip(room, spans, strict=True)))
    x, y = _PICTURE.middle
    return zoom, (x - zoom * (max(xs) + min(xs)) / 2, y - zoom * (max(ys) + min(ys)) / 2)


def _lines(drawing: Drawing, layout: _Layout) -> Markup:
    bend = bends(drawing.ties)
    paths = (
        line(tie, layout.places[tie.source], layout.places[tie.target], bend[tie.id], 1.3 * layout.sizes[tie.source])
        for tie in drawing.ties
    )
    crowded = Markup(' stroke-opacity="0.35"') if len(drawing.ties) > _CROWD else ""
    return Markup('<g fill="none" stroke-linecap="round"{}>{}</g>').format(crowded, Markup("").join(paths))


def _marks_of(drawing: Drawing, layout: _Layout) -> Markup:
    kinds, faded, drawn = kinds_of(drawing), Markup('<g opacity="{}">{}</g>'), []
    for node in sorted(drawing.nodes, key=lambda one: (-one.size, one.id)):  # the smallest last
        place, size = layout.places[node.id], layout.sizes[node.id]
        one = mark(kinds[node.kind], *place, size, fill=node.fill, hollow=node.hollow, group=node.group)
        drawn.append(faded.format(look()["faded"], one) if node.faded else one)
    return Markup("").join(drawn)


def _counts(drawing: Drawing, layout: _Layout) -> Markup:
    """How many ties each merged line stands for, where there is room for the figure."""
    if layout.zoom < look()["countsFrom"]:
        return Markup()
    bend = bends(drawing.ties)
    merged = sorted((tie for tie in drawing.ties if tie.count > 1), key=lambda tie: (-tie.count, tie.id))
    return Markup("").join(_count(tie, bend[tie.id], layout) for tie in merged)


def _count(tie: DrawnTie, bend: float, layout: _Layout) -> Markup:
    x, y = middle(layout.places[tie.source], layout.places[tie.target], bend)
    box = Box.around(x, y, 14 + 8 * len(str(tie.count)), 21)
    if not layout.ground.is_free(box):
        return Markup()
    layout.ground.take(box)
    plate = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="21" rx="5" fill="{}" stroke="{}"/>').format(
        box.left, box.top, box.right - box.left, PAPER, look()["line"]
    )
    return plate + text_line(str(tie.count), x, y + 5, 14, weight=600, anchor="middle")


def _names(labels: Iterable[Label]) -> Markup:
    line = Markup('<text x="{:.1f}" y="{:.1f}"{} unicode-bidi="isolate">{}</text>')
    bold = {True: Markup(' font-weight="600"'), False: ""}
    lines = [
        line.format(label.box.middle[0], label.box.top + (row + 0.75) * LINE_HEIGHT, bold[label.bold], text)
        for label in labels
        for row, text in enumerate(label.lines)
    ]
    return Markup(
        '<g font-size="{}" text-anchor="middle" fill="{}" stroke="{}" stroke-width="4" stroke-linejoin="round" '
        'paint-order="stroke">{}</g>'
    ).format(f"{FONT_SIZE:g}", INK, PAPER, Markup("").join(lines))

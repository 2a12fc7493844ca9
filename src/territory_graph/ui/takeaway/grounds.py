"""Groups of a picture as SVG: a soft ground behind the nodes of each, and its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup

from territory_graph.ui.figures.network import look
from territory_graph.ui.takeaway.labels import LINE_HEIGHT, Box, Ground, Label, text_width
from territory_graph.ui.takeaway.marks import Place
from territory_graph.ui.takeaway.shown import clean
from territory_graph.views.drawing import Hull

_LINES_OFF = 4
_GROUND = (
    '<g opacity="{3}"><path d="{0}Z" fill="{1}" stroke="{1}" stroke-width="{2}" stroke-linejoin="round" '
    'stroke-linecap="round"/></g>'
)


def grounds(hulls: Iterable[Hull], places: Mapping[str, Place]) -> Markup:
    """A soft ground around the nodes of each group: their convex hull, under a wide round line of the same colour."""
    pad, filled, drawn = look()["hull"]["pad"], look()["hull"]["filled"], []
    for hull in hulls:
        points = sorted({places[id] for id in hull.nodes if id in places})
        corners = points if len(points) < 3 else _chain(points)[:-1] + _chain(points[::-1])[:-1]
        if corners:
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (*corners, corners[0]))
            drawn.append(Markup(_GROUND).format(path, hull.fill, 2 * pad, filled))
    return Markup("").join(drawn)


def group_titles(hulls: Iterable[Hull], places: Mapping[str, Place], ground: Ground, page: Box) -> Iterator[Label]:
    """The name of each group above its ground, else below; names of nodes then leave it free."""
    for hull in hulls:
        title, points = clean(hull.label, 40), [places[id] for id in hull.nodes if id in places]
        beyond = _beyond(points, title, page.top)
        if box := next((box for box in beyond if page.holds(box) and ground.is_free(box)), None):
            ground.take(box)
            yield Label((title,), box, bold=True)


def _beyond(points: list[Place], title: str, top: float) -> Iterator[Box]:
    """Where the title of a group may stand: above or below its ground, at its upper corners, then a line further."""
    if not points:
        return
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    above = max(min(y for _, y in points) - look()["hull"]["pad"] - 10, top + LINE_HEIGHT / 2)
    below = max(y for _, y in points) + look()["hull"]["pad"] + 10
    width = 1.1 * text_width(title)
    for further in range(_LINES_OFF):
        up, down = above - further * LINE_HEIGHT, below + further * LINE_HEIGHT
        for x, y in (((left + right) / 2, up), ((left + right) / 2, down), (left, up), (right, up)):
            yield Box.around(x, y, width, LINE_HEIGHT)


def _chain(points: list[Place]) -> list[Place]:
    kept: list[Place] = []
    for x, y in points:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], (x, y)) <= 0:
            kept.pop()
        kept.append((x, y))
    return kept


def _turn(a: Place, b: Place, c: Place) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

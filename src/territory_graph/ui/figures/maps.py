"""The one drawer of maps with a ground: outlines, communes as faint points, marks with their names, nothing fetched."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import pydeck as pdk
import streamlit as st
from markupsafe import Markup

from territory_graph.facts.places import Outline, Point, earthly
from territory_graph.messages import Translator
from territory_graph.ui.figures.ground import show_ground
from territory_graph.ui.figures.ink import BLUE, channels, ink, paper
from territory_graph.ui.takeaway.frame import LEFT, Page, framed, legend_of
from territory_graph.ui.takeaway.marks import INK, PAPER, text_line
from territory_graph.ui.takeaway.shown import Origin
from territory_graph.views.places import frame

_MARKS = "marks"
BLANK = "blank.json"
"""The style of an empty ground, by its address beside that of the page."""
_FILL, _EDGE, _GROUND = [0, 114, 178, 230], [20, 25, 31, 255], [128, 138, 148, 120]
_COLOURS = {False: (_FILL, [255, 255, 255]), True: ([255, 255, 255, 230], _EDGE)}
"""The colours of a mark and of the figure in it, for what is there on the day and for what is not."""
_OUTLINE, _INSIDE = [110, 120, 130, 230], [128, 138, 148, 26]
_MOST_NAMED = 12
_CLOSEST, _CLOSE = 9.5, 15.0
_SMALLEST, _GROWTH = 8.0, 3.0
_CELL, _FIGURE, _MOST_TOLD, _MOST_GROWN = 40, 3, 5, 64
_LINE = [138, 138, 138, 220]
_NAME_HEIGHT, _LETTER = 20, 7.5  # pixels


Frame = tuple[Point, float]
"""The middle of what is shown, and how many degrees along the equator of Mercator's projection are."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark on a map: where, its name, what a pointer is told, how many things it stands for, and at which points.

    It is ``hollow`` where none of them is there on the day of the map.
    """

    point: Point
    label: str
    told: str
    count: int = 1
    points: tuple[Point, ...] = ()
    hollow: bool = False

    @property
    def frame(self) -> Frame | None:
        """What is to be shown to tell apart what the mark stands for, or None where it is all at one point."""
        return frame(self.points) if len(set(self.points)) > 1 else None


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of a mark: at which side of it, by where the text is anchored, and how far aside, in pixels."""

    spot: Spot
    anchor: str
    aside: tuple[float, float]

    @property
    def middle(self) -> Point:
        """How far right of the mark and below it the middle of the text is, in pixels."""
        lean = {"start": 1, "middle": 0, "end": -1}[self.anchor]
        return self.aside[0] + lean * self.half, self.aside[1]

    @property
    def half(self) -> float:
        """Half the width of the text, in pixels."""
        return _LETTER * len(self.spot.label) / 2


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line on a map between two points: what a pointer is told, and how many ties it stands for."""

    ends: tuple[Point, Point]
    told: str
    count: int = 1


def draw_map(
    spots: Sequence[Spot],
    ground: Iterable[Point],
    outlines: Iterable[Outline],
    shown: Frame,
    *,
    lines: Iterable[Stroke] = (),
    pixels: int = 200,
    close: bool = False,
) -> pdk.Deck:
    """Marks whose area grows with what they stand for; at most twelve are named, none so near that names would overlap.

    ``shown`` is what is shown first, and fills so many ``pixels``; ``close`` where it may be as near as streets. Marks
    that would lie on one another there are one, which counts what they stand for; one is white where nothing that it
    stands for is there on the day.
    """
    centre, reach = shown
    zoom = _zoom(reach, pixels, close=close)
    spots = _together(spots, 360 / 512 / 2**zoom)
    layers = [_outlines(outlines), _points([Spot(point, "", "") for point in ground], _GROUND, pickable=False)]
    layers += [*_lines(lines), _points(spots, "fill", pickable=True), _counts(spots)]
    layers.append(_names(_named(spots, 360 / 512 / 2**zoom)))
    view = pdk.ViewState(latitude=centre[0], longitude=centre[1], zoom=zoom)
    return pdk.Deck(layers, initial_view_state=view, map_style=BLANK, tooltip={"text": "{told}"})


def merged(spots: Sequence[Spot], shown: Frame, *, pixels: int, close: bool) -> list[Spot]:
    """The marks that stand for several points where ``draw_map`` draws these."""
    drawn = _together(spots, 360 / 512 / 2 ** _zoom(shown[1], pixels, close=close))
    return [spot for spot in drawn if spot.frame]


def _table(spots: Iterable[Spot]) -> pd.DataFrame:
    rows = [
        (
            *spot.point[::-1],
            spot.label,
            spot.told,
            radius,
            view_text(spot.frame),
            *_COLOURS[spot.hollow],
        )
        for spot in spots
        for radius in (_radius(spot.count),)
    ]
    columns = ["longitude", "latitude", "label", "told", "radius", "view", "fill", "figure"]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def view_text(shown: Frame | None) -> str:
    """A frame as an address says it: latitude, longitude and degrees; empty where there is none."""
    return f"{shown[0][0]:.5f},{shown[0][1]:.5f},{shown[1]:.5f}" if shown else ""


def view_of(text: str) -> Frame | None:
    """The frame that an address says, or None where it says none on Earth.

    >>> view_of("49.44000,1.09000,0.05000")
    ((49.44, 1.09), 0.05)
    >>> view_of("49.4"), view_of("99,1,1"), view_of("49,1,nan")
    (None, None, None)
    """
    try:
        north, east, reach = map(float, text.split(","))
    except ValueError:
        return None
    centre = earthly(north, east)
    return (centre, reach) if centre and 0 < reach <= 360 else None


def _names(names: Sequence[_Name]) -> pdk.Layer:
    table = _table([name.spot for name in names])
    table["anchor"] = [name.anchor for name in names]
    table["aside"] = [[*name.aside] for name in names]
    return pdk.Layer(
        "TextLayer",
        table,
        get_position=["longitude", "latitude"],
        get_text="label",
        get_size=13,
        get_color=channels(ink()),
        get_text_anchor="anchor",
        get_pixel_offset="aside",
        font_settings={"sdf": True, "fontSize": 48, "buffer": 8},
        outline_width=4,
        outline_color=channels(paper()),
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String("sans-serif"),
    )


def _points(spots: Sequence[Spot], fill: list[int] | str, *, pickable: bool) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        _table(spots),
        get_position=["longitude", "latitude"],
        get_radius="radius" if pickable else 2.5,
        radius_units=pdk.types.String("pixels"),
        get_fill_color=fill,
        get_line_color=_EDGE,
        stroked=pickable,
        line_width_min_pixels=1.5,
        pickable=pickable,
        **({"id": _MARKS} if pickable else {}),
    )


def map_page(
    spots: Sequence[Spot],
    ground: Iterable[Point],
    outlines: Iterable[Outline],
    shown: Frame,
    *,
    page: Page,
    origin: Origin,
    lines: Iterable[Stroke] = (),
) -> str:
    """The map as a page of its own with its legend: what lies beyond its frame is counted there."""
    say, (centre, reach) = origin.say, shown
    scale = 512 * 2 ** _zoom(reach, _HEIGHT - 80, close=True) / 360

    def at(point: Point) -> Point:
        north = _northing(point[0]) - _northing(centre[0])
        return _WIDTH / 2 + (point[1] - centre[1]) * scale, _HEIGHT / 2 - north * scale

    marks = _together(spots, 1 / scale)
    inside = [spot for spot in marks if 0 <= at(spot.point)[0] <= _WIDTH and 0 <= at(spot.point)[1] <= _HEIGHT]
    rings = [" ".join(f"{x:.1f},{y:.1f}" for x, y in map(at, ring)) for one in outlines for ring in one.rings]
    drawn = [Markup('<rect width="{}" height="{}" fill="#f4f5f6"/>').format(_WIDTH, _HEIGHT)]
    drawn += [Markup(_RING).format(ring) for ring in rings]
    drawn += [_circle(*at(point), 2.5, "#a0a8b0", 0) for point in ground]
    drawn += [_stroke(at(line.ends[0]), at(line.ends[1]), line.count) for line in lines]
    for spot in inside:
        x, y = at(spot.point)
        fill, figure = (PAPER, INK) if spot.hollow else (BLUE, PAPER)
        drawn.append(_circle(x, y, _radius(spot.count), fill, 1.5))
        if spot.count > 1:
            drawn.append(text_line(str(spot.count), x, y + 4.5, 12, anchor="middle", weight=600, fill=figure))
    for name in _named(inside, 1 / scale):
        x, y = at(name.spot.point)
        drawn.append(text_line(name.spot.label, x + name.aside[0], y + name.aside[1] + 5, 15, anchor=name.anchor))
    picture = Markup('<svg x="{}" y="150" width="{}" height="{}" viewBox="0 0 {} {}">{}</svg>').format(
        LEFT, _WIDTH, _HEIGHT, _WIDTH, _HEIGHT, Markup("").join(drawn)
    )
    signs = [(_circle(1570, 180, 8, BLUE, 1.5), say("map.legend.place"))]
    signs.append((_circle(1570, 256, 14, BLUE, 1.5), say("map.legend.count")))
    signs.append((_circle(1570, 332, 2.5, "#a0a8b0", 0), say("map.legend.commune")))
    signs.append((Markup(_RING).format("1540,394 1600,394 1600,422 1540,422"), say("map.legend.outline")))
    signs.append((_stroke((1540, 484), (1600, 484), 1), say("map.legend.tie")))
    if any(spot.hollow for spot in inside):
        signs.append((_circle(1570, 560, 8, PAPER, 1.5), say("map.hint_hollow")))
    if beyond := len(marks) - len(inside):
        signs.append((Markup(""), say("map.legend.beyond", count=beyond)))
    return framed(page, picture + legend_of(signs), origin)


_WIDTH, _HEIGHT = 1440, 820
_RING = '<polygon points="{}" fill="#808a94" fill-opacity=".1" stroke="#6e7882" stroke-width="1.5"/>'


def _circle(x: float, y: float, radius: float, fill: str, edge: float) -> Markup:
    return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" fill="{}" stroke="#14191f" stroke-width="{}"/>').format(
        x, y, radius, fill, edge
    )


def _stroke(one: Point, other: Point, count: int) -> Markup:
    return Markup('<path d="M{:.1f} {:.1f}L{:.1f} {:.1f}" stroke="#8a8a8a" stroke-width="{:.1f}"/>').format(
        *one, *other, 1.5 + math.log2(count)
    )


def show_map(
    deck: pdk.Deck, say: Translator, *, height: int, alt: str, key: str, choose: Callable[[str], None] | None = None
) -> None:
    """The map on a page; where an operator chose a ground, below it whose that is.

    ``choose`` is called with the view (``view_text``) that tells apart what a mark stands for, where one is chosen.
    """
    if choose is None:
        st.pydeck_chart(deck, height=height, alt=alt, key=key)
    else:
        event = st.pydeck_chart(deck, height=height, alt=alt, key=key, on_select="rerun")
        chosen = event.selection.objects.get(_MARKS, [])
        if chosen and chosen[0].get("view"):
            choose(chosen[0]["view"])
    show_ground(say)


def _together(spots: Sequence[Spot], degrees: float) -> list[Spot]:
    """The marks where one whose middle another would hide is part of that one, a pixel being so many ``degrees``."""
    groups: list[list[Spot]] = []
    near: dict[tuple[int, int], list[list[Spot]]] = defaultdict(list)
    for spot in sorted(spots, key=lambda one: -one.count):
        stretch = math.cos(math.radians(spot.point[0]))
        row, column = (int(part / (_CELL * degrees)) for part in (_northing(spot.point[0]), spot.point[1]))
        around = (group for r in (-1, 0, 1) for c in (-1, 0, 1) for group in near.get((row + r, column + c), ()))
        home = next((group for group in around if _hides(group[0], spot, degrees * stretch, degrees)), None)
        if home is None:
            home = []
            groups.append(home)
            near[row, column].append(home)
        home.append(spot)
    return [_one(group) for group in groups]


def _northing(latitude: float) -> float:
    """How far north of the equator a latitude is drawn, in degrees of longitude (Mercator's projection)."""
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def _hides(one: Spot, other: Spot, north: float, east: float) -> bool:
    """Whether the middle of a mark lies within another, or so near that figures in both would touch."""
    apart = math.hypot((one.point[0] - other.point[0]) / north, (one.point[1] - other.point[1]) / east)
    return apart < _radius(one.count) + _FIGURE


def _one(spots: list[Spot]) -> Spot:
    """A mark for several, where the largest of them is."""
    first = spots[0]
    if len(spots) == 1:
        return first
    label = f"{first.label} + {len(spots) - 1}"
    told = [spot.told for spot in spots[:_MOST_TOLD]] + ["…"] * (len(spots) > _MOST_TOLD)
    points, hollow = tuple(spot.point for spot in spots), all(spot.hollow for spot in spots)
    return Spot(first.point, label, "\n\n".join(told), sum(spot.count for spot in spots), points, hollow)


def _radius(count: int) -> float:
    return _SMALLEST + _GROWTH * (math.sqrt(min(count, _MOST_GROWN)) - 1)


def _counts(spots: Sequence[Spot]) -> pdk.Layer:
    """How many things a mark stands for, inside it."""
    return pdk.Layer(
        "TextLayer",
        _table([replace(spot, label=str(spot.count)) for spot in spots if spot.count > 1]),
        get_position=["longitude", "latitude"],
        get_text="label",
        get_size=11,
        get_color="figure",
        font_weight=600,
        font_family=pdk.types.String("sans-serif"),
        character_set=pdk.types.String("0123456789"),
    )


def _lines(lines: Iterable[Stroke]) -> Iterator[pdk.Layer]:
    """A layer of them; none where there are none, for a browser prepares an empty one like any other."""
    rows = [(line.ends[0][::-1], line.ends[1][::-1], line.told, 1.5 + math.log2(line.count)) for line in lines]
    if rows:
        yield pdk.Layer(
            "LineLayer",
            pd.DataFrame(rows, columns=["one", "other", "told", "width"]),
            get_source_position="one",
            get_target_position="other",
            get_width="width",
            width_units=pdk.types.String("pixels"),
            get_color=_LINE,
            pickable=True,
        )


def _outlines(outlines: Iterable[Outline]) -> pdk.Layer:
    rings = [[[east, north] for north, east in ring] for outline in outlines for ring in outline.rings]
    return pdk.Layer(
        "PolygonLayer",
        pd.DataFrame({"ring": rings}),
        get_polygon="ring",
        get_fill_color=_INSIDE,
        get_line_color=_OUTLINE,
        line_width_min_pixels=1.5,
        stroked=True,
        pickable=False,
    )


def _named(spots: Sequence[Spot], degrees: float) -> list[_Name]:
    """Those that are named: they stand for most, and beside them is room, a pixel being so many ``degrees``."""
    found: list[_Name] = []
    for spot in sorted(spots, key=lambda one: -one.count):
        name = next((name for name in _sides(spot) if _has_room(name, spots, found, degrees)), None)
        found += [name] if name else []
        if len(found) == _MOST_NAMED:
            break
    return found


def _sides(spot: Spot) -> Iterator[_Name]:
    """Where the name of a mark may be, the best first."""
    far = _radius(spot.count)
    yield _Name(spot, "middle", (0, -far - 9))
    yield _Name(spot, "start", (far + 4, 0))
    yield _Name(spot, "end", (-far - 4, 0))
    yield _Name(spot, "middle", (0, far + 9))


def _has_room(name: _Name, spots: Sequence[Spot], beside: Iterable[_Name], degrees: float) -> bool:
    """Whether a name would lie on no other mark and no other name."""
    at, (right, below) = name.spot.point, name.middle

    def away(point: Point) -> tuple[float, float]:
        return (point[1] - at[1]) / degrees, (at[0] - point[0]) / (degrees * math.cos(math.radians(at[0])))

    for one in spots:
        (x, y), far = away(one.point), _radius(one.count)
        if one is not name.spot and abs(x - right) < name.half + far and abs(y - below) < _NAME_HEIGHT / 3 + far:
            return False
    for other in beside:
        x, y = (part + aside for part, aside in zip(away(other.spot.point), other.middle, strict=True))
        if abs(x - right) < name.half + other.half and abs(y - below) < _NAME_HEIGHT:
            return False
    return True


def _zoom(reach: float, pixels: int, *, close: bool) -> float:
    """The zoom at which so many degrees fit so many pixels: the world has 512 at zoom 0."""
    closest = _CLOSE if close else _CLOSEST
    return closest - 1 if reach <= 0 else max(0.5, min(closest, math.log2(pixels / 512 * 360 / reach)))

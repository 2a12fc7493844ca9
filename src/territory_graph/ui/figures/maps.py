"""The one drawer of maps with a ground: outlines, communes as faint points, marks with their names, nothing fetched."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import pydeck as pdk
import streamlit as st

from territory_graph.facts.places import Outline, Point
from territory_graph.messages import Translator
from territory_graph.ui.figures.ink import ink
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.served import library

BLANK = "blank.json"
"""The style of an empty ground, by its address beside that of the page."""
_FILL, _EDGE, _GROUND = [0, 114, 178, 230], [20, 25, 31, 255], [128, 138, 148, 120]
_COLOURS = {False: (_FILL, [255, 255, 255]), True: ([255, 255, 255, 230], _EDGE)}
"""The colours of a mark and of the figure in it, for what is there on the day and for what is not."""
_OUTLINE, _INSIDE = [110, 120, 130, 230], [128, 138, 148, 26]
_MOST_NAMED = 12
_CLOSEST = 9.5
_SMALLEST, _GROWTH = 8.0, 3.0
_CELL, _FIGURE, _MOST_TOLD, _MOST_GROWN = 40, 3, 5, 64
_LINE = [138, 138, 138, 220]
_NAME_HEIGHT, _LETTER = 20, 7.5  # pixels


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark on a map: where, its name, what a pointer is told, and how many things it stands for.

    It is ``hollow`` where none of them is there on the day of the map.
    """

    point: Point
    label: str
    told: str
    count: int = 1
    hollow: bool = False


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
    frame: tuple[Point, float],
    *,
    lines: Iterable[Stroke] = (),
    pixels: int = 200,
) -> pdk.Deck:
    """Marks whose area grows with what they stand for; at most twelve are named, none so near that names would overlap.

    A mark is white where nothing that it stands for is there on the day.

    ``frame`` is the middle of what is shown first, and how many degrees of it fit so many ``pixels``. Marks that would
    lie on one another there are one, which counts what they stand for.
    """
    centre, reach = frame
    zoom = _zoom(reach, pixels)
    spots = _together(spots, 360 / 512 / 2**zoom)
    layers = [_outlines(outlines), _points([Spot(point, "", "") for point in ground], _GROUND, pickable=False)]
    layers += [_lines(lines), _points(spots, "fill", pickable=True), _counts(spots)]
    layers.append(_names(_frame(_named(spots, 360 / 512 / 2**zoom))))
    view = pdk.ViewState(latitude=centre[0], longitude=centre[1], zoom=zoom)
    return pdk.Deck(layers, initial_view_state=view, map_style=BLANK, tooltip={"text": "{told}"})


def _frame(spots: Iterable[Spot]) -> pd.DataFrame:
    rows = [
        (spot.point[1], spot.point[0], spot.label, spot.told, _radius(spot.count), *_COLOURS[spot.hollow])
        for spot in spots
    ]
    return pd.DataFrame(rows, columns=["longitude", "latitude", "label", "told", "radius", "fill", "figure"])


def _names(frame: pd.DataFrame) -> pdk.Layer:
    """The names in column ``label``, above their places."""
    return pdk.Layer(
        "TextLayer",
        frame,
        get_position=["longitude", "latitude"],
        get_text="label",
        get_size=13,
        get_color=[int(ink()[place : place + 2], 16) for place in (1, 3, 5)],
        get_pixel_offset=[0, -16],
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String("sans-serif"),
    )


def _points(spots: Sequence[Spot], fill: list[int] | str, *, pickable: bool) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        _frame(spots),
        get_position=["longitude", "latitude"],
        get_radius="radius" if pickable else 2.5,
        radius_units=pdk.types.String("pixels"),
        get_fill_color=fill,
        get_line_color=_EDGE,
        stroked=pickable,
        line_width_min_pixels=1.5,
        pickable=pickable,
    )


def show_map(deck: pdk.Deck, say: Translator, *, height: int, alt: str, key: str) -> None:
    """The map on a page; where an operator chose a ground, below it whose that is."""
    st.pydeck_chart(deck, height=height, alt=alt, key=key)
    tiles = library().settings.tiles
    if tiles is not None:
        st.caption(in_markdown(say("map.ground", whose=tiles.attribution)))


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
    count, hollow = sum(spot.count for spot in spots), all(spot.hollow for spot in spots)
    return Spot(first.point, label, "\n\n".join(told), count, hollow)


def _radius(count: int) -> float:
    return _SMALLEST + _GROWTH * (math.sqrt(min(count, _MOST_GROWN)) - 1)


def _counts(spots: Sequence[Spot]) -> pdk.Layer:
    """How many things a mark stands for, inside it."""
    return pdk.Layer(
        "TextLayer",
        _frame([replace(spot, label=str(spot.count)) for spot in spots if spot.count > 1]),
        get_position=["longitude", "latitude"],
        get_text="label",
        get_size=11,
        get_color="figure",
        font_weight=600,
        font_family=pdk.types.String("sans-serif"),
    )


def _lines(lines: Iterable[Stroke]) -> pdk.Layer:
    rows = [(line.ends[0][::-1], line.ends[1][::-1], line.told, 1.5 + math.log2(line.count)) for line in lines]
    return pdk.Layer(
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


def _named(spots: Sequence[Spot], degrees: float) -> list[Spot]:
    """Those that are named: they stand for most, and their names have room, a pixel being so many ``degrees``."""
    found: list[Spot] = []
    for spot in sorted(spots, key=lambda one: -one.count):
        near = (
            abs(spot.point[0] - one.point[0]) < _NAME_HEIGHT * degrees * math.cos(math.radians(spot.point[0]))
            and abs(spot.point[1] - one.point[1]) < _LETTER * degrees * (len(spot.label) + len(one.label)) / 2
            for one in found
        )
        if len(found) < _MOST_NAMED and not any(near):
            found.append(spot)
    return found


def _zoom(reach: float, pixels: int) -> float:
    """The zoom at which so many degrees fit so many pixels: the world has 512 at zoom 0."""
    return _CLOSEST - 1 if reach <= 0 else max(0.5, min(_CLOSEST, math.log2(pixels / 512 * 360 / reach)))

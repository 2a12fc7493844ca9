"""The one drawer of maps with a ground: outlines, communes as faint points, marks with their names, nothing fetched."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
import pydeck as pdk

from territory_graph.facts.places import Outline, Point
from territory_graph.ui.map_names import place_names

BLANK = "blank.json"
"""The style of an empty ground, by its address beside that of the page."""
_FILL, _EDGE, _GROUND = [0, 114, 178, 230], [20, 25, 31, 255], [128, 138, 148, 120]
_OUTLINE, _INSIDE = [110, 120, 130, 230], [128, 138, 148, 26]
_MOST_NAMED = 12
_CLOSEST = 9.5
_SMALLEST, _GROWTH = 7.0, 3.0
_NAME_HEIGHT, _LETTER = 20, 7.5  # pixels


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark on a map: where, its name, what a pointer is told, and how many things it stands for."""

    point: Point
    label: str
    told: str
    count: int = 1


def draw_map(
    spots: Sequence[Spot],
    ground: Iterable[Point],
    outlines: Iterable[Outline],
    frame: tuple[Point, float],
    *,
    pixels: int = 200,
) -> pdk.Deck:
    """Marks whose area grows with what they stand for; at most twelve are named, none so near that names would overlap.

    ``frame`` is the middle of what is shown first, and how many degrees of it fit so many ``pixels``.
    """
    centre, reach = frame
    layers = [_outlines(outlines), _points([Spot(point, "", "") for point in ground], _GROUND, pickable=False)]
    layers.append(_points(spots, _FILL, pickable=True))
    zoom = _zoom(reach, pixels)
    layers.append(place_names(_frame(_named(spots, 360 / 512 / 2**zoom))))
    view = pdk.ViewState(latitude=centre[0], longitude=centre[1], zoom=zoom)
    return pdk.Deck(layers, initial_view_state=view, map_style=BLANK, tooltip={"text": "{told}"})


def _frame(spots: Iterable[Spot]) -> pd.DataFrame:
    rows = [
        (spot.point[1], spot.point[0], spot.label, spot.told, _SMALLEST + _GROWTH * (math.sqrt(spot.count) - 1))
        for spot in spots
    ]
    return pd.DataFrame(rows, columns=["longitude", "latitude", "label", "told", "radius"])


def _points(spots: Sequence[Spot], fill: list[int], *, pickable: bool) -> pdk.Layer:
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

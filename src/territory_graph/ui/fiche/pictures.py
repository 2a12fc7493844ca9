"""The pictures of a fiche: where the thing is, and its dated facts along time. Nothing is fetched elsewhere."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import pydeck as pdk

from territory_graph.ui.map_names import ink, place_names
from territory_graph.views.fiche.chronology import Chronology, Moment
from territory_graph.views.fiche.places import FicheMap, at_once

BLANK = "/blank.json"
_BLUE, _FILL, _EDGE, _GROUND = "#0072B2", [0, 114, 178, 230], [20, 25, 31, 255], [128, 138, 148, 120]
_ROW, _SMALL = 34, 8
_MOST_NAMED = 12
_CLOSEST = 9.5


def map_picture(shown: FicheMap) -> pdk.Deck:
    """The places as points with their names, over the communes as faint ones."""
    marks = at_once(shown.places).items()
    rows = [(east, north, _named([one.town or one.thing.label for one in found])) for (north, east), found in marks]
    frame = pd.DataFrame(rows, columns=["longitude", "latitude", "label"])
    ground = pd.DataFrame([point[::-1] for point in shown.ground], columns=["longitude", "latitude"])
    layers = [_points(ground, 2.5, _GROUND, pickable=False), _points(frame, 7, _FILL, pickable=True)]
    if len(frame) <= _MOST_NAMED:
        layers.append(place_names(frame))
    latitude, longitude = shown.centre
    view = pdk.ViewState(latitude=latitude, longitude=longitude, zoom=_zoom(shown.reach))
    return pdk.Deck(layers, initial_view_state=view, map_style=BLANK, tooltip={"text": "{label}"})


def _named(labels: list[str]) -> str:
    found = list(dict.fromkeys(labels))
    return ", ".join(label[:60] for label in found[:3]) + (", …" if len(found) > 3 else "")


def _points(frame: pd.DataFrame, radius: float, fill: list[int], *, pickable: bool) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        frame,
        get_position=["longitude", "latitude"],
        get_radius=radius,
        radius_units=pdk.types.String("pixels"),
        get_fill_color=fill,
        get_line_color=_EDGE,
        stroked=pickable,
        line_width_min_pixels=1.5,
        pickable=pickable,
    )


def _zoom(reach: float) -> float:
    """The zoom at which so many degrees fit some 200 pixels: the world has 512 at zoom 0."""
    return _CLOSEST - 1 if reach <= 0 else max(0.5, min(_CLOSEST, math.log2(200 / 512 * 360 / reach)))


def time_picture(shown: Chronology, day: date | None = None) -> Any:
    """A row a moment, its name above it: what is sure is dark, the days that it may mean are light; a line at a day."""
    frame = pd.DataFrame([piece for row, one in enumerate(shown.moments) for piece in _pieces(row, one)])
    named = frame.drop_duplicates("row")
    y = alt.Y("row:O", scale=alt.Scale(domain=list(range(len(shown.moments)))), title=None, axis=None)
    x = alt.X("first:T", title=None, axis=alt.Axis(orient="top", format=_ticks(shown), tickCount=6, grid=True))
    tooltip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("when:N", title="  ")]
    base = alt.Chart(frame).encode(y=y, tooltip=tooltip)
    bars: dict[str, Any] = {"height": _SMALL, "cornerRadius": 3, "yOffset": _ROW / 4, "color": _BLUE}
    light = base.transform_filter("datum.shape == 'light'").mark_bar(opacity=0.4, **bars).encode(x=x, x2="last:T")
    dark = base.transform_filter("datum.shape == 'dark'").mark_bar(opacity=1, **bars).encode(x=x, x2="last:T")
    days = base.transform_filter("datum.shape == 'day'").mark_circle(size=70, opacity=1, color=_BLUE, yOffset=_ROW / 4)
    tips = base.transform_filter("datum.shape == 'tip'").mark_point(
        shape="triangle-right", filled=True, size=70, opacity=1, color=_BLUE, yOffset=_ROW / 4
    )
    words = alt.Chart(named).mark_text(align="left", yOffset=-_ROW / 5, fontSize=12, color=ink(), limit=620, clip=True)
    names = words.encode(y=y, x=alt.value(2), text="text:N", tooltip=tooltip)
    layers = [light, dark, days.encode(x=x), tips.encode(x=x), names]
    if day is not None:
        rule = alt.Chart(pd.DataFrame({"first": [str(day)]})).mark_rule(strokeDash=[4, 4], color=ink())
        layers.append(rule.encode(x=alt.X("first:T")))
    drawn = alt.layer(*layers)
    return drawn.properties(height=_ROW * len(shown.moments) + 30)


def _ticks(shown: Chronology) -> str:
    """Years, or months where all is within a few years: a year is never written twice."""
    first, last = min(one.first for one in shown.moments), max(one.last for one in shown.moments)
    return "%Y" if (last - first).days > 6 * 366 else "%m/%Y"


def _pieces(row: int, one: Moment) -> list[dict[str, Any]]:
    """The marks of one row: what it may have begun on, lasted for sure, and may have ended on."""
    marks: list[tuple[str, Any, Any]] = []
    if one.first == one.begun and one.ending == one.last and one.begun == one.last:
        marks.append(("day", one.first, one.first))
    elif (one.ending, one.last) == (one.first, one.begun):
        marks.append(("light", one.first, one.last))
    else:
        marks += [("light", one.first, one.begun)] if one.first != one.begun else []
        marks += [("dark", one.begun, one.ending)] if one.begun < one.ending else []
        marks += [("light", one.ending, one.last)] if one.ending != one.last else []
    if one.open:
        marks.append(("tip", one.last, one.last))
    told = {"row": row, "label": one.label[:200], "when": one.when, "text": f"{one.label[:70]} · {one.when}"}
    return [{**told, "shape": shape, "first": str(first), "last": str(last)} for shape, first, last in marks]

"""The answer as a chart, a timeline or a map, drawn in the colours of the theme, with nothing fetched elsewhere."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd
import pydeck as pdk
import streamlit as st

from territory_graph.messages import NARROW_SPACE, Translator
from territory_graph.ui.context import Context
from territory_graph.ui.map_drawing import BLANK
from territory_graph.ui.map_names import ink, place_names
from territory_graph.ui.sparql.state import Outcome
from territory_graph.views.charts import Chart
from territory_graph.views.places import PlacesView
from territory_graph.views.reading import Reading
from territory_graph.views.timelines import Timeline

_BAR, _LINE = 28, 34
_BLUE = "#0072B2"
_FILL, _EDGE = [0, 114, 178, 200], [20, 25, 31, 255]
_HEIGHT = 420
MOST_NAMED_PLACES = 15
"""Places that bear their names on the map; among more, names would hide one another."""


def show_chart(context: Context, outcome: Outcome, reading: Reading) -> None:
    """A chart of one column of numbers, along another column of the reader's choice."""
    say, at = context.say, outcome.at.timestamp()
    with st.container(horizontal=True):
        measure = _choice(say("sparql.chart.measure"), reading.measures, f"sparql-measure-{at}")
        along = (*reading.dimensions(measure), None)
        names = {None: say("sparql.chart.spread")}
        dimension = _choice(say("sparql.chart.dimension"), along, f"sparql-dimension-{at}-{measure}", names)
    chart = reading.chart(measure, dimension)
    st.altair_chart(_localised(_DRAW[chart.kind](chart), say), alt=chart.sentence, key=f"sparql-chart-{at}")
    st.caption(chart.sentence)


def _choice(label: str, options: Any, key: str, names: dict[None, str] | None = None) -> Any:
    """One of the options; the only one where there is no choice."""
    if len(options) == 1:
        return options[0]
    shown = names or {}
    return st.selectbox(label, options, format_func=lambda option: shown.get(option, option), key=key, width=240)


def _frame(chart: Chart) -> pd.DataFrame:
    rows = [(mark.x, mark.y, mark.label, mark.end) for mark in chart.marks]
    return pd.DataFrame(rows, columns=["x", "y", "label", "end"])


def _bars(chart: Chart) -> Any:
    y = alt.Y("x:N", sort=None, title=chart.x_title, axis=alt.Axis(labelLimit=260, labelOverlap=False))
    x = alt.X("y:Q", title=chart.y_title, axis=alt.Axis(tickCount=8))
    drawn = alt.Chart(_frame(chart)).mark_bar(color=_BLUE).encode(x=x, y=y, tooltip=_tooltip(chart))
    return drawn.properties(height=_BAR * len(chart.marks) + 60)


def _line(chart: Chart) -> Any:
    x, y = alt.X("x:T", title=chart.x_title), alt.Y("y:Q", title=chart.y_title)
    drawn = (
        alt.Chart(_frame(chart))
        .mark_line(point={"color": _BLUE}, color=_BLUE)
        .encode(x=x, y=y, tooltip=_tooltip(chart))
    )
    return drawn.properties(height=_HEIGHT)


def _scatter(chart: Chart) -> Any:
    x = alt.X("x:Q", title=chart.x_title, scale=alt.Scale(zero=False))
    y = alt.Y("y:Q", title=chart.y_title, scale=alt.Scale(zero=False))
    drawn = (
        alt.Chart(_frame(chart))
        .mark_circle(size=60, opacity=0.7, color=_BLUE)
        .encode(x=x, y=y, tooltip=_tooltip(chart))
    )
    return drawn.properties(height=_HEIGHT)


def _histogram(chart: Chart) -> Any:
    x = alt.X("x:Q", title=chart.x_title, bin="binned")
    drawn = alt.Chart(_frame(chart)).mark_bar(color=_BLUE).encode(x=x, x2="end:Q", y=alt.Y("y:Q", title=chart.y_title))
    return drawn.properties(height=_HEIGHT)


def _tooltip(chart: Chart) -> list[alt.Tooltip]:
    return [alt.Tooltip("label:N", title=chart.x_title), alt.Tooltip("y:Q", title=chart.y_title)]


_DRAW = {"bar": _bars, "line": _line, "scatter": _scatter, "histogram": _histogram}


def show_timeline(context: Context, outcome: Outcome, reading: Reading) -> None:
    """What happened when: a point for a day, a band for the days that an imprecise date may mean."""
    shown = reading.timeline
    key = f"sparql-timeline-{outcome.at.timestamp()}"
    st.altair_chart(_localised(_timeline(shown), context.say), alt=shown.sentence, key=key)
    st.caption(shown.sentence)


def _timeline(shown: Timeline) -> Any:
    """A row a band, in the order of time, its name above it: beside it, there would be no room on a telephone."""
    rows = [(i, band.label or band.when, band.when, band.first, band.last) for i, band in enumerate(shown.bands)]
    frame = pd.DataFrame(rows, columns=["row", "label", "when", "first", "last"])
    frame["exact"] = frame["first"] == frame["last"]
    y = alt.Y("row:O", scale=alt.Scale(domain=list(frame["row"])), title=None, axis=None)
    x = alt.X("first:T", title=None, axis=alt.Axis(orient="top"))
    base = alt.Chart(frame).encode(y=y, tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip("when:N", title="  ")])
    look: dict[str, Any] = {"color": _BLUE, "yOffset": _LINE / 4}
    bands = base.transform_filter("!datum.exact").mark_bar(height=9, opacity=0.6, cornerRadius=4, stroke=_BLUE, **look)
    days = base.transform_filter("datum.exact").mark_circle(size=80, opacity=1, **look)
    words = base.mark_text(align="left", yOffset=-_LINE / 5, fontSize=12, color=ink())
    names = words.encode(x=alt.value(2), text="label:N")
    drawn = alt.layer(bands.encode(x=x, x2="last:T"), days.encode(x=x), names)
    return drawn.properties(height=_LINE * len(shown.bands) + 40)


def _localised(chart: Any, say: Translator) -> Any:
    """The chart with numbers and dates as the language writes them."""
    return chart if say.language == "en" else chart.configure(locale=_FRENCH)


_FIRST_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin")
_LAST_MONTHS = ("juillet", "août", "septembre", "octobre", "novembre", "décembre")
_FRENCH = alt.Locale(
    number=alt.NumberLocale(decimal=",", thousands=NARROW_SPACE, grouping=[3], currency=["", f"{NARROW_SPACE}€"]),
    time=alt.TimeLocale(
        dateTime="%A %e %B %Y à %X",
        date="%d/%m/%Y",
        time="%H:%M:%S",
        periods=["AM", "PM"],
        days=["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        shortDays=["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
        months=[*_FIRST_MONTHS, *_LAST_MONTHS],
        shortMonths=["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    ),
)


def show_map(_: Context, outcome: Outcome, reading: Reading) -> None:
    """Where things are, on an empty ground: no tile is fetched."""
    shown = reading.places
    st.pydeck_chart(_deck(shown), height=460, alt=shown.sentence, key=f"sparql-map-{outcome.at.timestamp()}")
    st.caption(shown.sentence)


def _deck(shown: PlacesView) -> pdk.Deck:
    rows = [(place.longitude, place.latitude, place.label, place.count) for place in shown.places]
    frame = pd.DataFrame(rows, columns=["longitude", "latitude", "label", "count"])
    frame["radius"] = [6 + 4 * math.sqrt(count - 1) for count in frame["count"]]
    points = pdk.Layer(
        "ScatterplotLayer",
        frame,
        get_position=["longitude", "latitude"],
        get_radius="radius",
        radius_units=pdk.types.String("pixels"),
        radius_max_pixels=30,
        get_fill_color=_FILL,
        get_line_color=_EDGE,
        stroked=True,
        line_width_min_pixels=1.5,
        pickable=True,
    )
    latitude, longitude = shown.centre
    view = pdk.ViewState(latitude=latitude, longitude=longitude, zoom=_zoom(shown.reach))
    layers = [points, place_names(frame)] if len(frame) <= MOST_NAMED_PLACES else [points]
    return pdk.Deck(layers, initial_view_state=view, map_style=BLANK, tooltip={"text": "{label}"})


def _zoom(reach: float) -> float:
    """The zoom at which so many degrees fit some 330 pixels: the world has 512 at zoom 0."""
    return 9.0 if reach <= 0 else max(0.5, min(11.0, math.log2(330 / 512 * 360 / reach)))

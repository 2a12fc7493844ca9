"""The answer as a chart, a timeline or a map, drawn in the colours of the theme, with nothing fetched elsewhere."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from territory_graph.messages import NARROW_SPACE, Translator
from territory_graph.ui.context import Context
from territory_graph.ui.figures.ink import BLUE
from territory_graph.ui.figures.maps import Spot, draw_map, show_map
from territory_graph.ui.figures.timelines import time_picture
from territory_graph.ui.sparql.shown import DIMENSION, MEASURE, asked_choice, choice_key
from territory_graph.ui.sparql.state import Outcome
from territory_graph.views.charts import Chart
from territory_graph.views.places import ground_of
from territory_graph.views.reading import Reading

_BAR, _HEIGHT = 28, 420
_FIRST = 330
"""Pixels that places fill at first on a map."""


def show_chart(context: Context, outcome: Outcome, reading: Reading) -> None:
    """A chart of one column of numbers, along another column of the reader's choice."""
    say, at = context.say, outcome.at.timestamp()
    with st.container(horizontal=True):
        measure = _choice(say("sparql.chart.measure"), reading.measures, outcome, MEASURE)
        along = (*reading.dimensions(measure), None)
        names = {None: say("sparql.chart.spread")}
        dimension = _choice(say("sparql.chart.dimension"), along, outcome, DIMENSION, names)
    chart = reading.chart(measure, dimension)
    st.altair_chart(_localised(_DRAW[chart.kind](chart), say), alt=chart.sentence, key=f"sparql-chart-{at}")
    st.caption(chart.sentence)


def _choice(label: str, options: Any, outcome: Outcome, name: str, names: dict[None, str] | None = None) -> Any:
    """One of the options, at first that which the address names; the only one where there is no choice."""
    if len(options) == 1:
        return options[0]
    shown = names or {}
    return st.selectbox(
        label,
        options,
        asked_choice(name, options),
        format_func=lambda option: shown.get(option, option),
        key=choice_key(outcome, name),
        width=240,
    )


def _frame(chart: Chart) -> pd.DataFrame:
    rows = [(mark.x, mark.y, mark.label, mark.end) for mark in chart.marks]
    return pd.DataFrame(rows, columns=["x", "y", "label", "end"])


def _bars(chart: Chart) -> Any:
    y = alt.Y("x:N", sort=None, title=chart.x_title, axis=alt.Axis(labelLimit=260, labelOverlap=False))
    x = alt.X("y:Q", title=chart.y_title, axis=alt.Axis(tickCount=8))
    drawn = alt.Chart(_frame(chart)).mark_bar(color=BLUE).encode(x=x, y=y, tooltip=_tooltip(chart))
    return drawn.properties(height=_BAR * len(chart.marks) + 60)


def _line(chart: Chart) -> Any:
    x, y = alt.X("x:T", title=chart.x_title), alt.Y("y:Q", title=chart.y_title)
    drawn = (
        alt.Chart(_frame(chart)).mark_line(point={"color": BLUE}, color=BLUE).encode(x=x, y=y, tooltip=_tooltip(chart))
    )
    return drawn.properties(height=_HEIGHT)


def _scatter(chart: Chart) -> Any:
    x = alt.X("x:Q", title=chart.x_title, scale=alt.Scale(zero=False))
    y = alt.Y("y:Q", title=chart.y_title, scale=alt.Scale(zero=False))
    drawn = (
        alt.Chart(_frame(chart)).mark_circle(size=60, opacity=0.7, color=BLUE).encode(x=x, y=y, tooltip=_tooltip(chart))
    )
    return drawn.properties(height=_HEIGHT)


def _histogram(chart: Chart) -> Any:
    x = alt.X("x:Q", title=chart.x_title, bin="binned")
    drawn = alt.Chart(_frame(chart)).mark_bar(color=BLUE).encode(x=x, x2="end:Q", y=alt.Y("y:Q", title=chart.y_title))
    return drawn.properties(height=_HEIGHT)


def _tooltip(chart: Chart) -> list[alt.Tooltip]:
    return [alt.Tooltip("label:N", title=chart.x_title), alt.Tooltip("y:Q", title=chart.y_title)]


_DRAW = {"bar": _bars, "line": _line, "scatter": _scatter, "histogram": _histogram}


def show_timeline(_: Context, outcome: Outcome, reading: Reading) -> None:
    """What happened when: a point for a day, a band for the days that an imprecise date may mean."""
    shown = reading.timeline
    key = f"sparql-timeline-{outcome.at.timestamp()}"
    st.altair_chart(time_picture(shown), alt=shown.sentence, key=key)
    st.caption(shown.sentence)


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


def show_places(context: Context, outcome: Outcome, reading: Reading) -> None:
    """Where things are, among communes and outlines of the graph: no tile is fetched, unless an operator chose some."""
    shown, graph = reading.places, context.graph
    spots = [Spot((one.latitude, one.longitude), one.label, one.label, one.count) for one in shown.places]
    ground, outlines = context.once(("ground",), lambda: ground_of(graph))
    deck = draw_map(spots, ground, outlines, (shown.centre, shown.reach), pixels=_FIRST)
    show_map(deck, context.say, height=460, alt=shown.sentence, key=f"sparql-map-{outcome.at.timestamp()}")
    st.caption(shown.sentence)

"""The answer as a chart, a timeline or a map, drawn in the colours of the theme, with nothing fetched elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from territory_graph.ui import view
from territory_graph.ui.context import Context
from territory_graph.ui.figures.bars import bars_page, chart_picture
from territory_graph.ui.figures.maps import Spot, draw_map, map_page, show_map
from territory_graph.ui.figures.timelines import show_times, time_page
from territory_graph.ui.sparql.shown import DIMENSION, MEASURE, asked_choice, choice_key
from territory_graph.ui.sparql.state import Outcome
from territory_graph.ui.takeaway.frame import Page
from territory_graph.ui.takeaway.shown import Origin
from territory_graph.views.places import ground_of
from territory_graph.views.reading import Reading

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
    st.altair_chart(chart_picture(chart, say), alt=chart.sentence, key=f"sparql-chart-{at}")
    st.caption(chart.sentence)
    if chart.kind == "bar":
        _take(context, chart.sentence, "barres", lambda page, origin: bars_page(chart, page, origin))


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


def show_timeline(context: Context, outcome: Outcome, reading: Reading) -> None:
    """What happened when: a point for a day, a band for the days that an imprecise date may mean."""
    shown = reading.timeline
    show_times(shown, f"sparql-timeline-{outcome.at.timestamp()}")
    st.caption(shown.sentence)
    _take(context, shown.sentence, "chronologie", lambda page, origin: time_page(shown, page, origin))


def show_places(context: Context, outcome: Outcome, reading: Reading) -> None:
    """Where things are, among communes and outlines of the graph: no tile is fetched, unless an operator chose some."""
    shown, graph = reading.places, context.graph
    spots = [Spot((one.latitude, one.longitude), one.label, one.label, one.count) for one in shown.places]
    around = shown.centre, shown.reach
    ground, outlines = context.once(("ground",), lambda: ground_of(graph))
    deck = draw_map(spots, ground, outlines, around, pixels=_FIRST)
    show_map(deck, context.say, height=460, alt=shown.sentence, key=f"sparql-map-{outcome.at.timestamp()}")
    st.caption(shown.sentence)

    def draw(page: Page, origin: Origin) -> str:
        return map_page(spots, ground, outlines, around, page=page, origin=origin)

    _take(context, shown.sentence, "carte", draw)


def _take(context: Context, sentence: str, name: str, draw: Callable[[Page, Origin], str]) -> None:
    """The picture as files; its sources are those of the query, whose address the page bears."""
    with st.container(horizontal=True, key=f"sparql-take-{name}"):
        view.download_picture(context, (context.say("sparql.picture_title"), sentence, name), (), draw)

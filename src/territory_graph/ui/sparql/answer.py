"""The answer to a query: its sentence, what was cut, the view that tells most of it, and what can be taken away."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from territory_graph.errors import QueryTooLongError
from territory_graph.store.pool import ENDPOINT, PAGE
from territory_graph.ui.context import Context
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.sparql.examples import first_examples
from territory_graph.ui.sparql.pictures import show_chart, show_places, show_timeline
from territory_graph.ui.sparql.plan import plan_button
from territory_graph.ui.sparql.share import address, cite_button, download_button, network_button, share_button
from territory_graph.ui.sparql.shown import asked_view, shown_parameters, view_key
from territory_graph.ui.sparql.state import Ask, Outcome, Workbench
from territory_graph.ui.sparql.tables import show_raw, show_table
from territory_graph.ui.sparql.teaching import show_diagnosis, show_error, show_repeated, show_warnings
from territory_graph.ui.sparql.ties import show_network
from territory_graph.views.reading import Reading, ViewName

_ICONS = {
    "table": ":material/table_rows:",
    "chart": ":material/bar_chart:",
    "map": ":material/map:",
    "graph": ":material/hub:",
    "timeline": ":material/timeline:",
    "raw": ":material/code:",
}
_SHOW: dict[ViewName, Callable[[Context, Outcome, Reading], None]] = {
    "table": show_table,
    "chart": show_chart,
    "map": show_places,
    "graph": show_network,
    "timeline": show_timeline,
    "raw": show_raw,
}


def show_outcome(context: Context, bench: Workbench, ask: Ask) -> None:
    """What became of the last query of the tab in front."""
    outcome = bench.outcome
    if outcome is None:
        first_examples(context, bench, ask)
        return
    if outcome.error is not None:
        show_error(context, outcome.error, outcome.text, marked=bench.tab.text == outcome.text)
        return
    reading = reading_of(context, outcome)
    st.markdown(f"**{in_markdown(reading.summary)}**")
    _facts(context, bench, outcome)
    _cut(context, bench, outcome, ask)
    show_warnings(context, outcome)
    checked = st.container()
    if reading.found.kind != "boolean" and not len(reading.found.table):
        show_diagnosis(context, outcome)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="sparql-bar"
    ):
        view = _switch(context, outcome, reading)
        _actions(context, outcome, reading)
    if view is not None:
        _show(context, outcome, reading, view)
    with checked:
        show_repeated(context, outcome)


def show_embedded(context: Context, bench: Workbench) -> None:
    """The answer alone, as another site shows it: its sentence, the view that the address names, and the way here."""
    say, outcome = context.say, bench.outcome
    if outcome is None:
        st.info(say("sparql.embed.nothing"), icon=":material/link_off:")
        return
    if outcome.error is not None:
        show_error(context, outcome.error, outcome.text)
        return
    reading = reading_of(context, outcome)
    st.markdown(f"**{in_markdown(reading.summary)}**")
    if outcome.result is not None and outcome.result.cut:
        st.warning(say("sparql.cut", rows=len(reading.found.table)), icon=":material/cut:")
    checked = st.container()
    if len(reading.found.table):
        _SHOW[asked_view(reading)](context, outcome, reading)
    with checked:
        show_repeated(context, outcome)
    try:
        st.link_button(say("sparql.embed.open"), address(context, outcome, shown_parameters(outcome, reading)))
    except QueryTooLongError:
        st.code(outcome.text, language="sparql")


def _actions(context: Context, outcome: Outcome, reading: Reading) -> None:
    with st.container(horizontal=True, width="content", gap="xsmall", key="sparql-actions"):
        download_button(context, outcome, reading)
        share_button(context, outcome, reading)
        cite_button(context, outcome)
        plan_button(context, outcome)
        network_button(context, outcome, reading)


def reading_of(context: Context, outcome: Outcome) -> Reading:
    """The answer read in the reader's language, kept with the outcome."""
    language = context.say.language
    if language not in outcome.readings:
        assert outcome.found is not None
        outcome.readings[language] = Reading(outcome.found, context.graph, context.say)
    return outcome.readings[language]


def _facts(context: Context, bench: Workbench, outcome: Outcome) -> None:
    say, result = context.say, outcome.result
    assert result is not None
    told = say("sparql.ran", seconds=seconds(context, result.seconds), version=result.version, query_id=result.query_id)
    changed = f" {say('sparql.changed')}" if bench.tab.text != outcome.text else ""
    outdated = f" {say('sparql.outdated')}" if context.graph.version != result.version else ""
    st.caption(in_markdown(told + changed + outdated))


def seconds(context: Context, value: float) -> str:
    """A time as the language writes it, to the hundredth, never as nothing."""
    return context.say.number(max(0.01, round(value, 2)))


def _cut(context: Context, bench: Workbench, outcome: Outcome, ask: Ask) -> None:
    """Says that the answer was cut, and offers the longest that the endpoint would give."""
    say, result, found = context.say, outcome.result, outcome.found
    if result is None or found is None or not result.cut:
        return
    rows = len(found.table)
    st.warning(say("sparql.cut_triples" if found.kind == "triples" else "sparql.cut", rows=rows), icon=":material/cut:")
    if rows <= PAGE.rows:
        st.button(
            say("sparql.load_all", rows=ENDPOINT.rows),
            on_click=lambda: ask(bench, bench.active, outcome.text, ENDPOINT),
            key="sparql-load-all",
            icon=":material/expand_more:",
        )


def _switch(context: Context, outcome: Outcome, reading: Reading) -> ViewName | None:
    """The view that the reader chose, the proposed one until then; None where the sentence says it all."""
    say = context.say
    if not len(reading.found.table):
        return None
    chosen: ViewName | None = st.segmented_control(
        say("sparql.views"),
        reading.views,
        default=asked_view(reading),
        required=True,
        format_func=lambda view: f"{_ICONS[view]} {say(f'sparql.view.{view}')}",
        key=view_key(outcome),
        label_visibility="collapsed",
    )
    return chosen


def _show(context: Context, outcome: Outcome, reading: Reading, view: ViewName) -> None:
    say = context.say
    proposed, reason = reading.proposed
    told = "sparql.proposed" if view == proposed else "sparql.other_view"
    names = {"view": say(f"sparql.view.{view}"), "proposed": say(f"sparql.view.{proposed}"), "reason": reason}
    st.caption(say(told, **names))
    _SHOW[view](context, outcome, reading)

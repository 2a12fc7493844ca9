"""SPARQL: an editor with examples, the answer in the view that tells most of it, and everything to take it away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from territory_graph.errors import BrokenLinkError
from territory_graph.queries.shown import first_query
from territory_graph.store.pool import PAGE, Limits
from territory_graph.ui.context import Context
from territory_graph.ui.sparql.answer import show_embedded, show_outcome
from territory_graph.ui.sparql.examples import examples_button
from territory_graph.ui.sparql.history import history_button
from territory_graph.ui.sparql.running import cancel, follow, start
from territory_graph.ui.sparql.shown import DIMENSION, MEASURE, SHOWN
from territory_graph.ui.sparql.state import Workbench, workbench
from territory_graph.ui.sparql.teaching import marks_of
from territory_graph.ui.sparql_editor import Tab, sparql_editor
from territory_graph.views.permalink import PACKED, PLAIN, address_if_any, query_of


def render(context: Context) -> None:
    """Shows the SPARQL screen."""
    say = context.say
    bench = workbench(say("sparql.new_tab", number=1), first_query(say("sparql.first")))
    broken = _follow_address(context, bench)
    if st.context.is_embedded:
        start(bench, say)
        follow(bench, say)
        show_embedded(context, bench)
        return
    st.title(say("sparql.title"))
    st.caption(say("sparql.question"))
    if broken:
        st.warning(say("sparql.broken_link"), icon=":material/link_off:")
    with st.container(horizontal=True, key="sparql-tools"):
        examples_button(context, bench, _ask)
        history_button(context, bench)
    start(bench, say)
    _editor(context, bench)
    follow(bench, say)
    show_outcome(context, bench, _ask)


def _editor(context: Context, bench: Workbench) -> None:
    say = context.say

    def run(tab: str, text: str) -> None:
        if all(tab != each.id for each in bench.tabs):  # pressed while a link or an example replaced what was open
            tab = bench.open(say("sparql.new_tab", number=bench.opened + 1), text)
        _ask(bench, tab, text, PAGE)

    def edited(tabs: Sequence[Tab], active: str) -> None:
        before = bench.active
        bench.edited(tabs, active)
        if bench.active != before:
            _tell_address(bench, bench.outcome.text if bench.outcome else None)

    sparql_editor(
        key="sparql-editor",
        tabs=bench.tabs,
        active=bench.active,
        revision=str(bench.revision),
        marks=marks_of(context, bench),
        running=bench.run is not None,
        vocabulary=f"sparql/vocabulary?lang={say.language}",
        entities="sparql/entities",
        strings=say.section("editor"),
        on_run=run,
        on_cancel=lambda: cancel(bench, say),
        on_tabs=edited,
    )


def _ask(bench: Workbench, tab: str, text: str, limits: Limits) -> None:
    bench.ask(tab, text, limits)
    _tell_address(bench, text)


def _tell_address(bench: Workbench, text: str | None) -> None:
    """Writes the query that is answered into the address; one that does not fit leaves none, rather than a part."""
    parameters = address_if_any(text) if text else {}
    told = (PLAIN, PACKED, SHOWN, MEASURE, DIMENSION)
    others = {name: value for name, value in st.query_params.to_dict().items() if name not in told}
    st.query_params.from_dict({**others, **parameters})  # at once: each writing is a step of the browser's Back
    bench.told = query_of(parameters)


def _follow_address(context: Context, bench: Workbench) -> bool:
    """Opens and runs the query that the address names when it has changed; whether it is broken.

    It has changed when a link or the browser's Back led here; what the reader's own run wrote is no news.
    """
    try:
        asked = query_of(st.query_params.to_dict())
    except BrokenLinkError:
        return True
    if asked is not None and asked != bench.told:
        tab = bench.open(context.say("sparql.new_tab", number=bench.opened + 1), asked)
        known = bench.outcomes.get(tab)
        if known is None or known.text != asked:
            bench.ask(tab, asked, PAGE)
    bench.told = asked
    return False

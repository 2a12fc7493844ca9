"""The network screen when its address holds a query: what the query ties is drawn in place of the actors' network."""

from __future__ import annotations

import streamlit as st

from territory_graph.errors import BrokenLinkError
from territory_graph.store.pool import PAGE
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.network_page import drawing_page
from territory_graph.ui.sparql.answer import reading_of
from territory_graph.ui.sparql.running import follow, start
from territory_graph.ui.sparql.state import QUERY_NETWORK, Outcome, workbench
from territory_graph.ui.sparql.teaching import show_error
from territory_graph.ui.sparql.ties import draw, show_picked, tie_table
from territory_graph.views.permalink import PACKED, PLAIN, query_of
from territory_graph.views.reading import Reading

SELECTION = "sel"
_PANEL_HEIGHT = 600


def render(context: Context) -> None:
    """Shows the network of a query, with the way back and the query behind it."""
    say = context.say
    st.title(say("sparql.network.title"))
    st.caption(say("sparql.network.question"))
    try:
        text = query_of(st.query_params.to_dict()) or ""
    except BrokenLinkError:
        st.warning(say("sparql.broken_link"), icon=":material/link_off:")
        _ways_back(context, queried=False)
        return
    _ways_back(context, queried=True)
    outcome = _outcome(context, text)
    if outcome.error is not None:
        show_error(context, outcome.error, text)
    else:
        _network(context, reading_of(context, outcome))
    folded_code(say("sparql.network.query"), "query-network-query", text)


def _ways_back(context: Context, *, queried: bool) -> None:
    say = context.say
    with st.container(horizontal=True):
        if st.button(say("sparql.network.back"), icon=":material/hub:", key="query-network-back"):
            context.go("network", {})
        if queried and st.button(say("sparql.network.back_query"), icon=":material/code:", key="query-network-sparql"):
            address = {name: st.query_params[name] for name in (PLAIN, PACKED) if name in st.query_params}
            context.go("sparql", address)


def _outcome(context: Context, text: str) -> Outcome:
    """What became of the query, asked once for as long as the address holds it."""
    bench = workbench("", text, QUERY_NETWORK)
    known = bench.outcome
    version = known.result.version if known is not None and known.result is not None else context.graph.version
    if known is not None and known.text == text and version == context.graph.version:
        return known
    if bench.run is None or bench.run.query.text != text:
        bench.ask(bench.active, text, PAGE)
    start(bench, context.say)
    follow(bench, context.say)
    outcome = bench.outcome
    assert outcome is not None  # a query that is refused has its outcome at once; any other draws the page anew
    return outcome


def _network(context: Context, reading: Reading) -> None:
    say = context.say
    if "graph" not in reading.views:
        st.info(say("sparql.network.nothing"), icon=":material/hub:")
        st.write(say("sparql.network.remedy"))
        return
    network, picked = reading.network, st.query_params.get(SELECTION)
    picture, panel = st.columns([2.1, 1], gap="medium")
    with picture:
        draw(context, network, picked, lambda _, item: _select(item), name="query-network-view")
        st.download_button(
            say("network.export"),
            lambda: drawing_page(network.drawing, context.graph, say),
            file_name=f"{context.graph.manifest.slug}-sparql-{say.language}.html",
            mime="text/html",
            help=say("network.export_help"),
            icon=":material/download:",
            key="query-network-html",
            on_click="ignore",
        )
    with panel, st.container(height=_PANEL_HEIGHT, border=True, key="network-panel"):
        show_picked(context, network, picked, name="query-network")
    st.subheader(in_markdown(say("sparql.graph.ties", count=len(network.rows))))
    tie_table(context, network, key="query-network-table")


def _select(item: str | None) -> None:
    """Keeps what is selected in the address, as the network of actors does."""
    if item is None:
        st.query_params.pop(SELECTION, None)
    else:
        st.query_params[SELECTION] = item

"""Réseau: the actors' network with its filters, the evidence of what is selected, and the same as a table."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from territory_graph.errors import UnknownEntityError
from territory_graph.model import Thing
from territory_graph.ui import query_network
from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.network_component import network_view
from territory_graph.ui.network_page import drawing_page
from territory_graph.ui.sheet import sheet
from territory_graph.views.entity import read_fiche
from territory_graph.views.network import TIE_STATUSES, ActorsNetwork, Filters, NetworkView

SELECTION, EPOCH = "sel", "network-table-epoch"
_FILTERS = (
    "network-nodes",
    "network-ties",
    "network-statuses",
    "network-use-date",
    "network-date",
    "network-alone",
)
_TIE_COLUMNS = ("source", "target", "kind", "about", "period", "status", "sources")
_ACTOR_COLUMNS = ("label", "kind", "partners", "ties")
_PANEL = frozenset({"members", "support", "agreements", "money", "projects", "collaboration", "mandates", "places"})


def render(context: Context) -> None:
    """Shows the network screen: of the actors, or of the query that the address holds."""
    if query_network.is_asked():
        query_network.render(context)
        return
    say, network = context.say, context.network
    st.title(say("network.title"))
    st.caption(say("network.question"))
    filters = _filters(context, network)
    view = network.view(filters)
    picture, panel = st.columns([2.1, 1], gap="medium")
    with picture:
        _picture(context, view)
    with panel, st.container(height=680, border=True, key="network-panel"):
        _panel(context, network, view)
    _tables(context, view)


def _filters(context: Context, network: ActorsNetwork) -> Filters:
    say = context.say
    with st.expander(say("network.filters"), expanded=False, icon=":material/tune:", key="network-filters"):
        counts = {kind: sum(1 for found in network.kinds.values() if found == kind) for kind in network.node_kinds}
        nodes = st.pills(
            say("network.node_kinds"),
            network.node_kinds,
            selection_mode="multi",
            default=network.node_kinds,
            format_func=lambda kind: f"{say(f'kinds.{kind}')} ({counts[kind]})",
            key=_FILTERS[0],
        )
        ties = st.pills(
            say("network.tie_kinds"),
            network.tie_kinds,
            selection_mode="multi",
            default=network.tie_kinds,
            format_func=lambda kind: f"{say(f'ties.{kind}')} ({sum(1 for tie in network.ties if tie.kind == kind)})",
            key=_FILTERS[1],
        )
        statuses = st.pills(
            say("network.statuses"),
            TIE_STATUSES,
            selection_mode="multi",
            default=TIE_STATUSES,
            format_func=lambda status: say(f"status.{status}"),
            key=_FILTERS[2],
        )
        as_of = _as_of(context, network)
        alone = len(network.network) - len({end for tie in network.ties for end in (tie.source, tie.target)})
        show_alone = st.toggle(say("network.alone", count=alone), key=_FILTERS[5])
        st.button(say("network.reset"), on_click=_reset, key="network-reset", icon=":material/restart_alt:")
    return Filters(frozenset(nodes), frozenset(ties), frozenset(statuses), as_of, show_alone)


def _as_of(context: Context, network: ActorsNetwork) -> date | None:
    say = context.say
    known = network.dates
    if known is None:
        return None
    default = date.fromisoformat(context.graph.manifest.default_date or known[1].isoformat())
    first, last = min(known[0], default), max(known[1], default)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        use = st.toggle(say("network.use_date"), key=_FILTERS[3], help=say("network.date_help"))
        chosen = st.date_input(
            say("network.date"),
            default,
            min_value=first,
            max_value=last,
            format="DD/MM/YYYY",
            key=_FILTERS[4],
            disabled=not use,
            label_visibility="collapsed",
            width=160,
        )
    return chosen if use and isinstance(chosen, date) else None


def _reset() -> None:
    for key in _FILTERS:
        st.session_state.pop(key, None)


def _select(item: str | None) -> None:
    """Selects a node or a tie everywhere; the table is drawn anew so that it shows the same."""
    st.session_state[EPOCH] = st.session_state.get(EPOCH, 0) + 1
    _write_selection(item)


def _write_selection(item: str | None) -> None:
    """Keeps what is selected in the address, and nowhere else: a link carries it, and Back undoes it."""
    if item is None:
        st.query_params.pop(SELECTION, None)
    else:
        st.query_params[SELECTION] = item


def _picture(context: Context, view: NetworkView) -> None:
    say = context.say
    if not view.drawing.nodes:
        st.warning(say("network.nothing"), icon=":material/filter_alt_off:")
        names = ", ".join(say(f"network.{key}") for key in ("node_kinds", "tie_kinds", "statuses", "use_date"))
        st.write(say("network.nothing_remedy", filters=names))
        return
    network_view(
        view.drawing,
        selection=st.query_params.get(SELECTION),
        key="network",
        height=600,
        strings=say.section("drawing"),
        on_select=lambda _, item: _select(item),
    )
    sheet(
        Writer(say, context.entity_address).legend(view.drawing),
        key="network-legend",
        on_open=context.open_entity,
    )
    st.caption(in_markdown(f"{view.drawing.summary} {view.drawing.source_line}"))
    _exports(context, view)


def _exports(context: Context, view: NetworkView) -> None:
    say, slug = context.say, context.graph.manifest.slug
    with st.container(horizontal=True):
        st.download_button(
            say("network.export"),
            lambda: drawing_page(view.drawing, context.graph, say),
            file_name=f"{slug}-{say.language}.html",
            mime="text/html",
            help=say("network.export_help"),
            icon=":material/download:",
            key="network-html",
            on_click="ignore",
        )
        st.download_button(
            say("network.export_csv"),
            lambda: _tie_frame(context, view).to_csv(index=False),
            file_name=f"{slug}-{say.language}.csv",
            mime="text/csv",
            icon=":material/table:",
            key="network-csv",
            on_click="ignore",
        )


def _panel(context: Context, network: ActorsNetwork, view: NetworkView) -> None:
    """The facts of what is selected, with their evidence."""
    say, selected = context.say, st.query_params.get(SELECTION)
    if not selected:
        st.markdown(f":material/touch_app: {say('network.panel_empty')}")
        return
    shown = {node.id for node in view.drawing.nodes} | {tie.id for tie in view.drawing.ties}
    if selected not in shown:
        st.info(say("network.panel_gone"))
    ends = network.ends(selected)
    if ends:
        _tie_panel(context, network, selected, ends)
    else:
        _actor_panel(context, selected)


def _tie_panel(context: Context, network: ActorsNetwork, pair: str, ends: tuple[Thing, Thing]) -> None:
    writer = Writer(context.say, context.entity_address)
    title = f"<h2>{writer.link(ends[0])} — {writer.link(ends[1])}</h2>"
    html = title + writer.told_ties(network.between(pair))
    sheet(html, key="network-panel-sheet", on_open=context.open_entity)


def _actor_panel(context: Context, iri: str) -> None:
    say, writer = context.say, Writer(context.say, context.entity_address)
    try:
        fiche = read_fiche(context.graph, iri, say)
    except UnknownEntityError:
        st.info(in_markdown(say("fiche.unknown_text", iri=iri)))
        return
    kinds = ", ".join(writer.text(kind) for kind in fiche.kinds)
    html = f'<h2>{writer.link(fiche.thing)}</h2><p class="name">{kinds}</p>{writer.sections(fiche, _PANEL)}'
    sheet(html, key="network-panel-sheet", on_open=context.open_entity)
    if st.button(say("network.open_entity"), icon=":material/article:", key="network-open"):
        context.open_entity(iri)


def _tables(context: Context, view: NetworkView) -> None:
    say = context.say
    st.subheader(say("network.table"), help=say("network.table_hint"))
    ties, actors = st.tabs(
        [say("network.table_ties", count=len(view.ties)), say("network.table_actors", count=len(view.actors))]
    )
    with ties:
        _table(_tie_frame(context, view), [row.id for row in view.ties], "ties")
    with actors:
        frame = pd.DataFrame([[getattr(row, name) for name in _ACTOR_COLUMNS] for row in view.actors])
        frame.columns = pd.Index([say(f"network.columns.{name}") for name in _ACTOR_COLUMNS][: frame.shape[1]])
        _table(frame, [row.id for row in view.actors], "actors")


def _tie_frame(context: Context, view: NetworkView) -> pd.DataFrame:
    titles = [context.say(f"network.columns.{name}") for name in _TIE_COLUMNS]
    return pd.DataFrame([[getattr(row, name) for name in _TIE_COLUMNS] for row in view.ties], columns=titles)


def _table(frame: pd.DataFrame, ids: list[str], name: str) -> None:
    """A table whose selected row is the selection of the picture."""
    epoch = st.session_state.get(EPOCH, 0)
    key = f"network-table-{name}-{epoch}"
    selected = st.query_params.get(SELECTION)
    rows = [position for position, item in enumerate(ids) if item == selected][:1]

    def choose() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        _write_selection(ids[chosen[0]] if chosen else None)

    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        on_select=choose,
        selection_mode="single-row",
        selection_default={"selection": {"rows": rows, "columns": [], "cells": []}} if rows else None,
        height=min(420, 38 + 35 * max(1, len(ids))),
    )

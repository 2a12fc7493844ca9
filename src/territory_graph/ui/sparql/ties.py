"""The answer as a network: the picture, and the statements behind what the reader picks in it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from territory_graph.errors import UnknownEntityError
from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.network_component import OnSelect, network_view
from territory_graph.ui.sheet import sheet
from territory_graph.ui.sparql.state import Outcome
from territory_graph.views.fiche.whole import read_fiche
from territory_graph.views.reading import Reading
from territory_graph.views.result_network import QueryNetwork

PICKED = "sparql-picked"
_HEIGHT = 520


def show_network(context: Context, outcome: Outcome, reading: Reading) -> None:
    """The network of an answer, with what is picked in it beside it."""
    key = f"{PICKED}-{outcome.at.timestamp()}"

    def select(_: str, item: str | None) -> None:
        st.session_state[key] = item

    picture, panel = st.columns([2.1, 1], gap="medium")
    with picture:
        draw(context, reading.network, st.session_state.get(key), select, name="sparql-network")
    with panel, st.container(height=_HEIGHT, border=True, key="sparql-network-panel"):
        show_picked(context, reading.network, st.session_state.get(key), name="sparql-network")


def draw(context: Context, network: QueryNetwork, picked: str | None, select: OnSelect, *, name: str) -> None:
    """The picture of a network with its legend and its scope."""
    say = context.say
    network_view(
        network.drawing,
        selection=picked,
        key=name,
        height=_HEIGHT,
        strings=say.section("drawing"),
        on_select=select,
    )
    legend = Writer(say, context.fiche_address).legend(network.drawing)
    sheet(legend, key=f"{name}-legend", on_open=context.open_fiche)
    st.caption(in_markdown(network.summary))


def show_picked(context: Context, network: QueryNetwork, picked: str | None, *, name: str) -> None:
    """What is known of what is picked: of a line, the statements that make it; of a node, its fiche in short."""
    say, writer = context.say, Writer(context.say, context.fiche_address)
    if picked is None:
        st.markdown(f":material/touch_app: {say('sparql.network.panel_empty')}")
        return
    if network.ends(picked):
        html = tie_html(context, network, picked)
    else:
        try:
            fiche = read_fiche(context.graph, picked, say)
            kinds = ", ".join(writer.text(kind) for kind in fiche.kinds)
            html = f'<h2>{writer.link(fiche.thing)}</h2><p class="name">{kinds}</p>{writer.sections(fiche)}'
        except UnknownEntityError:
            html = f"<p>{writer.text(say('fiche.unknown_text', iri=picked))}</p>"
    sheet(html, key=f"{name}-sheet", on_open=context.open_fiche)


def tie_html(context: Context, network: QueryNetwork, line: str) -> str:
    """A line of the picture, told: the statements that make it with their sources, else what else ties its ends."""
    say, writer = context.say, Writer(context.say, context.fiche_address)
    ends, told = network.ends(line), network.told(line)
    title = f"<h2>{' — '.join(writer.link(end) for end in ends or ())}</h2>"
    html = title + writer.told(told)
    if any(tie.mentions for tie in told):
        return html
    html += f"<p>{writer.text(say('sparql.network.unsaid'))}</p>"
    known = context.stage.told_between(line, context.day)
    return html + (f"<h3>{writer.text(say('sparql.network.through'))}</h3>{writer.told(known)}" if known else "")


def tie_table(context: Context, network: QueryNetwork, *, key: str) -> None:
    """The ties of a network as a table."""
    names = ("source", "kind", "target")
    titles = [context.say(f"sparql.graph.columns.{name}") for name in names]
    rows = [[row.source, row.kind, row.target] for row in network.rows]
    frame = pd.DataFrame(rows, columns=pd.Index(titles))
    st.dataframe(frame, hide_index=True, key=key, height=min(420, 38 + 35 * max(1, len(rows))))

"""The analysis of the address, its network, and how a step changes it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import networkx as nx
import streamlit as st

from territory_graph.ui.context import DAY, Context, day_text
from territory_graph.ui.day import asked_day
from territory_graph.ui.long_work import worked
from territory_graph.views.analyses.networks import read_network
from territory_graph.views.analyses.state import ACTIONS, PARAMETERS, Analysis, analysis_of, parameters_of

LONGEST = 4_000
"""Characters that the parameters of an address may have; a step that would need more is not taken."""


def analysis(context: Context) -> Analysis:
    """What the address asks to analyse, on its day."""
    found = st.query_params.to_dict()
    return replace(analysis_of(found), day=asked_day(context.graph, found).day)


def network_of(context: Context, state: Analysis) -> nx.Graph:
    """The network of an analysis; not to be changed, for every visitor has the same."""
    return worked(
        context, ("network", state.network), lambda _: read_network(context.graph, context.stage.field, state)
    )


def act(context: Context, name: str, value: str) -> None:
    """Takes one step: the address shows what comes of it."""
    if name not in ACTIONS:
        return
    before = analysis(context)
    after = ACTIONS[name](before, value)
    found = {**parameters_of(after), DAY: day_text(after.day)}
    if len(urlencode(found)) > LONGEST:
        return
    others = {name: text for name, text in st.query_params.to_dict().items() if name not in PARAMETERS}
    st.query_params.from_dict({**others, **found})

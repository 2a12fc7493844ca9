"""The analysis of the address, and how a step changes it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from territory_graph.ui.context import DAY, Context, day_text
from territory_graph.ui.day import asked_day
from territory_graph.views.analyses.state import ACTIONS, PARAMETERS, Analysis, analysis_of, parameters_of

LONGEST = 4_000
"""Characters that the parameters of an address may have; a step that would need more is not taken."""


def analysis(context: Context) -> Analysis:
    """What the address asks to analyse, on its day."""
    found = st.query_params.to_dict()
    return replace(analysis_of(found), day=asked_day(context.graph, found).day)


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

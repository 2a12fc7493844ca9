"""The analysis of the address, and how a step changes it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from territory_graph.ui.context import Context
from territory_graph.views.analyses.state import ACTIONS, PARAMETERS, Analysis, analysis_of, parameters_of

LONGEST = 4_000
"""Characters that the parameters of an address may have; a step that would need more is not taken."""


def analysis() -> Analysis:
    """What the address asks to analyse."""
    return analysis_of(st.query_params.to_dict())


def act(context: Context, name: str, value: str) -> None:  # noqa: ARG001  the same for every screen
    """Takes one step: the address shows what comes of it."""
    if name not in ACTIONS:
        return
    before = analysis()
    found = parameters_of(ACTIONS[name](before, value))
    if len(urlencode(found)) > LONGEST:
        return
    others = {name: text for name, text in st.query_params.to_dict().items() if name not in PARAMETERS}
    st.query_params.from_dict({**others, **found})

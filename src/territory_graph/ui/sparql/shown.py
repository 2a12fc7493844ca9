"""How an answer is shown, as an address tells it: the view, and what a chart measures along what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from territory_graph.ui.sparql.state import Outcome
from territory_graph.views.reading import Reading, ViewName

SHOWN, MEASURE, DIMENSION = "vue", "mesure", "selon"
"""Parameters of the address: the view, the column of numbers of a chart, and the column along which it goes."""
_NAMES: dict[ViewName, str] = {
    "table": "tableau",
    "chart": "graphique",
    "map": "carte",
    "graph": "reseau",
    "timeline": "frise",
    "raw": "texte",
}


def view_key(outcome: Outcome) -> str:
    """Where the page keeps the view that its reader chose."""
    return f"sparql-view-{outcome.at.timestamp()}"


def choice_key(outcome: Outcome, name: str) -> str:
    """Where the page keeps what a chart shows: its ``MEASURE``, or its ``DIMENSION``."""
    return f"sparql-{name}-{outcome.at.timestamp()}"


def asked_view(reading: Reading) -> ViewName:
    """The view that the address names, the proposed one where the answer has no such view."""
    asked = st.query_params.get(SHOWN)
    return next((view for view in reading.views if _NAMES[view] == asked), reading.proposed[0])


def asked_choice(name: str, options: Sequence[Any]) -> int:
    """The place of the option that the address names, else of the first."""
    asked = st.query_params.get(name)
    return next((place for place, option in enumerate(options) if (option or "") == asked), 0)


def shown_parameters(outcome: Outcome, reading: Reading) -> dict[str, str]:
    """What the address says of what the page shows of an answer now."""
    state = st.session_state
    view: ViewName = state.get(view_key(outcome)) or asked_view(reading)
    found = {SHOWN: _NAMES[view]}
    if view == "chart":
        chosen = {name: state[key] for name in (MEASURE, DIMENSION) if (key := choice_key(outcome, name)) in state}
        found |= {name: option or "" for name, option in chosen.items()}
    return found

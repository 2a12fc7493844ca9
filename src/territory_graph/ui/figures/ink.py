"""What pictures take from the theme of the page, and the colour of what tells nothing by its colour."""

from __future__ import annotations

import streamlit as st

BLUE = "#0072B2"


def ink() -> str:
    """The colour of words in a picture, which does not know that of the theme."""
    return "#e8edf2" if st.context.theme.type == "dark" else "#1b2733"

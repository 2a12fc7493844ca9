"""What pictures take from the theme of the page, and the colour of what tells nothing by its colour."""

from __future__ import annotations

import streamlit as st

BLUE = "#0072B2"


def ink() -> str:
    """The colour of words in a picture, which does not know that of the theme."""
    return "#e8edf2" if st.context.theme.type == "dark" else "#1b2733"


def tone() -> str:
    """The colour of what tells nothing by its colour on the page: lighter on a dark one, where blue is hard to see."""
    return "#56B4E9" if st.context.theme.type == "dark" else BLUE


def paper() -> str:
    """The colour of the page behind a picture."""
    return "#14191f" if st.context.theme.type == "dark" else "#ffffff"


def channels(colour: str) -> list[int]:
    """A colour ``#rrggbb`` as red, green and blue, as maps take it.

    >>> channels("#0072B2")
    [0, 114, 178]
    """
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]

"""Names on a map, drawn by the browser: in the colour of words, with any letters, fetching nothing."""

from __future__ import annotations

import pandas as pd
import pydeck as pdk
import streamlit as st


def place_names(frame: pd.DataFrame) -> pdk.Layer:
    """The names in column ``label``, above their places."""
    return pdk.Layer(
        "TextLayer",
        frame,
        get_position=["longitude", "latitude"],
        get_text="label",
        get_size=13,
        get_color=[int(ink()[place : place + 2], 16) for place in (1, 3, 5)],
        get_pixel_offset=[0, -16],
        character_set=pdk.types.String("auto"),
        font_family=pdk.types.String("sans-serif"),
    )


def ink() -> str:
    """The colour of words in a picture, which does not know that of the theme."""
    return "#e8edf2" if st.context.theme.type == "dark" else "#1b2733"

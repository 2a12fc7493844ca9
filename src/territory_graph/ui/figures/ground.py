"""Whose the ground of a map is: that of the operator's choice, below the map."""

from __future__ import annotations

import streamlit as st

from territory_graph.messages import Translator
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.served import library


def show_ground(say: Translator) -> None:
    """A line with whom to name; nothing where no ground was chosen."""
    tiles = library().settings.tiles
    if tiles is not None:
        st.caption(in_markdown(say("map.ground", whose=tiles.attribution)))

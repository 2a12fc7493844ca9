"""The story that a reader is making: kept in the session, and added to from any screen."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from territory_graph.messages import Translator
from territory_graph.ui.context import ADDRESSES
from territory_graph.views.story import MOST_VIEWS, Story, view_of

MADE = "story-made"
"""Where the session has it."""
SCREENS = frozenset(path for name, path in ADDRESSES.items() if name != "story")
"""The addresses of screens that a story can show."""


def made_story() -> Story:
    """The story that is being made; an empty one before any view was kept."""
    made: Story = st.session_state.get(MADE, Story())
    return made


def keep_view(say: Translator, screen: str, title: str) -> None:
    """A button by which the view of this page joins the story that is being made."""
    address = f"{ADDRESSES[screen]}?{urlencode(st.query_params.to_dict())}"

    def keep() -> None:
        made = made_story()
        if len(made.views) < MOST_VIEWS and (view := view_of(address, SCREENS, title)):
            st.session_state[MADE] = replace(made, views=(*made.views, view))
            st.toast(say("story.kept", count=len(made.views) + 1))

    st.button(say("story.keep"), icon=":material/bookmark_add:", type="tertiary", key="story-keep", on_click=keep)

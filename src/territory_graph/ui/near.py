"""The place of a picture that is dear to make: it is made once a reader comes near it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer


@cache
def _component() -> ComponentRenderer:
    # Made when first shown, not at import: a component with files needs Streamlit's runtime to be up.
    return st.components.v2.component("territory-graph.near", html="<div></div>", js="near-*.js")


@st.fragment
def show_when_near(show: Callable[[], None], *, height: int, alt: str, key: str) -> None:
    """Calls ``show`` once the place of what it shows comes near the visible part of the page.

    Printing the page asks for it too, but does not wait: the first print may be without it.
    Until then the place is as high as that, ``height`` pixels, and says ``alt``. What a session has shown under a key
    is shown at once when it comes back.
    """
    place, seen = st.empty(), f"{key}-seen"
    if not st.session_state.get(seen):
        with place:
            told = _component()(
                key=f"{key}-near", data={"alt": alt, "height": height}, height=height, on_near_change=lambda: None
            )
        st.session_state[seen] = bool(told.near)
    if st.session_state[seen]:
        with place.container():
            show()

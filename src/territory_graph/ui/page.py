"""What Streamlit shows of its own, in the reader's language: the words of tables, lists and menus.

Streamlit has them in English only. ``[streamlit]`` in ``locales/en.toml`` holds them as Streamlit writes them, the
other language how they are told in it.
"""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from territory_graph.messages import translator
from territory_graph.settings import LANGUAGES

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_TOP = "page-top"


@cache
def _component() -> ComponentRenderer:
    # Made when first shown, not at import: a component with files needs Streamlit's runtime to be up.
    return st.components.v2.component("territory-graph.shell", html="<i hidden></i>", js="shell-*.js")


def in_language(language: str) -> None:
    """Tells the browser the language of the page, Streamlit's words in it, and what shows while a page takes long.

    It shows its top where ``show_top`` asked for it since.
    """
    waiting = translator(language)("app.waiting")
    told = {"language": language, "words": _words(language), "waiting": waiting}
    _component()(key="page", data={**told, "top": st.session_state.get(_TOP, "")})


def show_top() -> None:
    """Has the next run of the page show its top, where it says what was done: the reader was at its end."""
    st.session_state[_TOP] = secrets.token_hex(4)


@cache
def _words(language: str) -> dict[str, str]:
    """Each word of Streamlit, in any language, and how it is told in this one: a reader may have changed language."""
    told = translator(language).section("streamlit")
    spoken = (translator(each).section("streamlit") for each in LANGUAGES if each != language)
    return {other[key]: told[key] for other in spoken for key in told}

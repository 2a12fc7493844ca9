"""The search box at the top of every screen: it asks the service while one types, and opens the fiche of a hit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from territory_graph.messages import Translator
from territory_graph.resources import PACKAGE
from territory_graph.ui.context import ADDRESSES, standing_parameters
from territory_graph.ui.day import on_the_same_day
from territory_graph.ui.figures.network import mark_svg
from territory_graph.views.drawing import NODE_KINDS

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

KEY = "search"
_LONGEST_ID = 2_000


@cache
def _component() -> ComponentRenderer:
    # Made when first shown, not at import: a component with files needs Streamlit's runtime to be up.
    # Its look comes with it, not with its script: on a slow line that is seconds later.
    html, css = ((PACKAGE / "ui" / f"search.{kind}").read_text(encoding="utf-8") for kind in ("html", "css"))
    return st.components.v2.component("territory-graph.search", html=html, css=css, js="search-*.js")


def search_box(say: Translator, on_open: Callable[[str], None]) -> None:
    """Shows the box; ``on_open`` is called with what the address of a fiche says of the thing that a reader opened."""
    data = {
        "language": say.language,
        "page": ADDRESSES["fiche"],
        "parameters": {**on_the_same_day(), **standing_parameters(say.language)},
        "marks": _marks(),
        "strings": dict(say.section("search")),
    }
    opened = _component()(key=KEY, data=data, on_open_change=lambda: None)
    if opened.open:
        on_open(str(opened.open)[:_LONGEST_ID])


@cache
def _marks() -> dict[str, str]:
    """The mark of each kind of thing, drawn."""
    return {key: str(mark_svg(kind, 24)) for key, kind in NODE_KINDS.items()}

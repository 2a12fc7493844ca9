"""Network component: the drawing of a network inside a Streamlit page, and what the reader picks in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from territory_graph.ui.network_drawing import payload
from territory_graph.views.drawing import Drawing

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

Picked = Literal["node", "tie", "none"]
OnSelect = Callable[[Picked, str | None], None]


@cache
def _component() -> ComponentRenderer:
    # Made at the first drawing, not at import: a component with files needs Streamlit's runtime to be up.
    return st.components.v2.component("territory-graph.network", js="network-view-*.js")


def network_view(
    drawing: Drawing,
    *,
    selection: str | None,
    key: str,
    height: int,
    strings: Mapping[str, str],
    on_select: OnSelect,
) -> None:
    """Draw a network; a rerun with the same ``key`` keeps zoom and places and shows only what changed.

    ``selection`` is the id of the selected node or tie, or None; the caller keeps it. ``on_select`` is called
    before the next run with ``("node", id)`` or ``("tie", id)``, and with ``("none", None)`` when the reader
    deselects. ``height`` is in pixels; ``strings`` are listed in ``network_drawing``.
    """

    def report() -> None:
        picked = _picked(st.session_state[key].get("select"), drawing)
        if picked is not None:
            on_select(*picked)

    _component()(
        key=key,
        data={"drawing": payload(drawing, strings=strings), "selection": selection},
        height=height,
        on_select_change=report,
    )


def _picked(value: Any, drawing: Drawing) -> tuple[Picked, str | None] | None:
    """Return what a browser says was picked, or None when it names nothing of the drawing it was given."""
    match value:
        case {"kind": "node", "id": str(id)} if any(node.id == id for node in drawing.nodes):
            return "node", id
        case {"kind": "tie", "id": str(id)} if any(tie.id == id for tie in drawing.ties):
            return "tie", id
        case {"kind": "none"}:
            return "none", None
    return None

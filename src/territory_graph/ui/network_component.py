"""Network component: the drawing of a network inside a Streamlit page, and what the reader picks in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from territory_graph.ui.figures.network import payload
from territory_graph.ui.reports import Reports
from territory_graph.views.drawing import Drawing

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

Picked = Literal["node", "tie", "none"]
OnSelect = Callable[[Picked, str | None], None]
OnMove = Callable[[str, float, float], None]
OnExpand = Callable[[str], None]

_FARTHEST = 1e6
"""Canvas pixels from the middle beyond which nothing is dropped."""


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
    on_move: OnMove | None = None,
    on_expand: OnExpand | None = None,
) -> None:
    """Draw a network; a rerun with the same ``key`` keeps zoom and places and shows only what changed.

    ``selection`` is the id of the selected node or tie, or None; the caller keeps it. ``on_select`` is called
    before the next run with ``("node", id)`` or ``("tie", id)``, and with ``("none", None)`` when the reader
    deselects; ``on_move`` with a node that the reader dropped elsewhere, and its new place in canvas pixels;
    ``on_expand`` with a node on which the reader clicked twice or pressed Enter. ``height`` is in pixels; ``strings``
    are listed in ``figures.network``.
    """

    def select(told: Any) -> None:
        picked = _picked(told, drawing)
        if picked is not None:
            on_select(*picked)

    def move(told: Any) -> None:
        moved = _moved(told, drawing)
        if moved is not None and on_move is not None:
            on_move(*moved)

    def expand(told: Any) -> None:
        node = _expanded(told, drawing)
        if node is not None and on_expand is not None:
            on_expand(node)

    # Nothing is reported that nobody listens to: each report makes the page run again.
    heard = {"select": select}
    heard |= {"move": move} if on_move is not None else {}
    heard |= {"expand": expand} if on_expand is not None else {}
    reports = Reports(key, heard)
    asked = [name for name in heard if name != "select"]
    data = {"drawing": payload(drawing, strings=strings), "selection": selection, "reports": asked}
    options: dict[str, Any] = {"height": height, **reports.callbacks()}
    reports.tell_missed(_component()(key=key, data=data, **options))


def _picked(value: Any, drawing: Drawing) -> tuple[Picked, str | None] | None:
    """Return what a browser says was picked, or None when it names nothing of the drawing it was given."""
    match value:
        case {"kind": "node", "id": str(id)} if _is_drawn(id, drawing):
            return "node", id
        case {"kind": "tie", "id": str(id)} if any(tie.id == id for tie in drawing.ties):
            return "tie", id
        case {"kind": "none"}:
            return "none", None
    return None


def _moved(value: Any, drawing: Drawing) -> tuple[str, float, float] | None:
    """Return the node that a browser says was dropped and where, or None when it is not of the drawing or nowhere."""
    match value:
        case {"id": str(id), "x": int() | float() as x, "y": int() | float() as y} if _is_drawn(id, drawing):
            # Comparisons, for they also turn away what is no number and whole numbers that no float can hold.
            return (id, float(x), float(y)) if abs(x) <= _FARTHEST and abs(y) <= _FARTHEST else None
    return None


def _expanded(value: Any, drawing: Drawing) -> str | None:
    match value:
        case {"id": str(id)} if _is_drawn(id, drawing):
            return id
    return None


def _is_drawn(id: str, drawing: Drawing) -> bool:
    return any(node.id == id for node in drawing.nodes)

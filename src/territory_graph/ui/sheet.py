"""A sheet of text inside a page: escaped HTML whose links open fiches without loading the page anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from territory_graph.ui.reports import Reports

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer


@cache
def _component() -> ComponentRenderer:
    # Made when first shown, not at import: a component with files needs Streamlit's runtime to be up.
    return st.components.v2.component("territory-graph.sheet", html='<div class="sheet"></div>', js="sheet-*.js")


OnDo = Callable[[str, str], None]

_LONGEST = 4_000


def sheet(html: str, *, key: str, on_open: Callable[[str], None], on_do: OnDo | None = None) -> None:
    """Shows ``html``, in which every text of the data must be escaped already.

    ``on_open`` is called with the IRI of a link that the reader followed; it may switch to another page. ``on_do`` is
    called before the next run with what a button, list or field is for (``data-do``) and its value; ``data-key`` is
    the shortcut of a button, ``data-play`` makes one that presses others in turn.
    """
    revision = hashlib.sha256(html.encode()).hexdigest()[:12]

    def do(told: Any) -> None:
        for name, value in _new_acts(told, key):
            if on_do is not None:
                on_do(name, value)

    reports = Reports(key, {"do": do})
    data = {"html": html, "revision": revision, "done": list(_done(key))}
    options: dict[str, Any] = {"on_open_change": lambda: None, **reports.callbacks()}
    opened = _component()(key=key, data=data, **options)
    reports.tell_missed(opened)
    if opened.open:
        on_open(str(opened.open))


def _new_acts(told: Any, key: str) -> Iterator[tuple[str, str]]:
    """The acts of a sheet that were not done yet, in order; nothing of what is not as the browser side writes it.

    The browser numbers its acts, and tells with each new one those before it of which it has not heard that they are
    done: two of them may come within one run. One that is too long is done with, lest it be told for ever.
    """
    if not (isinstance(told, dict) and isinstance(told.get("sheet"), str) and isinstance(told.get("acts"), list)):
        return
    sheet, done = _done(key)
    done = done if sheet == told["sheet"] else 0
    for act in told["acts"]:
        match act:
            case [int(number), str(name), str(value)] if number > done:
                st.session_state[f"{key}-done"] = (told["sheet"], number)
                if len(value) <= _LONGEST:
                    yield name, value


def _done(key: str) -> tuple[str, int]:
    """Which sheet of a browser told the last act that was done, and its number there."""
    found: tuple[str, int] = st.session_state.get(f"{key}-done", ("", 0))
    return found

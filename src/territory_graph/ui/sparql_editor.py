"""SPARQL editor: the component in which a reader writes queries, and what the reader does there.

The browser keeps the texts, with their carets and their undo; Python is told of them and gives them back when the page
is opened anew. ``frontend/src/editor`` is the other side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from territory_graph.ui.reports import Reports

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

MOST_TABS = 100
MOST_CHARACTERS = 1_500_000
"""How much of what a browser sends is kept: a hundred texts of two megabytes each would be a visitor's attack."""

OnRun = Callable[[str, str], None]
OnCancel = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Tab:
    """One open query."""

    id: str
    title: str
    text: str


OnTabs = Callable[[list[Tab], str], None]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong at a place of the text that was run; lines and columns count from 1, columns in characters.

    ``end_column`` is behind the last character; without it the mark covers the word it begins at.
    """

    line: int
    column: int
    end_column: int | None
    message: str
    severity: Literal["error", "warning"]


@cache
def _component() -> ComponentRenderer:
    # Made when first shown, not at import: a component with files needs Streamlit's runtime to be up.
    return st.components.v2.component("territory-graph.sparql-editor", js="sparql-editor-*.js")


def sparql_editor(
    *,
    key: str,
    tabs: Sequence[Tab],
    active: str,
    revision: str,
    marks: Sequence[Mark],
    running: bool,
    vocabulary: str,
    entities: str,
    strings: Mapping[str, str],
    on_run: OnRun,
    on_cancel: OnCancel,
    on_tabs: OnTabs,
) -> None:
    """Show the editor; a rerun with the same ``key`` and ``revision`` moves neither texts nor caret.

    ``tabs``, at least one, and ``active``, the id of one of them, are what the caller keeps. They replace the browser's
    texts when ``revision`` is another than before, and when the page is opened; else the browser's hold.

    ``marks`` are about the text last run, and shown once nothing is ``running``. ``vocabulary`` and ``entities`` are
    addresses of this server: of a JSON of prefixes, classes and properties, and of a search by label. ``strings`` are
    the section ``editor`` of the locales.

    Before the next run, after the callbacks of plain widgets, are called: ``on_tabs(tabs, active)`` when the reader
    changed what is open, unless under another ``revision``; ``on_run(tab id, text)`` after it; ``on_cancel()``. A run
    pressed before a new revision came to the browser may be of a tab that is no longer open.
    """
    listener = _Listener(key, revision, on_run, on_cancel, on_tabs)
    reports = Reports(key, {"tabs": listener.tabs, "run": listener.run, "cancel": listener.cancel})
    data = {
        "key": key,
        "tabs": [asdict(tab) for tab in tabs],
        "active": active,
        "revision": revision,
        "marks": [asdict(mark) for mark in marks],
        "running": running,
        "run": listener.last_run,
        "vocabulary": vocabulary,
        "entities": entities,
        "strings": dict(strings),
    }
    options: dict[str, Any] = {"key": key, "data": data, **reports.callbacks()}
    reports.tell_missed(_component()(**options))


@dataclass(frozen=True, slots=True)
class _Listener:
    """What a browser says of the editor ``key``, as it was shown last, passed on once it is understood."""

    key: str
    revision: str
    on_run: OnRun
    on_cancel: OnCancel
    on_tabs: OnTabs

    @property
    def last_run(self) -> int:
        """The number that the browser gave its last run, so that it knows the marks of that run from older ones."""
        return int(st.session_state.get(f"{self.key}-run", 0))

    def tabs(self, told: Any) -> None:
        open_now = _tabs(told)
        if open_now is not None and told["revision"] == self.revision:
            self.on_tabs(*open_now)

    def run(self, told: Any) -> None:
        open_now, wanted = _tabs(told), _run(told)
        if open_now is not None and wanted is not None:
            number, tab, text = wanted
            st.session_state[f"{self.key}-run"] = number
            self.tabs(told)
            self.on_run(tab, text)

    def cancel(self, told: Any) -> None:
        if told is not None:
            self.on_cancel()


def _tabs(value: Any) -> tuple[list[Tab], str] | None:
    """The tabs that a browser reports and the id of the one shown; None when it says no such thing."""
    match value:
        case {"revision": str(), "tabs": [_, *_] as rows, "active": str(active)}:
            tabs = [tab for tab in map(_tab, rows) if tab is not None]
        case _:
            return None
    ids = {tab.id for tab in tabs}
    size = sum(len(tab.text) for tab in tabs)
    sound = len(ids) == len(rows) <= MOST_TABS and size <= MOST_CHARACTERS and active in ids
    return (tabs, active) if sound else None


def _tab(value: Any) -> Tab | None:
    match value:
        case {"id": str(id), "title": str(title), "text": str(text)}:
            return Tab(id, title, text)
    return None


def _run(value: Any) -> tuple[int, str, str] | None:
    """The number of a run, which its marks come back with, the id of its tab, and its text."""
    match value:
        case {"number": int(number), "id": str(id), "text": str(text)}:
            return number, id, text
    return None

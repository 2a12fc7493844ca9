"""What a visitor has open: the tabs of the editor, what was answered in each, and what ran during the visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from time import monotonic
from typing import Any

import streamlit as st

from territory_graph.errors import TerritoryGraphError
from territory_graph.store.answers import PlainAnswer
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.manifest import Manifest
from territory_graph.store.pool import Limits, Result
from territory_graph.ui.sparql_editor import Tab
from territory_graph.views.fingerprint import result_hash
from territory_graph.views.reading import Reading

MOST_OUTCOMES, MOST_PAST, MOST_TABS = 3, 100, 30
"""Answers kept in memory for one visitor, queries of its history, and tabs that Python opens."""
WORKBENCH, QUERY_NETWORK = "sparql-workbench", "query-network"
ASKED_ON = {WORKBENCH: "sparql", QUERY_NETWORK: "network"}
"""The screen on which each workbench of a session asks."""


@dataclass
class Outcome:
    """What became of a query: its answer and the manifest of the data that gave it, or the error that it met.

    ``readings`` are the answer's, by language; ``notes`` what the screen made of it and would not make again.
    """

    text: str
    at: datetime
    query: GuardedQuery | None = None
    result: Result | None = None
    found: PlainAnswer | None = None
    data: Manifest | None = None
    error: TerritoryGraphError | None = None
    readings: dict[str, Reading] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def hash(self) -> str:
        """The hash of the answer."""
        assert self.result is not None
        assert self.query is not None
        return result_hash(self.result.body, self.result.media_type, self.query)


@dataclass
class Run:
    """A query on its way: in which tab it was asked, and the future that will hold its answer."""

    tab: str
    query: GuardedQuery
    limits: Limits
    future: Future[Result]
    began: float = field(default_factory=monotonic)

    @property
    def seconds(self) -> int:
        """How long it has been on its way."""
        return int(monotonic() - self.began)


@dataclass(frozen=True, slots=True)
class Past:
    """One line of the history: when a query was asked, and how much it found in what time, or why it failed."""

    text: str
    at: datetime
    seconds: float | None
    size: str


@dataclass
class Workbench:
    """The workbench of one visitor.

    ``blank`` is the text of a first tab; ``revision`` changes when the texts come from here and not from the editor;
    ``wanted`` is a query to start at the next run of the page; ``told`` the query that the address held last.
    """

    tabs: tuple[Tab, ...]
    active: str
    blank: str = ""
    revision: int = 0
    opened: int = 1
    wanted: tuple[str, str, Limits] | None = None
    run: Run | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    past: list[Past] = field(default_factory=list)
    told: str | None = None

    @property
    def tab(self) -> Tab:
        """The tab in front."""
        return next((tab for tab in self.tabs if tab.id == self.active), self.tabs[0])

    @property
    def outcome(self) -> Outcome | None:
        """What became of the last query of the tab in front."""
        return self.outcomes.get(self.active)

    def open(self, title: str, text: str) -> str:
        """Opens a text in a tab of its own, or in the one where it stands already; gives the tab's id.

        A tab in which the reader has done nothing gives its place.
        """
        same = next((tab for tab in self.tabs if tab.text == text), None)
        if same is None:
            self.opened += 1
            same = Tab(f"t{self.opened}", title, text)
            used = [tab for tab in self.tabs if tab.text != self.blank or tab.id in self.outcomes]
            self.tabs = (*used, same)[-MOST_TABS:]
        self.active = same.id
        self.revision += 1
        return same.id

    def edited(self, tabs: Sequence[Tab], active: str) -> None:
        """Takes over what the editor holds; what was answered in a tab that is gone goes with it."""
        if tabs:
            self.tabs, self.active = tuple(tabs), active
            kept = {tab.id for tab in tabs}
            self.outcomes = {id: outcome for id, outcome in self.outcomes.items() if id in kept}

    def ask(self, tab: str, text: str, limits: Limits) -> None:
        """Asks for a query to be run; what runs is stopped first. The editor shows it where it had another text."""
        self.stop()
        if self.active != tab or self.tab.text != text:
            self.revision += 1
        self.tabs = tuple(replace(each, text=text) if each.id == tab else each for each in self.tabs)
        self.active = tab
        self.wanted = (tab, text, limits)

    def stop(self) -> None:
        """Stops what runs."""
        self.wanted = None
        if self.run is not None:
            self.run.future.cancel()
            self.run = None

    def keep(self, tab: str, outcome: Outcome, past: Past) -> None:
        """Keeps what became of a query: the answers of the last three tabs, the history of the last hundred."""
        self.outcomes.pop(tab, None)
        self.outcomes[tab] = outcome
        for old in list(self.outcomes)[:-MOST_OUTCOMES]:
            del self.outcomes[old]
        self.past = [past, *self.past][:MOST_PAST]


Ask = Callable[[Workbench, str, str, Limits], None]
"""Runs a text in a tab of the workbench, and writes it into the address."""


def workbench(title: str, text: str, key: str = WORKBENCH) -> Workbench:
    """The visitor's workbench; the first time, with one tab that holds ``text``."""
    if key not in st.session_state:
        st.session_state[key] = Workbench((Tab("t1", title, text),), "t1", text)
    found: Workbench = st.session_state[key]
    return found

"""The SPARQL editor: what the browser is given, and what of its reports is believed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from territory_graph.messages import translator
from territory_graph.ui import sparql_editor as module
from territory_graph.ui.sparql_editor import Mark, Tab, sparql_editor

SOURCES = Path(__file__).parents[2] / "frontend" / "src" / "editor"

FIRST = Tab("one", "Requête 1", "ASK {}")
SECOND = Tab("two", "Requête 2", "")
ROWS = [{"id": "one", "title": "Membres", "text": "SELECT * {}"}, {"id": "two", "title": "Requête 2", "text": ""}]


class Browser:
    """Stands where Streamlit's component does: keeps what it is given, and reports as a browser would."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.state = state
        self.data: Mapping[str, Any] = {}
        self.callbacks: dict[str, Callable[[], None]] = {}
        self.given: dict[str, Any] = {}

    def __call__(self, *, key: str, data: Mapping[str, Any], **callbacks: Callable[[], None]) -> Mapping[str, Any]:
        self.key, self.data, self.callbacks = key, data, callbacks
        return self.given

    def tell(self, event: str, value: Any) -> None:
        self.state[self.key] = {event: value}
        self.callbacks[f"on_{event}_change"]()


class Page:
    """A page with an editor: shows it, and keeps what the reader did."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.done: list[tuple[Any, ...]] = []

    def show(self, *, revision: str = "0", marks: tuple[Mark, ...] = (), running: bool = False) -> None:
        sparql_editor(
            key="editor",
            tabs=[FIRST, SECOND],
            active="one",
            revision=revision,
            marks=marks,
            running=running,
            vocabulary="/sparql/vocabulary?lang=fr",
            entities="/sparql/entities",
            strings=translator("fr").section("editor"),
            on_run=lambda tab, text: self.done.append(("run", tab, text)),
            on_cancel=lambda: self.done.append(("cancel",)),
            on_tabs=lambda tabs, active: self.done.append(("tabs", tabs, active)),
        )


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    state: dict[str, Any] = {}
    browser = Browser(state)
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(module, "_component", lambda: browser)
    return browser


@pytest.fixture
def page(browser: Browser) -> Page:
    page = Page(browser)
    page.show()
    return page


def opened(**changes: Any) -> dict[str, Any]:
    return {"revision": "0", "tabs": ROWS, "active": "two", **changes}


def test_the_browser_is_given_plain_values(page: Page, browser: Browser) -> None:
    page.show(marks=(Mark(2, 5, None, "inconnu", "error"),), running=True)
    assert browser.data["tabs"][0] == {"id": "one", "title": "Requête 1", "text": "ASK {}"}
    assert browser.data["marks"] == [
        {"line": 2, "column": 5, "end_column": None, "message": "inconnu", "severity": "error"}
    ]
    assert (browser.data["active"], browser.data["revision"], browser.data["running"]) == ("one", "0", True)


def test_what_is_open_in_the_browser_is_reported(page: Page, browser: Browser) -> None:
    browser.tell("tabs", opened())
    assert page.done == [("tabs", [Tab("one", "Membres", "SELECT * {}"), SECOND], "two")]


def test_a_run_first_says_what_is_open(page: Page, browser: Browser) -> None:
    browser.tell("run", opened(number=1, id="one", text="SELECT * {}"))
    assert [event for event, *_ in page.done] == ["tabs", "run"]
    assert page.done[1] == ("run", "one", "SELECT * {}")


def test_a_run_is_answered_with_its_number_so_that_its_marks_are_known_from_older_ones(
    page: Page, browser: Browser
) -> None:
    assert browser.data["run"] == 0
    browser.tell("run", opened(number=3, id="one", text="ASK {}"))
    page.show()
    assert browser.data["run"] == 3


def test_a_cancel_is_reported_once(page: Page, browser: Browser) -> None:
    browser.tell("cancel", 1)
    browser.tell("cancel", None)
    assert page.done == [("cancel",)]


def test_a_report_of_texts_that_were_replaced_since_is_passed_over(page: Page, browser: Browser) -> None:
    page.show(revision="1")
    browser.tell("tabs", opened())
    assert page.done == []
    browser.tell("tabs", opened(revision="1"))
    assert len(page.done) == 1


def test_a_run_pressed_before_the_texts_were_replaced_is_run_as_it_was(page: Page, browser: Browser) -> None:
    page.show(revision="1")
    browser.tell("run", opened(number=1, id="one", text="SELECT * {}"))
    assert page.done == [("run", "one", "SELECT * {}")]


def test_a_run_told_to_a_session_that_has_just_begun_is_run_once(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a restart of the server: Streamlit calls no callback then, and gives what came to the run."""
    again: list[None] = []
    monkeypatch.setattr(st, "rerun", lambda: again.append(None))
    page = Page(browser)
    browser.given = {"run": opened(number=7, id="one", text="SELECT * {}"), "tabs": None, "cancel": None}
    page.show()
    assert [event for event, *_ in page.done] == ["tabs", "run"]
    assert again == [None]
    page.show()
    assert len(page.done) == 2


@pytest.mark.parametrize(
    "report",
    [
        None,
        "tabs",
        {},
        opened(tabs=[]),
        opened(tabs="one"),
        opened(active="three"),
        opened(active=1),
        opened(tabs=[*ROWS, {"id": "three", "title": "x"}]),
        opened(tabs=[*ROWS, {"id": "three", "title": "x", "text": 1}]),
        opened(tabs=[*ROWS, ROWS[0]]),
        opened(tabs=[{"id": str(n), "title": "", "text": ""} for n in range(101)], active="0"),
        opened(tabs=[{"id": "two", "title": "", "text": "x" * 4_000_001}]),
    ],
)
def test_a_report_that_no_editor_makes_is_passed_over(page: Page, browser: Browser, report: Any) -> None:
    browser.tell("tabs", report)
    browser.tell("run", report)
    assert page.done == []


@pytest.mark.parametrize("change", [{"number": "1"}, {"id": None}, {"text": 7}])
def test_a_run_that_no_editor_asks_for_is_passed_over(page: Page, browser: Browser, change: dict[str, Any]) -> None:
    browser.tell("run", opened(number=1, id="one", text="ASK {}") | change)
    assert page.done == []


def sentences_wanted() -> set[str]:
    """The keys of the sentences that the browser side shows."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in SOURCES.glob("*.js")}
    wanted = {name for text in texts.values() for name in re.findall(r"\bstrings\.(\w+)", text)}
    wanted |= {f"syntax_{code}" for code in re.findall(r'(?:error\(|return |\? |: )"(\w+)"', texts["syntax.js"])}
    (sections,) = re.findall(r"const SECTIONS = \[(.*)\]", texts["completion.js"])
    return wanted | {f"section_{name}" for name in re.findall(r'"(\w+)"', sections)}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_that_the_browser_shows_is_written(language: str) -> None:
    sentences = translator(language).section("editor")
    wanted = sentences_wanted()
    assert {"run", "syntax_unclosed", "syntax_missing_object", "section_class"} <= wanted
    assert wanted <= sentences.keys()
    assert sentences["language"] == language

"""What a sheet's browser side tells: each act done once and in order, and nothing of what it would not write."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st_

from territory_graph.ui import sheet as module
from territory_graph.ui.sheet import _new_acts, sheet


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})


def told(*acts: Any, sheet: Any = "a") -> list[tuple[str, str]]:
    return list(_new_acts({"sheet": sheet, "acts": list(acts)}, "key"))


def test_two_acts_of_one_run_are_both_done_and_none_twice() -> None:
    assert told([1, "undo", ""], [2, "undo", ""]) == [("undo", ""), ("undo", "")]
    assert told([1, "undo", ""], [2, "undo", ""], [3, "hide", "urn:a"]) == [("hide", "urn:a")]


def test_a_sheet_drawn_anew_counts_anew() -> None:
    assert told([4, "undo", ""]) == [("undo", "")]
    assert told([1, "redo", ""], sheet="b") == [("redo", "")]


@pytest.mark.parametrize("act", [[1, "x"], ["1", "x", ""], [1, None, ""], [1, "x", "y" * 5_000], "x", None, {}])
def test_what_the_browser_would_not_write_is_not_done(act: Any) -> None:
    assert told(act) == []
    assert list(_new_acts(act, "key")) == []


def test_an_act_that_is_too_long_is_done_with() -> None:
    """A browser tells an act again until it hears that it is done."""
    assert told([1, "x", "y" * 5_000], [2, "undo", ""]) == [("undo", "")]
    assert told([3, "x", "y" * 5_000]) == []
    assert module._done("key") == ("a", 3)


class Browser:
    """Stands where Streamlit's component does: a page with a sheet, which may outlive the session that it tells."""

    def __init__(self) -> None:
        self.count, self.open, self.told = 0, list[list[Any]](), {}
        self.callback = lambda: None

    def __call__(self, *, key: str, data: dict[str, Any], on_do_change: Any, **_: Any) -> Shown:
        sheet, done = data["done"]
        self.open = [act for act in self.open if sheet != "page" or act[0] > done]
        self.callback, shown = on_do_change, Shown(open=None, **self.told)
        return shown

    def click(self, value: str, *, known: bool = True) -> None:
        """One act, and the run that follows; no callback is called in a session that does not know the sheet."""
        self.count += 1
        self.open = [*self.open, [self.count, "toggle", value]][-8:]
        self.told = {"do": {"sheet": "page", "acts": self.open}}
        if known:
            st.session_state["key"] = self.told
            self.callback()


class Shown(dict[str, Any]):
    """What showing a component gives: by name, also as attributes."""

    __getattr__ = dict.__getitem__


class RerunError(Exception):
    """The page is to run anew."""


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    found = Browser()

    def rerun() -> None:
        raise RerunError

    monkeypatch.setattr(module, "_component", lambda: found)
    monkeypatch.setattr(st, "rerun", rerun)
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sessions=st_.lists(st_.integers(0, 12), max_size=4))
def test_each_click_is_done_once_whatever_becomes_of_sessions(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, sessions: list[int]
) -> None:
    """``sessions`` are the clicks told to each session; then it is lost, and the page goes on with another."""
    browser.__init__()  # type: ignore[misc]
    done: list[str] = []

    def run() -> None:
        try:
            sheet("", key="key", on_open=lambda _: None, on_do=lambda _, value: done.append(value))
        except RerunError:
            browser.told = {}
            run()
        browser.told = {}

    monkeypatch.setattr(st, "session_state", {})
    run()
    clicks = 0
    for number, length in enumerate(sessions):
        if number:
            monkeypatch.setattr(st, "session_state", {})
        for click in range(length):
            browser.click(str(clicks), known=not number or click > 0)
            run()
            clicks += 1
            assert done == [str(each) for each in range(clicks)]

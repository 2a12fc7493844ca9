"""What a sheet's browser side tells: each act done once and in order, and nothing of what it would not write."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from territory_graph.ui.sheet import _new_acts


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

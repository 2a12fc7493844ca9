"""The lines of Python that a page shows give an answer when they are run as they stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from territory_graph.network.steps import RemoveActor, write_steps
from territory_graph.views.analyses.again import python_of
from territory_graph.views.analyses.state import Analysis

STEPS = write_steps([RemoveActor("https://example.org/hamlet/id/actor/syndicat")])
STATES = [
    Analysis(),
    Analysis(part="communities", weights=(("membership", 2.0),)),
    Analysis(part="measures", projection="governance", measure="interlocks"),
    Analysis(part="measures", measure="degree", day=date(2019, 6, 1), without_ties=frozenset({"project"})),
    Analysis(part="whatif", steps=STEPS),
    Analysis(part="introduce"),
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.part)
def test_the_lines_run(
    state: Analysis, hamlet_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERRITORY_GRAPH_STORE", str(hamlet_store))
    exec(compile(python_of(state), "page", "exec"), {})  # the page's own lines
    assert len(capsys.readouterr().out) > 20

"""The lines of Python that a page shows give an answer when they are run as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.network.steps import RemoveActor, write_steps
from territory_graph.views.analyses.as_python import python_of
from territory_graph.views.analyses.comparison import Comparison
from territory_graph.views.analyses.comparison_measures import ChangedValue, changes_of
from territory_graph.views.analyses.comparison_sides import compare_dates, compare_scenario, compare_sources
from territory_graph.views.analyses.introductions import read_introductions
from territory_graph.views.analyses.networks import read_network
from territory_graph.views.analyses.sources import read_sources
from territory_graph.views.analyses.state import Analysis
from territory_graph.views.explorer.scene import read_stage

STEPS = write_steps([RemoveActor("https://example.org/hamlet/id/actor/syndicat")])
STATES = [
    Analysis(),
    Analysis(part="groups", weights=(("membership", 2.0),)),
    Analysis(part="measures", projection="governance", measure="interlocks"),
    Analysis(part="measures", measure="degree", day=date(2019, 6, 1), without_ties=frozenset({"project"})),
    Analysis(part="what_if", steps=STEPS),
    Analysis(part="introductions"),
]

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.part)
def test_the_lines_run(
    state: Analysis, hamlet_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERRITORY_GRAPH_STORE", str(hamlet_store))
    exec(compile(python_of(state, TODAY), "page", "exec"), {})  # the page's own lines
    assert len(capsys.readouterr().out) > 20


SOURCES = [f"https://example.org/hamlet/id/source/{name}" for name in ("rapport-2016", "deliberation-2021")]
COMPARED = [
    Analysis("comparison", day=date(2022, 6, 1), other_day=date(2019, 6, 1), weights=(("membership", 2.0),)),
    Analysis("comparison", comparison="sources", one_source=SOURCES[0], other_source=SOURCES[1], day=date(2019, 6, 1)),
    Analysis("comparison", comparison="scenario", steps=STEPS, without_ties=frozenset({"project"})),
    Analysis("comparison", comparison="scenario", steps=STEPS, projection="funding"),
]


def shown(graph: KnowledgeGraph, state: Analysis) -> Comparison | None:
    """What the page compares."""
    say = translator("fr")
    field = read_stage(graph, say).field
    if state.comparison == "dates":
        assert state.day and state.other_day
        return compare_dates(graph, field, state, (state.other_day, state.day), say)
    network = read_network(graph, field, state)
    if state.comparison == "scenario":
        return compare_scenario(network, state.steps, {}, say).found
    sources = read_sources(graph, field.ties.among(field.actors), "fr")
    return compare_sources(graph, network, sources, (state.one_source, state.other_source), say).found


def figures(values: Iterable[ChangedValue]) -> dict[tuple[str, str], list[float | None]]:
    """What changes; the last digits of eigenvectors are not the same each time."""
    found = {
        (each.measure, each.subject): [None if v is None else round(v, 9) for v in (each.before, each.after)]
        for each in values
    }
    return {key: pair for key, pair in found.items() if pair[0] != pair[1]}


@pytest.mark.parametrize("state", COMPARED, ids=lambda state: f"{state.comparison}-{state.projection}")
def test_the_lines_of_a_comparison_give_the_figures_of_the_page(
    state: Analysis, hamlet: KnowledgeGraph, hamlet_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRITORY_GRAPH_STORE", str(hamlet_store))
    names: dict[str, Any] = {}
    exec(compile(python_of(state, TODAY), "page", "exec"), names)  # the page's own lines
    found = shown(hamlet, state)
    assert found is not None and found.values
    again = changes_of(names["changed"], found.names, translator("fr"))
    assert figures(again) == figures(found.values)


@pytest.mark.parametrize("day", [None, date(2015, 1, 1)])
def test_the_lines_of_introductions_give_the_pairs_of_the_page(
    day: date | None, rouen: KnowledgeGraph, rouen_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERRITORY_GRAPH_STORE", str(rouen_store))
    state = Analysis("introductions", day=day, actor="https://w3id.org/territory-graph/id/actor/lsn")
    lines = python_of(state, TODAY).replace("print(", "found = (")
    names: dict[str, Any] = {}
    exec(compile(lines, "page", "exec"), names)  # the page's own lines
    field = read_stage(rouen, translator("fr")).field
    network = read_network(rouen, field, state)
    page = read_introductions(rouen, network, field.life, day or TODAY, translator("fr"), about=state.actor)
    assert page.found
    assert {frozenset((one.one, one.other)) for one in names["found"]} == {
        frozenset((one.one.iri, one.other.iri)) for one in page.found
    }

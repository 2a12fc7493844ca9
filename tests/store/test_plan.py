"""The engine's plan of a query: read-only, within limits, and with the rows that the query has."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.errors import QueryCrashError, QueryError, ServerBusyError, StoreNotFoundError
from territory_graph.queries import packaged_query
from territory_graph.store import plan as plans
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import guard
from territory_graph.store.plan import PlanNode, explain

CARTESIAN = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f"


@pytest.fixture
def folder(rouen_store: Path) -> StoreFolder:
    return StoreFolder(rouen_store)


def steps(node: PlanNode) -> Iterator[PlanNode]:
    yield node
    for child in node.children:
        yield from steps(child)


def names(node: PlanNode) -> list[str]:
    return [step.name for step in steps(node)]


def test_each_step_has_its_rows_and_its_time(folder: StoreFolder, rouen: KnowledgeGraph) -> None:
    query = packaged_query("36")
    plan = explain(folder, guard(query.text))
    assert plan.measured and plan.version == rouen.version
    assert plan.root.rows == len(rouen.select("36"))
    assert all(step.rows is not None and step.seconds is not None for step in steps(plan.root))
    assert "QuadPattern" in names(plan.root)


def test_the_default_graph_is_that_of_queries(folder: StoreFolder, rouen: KnowledgeGraph) -> None:
    text = "SELECT * { ?a <https://w3id.org/territory-graph/ontology#memberOf> ?b }"
    (pattern,) = (step for step in steps(explain(folder, guard(text)).root) if step.name == "QuadPattern")
    assert pattern.rows == len(rouen.query(text)) > 0  # type: ignore[arg-type]
    assert pattern.detail == "?a <https://w3id.org/territory-graph/ontology#memberOf> ?b"


@pytest.mark.parametrize(
    "text", ["ASK { ?a ?b 3 }", "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c } LIMIT 2", "DESCRIBE <urn:a>", "SELECT * {}"]
)
def test_every_form_has_a_plan(text: str, folder: StoreFolder) -> None:
    assert explain(folder, guard(text)).measured


def test_the_store_is_neither_written_nor_locked(folder: StoreFolder, rouen_store: Path) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in (rouen_store / "current/").rglob("*")
        }

    before = state()
    explain(folder, guard("SELECT * { ?a ?b ?c } LIMIT 5"))
    assert state() == before
    assert len(folder.open()[0]) == folder.manifest().quads + folder.manifest().triples


def test_a_query_without_an_end_has_its_steps_without_figures(folder: StoreFolder) -> None:
    plan = explain(folder, guard(CARTESIAN), seconds=1)
    assert not plan.measured
    assert "Sort" in names(plan.root) and names(plan.root).count("QuadPattern") == 3
    assert all(step.rows is None and step.seconds is None for step in steps(plan.root))


def test_a_greedy_query_is_stopped_at_its_memory_cap(folder: StoreFolder) -> None:
    assert not explain(folder, guard(CARTESIAN), seconds=60, megabytes=64).measured


def test_no_process_is_left_behind(folder: StoreFolder) -> None:
    explain(folder, guard(CARTESIAN), seconds=1)
    listed = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False
    ).stdout
    assert "--explain-file" not in listed


def test_a_text_that_is_no_query_is_told_with_its_place(folder: StoreFolder) -> None:
    with pytest.raises(QueryError) as raised:
        explain(folder, guard("SELECT * { ?s ?p }"))
    assert (raised.value.fields["line"], raised.value.fields["column"]) == (1, 19)


def test_a_plan_of_hundreds_of_nested_steps_is_refused(folder: StoreFolder) -> None:
    steps = " ".join(f"BIND({number} AS ?b{number})" for number in range(500))
    with pytest.raises(QueryCrashError):
        explain(folder, guard(f"SELECT * {{ {steps} }}"))


def test_only_so_many_plans_are_made_at_once(folder: StoreFolder) -> None:
    for _ in range(plans.AT_ONCE):
        assert plans._places.acquire(blocking=False)
    try:
        with pytest.raises(ServerBusyError):
            explain(folder, guard("ASK {}"))
    finally:
        plans._places.release(plans.AT_ONCE)
    assert explain(folder, guard("ASK {}")).measured


def test_without_a_store_there_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFoundError):
        explain(StoreFolder(tmp_path), guard("ASK {}"))

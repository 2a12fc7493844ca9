"""A build reads, infers, validates and writes, in this order; one that fails leaves what is served as it was."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from territory_graph import KnowledgeGraph, resources
from territory_graph.building import STEPS, assemble, build, check
from territory_graph.errors import InputError, StoreNotWritableError, ValidationError
from territory_graph.ingest.rules import is_inferred
from territory_graph.ingest.territory import digest, read_territory

HAMLET = Path(__file__).parent / "fixtures" / "hamlet"
BASE = "https://example.org/hamlet/"
STATUS = "https://w3id.org/territory-graph/ontology#status"


def test_steps_are_told_as_they_begin(tmp_path):
    told: list[str] = []
    build(HAMLET, tmp_path / "store", told.append)
    assert tuple(told) == STEPS


def test_the_manifest_counts_what_the_store_holds(hamlet):
    manifest = hamlet.manifest
    quads = list(hamlet.quads())
    assert manifest.quads == len(quads) == len(hamlet)
    assert manifest.triples == len({quad.triple for quad in quads})
    graphs = {quad.graph_name.value for quad in quads}
    assert manifest.graphs == len(graphs)
    assert len([graph for graph in graphs if not is_inferred(graph, BASE)]) == 52
    assert manifest.base == BASE
    assert (manifest.slug, manifest.names["fr"], manifest.default_date) == ("hamlet", "Le Hameau", "2021-06-01")
    assert manifest.centre == f"{BASE}id/actor/syndicat"
    assert manifest.digest == digest(HAMLET)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", manifest.built_at)


def test_statements_by_status_are_those_counted_by_hand(hamlet):
    status = {
        quad.subject.value: str(quad.object).rpartition("/")[2].rstrip(">")
        for quad in hamlet.quads()
        if quad.predicate.value == STATUS
    }
    said = [quad for quad in hamlet.quads() if "/record/wider/" not in quad.graph_name.value]
    counts = Counter(status[quad.graph_name.value] for quad in said)
    assert (counts["stated"], counts["implied"]) == (248, 22)
    assert len({quad.triple for quad in said if status[quad.graph_name.value] == "inferred"}) == 85


def test_no_statement_is_outside_a_record(hamlet):
    quads = list(hamlet.quads())
    records = {quad.subject for quad in quads if quad.predicate.value == STATUS}
    assert {quad.graph_name for quad in quads} <= records
    assert ox.DefaultGraph() not in {quad.graph_name for quad in quads}


def test_equal_data_have_equal_versions_and_other_data_another(tmp_path, hamlet, hamlet_copy, add_rows):
    assert build(hamlet_copy, tmp_path / "a").manifest.version == hamlet.version
    add_rows("actors", {"id": "new", "kind": "actor", "name": "New", "source": "annuaire", "locator": "-"})
    assert build(hamlet_copy, tmp_path / "b").manifest.version != hamlet.version


def test_the_base_moves_everything_but_the_ontology(hamlet_copy):
    description = hamlet_copy / "territory.toml"
    there = "https://example.org/elsewhere/"
    description.write_text(description.read_text(encoding="utf-8").replace(BASE, there), encoding="utf-8")
    here = {str(quad).replace(BASE, there) for quad in assemble(read_territory(HAMLET))}
    assert {str(quad) for quad in assemble(read_territory(hamlet_copy))} == here


def test_checking_writes_nothing(tmp_path, hamlet_copy):
    before = sorted(tmp_path.rglob("*"))
    report = check(hamlet_copy)
    assert sorted(tmp_path.rglob("*")) == before
    assert not report.violations


@pytest.fixture
def served(tmp_path: Path) -> Path:
    store = tmp_path / "store"
    build(HAMLET, store)
    return store


def test_bad_input_leaves_what_is_served(served, hamlet_copy, add_rows, hamlet):
    add_rows("actors", {"id": "x"})
    with pytest.raises(InputError):
        build(hamlet_copy, served)
    assert KnowledgeGraph.open(served).version == hamlet.version
    assert len(list((served / "versions").iterdir())) == 1


def test_a_violation_leaves_what_is_served(served, hamlet_copy, add_trig, hamlet):
    add_trig("rec:x { act:nameless a tg:Actor }")
    with pytest.raises(ValidationError) as caught:
        build(hamlet_copy, served)
    assert [finding.focus for finding in caught.value.report.violations] == [f"{BASE}id/actor/nameless"]
    assert KnowledgeGraph.open(served).version == hamlet.version


def test_a_store_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreNotWritableError):
        build(HAMLET, tmp_path / "file" / "store")


KILLED = """
import sys, time
from pathlib import Path
from territory_graph import building

def slow(*arguments):
    print("validating", flush=True)
    time.sleep(60)

building.validate_store = slow
building.build(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_killing_a_build_leaves_what_is_served(served, hamlet):
    command = [sys.executable, "-c", KILLED, str(HAMLET), str(served)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline() == "validating\n"
        os.kill(builder.pid, signal.SIGKILL)
    assert KnowledgeGraph.open(served).version == hamlet.version
    build(HAMLET, served)
    assert len(KnowledgeGraph.open(served)) == len(hamlet)


def test_the_default_territory_builds_without_violation(rouen):
    assert rouen.manifest.slug == resources.default_territory().name
    assert len(rouen) > 10_000

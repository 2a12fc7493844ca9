"""The records behind the view as TriG."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.trig import as_trig

ONTOLOGY = "https://w3id.org/territory-graph/ontology#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TITLE = "http://purl.org/dc/terms/title"


def quads(shown: Shown, graph: KnowledgeGraph) -> set[ox.Quad]:
    return set(ox.parse(as_trig(shown, graph), ox.RdfFormat.TRIG))


@pytest.fixture(scope="module")
def found(whole: Shown, rouen: KnowledgeGraph) -> set[ox.Quad]:
    """What the file of the whole says."""
    return quads(whole, rouen)


@pytest.fixture(scope="module")
def stored(rouen: KnowledgeGraph) -> set[ox.Quad]:
    return set(rouen.quads())


def evidence_of(shown: Shown) -> set[str]:
    return {one.record for tie in shown.ties for one in tie.evidence}


def named(record: str) -> ox.NamedNode:
    return ox.NamedNode(record)


def test_every_record_behind_a_tie_is_there_whole(whole: Shown, found: set[ox.Quad], stored: set[ox.Quad]) -> None:
    behind = {named(record) for record in evidence_of(whole)}
    assert behind
    assert {quad for quad in stored if quad.graph_name in behind} <= found


def test_every_thing_shown_has_its_name_and_class(whole: Shown, found: set[ox.Quad]) -> None:
    for predicate in (LABEL, TYPE):
        assert whole.things.keys() <= {str(q.subject.value) for q in found if q.predicate == named(predicate)}


def test_every_record_says_its_source_status_and_confidence_and_every_source_its_title(
    whole: Shown, found: set[ox.Quad]
) -> None:
    for name in ("source", "status", "confidence"):
        told = {quad.subject.value for quad in found if quad.predicate == named(ONTOLOGY + name)}
        assert evidence_of(whole) <= told
    sources = {quad.object.value for quad in found if quad.predicate == named(f"{ONTOLOGY}source")}
    titled = {quad.subject.value for quad in found if quad.predicate == named(TITLE)}
    assert sources <= titled


def test_nothing_else_is_there(whole: Shown, found: set[ox.Quad], stored: set[ox.Quad]) -> None:
    """Every statement is in a record behind a tie or a name, or about such a record or its source."""
    assert found < stored
    naming = {
        q.graph_name.value
        for q in found
        if q.predicate in (named(LABEL), named(TYPE)) and q.subject.value in whole.things
    }
    records = evidence_of(whole) | naming
    sources = {
        q.object.value for q in found if q.predicate == named(f"{ONTOLOGY}source") and q.subject.value in records
    }
    assert all(q.graph_name.value in records or q.subject.value in records | sources for q in found)


def test_its_head_tells_scope_date_and_version(whole: Shown, rouen: KnowledgeGraph) -> None:
    head = as_trig(whole, rouen).decode().partition("\n\n")[0]
    assert all(line.startswith("# ") for line in head.splitlines())
    for said in (whole.drawing.summary, whole.say.day(whole.origin.built), whole.origin.version, whole.origin.address):
        assert said in head


def test_a_hostile_head_stays_a_comment_and_an_empty_view_a_file(
    hostile: Shown, empty: Shown, found: set[ox.Quad], rouen: KnowledgeGraph
) -> None:
    assert quads(hostile, rouen) == found
    assert quads(empty, rouen) == set()


def test_the_same_view_is_the_same_file(whole: Shown, rouen: KnowledgeGraph) -> None:
    assert as_trig(whole, rouen) == as_trig(whole, rouen)

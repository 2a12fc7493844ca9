"""The third dimension of gaps, checked against statements and against the matrix that it narrows."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.coverage import coverage_query
from territory_graph.messages import translator
from territory_graph.views.analyses.gaps import Gaps, read_gaps
from territory_graph.views.analyses.state import analysis_of, parameters_of

FR = translator("fr")
DAY = date(2021, 5, 12)
TG = "PREFIX tg: <https://w3id.org/territory-graph/ontology#>"
CLUSTER = "https://w3id.org/territory-graph/ontology#Cluster"


@pytest.fixture(scope="module")
def narrow(rouen: KnowledgeGraph) -> Gaps:
    return read_gaps(rouen, "sector", "epci", FR, DAY, within=("kind", CLUSTER))


def test_each_cell_keeps_those_that_have_the_value_and_no_other(rouen: KnowledgeGraph, narrow: Gaps) -> None:
    clusters = {str(row["a"]) for row in rouen.query(f"SELECT ?a {{ ?a a <{CLUSTER}> }}")}
    wide = read_gaps(rouen, "sector", "epci", FR, DAY)
    kept = {cell: {who.iri for who in found} & clusters for cell, found in wide.cells.items()}
    assert {cell: {who.iri for who in found} for cell, found in narrow.cells.items()} == {
        cell: who for cell, who in kept.items() if who
    }
    assert narrow.sentence.startswith("Parmi «\u00a0Cluster ou structure de filière\u00a0»")
    assert narrow.within == ("kind", CLUSTER)


def test_the_query_that_a_reader_opens_finds_the_same(rouen: KnowledgeGraph, narrow: Gaps) -> None:
    rows = rouen.query(narrow.sparql)
    assert {(str(row["row"]), str(row["column"])) for row in rows} == set(narrow.cells)
    cell = next(iter(narrow.cells))
    one = rouen.query(coverage_query("sector", "epci", DAY, cell, ("kind", CLUSTER)))
    assert {str(row["actor"]) for row in one} == {who.iri for who in narrow.cells[cell]}


def test_events_are_narrowed_too(rouen: KnowledgeGraph) -> None:
    theme = f"{rouen.base}id/theme/industrie-du-futur"
    found = read_gaps(rouen, "event", "epci", FR, None, within=("theme", theme))
    assert found.counted == "event"
    query = f"{TG} SELECT ?e {{ ?e a tg:Event ; tg:hasTheme <{theme}> }}"
    about = {str(row["e"]) for row in rouen.query(query)}
    assert {who.iri for each in found.cells.values() for who in each} == about


def test_a_value_that_is_not_offered_narrows_nothing(rouen: KnowledgeGraph) -> None:
    wide = read_gaps(rouen, "sector", "epci", FR, DAY)
    assert read_gaps(rouen, "sector", "epci", FR, DAY, within=("kind", "urn:gone")).cells == wide.cells
    assert not {"sector", "epci"} & set(wide.offered)


def test_the_address_holds_it() -> None:
    state = analysis_of({"partie": "gaps", "parmi": f"kind~{CLUSTER}"})
    assert state.within == ("kind", CLUSTER)
    assert parameters_of(state)["parmi"] == f"kind~{CLUSTER}"
    assert analysis_of({"parmi": "kind~x> } DROP ALL #"}).within is None
    assert analysis_of({"parmi": "nothing~urn:x"}).within is None

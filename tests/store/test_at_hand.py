"""What is said of one thing is answered without a worker, as a worker would, and nothing else is."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.store import worker
from territory_graph.store.at_hand import MOST, answer_at_hand
from territory_graph.store.guard import FromClauses, GuardedQuery, guard
from territory_graph.vocabulary import all_prefixes

JSON = "application/sparql-results+json"
PREFIXES = (
    "# what is it?\nPREFIX act: <https://example.org/hamlet/id/actor/>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX tg: <https://w3id.org/territory-graph/ontology#>\n"
)
OF_ONE_THING = [
    ("SELECT ?name WHERE { act:bois-vif rdfs:label ?name }", JSON),
    ("select * { <https://example.org/hamlet/id/actor/bois-vif> ?p ?o . }", JSON),
    ("SELECT ?o { act:nobody a ?o }", JSON),
    ("SELECT ?p { act:bois-vif ?p tg:Pole }", "text/csv"),
    ("ASK { act:bois-vif a tg:Actor . }", JSON),
    ("CONSTRUCT { act:bois-vif ?p ?o } WHERE { act:bois-vif ?p ?o }", "text/turtle"),
    ("CONSTRUCT WHERE { act:bois-vif ?p ?o }", "application/n-triples"),
    ("DESCRIBE act:bois-vif", "text/turtle"),
    ("SELECT ?name WHERE { act:bois-vif rdfs:label ?name } # and no more", JSON),
]
OF_MORE = [
    "SELECT ?s { ?s a tg:Actor }",
    "SELECT ?o { act:a rdfs:label/rdfs:label ?o }",
    "SELECT ?o { act:a tg:within+ ?o }",
    "SELECT ?o { act:a ^tg:within ?o }",
    "SELECT ?o { act:a a ?o . ?o a ?c }",
    "SELECT ?o { act:a a ?o ; rdfs:label ?l }",
    "SELECT ?o { act:a a ?o , ?p }",
    "SELECT ?o { act:a a ?o FILTER(REGEX(STR(?o), '(a+)+$')) }",
    "SELECT ?o { act:a a ?o } ORDER BY ?o",
    "SELECT DISTINCT ?o { act:a a ?o }",
    "SELECT (COUNT(*) AS ?n) { act:a a ?o }",
    "SELECT ?o { act:a a ?o } LIMIT 3",
    "SELECT ?o { act:a a ?o } VALUES ?o { tg:Actor }",
    "SELECT ?o FROM <urn:g> { act:a a ?o }",
    "SELECT ?o { GRAPH ?g { act:a a ?o } }",
    "SELECT ?o { { act:a a ?o } }",
    "DESCRIBE ?s { ?s a tg:Actor }",
    "DESCRIBE act:a act:b",
    "BASE <urn:> SELECT ?o { <a> a ?o }",
]


@pytest.mark.parametrize("text", OF_MORE)
def test_what_asks_more_is_left_to_the_pool(text: str) -> None:
    assert not guard(PREFIXES + text).of_one_thing


OF_PATHS = [
    ("SELECT DISTINCT ?class { act:bois-vif a/rdfs:subClassOf* ?class } ORDER BY ?class", JSON),
    ("SELECT DISTINCT ?tie { ?tie tg:member act:bois-vif } ORDER BY DESC(?tie) LIMIT 5", "text/csv"),
    ("SELECT * { act:bois-vif ^tg:member/tg:inOrganisation ?o }", "text/tab-separated-values"),
    ("SELECT ?o { act:bois-vif (rdfs:label|a)? ?o }", "application/sparql-results+xml"),
    ("ASK { act:bois-vif tg:hasTerritory/tg:within+ ?place }", JSON),
    ("ASK { act:bois-vif rdfs:label act:nobody }", "text/csv"),
]


@pytest.mark.parametrize(("text", "media_type"), [*OF_ONE_THING, *OF_PATHS])
@pytest.mark.parametrize("packed", [False, True])
def test_the_answer_is_that_of_a_worker(hamlet: KnowledgeGraph, text: str, media_type: str, packed: bool) -> None:
    query = guard(PREFIXES + text)
    assert query.of_one_thing or query.path
    found = answer_at_hand(hamlet.store, hamlet.base, query, media_type, packed=packed)
    request = {
        "query": query.text,
        "limiting": query.limiting(100_001),
        "format": media_type,
        "from": FromClauses(),
        "default_graphs": [],
        "named_graphs": [],
        "rows": 100_000,
        "bytes": 1 << 28,
        "gzip": packed,
        "ordered": False,
    }
    assert found == worker.answer(hamlet.store, request, all_prefixes(hamlet.base))


@pytest.mark.parametrize("form", ["SELECT ?o { <urn:a> ?p ?o }", "CONSTRUCT WHERE { <urn:a> ?p ?o }"])
@pytest.mark.parametrize(("count", "here"), [(MOST, True), (MOST + 1, False)])
def test_a_thing_of_which_much_is_said_is_left_to_the_pool(form: str, count: int, here: bool) -> None:
    store = ox.Store()
    a, p = ox.NamedNode("urn:a"), ox.NamedNode("urn:p")
    store.extend(ox.Quad(a, p, ox.Literal(number)) for number in range(count))
    media_type = "application/n-triples" if "CONSTRUCT" in form else JSON
    found = answer_at_hand(store, "https://example.org/", guard(form), media_type, packed=False)
    assert (found is not None) is here
    if found is not None and media_type == JSON:
        assert len(json.loads(found[1])["results"]["bindings"]) == count


def test_what_is_no_query_is_left_to_the_pool_which_says_why(hamlet: KnowledgeGraph) -> None:
    query = guard("SELECT ?o { unknown:a a ?o }")
    assert query.of_one_thing
    assert answer_at_hand(hamlet.store, hamlet.base, query, JSON, packed=False) is None


@pytest.mark.parametrize("part", ["?a", "?a ", " ", "# \n", "a:b.", "PREFIX a: <urn:a> ", "{ <urn:a> a ?o } "])
def test_a_text_of_the_largest_size_that_is_nearly_one_is_read(part: str) -> None:
    assert not GuardedQuery(f"SELECT {part * (200_000 // len(part))}", "select").of_one_thing

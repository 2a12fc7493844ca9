"""Queries are answered whole over the merged statements of all records; a text that cannot be run says where."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from rdflib import BNode, Literal, URIRef

from territory_graph.errors import QueryError
from territory_graph.store.default_graph import with_default_graph
from territory_graph.store.engine import Answer, evaluate, select, term

XSD = "http://www.w3.org/2001/XMLSchema#"
DATA = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
<urn:g1> { <urn:a> <urn:p> "un"@fr , 1.50 . }
<urn:g2> { <urn:a> <urn:p> "un"@fr ; <urn:q> <urn:b> , "plain" . }
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.extend(with_default_graph(ox.parse(DATA, format=ox.RdfFormat.TRIG)))
    return store


def test_the_default_graph_has_what_all_records_say(store):
    assert evaluate(store, "ASK { <urn:a> <urn:p> 1.50 ; <urn:q> <urn:b> }") is True
    assert evaluate(store, "ASK { GRAPH ?g { <urn:a> <urn:p> 1.50 ; <urn:q> <urn:b> } }") is False


def test_a_statement_of_two_records_is_one_triple(store):
    assert len(select(store, "SELECT ?g { GRAPH ?g { <urn:a> <urn:p> 'un'@fr } }")) == 2
    assert len(select(store, "SELECT ?p { <urn:a> ?p 'un'@fr }")) == 1
    assert len(select(store, "SELECT ?p FROM <urn:g1> FROM <urn:g2> { <urn:a> ?p 'un'@fr }")) == 1
    assert len(select(store, "BASE <urn:g> SELECT ?p FROM <urn:g2> { <urn:a> ?p ?v }")) == 3


def test_rows_hold_rdflib_terms_and_none_where_unbound(store):
    answer = select(store, "SELECT ?v ?w { <urn:a> <urn:q> ?v OPTIONAL { ?v <urn:none> ?w } } ORDER BY ?v")
    assert answer.variables == ("v", "w")
    assert answer.rows == ((URIRef("urn:b"), None), (Literal("plain"), None))
    assert next(iter(answer)) == {"v": URIRef("urn:b"), "w": None}


def test_numbers_keep_their_value_and_texts_their_language(store):
    answer = select(store, "SELECT ?v { <urn:a> <urn:p> ?v } ORDER BY DATATYPE(?v)")
    values = {row["v"] for row in answer}
    assert Literal("un", lang="fr") in values
    (number,) = (value for value in values if value.datatype == URIRef(f"{XSD}decimal"))
    assert number.value == Decimal("1.5")


def test_construct_and_describe_give_triples(store):
    triple = (URIRef("urn:a"), URIRef("urn:q"), URIRef("urn:b"))
    assert evaluate(store, "CONSTRUCT { ?s <urn:q> ?o } WHERE { ?s <urn:q> ?o FILTER(ISIRI(?o)) }") == (triple,)
    assert triple in evaluate(store, "DESCRIBE <urn:a>")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT ?x {\n  ?x ?y\n}", 3, 2),
        ("SELECT * { ?x unknown:p ?y }", 1, 24),
        ("not a query", 1, 10),
        ("", 1, 1),
        ("DROP ALL", 1, 9),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 1, 10),
        ("ASK {} ; DROP ALL", 1, 14),
    ],
)
def test_a_text_that_is_no_query_is_refused_where_the_parser_stopped(store, text, line, column):
    with pytest.raises(QueryError) as caught:
        evaluate(store, text)
    assert (caught.value.fields["line"], caught.value.fields["column"]) == (line, column)
    assert len(store) == 9


def test_only_a_select_has_rows(store):
    with pytest.raises(QueryError):
        select(store, "ASK {}")


def test_a_text_that_is_no_unicode_is_refused(store):
    with pytest.raises(QueryError):
        evaluate(store, "SELECT \udcff")


def test_an_answer_is_written_as_sparql_csv():
    answer = Answer(("a", "b"), ((Literal('x,"y"\n'), None), (URIRef("urn:a"), Literal("3\r4"))))
    assert answer.to_csv() == 'a,b\n"x,""y""\n",\nurn:a,"3\r4"\n'
    assert len(answer) == 2


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (ox.NamedNode("urn:a"), URIRef("urn:a")),
        (ox.BlankNode("b"), BNode("b")),
        (ox.Literal("x"), Literal("x")),
        (ox.Literal("x", language="fr"), Literal("x", lang="fr")),
        (
            ox.Literal("01", datatype=ox.NamedNode(f"{XSD}integer")),
            Literal("01", datatype=URIRef(f"{XSD}integer"), normalize=False),
        ),
    ],
)
def test_terms_become_those_of_rdflib_as_they_are_written(node, expected):
    assert term(node) == expected
    assert str(term(node)) == node.value


def test_a_triple_term_has_no_equal_in_rdflib(store):
    with pytest.raises(QueryError, match="ask for its SUBJECT"):
        term(ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c")))

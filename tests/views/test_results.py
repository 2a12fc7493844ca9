"""Answers read from what the engine serialised: nothing is lost, whatever the terms are."""

from __future__ import annotations

import pytest

from territory_graph.store.answers import XSD, Table, Term, media_type_of, read_found
from views.conftest import Ask


def test_rows_keep_kind_datatype_and_language_of_every_term(ask: Ask) -> None:
    found = ask('SELECT * { VALUES (?a ?b) { (<urn:x> "é"@fr) (UNDEF 1.5) ("plain" true) } }')
    assert found.table.variables == ("a", "b")
    assert list(found.table.rows()) == [
        (Term("iri", "urn:x"), Term("literal", "é", "", "fr")),
        (None, Term("literal", "1.5", f"{XSD}decimal")),
        (Term("literal", "plain"), Term("literal", "true", f"{XSD}boolean")),
    ]


def test_a_blank_node_is_one(ask: Ask) -> None:
    (row,) = ask("SELECT ?x { BIND(BNODE() AS ?x) }").table.rows()
    assert row[0] is not None
    assert row[0].kind == "blank"


def test_a_quoted_triple_is_text_with_its_three_terms(ask: Ask) -> None:
    (row,) = ask('SELECT ?t { BIND(TRIPLE(<urn:a>, <urn:b>, "c\\"") AS ?t) }').table.rows()
    assert row == (Term("triple", '<<( <urn:a> <urn:b> "c\\"" )>>'),)


def test_ask_is_yes_or_no(ask: Ask) -> None:
    assert [ask(query).yes for query in ("ASK { ?s a tg:Company }", "ASK { ?s a tg:Separation }")] == [True, False]


def test_construct_is_a_table_of_triples(ask: Ask) -> None:
    found = ask('CONSTRUCT { act:a tg:supports act:b . act:a rdfs:label "A" } WHERE {}')
    assert found.kind == "triples"
    base = "https://example.org/hamlet/id/actor/"
    assert {tuple(cell.value for cell in row if cell) for row in found.table.rows()} == {
        (f"{base}a", "https://w3id.org/territory-graph/ontology#supports", f"{base}b"),
        (f"{base}a", "http://www.w3.org/2000/01/rdf-schema#label", "A"),
    }


def test_an_answer_may_have_rows_without_columns_or_columns_without_rows(ask: Ask) -> None:
    assert len(ask("SELECT * {}").table) == 1
    assert list(ask("SELECT * {}").table.rows()) == [()]
    empty = ask("SELECT ?x ?y { ?x a tg:Separation ; tg:when ?y }")
    assert (empty.table.variables, len(empty.table)) == (("x", "y"), 0)
    assert len(ask("CONSTRUCT { ?s a ?c } WHERE { ?s a tg:Separation ; a ?c }").table) == 0


def test_equal_terms_are_one_object(ask: Ask) -> None:
    column = ask("SELECT ?c { ?s a ?c FILTER(?c = tg:Epci) }").table.columns[0]
    assert len(column) > 1
    assert len({id(cell) for cell in column}) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"<html>"])
def test_a_body_that_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_found(body, media_type_of("select"))


def test_a_table_gives_a_column_by_its_variable() -> None:
    table = Table(("a", "b"), ((None,), (Term("iri", "urn:x"),)), 1)
    assert table.column("b") == (Term("iri", "urn:x"),)
    with pytest.raises(ValueError):
        table.column("c")

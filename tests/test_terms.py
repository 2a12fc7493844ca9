"""Terms of the store and of rdflib say the same, as they are written."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import BNode, Literal, URIRef, Variable

from territory_graph.store.engine import term
from territory_graph.terms import from_rdflib, is_iri, node, text

XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = [
    ox.NamedNode("https://example.org/é#x"),
    ox.BlankNode("b1"),
    ox.Literal("12 mai"),
    ox.Literal(""),
    ox.Literal("mai\n“2021”", language="fr-be"),
    ox.Literal("007", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal("1.50", datatype=ox.NamedNode(f"{XSD}decimal")),
    ox.Literal("pas une date", datatype=ox.NamedNode(f"{XSD}date")),
]


@pytest.mark.parametrize("found", TERMS, ids=str)
def test_a_term_comes_back_from_rdflib_as_it_was(found: ox.NamedNode | ox.BlankNode | ox.Literal) -> None:
    assert from_rdflib(term(found)) == found


@pytest.mark.parametrize("found", [Variable("x"), "urn:a", None])
def test_what_no_statement_holds_is_refused(found: object) -> None:
    with pytest.raises(TypeError):
        from_rdflib(found)  # type: ignore[arg-type]


def test_an_iri_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="IRI"):
        from_rdflib(URIRef("a b"))
    assert not is_iri("a b")


def test_terms_are_read_as_text() -> None:
    assert [text(one) for one in (node("urn:a"), ox.Literal("b"), ox.DefaultGraph())] == ["urn:a", "b", ""]
    assert text(from_rdflib(BNode("c"))) == "c"
    assert text(from_rdflib(Literal("d", lang="fr"))) == "d"

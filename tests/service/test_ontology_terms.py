"""The packaged ontology read for people: every term, with what its file says."""

from __future__ import annotations

from rdflib import OWL, RDF, Graph

from territory_graph.service.ontology_terms import FILE, ontology
from territory_graph.vocabulary import TG


def test_every_term_of_the_file_is_there() -> None:
    graph = Graph().parse(FILE)
    assert set(ontology().classes) == {str(name) for name in graph.subjects(RDF.type, OWL.Class)}
    assert set(ontology().properties) == {str(name) for name in graph.subjects(RDF.type, RDF.Property)}


def test_the_ontology_says_what_it_is() -> None:
    assert ontology().titles.keys() == ontology().descriptions.keys() == {"fr", "en"}
    assert (ontology().prefix, ontology().version) == ("tg", "0.1.0-draft")


def test_a_class_has_its_names_and_what_is_above_it() -> None:
    epci = ontology().classes[str(TG.Epci)]
    assert epci.local == "Epci"
    assert epci.labels == {"fr": "EPCI (intercommunalité)", "en": "Inter-municipal authority (EPCI)"}
    assert epci.parents == (str(TG.PublicBody),)
    assert epci.definitions.keys() == {"fr", "en"}


def test_an_inverse_is_known_from_both_sides() -> None:
    properties = ontology().properties
    assert properties[str(TG.carriedBy)].inverse == str(TG.carries)
    assert properties[str(TG.carries)].inverse == str(TG.carriedBy)
    assert properties[str(TG.siren)].inverse == ""


def test_domains_of_either_kind_are_domains() -> None:
    properties = ontology().properties
    assert properties[str(TG.amount)].domains == (str(TG.Commitment),)
    assert set(properties[str(TG.role)].domains) == {str(TG.Membership), str(TG.Post)}


def test_symmetric_and_transitive_properties_are_told() -> None:
    properties = ontology().properties.values()
    assert {one.local for one in properties if one.symmetric} == {"coCarries", "collaboratesWith", "partnerOf"}
    assert {one.local for one in properties if one.transitive} == {"within"}


def test_a_term_is_called_by_its_label_else_by_its_prefixed_name() -> None:
    assert ontology().called(str(TG.Actor), "en") == "Actor"
    assert ontology().called("http://www.w3.org/ns/org#Organization", "fr") == "org:Organization"
    assert ontology().called("urn:unknown", "fr") == "urn:unknown"

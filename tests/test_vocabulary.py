"""The closed namespace holds the terms of the ontology, all of them and no other."""

from __future__ import annotations

import pytest
from rdflib import Graph

from territory_graph import resources
from territory_graph.vocabulary import KINDS, PREFIXES, TG, all_prefixes, expand, resource


def test_the_namespace_is_the_ontology_s():
    ontology = Graph().parse(resources.ONTOLOGY / "territory.ttl")
    defined = {str(term).removeprefix(str(TG)) for term in ontology.subjects() if str(term).startswith(str(TG))}
    assert set(TG.__annotations__) - {"_NS", "_fail"} == {name for name in defined if name}


def test_a_typo_fails():
    with pytest.raises(AttributeError):
        _ = TG.membreDe
    with pytest.raises(AttributeError):
        expand("tg:membreDe")
    with pytest.raises(KeyError):
        expand("unknown:x")


def test_terms_and_resources_are_expanded():
    assert expand("tg:siren") == TG.siren
    assert str(expand("rdfs:label")) == "http://www.w3.org/2000/01/rdf-schema#label"
    assert str(resource("https://example.org/", "actor/lsn")) == "https://example.org/id/actor/lsn"


def test_every_kind_of_resource_has_a_prefix_under_the_base():
    prefixes = all_prefixes("https://example.org/")
    assert prefixes["act"] == "https://example.org/id/actor/"
    assert len(prefixes) == len(PREFIXES) + len(KINDS)
    assert len(set(KINDS.values())) == len(KINDS)

"""DCAT: what a catalogue of data harvests, and nothing that the manifest does not know."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef

from service.conftest import opened
from territory_graph import KnowledgeGraph
from territory_graph.service.dataset import catalogue
from territory_graph.service.rdf import written

ROOT = "http://127.0.0.1:8501/"
DATASET = URIRef(f"{ROOT}dataset#dataset")


def read(graph: KnowledgeGraph) -> Graph:
    return Graph().parse(data=written(catalogue(opened(graph), ROOT), "text/turtle", graph.base), format="turtle")


@pytest.fixture(scope="module")
def dcat(hamlet: KnowledgeGraph) -> Graph:
    return read(hamlet)


def test_one_catalogue_lists_one_dataset_and_its_service(dcat: Graph) -> None:
    (listing,) = dcat.subjects(RDF.type, DCAT.Catalog)
    (dataset,) = dcat.subjects(RDF.type, DCAT.Dataset)
    (service,) = dcat.subjects(RDF.type, DCAT.DataService)
    assert dcat.value(listing, DCAT.dataset) == dataset == DATASET
    assert dcat.value(listing, DCAT.service) == service
    assert dcat.value(service, DCAT.servesDataset) == dataset


def test_the_dataset_is_named_in_both_languages(dcat: Graph) -> None:
    assert set(dcat.objects(DATASET, DCTERMS.title)) == {Literal("Le Hameau", "fr"), Literal("The Hamlet", "en")}
    assert {text.language for text in dcat.objects(DATASET, DCTERMS.description) if isinstance(text, Literal)} == {
        "fr",
        "en",
    }


def test_licence_version_and_date_are_the_manifest_s(dcat: Graph, hamlet: KnowledgeGraph) -> None:
    assert str(dcat.value(DATASET, DCTERMS.license)) == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert str(dcat.value(DATASET, DCTERMS.rights)) == "CC0 1.0"
    assert str(dcat.value(DATASET, URIRef(f"{DCAT}version"))) == hamlet.version
    assert str(dcat.value(DATASET, DCTERMS.modified)) == hamlet.manifest.built_at


def test_what_the_manifest_does_not_know_is_not_said(dcat: Graph) -> None:
    assert dcat.value(DATASET, DCTERMS.publisher) is None
    assert dcat.value(DATASET, DCTERMS.issued) is None


def test_every_distribution_can_be_reached_under_the_licence(dcat: Graph) -> None:
    distributions = list(dcat.objects(DATASET, DCAT.distribution))
    assert {str(dcat.value(one, DCAT.accessURL)) for one in distributions} == {f"{ROOT}sparql", f"{ROOT}graph-store"}
    for one in distributions:
        assert (one, RDF.type, DCAT.Distribution) in dcat
        assert dcat.value(one, DCTERMS.license) is not None
        assert {text.language for text in dcat.objects(one, DCTERMS.title) if isinstance(text, Literal)} == {"fr", "en"}


def test_the_dump_names_its_media_types(dcat: Graph) -> None:
    dump = URIRef(f"{ROOT}dataset#dump")
    kinds = {str(kind).partition("media-types/")[2] for kind in dcat.objects(dump, DCAT.mediaType)}
    assert {"text/turtle", "application/n-triples", "application/trig"} <= kinds


def test_an_address_that_is_none_is_not_given_as_a_licence(hamlet: KnowledgeGraph) -> None:
    spoilt = KnowledgeGraph(hamlet._engine, replace(hamlet.manifest, licence_url="voir la mairie"))
    found = read(spoilt)
    assert found.value(DATASET, DCTERMS.license) is None
    assert str(found.value(DATASET, DCTERMS.rights)) == "CC0 1.0"

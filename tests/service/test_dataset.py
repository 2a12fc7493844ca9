"""DCAT: what a catalogue of data harvests, and nothing that the manifest does not know."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef

from service.conftest import opened
from territory_graph import KnowledgeGraph
from territory_graph.service.dataset import catalogue
from territory_graph.service.rdf import written
from territory_graph.service.releases import Release, ReleaseFile
from territory_graph.store.folder import ServedVersion

ROOT = "http://127.0.0.1:8501/"
DATASET = URIRef(f"{ROOT}dataset#dataset")
VERSION, HAS_VERSION = URIRef(f"{DCAT}version"), URIRef(f"{DCAT}hasVersion")


def a_file(name: str, media_type: str, *, packed: bool) -> ReleaseFile:
    return ReleaseFile(name, media_type, packed, 12, hashlib.sha256(name.encode()).hexdigest(), Path(name))


FILES = (
    a_file("hamlet-1.nq", "application/n-quads", packed=False),
    a_file("hamlet-1.nq.gz", "application/n-quads", packed=True),
    a_file("hamlet-1.trig", "application/trig", packed=False),
)


def read(graph: KnowledgeGraph) -> Graph:
    history = (
        ServedVersion(graph.version, datetime(2026, 3, 1, tzinfo=UTC), None, Path("now")),
        ServedVersion("b" * 16, datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC), Path("before")),
        ServedVersion("a" * 16, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC), None),
    )
    release = Release(graph.manifest, graph.version, FILES, history)
    statements = catalogue(opened(graph), ROOT, release)
    return Graph().parse(data=written(statements, "text/turtle", graph.base), format="turtle")


@pytest.fixture(scope="module")
def dcat(hamlet: KnowledgeGraph) -> Graph:
    return read(hamlet)


def test_one_catalogue_lists_one_dataset_and_its_service(dcat: Graph) -> None:
    (listing,) = dcat.subjects(RDF.type, DCAT.Catalog)
    (dataset,) = dcat.objects(listing, DCAT.dataset)
    (service,) = dcat.subjects(RDF.type, DCAT.DataService)
    assert dataset == DATASET
    assert (dataset, RDF.type, DCAT.Dataset) in dcat
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
    assert str(dcat.value(dcat.value(DATASET, DCTERMS.rights), RDFS.label)) == "CC0 1.0"
    assert str(dcat.value(DATASET, VERSION)) == hamlet.version
    assert str(dcat.value(DATASET, DCTERMS.modified)) == hamlet.manifest.built_at


def test_what_the_manifest_does_not_know_is_not_said(dcat: Graph) -> None:
    assert dcat.value(DATASET, DCTERMS.publisher) is None
    assert not list(dcat.objects(DATASET, DCAT.keyword))
    assert not list(dcat.subjects(RDF.type, FOAF.Agent))


def test_it_was_issued_when_it_was_first_served(dcat: Graph) -> None:
    assert str(dcat.value(DATASET, DCTERMS.issued)) == "2026-01-01T00:00:00+00:00"


def test_the_versions_that_are_kept_are_listed(dcat: Graph, hamlet: KnowledgeGraph) -> None:
    found = {str(dcat.value(one, VERSION)) for one in dcat.objects(DATASET, HAS_VERSION)}
    assert found == {hamlet.version, "b" * 16}


def test_every_distribution_can_be_reached_under_the_licence(dcat: Graph) -> None:
    distributions = list(dcat.objects(DATASET, DCAT.distribution))
    assert len(distributions) == 1 + len(FILES)
    for one in distributions:
        assert (one, RDF.type, DCAT.Distribution) in dcat
        assert dcat.value(one, DCTERMS.license) is not None
        assert dcat.value(one, DCAT.accessURL) is not None
        assert len(list(dcat.objects(one, DCAT.mediaType))) <= 1


def test_each_file_has_its_type_its_size_and_its_checksum(dcat: Graph, hamlet: KnowledgeGraph) -> None:
    for file in FILES:
        (one,) = dcat.subjects(DCTERMS.title, Literal(file.name))
        assert str(dcat.value(one, DCAT.mediaType)).endswith(f"/{file.media_type}")
        assert int(str(dcat.value(one, DCAT.byteSize))) == file.size
        assert (dcat.value(one, DCAT.compressFormat) is not None) == file.packed
        assert str(dcat.value(one, DCAT.downloadURL)) == f"{ROOT}dataset/{hamlet.version}/{file.name}"
        checksum = dcat.value(one, URIRef("http://spdx.org/rdf/terms#checksum"))
        assert str(dcat.value(checksum, URIRef("http://spdx.org/rdf/terms#checksumValue"))) == file.sha256


def published(hamlet: KnowledgeGraph) -> KnowledgeGraph:
    words = {"fr": ["hameau"], "en": ["hamlet"]}
    told = replace(hamlet.manifest, publisher="Commune du Hameau", publisher_url="https://example.org/", keywords=words)
    return KnowledgeGraph(hamlet._engine, told)


def test_publisher_and_keywords_are_those_of_the_territory(hamlet: KnowledgeGraph) -> None:
    found = read(published(hamlet))
    publisher = found.value(DATASET, DCTERMS.publisher)
    assert str(found.value(publisher, FOAF.name)) == "Commune du Hameau"
    assert set(found.objects(DATASET, DCAT.keyword)) == {Literal("hameau", "fr"), Literal("hamlet", "en")}


class TestDcatAp:
    """DCAT-AP 3.0: what it makes mandatory, the range of its properties, and how often they may stand."""

    MANDATORY: ClassVar = {
        DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
        DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
        DCAT.Distribution: (DCAT.accessURL,),
        DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
        FOAF.Agent: (FOAF.name,),
    }
    RANGES: ClassVar = {
        DCTERMS.publisher: FOAF.Agent,
        DCTERMS.license: DCTERMS.LicenseDocument,
        DCTERMS.rights: DCTERMS.RightsStatement,
        DCTERMS.language: DCTERMS.LinguisticSystem,
        DCTERMS.conformsTo: DCTERMS.Standard,
        DCTERMS.spatial: DCTERMS.Location,
        DCTERMS.temporal: DCTERMS.PeriodOfTime,
        DCTERMS.provenance: DCTERMS.ProvenanceStatement,
        DCAT.mediaType: DCTERMS.MediaType,
        DCAT.compressFormat: DCTERMS.MediaType,
        DCAT.distribution: DCAT.Distribution,
        DCAT.accessService: DCAT.DataService,
        DCAT.landingPage: FOAF.Document,
        FOAF.homepage: FOAF.Document,
        HAS_VERSION: DCAT.Dataset,
        DCAT.theme: SKOS.Concept,
        DCAT.contactPoint: URIRef("http://www.w3.org/2006/vcard/ns#Kind"),
    }
    ONCE = (DCAT.mediaType, DCTERMS.format, DCAT.byteSize, DCTERMS.license, DCTERMS.publisher, DCTERMS.issued, VERSION)

    def test_nothing_mandatory_is_missing(self, hamlet: KnowledgeGraph) -> None:
        found = read(published(hamlet))
        for kind, properties in self.MANDATORY.items():
            things = list(found.subjects(RDF.type, kind))
            assert things
            for thing in things:
                assert [name for name in properties if found.value(thing, name) is None] == []

    def test_values_are_of_the_kind_that_is_asked(self, hamlet: KnowledgeGraph) -> None:
        found = read(published(hamlet))
        wrong = [
            (str(name), str(value))
            for name, kind in self.RANGES.items()
            for subject, value in found.subject_objects(name)
            if (value, RDF.type, kind) not in found and (subject, RDF.type, FOAF.Agent) not in found
        ]
        assert wrong == []
        for name in self.ONCE:
            for subject in set(found.subjects(name, None)):
                assert len(list(found.objects(subject, name))) == 1, (subject, name)

    def test_the_shapes_of_the_profile_find_no_violation(self, hamlet: KnowledgeGraph) -> None:
        """``DCAT_AP_SHAPES`` names the shapes that SEMIC publishes: releases/3.0.1/html/shacl/{shapes,range}.ttl."""
        files = os.environ.get("DCAT_AP_SHAPES", "").split()
        if not files:
            pytest.skip("the SHACL shapes of DCAT-AP are not here: DCAT_AP_SHAPES names their files")
        shapes = Graph()
        for file in files:
            shapes.parse(file, format="turtle")
        _, results, text = pyshacl.validate(read(published(hamlet)), shacl_graph=shapes)
        assert not list(results.subjects(SH.resultSeverity, SH.Violation)), text


def test_an_address_that_is_none_is_not_given_as_a_licence(hamlet: KnowledgeGraph) -> None:
    spoilt = KnowledgeGraph(hamlet._engine, replace(hamlet.manifest, licence_url="voir la mairie"))
    found = read(spoilt)
    assert found.value(DATASET, DCTERMS.license) is None
    assert str(found.value(found.value(DATASET, DCTERMS.rights), RDFS.label)) == "CC0 1.0"

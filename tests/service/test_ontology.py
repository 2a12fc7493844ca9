"""The ontology at its own address: a page for readers, and the same statements in every form for programs."""

from __future__ import annotations

import json

import pytest
from rdflib import OWL, RDF, Graph, URIRef
from rdflib.compare import isomorphic, to_isomorphic

from service.conftest import Client
from territory_graph.service.ontology_terms import FILE, IRI, SHAPES
from territory_graph.vocabulary import local

FORMS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(("extension", "media_type"), FORMS.items())
def test_every_form_is_the_packaged_ontology(client: Client, extension: str, media_type: str) -> None:
    reader = {"jsonld": "json-ld", "rdf": "xml"}.get(extension, extension)
    expected = set(Graph().parse(FILE))
    for found in (client.get(f"/ontology.{extension}", Accept=CHROME), client.get("/ontology", Accept=media_type)):
        assert (found.status, found.kind) == (200, media_type)
        assert found.headers["content-location"] == f"{client.server.address}/ontology.{extension}"
        assert set(Graph().parse(data=found.body, format=reader)) == expected


def test_a_browser_gets_the_page_and_a_program_turtle(client: Client) -> None:
    assert client.get("/ontology", Accept=CHROME).kind == "text/html"
    assert client.get("/ontology").kind == "text/turtle"
    assert client.get("/ontology.html").kind == "text/html"
    assert client.get("/ontology", Accept="image/png").status == 406


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/ontology", "", "fr"),
        ("/ontology", "en-GB,en;q=0.9", "en"),
        ("/ontology?lang=en", "fr", "en"),
        ("/ontology?lang=fr", "en", "fr"),
        ("/ontology.html?lang=en", "fr", "en"),
    ],
)
def test_the_page_is_in_the_reader_s_language(client: Client, address: str, accepted: str, language: str) -> None:
    found = client.get(address, Accept=CHROME, Accept_Language=accepted)
    assert found.headers["content-language"] == language
    assert f'<html lang="{language}">' in found.text
    assert "Accept-Language" in found.headers["vary"]


def test_the_page_lets_nothing_run(client: Client) -> None:
    policy = client.get("/ontology", Accept="text/html").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("extension", ["xyz", "ttl2", "%00", "..", "html%0d%0a"])
def test_a_form_that_does_not_exist_is_told_with_those_that_do(client: Client, extension: str) -> None:
    found = client.get(f"/ontology.{extension}")
    assert found.status == 404
    assert "ontology.ttl" in found.text


def test_what_is_held_already_is_not_sent_again(client: Client) -> None:
    for accept in ("text/html", "text/turtle"):
        first = client.get("/ontology", Accept=accept)
        assert client.get("/ontology", Accept=accept, If_None_Match=first.headers["etag"]).status == 304
        head = client.ask("HEAD", "/ontology", headers={"Accept": accept})
        assert (head.body, head.headers["content-length"]) == (b"", str(len(first.body)))


def test_every_form_is_announced(client: Client) -> None:
    for part in client.get("/ontology").headers["link"].split(", "):
        address = part.partition("<")[2].partition(">")[0].removeprefix(client.server.address)
        assert client.get(address).status == 200


@pytest.fixture(scope="module")
def packaged_shapes() -> int:
    """The same for graphs that are isomorphic to the packaged shapes, and for no others."""
    return to_isomorphic(Graph().parse(SHAPES)).internal_hash()


@pytest.mark.parametrize(("extension", "media_type"), FORMS.items())
def test_every_form_of_the_shapes_is_the_packaged_file(
    client: Client, packaged_shapes: int, extension: str, media_type: str
) -> None:
    reader = {"jsonld": "json-ld", "rdf": "xml"}.get(extension, extension)
    named, asked = client.get(f"/shapes.{extension}"), client.get("/shapes", Accept=media_type)
    for found in (named, asked):
        assert (found.status, found.kind) == (200, media_type)
    assert to_isomorphic(Graph().parse(data=named.body, format=reader)).internal_hash() == packaged_shapes
    assert asked.body == named.body
    assert client.get("/shapes").kind == "text/turtle"
    assert client.get("/shapes", Accept="image/png").status == 406
    assert "shapes.ttl" in client.get("/shapes.xyz").text


def test_the_address_of_the_version_is_the_ontology_s(client: Client) -> None:
    version = str(Graph().parse(FILE).value(URIRef(IRI), OWL.versionIRI)).removeprefix(
        "https://w3id.org/territory-graph"
    )
    assert client.get(version, Accept="text/turtle").body == client.get("/ontology.ttl").body
    assert client.get("/ontology/9.9.9").status == 404


def test_json_with_the_names_of_the_ontology_is_rdf_by_the_context(client: Client) -> None:
    found = client.get("/context.jsonld")
    assert (found.status, found.kind) == (200, "application/ld+json")
    document = {
        **json.loads(found.body),
        "id": "https://example.org/id/commitment/x",
        "type": "Commitment",
        "label": {"fr": "Engagement", "en": "Commitment"},
        "amount": "160000.0",
        "forYear": "2021",
        "amountScope": "global",
        "committedBy": {"id": "https://example.org/id/actor/y", "type": "Epci", "siren": "200023414"},
    }
    told = Graph().parse(data=json.dumps(document), format="json-ld")
    expected = Graph().parse(
        data="""@prefix tg: <https://w3id.org/territory-graph/ontology#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @base <https://example.org/id/> .
        <commitment/x> a tg:Commitment ; rdfs:label "Engagement"@fr, "Commitment"@en ; tg:amount 160000.0 ;
          tg:forYear "2021"^^xsd:gYear ; tg:amountScope "global" ; tg:committedBy <actor/y> .
        <actor/y> a tg:Epci ; tg:siren "200023414" .""",
        format="turtle",
    )
    assert isomorphic(told, expected)


def test_the_context_has_every_term(client: Client) -> None:
    terms = json.loads(client.get("/context.jsonld").body)["@context"]
    ontology_file = Graph().parse(FILE)
    named = [str(name) for kind in (OWL.Class, RDF.Property) for name in ontology_file.subjects(RDF.type, kind)]
    assert {local(name) for name in named if name.startswith(IRI)} <= set(terms)

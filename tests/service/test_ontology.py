"""The ontology at its own address: a page for readers, and the same statements in every form for programs."""

from __future__ import annotations

import pytest
from rdflib import Graph

from service.conftest import Client
from territory_graph.service.ontology_terms import FILE

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

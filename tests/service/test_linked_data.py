"""Linked data over HTTP: readers are sent to the fiche, programs get RDF, and what is unknown is said to be."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from rdflib import RDFS, Dataset, Graph, Literal, URIRef

from service.conftest import Client
from territory_graph import KnowledgeGraph
from territory_graph.service.formats import TRIPLES
from territory_graph.vocabulary import DEFAULT_BASE, TG

LSN = f"{DEFAULT_BASE}id/actor/lsn"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FORMS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


class TestReaders:
    def test_a_browser_is_sent_to_the_fiche(self, client: Client) -> None:
        found = client.get("/id/actor/lsn", Accept=CHROME)
        assert found.status == 303
        assert found.headers["location"] == f"{client.server.address}/fiche?id=actor/lsn"
        assert found.headers["vary"] == "Accept"
        assert found.body == b""

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_the_language_is_kept(self, client: Client, language: str) -> None:
        found = client.get(f"/id/actor/lsn?lang={language}", Accept="text/html")
        assert found.headers["location"].endswith(f"/fiche?id=actor/lsn&lang={language}")

    def test_a_language_that_is_none_is_not_passed_on(self, client: Client) -> None:
        found = client.get(f"/id/actor/lsn?lang={quote('fr&id=x')}", Accept="text/html")
        assert found.headers["location"].endswith("/fiche?id=actor/lsn")

    def test_the_fiche_is_a_page(self, client: Client) -> None:
        location = client.get("/id/actor/lsn", Accept="text/html").headers["location"]
        page = client.get(location.removeprefix(client.server.address), Accept="text/html")
        assert (page.status, page.kind) == (200, "text/html")

    @pytest.mark.parametrize(("language", "words"), [("fr", "Le graphe ne dit rien"), ("en", "The graph says nothing")])
    def test_what_is_unknown_is_said_in_a_sentence(self, client: Client, language: str, words: str) -> None:
        for accept in (CHROME, "text/turtle"):
            found = client.get(f"/id/actor/nobody?lang={language}", Accept=accept)
            assert (found.status, found.kind) == (404, "text/plain")
            assert found.text.startswith(words)

    @pytest.mark.parametrize(
        "path",
        [
            "",
            "actor",
            "actor/",
            "%3Cscript%3E",
            "%00",
            "a%20b",
            "%C3%A9",
            "%FF",
            "a%0D%0AX-Evil:%201",
            "..%2f..",
            "x" * 5000,
        ],
    )
    def test_a_strange_address_is_unknown(self, client: Client, path: str) -> None:
        found = client.get(f"/id/{path}", Accept="text/turtle")
        assert found.status == 404
        assert "x-evil" not in found.headers


class TestPrograms:
    @pytest.mark.parametrize("media_type", TRIPLES)
    def test_every_form_is_the_one_that_was_asked(self, client: Client, media_type: str) -> None:
        found = client.get("/id/actor/lsn", Accept=media_type)
        assert (found.status, found.kind) == (200, media_type)

    @pytest.mark.parametrize(("name", "media_type"), FORMS.items())
    def test_every_form_says_the_same(self, client: Client, name: str, media_type: str) -> None:
        reader = {"jsonld": "json-ld", "rdf": "xml"}.get(name, name)
        read = Graph().parse(data=client.get("/id/actor/lsn", Accept=media_type).body, format=reader)
        expected = Graph().parse(data=client.get("/id/actor/lsn?format=ttl").body, format="ttl")
        assert set(read) == set(expected)
        assert (URIRef(LSN), RDFS.label, Literal("LSN", "fr")) in read or (
            URIRef(LSN),
            RDFS.label,
            Literal("LSN"),
        ) in read

    def test_it_is_all_that_the_graph_says(self, client: Client, rouen: KnowledgeGraph) -> None:
        read = Dataset(default_union=True)
        read.parse(data=client.get("/id/actor/lsn", Accept="application/trig").body, format="trig")
        merged = {(str(s), str(p), str(o)) for s, p, o in read.default_graph}
        assert merged == {(str(s), str(p), str(o)) for s, p, o, g in read.quads() if g is not None}
        read.remove_graph(read.default_graph)
        lsn = ox.NamedNode(LSN)
        ties = ox.NamedNode(f"{rouen.base}id/graph/ties")  # made of what is told
        expected = {q for q in rouen.quads() if lsn in (q.subject, q.object) and q.graph_name != ties}
        found = {(str(s), str(p), str(o), str(g)) for s, p, o, g in read.quads() if LSN in (str(s), str(o))}
        assert len(found) == len(expected)
        records = {record for _, _, _, record in found}
        assert records <= {str(record) for record in read.subjects(TG.source, None, unique=True)}

    def test_a_program_may_name_the_form_in_the_address(self, client: Client) -> None:
        for name, media_type in (FORMS | {"trig": "application/trig", "nq": "application/n-quads"}).items():
            found = client.get(f"/id/actor/lsn?format={name}", Accept=CHROME)
            assert (found.status, found.kind) == (200, media_type)
            assert found.headers["content-location"] == f"{client.server.address}/id/actor/lsn?format={name}"
        assert client.get("/id/actor/lsn?format=html", Accept="text/turtle").status == 303

    def test_a_form_that_does_not_exist_is_told_with_those_that_do(self, client: Client) -> None:
        found = client.get("/id/actor/lsn?format=docx")
        assert found.status == 400
        assert "ttl" in found.text
        assert client.get("/id/actor/lsn", Accept="image/png").status == 406

    def test_every_form_is_announced_and_can_be_had(self, client: Client) -> None:
        links = client.get("/id/actor/lsn").headers["link"]
        alternates = [part for part in links.split(", ") if 'rel="alternate"' in part]
        assert len(alternates) == 7
        for part in alternates:
            address = part.partition("<")[2].partition(">")[0].removeprefix(client.server.address)
            assert client.get(address).status in (200, 303)
        assert f'<{LSN}>; rel="describes"' in links
        assert 'rel="license"' in links

    def test_what_is_held_already_is_not_sent_again(self, client: Client) -> None:
        first = client.get("/id/actor/lsn")
        assert first.headers["cache-control"] == "no-cache"
        assert client.get("/id/actor/lsn", If_None_Match=first.headers["etag"]).status == 304
        head = client.ask("HEAD", "/id/actor/lsn")
        assert (head.status, head.body, head.headers["etag"]) == (200, b"", first.headers["etag"])

    def test_any_page_may_read_it(self, client: Client) -> None:
        for accept in ("text/turtle", "text/html"):
            assert client.get("/id/actor/lsn", Accept=accept).headers["access-control-allow-origin"] == "*"

    def test_nothing_is_written_here(self, client: Client) -> None:
        refused = client.ask("POST", "/id/actor/lsn", b"x")
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")
        assert "GET, HEAD" in refused.text

    def test_every_kind_of_thing_answers(self, client: Client, rouen: KnowledgeGraph) -> None:
        start = f"{rouen.base}id/"
        by_kind = {}
        for quad in rouen.quads():
            iri = str(quad.subject).strip("<>")
            if iri.startswith(start):
                by_kind.setdefault(iri.removeprefix(start).partition("/")[0], iri.removeprefix(start))
        assert len(by_kind) > 20
        for path in by_kind.values():
            assert client.get(f"/id/{quote(path)}", Accept="text/turtle").status == 200, path


def test_the_thing_s_own_iri_can_be_asked_of_the_endpoint(client: Client) -> None:
    answer = client.ask(
        "GET", f"/sparql?{urlencode({'query': f'ASK {{ <{LSN}> ?p ?o }}'})}", headers={"Accept": "text/csv"}
    )
    assert "true" in answer.text


@pytest.mark.parametrize(("extension", "media_type"), FORMS.items())
def test_a_form_may_end_the_address(client: Client, extension: str, media_type: str) -> None:
    found = client.get(f"/id/actor/lsn.{extension}", Accept=CHROME)
    assert (found.status, found.headers["content-type"].partition(";")[0]) == (200, media_type)
    assert found.body == client.get("/id/actor/lsn", Accept=media_type).body
    assert client.get(f"/id/actor/nobody.{extension}").status == 404
    assert client.get("/id/actor/lsn.docx").status == 404


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/fiche?id=actor/lsn", "LSN · Territory Graph"),
        ("/fiche?id=actor/nobody", "Fiche · Territory Graph"),
        ("/fiche?id=%3Cscript%3E", "Fiche · Territory Graph"),
        ("/reseau", "Réseau · Territory Graph"),
        ("/reseau?lang=en", "Network · Territory Graph"),
    ],
)
def test_a_page_has_its_title_before_anything_runs(client: Client, address: str, title: str) -> None:
    page = client.get(address, Accept=CHROME, Accept_Language="fr").text
    assert page.partition("<title>")[2].partition("</title>")[0] == title

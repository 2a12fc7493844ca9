"""Graph Store Protocol: everyone reads any graph in any format; whoever has the token replaces, adds to and deletes."""

from __future__ import annotations

import io
import itertools
import json
import socket
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
import pytest

from service.conftest import UPDATE_TOKEN, Answer, Client
from territory_graph.service.graph_store import LARGEST
from territory_graph.store.default_graph import in_records
from territory_graph.store.folder import StoreFolder

BASE = "https://example.org/hamlet/id/"
BOILER = f"{BASE}record/hamlet/boiler"
TOKEN = {"Authorization": f"Bearer {UPDATE_TOKEN}"}
TRIPLES = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
QUADS = ["application/trig", "application/n-quads", "application/ld+json"]
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "rdf"
DESCRIBED = f"""\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
<> a tg:Record ; tg:source <{BASE}source/annuaire> ; tg:locator "p. 9" ;
  tg:status <{BASE}status/stated> ; tg:confidence 0.5 .
"""
_NUMBERS = itertools.count(1)


def address(graph: str) -> str:
    return f"/graph-store?{urlencode({'graph': graph})}"


@pytest.fixture
def graph() -> str:
    """The IRI of a graph that no other test writes."""
    return f"{BASE}record/tests/r{next(_NUMBERS)}"


def company(graph: str, name: str = "Neuf") -> str:
    return f'{DESCRIBED}<{graph}/company> a tg:Company ; rdfs:label "{name}" .'


def send(writer: Client, method: str, graph: str, text: str | bytes = b"", **headers: str) -> Answer:
    """A write with the token, of Turtle unless another type is given."""
    body = text.encode() if isinstance(text, str) else text
    given = {
        "Content-Type": "text/turtle",
        **TOKEN,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return writer.ask(method, address(graph), body or None, given)


def triples(answer: Answer) -> set[ox.Triple]:
    assert answer.status == 200, answer.text
    form = ox.RdfFormat.from_media_type(answer.kind)
    return {quad.triple for quad in ox.parse(answer.body, format=form)}


def served(client: Client) -> set[ox.Quad]:
    return set(in_records(StoreFolder(client.server.store).open()[0]))


def version(client: Client) -> str:
    return StoreFolder(client.server.store).manifest().version


class TestReading:
    @pytest.mark.parametrize("media_type", TRIPLES)
    def test_the_default_graph_is_every_statement_once(self, writer: Client, media_type: str) -> None:
        found = writer.get("/graph-store?default", Accept=media_type)
        assert found.kind == media_type
        expected = {quad.triple for quad in served(writer)}
        assert len(list(ox.parse(found.body, format=ox.RdfFormat.from_media_type(media_type)))) == len(expected)
        assert triples(found) == expected

    @pytest.mark.parametrize("media_type", QUADS)
    def test_without_a_graph_the_whole_dataset_is_sent(self, writer: Client, media_type: str) -> None:
        found = writer.get("/graph-store", Accept=media_type)
        assert (found.status, found.kind) == (200, media_type)
        assert set(ox.parse(found.body, format=ox.RdfFormat.from_media_type(media_type))) == served(writer)

    @pytest.mark.parametrize("media_type", TRIPLES)
    def test_a_named_graph_is_sent_in_every_format(self, writer: Client, media_type: str) -> None:
        found = writer.get(address(BOILER), Accept=media_type)
        expected = {quad.triple for quad in served(writer) if quad.graph_name == ox.NamedNode(BOILER)}
        assert len(expected) > 3
        assert found.kind == media_type
        assert triples(found) == expected

    def test_turtle_is_what_nobody_asked_for_and_has_the_prefixes_that_it_uses(self, writer: Client) -> None:
        found = writer.get(address(BOILER))
        assert found.kind == "text/turtle"
        assert "prj:chaudiere" in found.text
        assert found.text.count("@prefix") < 8

    def test_the_most_liked_format_is_sent(self, writer: Client) -> None:
        liked = "text/html, application/n-triples;q=0.9, text/turtle;q=0.5"
        assert writer.get(address(BOILER), Accept=liked).kind == "application/n-triples"
        assert writer.get("/graph-store", Accept="*/*").kind == "application/trig"

    @pytest.mark.parametrize("query", ["", "?default", f"?graph={quote(BOILER, safe='')}"])
    def test_a_format_that_does_not_exist_is_told_with_those_that_do(self, writer: Client, query: str) -> None:
        found = writer.get(f"/graph-store{query}", Accept="text/html")
        assert found.status == 406
        assert "application/" in found.text

    @pytest.mark.parametrize("query", ["", "?default", f"?graph={quote(BOILER, safe='')}"])
    def test_head_has_the_headers_of_get_and_no_body(self, writer: Client, query: str) -> None:
        head, get = writer.ask("HEAD", f"/graph-store{query}"), writer.get(f"/graph-store{query}")
        assert (head.status, head.body) == (200, b"")
        for name in ("etag", "last-modified", "content-type", "vary"):
            assert head.headers[name] == get.headers[name]
        assert int(get.headers["content-length"]) == len(get.body)

    @pytest.mark.parametrize("query", ["?default", f"?graph={quote(BOILER, safe='')}"])
    def test_what_the_client_has_is_not_sent_again(self, writer: Client, query: str) -> None:
        first = writer.get(f"/graph-store{query}")
        again = writer.get(f"/graph-store{query}", If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert writer.get(f"/graph-store{query}", If_Modified_Since=first.headers["last-modified"]).status == 304
        other = writer.get(f"/graph-store{query}", Accept="application/n-triples")
        assert other.headers["etag"] != first.headers["etag"]

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_a_graph_that_is_not_there_is_not_found(self, writer: Client, method: str) -> None:
        found = writer.ask(method, address("urn:none"))
        assert found.status == 404
        assert method == "HEAD" or "urn:none" in found.text

    @pytest.mark.parametrize(
        "query",
        [
            "default&graph=urn:a",
            "graph=urn:a&graph=urn:b",
            "graph=relative",
            "graph=",
            "default=1",
            "grpah=urn:a",
            "graph=%20",
        ],
    )
    def test_an_address_that_names_no_graph_is_told(self, writer: Client, query: str) -> None:
        found = writer.get(f"/graph-store?{query}", Accept_Language="en")
        assert (found.status, "absolute IRI" in found.text) == (400, True)

    def test_any_page_may_read_and_none_may_write(self, writer: Client) -> None:
        found = writer.get(address(BOILER), Origin="https://evil.example")
        assert found.headers["access-control-allow-origin"] == "*"
        options = writer.ask("OPTIONS", "/graph-store", headers={"Origin": "https://evil.example"})
        assert options.status == 204
        assert "authorization" in options.headers["access-control-allow-headers"].lower()

    @pytest.mark.parametrize("method", ["PATCH"])
    def test_other_methods_are_told_those_that_exist(self, writer: Client, method: str) -> None:
        found = writer.ask(method, "/graph-store?default")
        assert (found.status, "PUT" in found.headers["allow"]) == (405, True)


class TestXml:
    def test_what_xml_cannot_write_is_refused_rather_than_broken(self, writer: Client, graph: str) -> None:
        written = send(writer, "PUT", graph, f'{company(graph)} <{graph}> <http://example.org/2021/> "x" .')
        assert written.status == 201, written.text
        assert writer.get(address(graph), Accept="application/rdf+xml").status == 406
        assert writer.get(address(graph)).status == 200
        assert send(writer, "DELETE", graph).status == 200

    def test_what_xml_reads_otherwise_is_written_so_that_it_does_not(self, writer: Client, graph: str) -> None:
        assert send(writer, "PUT", graph, company(graph, r"a\r\nb\r & <c>")).status == 201
        found = writer.get(address(graph), Accept="application/rdf+xml")
        ET.parse(io.BytesIO(found.body))
        assert ox.Literal("a\r\nb\r & <c>") in {triple.object for triple in triples(found)}


class TestAccess:
    @pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
    def test_without_a_token_of_the_operator_nobody_writes(self, client: Client, method: str) -> None:
        for headers in ({}, TOKEN, {"Authorization": "Bearer "}):
            found = client.ask(method, address("urn:a"), b"<urn:a> <urn:b> 1 .", headers)
            assert found.status == 403
            assert found.text.strip()

    @pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
    @pytest.mark.parametrize(
        "given",
        [
            None,
            "",
            "Bearer",
            "Bearer ",
            "Bearer wrong",
            f"Basic {UPDATE_TOKEN}",
            f"Bearer {UPDATE_TOKEN}x",
            "Bearer \xe9",
        ],
    )
    def test_a_token_that_is_missing_or_wrong_is_asked_for(
        self, writer: Client, method: str, given: str | None
    ) -> None:
        before = version(writer)
        headers = {} if given is None else {"Authorization": given}
        found = writer.ask(method, address(BOILER), b"<urn:a> <urn:b> 1 .", headers)
        assert found.status == 401
        assert found.headers["www-authenticate"].startswith("Bearer")
        assert UPDATE_TOKEN not in found.text
        assert version(writer) == before

    def test_a_form_of_another_site_s_page_changes_nothing(self, writer: Client) -> None:
        before = version(writer)
        page = {"Origin": "https://evil.example", "Cookie": f"token={UPDATE_TOKEN}"}
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
            found = writer.ask("POST", address(BOILER), b"a=b", {**page, "Content-Type": kind})
            assert found.status == 401
        query = f"{address(BOILER)}&access_token={UPDATE_TOKEN}"
        assert writer.ask("POST", query, b"<urn:a> <urn:b> 1 .", {**page, "Content-Type": "text/turtle"}).status == 401
        assert version(writer) == before


class TestWriting:
    def test_a_graph_is_put_posted_to_and_deleted(self, writer: Client, graph: str) -> None:
        first = send(writer, "PUT", graph, company(graph))
        assert (first.status, json.loads(first.body)["added"]) == (201, 7)
        assert len(triples(writer.get(address(graph)))) == 7
        again = send(writer, "PUT", graph, company(graph))
        assert (again.status, again.body) == (204, b"")
        more = send(writer, "POST", graph, f"<{graph}/company> <http://www.w3.org/2000/01/rdf-schema#label> 'New'@en .")
        assert (more.status, json.loads(more.body)["added"]) == (200, 1)
        less = send(writer, "PUT", graph, company(graph, "Autre"))
        assert (less.status, json.loads(less.body)["removed"]) == (200, 2)
        gone = send(writer, "DELETE", graph)
        assert (gone.status, json.loads(gone.body)["version"]) == (200, version(writer))
        assert writer.get(address(graph)).status == 404
        assert send(writer, "DELETE", graph).status == 404

    @pytest.mark.parametrize("media_type", TRIPLES)
    def test_what_was_sent_in_a_format_comes_back_in_it(self, writer: Client, graph: str, media_type: str) -> None:
        sent = set(ox.parse(company(graph), format=ox.RdfFormat.TURTLE, base_iri=graph))
        body = ox.serialize((quad.triple for quad in sent), format=ox.RdfFormat.from_media_type(media_type))
        assert send(writer, "PUT", graph, body, Content_Type=f"{media_type}; charset=utf-8").status == 201
        assert triples(writer.get(address(graph), Accept=media_type)) == {quad.triple for quad in sent}

    def test_rdf_xml_is_expected_where_no_type_is_given(self, writer: Client, graph: str) -> None:
        sent = ox.parse(company(graph), format=ox.RdfFormat.TURTLE, base_iri=graph)
        body = ox.serialize((quad.triple for quad in sent), format=ox.RdfFormat.RDF_XML)
        assert writer.ask("PUT", address(graph), body, TOKEN).status == 201

    def test_a_change_is_recorded_under_the_token_s_label(self, writer: Client, graph: str) -> None:
        send(writer, "PUT", graph, company(graph))
        journal = {quad for quad in served(writer) if quad.graph_name == ox.NamedNode(f"{BASE}graph/updates")}
        (change,) = (quad.subject for quad in journal if quad.object == ox.NamedNode(graph))
        authors = {quad.object for quad in journal if quad.subject == change and "Associated" in quad.predicate.value}
        assert authors == {ox.NamedNode(f"{BASE}agent/atelier")}
        kept = (writer.server.store / "current" / "changes.jsonl").read_text(encoding="utf-8")
        assert graph in kept
        assert UPDATE_TOKEN not in kept

    @pytest.mark.parametrize(
        ("text", "status", "said"),
        [
            ("<urn:a> <urn:b> .", 400, "1"),
            ("<urn:a> <urn:b> 1 .", 422, "tg:Record"),
            (f"{DESCRIBED}<urn:a> a tg:Actor .", 422, "label"),
            (f"{DESCRIBED}[] a tg:Actor .", 400, "blank node"),
            (f'{DESCRIBED}<urn:a> tg:start "hier" .', 400, "hier"),
            (b"\xff\xfe<\x00", 400, "UTF-16"),
        ],
    )
    def test_a_refused_graph_changes_nothing_and_says_why(
        self, writer: Client, graph: str, text: str, status: int, said: str
    ) -> None:
        before = version(writer)
        found = send(writer, "PUT", graph, text, Accept_Language="en")
        assert (found.status, said in found.text) == (status, True), found.text
        assert str(writer.server.store) not in found.text
        assert version(writer) == before

    @pytest.mark.parametrize("name", ["graph/updates", "graph/ontology", "record/inferred/R01-types"])
    def test_graphs_of_the_software_are_not_written(self, writer: Client, name: str) -> None:
        assert send(writer, "PUT", BASE + name, DESCRIBED).status == 422

    @pytest.mark.parametrize("kind", ["text/html", "application/trig", "text/plain", "multipart/form-data", "x"])
    def test_another_type_of_content_is_told_those_that_exist(self, writer: Client, graph: str, kind: str) -> None:
        found = send(writer, "PUT", graph, "x", Content_Type=kind)
        assert (found.status, "text/turtle" in found.text) == (415, True)

    def test_compressed_content_is_not_taken(self, writer: Client, graph: str) -> None:
        assert send(writer, "PUT", graph, "x", Content_Encoding="gzip").status == 415

    def test_the_default_graph_is_not_written(self, writer: Client) -> None:
        for method in ("PUT", "POST", "DELETE"):
            found = writer.ask(method, "/graph-store?default", b"", TOKEN)
            assert (found.status, found.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
            assert writer.ask(method, "/graph-store", b"", TOKEN).status == 400

    def test_too_much_is_refused(self, writer: Client, graph: str) -> None:
        found = send(writer, "PUT", graph, b"#" * (LARGEST + 1))
        assert found.status == 413

    def test_too_much_is_refused_though_its_size_was_not_told(self, writer: Client, graph: str) -> None:
        import http.client

        parts = urlsplit(writer.server.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=90)
        chunks = (b"#" * 1_000_000 for _ in range(LARGEST // 1_000_000 + 2))
        connection.request("PUT", address(graph), chunks, {**TOKEN, "Content-Type": "text/turtle"}, encode_chunked=True)
        assert connection.getresponse().status == 413
        connection.close()

    @pytest.mark.skipif(not CORPUS.is_dir(), reason="no shared/corpus of hostile inputs beside this checkout")
    @pytest.mark.parametrize(
        "name",
        [
            "deep_bnode.ttl",
            "html_as.rdf",
            "laughs6.rdf",
            "rel_ctx.jsonld",
            "utf16.ttl",
            "wrong_ext.ttl",
            "xxe_file.rdf",
        ],
    )
    def test_a_hostile_file_is_a_bad_request(self, writer: Client, graph: str, name: str) -> None:
        types = {".ttl": "text/turtle", ".rdf": "application/rdf+xml", ".jsonld": "application/ld+json"}
        path = CORPUS / name
        found = send(writer, "POST", graph, path.read_bytes(), Content_Type=types[path.suffix])
        assert found.status == 400
        assert "root:" not in found.text


class TestKeys:
    def test_a_repeat_is_told_what_the_first_did_though_its_condition_no_longer_holds(
        self, writer: Client, graph: str
    ) -> None:
        once = {"Idempotency_Key": f'"{graph}"', "If_None_Match": "*"}
        first = send(writer, "PUT", graph, company(graph), **once)
        assert (first.status, first.headers.get("idempotent-replayed")) == (201, None)
        assert first.headers["x-data-version"] == version(writer)
        assert send(writer, "POST", graph, f"<{graph}/company> a <urn:x> .").status == 200
        now = version(writer)
        again = send(writer, "PUT", graph, company(graph), **once)
        assert (again.status, again.body) == (201, first.body)
        assert again.headers["idempotent-replayed"] == "true"
        other = send(writer, "PUT", graph, company(graph, "Autre"), **once)
        assert (other.status, json.loads(first.body)["version"] in other.text) == (422, True)
        assert other.headers["x-data-version"] == version(writer) == now
        gone = {"Idempotency_Key": f"{graph}-gone"}
        assert [send(writer, "DELETE", graph, **gone).status for _ in range(2)] == [200, 200]

    @pytest.mark.parametrize("key", ["", '""', "a b", "x" * 201, '"'])
    def test_what_cannot_be_a_key_is_told(self, writer: Client, graph: str, key: str) -> None:
        found = send(writer, "PUT", graph, company(graph), Idempotency_Key=key, Accept_Language="en")
        assert (found.status, "Idempotency-Key" in found.text) == (400, True)


class TestWhatIsNotWhole:
    @pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples"])
    def test_a_put_of_nothing_empties_no_graph(self, writer: Client, graph: str, media_type: str) -> None:
        assert send(writer, "PUT", graph, company(graph)).status == 201
        for body in (b"", b"\n", b"# nothing"):
            found = send(writer, "PUT", graph, body, Content_Type=media_type, Accept_Language="en")
            assert (found.status, "DELETE" in found.text) == (422, True)
        assert len(triples(writer.get(address(graph)))) == 7

    @pytest.mark.parametrize("way", ["declared", "chunked", "malformed"])
    def test_content_that_was_cut_is_not_applied(self, writer: Client, graph: str, way: str) -> None:
        assert send(writer, "PUT", graph, company(graph)).status == 201
        before = version(writer)
        parts, body = urlsplit(writer.server.address), DESCRIBED.encode()
        length = f"Content-Length: {len(body) + 100}" if way == "declared" else "Transfer-Encoding: chunked"
        head = f"PUT {address(graph)} HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\n{length}\r\n"
        head += f"Authorization: Bearer {UPDATE_TOKEN}\r\n\r\n"
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as connection:
            sent = body if way == "declared" else b"%x\r\n%s\r\n" % (len(body), body)
            connection.sendall(head.encode() + sent + (b"zz\r\n" if way == "malformed" else b""))
        assert send(writer, "POST", graph, "").status == 204, "a write that waited for the one before"
        assert version(writer) == before

    def test_keys_given_twice_in_json_ld_are_told_with_their_place(self, writer: Client, graph: str) -> None:
        text = '{"@id": "urn:a",\n "http://e/p": 1,\n "http://e/p": 2}'
        found = send(writer, "PUT", graph, text, Content_Type="application/ld+json", Accept_Language="en")
        assert found.status == 400
        assert ":3, column 2: the key “http://e/p” is given twice" in found.text


class TestConditions:
    def test_a_write_for_another_version_is_refused(self, writer: Client, graph: str) -> None:
        assert send(writer, "PUT", graph, company(graph)).status == 201
        tag = writer.get(address(graph), Accept="application/n-triples").headers["etag"]
        assert send(writer, "PUT", graph, company(graph, "Autre"), If_Match=f'"x-y", {tag}').status == 200
        assert send(writer, "PUT", graph, company(graph), If_Match=tag).status == 412
        assert "Autre" in writer.get(address(graph)).text

    def test_any_tag_asks_for_a_graph_that_is_there_or_that_is_not(self, writer: Client, graph: str) -> None:
        assert send(writer, "PUT", graph, company(graph), If_Match="*").status == 412
        assert send(writer, "PUT", graph, company(graph), If_None_Match="*").status == 201
        assert send(writer, "PUT", graph, company(graph, "Autre"), If_None_Match="*").status == 412
        assert send(writer, "DELETE", graph, If_Match="*").status == 200

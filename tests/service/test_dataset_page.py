"""The dataset over HTTP: its page, its versions and their files, and what is said of a version that is gone."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCAT, Graph, URIRef
from serving import serving

from service.conftest import Client, new_address
from territory_graph import KnowledgeGraph
from territory_graph.store.contents import contents_of
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest

VERSION = URIRef(f"{DCAT}version")
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def json_ld(page: str) -> dict:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Comment citer", "Faits recueillis jusqu'au", "23 novembre 2026")),
        ("en", ("How to cite", "23 November 2026")),
    ],
)
def test_a_reader_gets_a_page_in_his_language(
    client: Client, rouen: KnowledgeGraph, language: str, words: tuple
) -> None:
    found = client.get("/dataset", Accept=CHROME, Accept_Language=language)
    assert (found.status, found.kind, found.headers["content-language"]) == (200, "text/html", language)
    text = found.text.replace("&#39;", "'")
    assert all(word in text for word in (*words, rouen.version, rouen.manifest.licence))
    assert re.search(r"<title>[^<]+Territory Graph</title>", found.text)


def test_what_search_engines_read_is_what_the_page_says(client: Client, rouen: KnowledgeGraph) -> None:
    told = json_ld(client.get("/dataset", Accept=CHROME, Accept_Language="en").text)
    assert (told["@context"], told["@type"], told["version"]) == ("https://schema.org/", "Dataset", rouen.version)
    assert {
        "name",
        "description",
        "license",
        "identifier",
        "keywords",
        "temporalCoverage",
        "spatialCoverage",
    } <= told.keys()
    assert 50 <= len(told["description"]) <= 5000  # what Google asks of a description
    assert told["publisher"] == {"@type": "Organization", "name": rouen.manifest.publisher}
    assert told["keywords"].count("Rouen") == 1  # a word of both languages
    assert told["datePublished"] <= told["dateModified"]
    for one in told["distribution"]:
        assert client.get(one["contentUrl"].removeprefix(client.server.address)).status == 200


def test_each_file_is_what_its_description_says(client: Client, rouen: KnowledgeGraph) -> None:
    told = Graph().parse(data=client.get("/dataset").text, format="turtle")
    dataset = URIRef(f"{client.server.address}/dataset#dataset")
    files = [one for one in told.objects(dataset, DCAT.distribution) if told.value(one, DCAT.downloadURL)]
    assert len(files) == 4
    expected = {str(quad) for quad in rouen.quads()}
    for one in files:
        found = client.get(str(told.value(one, DCAT.downloadURL)).removeprefix(client.server.address))
        assert len(found.body) == int(str(told.value(one, DCAT.byteSize)))
        checksum = told.value(one, URIRef("http://spdx.org/rdf/terms#checksum"))
        digest = hashlib.sha256(found.body).hexdigest()
        assert str(told.value(checksum, URIRef("http://spdx.org/rdf/terms#checksumValue"))) == digest
        assert found.headers["etag"] == f'"{digest}"'
        packed = told.value(one, DCAT.compressFormat) is not None
        body = gzip.decompress(found.body) if packed else found.body
        kind = str(told.value(one, DCAT.mediaType)).partition("media-types/")[2]
        form = ox.RdfFormat.from_media_type(kind)
        assert {str(quad) for quad in ox.parse(body, format=form)} == expected
        assert f"# Licence: {rouen.manifest.licence}".encode() in body[:1000]


def test_the_links_to_its_files_tell_the_types_of_what_they_lead_to(client: Client) -> None:
    links = client.get("/dataset").headers["link"]
    items = re.findall(r'<([^>]+)>; rel="item"; type="([^"]+)"', links)
    assert len(items) == 4
    for address, media_type in items:
        assert client.get(address.removeprefix(client.server.address)).kind == media_type


def test_a_file_can_be_had_in_parts(client: Client) -> None:
    item = re.search(r'<([^>]+\.nq\.gz)>; rel="item"', client.get("/dataset").headers["link"])
    assert item is not None
    address = item[1].removeprefix(client.server.address)
    whole = client.get(address)
    part = client.get(address, Range="bytes=100-199", If_Range=whole.headers["etag"])
    assert (part.status, part.body) == (206, whole.body[100:200])
    head = client.ask("HEAD", address)
    assert (head.body, int(head.headers["content-length"])) == (b"", len(whole.body))
    assert client.get(address, If_None_Match=whole.headers["etag"]).status == 304
    for wanted in ("lines=1-2", "bytes=5-2", "bytes=0-1,5-6"):
        assert client.get(address, Range=wanted).status == 200


def test_a_reader_of_the_void_description_gets_its_figures_as_a_page(client: Client) -> None:
    found = client.get("/.well-known/void", Accept=CHROME)
    assert (found.status, found.headers["location"]) == (303, f"{client.server.address}/dataset#counts")
    named = client.get("/.well-known/void?format=ttl", Accept=CHROME)
    assert (named.status, named.kind, named.body) == (200, "text/turtle", client.get("/.well-known/void").body)
    assert client.get("/dataset?format=jsonld", Accept=CHROME).kind == "application/ld+json"
    assert 'id="counts"' in client.get("/dataset", Accept=CHROME).text


@pytest.mark.parametrize("path", ["/dataset/0123456789abcdef", "/dataset/x", "/dataset/%00", "/dataset/x/y.nq"])
def test_a_version_that_never_was_is_unknown(client: Client, path: str) -> None:
    for accept in (CHROME, "text/turtle"):
        found = client.get(path, Accept=accept)
        assert found.status == 404
        assert "Versions kept: " in found.text


def test_a_file_that_a_version_does_not_have_is_unknown(client: Client, rouen: KnowledgeGraph) -> None:
    for name in ("other.nq", "files.json", "..%2Ffiles.json"):
        assert client.get(f"/dataset/{rouen.version}/{name}").status == 404


def publish(store: StoreFolder, quads: set[ox.Quad], manifest: Manifest) -> None:
    store.publish(quads, replace(manifest, **asdict(contents_of(quads, manifest.base))))


@pytest.fixture(scope="module")
def versions(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, list[str]]]:
    """A server of the hamlet after two changes; the first version is gone, the second is kept."""
    folder = tmp_path_factory.mktemp("versions")
    store = StoreFolder(Path(shutil.copytree(hamlet_store, folder / "store", symlinks=True)))
    for number in (1, 2):
        found, manifest = store.open()
        quad = ox.Quad(
            ox.NamedNode(f"urn:{number}"), ox.NamedNode("urn:p"), ox.Literal("x"), ox.NamedNode("urn:record")
        )
        quads = {quad, *(one for one in found if one.graph_name != ox.DefaultGraph())}
        del found
        publish(store, quads, manifest)
    names = [one.version for one in store.served()]
    assert len(set(names)) == 3
    with serving(store.path, folder / "serve.log") as running:
        yield Client(running, new_address()), names


class TestEarlierVersions:
    def test_one_that_is_kept_has_its_page_and_its_files(self, versions: tuple[Client, list[str]]) -> None:
        client, (_, earlier, _) = versions
        found = client.get(f"/dataset/{earlier}", Accept=CHROME, Accept_Language="en")
        assert found.status == 200
        assert "This is an earlier version of the data" in found.text
        told = json_ld(found.text)
        assert told["version"] == earlier
        lines = client.get(told["distribution"][0]["contentUrl"].removeprefix(client.server.address)).text
        assert "<urn:1>" in lines
        assert "<urn:2>" not in lines
        graph = Graph().parse(data=client.get(f"/dataset/{earlier}").text, format="turtle")
        assert str(graph.value(URIRef(f"{client.server.address}/dataset/{earlier}#dataset"), VERSION)) == earlier

    def test_one_that_is_gone_is_told_with_what_became_of_it(self, versions: tuple[Client, list[str]]) -> None:
        client, (current, _, gone) = versions
        for path in (f"/dataset/{gone}", f"/sparql?version={gone}&query=ASK%20%7B%7D", f"/dataset/{gone}/x.nq"):
            found = client.get(path)
            assert found.status == 410
            assert re.search(rf"{gone} was served from \d{{4}}-\d\d-\d\d .* to .*; it is no longer kept", found.text)
            assert current in found.text

    def test_a_thing_and_the_search_tell_of_the_version_that_is_asked(self, versions: tuple[Client, list[str]]) -> None:
        client, (current, earlier, gone) = versions
        for path in ("/search?text=scierie", "/id/actor/scierie?format=ttl"):
            assert earlier in client.get(f"{path}&version={earlier}").headers["etag"]
            assert current in client.get(path).headers["etag"]
            assert client.get(f"{path}&version={gone}").status == 410
        led = client.get(f"/id/actor/scierie?version={earlier}", Accept="text/html")
        assert led.status == 303
        assert led.headers["location"].endswith(f"fiche?id=actor/scierie&version={earlier}")

    def test_the_page_lists_all_of_them(self, versions: tuple[Client, list[str]]) -> None:
        client, names = versions
        page = client.get("/dataset", Accept=CHROME, Accept_Language="en").text
        states = re.findall(r"<code>([0-9a-f]{16})</code>.*?<td>([a-z ]+)(?: · <a [^>]*>[^<]*</a>)?</td></tr>", page)
        assert states == list(zip(names, ("served now", "kept", "no longer kept"), strict=True))
        pages = re.findall(r'<a href="[^"]*\?version=([0-9a-f]{16})">the pages at this version</a>', page)
        assert pages == names[:2], "those that are kept"

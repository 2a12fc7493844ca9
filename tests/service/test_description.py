"""The service described: what SPARQL 1.1 Service Description asks for, and only what is so."""

from __future__ import annotations

import gzip

import pytest
from rdflib import DCTERMS, RDF, RDFS, VOID, Graph, Literal, URIRef

from service.conftest import Client, opened
from territory_graph import KnowledgeGraph
from territory_graph.service.description import FUNCTIONS, service_description
from territory_graph.service.formats import ROWS, TRIPLES
from territory_graph.service.rdf import SD, written
from territory_graph.store.engine import Answer

ROOT = "http://127.0.0.1:8501/"
SERVICE, DATASET = URIRef(f"{ROOT}sparql#service"), URIRef(f"{ROOT}dataset#dataset")
DOCUMENTS = ["/sparql", "/.well-known/void", "/dataset", "/sparql/examples"]


def described(graph: KnowledgeGraph, *, updates: bool = False, federated: bool = False) -> Graph:
    triples = service_description(opened(graph), ROOT, updates=updates, federated=federated)
    return Graph().parse(data=written(triples, "text/turtle", graph.base), format="turtle")


@pytest.fixture(scope="module")
def description(hamlet: KnowledgeGraph) -> Graph:
    return described(hamlet)


def test_one_service_has_one_endpoint(description: Graph) -> None:
    assert list(description.subjects(RDF.type, SD.Service)) == [SERVICE]
    assert list(description.objects(SERVICE, SD.endpoint)) == [URIRef(f"{ROOT}sparql")]
    assert {text.language for text in description.objects(SERVICE, DCTERMS.title) if isinstance(text, Literal)} == {
        "fr",
        "en",
    }


def test_queries_see_each_statement_once(description: Graph, hamlet: KnowledgeGraph) -> None:
    assert not list(description.objects(SERVICE, SD.feature))
    assert description.value(SERVICE, SD.defaultDataset) == DATASET
    default = description.value(DATASET, SD.defaultGraph)
    assert (default, RDF.type, SD.Graph) in description
    answer = hamlet.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(answer, Answer)
    assert str(description.value(default, VOID.triples)) == str(answer.rows[0][0])


def test_named_graphs_are_counted(description: Graph, hamlet: KnowledgeGraph) -> None:
    (graphs,) = description.subjects(VOID["class"], SD.Graph)
    assert int(str(description.value(graphs, VOID.entities))) == hamlet.manifest.graphs
    assert description.value(DATASET, VOID.classPartition) == graphs


@pytest.mark.parametrize("updates", [True, False])
@pytest.mark.parametrize("federated", [True, False])
def test_what_is_not_allowed_is_not_announced(updates: bool, federated: bool, hamlet: KnowledgeGraph) -> None:
    found = described(hamlet, updates=updates, federated=federated)
    assert ((SERVICE, SD.supportedLanguage, SD.SPARQL11Update) in found) == updates
    assert ((SERVICE, SD.feature, SD.BasicFederatedQuery) in found) == federated
    assert (SERVICE, SD.supportedLanguage, SD.SPARQL11Query) in found


def test_every_format_of_an_answer_is_named(description: Graph) -> None:
    formats = {str(name) for name in description.objects(SERVICE, SD.resultFormat)}
    assert len(formats) == len({*ROWS.values(), *TRIPLES.values()})
    assert all(name.startswith("http://www.w3.org/ns/formats/") for name in formats)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_that_is_announced_is_one_of_the_engine(name: str, hamlet: KnowledgeGraph) -> None:
    wkt = "http://www.opengis.net/ont/geosparql#wktLiteral"
    points = [f'"POINT({place} 49)"^^<{wkt}>' for place in ("1", "1.5")]
    unit = ", <http://www.opengis.net/def/uom/OGC/1.0/metre>" if name == "distance" else ""
    call = f"<http://www.opengis.net/def/function/geosparql/{name}>({points[0]}, {points[1]}{unit})"
    answer = hamlet.query(f"SELECT ({call} AS ?found) {{}}")
    assert isinstance(answer, Answer)
    assert answer.rows[0][0] is not None


def test_it_leads_to_the_examples_and_the_figures(description: Graph) -> None:
    found = {str(address).removeprefix(ROOT) for address in description.objects(SERVICE, RDFS.seeAlso)}
    assert found == {"sparql/examples", ".well-known/void", "dataset"}


class TestServed:
    @pytest.mark.parametrize("path", DOCUMENTS)
    @pytest.mark.parametrize("media_type", TRIPLES)
    def test_every_document_exists_in_every_form(self, client: Client, path: str, media_type: str) -> None:
        found = client.get(path, Accept=media_type)
        assert (found.status, found.kind) == (200, media_type)
        assert "dataset#dataset" in found.text or "sparql/examples#" in found.text

    @pytest.mark.parametrize("path", DOCUMENTS)
    def test_no_preference_gives_turtle(self, client: Client, path: str) -> None:
        found = client.get(path)
        assert (found.status, found.kind) == (200, "text/turtle")
        assert len(Graph().parse(data=found.text, format="turtle")) > 20
        assert found.headers["vary"] == "Accept, Accept-Encoding"
        assert found.headers["access-control-allow-origin"] == "*"

    @pytest.mark.parametrize("path", DOCUMENTS)
    def test_what_is_held_already_is_not_sent_again(self, client: Client, path: str) -> None:
        first = client.get(path)
        assert client.get(path, If_None_Match=first.headers["etag"]).status == 304
        assert client.get(path, If_Modified_Since=first.headers["last-modified"]).status == 304
        assert client.get(path, If_None_Match='"another"').status == 200
        assert client.get(path, Accept="application/ld+json", If_None_Match=first.headers["etag"]).status == 200

    @pytest.mark.parametrize("path", DOCUMENTS)
    def test_head_has_the_headers_of_get(self, client: Client, path: str) -> None:
        head, get = client.ask("HEAD", path), client.get(path)
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-length"] == str(len(get.body))
        assert head.headers["etag"] == get.headers["etag"]

    def test_a_long_document_is_compressed(self, client: Client) -> None:
        packed = client.get("/.well-known/void", Accept_Encoding="gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == client.get("/.well-known/void").body

    @pytest.mark.parametrize("path", DOCUMENTS)
    def test_nothing_acceptable_is_told_with_what_exists(self, client: Client, path: str) -> None:
        found = client.get(path, Accept="image/png")
        assert found.status == 406
        assert "text/turtle" in found.text

    def test_addresses_are_those_of_the_server(self, client: Client) -> None:
        found = Graph().parse(data=client.get("/sparql").text, format="turtle")
        (endpoint,) = found.objects(None, SD.endpoint)
        assert str(endpoint) == f"{client.server.address}/sparql"

    def test_an_example_can_be_asked_at_its_target(self, client: Client) -> None:
        published = Graph().parse(data=client.get("/sparql/examples").text, format="turtle")
        query = published.value(
            URIRef(f"{client.server.address}/sparql/examples#03-epci"), URIRef("http://www.w3.org/ns/shacl#select")
        )
        answer = client.query(str(query), "text/csv")
        assert answer.status == 200
        assert "Métropole Rouen Normandie" in answer.text

    def test_the_dump_holds_as_many_triples_as_the_figures_say(self, client: Client) -> None:
        void = Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
        dataset = URIRef(f"{client.server.address}/dataset#dataset")
        dump = str(void.value(dataset, VOID.dataDump)).removeprefix(client.server.address)
        lines = client.get(dump, Accept="application/n-triples").text.splitlines()
        assert len(set(lines)) == int(str(void.value(dataset, VOID.triples)))

    def test_the_figures_agree_with_the_endpoint(self, client: Client) -> None:
        void = Graph().parse(data=client.get("/.well-known/void").text, format="turtle")
        dataset = URIRef(f"{client.server.address}/dataset#dataset")
        count = client.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv")
        assert str(void.value(dataset, VOID.triples)) == count.text.split()[1]

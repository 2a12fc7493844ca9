"""Clients that researchers use, each as it is installed, against the running server."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Server

from service.conftest import PREFIXES
from territory_graph import TG

LIST = f"""{PREFIXES}PREFIX act: <https://w3id.org/territory-graph/id/actor/>
SELECT DISTINCT ?name {{ ?epci tg:memberOf act:pole-rouen-seine-eure ; rdfs:label ?name }} ORDER BY ?name"""
SOME = f"{PREFIXES}CONSTRUCT {{ ?epci rdfs:label ?name }} WHERE {{ ?epci a tg:Epci ; rdfs:label ?name }}"
NAMES = [  # members of any day: three legal persons bore the name of Seine-Eure one after the other
    "Agglomération Seine-Eure",
    "Agglomération Seine-Eure (1997-2012)",
    "Agglomération Seine-Eure (2013-2019)",
    "Métropole Rouen Normandie",
]
METROPOLE = URIRef("https://w3id.org/territory-graph/id/actor/metropole-rouen-normandie")
COMUNICA = Path(__file__).parents[1] / "clients" / "node_modules" / ".bin" / "comunica-sparql"


class TestCurl:
    def curl(self, *arguments: str) -> str:
        program = shutil.which("curl")
        if program is None:
            pytest.skip("curl is not installed")
        return subprocess.run([program, "-sS", "--fail", *arguments], capture_output=True, text=True, check=True).stdout

    def test_a_table_in_one_line(self, server: Server) -> None:
        address = f"{server.address}/sparql"
        found = self.curl("-H", "Accept: text/csv", "--data-urlencode", f"query={LIST}", address)
        assert list(pd.read_csv(io.StringIO(found))["name"]) == NAMES

    def test_a_query_from_a_file(self, server: Server, tmp_path: Path) -> None:
        file = tmp_path / "query.rq"
        file.write_text(SOME, encoding="utf-8")
        options = (
            "-H",
            "Content-Type: application/sparql-query",
            "-H",
            "Accept: text/turtle",
            "--data-binary",
            f"@{file}",
        )
        assert len(Graph().parse(data=self.curl(*options, f"{server.address}/sparql"), format="turtle")) >= 2

    def test_linked_data_by_following(self, server: Server) -> None:
        found = self.curl("-L", "-H", "Accept: text/turtle", f"{server.address}/id/actor/lsn")
        assert len(Graph().parse(data=found, format="turtle")) > 10


class TestSparqlWrapper:
    @pytest.fixture
    def wrapper(self, server: Server):
        module = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")
        found = module.SPARQLWrapper(f"{server.address}/sparql", agent="SPARQLWrapper of the tests")
        found.setTimeout(60)
        return found

    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
    def test_rows_in_all_its_formats(self, wrapper, method: str, form: str) -> None:
        wrapper.setQuery(LIST)
        wrapper.setMethod(method)
        wrapper.setReturnFormat(form)
        found = wrapper.query().convert()
        if form == "json":
            assert [row["name"]["value"] for row in found["results"]["bindings"]] == NAMES
        elif form == "xml":
            assert [node.firstChild.data for node in found.getElementsByTagName("literal")] == NAMES
        else:
            assert all(name in found.decode() for name in NAMES)

    @pytest.mark.parametrize("form", ["turtle", "n3", "xml", "rdf", "rdf+xml", "json-ld"])
    @pytest.mark.parametrize("query", [SOME, f"DESCRIBE <{METROPOLE}>"])
    def test_triples_in_all_its_formats(self, wrapper, form: str, query: str) -> None:
        wrapper.setQuery(query)
        wrapper.setReturnFormat(form)
        found = wrapper.query().convert()
        graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
        assert len(graph) >= 2

    def test_a_truth_value(self, wrapper) -> None:
        wrapper.setQuery("ASK { ?s ?p ?o }")
        wrapper.setReturnFormat("json")
        assert wrapper.query().convert()["boolean"] is True


class TestRdflib:
    @pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
    def test_a_store_over_the_endpoint(self, server: Server, method: str) -> None:
        store = SPARQLStore(f"{server.address}/sparql", method=method, returnFormat="json")
        graph = Graph(store=store)
        assert (METROPOLE, None, TG.Epci) in graph
        assert [str(row.name) for row in graph.query(LIST)] == NAMES
        assert len(list(graph.predicate_objects(METROPOLE))) > 10


class TestPandas:
    def test_a_csv_address_is_a_table(self, server: Server) -> None:
        table = pd.read_csv(f"{server.address}/sparql?{urlencode({'query': LIST, 'format': 'csv'})}")
        assert list(table["name"]) == NAMES


class TestPolars:
    def test_an_address_is_a_table(self, server: Server) -> None:
        polars = pytest.importorskip("polars", reason="polars is not installed")
        table = polars.read_csv(f"{server.address}/sparql?{urlencode({'query': LIST, 'format': 'csv'})}")
        assert table["name"].to_list() == NAMES


class TestComunica:
    def comunica(self, source: str, query: str, media_type: str) -> str:
        node = shutil.which("node")
        if node is None or not COMUNICA.is_file():
            pytest.skip("Comunica is not installed: node and npm are needed, then “make test” installs it")
        command = [node, str(COMUNICA), source, "-q", query, "-t", media_type]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def test_rows(self, server: Server) -> None:
        found = json.loads(self.comunica(f"sparql@{server.address}/sparql", LIST, "application/sparql-results+json"))
        assert [row["name"]["value"] for row in found["results"]["bindings"]] == NAMES

    def test_triples(self, server: Server) -> None:
        found = self.comunica(f"sparql@{server.address}/sparql", SOME, "application/n-triples")
        assert len(Graph().parse(data=found, format="nt")) >= 2

    def test_the_statements_about_a_thing_at_its_address(self, server: Server) -> None:
        query = f"{PREFIXES}SELECT DISTINCT ?name {{ <{METROPOLE}> rdfs:label ?name }}"
        address = f"{server.address}/id/actor/metropole-rouen-normandie"
        found = json.loads(self.comunica(address, query, "application/sparql-results+json"))
        assert {row["name"]["value"] for row in found["results"]["bindings"]} == {"Métropole Rouen Normandie"}
        records = f"{PREFIXES}SELECT ?record {{ GRAPH ?record {{ <{METROPOLE}> rdfs:label ?name }} }}"
        found = json.loads(self.comunica(address, records, "application/sparql-results+json"))
        assert found["results"]["bindings"]

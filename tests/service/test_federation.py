"""SERVICE asks the endpoints that an operator allows, and the editor knows what they hold by their VoID."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from serving import Server, serving

from service.conftest import PREFIXES, Client, new_address
from territory_graph import KnowledgeGraph
from territory_graph.library import Library
from territory_graph.service.application import _ask_services
from territory_graph.service.federation import read_services
from territory_graph.service.served import Served
from territory_graph.settings import read_settings
from territory_graph.statistics import read_statistics


def test_the_classes_and_properties_of_an_endpoint_are_those_of_its_description(
    server: Server, rouen: KnowledgeGraph
) -> None:
    endpoint = f"{server.address}/sparql"
    found = read_services([endpoint])[endpoint]
    counts = read_statistics(rouen.rows)
    assert {one["iri"]: one["count"] for one in found["classes"]} == dict(counts.things_of)
    properties = {one["iri"]: one["count"] for one in found["properties"]}
    assert properties == {iri: one.triples for iri, one in counts.uses_of.items()}
    assert found["properties"] == sorted(found["properties"], key=lambda one: (-one["count"], one["iri"]))


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9/sparql", "file:///etc/passwd", "urn:x", "http://["])
def test_an_endpoint_that_tells_nothing_has_no_completion(endpoint: str) -> None:
    assert read_services([endpoint]) == {endpoint: {"classes": [], "properties": []}}


def test_a_page_that_is_no_description_has_no_completion(server: Server) -> None:
    endpoint = f"{server.address}/dataset/sparql"  # /dataset/.well-known/void is nothing, /.well-known/void is
    assert read_services([endpoint])[endpoint]["classes"]


class TestAServerThatMayAsk:
    @pytest.fixture
    def asking(self, server: Server, hamlet_store: Path, tmp_path: Path):
        with serving(hamlet_store, tmp_path / "serve.log", SERVICES=f"{server.address}/sparql") as running:
            yield Client(running, new_address())

    def test_it_asks_the_endpoint_that_is_allowed_and_no_other(self, asking: Client, server: Server) -> None:
        query = f"""{PREFIXES}SELECT (COUNT(DISTINCT ?epci) AS ?n)
          {{ SERVICE <{server.address}/sparql> {{ ?epci a tg:Epci ; rdfs:label ?name }} }}"""
        assert int(asking.query(query, "text/csv").text.split()[1]) > 1
        for other in (query.replace("/sparql>", "/other>"), query.replace(f"<{server.address}/sparql>", "?endpoint")):
            found = asking.query(other)
            assert found.status == 403
            assert f"only <{server.address}/sparql>" in found.text


def test_a_server_reads_what_the_endpoints_that_it_may_ask_tell(server: Server, hamlet_store: Path) -> None:
    endpoint = f"{server.address}/sparql"
    settings = read_settings(store=hamlet_store, environment={"TERRITORY_GRAPH_SERVICES": endpoint})
    reading = Served(Library(settings))
    _ask_services(reading)
    assert reading.services[endpoint]["properties"]


def test_off_at_first(client: Client) -> None:
    found = client.query("SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }")
    assert found.status == 403
    assert json.loads(client.get("/sparql/vocabulary").body)["services"] == {}

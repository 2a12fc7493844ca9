"""What a monitor is told: whether the server can answer, and what it does, without telling anybody apart."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from serving import serving

from service.conftest import OPERATOR_TOKEN, Client, new_address
from territory_graph import KnowledgeGraph


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(text)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def test_health_tells_the_version_that_is_served(client: Client, rouen: KnowledgeGraph) -> None:
    found = client.get("/health")
    assert (found.status, found.kind) == (200, "application/json")
    assert json.loads(found.body) == {"status": "ok", "version": rouen.version}
    assert found.headers["cache-control"] == "no-store"


def test_metrics_are_for_the_operator(client: Client) -> None:
    assert client.get("/metrics").status == 401
    basic = b64encode(f"prometheus:{OPERATOR_TOKEN}".encode()).decode()
    for given in (f"Bearer {OPERATOR_TOKEN}", f"Basic {basic}"):
        found = client.get("/metrics", Authorization=given)
        assert (found.status, found.kind) == (200, "text/plain")


def test_metrics_tell_requests_queries_workers_versions_and_memory(hamlet_store: Path, tmp_path: Path) -> None:
    with serving(hamlet_store, tmp_path / "log") as server:
        client = Client(server, "127.0.0.1")
        for _ in range(3):
            assert client.query("ASK { ?who a <urn:secret:person> }").status == 200
        assert client.get("/id/actor/jeanne-dupont").status == 404
        assert client.get("/nothing/jeanne-dupont").status == 404
        text = client.get("/metrics").text
        found = samples(text)
    assert found["territory_graph_requests_total", counted("/sparql", 200)] == 3
    assert found["territory_graph_requests_total", counted("/id/{path:path}", 404)] == 1
    assert found["territory_graph_requests_total", counted("absent", 404)] == 1
    assert found["territory_graph_request_seconds_count", (("address", "/sparql"),)] == 3
    assert found["territory_graph_requests_now", ()] == 1
    assert {lane: found["territory_graph_queries", (("lane", lane),)] for lane in ("waiting", "fast", "slow")} == {
        "waiting": 0,
        "fast": 0,
        "slow": 0,
    }
    assert found["territory_graph_workers", ()] >= 1
    with KnowledgeGraph.open(hamlet_store) as graph:
        assert found["territory_graph_version", (("version", graph.version),)] == 1
        assert found["territory_graph_statements", ()] == len(graph)
    assert found["process_resident_memory_bytes", ()] > 1 << 20
    assert found["territory_graph_workers_resident_memory_bytes", ()] > 1 << 20
    assert "secret" not in text and "jeanne" not in text and "127.0.0.1" not in text


def counted(address: str, status: int) -> tuple[tuple[str, str], ...]:
    return ("address", address), ("method", "GET"), ("status", str(status))


def test_without_a_token_they_are_for_this_machine_alone(hamlet_store: Path, tmp_path: Path) -> None:
    with serving(hamlet_store, tmp_path / "log") as server:
        client = Client(server, new_address())
        assert client.get("/metrics").status == 200
        for told in ({"X-Forwarded-For": "192.0.2.7"}, {"Host": "evil.example"}, {"Via": "1.1 proxy"}):
            assert client.ask("GET", "/metrics", headers=told).status == 403


def test_a_server_whose_data_are_damaged_is_not_healthy(hamlet_store: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))
    with serving(store, tmp_path / "log") as server:
        client = Client(server, new_address())
        assert client.get("/health").status == 200
        (store / "current").unlink()
        found = client.get("/health")
        assert (found.status, json.loads(found.body)["status"]) == (503, "unavailable")
        assert str(store) not in found.text
        assert client.get("/metrics").status == 200

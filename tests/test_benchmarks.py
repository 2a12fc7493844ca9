"""The benchmarks ask what they say they ask, of data that the software itself holds to be right. Nothing is timed."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from benchmarks.sparql import python_load, queries
from benchmarks.sparql.load import Load
from benchmarks.sparql.report import throughput as throughput_report
from benchmarks.sparql.report import verdict
from benchmarks.sparql.stores import Data, generated_data, publish_unchecked
from benchmarks.sparql.territory import write_territory
from benchmarks.sparql.throughput import Throughput
from territory_graph import KnowledgeGraph
from territory_graph.building import check
from territory_graph.ingest.rules import is_inferred
from territory_graph.ingest.territory import read_territory
from territory_graph.store.guard import guard

EVERY_QUERY = [query for folder in ("load", "shapes", "hostile") for query in queries.queries(folder)]


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Data:
    folder = tmp_path_factory.mktemp("generated")
    return generated_data(folder / "store", folder, 3_000, lambda _: None)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_generated_territory_breaks_no_shape(tmp_path):
    report = check(write_territory(tmp_path / "territory", 3_000))
    assert report.findings == ()


def test_equal_sizes_and_seeds_make_equal_territories(tmp_path):
    one, other, third = (
        contents(write_territory(tmp_path / name, 3_000, seed)) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert one == other
    assert one != third


def test_a_generated_store_opens_and_its_statements_are_records_with_evidence(generated):
    graph = KnowledgeGraph.open(generated.store)
    assert len(graph) == generated.manifest.quads
    unproven = graph.query(
        """PREFIX tg: <https://w3id.org/territory-graph/ontology#>
        SELECT DISTINCT ?record WHERE { GRAPH ?record { ?s ?p ?o } MINUS {
          ?record a tg:Record ; tg:source ?source ; tg:locator ?place ; tg:status ?status ; tg:confidence ?sure } }"""
    )
    assert list(unproven) == []
    assert len(graph.network("actors")) > 20


def test_a_larger_territory_has_about_as_many_statements_as_were_asked_for(tmp_path):
    """Those that a record makes: what rules infer, and say of their records, comes beside them."""
    territory = read_territory(write_territory(tmp_path / "territory", 30_000))
    publish_unchecked(territory, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    stated = sum(not is_inferred(quad.graph_name.value, graph.base) for quad in graph.quads())
    assert 25_000 < stated < 40_000


def test_a_store_that_was_generated_is_kept_for_the_next_run(generated, tmp_path):
    told: list[str] = []
    again = generated_data(generated.store, tmp_path, 3_000, told.append)
    assert (again.manifest, told) == (generated.manifest, [])


def test_the_copy_for_other_software_holds_every_statement(generated):
    assert sum(1 for _ in ox.parse(path=str(generated.dump))) == generated.manifest.quads


@pytest.mark.parametrize("query", EVERY_QUERY, ids=lambda query: query.name)
def test_no_query_of_the_benchmark_is_refused_by_the_guard(query):
    assert guard(query.text).form == ("construct" if query.accept == queries.TRIPLES else "select")


@pytest.mark.parametrize("query", queries.queries("shapes"), ids=lambda query: query.name)
def test_every_shape_has_an_answer_in_the_default_territory(query, rouen_store, rouen):
    data = Data("default", rouen_store, rouen_store / "none.nq", rouen.manifest)
    assert len(rouen.query(queries.with_constants(query, queries.constants(data)))) > 0


def test_the_join_has_a_thousand_rows(rouen):
    assert len(rouen.query(queries.load_query("join").text)) == 1_000


def test_a_stream_asks_about_another_thing_on_every_line(generated, tmp_path):
    about = queries.things(generated)
    lines = queries.write_stream(tmp_path / "lookup.txt", queries.load_query("lookup"), about).read_text().splitlines()
    assert len(set(lines)) == len(lines) == len(about)
    assert all(queries.NUMBER in line for line in lines)


class Counting(BaseHTTPRequestHandler):
    """Answers everything, every other time in chunks, and remembers what was asked by whom."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[Counter[str]] = Counter()
    clients: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        (query,) = parse_qs(urlsplit(self.path).query)["query"]
        self.asked[query] += 1
        self.clients[self.headers["User-Agent"]] += 1
        self.send_response(500 if "fail" in query else 200)
        if len(self.asked) % 2:
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")
        else:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"2\r\nok\r\n0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class Patient(ThreadingHTTPServer):
    """Does not mind clients that leave in the middle of an answer."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing."""


@pytest.fixture
def counting_server():
    Counting.asked.clear()
    Counting.clients.clear()
    server = Patient(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_load_without_wrk_asks_nothing_twice_and_counts_failures(counting_server, tmp_path, monkeypatch, capsys):
    stream = tmp_path / "stream.txt"
    stream.write_text("one-987654321-987654321\nfail-987654321\n", encoding="ascii")
    port = counting_server.server_address[1]
    arguments = ["python_load", str(port), "0.3", str(stream), "0", "3", "/sparql", "text/plain"]
    monkeypatch.setattr("sys.argv", arguments)
    python_load.main()
    printed = capsys.readouterr().out
    assert set(Counting.asked.values()) == {1}
    assert set(Counting.clients) == {"bench-0", "bench-1", "bench-2"}
    assert '"requests": 0' not in printed
    assert '"failed": 0' not in printed


def test_a_server_that_is_not_there_is_told_as_skipped_and_a_missed_target_by_how_much():
    found = Throughput()
    for server, requests in (("our endpoint", 30), ("in process, loop", 100), ("in process, threads", 50)):
        found.runs[server, ("lookup", 8)] = [Load(requests, 1.0, 0)]
    printed = throughput_report(found, rdflib=False)
    assert "MISSED by 57 %" in printed
    assert "skipped: not installed" in printed


def test_a_ratio_that_is_the_target_meets_it():
    assert verdict(0.7, 0.7) == "met"
    assert verdict(2.0, 2.0, at_most=True) == "met"


def test_servers_get_ports_that_nothing_listens_on():
    from benchmarks.sparql.servers import free_port

    with socket.socket() as one:
        one.bind(("127.0.0.1", free_port()))

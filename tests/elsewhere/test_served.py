"""``serve`` on data elsewhere: the endpoint, downloads and health, and what is told when the server has gone."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest
from engines import oxigraph
from service.conftest import Client, new_address
from serving import serving

from territory_graph import KnowledgeGraph
from territory_graph.cli import main
from territory_graph.store.folder import StoreFolder
from territory_graph.store.publishing import publish
from territory_graph.store.remote import Remote

TG = "PREFIX tg: <https://w3id.org/territory-graph/ontology#>\n"


def test_it_answers_as_from_a_folder_until_the_server_goes(
    hamlet_store: Path, hamlet: KnowledgeGraph, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        engine = ExitStack()
        stores = [engine.enter_context(oxigraph(tmp_path / "one"))]
        stack.push(engine)
        publish(StoreFolder(hamlet_store), [Remote(store) for store in stores])
        here = stack.enter_context(serving(hamlet_store, tmp_path / "here.log"))
        address = stores[0].query
        there = stack.enter_context(serving(Path(), tmp_path / "there.log", at=address))
        clients = [Client(server, new_address()) for server in (here, there)]
        assert json.loads(clients[1].get("/health").body)["version"] == hamlet.version
        for query, kind in (
            ("SELECT ?a WHERE { ?a a tg:Actor } ORDER BY ?a", "text/csv"),
            ("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }", "text/csv"),
            ("ASK { ?a a tg:Actor }", "application/sparql-results+json"),
        ):
            right, found = (client.query(TG + query, kind) for client in clients)
            assert (found.status, found.body) == (200, right.body), query
        described = "CONSTRUCT { ?a a tg:Actor } WHERE { ?a a tg:Commune }"
        right, found = (client.query(TG + described, "application/n-triples") for client in clients)
        assert sorted(found.text.splitlines()) == sorted(right.text.splitlines())
        whole, copy = (client.get("/graph-store", Accept="application/n-quads") for client in clients)
        assert sorted(copy.text.splitlines()) == sorted(whole.text.splitlines())
        assert clients[1].query("SELECT nonsense").status == 400
        assert clients[1].get("/dataset", Accept="text/html").status == 200
        assert clients[1].get("/dataset", Accept="text/turtle").status == 200
        assert clients[1].ask("PUT", "/graph-store?graph=urn:a", b"", {"Content-Type": "text/turtle"}).status == 403
        engine.close()
        gone = clients[1].query(TG + "SELECT ?a WHERE { ?a a tg:Actor }")
        assert gone.status == 503
        assert "query" not in gone.text and "Traceback" not in there.log.read_text(encoding="utf-8")


def test_it_does_not_start_where_nothing_was_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with oxigraph(tmp_path / "one") as store:
        assert main(["serve", "--port", "8699", "--store", store.query]) == 1
    assert "territory-graph publish" in capsys.readouterr().err
    assert main(["serve", "--port", "8699", "--store", store.query]) == 1
    assert "rien n'y répond" in capsys.readouterr().err

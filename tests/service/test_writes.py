"""Writes are one at a time, whole, and end in a process of their own: nothing that happens to it hurts the service."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from serving import Server, serving

from service.conftest import UPDATE_TOKEN, Answer, Client
from territory_graph import KnowledgeGraph
from territory_graph.errors import (
    ChangeStoppedError,
    QueryError,
    StoreError,
    UnknownGraphError,
    VersionChangedError,
)
from territory_graph.library import Library
from territory_graph.service import writes
from territory_graph.service.served import Served
from territory_graph.service.writes import ChangeRejectedError, write
from territory_graph.settings import read_settings
from territory_graph.store.folder import StoreFolder
from territory_graph.updating import Change

BASE = "https://example.org/hamlet/id/"
RECORD = f"{BASE}record/writes/x"
PREFIXES = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
TOKEN = {"Authorization": f"Bearer {UPDATE_TOKEN}"}
SPARQL = {"Content-Type": "application/sparql-update", **TOKEN}
ENDLESS = f"INSERT {{ GRAPH <{RECORD}> {{ ?a ?b ?c }} }} WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }}"
GREEDY = f"INSERT {{ GRAPH <{RECORD}> {{ ?a ?b ?c }} }} WHERE {{ SELECT * {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY ?c ?f }}"


def insertion(name: str, graph: str = RECORD) -> str:
    record = f"""<{graph}> a tg:Record ; tg:source <{BASE}source/annuaire> ; tg:locator "p. 9" ;
        tg:status <{BASE}status/stated> ; tg:confidence 0.5 ."""
    company = f'<{graph}/{name}> a tg:Company ; rdfs:label "{name}"'
    return f"{PREFIXES}INSERT DATA {{ GRAPH <{graph}> {{ {record} {company} }} }}"


def names(client: Client, graph: str = RECORD) -> list[str]:
    text = f"{PREFIXES}SELECT ?name {{ GRAPH <{graph}> {{ ?x rdfs:label ?name }} }} ORDER BY ?name"
    found = client.query(text, "text/csv")
    assert found.status == 200, found.text
    return found.text.split()[1:]


def post(writer: Client, text: str, **headers: str) -> Answer:
    return writer.ask("POST", "/sparql", text.encode(), {**SPARQL, **headers})


class TestThroughTheEndpoint:
    def test_an_update_is_seen_by_the_next_query(self, writer: Client) -> None:
        graph = f"{RECORD}/seen"
        done = post(writer, insertion("direct", graph))
        assert (done.status, json.loads(done.body)["added"]) == (200, 7)
        assert names(writer, graph) == ["direct"]
        form = urlencode({"update": insertion("form", graph)}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", **TOKEN}
        assert writer.ask("POST", "/sparql", form, kind).status == 200
        assert names(writer, graph) == ["direct", "form"]
        assert post(writer, insertion("form", graph)).status == 204

    @pytest.mark.parametrize("text", ["PREFIX a: <urn:b>", "BASE <urn:b> # nothing", ""])
    def test_an_update_without_an_operation_changes_nothing(self, writer: Client, text: str) -> None:
        before = StoreFolder(writer.server.store).manifest()
        assert post(writer, text).status == 204
        assert StoreFolder(writer.server.store).manifest() == before

    def test_without_the_token_an_update_changes_nothing(self, writer: Client, client: Client) -> None:
        before = StoreFolder(writer.server.store).manifest()
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://evil.example"}
        body = urlencode({"update": "DROP ALL"}).encode()
        assert writer.ask("POST", "/sparql", body, form).status == 401
        assert writer.ask("POST", "/sparql", b"DROP ALL", {"Content-Type": "application/sparql-update"}).status == 401
        assert writer.get(f"/sparql?update={quote('DROP ALL')}").status == 400
        assert client.ask("POST", "/sparql", b"DROP ALL", SPARQL).status == 403
        assert StoreFolder(writer.server.store).manifest() == before

    @pytest.mark.parametrize(
        ("text", "status", "said"),
        [
            ("DROP ALL", 422, "ontology"),
            ("CLEAR DEFAULT", 422, "default graph"),
            ("DROP GRAPH <urn:none>", 422, "urn:none"),
            ("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> } }", 400, "^"),
            ("LOAD <http://127.0.0.1:9/>", 403, "LOAD"),
            ("INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { SERVICE <urn:s> { ?s ?p ?o } }", 403, "SERVICE"),
            ("SELECT * { ?s ?p ?o }", 400, "INSERT"),
            (f"INSERT {{}} WHERE {'{' * 3000}{'}' * 3000}", 400, "nested"),
            (f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:a> <urn:b> '{'x' * 300_000}' }} }}", 413, ""),
        ],
    )
    def test_a_refused_update_says_why(self, writer: Client, text: str, status: int, said: str) -> None:
        before = StoreFolder(writer.server.store).manifest()
        found = post(writer, text, **{"Accept-Language": "en"})
        assert (found.status, said in found.text) == (status, True), found.text
        assert "Traceback" not in found.text
        assert str(writer.server.store) not in found.text
        assert StoreFolder(writer.server.store).manifest() == before


class TestAtOnce:
    def test_writes_made_at_once_are_all_applied(self, writer: Client) -> None:
        graph = f"{RECORD}/at-once"
        with ThreadPoolExecutor(5) as pool:
            done = list(pool.map(lambda number: post(writer, insertion(f"n{number}", graph)).status, range(5)))
        assert done == [200] * 5
        assert names(writer, graph) == [f"n{number}" for number in range(5)]

    def test_the_command_line_and_the_service_wait_for_each_other(self, writer: Client) -> None:
        graph = f"{RECORD}/both"
        command = [sys.executable, "-m", "territory_graph", "update", "-", "--store", str(writer.server.store)]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        assert child.stdin is not None
        child.stdin.write(insertion("command", graph))
        child.stdin.close()
        assert post(writer, insertion("service", graph)).status == 200
        assert child.wait(120) == 0
        assert names(writer, graph) == ["command", "service"]

    def test_readers_see_whole_versions_while_others_write(self, writer: Client) -> None:
        graph = f"{RECORD}/pairs"
        pair = insertion("left", graph).replace(" } }", f' . <{graph}/right> a tg:Company ; rdfs:label "right" }} }}')
        stop, seen = threading.Event(), set()

        def read() -> None:
            while not stop.is_set():
                seen.add(tuple(names(writer, graph)))
                answer = writer.get(f"/graph-store?{urlencode({'graph': graph})}")
                assert answer.status in (200, 404)
                assert answer.status == 404 or answer.text.count("rdfs:label") == 2

        with ThreadPoolExecutor(2) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            for _ in range(2):
                assert post(writer, pair).status == 200
                assert post(writer, f"DROP GRAPH <{graph}>").status == 200
            stop.set()
            for reader in readers:
                reader.result()
        assert seen == {(), ("left", "right")}

    def test_a_child_killed_by_hand_is_told_and_the_next_write_works(self, writer: Client) -> None:
        graph = f"{RECORD}/killed"
        before = StoreFolder(writer.server.store).manifest()
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(post, writer, ENDLESS)
            os.kill(child_of(writer.server.pid), signal.SIGKILL)
            found = asked.result()
        assert (found.status, "retry-after" in found.headers) == (503, True)
        assert StoreFolder(writer.server.store).manifest() == before
        assert post(writer, insertion("after", graph)).status == 200

    def test_the_command_line_of_the_child_has_no_secret(self, writer: Client) -> None:
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(post, writer, ENDLESS)
            child = child_of(writer.server.pid)
            seen = b"".join((Path("/proc") / str(child) / name).read_bytes() for name in ("cmdline", "environ"))
            os.kill(child, signal.SIGKILL)
            asked.result()
        assert b"atelier" in seen
        assert UPDATE_TOKEN.encode() not in seen

    def test_a_repeat_of_an_update_is_not_applied_again(self, writer: Client) -> None:
        graph = f"{RECORD}/once"
        first = post(writer, insertion("once", graph), **{"Idempotency-Key": "once-1"})
        assert post(writer, f"DROP GRAPH <{graph}>").status == 200
        again = post(writer, insertion("once", graph), **{"Idempotency-Key": "once-1"})
        assert (again.status, again.body) == (200, first.body)
        assert (first.headers["x-data-version"], again.headers["idempotent-replayed"]) == (
            json.loads(first.body)["version"],
            "true",
        )
        assert names(writer, graph) == []
        assert post(writer, "DROP ALL", **{"Idempotency-Key": "once-1"}).status == 422


class TestAClientThatLeaves:
    def test_its_change_ends_with_it(self, writer: Client) -> None:
        before = StoreFolder(writer.server.store).manifest()
        with sent(writer.server, ENDLESS):
            child = child_of(writer.server.pid)
        await_end(child)
        assert StoreFolder(writer.server.store).manifest() == before
        assert post(writer, insertion("next", f"{RECORD}/left")).status == 200

    def test_its_change_is_not_begun_when_its_turn_comes(self, writer: Client) -> None:
        graph = f"{RECORD}/queued"
        with sent(writer.server, ENDLESS):
            child = child_of(writer.server.pid)
            with sent(writer.server, insertion("queued", graph)):
                time.sleep(0.3)
            time.sleep(0.1)
            os.kill(child, signal.SIGKILL)
            assert post(writer, insertion("after", f"{RECORD}/after-queued")).status == 200
        assert names(writer, graph) == []


class TestAServerThatEnds:
    def test_killed_it_leaves_no_child_that_applies_a_change_later(self, store: Path, tmp_path: Path) -> None:
        with serving(store, tmp_path / "log", UPDATE_TOKEN=f"atelier:{UPDATE_TOKEN}") as server:
            before = StoreFolder(store).manifest()
            with sent(server, insertion("late")):
                child = child_of(server.pid)
                os.kill(server.pid, signal.SIGKILL)
                await_end(child)
            with StoreFolder(store).writing(20):
                assert StoreFolder(store).manifest() == before

    def test_told_to_end_it_tells_what_became_of_the_change(self, store: Path, tmp_path: Path) -> None:
        with serving(store, tmp_path / "log", UPDATE_TOKEN=f"atelier:{UPDATE_TOKEN}") as server:
            before = StoreFolder(store).manifest()
            with ThreadPoolExecutor(1) as pool:
                asked = pool.submit(post, Client(server, "127.0.0.1"), ENDLESS, **{"Accept-Language": "en"})
                child = child_of(server.pid)
                os.kill(server.pid, signal.SIGTERM)
                found = asked.result()
            assert (found.status, "nothing was changed" in found.text) == (503, True)
            assert found.headers["x-data-version"] == before.version
            await_end(child)
            assert StoreFolder(store).manifest() == before
        assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")


def sent(server: Server, text: str) -> socket.socket:
    """The connection by which an update was sent, its answer not waited for."""
    parts, body = urlsplit(server.address), text.encode()
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in SPARQL.items())
    connection = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20)
    connection.sendall(f"{head}\r\n".encode() + body)
    return connection


def await_end(process: int) -> None:
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        try:
            if (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except OSError:
            return
        time.sleep(0.01)
    pytest.fail("the child goes on")


def child_of(server: int) -> int:
    """The process that applies a change, once the server has started it."""
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        for folder in Path("/proc").iterdir():
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                if parent == str(server) and b"update" in (folder / "cmdline").read_bytes().split(b"\0"):
                    return int(folder.name)
            except (OSError, IndexError):
                continue
        time.sleep(0.01)
    pytest.fail("the server started no process for the change")


@pytest.fixture
def store(hamlet_store: Path, tmp_path: Path) -> Path:
    """A store of the hamlet that one test changes without a server."""
    return Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))


def apply(store: Path, change: Change, author: str = "atelier") -> Any:
    """The outcome of a change, through ``write``, which asks nothing of the pool."""
    served = Served(Library(read_settings(store=store)))
    change = change if change.key else replace(change, key="key-of-the-tests")
    return asyncio.run(write(served, change, author))


def update(text: str, **fields: str) -> Change:
    return Change("update", text.encode(), **fields)  # type: ignore[arg-type]


@pytest.fixture
def unchanged(store: Path) -> Iterator[None]:
    """The store must hold after the test what it held before, and be free for the next writer."""
    before = StoreFolder(store).manifest()
    yield
    assert StoreFolder(store).manifest() == before
    assert len(KnowledgeGraph.open(store)) == before.quads
    with StoreFolder(store).writing():
        pass


class TestOutcomes:
    def test_an_outcome_tells_what_was_done(self, store: Path) -> None:
        before = StoreFolder(store).manifest().version
        done = apply(store, update(insertion("a")))
        assert (done.changed, done.added, done.removed, done.before) == (True, 7, 0, before)
        assert done.version == StoreFolder(store).manifest().version
        assert apply(store, update(insertion("a"))).replayed
        assert not apply(store, update(insertion("a"), key="another")).changed

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            (update("DROP ALL"), ChangeRejectedError),
            (update("INSERT DATA {"), QueryError),
            (update(insertion("a"), made_for="0123456789abcdef"), VersionChangedError),
            (Change("delete", graph="urn:none"), UnknownGraphError),
            (Change("put", b"<urn:a> <urn:b>", RECORD), ChangeRejectedError),
            (Change("put", b"", "relative"), ChangeRejectedError),
        ],
    )
    @pytest.mark.usefixtures("unchanged")
    def test_what_the_child_refuses_is_raised_here(self, store: Path, change: Change, error: type[Exception]) -> None:
        with pytest.raises(error):
            apply(store, change)

    def test_a_store_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError):
            apply(tmp_path / "none", update(insertion("a")))
        assert not (tmp_path / "none").exists()

    @pytest.mark.usefixtures("unchanged")
    def test_a_change_that_takes_too_long_is_stopped(self, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(writes, "DEADLINE", 4.0)
        with pytest.raises(ChangeStoppedError):
            apply(store, update(ENDLESS))

    @pytest.mark.usefixtures("unchanged")
    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded from outside on Linux only")
    def test_a_change_that_takes_too_much_memory_is_stopped(self, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(writes, "MEMORY", 1 << 30)
        with pytest.raises(ChangeStoppedError):
            apply(store, update(GREEDY))

    def test_a_change_whose_asker_leaves_is_stopped(self, store: Path) -> None:
        async def leave() -> None:
            served = Served(Library(read_settings(store=store)))
            asked = asyncio.create_task(write(served, update(ENDLESS, key="k"), "atelier"))
            await asyncio.to_thread(child_of, os.getpid())
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked

        asyncio.run(leave())
        with StoreFolder(store).writing():
            pass


KILLED = """\
#!{python}
import os, signal, sys
from territory_graph import cli, updating
from territory_graph.cli import updating as command
from territory_graph.store.folder import StoreFolder

def kill(*_):
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)

def cut(value):
    sys.stdout.write('{{"changed": true, "bef')
    kill()

{step}
cli.main(sys.argv[4:])
kill()
"""
"""The child, itself as always, killed at one step."""


@pytest.mark.parametrize(
    ("step", "published"),
    [
        ("StoreFolder._make_current = kill", False),
        ("StoreFolder._swap = kill", False),
        ("StoreFolder._prune = kill", True),
        ("command._outcome = kill", True),
        ("command._print_json = cut", True),
        ("sys.stdout.close(); sys.stdout = open(os.devnull, 'w')", True),
        ("", True),
    ],
)
def test_a_child_killed_at_a_step_is_told_as_what_it_did(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, published: bool
) -> None:
    before = StoreFolder(store).manifest().version
    program = tmp_path / "killed"
    program.write_text(KILLED.format(python=sys.executable, step=step))
    program.chmod(0o700)
    with monkeypatch.context() as context:
        context.setattr(sys, "executable", str(program))
        if published:
            done = apply(store, update(insertion("a")))
            assert (done.before, done.added, done.replayed) == (before, 7, False)
            assert done.version == StoreFolder(store).manifest().version != before
        else:
            with pytest.raises(ChangeStoppedError):
                apply(store, update(insertion("a")))
            assert StoreFolder(store).manifest().version == before

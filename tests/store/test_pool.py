"""Persons' SPARQL runs in processes of its own: whatever it does to them, the next query is answered."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from territory_graph.building import build
from territory_graph.errors import (
    AnswerTooLargeError,
    AnswerUnwritableError,
    QueryCancelledError,
    QueryCrashError,
    QueryError,
    QueryIdUsedError,
    QueryMemoryError,
    QueryTimeoutError,
    ServerBusyError,
    StoreError,
    StoreNotFoundError,
)
from territory_graph.store import pool as pools
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import GuardedQuery, guard
from territory_graph.store.pool import Limits, QueryPool, Result, background_pool, query_pool

JSON, TURTLE = "application/sparql-results+json", "text/turtle"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?s . ?t ?u ?v }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?f LIMIT 10"

Scene = Callable[[QueryPool], Coroutine[Any, Any, Any]]


def play(store: Path, scene: Scene, **options: Any) -> Any:
    async def whole() -> Any:
        pool = QueryPool(StoreFolder(store), **options)
        try:
            return await scene(pool)
        finally:
            pool.close()

    return asyncio.run(whole())


async def ask(pool: QueryPool, text: str, **options: Any) -> Result:
    settings = {"media_type": JSON, "limits": Limits(120, 1_000), "client": "test", **options}
    return await pool.run(guard(text), **settings)


def rows(result: Result) -> list[dict[str, Any]]:
    return json.loads(result.body)["results"]["bindings"]


async def sent_back(asked: Coroutine[Any, Any, Result]) -> bool:
    try:
        await asked
    except ServerBusyError:
        return True
    return False


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(90):
        while not holds():
            await asyncio.sleep(0.01)


def test_rows_truth_values_and_triples(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        found = await ask(
            pool,
            "SELECT DISTINCT ?a { ?a a tg:Epci }".join(
                ("PREFIX tg: <https://w3id.org/territory-graph/ontology#>\n", "")
            ),
        )
        assert (found.kind, found.cut, found.packed, len(found.query_id)) == ("rows", False, False, 16)
        assert found.version == StoreFolder(hamlet_store).manifest().version
        assert len(rows(found)) > 0
        assert json.loads((await ask(pool, "ASK { ?s ?p ?o }")).body)["boolean"] is True
        triples = await ask(pool, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 5", media_type=TURTLE)
        assert (triples.kind, triples.count) == ("triples", 5)

    play(hamlet_store, scene)


@pytest.mark.parametrize(
    "media_type", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]
)
@pytest.mark.parametrize("values", ['"}" "{}" "a\\n,b" "<result>" "\\"" "é"', '"a" "b" "c" "d" "e" "f"'])
def test_the_row_cap_cuts_and_says_so_in_every_format(hamlet_store: Path, media_type: str, values: str) -> None:
    async def scene(pool: QueryPool) -> None:
        text = f"SELECT ?x ?y {{ VALUES ?x {{ {values} }} BIND(1 AS ?y) }}"
        whole = await ask(pool, text, media_type=media_type, limits=Limits(20, 6))
        assert not whole.cut
        cut = await ask(pool, text, media_type=media_type, limits=Limits(20, 4))
        own = await ask(pool, f"{text} LIMIT 4", media_type=media_type, limits=Limits(20, 6))
        assert cut.cut
        assert not own.cut
        assert same(cut.body, own.body, media_type)

    play(hamlet_store, scene)


def same(one: bytes, other: bytes, media_type: str) -> bool:
    return json.loads(one) == json.loads(other) if media_type == JSON else one == other


def test_the_cap_cuts_triples(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        text = "CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }"
        found = await ask(pool, text, media_type="application/n-triples", limits=Limits(20, 50))
        assert (found.cut, found.count, found.body.count(b"\n")) == (True, 50, 50)

    play(hamlet_store, scene)


def test_the_dataset_is_the_whole_the_query_s_own_or_the_request_s(hamlet_store: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"

    async def number(pool: QueryPool, clause: str, **options: Any) -> int:
        return int(rows(await ask(pool, count.format(clause), **options))[0]["n"]["value"])

    async def scene(pool: QueryPool) -> None:
        graph = rows(await ask(pool, "SELECT ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 1"))[0]["g"]["value"]
        of_graph = await number(pool, f"FROM <{graph}>")
        assert 0 < of_graph < await number(pool, "")
        assert await number(pool, "FROM <http://127.0.0.1:9/x.ttl>") == 0
        assert await number(pool, "", default_graphs=[graph]) == of_graph
        assert await number(pool, "FROM <urn:none>", default_graphs=[graph]) == of_graph
        assert await number(pool, "", named_graphs=[graph]) == 0
        named = await ask(pool, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", named_graphs=[graph])
        assert [row["g"]["value"] for row in rows(named)] == [graph]

    play(hamlet_store, scene)


def test_a_default_graph_of_several_is_a_set(hamlet_store: Path) -> None:
    """Two records say of the same actor what it is: the very same triple."""
    shared = "SELECT ?s ?p ?o (MIN(?g) AS ?one) (MAX(?g) AS ?other) { GRAPH ?g { ?s ?p ?o } } "
    shared += "GROUP BY ?s ?p ?o HAVING (COUNT(?g) = 2) LIMIT 1"
    count = "SELECT (COUNT(*) AS ?n) {clauses} {{ <{s}> <{p}> ?o }}"

    async def scene(pool: QueryPool) -> None:
        found = {name: cell["value"] for name, cell in rows(await ask(pool, shared))[0].items()}
        base, one = found["one"].rsplit("/", 1)
        clauses = f"FROM b:{one} FROM <{found['other']}> FROM <{found['other']}>"
        text = f"PREFIX b: <{base}/>\n" + count.format(clauses=clauses, **found)
        assert rows(await ask(pool, text))[0]["n"]["value"] == "1"
        graphs = [found["one"], found["other"]]
        asked = await ask(pool, count.format(clauses="", **found), default_graphs=graphs)
        assert rows(asked)[0]["n"]["value"] == "1"
        inside = "SELECT (COUNT(*) AS ?n) {{ ?s a ?c GRAPH ?g {{ <{s}> <{p}> ?o }} }}".format(**found)
        asked = await ask(pool, inside, default_graphs=graphs, named_graphs=[graphs[0]])
        without = await ask(pool, inside, default_graphs=graphs)
        assert int(rows(asked)[0]["n"]["value"]) > 0 == int(rows(without)[0]["n"]["value"])

    play(hamlet_store, scene)


def test_a_wrong_query_says_where_in_the_text_as_it_was_written(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        with pytest.raises(QueryError) as raised:
            await ask(pool, "SELECT *\n{ ?s ?p }")
        assert (raised.value.fields["line"], raised.value.fields["column"]) == (2, 10)
        with pytest.raises(QueryError) as unfinished:
            await ask(pool, "SELECT * {")
        assert unfinished.value.fields["line"] == 1

    play(hamlet_store, scene)


def test_a_query_is_stopped_at_its_deadline_and_the_next_is_answered(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        with pytest.raises(QueryTimeoutError):
            await ask(pool, ENDLESS, limits=Limits(0.5, 10))
        assert (await ask(pool, "ASK {}")).kind == "boolean"
        assert pool.running() == []

    play(hamlet_store, scene)


def test_a_query_is_stopped_at_its_memory_cap_and_the_next_is_answered(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        with pytest.raises(QueryMemoryError):
            await ask(pool, GREEDY, limits=Limits(60, 10))
        assert (await ask(pool, "ASK {}")).kind == "boolean"

    play(hamlet_store, scene, memory=128 << 20)


def test_a_query_that_ends_its_process_harms_no_other(hamlet_store: Path) -> None:
    text = "SELECT * { ?s ?p (" + "1 " * 20_000 + ") }"

    async def scene(pool: QueryPool) -> None:
        query = GuardedQuery(text.replace("1 ", "[] "), "select")  # as if the guard had missed it
        crashing = pool.run(query, media_type=JSON, limits=Limits(60, 10), client="hostile")
        with pytest.raises((QueryCrashError, QueryMemoryError, QueryTimeoutError)):
            await crashing
        assert (await ask(pool, "ASK {}")).kind == "boolean"

    play(hamlet_store, scene, memory=256 << 20)


def test_the_process_that_segfaults_is_told_as_too_complex(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        text = "SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }"
        with pytest.raises(QueryCrashError):
            await pool.run(GuardedQuery(text, "select"), media_type=JSON, limits=Limits(60, 10), client="hostile")
        assert (await ask(pool, "ASK {}")).kind == "boolean"

    play(hamlet_store, scene)


def test_a_worker_killed_by_hand_is_replaced_while_its_query_goes_on(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        pool.warm()
        await ask(pool, "ASK {}")
        for worker in pool._idle:
            os.kill(worker.pid, signal.SIGKILL)
        assert (await ask(pool, "ASK {}")).kind == "boolean"
        running = asyncio.ensure_future(ask(pool, ENDLESS, query_id="killed-by-hand"))
        await until(lambda: bool(pool._busy))
        (first,) = pool._busy
        os.kill(first.pid, signal.SIGKILL)
        await until(lambda: bool(pool._busy) and first not in pool._busy)
        assert not running.done()
        assert pool.cancel("killed-by-hand")
        with pytest.raises(QueryCancelledError):
            await running

    play(hamlet_store, scene)


def test_a_query_is_cancelled_by_its_id_whether_it_waits_or_runs(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        running = [
            asyncio.ensure_future(ask(pool, ENDLESS, query_id=name, client=name)) for name in ("runs-now", "waits-now")
        ]
        await until(lambda: [one.lane for one in pool.running()] == ["fast", "waiting"])
        assert pool.cancel("waits-now")
        with pytest.raises(QueryCancelledError):
            await running[1]
        assert pool.cancel("runs-now")
        with pytest.raises(QueryCancelledError):
            await running[0]
        assert not pool.cancel("runs-now")
        assert (await ask(pool, "ASK {}")).kind == "boolean"

    play(hamlet_store, scene, workers=1)


def test_an_id_in_use_is_refused(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        running = asyncio.ensure_future(ask(pool, ENDLESS, query_id="the-same-id"))
        await until(lambda: bool(pool.running()))
        with pytest.raises(QueryIdUsedError):
            await ask(pool, "ASK {}", query_id="the-same-id")
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await ask(pool, "ASK {}", query_id="the-same-id")

    play(hamlet_store, scene)


def test_long_queries_leave_the_fast_lane_to_the_others(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        slow = [asyncio.ensure_future(ask(pool, ENDLESS, client=f"hostile-{n}")) for n in range(4)]
        await until(lambda: [one.lane for one in pool.running()].count("slow") == 3)
        await until(lambda: any(task.done() for task in slow))
        (stopped,) = [task for task in slow if task.done()]  # the slow lane is full: the fourth is not kept waiting
        with pytest.raises(ServerBusyError):
            await stopped
        while await sent_back(ask(pool, "ASK {}")):  # on a busy machine a new worker takes its time to start
            assert [one.lane for one in pool.running()] == ["slow"] * 3
        for _ in range(20):
            assert (await ask(pool, "ASK {}")).kind == "boolean"
        assert [one.lane for one in pool.running()] == ["slow"] * 3
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    play(hamlet_store, scene, workers=1, slow=3)


def test_a_client_that_leaves_frees_its_worker(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        leaving = asyncio.ensure_future(ask(pool, ENDLESS))
        await until(lambda: bool(pool._busy))
        (worker,) = pool._busy
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert not worker.alive
        assert pool.running() == []

    play(hamlet_store, scene)


def test_answers_are_compressed_when_asked(hamlet_store: Path) -> None:
    import gzip

    async def scene(pool: QueryPool) -> None:
        text = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200"
        packed, plain = await ask(pool, text, packed=True), await ask(pool, text)
        assert packed.packed
        assert gzip.decompress(packed.body) == plain.body
        assert not (await ask(pool, "ASK {}", packed=True)).packed

    play(hamlet_store, scene)


def test_an_answer_of_too_many_bytes_is_refused(hamlet_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "LARGEST_ANSWER", 1_000)

    async def scene(pool: QueryPool) -> None:
        with pytest.raises(AnswerTooLargeError):
            await ask(pool, "SELECT * { ?s ?p ?o } LIMIT 100")

    play(hamlet_store, scene)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("CONSTRUCT { <urn:a> <http://example.org/1> 2 } {}", "application/rdf+xml"),
        ('SELECT ("\\u0001" AS ?x) {}', "application/sparql-results+xml"),
    ],
)
def test_what_xml_cannot_hold_is_said_and_never_sent(hamlet_store: Path, text: str, media_type: str) -> None:
    async def scene(pool: QueryPool) -> None:
        with pytest.raises(AnswerUnwritableError):
            await ask(pool, text, media_type=media_type)
        other = TURTLE if "CONSTRUCT" in text else JSON
        assert (await ask(pool, text, media_type=other)).body

    play(hamlet_store, scene)


def test_a_new_version_is_answered_from_at_once(hamlet_copy: Path, tmp_path: Path, add_rows) -> None:
    store = tmp_path / "store"
    build(hamlet_copy, store)

    async def scene(pool: QueryPool) -> None:
        before = await ask(pool, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        add_rows("actors", {"id": "new", "kind": "actor", "name": "New", "source": "annuaire", "locator": "-"})
        build(hamlet_copy, store)
        after = await ask(pool, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        assert before.version != after.version
        assert rows(before) != rows(after)

    play(store, scene)


def test_a_store_that_is_absent_or_damaged_is_said(hamlet_store: Path, tmp_path: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        with pytest.raises(StoreNotFoundError):
            await ask(pool, "ASK {}")

    play(tmp_path / "none", scene)
    copy = tmp_path / "copy"
    shutil.copytree(hamlet_store, copy, symlinks=True)

    async def spoiled(pool: QueryPool) -> None:
        await ask(pool, "ASK {}")
        shutil.rmtree(copy / "current" / "oxigraph")
        for worker in pool._idle:
            os.kill(worker.pid, signal.SIGKILL)
        with pytest.raises(StoreError):
            await ask(pool, "ASK {}")

    play(copy, spoiled)


def test_the_network_is_out_of_reach_of_a_worker(hamlet_store: Path) -> None:
    """What the guard would miss, the system refuses, where it lets a process leave the network."""
    import http.server
    import threading

    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def handle(self) -> None:
            asked.append(self.client_address)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    async def scene(pool: QueryPool) -> None:
        text = f"SELECT * {{ SERVICE <http://127.0.0.1:{server.server_port}/> {{ ?s ?p ?o }} }}"
        query = GuardedQuery(text, "select")
        with pytest.raises(QueryError):
            await pool.run(query, media_type=JSON, limits=Limits(10, 10), client="hostile")

    try:
        play(hamlet_store, scene)
        if os.geteuid() == 0:
            assert asked == []
    finally:
        server.shutdown()


def test_other_threads_ask_through_the_pool_s_own_loop(hamlet_store: Path) -> None:
    pool = background_pool(StoreFolder(hamlet_store))
    options = {"media_type": JSON, "limits": Limits(20, 10), "client": "thread"}
    assert pool.submit(guard("ASK {}"), **options).result(20).kind == "boolean"
    endless = pool.submit(guard(ENDLESS), **options)
    limit = time.monotonic() + 20
    while not pool.running() and time.monotonic() < limit:
        time.sleep(0.01)
    endless.cancel()
    while pool.running() and time.monotonic() < limit:
        time.sleep(0.01)
    assert pool.running() == []
    pool._loop.call_soon_threadsafe(pool.close)


def test_a_process_has_one_pool_for_a_store(hamlet_store: Path) -> None:
    assert query_pool(StoreFolder(hamlet_store)) is query_pool(StoreFolder(hamlet_store))

"""Persons' SPARQL runs in processes of its own: whatever it does to them, the next query is answered."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from territory_graph.building import build
from territory_graph.errors import (
    AnswerTooLargeError,
    AnswerUnwritableError,
    QueryAbortError,
    QueryCancelledError,
    QueryCrashError,
    QueryError,
    QueryIdUsedError,
    QueryKilledError,
    QueryMemoryError,
    QueryTimeoutError,
    ServerBusyError,
    StoreError,
    StoreNotFoundError,
    TerritoryGraphError,
)
from territory_graph.store import pool as pools
from territory_graph.store import turns
from territory_graph.store import worker_process as processes
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import GuardedQuery, guard
from territory_graph.store.pool import Limits, QueryPool, Result, Running, background_pool

XSD = "http://www.w3.org/2001/XMLSchema#"
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
    asked = {"media_type": JSON, "limits": Limits(120, 1_000), "client": "test", **options}
    return await pool.run(guard(text), **asked)


def rows(result: Result) -> list[dict[str, Any]]:
    return json.loads(result.body)["results"]["bindings"]


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


async def killed_while_it_runs(pool: QueryPool, number: int, times: int = 1) -> Result:
    running = asyncio.ensure_future(ask(pool, ENDLESS))
    gone: set[Any] = set()
    for _ in range(times):
        await until(lambda: bool(pool._busy - gone))
        (worker,) = pool._busy - gone
        gone.add(worker)
        await until(lambda worker=worker: worker.processor_time() is None or worker.processor_time() > 0.1)
        os.kill(worker.pid, number)
    return await running


def test_an_abort_of_the_engine_is_told_apart_from_want_of_memory(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        with pytest.raises(QueryAbortError, match="not for want of memory"):
            await killed_while_it_runs(pool, signal.SIGABRT)
        with pytest.raises(QueryCrashError):
            await killed_while_it_runs(pool, signal.SIGSEGV)
        with pytest.raises(QueryKilledError):
            await killed_while_it_runs(pool, signal.SIGKILL, times=2)
        assert (await ask(pool, "ASK {}")).kind == "boolean"

    play(hamlet_store, scene)


def test_the_engine_s_own_words_tell_a_panic(hamlet_store: Path) -> None:
    """Its sort gives up on some orders of values of mixed kinds; asked directly, for the pool may know better."""
    random = Random(1)
    numbers = [f'"{random.uniform(1, 999):.2f}"^^<{XSD}double>' for _ in range(40)]
    texts = [f'"n.c. {n}"' for n in range(20)] + [f'"{n},{n} M€"' for n in range(1, 10)]
    dates = [f'"20{n:02}-05-10"^^<{XSD}date>' for n in range(10)]
    store = StoreFolder(hamlet_store).version_folder() / "oxigraph"
    request = {"store": str(store), "format": JSON, "from": ("", (), ()), "default_graphs": [], "named_graphs": []}
    request |= {
        "rows": 1_000,
        "bytes": 1 << 20,
        "gzip": False,
        "prefixes": {},
        "limiting": (0, 0, ""),
        "ordered": False,
    }

    async def scene(pool: QueryPool) -> None:
        worker = pool._start()
        pool._busy.add(worker)
        with pytest.raises(processes.WorkerDiedError) as raised:
            for _ in range(3_000):
                values = random.sample([*numbers, *texts, *dates], 79)
                await worker.ask(
                    {**request, "query": f"SELECT ?v {{ VALUES ?v {{ {' '.join(values)} }} }} ORDER BY ?v"}
                )
        assert raised.value.death is processes.Death.ABORT
        assert "panicked at" in raised.value.words

    play(hamlet_store, scene)


def test_a_pool_that_can_start_no_worker_says_busy_and_loses_no_place(
    hamlet_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(pool: QueryPool) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(processes.subprocess, "Popen", none_left)
            for _ in range(5):
                with pytest.raises(ServerBusyError):
                    await ask(pool, "ASK {}")
        assert (await ask(pool, "ASK {}")).kind == "boolean"
        assert nothing_is_held(pool)

    def none_left(*_: object, **__: object) -> None:
        raise OSError(24, "Too many open files")

    before = len(list(Path("/dev/fd").iterdir()))
    play(hamlet_store, scene, workers=2)
    assert len(list(Path("/dev/fd").iterdir())) <= before + 1


def nothing_is_held(pool: QueryPool) -> bool:
    whole = (pool._turns.free("fast"), pool._turns.free("slow")) == (pool._width, pool._turns._places["slow"])
    return whole and not (pool._busy or pool.running())


def test_what_runs_is_still_looked_after_when_a_look_fails(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        def fails() -> None:
            raise ZeroDivisionError

        with pytest.raises(QueryCancelledError):
            await ask(pool, ENDLESS, on_slow=fails)
        with pytest.raises(QueryTimeoutError):
            await ask(pool, ENDLESS, limits=Limits(1, 10))
        assert nothing_is_held(pool)

    play(hamlet_store, scene)


def test_books_that_are_wrong_are_mended_and_said(hamlet_store: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(pool: QueryPool) -> None:
        for _ in range(2):  # turns of no query, which fill the fast lane
            await pool._turns.turn("ghost").__aenter__()
        assert pool._turns.free("fast") == 0
        stray = pool._start()
        pool._busy.add(stray)
        ended = asyncio.ensure_future(asyncio.sleep(0))
        await ended
        pool._running["ended"] = Running(
            "ended", "ghost", "", Limits(1, 1), lambda: None, 0.0, pool._turns.turn("ghost"), ended
        )
        async with asyncio.timeout(5):
            assert (await ask(pool, "ASK {}")).kind == "boolean"
        assert nothing_is_held(pool)
        await until(lambda: not stray.alive)

    play(hamlet_store, scene, workers=2)
    assert "mended: 1 queries, 2 turns and 1 workers belonged to nobody" in caplog.text


def test_a_pool_of_one_version_is_its_own_process_s_alone_and_has_no_budget(
    hamlet_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "SECONDS_A_MINUTE", 0.01)
    folder = StoreFolder(hamlet_store)

    async def scene(pool: QueryPool) -> None:
        with pytest.raises(QueryTimeoutError):
            await ask(pool, ENDLESS, limits=Limits(0.5, 10))
        assert (await ask(pool, "ASK {}")).kind == "boolean"

    play(hamlet_store, scene, pinned=(folder.version_folder(), folder.manifest()))


def test_whoever_waits_in_another_thread_is_told_that_the_pool_was_shut_down(hamlet_store: Path) -> None:
    pool = background_pool(lambda: QueryPool(StoreFolder(hamlet_store)))
    options = {"media_type": JSON, "limits": Limits(60, 10), "client": "thread"}
    endless = pool.submit(guard(ENDLESS), **options)
    pool.shut_down()
    with pytest.raises(QueryCancelledError):
        endless.result(30)
    until_closed = time.monotonic() + 20
    while not pool._loop.is_closed() and time.monotonic() < until_closed:
        time.sleep(0.01)
    with pytest.raises(QueryCancelledError):
        pool.submit(guard("ASK {}"), **options).result(5)


class PoolMachine(RuleBasedStateMachine):
    """Queries asked, cancelled, stopped and killed in every order, with real workers: nothing stays held."""

    store: Path

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.tasks: list[asyncio.Task[Result]] = []
        self.pool = self.loop.run_until_complete(self.made())

    async def ended(self) -> list[Any]:
        return await asyncio.gather(*self.tasks, return_exceptions=True)

    async def made(self) -> QueryPool:
        return QueryPool(StoreFolder(self.store), workers=2, slow=1)

    @rule(client=st.sampled_from("abc"), text=st.sampled_from(["ASK {}", "SELECT", ENDLESS]))
    def ask(self, client: str, text: str) -> None:
        query = GuardedQuery(text, "select")
        asked = self.pool.run(query, media_type=JSON, limits=Limits(0.8, 10), client=client)
        self.tasks.append(self.loop.create_task(asked))

    @rule(seconds=st.sampled_from([0, 0, 0.01, 0.1]))
    def time_passes(self, seconds: float) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))

    @precondition(lambda self: self.tasks)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.tasks)).cancel()

    @precondition(lambda self: self.pool.running())
    @rule(data=st.data(), how=st.sampled_from(["stop", signal.SIGKILL, signal.SIGABRT]))
    def something_of_one(self, data: st.DataObject, how: Any) -> None:
        one = data.draw(st.sampled_from(range(len(self.pool.running()))))
        running = self.pool.running()[one]
        if how == "stop":
            self.pool.cancel(running.query_id)
        elif running.worker is not None and running.worker.alive:
            os.kill(running.worker.pid, how)

    @invariant()
    def the_books_agree_with_what_runs(self) -> None:
        running = self.pool.running()
        held = {turn for lane in self.pool._turns._in.values() for turn in lane}
        assert held <= {one.turn for one in running}
        assert self.pool._busy == {one.worker for one in running if one.worker is not None}
        assert not self.pool._busy & set(self.pool._idle)

    def teardown(self) -> None:
        for task in self.tasks:
            task.cancel()
        told = self.loop.run_until_complete(self.ended())
        expected = (Result, TerritoryGraphError, asyncio.CancelledError)
        assert [one for one in told if not isinstance(one, expected)] == []
        assert nothing_is_held(self.pool)
        self.pool.close()
        self.loop.close()


def test_the_pool_holds_nothing_when_all_has_ended(hamlet_store: Path) -> None:
    PoolMachine.store = hamlet_store
    few = settings(max_examples=6, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(PoolMachine, settings=few)


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
        await ask(pool, "ASK {}")
        slow = [asyncio.ensure_future(ask(pool, ENDLESS, client=f"hostile-{n}")) for n in range(4)]
        await until(lambda: lanes(pool).count("slow") == 3 and "fast" not in lanes(pool) and settled(slow, pool))
        for _ in range(20):
            assert (await ask(pool, "ASK {}")).kind == "boolean"
        assert lanes(pool).count("slow") == 3
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    def lanes(pool: QueryPool) -> list[str]:
        return [one.lane for one in pool.running()]

    def settled(slow: list[asyncio.Future[Result]], pool: QueryPool) -> bool:
        """The fourth waits for a place of the slow lane, or has taken that of one that used more."""
        return lanes(pool).count("waiting") == 1 or any(task.done() for task in slow)

    play(hamlet_store, scene, workers=1, slow=3)


def test_who_used_the_slow_lane_most_gives_way_to_a_client_that_did_not(
    hamlet_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_CLEARLY", 1.0)
    monkeypatch.setattr(turns, "_AT_LEAST", 0.1)

    async def hostile(pool: QueryPool, client: str) -> None:
        while True:
            with suppress(ServerBusyError, QueryTimeoutError):
                await ask(pool, ENDLESS, client=client)

    async def scene(pool: QueryPool) -> None:
        flood = [asyncio.ensure_future(hostile(pool, f"hostile-{n}")) for n in range(3)]
        await until(lambda: all(one.turn.used > 0.5 for one in pool.running() if one.lane == "slow") and full(pool))
        asked = asyncio.ensure_future(ask(pool, ENDLESS, client="honest", query_id="honest-one"))
        await until(lambda: [one.lane for one in pool.running() if one.client == "honest"] == ["slow"])
        assert not asked.done()
        for task in (asked, *flood):
            task.cancel()
        await asyncio.gather(asked, *flood, return_exceptions=True)

    def full(pool: QueryPool) -> bool:
        return [one.lane for one in pool.running()].count("slow") == 2

    play(hamlet_store, scene, workers=1, slow=2)


def test_a_client_that_leaves_frees_its_worker(hamlet_store: Path) -> None:
    async def scene(pool: QueryPool) -> None:
        leaving = asyncio.ensure_future(ask(pool, ENDLESS))
        await until(lambda: bool(pool._busy))
        (worker,) = pool._busy
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        await until(lambda: not worker.alive)
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
    pool = background_pool(lambda: QueryPool(StoreFolder(hamlet_store)))
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

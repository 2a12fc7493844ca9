"""Pool: persons' SPARQL answered in worker processes, which are killed and replaced without anyone else noticing.

A query waits for a place in the fast lane (``turns``). One that has not ended after ``PATIENCE`` seconds is demoted:
its worker goes to the slow lane, and a new worker takes its place in the fast lane. In the slow lane one a processor
works at low priority, those whose clients used it least, or failed there, as having used more; the others pause. At
its deadline, at its memory cap, or when its client leaves, its worker is killed.

What runs is looked at again and again, and so are the pool's own books: what they hold and no query does is given back.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from territory_graph.errors import (
    AnswerTooLargeError,
    AnswerUnwritableError,
    QueryAbortError,
    QueryCancelledError,
    QueryCrashError,
    QueryIdUsedError,
    QueryKilledError,
    QueryMemoryError,
    QueryTimeoutError,
    ServerBusyError,
    TerritoryGraphError,
)
from territory_graph.store.column_plans import plan
from territory_graph.store.columns import COLUMNS
from territory_graph.store.engine import query_error
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.manifest import Manifest
from territory_graph.store.ordering import ordered
from territory_graph.store.turns import PATIENCE, RETRY_AFTER, Turn, Turns, burden
from territory_graph.store.worker_process import Death, WorkerDiedError, WorkerProcess
from territory_graph.vocabulary import all_prefixes

MEMORY = 1 << 30
"""Bytes that one query may take."""
SLOW = 12
"""How many queries may be in the slow lane at once."""
LARGEST_ANSWER = 256 << 20
"""Bytes that one answer may have."""
_TICK = 0.05  # seconds between two looks at what runs
_LONGEST_FAST = 3.0  # seconds in the fast lane, however little of a processor a query got
_WORKING = os.cpu_count() or 1  # queries of the slow lane that work at the same time
_SPARE = 2  # workers that wait while the fast lane is full, so that a query need not wait for one to start
_FAREWELL = 5.0  # seconds for what was stopped to end
_LOG = logging.getLogger(__name__)
_WORN = 16 << 20  # an answer of so many bytes leaves a worker with memory that counts against the next query


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds in the engine, and rows or triples of its answer."""

    seconds: float
    rows: int


PAGE = Limits(10, 10_000)
ENDPOINT = Limits(30, 100_000)


@dataclass(frozen=True, slots=True)
class Result:
    """An answer, serialised in ``media_type``, compressed with gzip where it is ``packed``.

    ``kind`` is rows, boolean or triples; ``count`` how many rows or triples where they were counted; ``cut`` whether
    the cap cut them; ``seconds`` the time in the engine; ``version`` that of the data.
    """

    body: bytes
    media_type: str
    kind: str
    count: int | None
    cut: bool
    seconds: float
    version: str
    query_id: str
    packed: bool = False


@dataclass(slots=True, eq=False)
class Running:
    """A query that waits or runs: whose it is, since when, and the turn that it holds.

    ``came`` and ``began`` are seconds of ``time.monotonic``: when it was asked, and when a worker took it.
    """

    query_id: str
    client: str
    text: str
    limits: Limits
    on_slow: Callable[[], None]
    came: float
    turn: Turn
    task: asyncio.Task[Any] | None
    began: float = 0.0
    worker: WorkerProcess | None = None
    told: bool = False
    sent_back: bool = False
    earlier: float = 0.0  # seconds that it used before it was asked again
    before: float | None = None  # seconds that its worker had used before it was asked this

    @property
    def seconds(self) -> float:
        """How long it waits and runs already."""
        return time.monotonic() - self.came

    @property
    def lane(self) -> str:
        """Where it is: ``waiting``, ``fast`` or ``slow``."""
        return "waiting" if self.turn.lane == "none" else self.turn.lane

    def stop(self, reason: TerritoryGraphError) -> None:
        """Ends the query; whoever waits for its answer is told ``reason``."""
        self.turn.stop(reason)

    def tell_slow(self) -> None:
        """Tells once that it takes long."""
        if not self.told:
            self.told = True
            self.on_slow()

    def measure(self, worker: WorkerProcess) -> None:
        """Counts what it used of the engine: the time that its worker got of a processor, where the system tells it.

        On a machine that is busy with other things, a query is not slow because it is kept waiting.
        """
        waited = time.monotonic() - self.began
        used = worker.processor_time() if waited > _TICK else None
        if used is None:
            self.turn.used = self.earlier + waited
            return
        if self.before is None:
            self.before = used - min(waited, used, _TICK)
        self.turn.used = self.earlier + used - self.before


class QueryPool:
    """Workers on the current version of a store, or on the one ``pinned``, which is asked without budgets.

    All of it but ``submit``, ``pinned`` and ``shut_down`` is for the loop that made the pool. ``workers`` is the width
    of the fast lane, ``slow`` that of the slow one; ``memory`` in bytes; ``services`` the IRIs that SERVICE may ask.
    ``opened`` gives the folder and the manifest of the current version, for whoever opens it; without it the pool does.
    """

    def __init__(
        self,
        folder: StoreFolder,
        *,
        workers: int = 0,
        slow: int = SLOW,
        memory: int = MEMORY,
        services: Collection[str] = (),
        pinned: tuple[Path, Manifest] | None = None,
        opened: Callable[[], tuple[Path, Manifest]] | None = None,
    ) -> None:
        self.services = frozenset(services)
        self._folder = folder
        self._width = workers or (os.cpu_count() or 1) + 2
        self._memory = memory
        self._loop = asyncio.get_running_loop()
        self._turns = Turns(self._width, slow, budgets=pinned is None)
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._ending: list[WorkerProcess] = []
        self.closed = asyncio.Event()
        self._running: dict[str, Running] = {}
        self._watch: asyncio.TimerHandle | None = None
        self._pinned = _of_version(*pinned) if pinned else None
        self._open = opened or self._open_current
        self._opened: tuple[Path, tuple[str, Manifest, bool]] | None = None
        self._opening = asyncio.Lock()

    def warm(self) -> None:
        """Starts the workers of the fast lane, so that the first queries wait for none."""
        self._idle += [self._start() for _ in range(self._width - len(self._idle))]

    def close(self) -> None:
        """Ends every worker; what runs fails as cancelled, and so does what is asked later."""
        self.closed.set()
        for one in self.running():
            one.stop(QueryCancelledError())
        if self._watch is not None:
            self._watch.cancel()
        for worker in [*self._idle, *self._busy]:
            worker.end()
        for worker in [*self._idle, *self._busy, *self._ending]:
            worker.wait()
        self._idle.clear()
        self._ending.clear()

    def pinned(self, folder: Path, manifest: Manifest) -> QueryPool:
        """A pool on the same loop that answers from one version; asked from another thread."""

        async def make() -> QueryPool:
            return QueryPool(self._folder, workers=1, services=self.services, pinned=(folder, manifest))

        return asyncio.run_coroutine_threadsafe(make(), self._loop).result()

    def shut_down(self) -> None:
        """Ends a pool that was made on a loop of its own, from any thread."""
        with suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(self.close)

    def running(self) -> list[Running]:
        """What waits or runs now, the oldest first."""
        return list(self._running.values())

    def workers(self) -> list[int]:
        """The processes that answer, or wait to."""
        return [worker.pid for worker in (*self._idle, *self._busy)]

    def cancel(self, query_id: str) -> bool:
        """Stops a query; False when none of that id runs."""
        found = self._running.get(query_id)
        if found is not None:
            found.stop(QueryCancelledError())
        return found is not None

    def submit(self, query: GuardedQuery, **options: Any) -> concurrent.futures.Future[Result]:
        """``run``, asked from another thread; to cancel the future stops the query."""
        asked = self.run(query, **options)
        try:
            return asyncio.run_coroutine_threadsafe(asked, self._loop)
        except RuntimeError:  # the loop has ended
            asked.close()
            ended: concurrent.futures.Future[Result] = concurrent.futures.Future()
            ended.set_exception(QueryCancelledError())
            return ended

    async def run(
        self,
        query: GuardedQuery,
        *,
        media_type: str,
        limits: Limits,
        client: str,
        query_id: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        packed: bool = False,
        on_slow: Callable[[], None] = lambda: None,
    ) -> Result:
        """The answer to a query, compressed if it may be ``packed``; ``on_slow`` is called once it waits or is demoted.

        Raises:
            QueryError: it cannot be evaluated, or was stopped (children of ``QueryStoppedError``).
            BusyError: it was not begun.
            QueryIdUsedError: another running query has its id.
            StoreError: there is no store, or it cannot be used.
        """
        store, manifest, columns = await self._version()
        if self.closed.is_set():
            raise QueryCancelledError
        if query_id in self._running:
            raise QueryIdUsedError(query_id=query_id)
        request = {
            "store": store,
            "base": manifest.base,
            "query": query.text,
            "limiting": query.limiting(limits.rows + 1),
            "format": media_type,
            "from": query.from_clauses,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "rows": limits.rows,
            "bytes": LARGEST_ANSWER,
            "gzip": packed,
            "ordered": False,
            "columns": None,
        }
        if columns and not default_graphs and not named_graphs:
            request["columns"] = plan(query)
        name, turn = query_id or secrets.token_urlsafe(12), self._turns.turn(client)
        running = Running(name, client, query.text, limits, on_slow, time.monotonic(), turn, asyncio.current_task())
        self._running[name] = running
        self._watch_over()
        try:
            async with turn:
                header, body = await self._asked(running, request)
        finally:
            del self._running[name]
        return Result(
            body,
            media_type,
            header["kind"],
            header["count"],
            header["cut"],
            header["seconds"],
            manifest.version,
            running.query_id,
            header["gzip"],
        )

    async def _version(self) -> tuple[str, Manifest, bool]:
        """Where the current version's statements lie, its manifest, and whether it has columns.

        One not seen before is opened and counted.
        """
        if self._pinned is not None:
            return self._pinned
        version = self._folder.version_folder()
        async with self._opening:
            if self._opened is None or self._opened[0] != version:
                version, manifest = await asyncio.to_thread(self._open)
                self._opened = (version, _of_version(version, manifest))
            return self._opened[1]

    def _open_current(self) -> tuple[Path, Manifest]:
        version = self._folder.version_folder()
        return version, self._folder.open(version)[1]

    async def _asked(
        self, running: Running, request: dict[str, Any], *, again: bool = True
    ) -> tuple[dict[str, Any], bytes]:
        try:
            header, body = await self._evaluated(running, request, fresh=not again)
        except WorkerDiedError as error:
            if running.turn.stopped_by is not None:
                raise running.turn.stopped_by from None
            if running.sent_back:  # to wait for a place of the slow lane
                running.sent_back = False
                await running.turn.granted()
                return await self._asked(running, request, again=again)
            if again and error.death is Death.KILLED:  # somebody's doing, not the query's
                return await self._asked(running, request, again=False)
            if again and error.death is Death.ABORT and (sortable := _sortable(request)) is not None:
                return await self._asked(running, sortable, again=False)
            raise self._death(running, error) from None
        if "error" in header:
            raise self._failure(running, header)
        return header, body

    async def _evaluated(
        self, running: Running, request: dict[str, Any], *, fresh: bool
    ) -> tuple[dict[str, Any], bytes]:
        worker = self._take_worker(running, fresh=fresh)
        fit = False
        try:
            if worker.store != request["store"]:
                request = {**request, "prefixes": all_prefixes(request["base"])}
            header, body = await worker.ask(request)
            header["seconds"] = time.monotonic() - running.began
            fit = len(body) < _WORN and header.get("error") not in ("memory", "store")
            return header, body
        finally:
            running.measure(worker)
            running.worker, running.earlier = None, running.turn.used
            self._give_back(worker, fit=fit and running.lane == "fast" and running.turn.stopped_by is None)

    def _watch_over(self) -> None:
        """Looks at what runs in a moment, unless that is to be done already."""
        if self._watch is None and (self._running or self._ending) and not self.closed.is_set():
            self._watch = self._loop.call_later(_TICK, self._look)

    def _look(self) -> None:
        """Demotes and stops what runs too long, and mends the books, again and again while anything runs."""
        self._watch = None
        self._watch_over()  # before anything that may fail
        for one in self.running():
            try:
                self._look_at(one)
            except Exception:  # of one query, which the others must not feel
                _LOG.exception("the query %s could not be looked after and is stopped", one.query_id)
                one.stop(QueryCancelledError())
        self._share()
        self._ending = [worker for worker in self._ending if worker.alive]
        self._mend()

    def _look_at(self, one: Running) -> None:
        if one.lane != "fast":
            one.tell_slow()
        if one.worker is None:
            return
        taken = time.monotonic() - one.began - min(one.worker.paused, one.limits.seconds)  # it did not ask to pause
        one.measure(one.worker)
        if taken > one.limits.seconds:
            one.turn.cost = one.limits.seconds
            one.stop(QueryTimeoutError(seconds=round(one.limits.seconds)))
        elif one.lane == "fast" and one.turn.stopped_by is None and (one.turn.used > PATIENCE or taken > _LONGEST_FAST):
            self._demote(one, one.worker)

    def _share(self) -> None:
        """Lets a few of the slow lane work for a while, whose clients used least of it, and the others pause."""
        slow = [one for one in self.running() if one.lane == "slow" and one.worker is not None]
        slow.sort(key=lambda one: burden(one.turn))
        for place, one in enumerate(slow):
            if one.worker is not None:
                one.worker.pause(place >= _WORKING)

    def _mend(self) -> None:
        """Makes the books agree with what runs, and says so where they did not."""
        ended = [name for name, one in self._running.items() if one.task is not None and one.task.done()]
        for name in ended:
            del self._running[name]
        lost = self._turns.end_others({one.turn for one in self._running.values()})
        workers = self._busy - {one.worker for one in self._running.values()}
        for worker in workers:
            self._give_back(worker, fit=False)
        if ended or lost or workers:
            _LOG.error(
                "the pool's books were wrong and are mended: %d queries, %d turns and %d workers belonged to nobody",
                len(ended),
                len(lost),
                len(workers),
            )

    def _death(self, running: Running, error: WorkerDiedError) -> TerritoryGraphError:
        """What to tell of a query whose worker ended."""
        if error.death is Death.MEMORY:
            return self._memory_error(running)
        _LOG.warning("the worker of the query %s ended: %s (%s)", running.query_id, error.death.value, error.words)
        running.turn.cost = running.limits.seconds
        told = {Death.ABORT: QueryAbortError, Death.KILLED: QueryKilledError}
        return told.get(error.death, QueryCrashError)()

    def _failure(self, running: Running, header: dict[str, Any]) -> TerritoryGraphError:
        match header["error"]:
            case "memory":
                return self._memory_error(running)
            case "large":
                return AnswerTooLargeError(megabytes=LARGEST_ANSWER >> 20)
            case "unwritable":
                return AnswerUnwritableError()
            case "store":
                self._opened = None  # looked at again at the next query
                return self._folder.damaged(header["reason"])
        return query_error(header["reason"])

    def _memory_error(self, running: Running) -> QueryMemoryError:
        running.turn.cost = running.limits.seconds
        return QueryMemoryError(megabytes=self._memory >> 20)

    def _demote(self, running: Running, worker: WorkerProcess) -> None:
        """Moves a query to the slow lane, and has another worker ready in the fast one."""
        self._turns.demote(running.turn)
        running.sent_back = running.lane != "slow"
        worker.demote()
        if len(self._idle) < min(_SPARE, self._width):
            with suppress(OSError):  # the next query that needs one is told
                self._idle.insert(0, self._start())  # taken last: it has yet to load the engine

    def _start(self, *, slow: bool = False) -> WorkerProcess:
        return WorkerProcess(self._memory, network=bool(self.services), slow=slow)

    def _take_worker(self, running: Running, *, fresh: bool) -> WorkerProcess:
        """A worker for a query: in the slow lane always a new one, for its priority cannot be raised again."""
        while running.lane == "fast" and self._idle and not fresh:
            known = running.turn.account.in_a_row == 0
            worker = self._idle.pop(-1 if known else 0)  # the last one answered a moment ago, the first may not be up
            if worker.alive:
                break
            worker.end()  # killed while it had nothing to do
        else:
            try:
                worker = self._start(slow=running.lane == "slow")
            except OSError as error:
                _LOG.error("no worker can be started: %s", error)
                raise ServerBusyError(retry_after=RETRY_AFTER) from error
        self._busy.add(worker)
        running.worker, running.before, running.began = worker, None, time.monotonic()
        running.turn.halt = worker.kill
        return worker

    def _give_back(self, worker: WorkerProcess, *, fit: bool) -> None:
        self._busy.discard(worker)
        if fit and len(self._idle) < self._width and not self.closed.is_set():
            self._idle.append(worker)
            return
        worker.end()
        if worker.alive:  # looked at until it is gone: one that was given no time takes some to end
            self._ending.append(worker)
            self._watch_over()


def _of_version(version: Path, manifest: Manifest) -> tuple[str, Manifest, bool]:
    return str(version / "oxigraph"), manifest, (version / COLUMNS).exists()


def _sortable(request: dict[str, Any]) -> dict[str, Any] | None:
    """The request with an ORDER BY that no values can break, None where it has none: see ``ordering``.

    Not all are asked so, for it takes time, and the engine sorts values of one kind as it is.
    """
    start, end, put = request["limiting"]
    text = request["query"][:start] + put + request["query"][end:]
    changed = ordered(text)
    return (
        None
        if changed == text
        else {**request, "query": changed, "limiting": (0, 0, ""), "ordered": True, "columns": None}
    )


def background_pool(make: Callable[[], QueryPool]) -> QueryPool:
    """A pool on a loop and a thread of its own, for a process that runs none."""
    ready: concurrent.futures.Future[QueryPool] = concurrent.futures.Future()

    async def live() -> None:
        try:
            pool = make()
        except BaseException as error:
            ready.set_exception(error)
            raise
        ready.set_result(pool)
        await pool.closed.wait()
        if others := asyncio.all_tasks() - {asyncio.current_task()}:  # whoever waits in another thread is told
            await asyncio.wait(others, timeout=_FAREWELL)

    threading.Thread(target=lambda: asyncio.run(live()), name="query-pool", daemon=True).start()
    return ready.result()

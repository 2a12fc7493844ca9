"""Pool: persons' SPARQL answered in worker processes, which are killed and replaced without anyone else noticing.

A query waits for a place in the fast lane (``turns``). One that has not ended after ``PATIENCE`` seconds is demoted:
its worker goes to the slow lane, where it gets only the processor time that nobody else wants, and a new worker takes
its place in the fast lane. At its deadline, at its memory cap, or when its client leaves, its worker is killed.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import secrets
import signal
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
    QueryCancelledError,
    QueryCrashError,
    QueryIdUsedError,
    QueryMemoryError,
    QueryTimeoutError,
    ServerBusyError,
    StoreDamagedError,
    TerritoryGraphError,
)
from territory_graph.store.engine import query_error
from territory_graph.store.folder import Manifest, StoreFolder
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.ordering import ordered
from territory_graph.store.turns import RETRY_AFTER, Turns
from territory_graph.store.worker_process import WorkerDiedError, WorkerProcess
from territory_graph.vocabulary import all_prefixes

PATIENCE = 0.3
"""Seconds after which a query is demoted to the slow lane."""
MEMORY = 1 << 30
"""Bytes that one query may take."""
SLOW = 12
"""How many queries may be in the slow lane at once."""
LARGEST_ANSWER = 256 << 20
"""Bytes that one answer may have."""
_TICK = 0.05  # seconds between two looks at what runs
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
    """A query that waits or runs: whose it is, since when, and in which lane (``waiting``, ``fast`` or ``slow``).

    ``came`` and ``began`` are seconds of ``time.monotonic``: when it was asked, and when a worker took it.
    """

    query_id: str
    client: str
    text: str
    limits: Limits
    on_slow: Callable[[], None]
    came: float
    began: float = 0.0
    lane: str = "waiting"
    worker: WorkerProcess | None = None
    halt: Callable[[], object] = lambda: None
    stopped_by: TerritoryGraphError | None = None

    @property
    def seconds(self) -> float:
        """How long it waits and runs already."""
        return time.monotonic() - self.came

    def stop(self, reason: TerritoryGraphError) -> None:
        """Ends the query; whoever waits for its answer is told ``reason``."""
        self.stopped_by = self.stopped_by or reason
        self.halt()


class QueryPool:
    """Workers on the current version of a store, or on the one ``pinned``.

    All of it but ``submit`` and ``shut_down`` is for the loop that made the pool. ``workers`` is the width of the fast
    lane, ``slow`` that of the slow one; ``memory`` in bytes; ``services`` the IRIs that SERVICE may ask.
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
    ) -> None:
        self.services = frozenset(services)
        self._folder = folder
        self._width = workers or (os.cpu_count() or 1) + 2
        self._slow = slow
        self._memory = memory
        self._loop = asyncio.get_running_loop()
        self._turns = Turns(self._width)
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._running: dict[str, Running] = {}
        self._watch: asyncio.TimerHandle | None = None
        self._pinned = (str(pinned[0] / "oxigraph"), pinned[1]) if pinned else None
        self._opened: tuple[Path, tuple[str, Manifest]] | None = None

    def warm(self) -> None:
        """Starts the workers of the fast lane, so that the first queries wait for none."""
        self._idle += [self._start() for _ in range(self._width - len(self._idle))]

    def close(self) -> None:
        """Ends every worker; what runs fails as cancelled."""
        for one in self.running():
            one.stop(QueryCancelledError())
        for worker in [*self._idle, *self._busy]:
            worker.end()
        self._idle.clear()

    def shut_down(self) -> None:
        """Ends a pool that was made on a loop of its own, from any thread."""

        def end() -> None:
            self.close()
            self._loop.stop()

        with suppress(RuntimeError):  # the loop has ended already
            self._loop.call_soon_threadsafe(end)

    def running(self) -> list[Running]:
        """What waits or runs now, the oldest first."""
        return list(self._running.values())

    def cancel(self, query_id: str) -> bool:
        """Stops a query; False when none of that id runs."""
        found = self._running.get(query_id)
        if found is not None:
            found.stop(QueryCancelledError())
        return found is not None

    def submit(self, query: GuardedQuery, **options: Any) -> concurrent.futures.Future[Result]:
        """``run``, asked from another thread; to cancel the future stops the query."""
        return asyncio.run_coroutine_threadsafe(self.run(query, **options), self._loop)

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
        """The answer to a query, compressed if it may be ``packed``; ``on_slow`` is called when it is demoted.

        Raises:
            QueryError: it cannot be evaluated, or was stopped (children of ``QueryStoppedError``).
            BusyError: it was not begun.
            QueryIdUsedError: another running query has its id.
            StoreError: there is no store, or it cannot be used.
        """
        store, manifest = await self._version()
        if query_id in self._running:
            raise QueryIdUsedError(query_id=query_id)
        request = {
            "store": store,
            "base": manifest.base,
            "query": query.text,
            "limiting": query.limiting(limits.rows + 1),
            "format": media_type,
            "own_dataset": query.own_dataset,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "rows": limits.rows,
            "bytes": LARGEST_ANSWER,
            "gzip": packed,
            "ordered": False,
        }
        running = Running(query_id or secrets.token_urlsafe(12), client, query.text, limits, on_slow, time.monotonic())
        self._running[running.query_id] = running
        try:
            header, body, seconds = await self._in_turn(running, request)
        finally:
            del self._running[running.query_id]
        return Result(
            body,
            media_type,
            header["kind"],
            header["count"],
            header["cut"],
            seconds,
            manifest.version,
            running.query_id,
            header["gzip"],
        )

    async def _version(self) -> tuple[str, Manifest]:
        """Where the current version's statements lie, and its manifest; one not seen before is opened and counted."""
        if self._pinned is not None:
            return self._pinned
        version = self._folder.version_folder()
        if self._opened is None or self._opened[0] != version:
            manifest = await asyncio.to_thread(lambda: self._folder.open(version)[1])
            self._opened = (version, (str(version / "oxigraph"), manifest))
        return self._opened[1]

    async def _in_turn(self, running: Running, request: dict[str, Any]) -> tuple[dict[str, Any], bytes, float]:
        """Waits for a place, then asks a worker: the answer's header and body, and the seconds they took."""
        await self._place(running)
        running.lane, running.began = "fast", time.monotonic()
        failed = True
        try:
            header, body = await self._asked(running, request)
            failed = False
        finally:
            seconds = time.monotonic() - running.began
            if running.lane == "fast":
                self._turns.free_place()
            self._turns.leave(running.client, seconds=seconds, failed=failed)
        return header, body, seconds

    async def _place(self, running: Running) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.halt = task.cancel
        try:
            await self._turns.take(running.client)
        except asyncio.CancelledError:
            if running.stopped_by is None:
                raise
            task.uncancel()
            raise running.stopped_by from None

    async def _asked(
        self, running: Running, request: dict[str, Any], *, again: bool = True
    ) -> tuple[dict[str, Any], bytes]:
        try:
            header, body = await self._evaluated(running, request)
        except WorkerDiedError as error:
            if running.stopped_by is not None:
                raise running.stopped_by from None
            if again and error.signal in (signal.SIGKILL, signal.SIGTERM):  # somebody's doing, not the query's
                return await self._asked(running, request, again=False)
            if again and error.signal == signal.SIGABRT and (sortable := _sortable(request)) is not None:
                return await self._asked(running, sortable, again=False)
            memory = error.signal == signal.SIGABRT  # how the engine ends when it is given no memory
            raise self._memory_error() if memory else QueryCrashError() from None
        if "error" in header:
            raise self._failure(header)
        return header, body

    async def _evaluated(self, running: Running, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        worker = running.worker = self._take_worker()
        running.halt = worker.kill
        if worker.store != request["store"]:
            request = {**request, "prefixes": all_prefixes(request["base"])}
        if self._watch is None:
            self._watch = self._loop.call_later(_TICK, self._look)
        fit = False
        try:
            header, body = await worker.ask(request)
            fit = running.lane == "fast" and len(body) < _WORN and header.get("error") not in ("memory", "store")
            return header, body
        finally:
            self._give_back(worker, fit=fit)

    def _look(self) -> None:
        """Demotes and stops what runs too long, again and again while anything runs."""
        now = time.monotonic()
        for one in self.running():
            if one.lane != "waiting" and now - one.began > one.limits.seconds:
                one.stop(QueryTimeoutError(seconds=round(one.limits.seconds)))
            elif one.lane == "fast" and now - one.began > PATIENCE:
                self._demote(one)
        self._watch = self._loop.call_later(_TICK, self._look) if self._running else None

    def _failure(self, header: dict[str, Any]) -> TerritoryGraphError:
        match header["error"]:
            case "memory":
                return self._memory_error()
            case "large":
                return AnswerTooLargeError(megabytes=LARGEST_ANSWER >> 20)
            case "unwritable":
                return AnswerUnwritableError()
            case "store":
                self._opened = None  # looked at again at the next query
                return StoreDamagedError(folder=str(self._folder.path), reason=header["reason"], previous="-")
        return query_error(header["reason"])

    def _memory_error(self) -> QueryMemoryError:
        return QueryMemoryError(megabytes=self._memory >> 20)

    def _demote(self, running: Running) -> None:
        """Moves a query to the slow lane; where that is full, stops it."""
        if sum(one.lane == "slow" for one in self.running()) >= self._slow:
            running.stop(ServerBusyError(retry_after=RETRY_AFTER))
            return
        running.lane = "slow"
        if running.worker is not None:
            running.worker.demote()
        self._turns.free_place()
        if not self._idle:
            self._idle.append(self._start())
        running.on_slow()

    def _start(self) -> WorkerProcess:
        return WorkerProcess(self._memory, network=bool(self.services))

    def _take_worker(self) -> WorkerProcess:
        worker = self._start() if not self._idle else self._idle.pop()
        if not worker.alive:  # killed while it had nothing to do
            worker.end()
            return self._take_worker()
        self._busy.add(worker)
        return worker

    def _give_back(self, worker: WorkerProcess, *, fit: bool) -> None:
        self._busy.discard(worker)
        if fit and len(self._idle) < self._width:
            self._idle.append(worker)
        else:
            worker.end()


def _sortable(request: dict[str, Any]) -> dict[str, Any] | None:
    """The request with an ORDER BY that no values can break, None where it has none: see ``ordering``.

    Not all are asked so, for it takes time, and the engine sorts values of one kind as it is.
    """
    start, end, put = request["limiting"]
    text = request["query"][:start] + put + request["query"][end:]
    changed = ordered(text)
    return None if changed == text else {**request, "query": changed, "limiting": (0, 0, ""), "ordered": True}


def background_pool(folder: StoreFolder, **options: Any) -> QueryPool:
    """A pool on a loop and a thread of its own, for a process that runs none."""
    ready: concurrent.futures.Future[QueryPool] = concurrent.futures.Future()

    async def make() -> None:
        ready.set_result(QueryPool(folder, **options))

    def live() -> None:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(make())
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    threading.Thread(target=live, name="query-pool", daemon=True).start()
    return ready.result()


_pools: dict[Path, QueryPool] = {}
_making = threading.Lock()


def query_pool(folder: StoreFolder) -> QueryPool:
    """The pool of this process for a store: that of the server where one runs, else one made at the first call."""
    with _making:
        if folder.path not in _pools:
            _pools[folder.path] = background_pool(folder)
        return _pools[folder.path]


def adopt(folder: StoreFolder, pool: QueryPool | None) -> None:
    """Makes ``pool`` the one that ``query_pool`` gives for a store; None takes it away."""
    with _making:
        if pool is None:
            _pools.pop(folder.path, None)
        else:
            _pools[folder.path] = pool

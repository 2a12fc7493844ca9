"""Plan: how the engine evaluates a query, step by step, with the rows and the time of each.

pyoxigraph tells no plan. The ``oxigraph`` program does, from the package of that name and of the same engine: it
opens the version read-only, so it takes no lock and writes nothing there. It evaluates the query to count, so it runs
like any person's query: in a process of its own, with a deadline and a memory cap, and only after the guard.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from territory_graph.errors import (
    QueryAbortError,
    QueryCrashError,
    QueryMemoryError,
    QueryStoppedError,
    QueryTimeoutError,
    ServerBusyError,
)
from territory_graph.scratch import scratch_folder
from territory_graph.store.engine import query_error
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.worker_process import Death, death_of

AT_ONCE = 2
"""Plans that are made at the same time."""
_PLANNING_SECONDS = 3.0
_PLANNING_MEGABYTES = 1024  # the steps alone: nothing is evaluated, so a low cap of the query does not hold for it
_START = 512  # MB of addresses that the program reserves before it evaluates anything
_RETRY_AFTER = 5
_NAME = re.compile(r"(\w+)(?:\((.*)\))?", re.DOTALL)
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One step: its name in the engine, what it is about, the rows it gave and the seconds, its children's included.

    ``rows`` and ``seconds`` are None where the query was not evaluated.
    """

    name: str
    detail: str
    rows: int | None
    seconds: float | None
    children: tuple[PlanNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a query: its last step at the root.

    ``planning`` is in seconds; ``measured`` is False where evaluating took more than was allowed, so that only the
    steps are known.
    """

    root: PlanNode
    planning: float
    version: str
    measured: bool = True


def explain(
    folder: StoreFolder,
    query: GuardedQuery,
    *,
    version: str | None = None,
    seconds: float = 10.0,
    megabytes: int = 1024,
) -> Plan:
    """The plan of a query on a version of a store, the current one by default.

    Raises:
        QueryError: the query cannot be evaluated.
        QueryTimeoutError: planning alone takes too long.
        QueryMemoryError: planning alone takes too much memory.
        ServerBusyError: other plans are being made.
        UnknownVersionError: the version is not kept.
        StoreError: there is no store.
    """
    version = version or folder.manifest().version
    data = folder.folder_of(version)
    if not _places.acquire(timeout=1):
        raise ServerBusyError(retry_after=_RETRY_AFTER)
    try:
        with scratch_folder() as place:
            store, told = data / "oxigraph", place / "plan.json"
            try:
                return _read(_told(store, query, told, seconds, megabytes), version, measured=True)
            except (QueryTimeoutError, QueryMemoryError):
                nothing = place / "empty"
                ox.Store(str(nothing)).flush()  # the steps do not depend on the data
                plan = _told(nothing, query, told, _PLANNING_SECONDS, _PLANNING_MEGABYTES)
                return _read(plan, version, measured=False)
    finally:
        _places.release()


@cache
def _program() -> Path:
    """Where the package's program was installed."""
    return next(Path(str(file.locate())) for file in files("oxigraph") or () if file.stem == "oxigraph").resolve()


def _told(store: Path, query: GuardedQuery, told: Path, seconds: float, megabytes: int) -> dict[str, Any]:
    """What the program tells of the query's evaluation on ``store``."""
    media_type = "application/n-triples" if query.form in ("construct", "describe") else "text/tab-separated-values"
    options = ["--stats", "--results-format", media_type, "--explain-file", str(told)]
    process = subprocess.Popen(
        [str(_program()), "query", "--location", str(store), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={},
    )
    _hold(process.pid, seconds, megabytes)  # before the query is sent: nothing is evaluated until its end is read
    try:
        _, problem = process.communicate(query.text.encode(), timeout=seconds)
    except subprocess.TimeoutExpired:
        raise QueryTimeoutError(seconds=seconds) from None
    finally:
        process.kill()
        process.communicate()
    if process.returncode:
        raise _failure(process.returncode, problem.decode(errors="replace"), seconds, megabytes)
    try:
        content: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    except RecursionError:  # hundreds of steps inside one another
        raise QueryCrashError from None
    return content


def _hold(process: int, seconds: float, megabytes: int) -> None:
    """Limits what a process may take; it gets only the processor time that the others leave."""
    with suppress(ProcessLookupError):  # it may have ended: its status says why
        os.setpriority(os.PRIO_PROCESS, process, 19)
        if sys.platform == "linux":
            memory, time = (megabytes + _START) << 20, int(seconds) + 2
            resource.prlimit(process, resource.RLIMIT_AS, (memory, memory))
            resource.prlimit(process, resource.RLIMIT_CPU, (time, time))


def _failure(status: int, problem: str, seconds: float, megabytes: int) -> Exception:
    """Why the program failed: it says “Error: …”, or was ended by a signal."""
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return QueryTimeoutError(seconds=seconds)
    if status < 0:
        told: dict[Death, QueryStoppedError] = {
            Death.MEMORY: QueryMemoryError(megabytes=megabytes),
            Death.ABORT: QueryAbortError(),
        }
        return told.get(death_of(-status, problem), QueryCrashError())
    return query_error(problem.partition("\n\n")[0].removeprefix("Error: "))


def _read(told: Mapping[str, Any], version: str, *, measured: bool) -> Plan:
    try:
        root = _node(told["plan"], measured=measured)
    except RecursionError:
        raise QueryCrashError from None
    return Plan(root, float(told["planning duration in seconds"]), version, measured)


def _node(told: Mapping[str, Any], *, measured: bool) -> PlanNode:
    parts = _NAME.fullmatch(told["name"])
    name, detail = (parts[1], parts[2] or "") if parts else (told["name"], "")
    return PlanNode(
        name,
        detail,
        told.get("number of results") if measured else None,
        told.get("duration in seconds") if measured else None,
        tuple(_node(child, measured=measured) for child in told["children"]),
    )

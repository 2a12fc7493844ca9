"""The servers that are measured beside one another, each started on a free port of this machine and ended again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.sparql.stores import Data
from benchmarks.sparql.virtuoso import VIRTUOSO, bulk_load, configuration

TOP = Path(__file__).parents[2]
"""The top of the checkout, from which every process of ours is started."""
_STARTS_WITHIN = 300.0


class NotStartedError(Exception):
    """A server that did not answer in time, or ended; its last words are the message."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers ``?query=`` at a path."""

    name: str
    port: int
    path: str = "/sparql"


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ours(data: Data, folder: Path) -> Iterator[Server]:
    """``territory-graph serve`` on the store, as its users start it."""
    server = Server("our endpoint", free_port())
    command = ["-m", "territory_graph", "serve", "--store", str(data.store), "--port", str(server.port)]
    with _running([sys.executable, *command], server, folder):
        yield server


@contextmanager
def in_process(data: Data, folder: Path, way: str) -> Iterator[Server]:
    """pyoxigraph behind bare Starlette, evaluating in the event loop or in threads."""
    server = Server(f"in process, {way}", free_port())
    command = ["-m", "benchmarks.sparql.in_process", str(data.oxigraph), str(server.port), way]
    with _running([sys.executable, *command], server, folder):
        yield server


@contextmanager
def virtuoso(data: Data, folder: Path) -> Iterator[Server | None]:
    """Virtuoso on a copy of the statements, in a database of its own; None where it is not installed."""
    if shutil.which(VIRTUOSO) is None:
        yield None
        return
    server = Server("Virtuoso", free_port())
    home = folder / f"virtuoso-{data.name}"
    home.mkdir()
    sql = free_port()
    settings = configuration(home, sql=sql, http=server.port, readable=data.dump.parent)
    with _running([VIRTUOSO, "+foreground", "+configfile", str(settings)], server, home):
        bulk_load(data.dump, sql)
        yield server


class RdflibHost:
    """rdflib with the statements in memory: ``rdflib_host`` seen from here."""

    def __init__(self, data: Data) -> None:
        command = [sys.executable, "-m", "benchmarks.sparql.rdflib_host", str(data.dump)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TOP, start_new_session=True
        )

    def wait(self) -> None:
        """Waits until the statements are loaded."""
        self._answer()

    def timed(self, query: str, seconds: int) -> tuple[float, int] | None:
        """Seconds and rows of one query; None when it took longer than so many seconds."""
        answer = self._ask({"query": query, "seconds": seconds})
        return (answer["seconds"], answer["rows"]) if answer["seconds"] is not None else None

    @contextmanager
    def endpoint(self) -> Iterator[Server]:
        """rdflib-endpoint on the same statements."""
        server = Server("rdflib-endpoint", free_port(), "/")
        self._ask({"serve": server.port})
        try:
            _wait(server, self._process, None)
            yield server
        finally:
            self._ask({"stop": True})

    def close(self) -> None:
        """Ends it, and the copies of it that still answer."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _ask(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise NotStartedError("rdflib ended")
        return dict(json.loads(line))


@contextmanager
def _running(command: list[str], server: Server, folder: Path) -> Iterator[None]:
    """A process that is up when the block begins, and ended with it."""
    log = folder / f"{server.name.replace(' ', '-')}-{server.port}.log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TERRITORY_GRAPH_")}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=TOP, env=environment)
    try:
        _wait(server, process, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(server: Server, process: subprocess.Popen[Any], log: Path | None) -> None:
    """Waits until the server answers a query."""
    address = f"http://127.0.0.1:{server.port}{server.path}?query=ASK%7B%7D"
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=_STARTS_WITHIN):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    words = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log else ""
    raise NotStartedError(f"{server.name} does not answer\n{words}")

"""A real server: ``territory-graph serve`` in a process of its own, until a test or a folder of tests has ended."""

from __future__ import annotations

import os
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

import pytest


@dataclass(frozen=True)
class Server:
    """A running ``territory-graph serve``."""

    address: str
    store: Path
    log: Path
    pid: int


@contextmanager
def serving(
    store: Path, log: Path, *, program: str = "", port: int = 0, at: str = "", **settings: str
) -> Iterator[Server]:
    """Serves a store in a process of its own, on a free port, until the block ends; ``settings`` are variables.

    ``port`` is that of a server that was, whose page may still be open. ``program`` is run instead of the package,
    with the same arguments; ``at`` is the address of data elsewhere, served instead of the store.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        port = probe.getsockname()[1]
    start = ["-c", program] if program else ["-m", "territory_graph"]
    command = [sys.executable, *start, "serve", "--port", str(port), "--store", at or str(store)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TERRITORY_GRAPH_")}
    environment |= {f"TERRITORY_GRAPH_{name}": value for name, value in settings.items()}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment
        )
    try:
        server = Server(f"http://127.0.0.1:{port}", store, log, process.pid)
        _await_health(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_health(server: Server, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{server.log.read_text(encoding='utf-8')}")

"""SPARQL servers of others, started and stopped by the tests: Oxigraph's, and Virtuoso where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from proxying import await_port, free_port

from benchmarks.sparql.virtuoso import configuration
from territory_graph.settings import RemoteStore

VIRTUOSO = shutil.which("virtuoso-t")
_OXIGRAPH = Path(sys.executable).with_name("oxigraph")


@contextmanager
def oxigraph(folder: Path) -> Iterator[RemoteStore]:
    """Oxigraph's own server on an empty folder."""
    port = free_port()
    command = [str(_OXIGRAPH), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(command, port):
        yield RemoteStore(f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/update")


@contextmanager
def virtuoso(folder: Path) -> Iterator[RemoteStore]:
    """Virtuoso as Debian packages it, with its files in an empty folder."""
    if VIRTUOSO is None:
        pytest.skip("Virtuoso is not installed (Debian package virtuoso-opensource)")
    sql, http = free_port(), free_port()
    settings = configuration(folder, sql=sql, http=http, readable=folder, buffers=40_000)
    with _running([VIRTUOSO, "+foreground", "+configfile", str(settings)], http):
        address = f"http://127.0.0.1:{http}"
        yield RemoteStore(f"{address}/sparql", f"{address}/sparql-auth", ("dba", "dba"))


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_port(port, process, command[0], seconds=60)
        yield
    finally:
        process.kill()
        process.wait()

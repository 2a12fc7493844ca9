"""SPARQL servers of others, started and stopped by the tests: Oxigraph's, and Virtuoso where it is installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from proxying import free_port

from territory_graph.settings import RemoteStore

VIRTUOSO = shutil.which("virtuoso-t")
_OXIGRAPH = Path(sys.executable).with_name("oxigraph")
_CONFIGURATION = """\
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {home}/virtuoso-temp.db
TransactionFile = {home}/virtuoso-temp.trx
FileExtend = 200

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
ServerThreads = 20

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {home}
ServerThreads = 10
MaxClientConnections = 10

[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 1000000
MaxQueryExecutionTime = 120
"""


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
    configuration = folder / "virtuoso.ini"
    configuration.write_text(_CONFIGURATION.format(home=folder, sql=sql, http=http), encoding="utf-8")
    with _running([VIRTUOSO, "+foreground", "+configfile", str(configuration)], http):
        address = f"http://127.0.0.1:{http}"
        yield RemoteStore(f"{address}/sparql", f"{address}/sparql-auth", ("dba", "dba"))


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        limit = time.monotonic() + 60
        while time.monotonic() < limit and process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        else:
            pytest.fail(f"{command[0]} did not start")
        yield
    finally:
        process.kill()
        process.wait()

"""One client that asks one query after another over a kept connection, and how long each took."""

from __future__ import annotations

import http.client
import itertools
import json
import time
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import quote

from benchmarks.sparql.queries import NUMBER, ROWS, Query
from benchmarks.sparql.servers import Server

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Timed:
    """An answer: seconds until its last byte, rows or triples, and its status."""

    seconds: float
    rows: int
    status: int


class Client:
    """A connection to a server; each query is made one that was never asked before.

    ``own`` is the address from which it asks.
    """

    def __init__(self, server: Server, name: str, timeout: float | None = None, own: str = "127.0.0.1") -> None:
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", server.port, timeout=timeout, source_address=(own, 0)
        )
        self._path = server.path
        self._name = name

    def __enter__(self) -> Client:
        self._connection.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def ask(self, query: Query, text: str) -> Timed:
        """Asks once; a constant and a comment make the text another one at every request."""
        number = str(next(_numbers))
        fresh = text.replace(NUMBER, f"{number}000") + f"# {number}\n"
        accept = query.accept if query.accept == ROWS else "application/n-triples"
        address = f"{self._path}?query={quote(fresh, safe='')}"
        began = time.perf_counter()
        self._connection.request("GET", address, headers={"Accept": accept, "User-Agent": self._name})
        response = self._connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - began
        return Timed(seconds, _rows(body, accept) if response.status == 200 else 0, response.status)


def _rows(body: bytes, accept: str) -> int:
    return len(json.loads(body)["results"]["bindings"]) if accept == ROWS else body.count(b"\n")

"""Requests a second: our endpoint, pyoxigraph in process, rdflib-endpoint and Virtuoso, round by round in turn."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.sparql.client import Client
from benchmarks.sparql.load import Load, load
from benchmarks.sparql.queries import LOADS, Query, load_query, things, with_constants, write_stream
from benchmarks.sparql.servers import RdflibHost, Server, in_process, ours, virtuoso
from benchmarks.sparql.stores import Data

CLIENTS = (1, 8, 32)
VIRTUOSO_CLIENTS = 8
SECONDS = {"lookup": 1, "description": 1, "join": 4}
TARGETS = {"lookup": 1.5, "description": 3.0, "join": 1000.0}
"""How many times more of each query ours is to answer than rdflib-endpoint."""
_WORTH_PROVING = 1.15
"""How much longer than its target says an unending query is waited for."""

Cell = tuple[str, int]


@dataclass(slots=True)
class Throughput:
    """What was counted: the runs of each server by query and number of clients.

    ``waited`` is, for a query that rdflib-endpoint did not end, how long it was waited for.
    """

    runs: dict[tuple[str, Cell], list[Load]] = field(default_factory=lambda: defaultdict(list))
    single: dict[str, float] = field(default_factory=dict)
    waited: dict[str, float] = field(default_factory=dict)

    def rate(self, server: str, cell: Cell) -> float | None:
        """The median rate of a server, or None where it was not asked."""
        runs = self.runs.get((server, cell))
        return median(run.rate for run in runs) if runs else None

    def failed(self, server: str) -> int:
        """Requests of a server that were not answered with success."""
        return sum(run.failed for (name, _), runs in self.runs.items() for run in runs if name == server)

    def lowest(self, server: str, query: str) -> float:
        """The lowest median rate of a server for a query."""
        return min(self.rate(server, (query, clients)) or 0.0 for clients in CLIENTS)


def measure(data: Data, folder: Path, host: RdflibHost | None, rounds: int, longest: float) -> Throughput:
    """Starts every server on the same data and asks them in turn; ``host`` holds rdflib, None leaves it out."""
    streams = _streams(data, folder)
    found = Throughput()
    with ExitStack() as stack:
        mine = stack.enter_context(ours(data, folder))
        servers = [mine, *(stack.enter_context(in_process(data, folder, way)) for way in ("loop", "threads"))]
        other = stack.enter_context(virtuoso(data, folder))
        if host is not None:
            with host.endpoint() as endpoint:
                _rounds(found, streams, [*servers, endpoint, *_present(other)], rounds)
            _measure_slow_join(found, host, longest)
        else:
            _rounds(found, streams, [*servers, *_present(other)], rounds)
    return found


def _present(server: Server | None) -> list[Server]:
    return [server] if server else []


def _streams(data: Data, folder: Path) -> dict[str, tuple[Query, Path]]:
    about = things(data)
    queries = {name: load_query(name) for name in LOADS}
    return {
        name: (query, write_stream(folder / f"{data.name}-{name}.txt", query, about)) for name, query in queries.items()
    }


def _rounds(found: Throughput, streams: dict[str, tuple[Query, Path]], servers: list[Server], rounds: int) -> None:
    for _ in range(rounds):
        for name, (query, stream) in streams.items():
            for clients in CLIENTS:
                for server in _asked(servers, name, clients):
                    run = load(server, stream, query.accept, clients, SECONDS[name])
                    found.runs[server.name, (name, clients)].append(run)


def _asked(servers: Iterable[Server], query: str, clients: int) -> list[Server]:
    """Virtuoso is asked by eight clients; rdflib-endpoint is not asked for the join, which would block it for good."""
    return [
        server
        for server in servers
        if not (server.name == "Virtuoso" and clients != VIRTUOSO_CLIENTS)
        and not (server.name == "rdflib-endpoint" and query == "join")
    ]


def _measure_slow_join(found: Throughput, host: RdflibHost, longest: float) -> None:
    """One join on rdflib-endpoint, which answers one query at a time however many ask.

    It is waited for until it is as much slower than ours as its target says, but no longer than ``longest`` seconds.
    """
    query = load_query("join")
    lowest = found.lowest("our endpoint", "join")
    wait = min(longest, TARGETS["join"] / lowest * _WORTH_PROVING) if lowest else longest
    with host.endpoint() as server, Client(server, "bench", timeout=wait) as client:
        began = time.perf_counter()
        try:
            found.single["join"] = client.ask(query, with_constants(query, {})).seconds
        except TimeoutError:
            found.waited["join"] = time.perf_counter() - began

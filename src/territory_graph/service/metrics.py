"""What an operator's monitor reads: ``/health`` for everybody, ``/metrics`` in the text format of Prometheus.

Nobody is told apart there: addresses are those of routes, without what was asked, and clients are counted only.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter as Counted
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from territory_graph.errors import StoreError
from territory_graph.identity.machine import is_from_here, is_loopback
from territory_graph.library import Library
from territory_graph.service.context import opened
from territory_graph.service.operator import refused_to
from territory_graph.service.served import served

HEALTH, METRICS = "/health", "/metrics"
_LOG = logging.getLogger("territory_graph.requests")
_ADDRESS = "territory_graph.address"
_LANES = ("waiting", "fast", "slow")
_PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


def routes() -> list[Route]:
    """Where they are."""
    return [Route(HEALTH, health), Route(METRICS, metrics)]


def health(request: Request) -> Response:
    """Whether the server can answer, 200 or 503, with the version of the data: for proxies and monitors.

    Asked in a thread: data elsewhere are asked for over the network.
    """
    headers = {"Cache-Control": "no-store"}
    try:
        return JSONResponse({"status": "ok", "version": opened(request).graph.version}, headers=headers)
    except StoreError as error:
        return JSONResponse({"status": "unavailable", "reason": error.code}, 503, headers)


async def metrics(request: Request) -> Response:
    """The metrics, for the operator; where there is no token of his, for programs of this machine."""
    token = served(request).library.settings.operator_token
    if not (token is None and _is_local(request)) and (refused := refused_to(request)) is not None:
        return refused
    requests: Requests = request.app.state.requests
    body = generate_latest(requests.registry) + generate_latest(_OfLibrary(served(request).library))
    return Response(body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})


def _is_local(request: Request) -> bool:
    client = request.client.host if request.client else None
    own = request.scope.get("host_is_own", True)
    return own and client is not None and is_loopback(client) and is_from_here(request.headers)


class Requests:
    """What the requests of one server come to: how many, how long they took, how many are answered now."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.answered = Counter(
            "territory_graph_requests",
            "Requests that were answered",
            ("method", "address", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "territory_graph_request_seconds",
            "Time from a request to the end of its answer",
            ("address",),
            registry=self.registry,
        )
        self.now = Gauge("territory_graph_requests_now", "Requests that are being answered", registry=self.registry)
        self.pages = Gauge("territory_graph_pages_open", "Pages that are open", registry=self.registry)


def name_address(scope: Scope, address: str) -> None:
    """Says under which address a request is counted: that of a route or a screen, without what was asked."""
    scope[_ADDRESS] = address


class CountRequests:
    """Middleware that counts what passes, and writes a line of the log for each request."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one connection on."""
        if scope["type"] == "websocket":
            with self._requests.pages.track_inprogress():
                await self._app(scope, receive, send)
        elif scope["type"] == "http":
            with self._requests.now.track_inprogress():
                await self._request(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = time.monotonic(), 0  # which stays that of a client who left before an answer

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            seconds = time.monotonic() - began
            method = scope["method"] if scope["method"] in _METHODS else "other"
            address = scope.get(_ADDRESS, "other")
            self._requests.answered.labels(method, address, str(status)).inc()
            self._requests.seconds.labels(address).observe(seconds)
            told = {"method": method, "address": address, "status": status, "milliseconds": round(1000 * seconds)}
            # Not with %s: each is told once a minute.
            _LOG.info(f"{method} {address} {status}", extra={"fields": told})


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})


class _OfLibrary(Collector):
    """What a library is like now: its version, its queries, and the memory of those who answer them."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def collect(self) -> Iterator[Metric]:
        """The families, made anew each time."""
        yield from self._of_version()
        pool = self._library.pool
        lanes = Counted(one.lane for one in pool.running())
        queries = GaugeMetricFamily("territory_graph_queries", "Queries that wait or run, by lane", labels=["lane"])
        for lane in _LANES:
            queries.add_metric([lane], lanes[lane])
        yield queries
        workers = pool.workers()
        yield GaugeMetricFamily("territory_graph_workers", "Processes that answer queries", len(workers))
        memory = sum(map(_resident, workers))
        yield GaugeMetricFamily("territory_graph_workers_resident_memory_bytes", "Memory of those processes", memory)

    def _of_version(self) -> Iterator[Metric]:
        served_now = GaugeMetricFamily("territory_graph_version", "The version that is served: 1", labels=["version"])
        try:
            manifest = self._library.current().graph.manifest
        except StoreError:
            yield served_now
            return
        served_now.add_metric([manifest.version], 1)
        yield served_now
        yield GaugeMetricFamily("territory_graph_statements", "Statements, each in every record", manifest.quads)
        kept = len(self._library.folder.kept())
        yield GaugeMetricFamily("territory_graph_versions_kept", "Versions of the store that are kept", kept)


def _resident(pid: int) -> int:
    """Bytes of memory of a process; 0 where the system tells none, or it has ended."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_SIZE
    return 0

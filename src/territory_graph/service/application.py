"""The service as one ASGI application, and how it stands in front of the interface in the same process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from territory_graph.errors import StoreError
from territory_graph.library import Library
from territory_graph.scratch import remove_scratch_folders
from territory_graph.service import (
    agenda,
    assistants,
    citations,
    dataset_page,
    description,
    documentation,
    feed,
    graph_store,
    linked_data,
    map_style,
    metrics,
    operator,
    protocol,
    reconcile,
    robots,
    search,
    vocabulary,
)
from territory_graph.service.absent import absent, is_reader
from territory_graph.service.assistants import answering_assistants
from territory_graph.service.base_path import with_query
from territory_graph.service.context import say_of, statistics_of
from territory_graph.service.federation import read_services
from territory_graph.service.graph_files import remove_files
from territory_graph.service.limits import refuse_socket
from territory_graph.service.metrics import name_address
from territory_graph.service.ranges import Ranges
from territory_graph.service.releases import remove_releases
from territory_graph.service.responses import plain_error, preflight, unexpected
from territory_graph.service.served import Served
from territory_graph.service.watch import watch

_LOG = logging.getLogger(__name__)
MODULES = (
    *(protocol, operator, search, vocabulary, description, dataset_page, citations, graph_store),
    *(linked_data, map_style, robots, agenda, feed, metrics, documentation),
    *(assistants, reconcile),
)
_READING = ("GET", "HEAD", "OPTIONS")
_LAST_ANSWERS = 5.0  # seconds for writers to be told, when the server ends, what became of their changes


@asynccontextmanager
async def serving(library: Library) -> AsyncIterator[Served]:
    """What the routes serve, with its workers started; they end with the block."""
    pool = library.new_pool()
    pool.warm()
    library.pool = pool
    found = Served(library)
    remove_scratch_folders()
    counting = asyncio.ensure_future(asyncio.to_thread(_count, library))
    watching = asyncio.ensure_future(watch(library.folder)) if library.remote is None else None
    asking = asyncio.ensure_future(asyncio.to_thread(_ask_services, found))
    try:
        async with answering_assistants(library) as found.assistants:
            yield found
    finally:
        if watching is not None:
            watching.cancel()
        asking.cancel()
        if found.answering:
            await asyncio.wait(found.answering, timeout=_LAST_ANSWERS)
        counting.cancel()
        library.pool = None
        library.close_earlier()
        pool.close()
        remove_files()
        remove_releases()


def _ask_services(served: Served) -> None:
    """Asks the endpoints that queries may ask what they hold."""
    served.services = read_services(served.library.settings.services)


def _count(library: Library) -> None:
    """Counts what the description of the data tells, before the first reader waits for it."""
    with suppress(StoreError):  # told to whoever asks
        statistics_of(library.current())


def service_application() -> Starlette:
    """The routes of the service; ``state.served`` is set by whoever serves them."""
    routes = [route for module in MODULES for route in module.routes()]
    return Starlette(routes=routes, exception_handlers={405: _no_such_method, Exception: _unexpected})


def _no_such_method(_: Request, error: Exception) -> Response:
    """405, with the methods that there are: an address answers others in no way."""
    methods = ", ".join(sorted(getattr(error, "headers", {})["Allow"].split(", ")))
    return plain_error(405, f"This address answers {methods}.", {"Allow": methods})


def _unexpected(_: Request, __: Exception) -> Response:
    return unexpected()


class InFront:
    """Middleware that answers the addresses of the service itself, and leaves those of the interface to it.

    ``knows`` tells whether an address is one of the interface's, ``socket`` is that of its sockets; others do not
    exist. Nothing but the service takes a body, save what ``takes`` says of a method and an address. A browser that
    opens ``/sparql`` itself gets the workbench, which is a screen of the interface. ``base_path`` stands before every
    address that is written.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        service: Starlette,
        knows: Callable[[str], bool],
        takes: Callable[[str, str], bool],
        socket: str,
        base_path: str = "",
    ) -> None:
        self._interface = app
        self._service = service
        self._routed, self._endpoint = Ranges(service), Ranges(self._protocol)
        self._knows = knows
        self._takes = takes
        self._socket = socket
        self._base_path = base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one connection on."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket" and scope["path"] != self._socket:
            await refuse_socket(scope, receive, send, absent(HTTPConnection(scope), self._base_path))
        else:
            await self._interface(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/sparql":
            name_address(scope, "/sparql")
            await (self._interface if is_reader(HTTPConnection(scope)) else self._endpoint)(scope, receive, send)
        elif (route := self._route(scope)) is None:
            await self._page(scope, receive, send)
        else:
            name_address(scope, route.path)
            options = scope["method"] == "OPTIONS"
            answers = preflight(", ".join(sorted({*(route.methods or ()), "OPTIONS"}))) if options else self._routed
            await answers(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if not self._knows(path):
            name_address(scope, "absent")
            await absent(HTTPConnection(scope), self._base_path)(scope, receive, send)
            return
        address = path.rstrip("/") or "/"
        name_address(scope, "files" if "." in address or "/" in address[1:] else address)
        if scope["method"] not in _READING and not self._takes(scope["method"], path):
            say = say_of(HTTPConnection(scope))
            headers = {"Allow": ", ".join(_READING), "Vary": "Accept-Language"}
            await plain_error(405, say("front.read-only"), headers)(scope, receive, send)
        elif path != address:  # what a page loads stands beside it, not below
            place = with_query(scope, f"{self._base_path}{address}")
            await RedirectResponse(place)(scope, receive, send)
        else:
            await self._interface(scope, receive, send)

    def _route(self, scope: Scope) -> Route | None:
        """The route of the service that has this address, whatever the method."""
        routes = (route for route in self._service.routes if isinstance(route, Route))
        return next((route for route in routes if route.matches(scope)[0] is not Match.NONE), None)

    async def _protocol(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The endpoint, without the router of the service: the way of almost every request."""
        scope["app"] = self._service
        request = Request(scope, receive, send)
        try:
            response = await protocol.answer(request)
        except ClientDisconnect:  # nobody is left to be answered
            return
        except Exception as error:  # the last stop before the server, which would show a traceback
            _LOG.exception("a request failed")
            response = _unexpected(request, error)
        await response(scope, receive, send)

"""``/mcp``: assistants, by the Model Context Protocol over streamable HTTP, where the operator allows them.

Each request is answered by itself, as JSON: there are no sessions to be held, and no streams to be kept open.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from territory_graph.library import Library
from territory_graph.service.clients import NOBODY, client_at
from territory_graph.service.context import say_of
from territory_graph.service.hosts import is_own
from territory_graph.service.limits import NoPlaceError, Places
from territory_graph.service.operation import LARGEST_BODY, BadRequestError, read_body

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

MOST_CALLS, CALLS_OF_ONE = 8, 4
"""Questions of assistants that are answered at a time, in all and for one client: some reckon for seconds."""
MOST_WAITING, WAITING_OF_ONE = 64, 16
"""Questions that are answered or wait: an assistant asks several at once."""
_RETRY_AFTER = 5  # seconds
_REFUSED = -32000
"""The code of an error of the server's own (JSON-RPC 2.0, section 5.1)."""


class Assistants:
    """What answers them, and whose turn it is."""

    def __init__(self, manager: StreamableHTTPSessionManager) -> None:
        self.manager = manager
        self._places = Places(MOST_WAITING, WAITING_OF_ONE)
        self._all = asyncio.Semaphore(MOST_CALLS)
        self._own: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """The turn of a client, which waits for it.

        Raises:
            NoPlaceError: too many wait already.
        """
        place = self._places.take(client)
        try:
            async with self._own.setdefault(client, asyncio.Semaphore(CALLS_OF_ONE)), self._all:
                yield
        finally:
            self._places.give_back(place)
            if not self._places.of(client):
                self._own.pop(client, None)


@asynccontextmanager
async def answering_assistants(library: Library) -> AsyncIterator[Assistants | None]:
    """What answers assistants until the block ends; None where the settings do not allow them."""
    if not library.settings.mcp:
        yield None
        return
    from mcp.server.transport_security import TransportSecuritySettings  # noqa: PLC0415  loaded where it is needed

    from territory_graph.assistant.server import assistant_server  # noqa: PLC0415

    server = assistant_server(library, _client)
    server.streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=LARGEST_BODY,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # see ``_is_foreign``
    )
    async with server.session_manager.run():
        yield Assistants(server.session_manager)


def routes() -> list[Route]:
    """Where assistants ask."""
    return [Route("/mcp", _Endpoint(), methods=["POST"])]


class _Endpoint:
    """Answers one request of an assistant, or refuses it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        library, found = request.app.state.served.library, request.app.state.served.assistants
        say = say_of(request)
        try:
            body = await read_body(request)
        except BadRequestError as error:
            refused = _refusal(error.response.status_code, say("assistant.too-large", kilobytes=LARGEST_BODY // 1024))
        else:
            if found is None:
                refused = _refusal(404, say("assistant.off"))
            elif _is_foreign(request, library):
                refused = _refusal(403, say("assistant.foreign"))
            else:
                try:
                    async with found.turn(client_at(request.scope)):
                        await found.manager.handle_request(scope, _again(body, receive), send)
                        return
                except NoPlaceError as full:
                    sentence = say("assistant.busy", seconds=_RETRY_AFTER)
                    refused = _refusal(429 if full.own else 503, sentence, {"Retry-After": str(_RETRY_AFTER)})
        await refused(scope, receive, send)


def _again(body: bytes, receive: Receive) -> Receive:
    """What gives a body that was read to who reads it next, then what comes after it."""
    parts: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return parts.pop() if parts else await receive()

    return given


def _refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as the protocol tells errors, so that an assistant reads it."""
    body = {"jsonrpc": "2.0", "id": None, "error": {"code": _REFUSED, "message": sentence}}
    return JSONResponse(body, status, {"Cache-Control": "no-store", **(headers or {})})


def _is_foreign(request: Request, library: Library) -> bool:
    """Whether a page of another site asks, which the protocol forbids to answer (Streamable HTTP, security warning)."""
    origin = request.headers.get("origin")
    if origin is None:
        return False
    public = library.settings.public_url
    if public is not None and origin == "://".join(urlsplit(public)[:2]):
        return False
    return not is_own(origin.partition("://")[2], request.scope)


def _client(context: Any) -> str:
    """Who asks: the client of the request that carries the call."""
    request = context.request_context.request
    return NOBODY if request is None else client_at(request.scope)

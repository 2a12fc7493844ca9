"""Limits on what one client, and all together, may hold of the server at a time; who asks for more is told so.

The numbers leave room for an office whose people share one address: sixty open tabs, a hundred requests at once.
"""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from territory_graph.service.clients import client_at
from territory_graph.service.context import say_of
from territory_graph.service.responses import plain_error

MOST_SOCKETS, SOCKETS_OF_ONE = 400, 64
"""Pages that are open at a time: each holds a connection and the memory of a session; fewer if descriptors are few."""
MOST_REQUESTS, REQUESTS_OF_ONE = 256, 128
"""Requests that are being answered at a time; a browser sends six."""
LARGEST_MESSAGE = 4_000_000
"""Bytes of a message of a page: what the editor of queries may hold, as its state and again as a run of it."""
MOST_TOLD, TOLD_OF_ONE = 64_000_000, 24_000_000
"""Bytes of the largest message of each session that is kept: what sessions hold grows with them."""
KEPT_FOR = 120
"""Seconds that Streamlit keeps a session whose page has gone, for it to come back."""
SILENT_FOR = 2.0
"""Seconds after which a page that has said nothing gives its place to another one, where all are taken."""
HEALTH = "/_stcore/health"
"""What Streamlit's page, and monitors, ask."""

_FOR_MONITORS = frozenset({HEALTH, "/health", "/metrics"})
"""Always answered, for a full server is not a broken one."""
_RETRY_AFTER = 5  # seconds
_DESCRIPTORS = 8  # for each page: Streamlit takes four, those of pages that have gone are kept a while
_TRY_LATER, _TOO_LARGE = 1013, 1009  # RFC 6455, section 7.4, and its registry


def most_sockets() -> int:
    """How many pages the descriptors of this process are enough for, at the most ``MOST_SOCKETS``."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST_SOCKETS if soft == resource.RLIM_INFINITY else max(1, min(MOST_SOCKETS, soft // _DESCRIPTORS))


class NoPlaceError(Exception):
    """All places are taken: those of one client (``own``), or those of all."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("client" if own else "server")
        self.own = own


@dataclass(eq=False, slots=True)
class Place:
    """One of the places, and how to take it from its holder; None where that is not done.

    ``silent_since`` is for a page that has not said yet what it wants to see, as a browser does at once: when it came,
    in seconds of ``time.monotonic``.
    """

    client: str
    end: Callable[[], None] | None = None
    silent_since: float | None = None

    @property
    def may_go(self) -> bool:
        """Whether it was silent for so long that it gives way to anybody."""
        return self.silent_since is not None and time.monotonic() - self.silent_since >= SILENT_FOR


@dataclass(slots=True)
class Places:
    """A number of places, of which one client may hold some.

    When all are taken, one that is silent is given up for a newcomer; else whoever holds most gives up its oldest for a
    client that holds less.
    """

    most: int
    of_one: int
    _held: dict[str, dict[Place, None]] = field(default_factory=dict)
    _taken: int = 0

    @property
    def taken(self) -> int:
        """How many are taken."""
        return self._taken

    def of(self, client: str) -> int:
        """How many a client holds."""
        return len(self._held.get(client, ()))

    def take(self, client: str, end: Callable[[], None] | None = None, *, exempt: bool = False) -> Place:
        """A place for a client; ``exempt`` is one that stands for many clients, such as a proxy.

        Raises:
            NoPlaceError: there is none.
        """
        if self.of(client) >= self.of_one and not exempt:
            raise NoPlaceError(own=True)
        if self._taken >= self.most:
            self._make_room(self.of(client))
        place = Place(client, end)
        self._held.setdefault(client, {})[place] = None
        self._taken += 1
        return place

    def give_back(self, place: Place) -> None:
        """The place is free again; nothing where it was given back already."""
        held = self._held.get(place.client, {})
        if place in held:
            del held[place]
            self._taken -= 1
            if not held:
                del self._held[place.client]

    def _make_room(self, held: int) -> None:
        silent = next((place for places in self._held.values() for place in places if place.may_go), None)
        oldest = [(len(places), next(iter(places))) for places in self._held.values()]
        most, place = max(((n, place) for n, place in oldest if place.end), key=itemgetter(0), default=(0, None))
        if silent is not None:
            place = silent
        elif most <= held + 1:
            place = None
        if place is None or place.end is None:
            raise NoPlaceError(own=False)
        self.give_back(place)
        place.end()


@dataclass(slots=True)
class ToldBytes:
    """How many bytes the sessions of each client, and of all, were told at most."""

    most: int = MOST_TOLD
    of_one: int = TOLD_OF_ONE
    total: int = 0
    _of: dict[str, int] = field(default_factory=dict)

    def grow(self, client: str, more: int) -> bool:
        """Whether there was room for some more bytes, which are then counted."""
        now = self._of.get(client, 0)
        if now + more > self.of_one or self.total + more > self.most:
            return False
        self._of[client] = now + more
        self.total += more
        return True

    def shrink(self, client: str, less: int) -> None:
        """Some bytes of a client are held no more."""
        self.total -= less
        left = self._of.get(client, 0) - less
        if left > 0:
            self._of[client] = left
        else:
            self._of.pop(client, None)


class Limits:
    """Middleware that counts requests and sockets, by client and in all, and the messages of sockets."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._requests = Places(MOST_REQUESTS, REQUESTS_OF_ONE)
        self._sockets = Places(most_sockets(), SOCKETS_OF_ONE)
        self._told = ToldBytes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one connection on, or refuses it."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] not in _FOR_MONITORS:
            await self._request(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            place = self._requests.take(client_at(scope))
        except NoPlaceError as full:
            await self._refusal(scope, full, "requests")(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._requests.give_back(place)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = _Socket(client_at(scope), self._told, receive, send)
        try:
            place = self._sockets.take(socket.client, socket.end)
        except NoPlaceError as full:
            await refuse_socket(scope, receive, send, self._refusal(scope, full, "pages"))
            return
        place.silent_since = time.monotonic()
        socket.place = place
        try:
            await self._app(scope, socket.receive, socket.send)
        except asyncio.CancelledError:
            if not socket.ended:
                raise
            socket.task.uncancel()
            await socket.close(_TRY_LATER, "the server is full")
        finally:
            self._sockets.give_back(place)
            if socket.largest:
                asyncio.get_running_loop().call_later(KEPT_FOR, self._told.shrink, socket.client, socket.largest)

    def _refusal(self, scope: Scope, full: NoPlaceError, what: str) -> Response:
        say = say_of(HTTPConnection(scope))
        headers = {"Retry-After": str(_RETRY_AFTER), "Vary": "Accept-Language"}
        sentence = say(f"limits.{what}-{'own' if full.own else 'all'}", seconds=_RETRY_AFTER)
        return plain_error(429 if full.own else 503, sentence, headers)


class _Socket:
    """The socket of one page: what it is told is measured, and it can be ended."""

    def __init__(self, client: str, told: ToldBytes, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        assert task is not None  # an application runs in one
        self.task = task
        self.client = client
        self.place: Place | None = None
        self.largest = 0
        self.ended = False
        self._closed = False
        self._told = told
        self._receive = receive
        self._send = send

    def end(self) -> None:
        """Takes its place away."""
        self.ended = True
        self.task.cancel()

    async def receive(self) -> Message:
        """The next message, or the end of the socket where the message is too large."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        if self.place is not None:
            self.place.silent_since = None
        size = len(message.get("bytes") or (message.get("text") or "").encode())
        if size > LARGEST_MESSAGE:
            return await self._refuse(_TOO_LARGE, f"a message may have {LARGEST_MESSAGE} bytes")
        if size > self.largest:
            if not self._told.grow(self.client, size - self.largest):
                return await self._refuse(_TRY_LATER, "the pages open hold too much")
            self.largest = size
        return message

    async def send(self, message: Message) -> None:
        """Passes a message on, unless the socket was closed from here."""
        if not self._closed:
            self._closed = message["type"] == "websocket.close"
            await self._send(message)

    async def close(self, code: int, reason: str) -> None:
        """Closes the socket, with a reason that browsers show to who looks for it."""
        with suppress(OSError, RuntimeError):  # the client has gone
            await self.send({"type": "websocket.close", "code": code, "reason": reason})

    async def _refuse(self, code: int, reason: str) -> Message:
        await self.close(code, reason)
        return {"type": "websocket.disconnect", "code": code, "reason": reason}


async def refuse_socket(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Answers the request for a socket as one for a page is answered, where the server can; else closes it."""
    if (await receive())["type"] != "websocket.connect":
        return
    if "websocket.http.response" in scope.get("extensions", {}):
        await response(scope, receive, send)  # Starlette sends what this extension asks for
    else:
        await send({"type": "websocket.close", "code": _TRY_LATER})

"""Connections of ``territory-graph serve``: how many there may be, and how long one may take over what it says.

::

    Http (reads a head, a body, writes an answer) ──upgrade──▶ WebSocket (a page that is open)
      └──────────────── both hold a place of Connections and are watched ────────────────┘

What applications see of requests is limited in ``service.limits``, whatever server runs them.
"""

from __future__ import annotations

import asyncio
import resource
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from territory_graph.service.clients import client_of
from territory_graph.service.limits import LARGEST_MESSAGE, NoPlaceError, Place, Places

MOST, OF_ONE = 2_000, 256
"""Connections in all, where there are descriptors for them, and of one client."""
FEWEST = 256
"""Connections below which a start is told that descriptors are few."""
HEAD_SECONDS = 10.0
"""A request's head, and the rest of a body that nobody wants, are here after that."""
SLOWEST, SLOW_SECONDS = 1_000, 15.0
"""Bytes a second that a body or an answer makes over that time, else its connection is ended."""
UNFINISHED_BYTES = 16 * LARGEST_MESSAGE
"""Bytes of messages of pages that have begun and not ended, of all together."""
BACKLOG = 100
"""Connections that wait to be accepted, and that one turn of the loop accepts before any can be refused."""
_RESERVE = 384  # descriptors of the store, of its workers, and of what is being accepted
_HIGHEST = 65_536
_LOOK = 1.0  # seconds
_REFUSAL = (
    b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\nconnection: close\r\n"
    b"x-content-type-options: nosniff\r\ncontent-security-policy: default-src 'none'; frame-ancestors 'none'\r\n"
    b"referrer-policy: same-origin\r\ncache-control: no-store\r\ncontent-length: %d\r\n\r\n%s"
)
_FULL = "Too many connections: close some, then try again.\n"
_SLOW = "The request did not come in time.\n"


def raise_descriptors() -> int:
    """How many connections the descriptors of this process are enough for, once as many as may be are asked for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _HIGHEST if hard == resource.RLIM_INFINITY else min(hard, _HIGHEST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
        except (OSError, ValueError):  # a system that allows less than it says
            pass
    return MOST if soft == resource.RLIM_INFINITY else max(16, min(MOST, soft - _RESERVE))


@dataclass(slots=True)
class Connections:
    """The connections of one server; a proxy that is trusted stands for many clients, and has no limit of its own."""

    most: int
    trusted: Sequence[str] = ()
    places: Places = field(init=False)
    unfinished: int = 0

    def __post_init__(self) -> None:
        self.places = Places(self.most, OF_ONE)

    def take(self, host: str | None, end: Any) -> Place:
        """A place for a connection from that address.

        Raises:
            NoPlaceError: there is none.
        """
        proxy = self._is_proxy(host)
        return self.places.take(client_of(host), None if proxy else end, exempt=proxy)

    def _is_proxy(self, host: str | None) -> bool:
        if not self.trusted or not host:
            return False
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in ip_network(network) for network in self.trusted)


class _Counted:
    """A transport that counts what is written to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.written = 0

    def write(self, data: bytes) -> None:
        """Writes some bytes."""
        self.written += len(data)
        self._transport.write(data)

    @property
    def sent(self) -> int:
        """How many of the bytes written the other side, or the system for it, has taken."""
        return self.written - self._transport.get_write_buffer_size()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _Pace:
    """Whether something that should go on does: at least ``SLOWEST`` bytes a second over ``SLOW_SECONDS``."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._bytes = 0

    def too_slow(self, waiting: bool, done: int, now: float) -> bool:
        """Called again and again: ``waiting`` for the other side, which has done so many bytes until now."""
        if not waiting:
            self._since = None
        elif self._since is None or done - self._bytes >= SLOWEST * SLOW_SECONDS:
            self._since, self._bytes = now, done
        return waiting and self._since is not None and now - self._since > SLOW_SECONDS


def _cut(transport: asyncio.Transport) -> None:
    """Ends a connection at once; what the system still holds for a slow reader is dropped with it."""
    own = transport.get_extra_info("socket")
    if own is not None:
        with suppress(OSError):
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _is_over(since: float | None, now: float) -> bool:
    return since is not None and now - since > HEAD_SECONDS


class Http(H11Protocol):
    """A connection that is refused where there are too many, and ended where it takes too long."""

    book: ClassVar[Connections]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes a place, or tells that there is none."""
        self._place: Place | None = None
        self._counted = _Counted(transport)
        super().connection_made(self._counted)  # type: ignore[arg-type]
        self._received = 0
        self._head_since: float | None = self.loop.time()
        self._unwanted_since: float | None = None
        self._reading, self._writing = _Pace(), _Pace()
        self._watch: asyncio.TimerHandle | None = None
        try:
            self._place = self.book.take(self.client[0] if self.client else None, self._end)
        except NoPlaceError:
            self._refuse(b"503 Service Unavailable", _FULL)
        self._watch = self.loop.call_later(_LOOK, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives the place back."""
        self._release()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on, unless the connection was refused."""
        if self._place is None:
            return
        self._received += len(data)
        if self._is_idle() and self._head_since is None:
            self._head_since = self.loop.time()
        super().data_received(data)
        if not self._is_idle():
            self._head_since = None

    def handle_websocket_upgrade(self, event: Any) -> None:
        """Hands the connection and its place over to the protocol of sockets."""
        place, self._place = self._place, None
        self._release()
        self.transport = self._counted._transport
        event_class = self.ws_protocol_class
        self.ws_protocol_class = lambda **options: event_class(place=place, **options)  # type: ignore[misc,assignment,call-arg]
        super().handle_websocket_upgrade(event)

    def _is_idle(self) -> bool:
        """Whether no request is on its way."""
        return self.cycle is None or self.cycle.response_complete

    def _look(self) -> None:
        """What is done once a second."""
        now = self.loop.time()
        self._watch = self.loop.call_later(_LOOK, self._look)
        unwanted = self.cycle is not None and self.cycle.response_complete and self.cycle.more_body
        self._unwanted_since = (self._unwanted_since or now) if unwanted else None
        reading = not self._is_idle() and self.cycle.more_body and not self.flow.read_paused
        reading = reading and not self.cycle.waiting_for_100_continue
        buffered = self._counted.get_write_buffer_size() > 0
        slow_reader = self._writing.too_slow(buffered, self._counted.sent, now)
        slow_writer = self._reading.too_slow(reading, self._received, now)
        if slow_reader or _is_over(self._unwanted_since, now):
            _cut(self.transport)
        elif slow_writer or (self._is_idle() and _is_over(self._head_since, now)):
            self._refuse(b"408 Request Timeout", _SLOW)

    def _refuse(self, status: bytes, sentence: str) -> None:
        """Says why, where no answer has begun, and ends the connection."""
        if self.transport.is_closing():
            _cut(self.transport)
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(_REFUSAL % (status, len(sentence), sentence.encode()))
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()

    def _end(self) -> None:
        """Gives way to a client that holds less."""
        _cut(self.transport)

    def _release(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if self._place is not None:
            self.book.places.give_back(self._place)
            self._place = None

    def send_400_response(self, msg: str) -> None:
        """Tells that a request cannot be read."""
        self.transport.write(_REFUSAL % (b"400 Bad Request", len(msg) + 1, msg.encode("ascii", "replace") + b"\n"))
        self.transport.close()


class WebSocket(WebSocketsSansIOProtocol):
    """The connection of an open page: its messages come whole in some time, and all that have begun fit."""

    book: ClassVar[Connections]

    def __init__(self, place: Place | None, **options: Any) -> None:
        super().__init__(**options)
        self._place = place
        self._begun: float | None = None
        self._held = 0
        self._watch = self.loop.call_later(_LOOK, self._look)
        self._closing: float | None = None
        if place is not None and place.end is not None:
            place.end = self._end

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives the place back."""
        self._watch.cancel()
        self._count(0)
        if self._place is not None:
            self.book.places.give_back(self._place)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on, as long as what has begun fits."""
        super().data_received(data)
        self._count(sum(map(len, self.frames)) + len(self.conn.reader.buffer))
        if self.book.unfinished > UNFINISHED_BYTES:
            self._end()

    def _count(self, size: int) -> None:
        self.book.unfinished += size - self._held
        self._held = size
        self._begun = (self._begun or self.loop.time()) if size else None

    def _look(self) -> None:
        """What is done once a second; a socket that closes while nobody reads would stay for ever."""
        now = self.loop.time()
        self._watch = self.loop.call_later(_LOOK, self._look)
        self._closing = (self._closing or now) if self.transport.is_closing() else None
        slow = self._begun is not None and now - self._begun > SLOW_SECONDS + self._held / SLOWEST
        if slow or (self._closing is not None and now - self._closing > SLOW_SECONDS):
            self._end()

    def _end(self) -> None:
        _cut(self.transport)


def protocols(book: Connections) -> tuple[type[Http], type[WebSocket]]:
    """The protocols of a server whose connections stand in that book."""
    return type("Http", (Http,), {"book": book}), type("WebSocket", (WebSocket,), {"book": book})

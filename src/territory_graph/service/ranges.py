"""Parts of answers (RFC 9110, section 14): one stretch of bytes of any answer that is the same each time it is asked.

Programs that read a table by its address ask for its size first (HEAD), then for the parts that they need.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))", re.ASCII)
_UNSATISFIABLE = "Range Not Satisfiable\n"


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes of an answer from ``start`` to before ``end``."""

    start: int
    end: int


def part_of(wanted: str, size: int) -> Part | None:
    """The part that a header ``Range`` asks of so many bytes.

    None where it asks for no bytes that there are.

    >>> part_of("bytes=2-4", 10), part_of("bytes=-3", 10), part_of("bytes=8-99", 10), part_of("bytes=10-", 10)
    (Part(start=2, end=5), Part(start=7, end=10), Part(start=8, end=10), None)
    """
    found = _RANGE.fullmatch(wanted)
    assert found is not None
    first, last, length = (None if group is None else int(group) for group in found.groups())
    start, end = (
        (first, size if last is None else last + 1) if first is not None else (size - min(length or 0, size), size)
    )
    return Part(start, min(end, size)) if start < min(end, size) else None


def asked(headers: Headers) -> str | None:
    """The range that a request asks for, where it is one stretch; others are answered whole, as they may be."""
    wanted = headers.get("range", "").replace(" ", "")
    found = _RANGE.fullmatch(wanted)
    backwards = found is not None and found[1] and found[2] and int(found[1]) > int(found[2])
    return wanted if found and not backwards else None


class Ranges:
    """Answers of an application with their parts. A part is never of a compressed answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one request on."""
        headers = Headers(scope=scope)
        wanted = asked(headers) if scope["method"] == "GET" else None
        if scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
        elif wanted is None:  # a unit that nobody knows is passed over (14.2): the answer of a file would refuse it
            await self._app(_without(scope, b"range"), receive, _announcing(send))
        else:
            plain, cut = _without(scope, b"accept-encoding"), _Cut(send, wanted, headers.get("if-range"))
            await self._app(plain, receive, cut.send)


def _without(scope: Scope, header: bytes) -> Scope:
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != header]}


def _announcing(send: Send) -> Send:
    """Says of an answer that its parts can be had."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start" and _has_parts(message):
            MutableHeaders(raw=message["headers"]).setdefault("Accept-Ranges", "bytes")
        await send(message)

    return answer


def _has_parts(start: Message) -> bool:
    """Whether an answer is whole, of a known size, and the same when it is asked again."""
    headers = Headers(raw=start["headers"])
    again = "no-store" not in headers.get("cache-control", "")
    return start["status"] == 200 and again and headers.get("content-length", "").isdecimal()


class _Cut:
    """Sends the part of one answer that was asked for, all of it where it has no parts or is another than before."""

    def __init__(self, send: Send, wanted: str, condition: str | None) -> None:
        self._send = send
        self._wanted = wanted
        self._condition = condition
        self._part: Part | None = None
        self._done = 0
        self._whole = True

    async def send(self, message: Message) -> None:
        """Sends one message of the answer."""
        if message["type"] == "http.response.start":
            if _has_parts(message) and self._holds(Headers(raw=message["headers"])):
                self._whole = False
                self._begin(message)
        elif message["type"] == "http.response.body" and not self._whole:
            message = {**message, "body": self._stretch(message.get("body", b""), last=not message.get("more_body"))}
        await self._send(message)

    def _holds(self, headers: Headers) -> bool:
        """Whether the client holds the beginning of this very answer (RFC 9110, 13.1.5): weak tags tell nothing."""
        strong = {headers.get("etag", "W/"), headers.get("last-modified")}
        return self._condition is None or (self._condition in strong and not self._condition.startswith("W/"))

    def _begin(self, message: Message) -> None:
        headers = MutableHeaders(raw=message["headers"])
        size = int(headers["content-length"])
        self._part = part_of(self._wanted, size)
        headers["Accept-Ranges"] = "bytes"
        if self._part is None:
            message["status"] = 416
            headers["Content-Range"] = f"bytes */{size}"
            headers["Content-Length"] = str(len(_UNSATISFIABLE))
            headers["Content-Type"] = "text/plain; charset=utf-8"
        else:
            message["status"] = 206
            headers["Content-Range"] = f"bytes {self._part.start}-{self._part.end - 1}/{size}"
            headers["Content-Length"] = str(self._part.end - self._part.start)

    def _stretch(self, body: bytes, *, last: bool) -> bytes:
        """What of a piece of the answer belongs to the part."""
        if self._part is None:
            return _UNSATISFIABLE.encode() if last else b""
        start = self._done
        self._done += len(body)
        return body[max(0, self._part.start - start) : max(0, self._part.end - start)]

"""Places, and what is refused when they are taken."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from territory_graph.service import limits
from territory_graph.service.limits import Limits, NoPlaceError, Places, ToldBytes


def test_one_client_holds_some_and_gives_back_what_it_holds_once() -> None:
    places = Places(10, 2)
    first, _ = places.take("a"), places.take("a")
    with pytest.raises(NoPlaceError) as refused:
        places.take("a")
    assert refused.value.own
    places.take("b")
    places.give_back(first)
    places.give_back(first)
    assert (places.of("a"), places.taken) == (1, 2)
    places.take("a")


def test_whoever_holds_most_gives_way_to_who_holds_less() -> None:
    ended: list[int] = []
    places = Places(4, 4)
    for number in range(4):
        places.take("greedy", lambda number=number: ended.append(number))
    places.take("a", lambda: None)
    places.take("b", lambda: None)
    assert ended == [0, 1]
    with pytest.raises(NoPlaceError) as refused:
        places.take("a", lambda: None)
    assert not refused.value.own
    assert (places.of("greedy"), places.of("a"), places.taken) == (2, 1, 4)


def test_a_silent_page_gives_way_to_any_other() -> None:
    ended: list[int] = []
    places = Places(3, 3)
    held = [places.take(f"client {number}", lambda number=number: ended.append(number)) for number in range(3)]
    long_ago = time.monotonic() - limits.SILENT_FOR
    held[1].silent_since, held[2].silent_since = long_ago, time.monotonic()
    places.take("a reader", lambda: None)
    assert ended == [1]
    with pytest.raises(NoPlaceError):
        places.take("another", lambda: None)
    assert places.taken == 3


def test_a_page_speaks_with_its_first_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SOCKETS", 1)
    monkeypatch.setattr(limits, "SILENT_FOR", 0.0)

    async def held_after(words: list[Message]) -> bool:
        front = Limits(Waiting())
        first = asyncio.ensure_future(ask(front, "10.0.0.1", "websocket", words))
        await asyncio.sleep(0.01)
        await asyncio.wait([asyncio.ensure_future(ask(front, "10.0.0.2", "websocket"))], timeout=0.05)
        held = not first.done()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        return held

    assert not asyncio.run(held_after([]))
    assert asyncio.run(held_after([{"type": "websocket.receive", "bytes": b"a page"}]))


def test_a_proxy_never_gives_way() -> None:
    places = Places(3, 1)
    for _ in range(3):
        places.take("proxy", exempt=True)
    with pytest.raises(NoPlaceError):
        places.take("a", lambda: None)


def test_books_agree_with_what_is_held_whatever_happens() -> None:
    told = ToldBytes(100, 60)
    assert told.grow("a", 60)
    assert not told.grow("a", 1)
    assert not told.grow("b", 41)
    told.shrink("a", 60)
    assert told.grow("b", 60)
    told.shrink("b", 60)
    assert (told.total, told._of) == (0, {})


class Waiting:
    """An application whose answers wait until they may come."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.heard: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] == "websocket.receive":
                self.heard.append(message)
            self.heard.append(message)
            return
        await self.may.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def ask(app: Any, host: str, kind: str = "http", messages: list[Message] | None = None) -> list[Message]:
    sent: list[Message] = []
    waiting = [{"type": f"{kind}.connect"}, *(messages or [])]

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept-language", b"en")]
    scope = {"type": kind, "path": "/x", "query_string": b"", "headers": headers, "client": (host, 1)}
    scope["extensions"] = {"websocket.http.response": {}}
    await app(scope, receive, send)
    return sent


def test_requests_over_the_number_of_one_client_or_of_all_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_REQUESTS", 3)
    monkeypatch.setattr(limits, "REQUESTS_OF_ONE", 2)

    async def run() -> list[list[Message]]:
        app = Waiting()
        front = Limits(app)
        going = [asyncio.ensure_future(ask(front, host)) for host in ("10.0.0.1", "10.0.0.1", "10.0.0.2")]
        await asyncio.sleep(0)
        refused = [await ask(front, "10.0.0.1"), await ask(front, "10.0.0.3")]
        app.may.set()
        await asyncio.gather(*going)
        return [*refused, await ask(front, "10.0.0.1")]

    own, every, later = asyncio.run(run())
    assert (own[0]["status"], every[0]["status"], later[0]["status"]) == (429, 503, 200)
    assert dict(own[0]["headers"])[b"retry-after"] == b"5"
    assert b"from your address" in own[1]["body"]


def test_a_page_is_closed_for_one_that_holds_less_and_the_application_learns_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MOST_SOCKETS", 2)

    async def run() -> list[Message]:
        front = Limits(Waiting())
        greedy = [asyncio.ensure_future(ask(front, "10.0.0.1", "websocket")) for _ in range(2)]
        await asyncio.sleep(0)
        other = asyncio.ensure_future(ask(front, "10.0.0.2", "websocket"))
        await asyncio.wait(greedy, return_when=asyncio.FIRST_COMPLETED)
        sent = greedy[0].result()
        assert not greedy[1].done()
        for task in (greedy[1], other):
            task.cancel()
        await asyncio.gather(greedy[1], other, return_exceptions=True)
        assert front._sockets.taken == 0
        return sent

    accepted, closed = asyncio.run(run())
    assert accepted["type"] == "websocket.accept"
    assert (closed["type"], closed["code"]) == ("websocket.close", 1013)


def test_what_is_told_is_counted_until_the_session_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT_FOR", 0.05)
    size = limits.LARGEST_MESSAGE

    async def run() -> tuple[int, int]:
        front = Limits(Waiting())
        words = [{"type": "websocket.receive", "bytes": b"x" * each} for each in (size // 2, size, 10)]
        await ask(front, "10.0.0.1", "websocket", [*words, {"type": "websocket.disconnect", "code": 1000}])
        held = front._told.total
        await asyncio.sleep(0.2)
        return held, front._told.total

    assert asyncio.run(run()) == (size, 0)


def test_pages_are_fewer_where_descriptors_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for soft, pages in (
        (1_024, 128),
        (20_000, limits.MOST_SOCKETS),
        (limits.resource.RLIM_INFINITY, limits.MOST_SOCKETS),
    ):
        monkeypatch.setattr(limits.resource, "getrlimit", lambda _, soft=soft: (soft, soft))
        assert limits.most_sockets() == pages

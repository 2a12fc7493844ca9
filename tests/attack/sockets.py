"""Pages' sockets: idle ones by the hundred, messages of megabytes, files that no page asked for."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from contextlib import AsyncExitStack

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import WebSocketException

from tests.attack.attacks import Attack, Outcome
from tests.attack.flood import statuses
from tests.attack.ground import Ground
from tests.attack.server import Server
from tests.attack.wire import Reply, ask, query, run_page, socket

IDLE = 250
DESCRIPTORS = 1_024
SESSIONS, STATE = 20, 14_000_000
"""Sessions, and bytes of state that each sends."""
MOST_MEMORY = 256 << 20
"""Bytes by which the server may grow at any moment of an attack on its memory."""
UPLOADS, SIZE = 200, 1_000_000


def idle_of_one(ground: Ground, outcome: Outcome) -> None:
    """Idle sockets from one address, where the system allows a thousand descriptors."""
    _idle(ground, outcome, ["127.30.0.1"] * IDLE, "one address")


def idle_of_many(ground: Ground, outcome: Outcome) -> None:
    """Idle sockets from as many addresses, where the system allows a thousand descriptors."""
    _idle(ground, outcome, [f"127.31.{at // 200}.{at % 200 + 1}" for at in range(2 * IDLE)], f"{2 * IDLE} addresses")


def _idle(ground: Ground, outcome: Outcome, sources: list[str], whose: str) -> None:
    outcome.did = f"{len(sources)} idle sockets from {whose}; {DESCRIPTORS} descriptors allowed"
    with ground.standing(outcome, descriptors=DESCRIPTORS) as server:
        asyncio.run(_hold(server, sources, outcome))


async def _hold(server: Server, sources: list[str], outcome: Outcome) -> None:
    async with AsyncExitStack() as held:
        opened = await asyncio.gather(*(_try_to_hold(held, server, source) for source in sources))
        await asyncio.sleep(5)
        files = server.open_files()
        outcome.check(f"{sum(opened)} of {len(sources)} opened, {files} descriptors", files < DESCRIPTORS - 50)
        reply = await query(server.port, "ASK {}", source="127.32.0.1", patience=10)
        outcome.check(f"meanwhile ASK {{}}: {reply.status} in {reply.seconds:.2f} s", reply.status == 200)
        page = await _reads_a_page(server, "127.32.0.2")
        outcome.check(f"meanwhile a reader’s page {'runs' if page else 'does not run'}", page)
        await asyncio.sleep(5)


async def _try_to_hold(held: AsyncExitStack, server: Server, source: str) -> bool:
    try:
        await held.enter_async_context(socket(server.port, source))
    except (OSError, TimeoutError, WebSocketException):
        return False
    return True


async def _reads_a_page(server: Server, source: str) -> bool:
    try:
        async with socket(server.port, source) as opened:
            return bool(await run_page(opened))
    except (OSError, TimeoutError, WebSocketException):
        return False


def messages(ground: Ground, outcome: Outcome) -> None:
    """Widget state of megabytes in each of many sessions, and messages that are none."""
    outcome.did = f"{SESSIONS} sessions with {STATE // 1_000_000} MB of state each, and 30 MB of noise from 10 more"
    with ground.standing(outcome) as server:
        before = server.memory()
        peak = asyncio.run(_send_much(server))
        grown = peak - before
        outcome.check(f"grew by {grown >> 20} MiB at most (limit {MOST_MEMORY >> 20})", grown <= MOST_MEMORY)


async def _send_much(server: Server) -> int:
    """The most memory that the server held while it was sent too much."""
    peak = 0
    state = BackMsg()
    widget = state.rerun_script.widget_states.widgets.add()
    widget.id, widget.string_value = "$$ID-x-none", "x" * STATE
    message, noise = state.SerializeToString(), secrets.token_bytes(30_000_000)
    async with AsyncExitStack() as held:
        for number in range(SESSIONS + 10):
            try:
                opened = await held.enter_async_context(socket(server.port, f"127.33.0.{number + 1}"))
                await opened.send(message if number < SESSIONS else noise)
            except (OSError, TimeoutError, WebSocketException):
                pass
            peak = max(peak, server.memory())
        for _ in range(10):
            await asyncio.sleep(0.5)
            peak = max(peak, server.memory())
    return peak


def uploads(ground: Ground, outcome: Outcome) -> None:
    """Files for a session that exists, for one that does not, and without a declared length."""
    outcome.did = f"{UPLOADS} files of {SIZE // 1_000_000} MB, for a real session and for invented ones"
    with ground.standing(outcome) as server:
        before = server.memory()
        told, peak = asyncio.run(_upload(server))
        outcome.check(f"told {statuses(told)}", not any(200 <= status < 300 for status in told))
        grown = peak - before
        outcome.check(f"grew by {grown >> 20} MiB at most (limit 32)", grown <= 32 << 20)


async def _upload(server: Server) -> tuple[Counter[int], int]:
    told: Counter[int] = Counter()
    peak = 0
    async with socket(server.port, "127.34.0.1") as opened:
        session, cookie = await run_page(opened), await _cookie(server)
        for number in range(UPLOADS):
            name = session if number % 4 else secrets.token_hex(16)
            told[(await _put(server, name, number, cookie)).status] += 1
            peak = max(peak, server.memory()) if number % 10 == 0 else peak
        await asyncio.sleep(1)
        return told, max(peak, server.memory())


async def _cookie(server: Server) -> dict[str, str]:
    """The headers by which Streamlit knows its own page: whoever asks for its token gets one."""
    reply = await ask(server.port, "/_stcore/health", source="127.34.0.1")
    token = reply.headers.get("set-cookie", "").partition("=")[2].partition(";")[0]
    return {"Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token} if token else {}


async def _put(server: Server, session: str, number: int, cookie: dict[str, str]) -> Reply:
    path = f"/_stcore/upload_file/{session}/{secrets.token_hex(8)}"
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'
    body = head + bytes(SIZE) + b"\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x", **cookie}
    sized = number % 2 == 0
    if not sized:
        headers["Transfer-Encoding"] = "chunked"
        body = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    source = f"127.34.1.{number % 250 + 1}"
    return await ask(server.port, path, method="PUT", source=source, headers=headers, body=body, sized=sized)


ATTACKS = [
    Attack(
        "idle-one",
        "descriptors",
        "250 sockets of one client that say nothing",
        "every accept fails, the log grows by megabytes a second",
        "one client holds its share; others are accepted",
        idle_of_one,
    ),
    Attack(
        "idle-many",
        "descriptors",
        "500 sockets of 500 clients that say nothing",
        "every accept fails, the log grows by megabytes a second",
        "descriptors are left, programs answered, a reader who comes later gets a page",
        idle_of_many,
    ),
    Attack(
        "messages",
        "memory",
        "pages that send megabytes of state",
        "600 MB for twenty sessions, kept for minutes",
        "refused, the socket closed",
        messages,
    ),
    Attack(
        "uploads",
        "memory",
        "files sent to an address that no page uses",
        "200 MB in two seconds, kept for minutes",
        "refused before they are read",
        uploads,
    ),
]

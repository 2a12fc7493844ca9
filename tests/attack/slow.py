"""Slow clients: connections that send or read a byte a second, and would be held for ever."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress

from tests.attack.attacks import Attack, Outcome
from tests.attack.ground import Ground
from tests.attack.server import HOST, Server
from tests.attack.wire import query

EACH = 100
LIMITS = {"head": 20.0, "body": 45.0, "reading": 90.0}
"""Seconds in which the server has closed connections that send a head or a body, or read an answer, slowly."""
_NETWORKS = {"head": "127.20.", "body": "127.21.", "reading": "127.22."}
_HEAD = "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: " + "x" * 5_000
_BODY = (
    "POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Content-Type: application/sparql-query\r\nContent-Length: 100000\r\n\r\n"
)
_READING = "GET /graph-store HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/n-quads\r\n\r\n"
_SENDS = {"head": _HEAD[:20], "body": _BODY, "reading": _READING}


def slow(ground: Ground, outcome: Outcome) -> None:
    """Three hundred slow connections, half of each kind from one address, half from many."""
    outcome.did = f"{3 * EACH} connections at a byte a second: {EACH} each send a head, send a body, read an answer"
    with ground.standing(outcome) as server:
        asyncio.run(_all_kinds(server, outcome))


async def _all_kinds(server: Server, outcome: Outcome) -> None:
    tasks = [asyncio.ensure_future(_dawdle(server, kind, number)) for kind in LIMITS for number in range(EACH)]
    await asyncio.sleep(3)
    opened = {kind: server.connections(network) for kind, network in _NETWORKS.items()}
    closed = await _closing_times(server)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for kind, limit in LIMITS.items():
        seconds = closed[kind]
        told = "never closed" if seconds is None else f"closed within {seconds:.0f} s"
        outcome.check(f"{kind}: {opened[kind]} open, {told} (limit {limit:.0f})", (seconds or limit + 1) <= limit)
    answers = [await query(server.port, "ASK {}", source="127.23.0.1") for _ in range(3)]
    outcome.check("others answered meanwhile", all(reply.status == 200 for reply in answers))


async def _closing_times(server: Server) -> dict[str, float | None]:
    """Seconds after which the server holds no more connections of a kind; None where it does at the limit."""
    began = time.monotonic()
    found: dict[str, float | None] = dict.fromkeys(LIMITS)
    while time.monotonic() - began < max(LIMITS.values()):
        for kind, network in _NETWORKS.items():
            if found[kind] is None and not server.connections(network):
                found[kind] = max(0.1, time.monotonic() - began)
        if all(seconds is not None for seconds in found.values()):
            break
        reply = await query(server.port, "ASK {}", source="127.23.0.1", patience=10)
        if reply.status != 200 or reply.seconds > 5:
            break
        await asyncio.sleep(1)
    return found


async def _dawdle(server: Server, kind: str, number: int) -> None:
    """One connection that goes on for as long as it is let."""
    loop = asyncio.get_running_loop()
    source = _NETWORKS[kind] + (f"0.{number + 1}" if number % 2 else "1.1")
    with socket.socket() as own, suppress(OSError):
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        own.bind((source, 0))
        own.setblocking(False)
        await loop.sock_connect(own, (HOST, server.port))
        await loop.sock_sendall(own, _SENDS[kind].encode())
        rest = iter(_HEAD[20:])
        while True:
            await asyncio.sleep(1)
            if kind == "reading":
                if not await loop.sock_recv(own, 1):
                    return
            else:
                await loop.sock_sendall(own, next(rest, "x").encode())
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.01):
                        if not await loop.sock_recv(own, 65536):
                            return


ATTACKS = [
    Attack(
        "slow",
        "connections and descriptors",
        "clients that send or read a byte a second",
        "connections that are never closed; no more are accepted",
        "closed within the stated times, others answered",
        slow,
    )
]

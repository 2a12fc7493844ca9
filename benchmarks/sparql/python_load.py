"""What asks where there is no wrk: ``python_load.py PORT SECONDS FILE FIRST CLIENTS PATH ACCEPT``.

One process, one socket a client, requests made beforehand but for their number; prints what ``load.lua`` prints.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

_NUMBER = b"987654321"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


@dataclass(slots=True)
class _Client:
    socket: socket.socket
    name: bytes
    received: bytearray
    answer: int = -1  # bytes of the answer that is being received, -1 while they are not known


def main() -> None:
    """Asks for so many seconds and prints what was counted."""
    port, seconds, path, first, clients, address, accept = sys.argv[1:]
    lines = [line.encode().split(_NUMBER) for line in Path(path).read_text(encoding="ascii").splitlines()]
    before = f"GET {address}?query=".encode()
    after = f" HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\nUser-Agent: bench-".encode()
    numbers = count(int(first))

    def ask(client: _Client) -> None:
        number = next(numbers)
        line = (b"%d" % number).join(lines[number % len(lines)])
        client.socket.sendall(b"".join((before, line, after, client.name, b"\r\n\r\n")))

    ready = selectors.DefaultSelector()
    for number in range(int(clients)):
        connection = socket.create_connection(("127.0.0.1", int(port)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client = _Client(connection, b"%d" % number, bytearray())
        ready.register(connection, selectors.EVENT_READ, client)
        ask(client)
    answered, failed, began = 0, 0, time.perf_counter()
    while (now := time.perf_counter()) - began < float(seconds) and ready.get_map():
        for key, _ in ready.select(1):
            client = key.data
            part = client.socket.recv(1 << 20)
            client.received += part
            if not part:
                ready.unregister(client.socket)
                failed += 1
            elif _is_whole(client):
                good = client.received.startswith(b"HTTP/1.1 2")
                answered, failed = answered + good, failed + (not good)
                client.received.clear()
                client.answer = -1
                ask(client)
    print(json.dumps({"requests": answered, "seconds": now - began, "failed": failed}))


def _is_whole(client: _Client) -> bool:
    if client.answer < 0:
        end = client.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(client.received[: end + 2])
        if _CHUNKED.search(head):
            return client.received.endswith(b"\r\n0\r\n\r\n")
        length = _LENGTH.search(head)
        client.answer = end + 4 + (int(length[1]) if length else 0)
    return len(client.received) >= client.answer


if __name__ == "__main__":
    main()

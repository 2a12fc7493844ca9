"""Clients: plain HTTP and pages' sockets from any loopback address, with no manners that were not asked for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.attack.server import HOST

JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; status 0 where the connection was refused, lost or given up."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


async def ask(
    port: int,
    path: str,
    *,
    source: str = HOST,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    patience: float = 60.0,
    sized: bool = True,
) -> Reply:
    """One request on a connection of its own; a client whose patience ends is gone without a word.

    A body that is not ``sized`` declares no length.
    """
    began = time.monotonic()
    lines = {"Host": f"{HOST}:{port}", "Connection": "close", **(headers or {})}
    if body and sized:
        lines.setdefault("Content-Length", str(len(body)))
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    content = b""
    with suppress(OSError, TimeoutError, EOFError):
        async with asyncio.timeout(patience):
            content = await _exchange(port, source, head.encode() + body)
    return _read(content, time.monotonic() - began)


async def _exchange(port: int, source: str, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, port, local_addr=(source, 0))
    try:
        writer.write(request)  # not waited for: a server that refuses may answer before it has read everything
        content = bytearray()
        with suppress(ConnectionError):
            while part := await reader.read(1 << 16):
                content += part
        return bytes(content)
    finally:
        writer.transport.abort()


def _read(content: bytes, seconds: float) -> Reply:
    head, _, body = content.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/1."):
        return Reply(0, {}, b"", seconds)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    whole = _dechunked(body) if "chunked" in headers.get("transfer-encoding", "") else body
    length = headers.get("content-length", "")
    cut = whole is None or (length.isdecimal() and len(whole) < int(length) and first.split()[1] not in ("304",))
    return Reply(0 if cut else int(first.split()[1]), headers, whole or b"", seconds)


def _dechunked(body: bytes) -> bytes | None:
    """The content of a body in chunks; None where its end is missing."""
    found = bytearray()
    while True:
        size, mark, rest = body.partition(b"\r\n")
        if not mark:
            return None
        number = int(size.partition(b";")[0], 16)
        if number == 0:
            return bytes(found)
        if len(rest) < number + 2:
            return None
        found += rest[:number]
        body = rest[number + 2 :]


async def query(port: int, text: str, **options: Any) -> Reply:
    """The answer of the endpoint to a query sent as a form."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": JSON, **options.pop("headers", {})}
    body = urlencode({"query": text}).encode()
    return await ask(port, "/sparql", method="POST", headers=headers, body=body, **options)


@asynccontextmanager
async def socket(port: int, source: str = HOST, **options: Any) -> AsyncIterator[ClientConnection]:
    """The socket of a page, on which nothing was said yet."""
    async with connect(
        f"ws://{HOST}:{port}/_stcore/stream",
        local_addr=(source, 0),
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        compression=None,
        open_timeout=15,
        close_timeout=1,
        **options,
    ) as opened:
        yield opened


async def run_page(opened: ClientConnection, page: str = "", question: str = "", seconds: float = 60) -> str:
    """Has a page run to its end; gives the id of its session, empty where it did not come."""
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, question
    session = ""
    async with asyncio.timeout(seconds):
        await opened.send(asked.SerializeToString())
        async for told in opened:
            message = ForwardMsg()
            message.ParseFromString(told if isinstance(told, bytes) else told.encode())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                session = message.new_session.initialize.session_id
            elif kind == "script_finished":
                break
    return session

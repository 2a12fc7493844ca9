"""Proxies in front of servers: nginx as it is configured in what is shipped, and a small one of our own."""

from __future__ import annotations

import asyncio
import random
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
SHIPPED = Path(__file__).parent.parent / "deploy" / "nginx.conf"
"""The configuration whose replicas listen on 8501 and 8502, and which listens on 80."""


def free_port() -> int:
    """A port on which nobody listens, below those that this machine gives to whoever opens a connection."""
    while True:
        port = random.randrange(20_000, 32_768)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def behind_nginx(port: int, ports: Sequence[int], folder: Path, *, stripping: bool = False) -> Iterator[str]:
    """nginx on a port, in front of two servers: its address with the path; it may take the path off."""
    if not Path(NGINX).exists():
        pytest.skip("nginx is not installed (Debian package nginx-light)")
    text = SHIPPED.read_text(encoding="utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};")
    for shipped, own in zip(("8501", "8502"), ports, strict=True):
        text = text.replace(f"server 127.0.0.1:{shipped};", f"server 127.0.0.1:{own};")
    if stripping:
        text = text.replace("proxy_pass http://territory_graph;", "proxy_pass http://territory_graph/;")
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    told = f"daemon off; pid {folder / 'pid'}; error_log {folder / 'error.log'}; worker_processes 1;"
    http = f"access_log off; {temporary} add_header X-Replica $upstream_addr always;\n{text}"
    (folder / "nginx.conf").write_text(f"{told} events {{}} http {{ {http} }}", encoding="utf-8")
    command = [NGINX, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_port(port, process, "nginx")
        yield f"http://127.0.0.1:{port}/graph"
    finally:
        process.terminate()
        process.wait(10)


def await_port(port: int, process: subprocess.Popen[bytes], name: str, seconds: float = 20) -> None:
    """Waits until a process listens on a port of this machine; a test fails where it does not."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    pytest.fail(f"{name} did not start")


@contextmanager
def behind_forwarder(port: int, ports: Sequence[int]) -> Iterator[str]:
    """A proxy on a port that passes every byte on, each connection to the next server: its address."""
    ready, loop = threading.Event(), asyncio.new_event_loop()
    turn = iter(range(1_000_000))

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", ports[next(turn) % len(ports)])
        await asyncio.gather(_copy(reader, there[1]), _copy(there[0], writer))

    async def start() -> None:
        await asyncio.start_server(forward, "127.0.0.1", port)
        ready.set()

    def run() -> None:
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield f"http://127.0.0.1:{port}/graph"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(1 << 16):
            writer.write(part)
            await writer.drain()
        writer.write_eof()

"""Worker process: the other end of ``worker``, which asks it, demotes it and ends it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from territory_graph.store import worker as program
from territory_graph.store.children import child_environment

_PROGRAM = str(Path(program.__file__))
_LENGTHS = program.LENGTHS


class WorkerDiedError(Exception):
    """The worker ended before it answered; ``signal`` is what ended it, 0 where nothing did."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = number


class WorkerProcess:
    """A worker that was started; it ends with the process, and the thread, that started it.

    ``store`` is the one that it was asked about last.
    """

    def __init__(self, memory: int, *, network: bool) -> None:
        self._socket, other = socket.socketpair()
        with other:
            arguments = (str(other.fileno()), str(memory), "network" if network else "alone")
            self._process = subprocess.Popen(
                [sys.executable, "-I", _PROGRAM, *arguments],
                pass_fds=(other.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=child_environment(),
            )
        self._channel: _Channel | None = None
        self.store = ""

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    async def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Header and body of the answer.

        Raises:
            WorkerDiedError: the worker ended before it had answered.
        """
        if self._channel is None:
            loop = asyncio.get_running_loop()
            _, self._channel = await loop.create_unix_connection(_Channel, sock=self._socket)
        self.store = request["store"]
        try:
            return await self._channel.ask(json.dumps(request).encode())
        except ConnectionError as error:
            raise WorkerDiedError(await self._ended_by()) from error

    async def _ended_by(self) -> int:
        for _ in range(200):  # the socket closes a moment before the process is gone
            if (status := self._process.poll()) is not None:
                return -status if status < 0 else 0
            await asyncio.sleep(0.005)
        return 0

    def demote(self) -> None:
        """Leaves it only the processor time that no other process wants."""
        with suppress(OSError):
            if hasattr(os, "SCHED_IDLE"):
                os.sched_setscheduler(self.pid, os.SCHED_IDLE, os.sched_param(0))
            else:
                os.setpriority(os.PRIO_PROCESS, self.pid, 19)

    def kill(self) -> None:
        """Ends the process at once; whoever waits for its answer is told that it died."""
        if self.alive:
            self._process.send_signal(signal.SIGKILL)

    def end(self) -> None:
        """Kills the process and gives back what it held."""
        self.kill()
        if self._channel is not None:
            self._channel.close()
        self._socket.close()
        self._process.wait()


class _Channel(asyncio.Protocol):
    """This end of the socket: one request, then its answer, which may come in many parts."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._answer: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # as every loop gives it, by whatever class

    async def ask(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        assert self._transport is not None
        if self._transport.is_closing():
            raise ConnectionResetError
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(_LENGTHS.pack(len(request), 0) + request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) < _LENGTHS.size:
            return
        head, body = _LENGTHS.unpack_from(self._received)
        start = _LENGTHS.size + head
        if len(self._received) < start + body or self._answer is None:
            return
        header = json.loads(self._received[_LENGTHS.size : start])
        content, self._received = bytes(memoryview(self._received)[start:]), bytearray()
        if not self._answer.done():
            self._answer.set_result((header, content))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  the name is asyncio's
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionResetError())

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

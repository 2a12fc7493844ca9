"""Worker process: the other end of ``worker``, which asks it, demotes it and ends it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from enum import Enum
from pathlib import Path
from typing import Any, cast

from territory_graph.store import worker as program
from territory_graph.store.children import child_environment

_PROGRAM = str(Path(program.__file__))
_LENGTHS = program.LENGTHS
_LONGEST_WORDS = 4096
_NICER = 10  # than this process


class Death(Enum):
    """Why a process of the engine ended by itself, or was ended."""

    MEMORY = "the engine was given no more memory"
    ABORT = "the engine gave up on an error of its own"
    CRASH = "the engine broke down, as it does on what is nested too deep"
    KILLED = "somebody ended the process: a person, or the system where its memory is full"


_NO_MEMORY = re.compile(
    r"memory allocation of \d+ bytes failed|bad_alloc|MemoryError|Cannot allocate memory"
    r"|Resource temporarily unavailable"
)
"""The last is what a thread is told that gets no memory for its stack."""


def death_of(number: int, words: str) -> Death:
    """Why a process ended: ``number`` is the signal that ended it, 0 where none did, ``words`` its standard error.

    The engine ends by SIGABRT when it gets no memory, and says so; it does as well when it panics.

    >>> death_of(6, "memory allocation of 480 bytes failed").name, death_of(6, "thread panicked at sort.rs").name
    ('MEMORY', 'ABORT')
    """
    if _NO_MEMORY.search(words):
        return Death.MEMORY
    if number in (signal.SIGKILL, signal.SIGTERM):
        return Death.KILLED
    return Death.ABORT if number == signal.SIGABRT or "panicked at" in words else Death.CRASH


class WorkerDiedError(Exception):
    """The worker ended before it answered; ``death`` says why, ``words`` what it wrote of it."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__(number, words)
        self.death = death_of(number, words)
        self.words = words


class WorkerProcess:
    """A worker that was started; it ends with the process, and the thread, that started it.

    ``store`` is the one that it was asked about last.
    """

    def __init__(self, memory: int, *, network: bool, slow: bool = False) -> None:
        """Starts a worker; ``slow`` from its first moment on.

        Raises:
            OSError: the system has no more processes, or files, to give.
        """
        with ExitStack() as on_failure, ExitStack() as at_once:
            self._socket, other = socket.socketpair()
            on_failure.enter_context(self._socket)
            at_once.enter_context(other)
            read, write = os.pipe()
            self._words = on_failure.enter_context(os.fdopen(read, "rb", buffering=0))
            at_once.callback(os.close, write)
            os.set_blocking(read, False)
            os.set_blocking(write, False)  # what a pipe holds is kept of what it says: it must not wait to say more
            arguments = (str(other.fileno()), str(memory), "network" if network else "alone")
            self._process = subprocess.Popen(
                [sys.executable, "-I", _PROGRAM, *arguments],
                pass_fds=(other.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=write,
                env={**child_environment(), "RUST_BACKTRACE": "0"},  # the first line of a panic is enough
            )
            on_failure.pop_all()
        self._channel: _Channel | None = None
        self._pauses, self._paused, self._since = False, 0.0, time.monotonic()
        self.store = ""
        if slow:
            self.demote()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def paused(self) -> float:
        """Seconds for which it was made to pause."""
        return self._paused + (time.monotonic() - self._since if self._pauses else 0.0)

    async def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Header and body of the answer.

        Raises:
            WorkerDiedError: the worker ended before it had answered.
        """
        self.store = request["store"]
        try:
            if self._channel is None:
                loop = asyncio.get_running_loop()
                _, self._channel = await loop.create_unix_connection(_Channel, sock=self._socket)
            return await self._channel.ask(json.dumps(request).encode())
        except OSError as error:
            raise WorkerDiedError(await self._ended_by(), self._last_words()) from error

    async def _ended_by(self) -> int:
        for _ in range(200):  # the socket closes a moment before the process is gone
            if (status := self._process.poll()) is not None:
                return -status if status < 0 else 0
            await asyncio.sleep(0.005)
        self.kill()  # it lives and does not listen
        return signal.SIGKILL

    def _last_words(self) -> str:
        """The beginning of what the process wrote to its standard error: the engine says first what happened."""
        with suppress(OSError):
            return (self._words.read(_LONGEST_WORDS) or b"").decode(errors="replace")
        return ""

    def processor_time(self) -> float | None:
        """Seconds of a processor that the process took; None where the system does not tell."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2]
            return sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError):
            return None

    def demote(self) -> None:
        """Leaves it little of the processor time that other processes want."""
        if self.alive:
            with suppress(OSError):
                own = os.getpriority(os.PRIO_PROCESS, 0)
                os.setpriority(os.PRIO_PROCESS, self.pid, min(19, own + _NICER))

    def pause(self, paused: bool) -> None:
        """Lets it pause, or go on."""
        if paused != self._pauses and self.alive:
            self._paused, self._since, self._pauses = self.paused, time.monotonic(), paused
            self._process.send_signal(signal.SIGSTOP if paused else signal.SIGCONT)

    def kill(self) -> None:
        """Ends the process at once; whoever waits for its answer is told that it died."""
        if self.alive:
            self._process.send_signal(signal.SIGKILL)

    def end(self) -> None:
        """Kills the process and gives back what it held; it is gone once it is no longer ``alive``."""
        self.kill()
        if self._channel is not None:
            self._channel.close()
        self._socket.close()
        self._words.close()

    def wait(self) -> None:
        """Waits until the process is gone."""
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

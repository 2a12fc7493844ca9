"""The real server in a process group of its own, and what the machine tells of it: memory, descriptors, connections."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
STARTS_WITHIN = 120.0
_ESTABLISHED, _CLOSE_WAIT = "01", "08"


@dataclass(slots=True)
class Server:
    """``territory-graph serve`` on a store; its log and its temporary files lie in ``folder``.

    ``settings`` are ``TERRITORY_GRAPH_*`` variables; ``descriptors`` is the limit of open files, that of this process
    where none is named.
    """

    store: Path
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    descriptors: int | None = None
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        """What it writes."""
        return self.folder / "serve.log"

    @property
    def scratch(self) -> Path:
        """Where it keeps temporary files."""
        return self.folder / "tmp"

    @property
    def pid(self) -> int:
        """The server's process; its group has the same number."""
        assert self.process is not None
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.port = _free_port()
        command = [sys.executable, "-m", "territory_graph", "serve", "--port", str(self.port)]
        if self.descriptors:
            command = ["sh", "-c", f'ulimit -n {self.descriptors}; exec "$@"', "sh", *command]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--store", str(self.store)],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=environment(self.store, self.scratch, self.settings),
                start_new_session=True,
            )
        if not wait_for(self._answers, STARTS_WITHIN, 0.1):
            raise RuntimeError(f"the server did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def _answers(self) -> bool:
        if not self.alive:
            raise RuntimeError(f"the server ended:\n{self.log.read_text(errors='replace')[-3000:]}")
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """Ends it as an operator would, then whatever is left of its group."""
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        self.end_group()

    def end_group(self) -> None:
        """Kills all of its processes."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def kill(self) -> None:
        """Kills the server's own process, and none of its children."""
        os.kill(self.pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def children(self, word: str = "") -> list[int]:
        """Its other processes, those whose command line holds a word."""
        return [pid for pid in group(self.pid) if pid != self.pid and word in command_line(pid)]

    def memory(self) -> int:
        """Bytes that all of its processes hold: the sum of their proportional set sizes, shared pages counted once."""
        return sum(map(_pss, group(self.pid)))

    def open_files(self) -> int:
        """Descriptors that the server's own process holds."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))  # noqa: PTH208  counted, not read

    def connections(self, network: str = "127.") -> int:
        """Connections that it holds open with addresses that begin so."""
        found = 0
        for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
            _, local, remote, state, *_ = line.split()
            open_now = state in (_ESTABLISHED, _CLOSE_WAIT) and int(local.partition(":")[2], 16) == self.port
            found += open_now and _dotted(remote).startswith(network)
        return found

    def left_behind(self) -> list[str]:
        """Files that no ended server should leave: temporary ones, unfinished versions, links and views."""
        names = [path.name for path in self.scratch.iterdir()] if self.scratch.exists() else []
        names += [str(path.relative_to(self.store)) for path in self.store.rglob(".*")]
        return sorted(name for name in names if "streamlit" not in name)


def environment(store: Path, scratch: Path, settings: dict[str, str]) -> dict[str, str]:
    """The variables of a process of the product: those of this one, without its settings, with others."""
    found = {name: value for name, value in os.environ.items() if not name.startswith("TERRITORY_GRAPH_")}
    own = {f"TERRITORY_GRAPH_{name}": value for name, value in settings.items()}
    return found | own | {"TERRITORY_GRAPH_STORE": str(store), "TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1"}


def wait_for(true: Callable[[], bool], seconds: float, pause: float = 0.2) -> bool:
    """Whether something becomes true within so many seconds."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """The server, started, until the block ends."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


def group(number: int) -> list[int]:
    """The processes of a group that still run."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            with suppress(OSError, IndexError):
                state, _, parent_group, *_ = (path / "stat").read_text().rpartition(")")[2].split()
                if int(parent_group) == number and state != "Z":
                    found.append(int(path.name))
    return found


def command_line(pid: int) -> str:
    """The command that a process runs."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def _pss(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _dotted(remote: str) -> str:
    """An address as /proc writes it, read as people do."""
    return socket.inet_ntoa(bytes.fromhex(remote.partition(":")[0])[::-1])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])

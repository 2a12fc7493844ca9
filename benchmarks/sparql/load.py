"""Load: how many requests a second a server answers, asked by so many clients at once over kept connections.

``wrk`` asks where it is installed; otherwise ``python_load`` does, in a process of its own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sparql.servers import TOP, Server

_SCRIPT = Path(__file__).with_name("load.lua")
_EACH_RUN = 1_000_000
"""Numbers that one run may use up: no two runs ask the same."""
_runs = 0


@dataclass(frozen=True, slots=True)
class Load:
    """What one run counted: answers with a status of success, and requests that got none."""

    requests: int
    seconds: float
    failed: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


def generator() -> str:
    """What asks, in a word for the report."""
    return "wrk" if shutil.which("wrk") else "Python sockets (wrk is not installed)"


def load(server: Server, stream: Path, accept: str, clients: int, seconds: int) -> Load:
    """Asks the requests of a stream for so many seconds."""
    global _runs  # noqa: PLW0603  counts every run of the process
    _runs += 1
    arguments = [str(stream), str(_runs * _EACH_RUN), str(clients), server.path, accept]
    if shutil.which("wrk"):
        options = ["-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", str(_SCRIPT)]
        command = ["wrk", *options, f"http://127.0.0.1:{server.port}/", "--", *arguments]
    else:
        command = [sys.executable, "-m", "benchmarks.sparql.python_load", str(server.port), str(seconds), *arguments]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=TOP).stdout
    return Load(**json.loads(printed.strip().rpartition("\n")[2]))

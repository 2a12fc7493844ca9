"""The command in a process of its own: a real server, until a test or a folder of tests has ended, or a short one.

Each is a copy of one process that has loaded what a server loads, and has done nothing else: to load it takes more of
the processor's time than all that most tests ask of it. How the command starts from nothing is tested with writes, the
wheel, and what its output is piped to.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from proxying import free_port

from territory_graph import service, ui
from territory_graph.resources import PACKAGE

LOADED = [
    *sorted(
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for room in ("cli", "contributions", "service", "ui", "views")
        for path in (PACKAGE / room).rglob("*.py")
        if path.name not in {"__init__.py", "main.py"}  # the script of the pages is run when it is imported
    ),
    "pytest",  # which this module loads, and so each copy
    "scipy.optimize",  # by which the first picture of a network is laid out
]
"""What a server loads, at its start and at its first pages."""
COPIES = multiprocessing.get_context("forkserver")
"""What makes processes that are copies of the one that has loaded this."""
COPIES.set_forkserver_preload(LOADED)


@dataclass(frozen=True)
class Server:
    """A running ``territory-graph serve``."""

    address: str
    store: Path
    log: Path
    pid: int


@contextmanager
def serving(
    store: Path, log: Path, *, program: str = "", port: int = 0, at: str = "", prepared: bool = False, **settings: str
) -> Iterator[Server]:
    """Serves a store in a process of its own, on a free port, until the block ends; ``settings`` are variables.

    ``port`` is that of a server that was, whose page may still be open. ``program`` is run instead of the package,
    with the same arguments; ``at`` is the address of data elsewhere, served instead of the store. Unless it is to be
    ``prepared``, it reads nothing before somebody asks: what a server reads at its start is more than most tests ask.
    """
    port = port or free_port()
    arguments = ["serve", "--port", str(port), "--store", at or str(store)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TERRITORY_GRAPH_")}
    environment |= {f"TERRITORY_GRAPH_{name}": value for name, value in settings.items()}
    process = COPIES.Process(target=_copy, args=(arguments, environment, log, program, prepared))
    process.start()
    try:
        server = Server(f"http://127.0.0.1:{port}", store, log, process.pid or 0)
        _await_health(server, process.is_alive)
        yield server
    finally:
        process.terminate()
        process.join(10)
        if process.is_alive():
            process.kill()
            process.join()


def run(
    *arguments: str | Path, text: str = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it, to its end, in a process of its own; ``text`` is what it is given to read."""
    told = [*map(str, arguments)]
    with TemporaryDirectory() as folder:
        given, out, err = (Path(folder, name) for name in ("in", "out", "err"))
        given.write_text(text, encoding="utf-8")
        process = COPIES.Process(target=_command, args=(told, os.environ | environment, given, out, err, cwd))
        process.start()
        process.join()
        said = (path.read_text(encoding="utf-8") for path in (out, err))
        return subprocess.CompletedProcess(told, process.exitcode or 0, *said)


def _command(
    arguments: list[str], environment: Mapping[str, str], given: Path, out: Path, err: Path, cwd: Path | None
) -> None:
    with given.open("rb") as file:
        os.dup2(file.fileno(), 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  multiprocessing has closed it
    if cwd:
        os.chdir(cwd)
    _become(environment, out, err)
    _main(arguments)


def _copy(arguments: list[str], environment: Mapping[str, str], log: Path, program: str, prepared: bool) -> None:
    """What a copy does that serves: the command; a program of a test's own is run from nothing."""
    log.write_bytes(b"")
    _become(environment, log, log)
    if program:
        os.execv(sys.executable, [sys.executable, "-c", program, *arguments])
    if not prepared:
        service.application._count = ui.application._prepare = lambda _library: None
    _main(arguments)


def _become(environment: Mapping[str, str], out: Path, err: Path) -> None:
    """Gives a copy its variables, and the files that it writes to."""
    os.environ.clear()
    os.environ.update(environment)
    for stream, path in ((1, out), (2, err)):
        with path.open("ab") as output:
            os.dup2(output.fileno(), stream)


def _main(arguments: list[str]) -> None:
    from territory_graph.cli import main  # loaded in the process whose copy this is

    sys.exit(main(arguments))


def _await_health(server: Server, alive: Callable[[], bool]) -> None:
    limit = time.monotonic() + 60
    while alive() and time.monotonic() < limit:
        try:
            with urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{server.log.read_text(encoding='utf-8')}")

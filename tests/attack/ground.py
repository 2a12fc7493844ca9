"""Where attacks take place: stores built once, copies of them, and a server that must be as before when all is over."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from territory_graph import resources
from territory_graph.building import build
from tests.attack.attacks import Outcome
from tests.attack.server import Server, running, wait_for
from tests.attack.wire import ask, query, run_page, socket

HAMLET = Path(__file__).parents[1] / "fixtures" / "hamlet"
ASK_WITHIN = 1.0
"""Seconds in which ``ASK {}`` is answered after an attack."""
MEMORY_WITHIN = 1.10
"""Memory after an attack, as a multiple of that before it."""
SETTLES_WITHIN = 180.0
"""Seconds that memory and descriptors may take to come back: Streamlit keeps a session for two minutes."""
MORE_FILES = 64
"""Descriptors that may stay open: those of versions that pages were shown last, and that a page may come back to."""
LOG_A_MINUTE = 256 << 10
"""Bytes of log that an attack may cause in a minute."""
TOKEN = "token-of-the-attacked-writer"
OPERATOR = "token-of-the-attacked-operator"


@dataclass(slots=True)
class Ground:
    """A folder to work in, and how long and how often to flood."""

    folder: Path
    seconds: float = 10.0
    rounds: int = 1
    _used: int = field(default=0, init=False)

    def store(self, name: str = "rouen") -> Path:
        """A copy of a built store, ``rouen`` or ``hamlet``."""
        built = self.folder / "built" / name
        if not built.exists():
            build(resources.default_territory() if name == "rouen" else HAMLET, built)
        return Path(shutil.copytree(built, self.new_folder() / "store", symlinks=True))

    def new_folder(self) -> Path:
        """An empty folder."""
        self._used += 1
        made = self.folder / f"{self._used:03d}"
        made.mkdir(parents=True)
        return made

    def server(self, store: Path | None = None, descriptors: int | None = None, **settings: str) -> Server:
        """A server, not started, on a copy of a store."""
        return Server(store or self.store(), self.new_folder(), settings, descriptors)

    @contextmanager
    def standing(self, outcome: Outcome, **options: Any) -> Iterator[Server]:
        """A server that was used a little, and must be as it was when the block ends."""
        with running(self.server(**options)) as server:
            asyncio.run(_use(server))
            before, log, began = _settled_memory(server), server.log.stat().st_size, time.monotonic()
            files = server.open_files()
            yield server
            minutes = max(1.0, (time.monotonic() - began) / 60)
            written = (server.log.stat().st_size - log) / minutes
            told = "" if written <= LOG_A_MINUTE else f", mostly “{_most_common(server.log)}”"
            outcome.check(f"log {written / 1024:.0f} KiB a minute{told}", written <= LOG_A_MINUTE)
            _after(server, outcome, before, files)
        left = server.left_behind()
        outcome.check(f"{len(left)} files left behind {' '.join(left[:3])}".strip(), not left)


def _most_common(log: Path) -> str:
    """How the line begins that a log has most often."""
    lines = Counter(line[:60] for line in log.read_text(encoding="utf-8", errors="replace").splitlines())
    return lines.most_common(1)[0][0]


def _after(server: Server, outcome: Outcome, before: int, files: int) -> None:
    """Checks that the server answers and gives back what it took."""
    if not server.alive:
        outcome.check("the server's process ended", False)
        return
    reply = asyncio.run(query(server.port, "ASK {}", source="127.99.0.1", patience=15))
    outcome.check(
        f"afterwards ASK {{}}: {reply.status} in {reply.seconds:.2f} s",
        reply.status == 200 and reply.seconds < ASK_WITHIN,
    )
    began = time.monotonic()
    back = wait_for(lambda: server.memory() <= before * MEMORY_WITHIN, SETTLES_WITHIN, 1.0)
    took, now = time.monotonic() - began, server.memory()
    outcome.check(f"memory {before >> 20} → {now >> 20} MiB ({now / before:.2f} ×, settled in {took:.0f} s)", back)
    closed = wait_for(lambda: server.open_files() <= files + MORE_FILES, SETTLES_WITHIN, 1.0)
    outcome.check(f"open files {files} → {server.open_files()}", closed)


async def _use(server: Server) -> None:
    """Uses everything once, so that what is loaded at first use counts as before the attack."""
    port = server.port
    paths = ["/", "/sparql", "/.well-known/void", "/dataset", "/ontology", "/graph-store", "/graph-store?default"]
    for path in [*paths, "/search?text=a", "/robots.txt"]:
        await ask(port, path, source="127.98.0.1")
    for number in range(2):  # every worker has opened the store and answered something large
        texts = ["SELECT * { ?s ?p ?o }", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "ASK {}"] * 4
        await asyncio.gather(*(query(port, text, source=f"127.98.{number}.{at}") for at, text in enumerate(texts, 2)))
    for page in ("", "reseau", "fiche", "sparql", "analyses", "questions"):
        async with socket(port, "127.98.0.1") as opened:
            await run_page(opened, page, seconds=120)


def _settled_memory(server: Server) -> int:
    """Memory once it no longer shrinks: queries that were demoted end, and workers that are worn are replaced."""
    found = server.memory()
    for _ in range(20):
        time.sleep(1.0)
        now = server.memory()
        if abs(now - found) < found // 100:
            return now
        found = now
    return found

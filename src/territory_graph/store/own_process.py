"""Queries of Python that are evaluated in a process of their own: what they take can end that process, not this one."""

from __future__ import annotations

import os
import threading
import weakref
from pathlib import Path

from territory_graph.store.engine import Answer, Triples, parse_answer
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import GuardedQuery
from territory_graph.store.manifest import Manifest
from territory_graph.store.pool import Limits, QueryPool, background_pool

MEMORY = 4 << 30
"""Bytes that a query may take."""
MOST_ROWS = 10_000_000
"""Rows that a query may answer."""


class OwnProcess:
    """One worker on a version, started at the first query, and anew in a process that was forked."""

    def __init__(self, version: Path, manifest: Manifest) -> None:
        self._version = version
        self._manifest = manifest
        self._starting = threading.Lock()  # several threads share a graph
        self._started: QueryPool | None = None
        self._starter = 0  # the process that started it

    def evaluate(self, query: GuardedQuery, seconds: float) -> Answer | bool | Triples:
        """The answer to a query, which is stopped after so many seconds, and by an interrupt.

        Raises:
            QueryError: it cannot be evaluated within time and memory.
        """
        triples = query.form in ("construct", "describe")
        media_type = "application/n-triples" if triples else "application/sparql-results+json"
        asked = self._pool().submit(query, media_type=media_type, limits=Limits(seconds, MOST_ROWS), client="python")
        try:
            found = asked.result()
        finally:
            asked.cancel()  # an interrupt stops the query too
        return parse_answer(found.body, found.kind)

    def end(self) -> None:
        """Ends the process, if it was started: the next query starts another."""
        with self._starting:
            pool, self._started = self._started, None
        if pool is not None:
            pool.shut_down()

    def _pool(self) -> QueryPool:
        with self._starting:
            if self._started is None or self._starter != os.getpid():
                folder, pinned = StoreFolder(self._version.parent.parent), (self._version, self._manifest)
                self._started = background_pool(lambda: QueryPool(folder, workers=1, memory=MEMORY, pinned=pinned))
                self._starter = os.getpid()
                weakref.finalize(self, self._started.shut_down)
            return self._started

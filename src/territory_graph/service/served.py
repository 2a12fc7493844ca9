"""What the routes of the service serve: a store, its pool of workers, and the current version opened for reading."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.service.guesses import Guesses
from territory_graph.service.responses import http_date
from territory_graph.settings import Settings
from territory_graph.store.folder import Manifest, StoreFolder
from territory_graph.store.pool import QueryPool


class Served:
    """A store being served; a version that a build publishes is seen at the next request."""

    def __init__(self, settings: Settings, pool: QueryPool) -> None:
        self.settings = settings
        self.folder = StoreFolder(settings.store)
        self.pool = pool
        self.guesses = Guesses()
        self.answering: set[asyncio.Task[Any]] = set()  # writes, which are still answered when the server ends
        self._manifest: tuple[Path, Manifest, datetime, str] | None = None
        self._graph: tuple[Path, KnowledgeGraph] | None = None
        self._opening = threading.Lock()

    def manifest(self) -> Manifest:
        """The manifest of the current version.

        Raises:
            StoreError: there is no store, or it cannot be used.
        """
        return self._current()[1]

    @property
    def modified(self) -> datetime:
        """When the current version was built."""
        return self._current()[2]

    def last_modified(self, version: str) -> str:
        """When that version was built, as HTTP writes it; of the current one when that version is no longer it."""
        if self._manifest is None or self._manifest[1].version != version:
            return self._current()[3]
        return self._manifest[3]

    def _current(self) -> tuple[Path, Manifest, datetime, str]:
        folder = self.folder.version_folder()
        if self._manifest is None or self._manifest[0] != folder:
            manifest = self.folder.manifest()
            moment = datetime.fromisoformat(manifest.built_at)
            self._manifest = (folder, manifest, moment, http_date(moment))
        return self._manifest

    def graph(self) -> KnowledgeGraph:
        """The current version, opened once, for packaged queries only: what persons write is for the pool.

        Raises:
            StoreError: there is no store, or it cannot be used.
        """
        folder = self.folder.version_folder()
        with self._opening:
            if self._graph is None or self._graph[0] != folder:
                self._graph = (folder, KnowledgeGraph.open(self.folder.path))
            return self._graph[1]


def served(request: Request) -> Served:
    """What the application of a request serves."""
    found: Served = request.app.state.served
    return found

"""What the routes of the service serve: the library, and what a server remembers between requests."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from territory_graph.library import Library
from territory_graph.service.federation import Terms
from territory_graph.service.guesses import Guesses
from territory_graph.service.responses import http_date
from territory_graph.store.manifest import Manifest
from territory_graph.store.pool import QueryPool

if TYPE_CHECKING:
    from territory_graph.service.assistants import Assistants


class Served:
    """A library being served; a version that a build publishes is seen at the next request."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.guesses = Guesses()
        self.services: dict[str, Terms] = {}  # what the endpoints that SERVICE may ask tell of themselves
        self.assistants: Assistants | None = None  # where they are allowed
        self.answering: set[asyncio.Task[Any]] = set()  # writes, which are still answered when the server ends
        self._manifest: tuple[Path, Manifest, datetime, str] | None = None

    async def pool_of(self, version: str | None) -> tuple[QueryPool, str]:
        """The pool that answers from a version of the data, the current one by default, and that version's name.

        Raises:
            UnknownVersionError: it is not kept.
            StoreError: there is no store, or it cannot be used.
        """
        elsewhere = self.library.remote is not None  # is asked over the network
        current = (await asyncio.to_thread(self.manifest) if elsewhere else self.manifest()).version
        if version is None or version == current:
            return self.library.pool, current
        return await asyncio.to_thread(self.library.pool_at, version), version

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
        folder = self.library.folder.version_folder()
        if self._manifest is None or self._manifest[0] != folder:
            manifest = self.library.folder.manifest()
            moment = datetime.fromisoformat(manifest.built_at)
            self._manifest = (folder, manifest, moment, http_date(moment))
        return self._manifest


def served(request: Request) -> Served:
    """What the application of a request serves."""
    found: Served = request.app.state.served
    return found

"""What a store's folder is to whoever serves, where the data are on servers elsewhere; and the pool that asks them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from territory_graph.errors import QueryCancelledError, TerritoryGraphError, UnknownVersionError
from territory_graph.settings import RemoteStore
from territory_graph.store.folder import KeptVersion, StoreFolder
from territory_graph.store.manifest import Manifest
from territory_graph.store.pool import QueryPool, Running
from territory_graph.store.publishing import Published, current
from territory_graph.store.remote import Remote
from territory_graph.store.worker import answer
from territory_graph.vocabulary import all_prefixes

if TYPE_CHECKING:
    import pyoxigraph as ox

LOOKED_AT = 2.0
"""Seconds after which it is asked again which dataset is read."""


class RemoteFolder(StoreFolder):
    """The datasets of which one is read: the one that was published last. ``path`` keeps what readers keep.

    A version is named by a folder that is not there. While no server answers, what was read last is named still.
    """

    def __init__(self, stores: Sequence[RemoteStore], path: Path) -> None:
        super().__init__(path)
        self._remotes = [Remote(store) for store in stores]
        self._looking = threading.Lock()
        self._read: Published | None = None
        self._looked = 0.0

    def read(self) -> tuple[Remote, Manifest]:
        """The dataset that is read, and the manifest of its version.

        Raises:
            RemoteStoreError: nothing was published, or nothing is known to be and no server answers.
        """
        with self._looking:
            if self._read is None or time.monotonic() - self._looked > LOOKED_AT:
                try:
                    self._read = current(self._remotes)
                finally:
                    self._looked = time.monotonic()
            return self._read.remote, self._read.mark.manifest

    def exists(self) -> bool:
        """Whether there is anything to serve: who asks is told what is wrong."""
        return True

    def linked_folder(self) -> Path:
        """The name of the version that is read."""
        remote, manifest = self.read()
        return self.path / "remote" / f"{manifest.version}-{self._remotes.index(remote)}"

    def manifest_of(self, version: Path) -> Manifest:  # noqa: ARG002  one is known
        """The manifest of the version that is read."""
        return self.read()[1]

    def kept(self) -> list[KeptVersion]:
        """No earlier version is kept."""
        return []

    def folder_of(self, version: str) -> Path:
        """The name of the version that is read, if it is that one."""
        if self.read()[1].version != version:
            raise UnknownVersionError(version=version[:80], count=1)
        return self.linked_folder()


class RemotePool(QueryPool):
    """Persons' queries, answered by the server that holds the data: within its deadline and rows, by the same turns."""

    def __init__(self, folder: RemoteFolder, **options: Any) -> None:
        super().__init__(folder, workers=8, **options)
        self._remote_folder = folder

    def warm(self) -> None:
        """Does nothing: no process answers here."""

    async def _version(self) -> tuple[str, Manifest, bool]:
        _, manifest = await asyncio.to_thread(self._remote_folder.read)
        return "", manifest, False

    async def _asked(
        self,
        running: Running,
        request: dict[str, Any],
        *,
        again: bool = True,  # noqa: ARG002  a server is not killed
    ) -> tuple[dict[str, Any], bytes]:
        running.began, limits = time.monotonic(), running.limits
        remote, _ = await asyncio.to_thread(self._remote_folder.read)
        graphs = {"default-graph-uri": request["default_graphs"], "named-graph-uri": request["named_graphs"]}
        asked = _Asked(remote, graphs, limits.seconds)
        told = {**request, "from": ("", (), ()), "default_graphs": [], "named_graphs": []}
        working = asyncio.ensure_future(
            asyncio.to_thread(answer, cast("ox.Store", asked), told, all_prefixes(request["base"]))
        )
        running.turn.halt = working.cancel
        try:
            header, body = await working
        except asyncio.CancelledError:  # the server goes on until the deadline
            raise running.turn.stopped_by or QueryCancelledError() from None
        finally:
            running.turn.used = time.monotonic() - running.began
        header["seconds"] = running.turn.used
        if asked.error is not None:
            raise asked.error
        if "error" in header:
            raise self._failure(running, header)
        return header, body


class _Asked:
    """What a worker's ``answer`` asks as if it were a store: a server, with the graphs of the protocol.

    ``error`` is what the server, or the way to it, failed of.
    """

    def __init__(self, remote: Remote, graphs: dict[str, list[str]], seconds: float) -> None:
        self._remote, self._graphs, self._seconds = remote, graphs, seconds
        self.error: TerritoryGraphError | None = None

    def query(self, query: str, **_: Any) -> Any:
        """The answer of the server."""
        try:
            return self._remote.found(query, graphs=self._graphs, deadline=self._seconds)
        except TerritoryGraphError as error:  # kept: ``answer`` would tell it as one of evaluation
            self.error = error
            raise

"""The library of a process: the one owner of what it serves, made by whoever starts it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.once import Once
from territory_graph.settings import Settings
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest
from territory_graph.store.pool import QueryPool, background_pool
from territory_graph.store.remote_folder import RemoteFolder, RemotePool


@dataclass(frozen=True, eq=False)
class Opened:
    """A version that is served: its folder, which is a name alone where the data are elsewhere, and its graph.

    ``once(key, make)`` makes what is read of this version once for all who ask, and goes with the version. Things
    in a language, or on a day, have these in their keys.
    """

    folder: Path
    graph: KnowledgeGraph
    once: Once = field(default_factory=Once)

    @property
    def store(self) -> ox.Store:
        """The store of the version: of data elsewhere a copy in memory, fetched when it is first asked for."""
        return self.graph.store


EARLIER = 2
"""Earlier versions that are open at once: those last asked for."""


class _Earlier:
    """An earlier version that somebody asked for, and the pool that answers queries on it once one is asked."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self._pool: QueryPool | None = None

    def pool(self, beside: QueryPool) -> QueryPool:
        if self._pool is None:
            self._pool = beside.pinned(self.opened.folder, self.opened.graph.manifest)
        return self._pool

    def let_go(self) -> None:
        if self._pool is not None:
            self._pool.shut_down()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()


class Library:
    """What a process serves: its settings, the folder of its store, its versions, and the pools of queries."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        remotes = settings.remotes
        self.remote = RemoteFolder(remotes, settings.store) if remotes else None
        self.folder: StoreFolder = self.remote or StoreFolder(settings.store, settings.versions)
        self._opened: Opened | None = None
        self._earlier: dict[str, _Earlier] = {}
        self._opening = threading.Lock()
        self._opening_earlier = threading.Lock()  # whoever wants the current version waits for no other
        self._pool: QueryPool | None = None
        self._making_pool = threading.Lock()

    def current(self) -> Opened:
        """The current version, opened when it is first asked for; the one before it is let go, with all made of it.

        Raises:
            StoreError: there is no store, or it cannot be used.
        """
        with self._opening:
            folder = self.folder.version_folder()
            if self._opened is None or self._opened.folder != folder:
                self._opened = self._open(folder)
            return self._opened

    @property
    def opened(self) -> Opened | None:
        """The version of a store here that was opened last, without waiting for any; None where none was."""
        return self._opened if self.remote is None else None

    def at(self, version: str) -> Opened:
        """A version by its name, the current one or an earlier one that is kept.

        Raises:
            UnknownVersionError: it is not kept.
            StoreError: there is no store, or it cannot be used.
        """
        current = self.current()
        if version == current.graph.version:
            return current
        with self._opening_earlier:
            return self._before(version).opened

    def _before(self, version: str) -> _Earlier:
        found = self._earlier.pop(version, None) or _Earlier(self._open(self.folder.folder_of(version)))
        self._earlier[version] = found  # the last asked for is the last to go
        while len(self._earlier) > EARLIER:
            self._earlier.pop(next(iter(self._earlier))).let_go()
        return found

    def _open(self, folder: Path) -> Opened:
        if self.remote is not None:
            remote, manifest = self.remote.read()
            return Opened(folder, KnowledgeGraph(remote, manifest))
        store, manifest = self.folder.open(folder)
        return Opened(folder, KnowledgeGraph(store, manifest, folder))

    def new_pool(self) -> QueryPool:
        """A pool on the loop that runs: of processes here, or of what the servers elsewhere answer."""
        if self.remote is not None:
            return RemotePool(self.remote)
        return QueryPool(self.folder, services=self.settings.services, opened=self.version)

    @property
    def pool(self) -> QueryPool:
        """The pool that answers persons' queries: the server's where one runs, else one on a thread of its own."""
        with self._making_pool:
            if self._pool is None:
                self._pool = background_pool(self.new_pool)
            return self._pool

    @pool.setter
    def pool(self, pool: QueryPool | None) -> None:
        with self._making_pool:
            self._pool = pool

    def pool_at(self, version: str) -> QueryPool:
        """The pool that answers persons' queries on a version. Never asked on the loop of a pool, which it waits for.

        Raises:
            UnknownVersionError: it is not kept.
            StoreError: there is no store, or it cannot be used.
        """
        if version == self.current().graph.version:
            return self.pool
        beside = self.pool
        with self._opening_earlier:
            return self._before(version).pool(beside)

    def close_earlier(self) -> None:
        """Ends the pools of earlier versions; called on the loop on which they run."""
        for one in list(self._earlier.values()):
            one.close()
        self._earlier.clear()

    def version(self) -> tuple[Path, Manifest]:
        """The folder and the manifest of the current version, once it is opened.

        Raises:
            StoreError: there is no store, or it cannot be used.
        """
        opened = self.current()
        return opened.folder, opened.graph.manifest

"""The store's folder: versions built beside one another, one of them current, swapped whole.

::

    STORE/
      current -> versions/…     what is served
      previous -> versions/…    what was served before
      versions/VERSION/
        manifest.json           what the version holds, counted when it was built
        changes.jsonl           changes made by updates, one a line; carried on to every later version
        oxigraph/               the store itself
        search.sqlite           the names by which its things are found
      lock                      held while a version is written

A version is written under a name of its own and becomes current by one rename: readers see the old one or the new
one, never a part. Oxigraph can open a damaged folder as an empty store, so counts are compared at every opening.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from territory_graph.errors import (
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreNotFoundError,
    StoreNotWritableError,
)
from territory_graph.store.default_graph import with_default_graph
from territory_graph.store.search_index import INDEX, write_index
from territory_graph.vocabulary import COMPUTED_GRAPHS, UPDATES_GRAPH, resource

FORMAT = 2
CHANGES = "changes.jsonl"
_LOCK_INTERVAL = 0.05


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one version holds.

    ``version`` is the first half of the SHA-256 of its statements as sorted N-Quads, so that equal data have equal
    versions; ``digest`` that of the files it was built from; ``built_at`` is UTC in ISO 8601; ``updates`` counts the
    changes made since then, which those files do not hold. ``facts`` is the version of the statements from which
    measures are taken: all but measures and the journal; earlier software left it empty. ``quads`` counts statements,
    each in every record that makes it, and ``triples`` those of the default graph, where each is once.
    """

    version: str
    built_at: str
    software: str
    digest: str
    quads: int
    graphs: int
    base: str
    slug: str
    names: dict[str, str]
    descriptions: dict[str, str]
    licence: str
    licence_url: str
    default_date: str | None
    centre: str | None
    updates: int = 0
    facts: str = ""
    triples: int = 0
    format: int = FORMAT

    @property
    def built_on(self) -> date:
        """The day on which the version was made."""
        return date.fromisoformat(self.built_at[:10])

    @property
    def known_on(self) -> date:
        """The day of which the data tell, where the territory names one, else that on which the version was made."""
        return date.fromisoformat(self.default_date) if self.default_date else self.built_on


@dataclass(frozen=True, slots=True)
class Contents:
    """What a manifest says of the statements themselves: their versions and their numbers."""

    version: str
    facts: str
    quads: int
    triples: int
    graphs: int


def contents_of(quads: Iterable[ox.Quad], base: str) -> Contents:
    """The contents that statements make, each in its record."""
    aside = (f"<{resource(base, COMPUTED_GRAPHS)}", f"<{resource(base, UPDATES_GRAPH)}")
    whole, facts = hashlib.sha256(), hashlib.sha256()
    graphs, triples, triple = set(), 0, ""
    lines = sorted(str(quad) for quad in quads)
    for line in lines:
        written = line.encode() + b"\n"
        whole.update(written)
        end = line.rfind(" <")  # the graph is last
        graph = line[end + 1 :]
        if not graph.startswith(aside):
            facts.update(written)
        graphs.add(graph)
        if line[:end] != triple:  # lines of one triple follow one another
            triple, triples = line[:end], triples + 1
    return Contents(whole.hexdigest()[:16], facts.hexdigest()[:16], len(lines), triples, len(graphs))


Publish = Callable[[Iterable[ox.Quad], Manifest, str], None]
"""Writes statements as a new version and makes it current, with the line it adds to the changes."""


class StoreFolder:
    """The folder of a store: opens the current version for reading, and publishes a new one."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._current = self.path / "current"
        self._current_name = str(self._current)
        self._link_read: tuple[str, Path] | None = None

    def exists(self) -> bool:
        """Whether anything was ever built here."""
        return os.path.lexists(self._current)

    def manifest(self) -> Manifest:
        """The manifest of the current version.

        Raises:
            StoreNotFoundError: nothing was built here.
            StoreDamagedError: there is no readable manifest.
        """
        return self._manifest(self.version_folder())

    def _manifest(self, version: Path) -> Manifest:
        try:
            content: dict[str, Any] = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
            manifest = Manifest(**content)
        except (OSError, ValueError, TypeError) as error:
            raise self._damaged("its manifest cannot be read") from error
        if manifest.format != FORMAT:
            raise self._damaged(f"it has format {manifest.format}, this software reads {FORMAT}")
        return manifest

    def open(self, version: Path | None = None) -> tuple[ox.Store, Manifest]:
        """A version, the current one by default, opened read-only after its counts were compared with its manifest.

        Raises:
            StoreNotFoundError: nothing was built here.
            StoreDamagedError: the version cannot be opened, or does not hold what its manifest counts.
        """
        version = version or self.version_folder()  # once: a build may make another one current meanwhile
        manifest = self._manifest(version)
        try:
            store = ox.Store.read_only(str(version / "oxigraph"))
            found = len(store)
        except (OSError, RuntimeError) as error:
            raise self._damaged("it cannot be opened") from error
        if found != manifest.quads + manifest.triples:
            counted = f"{manifest.quads} and {manifest.triples}"
            raise self._damaged(f"{found} statements found where {counted} of the default graph were counted")
        return store, manifest

    def version_folder(self) -> Path:
        """The folder of the current version, another one after each build.

        Raises:
            StoreNotFoundError: nothing was built here.
            StoreDamagedError: “current” is not the link that a build makes.
        """
        try:
            target = os.readlink(self._current_name)  # noqa: PTH115  asked at every request; a Path would cost more
        except OSError:
            if not self.exists():
                raise StoreNotFoundError(folder=str(self.path)) from None
            self._require_link()
            raise
        if self._link_read is None or self._link_read[0] != target:
            self._link_read = (target, self._current.resolve())
        return self._link_read[1]

    def former(self, name: str) -> Path | None:
        """The folder of a version that is still kept, by the beginning of its name; None where there is none."""
        if len(name) < 8 or not name.isalnum():
            return None
        found = sorted((self.path / "versions").glob(f"{name}*"), key=lambda path: path.stat().st_mtime)
        return found[-1] if found else None

    def _require_link(self) -> None:
        if not self._current.is_symlink():
            raise self._damaged("“current” is not a link: move it away")

    def _damaged(self, reason: str) -> StoreDamagedError:
        previous = self.path / "previous"
        kept = str(previous.resolve()) if previous.exists() else "-"
        return StoreDamagedError(folder=str(self.path), reason=reason, previous=kept)

    def publish(self, quads: Iterable[ox.Quad], manifest: Manifest) -> None:
        """Writes ``quads`` as a new version, checks its counts, and makes it the current one; the old one is kept.

        Raises:
            StoreLockedError: another process is writing here.
            StoreNotWritableError: the folder cannot be written.
            StoreDamagedError: “current” is not the link that a build makes.
            StoreError: what was written is not what was to be written; the current version stays.
        """
        with self.writing() as publish:
            publish(quads, manifest, "")

    @contextmanager
    def writing(self, wait_seconds: float = 0) -> Iterator[Publish]:
        """Holds the folder for one writer: what is read inside is still current when it is published inside.

        Yields what publishes a version: ``publish`` with the line that the version adds to the changes, or ``""``.

        Raises:
            StoreLockedError: another process is still writing here after ``wait_seconds``.
            StoreNotWritableError: the folder cannot be written.
            StoreDamagedError: “current” is not the link that a build makes.
        """
        if self.exists():
            self._require_link()
        versions = self.path / "versions"
        with self._telling():
            versions.mkdir(parents=True, exist_ok=True)
            lock = (self.path / "lock").open("w")
        with lock:
            self._hold(lock, time.monotonic() + wait_seconds)
            yield partial(self._publish, versions)

    def _hold(self, lock: IO[str], deadline: float) -> None:
        """Takes the lock, which the system gives back when this process ends, however it ends."""
        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    raise StoreLockedError(folder=str(self.path)) from error
            time.sleep(_LOCK_INTERVAL)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turns what the system refuses into the error that names the folder."""
        try:
            yield
        except OSError as error:
            if isinstance(error, StoreError):
                raise
            raise StoreNotWritableError(folder=str(self.path), reason=error.strerror or str(error)) from error

    def _publish(self, versions: Path, quads: Iterable[ox.Quad], manifest: Manifest, change: str) -> None:
        with self._telling():
            unfinished = versions / f".new-{secrets.token_hex(4)}"
            try:
                self._write(unfinished, quads, manifest)
                self._carry_changes(unfinished, change)
                version = versions / f"{manifest.version}-{secrets.token_hex(2)}"
                unfinished.rename(version)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
            self._swap(version)
            self._prune(versions)

    def _write(self, folder: Path, quads: Iterable[ox.Quad], manifest: Manifest) -> None:
        folder.mkdir()
        store = ox.Store(str(folder / "oxigraph"))
        store.bulk_extend(with_default_graph(quads))
        store.flush()
        found, graphs = len(store) - manifest.triples, sum(1 for _ in store.named_graphs())
        write_index(folder / INDEX, store, manifest.base)
        del store
        if (found, graphs) != (manifest.quads, manifest.graphs):
            raise self._damaged(f"{found} statements in {graphs} graphs were written, not {manifest.quads}")
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
        (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")

    def _carry_changes(self, folder: Path, change: str) -> None:
        """Copies the changes of the current version, if it has any, and adds one."""
        if (self._current / CHANGES).is_file():
            shutil.copyfile(self._current / CHANGES, folder / CHANGES)
        if change:
            with (folder / CHANGES).open("a", encoding="utf-8") as file:
                file.write(change + "\n")

    def _swap(self, version: Path) -> None:
        if self._current.exists():
            self._link("previous", self._current.readlink())
        self._link("current", Path("versions") / version.name)

    def _link(self, name: str, target: Path) -> None:
        """Points the link ``name`` to ``target`` in one step."""
        temporary = self.path / f".{name}-{secrets.token_hex(4)}"
        temporary.symlink_to(target)
        temporary.replace(self.path / name)

    def _prune(self, versions: Path) -> None:
        """Removes versions that are neither current nor previous, and what killed builds left."""
        kept = {(self.path / name).resolve() for name in ("current", "previous")}
        for folder in versions.iterdir():
            if folder.resolve() not in kept:
                with suppress(OSError):
                    shutil.rmtree(folder)
        for link in [*self.path.glob(".current-*"), *self.path.glob(".previous-*")]:
            link.unlink(missing_ok=True)

"""The store's folder: versions built beside one another, one of them current, swapped whole.

::

    STORE/
      current -> versions/…     what is served
      previous -> versions/…    what was served before
      served.jsonl              every version that was current, in order; those that are kept can be asked for
      versions/VERSION/
        manifest.json           what the version holds, counted when it was built
        changes.jsonl           changes made by updates, one a line; carried on to every later version
        oxigraph/               the store itself
        search.sqlite           the names by which its things are found
        columns.duckdb          its default graph as columns, where it is large
        checksums.json          size and SHA-256 of each of these files
      lock                      held while a version is written

A version is written under a name of its own and becomes current by one rename: readers see the old one or the new
one, never a part. Oxigraph can open a damaged folder as an empty store, or answer less than it holds: checksums and
counts are compared at every opening (``checksums``).
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shlex
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Protocol

import pyoxigraph as ox

from territory_graph.causes import Cause, of_damage, of_file, of_system
from territory_graph.errors import (
    FormerVersionError,
    StoreDamagedError,
    StoreError,
    StoreFormatError,
    StoreLockedError,
    StoreNotFoundError,
    StoreNotWritableError,
    UnknownVersionError,
    command,
)
from territory_graph.store.amendment import Amendment
from territory_graph.store.checksums import (
    CHECKSUMS,
    Damage,
    checked,
    compared_whole,
    damage_of,
    damages,
    withdrawn,
    write_checksums,
)
from territory_graph.store.manifest import FORMAT, Manifest
from territory_graph.store.standing import Standing
from territory_graph.store.version_files import carry_changes, write_version
from territory_graph.vocabulary import DEFAULT_BASE

SERVED = "served.jsonl"
_LOCK_INTERVAL = 0.05
_DAYS_APART = timedelta(days=31)
"""Age up to which one version of each day is kept beyond the last ones, and then one of each month."""


def _thinned(versions: Sequence[KeptVersion], most: int, now: datetime) -> Iterator[KeptVersion]:
    """Of versions, the last first, those that are kept: so many, then the last of each day, and of each month."""
    stretches: set[tuple[int, ...]] = set()
    for number, one in enumerate(versions):
        day = one.since.date()
        recent = now - one.since < _DAYS_APART
        stretch = (day.year, day.month, day.day) if recent else (day.year, day.month)
        if number < most or (most > 2 and stretch not in stretches):
            yield one
        stretches.add(stretch)


def _certain() -> None:
    """Lets a version be published."""


class Publish(Protocol):
    """Publishes a version of a folder that is held for one writer."""

    def __call__(
        self,
        quads: Iterable[ox.Quad] | Amendment | Standing,
        manifest: Manifest,
        change: str,
        confirm: Callable[[], None] = _certain,
        /,
    ) -> None:
        """Writes statements as a new version and makes it current, with the line it adds to the changes, or ``""``.

        ``confirm`` is called last before it is made current: when it raises, nothing is published.
        """


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version that is kept: its name, when it became current, and its folder."""

    version: str
    since: datetime
    folder: Path


@dataclass(frozen=True, slots=True)
class ServedVersion:
    """A version that was current, from when until when, None where it still is; its folder, None where it is gone."""

    version: str
    since: datetime
    until: datetime | None
    folder: Path | None


class StoreFolder:
    """The folder of a store: opens the current version for reading, and publishes a new one.

    ``versions`` are kept when one is published, the last ones: of older ones one a day, for a month, then one a month.
    """

    def __init__(self, path: Path, versions: int = 2) -> None:
        self.path = path.absolute()
        self._most = versions
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
            StoreFormatError: it was written in another format.
            StoreDamagedError: there is no readable manifest.
        """
        return self.manifest_of(self.version_folder())

    def manifest_of(self, version: Path) -> Manifest:
        """The manifest of a version.

        Raises:
            StoreFormatError: it was written in another format.
            StoreDamagedError: there is no readable manifest.
        """
        has_checksums = (version / CHECKSUMS).exists()
        if has_checksums and (damage := damage_of(version, "manifest.json")) is not None:
            raise self.damaged(damage)
        try:
            content = json.loads((version / "manifest.json").read_bytes())
            if content["format"] != FORMAT:
                raise self._other_format(content)
            if not has_checksums:
                raise self.damaged(Cause("file-missing", file=CHECKSUMS))
            return Manifest(**content)
        except StoreError:
            raise
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise self.damaged(Cause("manifest-unreadable")) from error

    def kept(self) -> list[KeptVersion]:
        """The versions that were current and are kept, the last first."""
        found: dict[Path, KeptVersion] = {}
        for one in self.served():
            if one.folder is not None:
                found.setdefault(one.folder, KeptVersion(one.version, one.since, one.folder))
        return list(found.values())

    def served(self) -> list[ServedVersion]:
        """Every version that was ever current, kept or not, the last first; twice where it was current twice."""
        found: list[ServedVersion] = []
        until: datetime | None = None
        for line in reversed(list(self._served())):
            folder = self.path / "versions" / line["folder"]
            since = datetime.fromisoformat(line["since"])
            kept = folder if folder.is_dir() else None
            found.append(ServedVersion(folder.name.partition("-")[0], since, until, kept))
            until = since
        return found

    def _served(self) -> Iterator[dict[str, str]]:
        with suppress(FileNotFoundError):
            for line in (self.path / SERVED).read_text(encoding="utf-8").splitlines():
                with suppress(ValueError):  # a process ended while it wrote the line
                    yield json.loads(line)

    def folder_of(self, version: str) -> Path:
        """The folder of a version by its name, the last of that name.

        Raises:
            StoreNotFoundError: nothing was built here.
            UnknownVersionError: it is not kept.
        """
        current = self.version_folder()
        if current.name.partition("-")[0] == version:
            return current
        kept = self.kept()
        for one in kept:
            if one.version == version:
                return one.folder
        raise self._unknown(version, len(kept), current)

    def _unknown(self, version: str, count: int, current: Path) -> UnknownVersionError:
        """The error that tells what became of a version, where it was current once."""
        for one in self.served():
            if one.version == version and one.until is not None:
                since, until = (f"{moment:%Y-%m-%d %H:%M} UTC" for moment in (one.since, one.until))
                now = current.name.partition("-")[0]
                return FormerVersionError(version=version, since=since, until=until, count=count, current=now)
        return UnknownVersionError(version=version[:80], count=count)

    def updates(self) -> int:
        """How many changes were made to the current version since it was built, whatever its format or state."""
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            return int(json.loads((self._current / "manifest.json").read_bytes())["updates"])
        return 0

    def open(self, version: Path | None = None, *, whole: bool | None = None) -> tuple[ox.Store, Manifest]:
        """A version, the current one by default, opened read-only after its files were compared with their checksums.

        All of them are read where ``whole``, and by default where they are not large; else their sizes are compared.

        Raises:
            StoreNotFoundError: nothing was built here.
            StoreFormatError: the version was written in another format.
            StoreDamagedError: a file of the version is not as it was written, or it cannot be opened.
        """
        version = version or self.version_folder()  # once: a build may make another one current meanwhile
        manifest = self.manifest_of(version)
        if (damage := checked(version, whole=whole)) is not None:
            raise self.damaged(damage)
        try:
            store = ox.Store.read_only(str(version / "oxigraph"))
            # They were counted when they were written: what was read whole since then is what was counted.
            found = manifest.quads + manifest.triples if compared_whole(version) else len(store)
        except (OSError, RuntimeError) as error:
            raise self.damaged(Cause("store-closed", why=of_file(error))) from error
        if found != manifest.quads + manifest.triples:
            raise self.damaged(Cause("default-counts", found=found, counted=manifest.quads + manifest.triples))
        return store, manifest

    def version_folder(self) -> Path:
        """The folder of the current version, another one after each build.

        Raises:
            StoreNotFoundError: nothing was built here.
            StoreDamagedError: “current” is not the link that a build makes, or damage was found meanwhile.
        """
        version = self.linked_folder()
        if (damage := withdrawn(version)) is not None:
            raise self.damaged(damage)
        return version

    def linked_folder(self) -> Path:
        """The folder of the current version, though damage may have been found in it.

        Raises:
            StoreNotFoundError: nothing was built here.
            StoreDamagedError: “current” is not the link that a build makes.
        """
        try:
            target = os.readlink(self._current_name)  # noqa: PTH115  asked at every request; a Path would cost more
        except OSError:
            if not self.exists():
                path = str(self.path)
                raise StoreNotFoundError(folder=path, store=shlex.quote(path)) from None
            self._require_link()
            raise
        if self._link_read is None or self._link_read[0] != target:
            version = (self.path / target).resolve()
            if version.parent != (self.path / "versions").resolve():
                raise self.damaged(Cause("current-lost"))
            self._link_read = (target, version)
        return self._link_read[1]

    def former(self, name: str) -> Path | None:
        """The folder of a version that is still kept, by the beginning of its name; None where there is none."""
        if len(name) < 8 or not name.isalnum():
            return None
        found = sorted((self.path / "versions").glob(f"{name}*"), key=lambda path: path.stat().st_mtime)
        return found[-1] if found else None

    def _require_link(self) -> None:
        if not self._current.is_symlink():
            raise self.damaged(Cause("current-no-link"))

    def _other_format(self, content: Mapping[str, Any]) -> StoreFormatError:
        """The error that tells how to build the store anew: of another territory than the default one, its folder."""
        default = content.get("base", DEFAULT_BASE) == DEFAULT_BASE
        territory = () if default else (f"path/to/{content.get('slug', 'territory')}",)
        again = command("build", *territory, "--store", self.path)
        return StoreFormatError(folder=str(self.path), found=content["format"], format=FORMAT, command=again)

    def damaged(self, found: Cause | Damage) -> StoreDamagedError:
        """The error that tells what is wrong with the current version, and where the one before it is kept."""
        previous = self.path / "previous"
        kept = Cause("previous-kept", previous=previous.resolve()) if previous.exists() else ""
        reason = of_damage(found.file, found.kind) if isinstance(found, Damage) else found
        path = str(self.path)
        return StoreDamagedError(folder=path, store=shlex.quote(path), reason=reason, kept=kept)

    def publish(self, quads: Iterable[ox.Quad] | Standing, manifest: Manifest) -> None:
        """Writes ``quads`` as a new version, checks its counts, and makes it the current one; the old one is kept.

        Raises:
            StoreLockedError: another process is writing here.
            StoreNotWritableError: the folder cannot be written.
            StoreDamagedError: “current” is not the link that a build makes.
            StoreError: what was written is not what was to be written; the current version stays.
        """
        with self.writing() as publish:
            publish(quads, manifest, "")

    def take_in(self, fill: Callable[[Path], None]) -> Manifest:
        """Makes a version current that was written elsewhere: ``fill`` puts all of its files into the folder given.

        Raises:
            StoreLockedError: another process is writing here.
            StoreNotWritableError: the folder cannot be written.
            StoreFormatError: the version was written in another format.
            StoreDamagedError: it is not as it was written; the current version stays.
        """

        def filled(folder: Path) -> Manifest:
            folder.mkdir()
            fill(folder)
            if (damage := next(damages(folder), None)) is not None:
                raise self.damaged(damage)
            return self.open(folder)[1]

        with self.writing():
            return self._make_current(filled)

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
        with self._telling():
            (self.path / "versions").mkdir(parents=True, exist_ok=True)
            lock = (self.path / "lock").open("w")
        with lock:
            self._hold(lock, time.monotonic() + wait_seconds)
            yield self._publish

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
            raise StoreNotWritableError(folder=str(self.path), reason=of_system(error)) from error

    def _publish(
        self,
        quads: Iterable[ox.Quad] | Amendment | Standing,
        manifest: Manifest,
        change: str,
        confirm: Callable[[], None] = _certain,
    ) -> None:
        def written(folder: Path) -> Manifest:
            found, graphs = write_version(folder, quads, manifest, self._current)
            if (found, graphs) != (manifest.quads, manifest.graphs):
                raise self.damaged(Cause("written-counts", found=found, graphs=graphs, counted=manifest.quads))
            carry_changes(folder, self._current, change)
            write_checksums(folder, self._current if isinstance(quads, Amendment) else None)
            confirm()
            return manifest

        self._make_current(written)

    def _make_current(self, fill: Callable[[Path], Manifest]) -> Manifest:
        """Makes a version current that ``fill`` writes into a new folder; where it raises, nothing is left of it."""
        versions = self.path / "versions"
        with self._telling():
            for killed in versions.glob(".new-*"):  # what builds left that were killed: room may be needed
                shutil.rmtree(killed, ignore_errors=True)
            unfinished = versions / f".new-{secrets.token_hex(4)}"
            try:
                manifest = fill(unfinished)
                version = versions / f"{manifest.version}-{secrets.token_hex(2)}"
                unfinished.rename(version)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
            self._swap(version)
        with suppress(OSError):  # it is published, and must not be told otherwise
            self._prune(versions)
        return manifest

    def _swap(self, version: Path) -> None:
        known = {line["folder"] for line in self._served()}
        if self._current.exists():
            current = self._current.readlink()
            if current.name not in known:  # a process ended right after it had made it current
                self._note(current.name, datetime.fromtimestamp(self._current.stat().st_mtime, UTC))
            self._link("previous", current)
        self._link("current", Path("versions") / version.name)
        self._note(version.name, datetime.now(UTC))

    def _note(self, folder: str, since: datetime) -> None:
        with suppress(OSError), (self.path / SERVED).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"folder": folder, "since": since.isoformat(timespec="seconds")}) + "\n")

    def _link(self, name: str, target: Path) -> None:
        """Points the link ``name`` to ``target`` in one step."""
        temporary = self.path / f".{name}-{secrets.token_hex(4)}"
        temporary.symlink_to(target)
        temporary.replace(self.path / name)

    def _prune(self, versions: Path) -> None:
        """Removes versions that are not kept any more, or never were current, and links that killed builds left."""
        kept = {(self.path / name).resolve() for name in ("current", "previous")}
        kept |= {one.folder.resolve() for one in _thinned(self.kept(), self._most, datetime.now(UTC))}
        for folder in versions.iterdir():
            if folder.resolve() not in kept:
                with suppress(OSError):
                    shutil.rmtree(folder)
        for link in [*self.path.glob(".current-*"), *self.path.glob(".previous-*")]:
            link.unlink(missing_ok=True)

"""Releases: each version of the data that was ever served, what became of it, and its files with their checksums.

The files of a version hold every statement in the record that makes it. They are written by a process of its own when
somebody first asks for them, or for the page that tells their sizes, and kept in a folder that goes with this process.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from weakref import WeakKeyDictionary

from territory_graph.library import Library
from territory_graph.scratch import scratch_folder
from territory_graph.service.graph_files import dump_aside
from territory_graph.store.folder import ServedVersion
from territory_graph.store.manifest import Manifest

_FORMS = {"nq": "application/n-quads", "trig": "application/trig"}
_MOST = 3
"""Versions whose files are kept."""
_PATIENCE = 10.0
"""Seconds for which a description of the files waits for them to be written."""


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of a version: its name, its media type, whether gzip packs it, its bytes and their SHA-256."""

    name: str
    media_type: str
    packed: bool
    size: int
    sha256: str
    path: Path

    @property
    def served_as(self) -> str:
        """The media type of its bytes as they are served."""
        return "application/gzip" if self.packed else self.media_type


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the data as it is published: from when until when it was current, and its files.

    ``current`` is the version that is served now; ``history`` has every version that was, the last first. ``files`` are
    none while they are being written.
    """

    manifest: Manifest
    current: str
    files: tuple[ReleaseFile, ...]
    history: tuple[ServedVersion, ...]

    @property
    def served(self) -> ServedVersion | None:
        """When this version was current, the last time."""
        return next((one for one in self.history if one.version == self.manifest.version), None)

    @property
    def issued(self) -> datetime:
        """When there was this version first: as it was built, or served before it was built again."""
        times = [one.since for one in self.history if one.version == self.manifest.version]
        return min([*times, datetime.fromisoformat(self.manifest.built_at)])

    @property
    def first_issued(self) -> datetime:
        """When this server first had a version of the data."""
        return min([*(one.since for one in self.history), self.issued])


async def release_of(library: Library, version: str | None = None) -> Release:
    """A version, the current one by default, with its files; without them where writing them takes long.

    Data on a server elsewhere have no files here.

    Raises:
        UnknownVersionError: it is not kept.
        StoreError: there is no store, or it cannot be used.
    """
    folder, manifest, current, history = await asyncio.to_thread(_read, library, version)
    if not folder.is_dir():
        return Release(manifest, current, (), tuple(history))
    writing = _writing(folder, manifest)
    await asyncio.wait({writing}, timeout=_PATIENCE)
    return Release(manifest, current, writing.result() if writing.done() else (), tuple(history))


async def file_of(library: Library, version: str, name: str) -> tuple[ReleaseFile, Manifest] | None:
    """A file of a version by its name, once it is written; None where the version has none such.

    Raises:
        UnknownVersionError: the version is not kept.
        StoreError: there is no store, or it cannot be used.
    """
    folder, manifest, _, _ = await asyncio.to_thread(_read, library, version)
    names = [file_name(manifest, form, packed=packed) for form in _FORMS for packed in (False, True)]
    if name not in names or not folder.is_dir():
        return None
    files = await asyncio.shield(_writing(folder, manifest))
    return next(file for file in files if file.name == name), manifest


def file_name(manifest: Manifest, form: str, *, packed: bool) -> str:
    """The name of a file, which tells its version."""
    return f"{manifest.slug}-{manifest.version}.{form}{'.gz' if packed else ''}"


def _read(library: Library, version: str | None) -> tuple[Path, Manifest, str, Sequence[ServedVersion]]:
    store = library.folder
    current = store.version_folder()
    folder = current if version is None else store.folder_of(version)
    return folder, store.manifest_of(folder), current.name.partition("-")[0], store.served()


_tasks: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Task[tuple[ReleaseFile, ...]]]] = (
    WeakKeyDictionary()
)
_made = ExitStack()
_folders: list[Path] = []


def _writing(folder: Path, manifest: Manifest) -> asyncio.Task[tuple[ReleaseFile, ...]]:
    """What writes the files of a version, begun once; again where it failed, or something removed them."""
    tasks = _tasks.setdefault(asyncio.get_running_loop(), {})
    task = tasks.pop(folder.name, None)
    if task is None or (task.done() and not _is_sound(task)):
        task = asyncio.ensure_future(_write(folder, manifest))
    tasks[folder.name] = task
    for name in [name for name, one in tasks.items() if one.done()][: max(0, len(tasks) - _MOST)]:
        if name != folder.name:
            _forget(tasks.pop(name))
    return task


def _is_sound(task: asyncio.Task[tuple[ReleaseFile, ...]]) -> bool:
    failed = task.cancelled() or task.exception() is not None
    return not failed and all(file.path.exists() for file in task.result())


def _forget(task: asyncio.Task[tuple[ReleaseFile, ...]]) -> None:
    if not task.cancelled() and task.exception() is None:
        shutil.rmtree(task.result()[0].path.parent, ignore_errors=True)


async def _write(folder: Path, manifest: Manifest) -> tuple[ReleaseFile, ...]:
    if not (_folders and _folders[-1].is_dir()):
        _folders.append(_made.enter_context(scratch_folder()))
    place = _folders[-1] / folder.name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        await dump_aside(folder, "release", remarks(manifest), place, manifest.base)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    told = json.loads((place / "files.json").read_bytes())
    return tuple(
        ReleaseFile(file_name(manifest, form, packed=packed), media_type, packed, **told[path.name], path=path)
        for form, media_type in _FORMS.items()
        for packed in (False, True)
        for path in [place / f"{form}{'.gz' if packed else ''}"]
    )


def remarks(manifest: Manifest) -> str:
    """What opens a file: whose data these are, their version and licence, equal for equal data."""
    lines = [
        manifest.names.get("en") or manifest.slug,
        f"Version {manifest.version}: every statement in the record that makes it, with its sources.",
        f"Licence: {manifest.licence} {manifest.licence_url}".strip(),
    ]
    return "\n".join(" ".join(line.split()) for line in lines)


def remove_releases() -> None:
    """Removes the files that are kept, when the server ends."""
    with suppress(OSError):
        _folders.clear()
        _made.close()

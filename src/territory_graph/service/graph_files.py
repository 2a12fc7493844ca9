"""Graphs as files: a named graph, the default graph, or all named graphs, in one format.

These take seconds where there are millions of statements, but for a named graph. A process of its own writes them, once
for each version and media type. Their files are kept until another version is served, the last used where they take
too much room, in a folder that goes with this process. A named graph is small: a thread writes it each time, without
Python's lock.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import os
import sys
import tempfile
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Final
from weakref import WeakKeyDictionary

import anyio.to_thread
import pyoxigraph as ox

from territory_graph.errors import ServerBusyError
from territory_graph.library import Library, Opened
from territory_graph.scratch import scratch_folder
from territory_graph.service import graph_dump
from territory_graph.service.graph_dump import UNWRITABLE, UnwritableError, dump_dataset, dump_default, dump_graph
from territory_graph.service.rdf import with_used_prefixes
from territory_graph.store.children import child_environment
from territory_graph.store.manifest import Manifest
from territory_graph.terms import node, states
from territory_graph.vocabulary import all_prefixes


class _Default(Enum):
    DEFAULT = "default"


DEFAULT: Final = _Default.DEFAULT
Part = str | _Default | None
"""The IRI of a named graph, the default graph, or None for all named graphs."""
MOST_KEPT = 1 << 30
"""Bytes that the files which are kept may take together, beside the one that was asked for last."""
_SMALL = 1 << 20  # bytes beyond which the prefixes that nothing uses do not show
_RETRY_AFTER = 5  # seconds
_LOG = logging.getLogger(__name__)
_threads = anyio.CapacityLimiter(4)
_making = threading.Lock()
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A part of a version in one format: opened for reading from its start, and its size in bytes."""

    content: IO[bytes]
    size: int
    manifest: Manifest


async def holds(library: Library, part: Part) -> bool:
    """Whether there is such a part: an unknown named graph is none.

    Raises:
        StoreError: the store cannot be read.
    """
    if not isinstance(part, str):
        return True
    return await anyio.to_thread.run_sync(lambda: states(library.current().store, graph=node(part)), limiter=_threads)


async def written(library: Library, part: Part, media_type: str) -> GraphFile | None:
    """The part of the current version in a format; None where there is no such part.

    Raises:
        UnwritableError: the format cannot write it.
        ServerBusyError: the process that was to write it was ended.
        StoreError: the store cannot be read.
    """
    if isinstance(part, str):
        return await anyio.to_thread.run_sync(_write_graph, library, part, media_type, limiter=_threads)
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        version = await anyio.to_thread.run_sync(library.current, limiter=_threads)
        # Where the file of a version is kept; a version's folder has a name that no other one ever has.
        name = "default" if part is DEFAULT else "dataset"
        kept = _folder() / f"{version.folder.name}-{name}-{media_type.rpartition('/')[2]}"
        if not kept.exists():
            await _write_aside(version, part, media_type, kept)
        os.utime(kept)
        _forget_others(version.folder)
        return _opened(kept, version.graph.manifest)


def _write_graph(library: Library, graph: str, media_type: str) -> GraphFile | None:
    """Writes a named graph; what Oxigraph finds stays in this thread."""
    version = library.current()
    store, manifest = version.store, version.graph.manifest
    if not states(store, graph=node(graph)):
        return None
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None  # the media types offered are Oxigraph's
    path = _new_path()
    try:
        dump_graph(store, graph, form, all_prefixes(manifest.base), path)
        if form == ox.RdfFormat.TURTLE and path.stat().st_size <= _SMALL:
            path.write_bytes(with_used_prefixes(path.read_bytes()))
        return _opened(path, manifest)
    finally:
        path.unlink(missing_ok=True)  # who has it open reads on


def _write_copy(version: Opened, name: str, media_type: str, kept: Path) -> None:
    path, form = _new_path(), ox.RdfFormat.from_media_type(media_type)
    assert form is not None  # the media types offered are Oxigraph's
    dump = dump_dataset if name == "dataset" else dump_default
    try:
        dump(version.store, form, all_prefixes(version.graph.base), path)
        path.replace(kept)
    finally:
        path.unlink(missing_ok=True)


async def _write_aside(version: Opened, part: Part, media_type: str, kept: Path) -> None:
    """Has a process write the file, which is there whole or not at all."""
    path, name = _new_path(), "default" if part is DEFAULT else "dataset"
    if not version.folder.is_dir():  # the data are elsewhere, and their copy in this process
        await anyio.to_thread.run_sync(_write_copy, version, name, media_type, kept, limiter=_threads)
        return
    try:
        await dump_aside(version.folder, name, media_type, path, version.graph.base)
        path.replace(kept)
    finally:
        path.unlink(missing_ok=True)


async def dump_aside(version: Path, part: str, media_type: str, path: Path, base: str) -> None:
    """Has a process write a part of a version, ended where nobody waits for it: see ``graph_dump``.

    Raises:
        UnwritableError: the format cannot write it.
        ServerBusyError: the process that was to write it was ended.
    """
    arguments = (str(version / "oxigraph"), part, media_type, str(path), json.dumps(all_prefixes(base)))
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(graph_dump.__file__), *arguments), env=child_environment()
    )
    try:
        status = await child.wait()
        if status == UNWRITABLE:
            raise UnwritableError(media_type)
        if status:
            _LOG.warning("the process that writes %s as %s ended with %s", part, media_type, status)
            raise ServerBusyError(retry_after=_RETRY_AFTER)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


_folders: list[Path] = []
_made = ExitStack()


def _folder() -> Path:
    """The folder of the files, which goes with the process; another one where something removed it."""
    with _making:
        if not (_folders and _folders[-1].is_dir()):
            _folders.append(_made.enter_context(scratch_folder()))
        return _folders[-1]


def remove_files() -> None:
    """Removes the files that are kept, when the server ends: a process that a signal ends runs nothing at its exit."""
    with _making:
        _folders.clear()
        _made.close()


atexit.register(remove_files)


def _new_path() -> Path:
    handle, path = tempfile.mkstemp(prefix="new-", dir=_folder())
    os.close(handle)
    return Path(path)


def _forget_others(version: Path) -> None:
    """Removes the files of other versions, and of this one those not asked for lately where all take too much room."""
    room, kept = MOST_KEPT, []
    for path in _folder().iterdir():
        if path.name.startswith(f"{version.name}-"):
            kept.append((path.stat(), path))
        elif not path.name.startswith("new-"):
            path.unlink(missing_ok=True)
    _, *others = sorted(kept, key=lambda one: -one[0].st_mtime_ns)
    for status, path in others:
        room -= status.st_size
        if room < 0:
            path.unlink(missing_ok=True)


def _opened(path: Path, manifest: Manifest) -> GraphFile:
    file = path.open("rb")
    return GraphFile(file, os.fstat(file.fileno()).st_size, manifest)

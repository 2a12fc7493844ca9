"""Verification of a store: everything that its versions hold, compared with what was written and with itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from territory_graph.causes import quoted
from territory_graph.errors import StoreError
from territory_graph.store.checksums import answering, damages
from territory_graph.store.contents import contents_of
from territory_graph.store.default_graph import in_records, with_default_graph
from territory_graph.store.engine import Embedded
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest
from territory_graph.store.search_index import INDEX, fill_index, held_by
from territory_graph.store.searched import searched_things
from territory_graph.store.version_files import CHANGES


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a version: a sentence of ``cli.verify_…`` in the locales, and what fills it."""

    code: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Verified:
    """A version that was looked through: ``link`` leads to it, current or previous."""

    link: str
    folder: str
    faults: tuple[Fault, ...]


def verify(folder: StoreFolder) -> tuple[Verified, ...]:
    """The current version and the previous one, if there is one, looked through.

    Raises:
        StoreNotFoundError: nothing was built there.
        StoreDamagedError: “current” is not the link that a build makes.
    """
    versions = [("current", folder.linked_folder())]
    previous = folder.path / "previous"
    if previous.is_symlink():
        versions.append(("previous", previous.resolve()))
    return tuple(Verified(link, version.name, tuple(_faults(folder, version))) for link, version in versions)


def _faults(folder: StoreFolder, version: Path) -> Iterator[Fault]:
    if not version.is_dir():
        yield Fault("missing", {"file": version})
        return
    try:
        manifest = folder.manifest_of(version)
    except StoreError as error:
        yield Fault("refused", {"error": error})
        return
    found = list(damages(version))
    for damage in found:
        yield Fault(damage.kind, {"file": version / damage.file, "reason": quoted(damage.reason)})
    if not any(answering(damage.file) for damage in found):  # the engine may end this process on what is damaged
        yield from _content_faults(version, manifest, whole_index=not any(damage.file == INDEX for damage in found))


def _content_faults(version: Path, manifest: Manifest, *, whole_index: bool) -> Iterator[Fault]:
    """What does not fit, though every file is as it was written: the fault of the software or of a hand."""
    store = ox.Store.read_only(str(version / "oxigraph"))
    stated = list(in_records(store))
    found = contents_of(stated, manifest.base)
    if (found.quads, found.graphs) != (manifest.quads, manifest.graphs):
        fields = {"found": found.quads, "graphs": found.graphs, "counted": manifest.quads, "named": manifest.graphs}
        yield Fault("counts", fields)
    if set(store) != set(with_default_graph(stated)):
        yield Fault("default-graph", {})
    for told, right in ((manifest.version, found.version), (manifest.facts or found.facts, found.facts)):
        if told != right:
            yield Fault("version", {"told": told, "right": right})
    if whole_index and not _is_index_of(version / INDEX, store, manifest.base):
        yield Fault("index", {"file": version / INDEX})
    changes = _changes(version / CHANGES)
    if changes is None or changes < manifest.updates:
        yield Fault("changes", {"file": version / CHANGES, "counted": manifest.updates})


def _is_index_of(file: Path, store: ox.Store, base: str) -> bool:
    """Whether the index holds what one would that is written for the store now."""
    try:
        with (
            closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as written,
            closing(sqlite3.connect(":memory:")) as right,
        ):
            fill_index(right, searched_things(Embedded(store), base))
            sound = written.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return sound and held_by(written) == held_by(right)
    except sqlite3.Error:
        return False


def _changes(file: Path) -> int | None:
    """How many changes are told in a file, each an object of JSON on a line; None where a line is something else."""
    try:
        lines = file.read_bytes().splitlines() if file.exists() else []
        return len(lines) if all(isinstance(json.loads(line), dict) for line in lines) else None
    except (OSError, ValueError, RecursionError):
        return None

"""Writing the files of a version into a folder of its own, after the version that is current until then."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from territory_graph.store.amendment import Amendment
from territory_graph.store.checksums import CHECKSUMS, damage_of
from territory_graph.store.column_files import amend_columns, write_columns
from territory_graph.store.columns import COLUMNS
from territory_graph.store.default_graph import with_default_graph
from territory_graph.store.index_amending import amended_index
from territory_graph.store.manifest import Manifest
from territory_graph.store.search_index import INDEX, names_change, write_index
from territory_graph.store.standing import Standing

CHANGES = "changes.jsonl"
DAMAGED_CHANGES = "changes-damaged.jsonl"
"""What a version found in a file of changes that was damaged, kept beside a new one."""
_AT_ONCE = 50_000
"""Statements given to the engine at once: of a million, 200,000 took 200 MB more and a twelfth less time."""


def write_version(
    folder: Path, quads: Iterable[ox.Quad] | Amendment | Standing, manifest: Manifest, current: Path
) -> tuple[int, int]:
    """Writes a version's store, columns, index and manifest; returns how many statements and graphs the store holds.

    An amendment is one of the ``current`` version: what does not change is not written anew.
    """
    folder.mkdir()
    if isinstance(quads, Amendment):
        store = quads.write(folder / "oxigraph")
        store.flush()
        amend_columns(folder / COLUMNS, current / COLUMNS, *quads.merged, manifest.triples)
    elif isinstance(quads, Standing):
        store = quads.move(folder / "oxigraph")
        write_columns(folder / COLUMNS, quads.merged, manifest.triples)
    else:
        store = ox.Store(str(folder / "oxigraph"))
        statements = with_default_graph(quads)
        while some := list(islice(statements, _AT_ONCE)):  # the store keeps in memory what it is given at once
            store.bulk_extend(some)
        store.flush()
        write_columns(folder / COLUMNS, store, manifest.triples)
    found, graphs = len(store) - manifest.triples, sum(1 for _ in store.named_graphs())
    _write_index(folder / INDEX, store, quads, manifest.base, current / INDEX)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return found, graphs


def _write_index(
    file: Path, store: ox.Store, quads: Iterable[ox.Quad] | Amendment | Standing, base: str, before: Path
) -> None:
    """Writes the index: of an amended version the one before with what changes, where that is little."""
    if isinstance(quads, Amendment) and before.exists():
        if not names_change(quads.before, quads.changed):
            return file.hardlink_to(before.resolve())
        if amended_index(file, before, (quads.before, store), quads.changed, base):
            return None
    return write_index(file, store, base)


def carry_changes(folder: Path, current: Path, change: str) -> None:
    """Copies the changes of the current version, if it has any, and adds one; damaged ones are kept apart."""
    damaged = (current / CHECKSUMS).exists() and damage_of(current, CHANGES) is not None
    for name, kept in ((DAMAGED_CHANGES, DAMAGED_CHANGES), (CHANGES, DAMAGED_CHANGES if damaged else CHANGES)):
        if (current / name).is_file():
            with (current / name).open("rb") as source, (folder / kept).open("ab") as copy:
                shutil.copyfileobj(source, copy)
    if change:
        with (folder / CHANGES).open("a", encoding="utf-8") as file:
            file.write(change + "\n")

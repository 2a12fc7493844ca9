"""Changes already made: what one did, by the key that its author gave it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from territory_graph.errors import KeyUsedError
from territory_graph.store.folder import StoreFolder
from territory_graph.store.version_files import CHANGES
from territory_graph.updating.change import Applied, Change

KEY = re.compile(r"[!#-\[\]-~]{1,200}")
"""A key: printable ASCII without spaces, quotes and backslashes."""


def recorded(folder: StoreFolder, change: Change, author: str) -> Applied | None:
    """What this change did when it was published under its key; None where none was, or the change has no key.

    A change that changed nothing, or was refused, is not recorded.

    Raises:
        KeyUsedError: under that key the author made another change.
        StoreError: nothing was built in the folder.
    """
    told = next((one for one in _changes(folder, change.key) if one["by"] == author), None) if change.key else None
    if told is None:
        return None
    if any(told[name] != value for name, value in identity(change).items()):
        raise KeyUsedError(key=change.key, version=told["version"])
    counts = told["added"], told["removed"]
    return Applied(
        told["version"], told["before"], *counts, created=told["created"], replayed=True, kept=told.get("kept", False)
    )


def identity(change: Change) -> dict[str, str | None]:
    """What makes a change the same as another: all that it does, whatever the version that it is made for."""
    return {
        "kind": change.kind,
        "graph": change.graph,
        "media_type": None if change.kind in ("update", "delete") else change.media_type,
        "sha256": change.sha256,
    }


def _changes(folder: StoreFolder, key: str) -> Iterator[dict[str, Any]]:
    """The lines of ``changes.jsonl`` with that key."""
    marked = f'"key": "{key}"'.encode()
    version = folder.version_folder()
    try:
        with (version / CHANGES).open("rb") as file:
            told = [json.loads(line) for line in file if marked in line]
    except FileNotFoundError:
        if folder.version_folder() == version:
            return
        told = list(_changes(folder, key))  # versions were made and removed meanwhile
    yield from (one for one in told if one.get("key") == key)

"""Files of a territory's folder that a build does not read: none is passed over in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from territory_graph.causes import of_system
from territory_graph.errors import Problem

_FOR_PEOPLE = {"readme", "licence", "license", "notice", "changelog"}
_TABLES = {".csv", ".tsv", ".xlsx", ".xls", ".ods"}
_IMPORTED = {".geojson", ".gexf", ".graphml", ".json", ".ttl", ".nt", ".nq", ".rdf", ".owl", ".jsonld", ".trix"}
_KEPT_ASIDE = (("imports",), ("imported", "cog"), ("contributions", "pending"), ("contributions", "rejected"))
"""Folders of a territory in which the software keeps what builds do not need."""


def unread_files(folder: Path, known: Collection[Path]) -> Iterator[Problem]:
    """What lies below ``folder`` and is not among the ``known`` files, each with what could be done with it.

    Hidden files, locks of spreadsheets and what is written for people (README, LICENCE) are no input.
    """
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        aside = any(inside[: len(folders)] == folders for folders in _KEPT_ASIDE)
        if not path.is_file() or path in known or aside or any(map(is_hidden, inside)):
            continue
        ending = path.suffix.lower()
        if ending in _TABLES:
            yield Problem("unread-table", path)
        elif ending in _IMPORTED:
            yield Problem("unread-import", path)
        elif path.stem.lower() not in _FOR_PEOPLE:
            yield Problem("unread", path)


def unreadable(file: Path, error: OSError) -> Problem:
    """The problem of a file that the system does not let be read."""
    return Problem("unreadable-file", file, fields={"reason": of_system(error)})


def is_hidden(name: str) -> bool:
    """Whether a file is one that programs keep beside others: of the system, or the lock of an open spreadsheet."""
    return name.startswith((".", "~$"))

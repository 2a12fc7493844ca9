"""What reading a document proposes: rows of tables, each with the words of the document that say it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from territory_graph.ingest.schema import Row, tables

Kind = Literal[
    "agreement",
    "sum",
    "support",
    "event",
    "mandate",
    "membership",
    "collaboration",
    "name",
    "change",
    "office",
    "figure",
    "project",
    "actor",
    "place",
    "concept",
]
"""What a proposal is about, as a reader would say it; its row says which table it is for."""

_SAID_OF_THE_ROW = frozenset({"id", "source", "locator", "status", "confidence", "note", "contradicts"})
"""Columns that do not tell one fact from another."""
_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A fact that a document may state.

    ``quote`` is ``text[start:end]`` of the document, and lies in ``passage`` (its locator). ``known`` is the IRI of
    the thing that says the same already: the document is one more source of it. ``needs`` are the keys of proposals
    that describe what this row names and nothing knows yet; ``by`` tells who read it so: patterns of French or a model.
    """

    key: str
    kind: Kind
    row: Row
    passage: str
    start: int
    end: int
    quote: str
    known: str | None = None
    needs: tuple[str, ...] = ()
    by: Literal["patterns", "model"] = "patterns"

    @property
    def status(self) -> str:
        """``stated`` or ``implied``."""
        return self.row.cells.get("status", "stated")

    @property
    def confidence(self) -> float:
        """Of the reading: from 0 to 1."""
        return float(self.row.cells.get("confidence", "1"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a document.

    ``source`` is the document's own row, which every proposal cites. ``notes`` are codes of what a reviewer should
    know, each a sentence under ``reading.notes`` of the locales, such as ``no-names``: without spaCy, only known names
    and those of bodies were found. ``rejected`` counts proposals left out because they were rejected before.
    """

    source: Row
    proposals: tuple[Proposed, ...]
    notes: tuple[str, ...] = ()
    rejected: int = 0


def key_of(digest: str, row: Row) -> str:
    """The key by which a proposal is remembered: of the document and of what its row states, whatever its identifier.

    >>> one, other = Row("actors", {"id": "a", "name": "B"}), Row("actors", {"id": "b", "name": "B"})
    >>> key_of("d", one) == key_of("d", other), key_of("d", one) == key_of("e", one)
    (True, False)
    """
    told = {name: cell for name, cell in row.cells.items() if cell and name not in _SAID_OF_THE_ROW}
    content = json.dumps([digest, row.table, told], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:20]


def edited(proposed: Proposed, cells: Mapping[str, str]) -> Proposed:
    """The proposal with other cells, an empty one being left out; it keeps its key, so that it is still the same.

    Raises:
        KeyError: the table has no such column.
    """
    table = tables()[proposed.row.table]
    for name in cells:
        table.column(name)
    changed = {name: cell for name, cell in {**proposed.row.cells, **cells}.items() if cell}
    return replace(proposed, row=Row(proposed.row.table, changed))


def parts_of(proposed: Proposed) -> dict[str, tuple[str, ...]]:
    """The columns by which a proposal may be taken apart, with the values of each: those with several.

    A sum for several bodies is one sum: what pays or receives it is not taken apart.
    """
    table, cells = tables()[proposed.row.table], proposed.row.cells
    if cells.get("amount"):
        return {}
    lists = {
        column.name: cells[column.name].split(_SEPARATOR)
        for column in table.columns
        if column.many and column.name in cells
    }
    return {name: tuple(values) for name, values in lists.items() if len(values) > 1 and name != "source"}


def split(proposed: Proposed, column: str) -> tuple[Proposed, ...]:
    """One proposal for each value of a column of ``parts_of``, each with a key and an identifier of its own.

    Raises:
        KeyError: the proposal cannot be taken apart by that column.
    """
    values = parts_of(proposed)[column]
    found = []
    for value in values:
        cells = {**proposed.row.cells, column: value}
        if "id" in cells:
            cells["id"] = f"{cells['id']}-{value.rpartition('/')[2]}"
        row = Row(proposed.row.table, cells)
        found.append(replace(proposed, row=row, key=key_of(proposed.key, row)))
    return tuple(found)

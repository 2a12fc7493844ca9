"""What the tables of a territory hold, read from ``tables.toml``: columns, kinds, and the statements they make."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from territory_graph import resources

_FIELD = re.compile(r"\{(\w+)\}")
SEPARATOR = ";"
"""What stands between the values of a cell that holds several."""
RECORD = "record"
SELF = "self"


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of a table says: the table's name, and cells as text by name of column; empty ones may be left out.

    ``passage`` is what the source says, word for word, where a document was read.
    """

    table: str
    cells: Mapping[str, str]
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a cell goes: a property of one of the row's subjects, or of its record."""

    subject: str
    property: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind, whether it must be filled, the words it allows and the properties it fills.

    ``path`` is that of the resource which a slug names, where it names one; ``help`` and ``example`` are for the
    person at the spreadsheet.
    """

    name: str
    kind: str
    required: bool
    many: bool
    values: Mapping[str, str]
    targets: tuple[Target, ...]
    path: str
    help: Mapping[str, str]
    example: str

    @property
    def language(self) -> str | None:
        """Language of a text cell: French unless the kind says another, as in ``text@en``."""
        base, _, language = self.kind.partition("@")
        return (language or "fr") if base == "text" else None

    @property
    def refers_to(self) -> str | None:
        """Kind of resource that the cell names, or None where it is not a reference."""
        return self.kind.removeprefix("ref:") if self.kind.startswith("ref:") else None


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that a row speaks of: the path of its IRI, its class, and what always holds of it.

    ``class_name`` is a prefixed class, ``@column`` when a column chooses it, or empty; the thing exists only
    when one of ``needs`` is met: a column that is filled, ``column=word``, or ``!column``, which is empty.
    """

    name: str
    path: str
    class_name: str
    needs: tuple[str, ...]
    always: Mapping[str, str]

    @property
    def named_by(self) -> tuple[str, ...]:
        """The columns that its IRI is made of."""
        return tuple(_FIELD.findall(self.path))


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, the things it speaks of and its columns in order."""

    name: str
    help: Mapping[str, str]
    editorial: bool
    subjects: tuple[Subject, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: the table has none.
        """
        return {column.name: column for column in self.columns}[name]

    @property
    def has_id(self) -> bool:
        """Whether each row carries its own identifier."""
        return any(column.name == "id" for column in self.columns)


def _column(entry: Mapping[str, Any]) -> Column:
    parts = (text.rpartition(" ") for text in entry.get("to", ()))
    return Column(
        name=entry["name"],
        kind=entry["kind"],
        required=entry.get("required", False),
        many=entry.get("list", False),
        values=entry.get("values", {}),
        targets=tuple(Target(subject or SELF, name) for subject, _, name in parts),
        path=entry.get("path", ""),
        help={"fr": entry["fr"], "en": entry["en"]},
        example=entry.get("example", ""),
    )


@cache
def tables() -> dict[str, Table]:
    """Every table by name, the columns of evidence appended to those that hold facts."""
    with resources.TABLES.open("rb") as file:
        content = tomllib.load(file)
    evidence = tuple(_column(entry) for entry in content.pop("evidence")["columns"])
    return {
        name: Table(
            name=name,
            help={"fr": entry["fr"], "en": entry["en"]},
            editorial=entry.get("editorial", False),
            subjects=tuple(
                Subject(key, each["path"], each["class"], tuple(each.get("needs", ())), each.get("always", {}))
                for key, each in entry["subjects"].items()
            ),
            columns=tuple(_column(column) for column in entry["columns"])
            + (() if entry.get("editorial", False) else evidence),
        )
        for name, entry in content.items()
    }

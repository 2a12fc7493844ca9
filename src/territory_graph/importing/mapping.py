"""Which column of which table each head of a sheet fills: by a known profile, else by names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from territory_graph import resources
from territory_graph.importing.sheets import Sheet
from territory_graph.ingest.french import column_named, head_form, table_named, word_meant
from territory_graph.ingest.schema import Table, tables

CODES = ("siren", "siret", "rna")
"""The codes by which an actor that a cell names may be known: ``funders.siret`` is that of the funder."""


_GIVEN = frozenset(("id", "kind", "source", "locator"))
"""Columns that a sheet need not have: an import fills them, or asks for one word for all rows."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the rows of a sheet become: rows of ``table``, whose columns the heads fill.

    ``columns`` gives for each head the columns it fills; ``constants`` what every row says; ``left`` the heads that
    are not taken; ``joined`` the columns that name all that others do; ``profile`` the known form of file, or empty
    where heads were told by their names. With ``organisation``, rows that name none are left: they are of persons.
    ``seat`` is the head that says whether a line is of the head office, whose SIRET alone is that of the actor.
    """

    table: str
    columns: MappingOf[str, tuple[str, ...]]
    constants: MappingOf[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    profile: str = ""
    organisation: bool = False
    joined: MappingOf[str, tuple[str, ...]] = field(default_factory=dict)
    seat: str = ""


@cache
def profiles() -> MappingOf[str, MappingOf[str, Any]]:
    """The known forms of files by name, as ``profiles.toml`` says."""
    return tomllib.loads((resources.PACKAGE / "importing" / "profiles.toml").read_text(encoding="utf-8"))


def suggest_mapping(sheet: Sheet, table: str = "") -> Mapping:
    """The mapping that the heads of a sheet suggest, to ``table`` where it is given.

    Where no profile has the heads, the table is that of the sheet's or the file's name, else the one that has most of
    them, and of several such the one that admits most of the words in its columns of choices.
    """
    heads = {_alike(head) for head in sheet.heads}
    for name, profile in profiles().items() if not table else ():
        if {_alike(head) for head in profile["heads"]} <= heads and profile.get("sheet", sheet.name) == sheet.name:
            return _by_profile(sheet, name, profile)
    named = tables().get(table) or table_named(sheet.name) or table_named(sheet.file.stem)
    chosen = named or max(tables().values(), key=lambda each: _fit(sheet, each))
    columns = _by_names(sheet, chosen.name)
    left = tuple(head for head in sheet.heads if head not in columns)
    return Mapping(chosen.name, columns, left=left)


def _fit(sheet: Sheet, table: Table) -> tuple[int, int, bool]:
    """How well a table fits a sheet: how many heads it knows, less those that it asks for and are not there, and
    those of choices of which it admits no cell, and
    more so official numbers that it does not have: a list with INSEE codes is one of places.

    Of two that fit alike, the one that admits more of the cells of choices.
    """
    found = _by_names(sheet, table.name)
    given = {name for (name,) in found.values()} | _GIVEN
    lacking = sum(column.required and column.name not in given for column in table.columns)
    choices = [(head, table.column(name)) for head, (name,) in found.items() if table.column(name).values]
    admitted = sum(
        word_meant(column, cells[head]) in column.values for _, cells in sheet.rows for head, column in choices
    )
    strange = sum(
        any(cells[head] for _, cells in sheet.rows)
        and not any(word_meant(column, cells[head]) in column.values for _, cells in sheet.rows)
        for head, column in choices
    )
    own = {column.name for column in table.columns}
    coded = {column_named(tables()[each], head) for head in sheet.heads for each in ("actors", "places")}
    codes_left = len(coded & {*CODES, "insee"} - own)
    return len(found) - lacking - strange - 2 * codes_left, admitted, table.name == "actors"


def _alike(head: str) -> str:
    """A head as profiles compare it: ``nomAttribuant``, ``nom_attribuant`` and ``Nom de l'attribuant`` are one."""
    return head_form(head).replace(" ", "")


def _by_profile(sheet: Sheet, name: str, profile: MappingOf[str, Any]) -> Mapping:
    known = {_alike(head): tuple(columns) for head, columns in profile["columns"].items()}
    columns = {head: known[_alike(head)] for head in sheet.heads if _alike(head) in known}
    if profile.get("others"):
        filled = {name for names in columns.values() for name in names}
        named = _by_names(sheet, profile["table"]).items()
        own = {_alike(head) for head in profile.get("left", ())}
        columns |= {h: n for h, n in named if h not in columns and _alike(h) not in own and not filled.intersection(n)}
    left = tuple(head for head in sheet.heads if head not in columns)
    joined = {column: tuple(names) for column, names in profile.get("joined", {}).items()}
    organisation = profile.get("organisation", False)
    seat = next((head for head in sheet.heads if "seat" in profile and _alike(head) == _alike(profile["seat"])), "")
    return Mapping(profile["table"], columns, profile.get("constants", {}), left, name, organisation, joined, seat)


def _by_names(sheet: Sheet, table: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for head in sheet.heads:
        column = column_named(tables()[table], head)
        if column and (column,) not in found.values():
            found[head] = (column,)
    return found

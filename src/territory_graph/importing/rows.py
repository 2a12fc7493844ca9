"""The rows that a sheet makes, still naming actors and places as the sheet does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from decimal import Decimal

from territory_graph.importing.categories import kind_of
from territory_graph.importing.mapping import CODES, Mapping
from territory_graph.importing.sheets import Sheet
from territory_graph.ingest.french import times, word_meant
from territory_graph.ingest.lexical import proposal
from territory_graph.ingest.schema import Column, tables
from territory_graph.ingest.understood import understood_rows
from territory_graph.spelling import folded

_UNDISCLOSED = "[ND]"
"""What SIRENE writes in place of the names of those who asked not to be disclosed."""
_NAMED = ("actors", "places")
"""Tables whose lines say nothing without a name or an official number."""
_TOTAL = re.compile(
    r"(?:sous )?tota(?:l|ux)(?: (?:general|generaux|partiel|partiels|des?|du|d|par|pour|sur)\b.*)?|sous total\b.*"
    r"|montant total"
)
"""The first cell of a line that adds up others, folded; not “Total Énergies”, which is a name."""
_SCALED, _PLAIN = {"amount", "decimal"}, re.compile(r"[\d\s.,\u00a0\u202f\u2009]+")
_WHO = {"name", "actor", "partner", "member", "organisation", "funders", "beneficiaries", "parties", "shareholder"}
_PERSON = re.compile(r"(?:M\.|MM\.|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+[^\W\d_]+[\s-]+[^\W\d_]")
_FIGURE = re.compile(r"[-(€ ]*\d")
_NO = frozenset(("false", "faux", "non", "0", "n"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of a table drawn from a line of a ``sheet``; cells of references hold what the sheet writes.

    ``codes`` are those of the actors that cells name, by column and code: ``("funders", "siret")``; ``joined`` the
    columns that name all that others do.
    """

    table: str
    line: int
    cells: MappingOf[str, str]
    codes: MappingOf[tuple[str, str], tuple[str, ...]]
    joined: MappingOf[str, tuple[str, ...]]
    sheet: str = ""


def rows(sheet: Sheet, mapping: Mapping, understood: Counter[str] | None = None) -> list[Drawn]:
    """The rows of a sheet under a mapping; ``understood`` gains what was read in cells as spreadsheets write it."""
    table = tables()[mapping.table]
    counts = understood if understood is not None else Counter[str]()
    filled = [_filled(_of_head_office(cells, mapping), mapping, counts) for _, cells in sheet.rows]
    plain = understood_rows([cells for cells, _ in filled], table.columns, counts)
    drawn = []
    for (line, whole), cells, (_, codes) in zip(sheet.rows, plain, filled, strict=True):
        told = {**cells, **{name: value for name, value in mapping.constants.items() if not cells.get(name)}}
        said = told.get("kind", "")
        if "kind" in {column.name for column in table.columns}:
            told["kind"] = _kind(said, table.column("kind"))
        if _is_total(whole):
            counts["total"] += 1
        elif mapping.organisation and told.get("name", _UNDISCLOSED) == _UNDISCLOSED:
            counts["person"] += 1  # a line without the name of an organisation is that of a person
        elif table.name != "mandates" and _names_person(told, codes):
            counts["person"] += 1
        elif table.name in _NAMED and not (told.get("name") or any(told.get(code) for code in (*CODES, "insee"))):
            counts["nameless"] += 1
        elif any(told.get(name) for name in cells):
            if said not in ("", "actor") and told["kind"] == "actor":
                counts["kind"] += 1
            drawn.append(
                Drawn(
                    table.name,
                    line,
                    {name: cell for name, cell in told.items() if cell},
                    codes,
                    mapping.joined,
                    sheet.name,
                )
            )
    return drawn


def _is_total(cells: MappingOf[str, str]) -> bool:
    """Whether a line adds up others: its first cell says so, and the rest are figures. It would be counted twice."""
    first, *rest = [*filter(None, cells.values()), ""]
    return bool(_TOTAL.fullmatch(folded(first))) and all(_FIGURE.match(cell) for cell in rest if cell)


def _scaled(cell: str, head: str, counts: Counter[str]) -> str:
    """A number in the unit of its head; one with a unit of its own is told with both, for one of them is wrong."""
    number = proposal("decimal", cell)
    if not number:
        return cell
    if not _PLAIN.fullmatch(cell):
        return f"{cell} ({head})"
    counts["unit"] += 1
    return f"{Decimal(number) * times(head):f}".removesuffix(".0")


def _names_person(cells: MappingOf[str, str], codes: MappingOf[tuple[str, str], tuple[str, ...]]) -> bool:
    """Whether a line without an official number names somebody by a title, as lists of aids do."""
    return any(
        _PERSON.match(cell) and not any(codes.get((name, code), ("",))[0] for code in CODES)
        for name, cell in cells.items()
        if name in _WHO
    )


def _filled(
    cells: MappingOf[str, str], mapping: Mapping, counts: Counter[str]
) -> tuple[dict[str, str], dict[tuple[str, str], tuple[str, ...]]]:
    """The cells by column, those of several heads one after another; and the codes beside them."""
    known = tables()[mapping.table]
    said: dict[str, list[str]] = {}
    codes: dict[tuple[str, str], tuple[str, ...]] = {}
    for head, columns in mapping.columns.items():
        for column in columns:
            name, _, code = column.partition(".")
            cell = cells.get(head, "").strip()
            if code:
                digits = "".join(cell.split())
                codes[name, code] = (*codes.get((name, code), ()), digits)
            elif cell and cell not in said.setdefault(name, []):
                amount = known.column(name).kind in _SCALED
                said[name].append(_scaled(cell, head, counts) if amount and times(head) > 1 else cell)
    joined = {name: (";" if known.column(name).many else " – ").join(parts) for name, parts in said.items()}
    return joined, codes


def _of_head_office(cells: MappingOf[str, str], mapping: Mapping) -> MappingOf[str, str]:
    """The cells of a line, without the SIRET where it is that of another office than the head office."""
    if folded(cells.get(mapping.seat, "")) not in _NO:
        return cells
    return {head: "" if "siret" in mapping.columns.get(head, ()) else cell for head, cell in cells.items()}


def _kind(cell: str, column: Column) -> str:
    """The kind that a cell means: a word, a legal category, else the most general."""
    word = word_meant(column, cell)
    if word in column.values:
        return word
    if cell.isdigit():
        return kind_of(cell)
    return "actor" if "actor" in column.values else word

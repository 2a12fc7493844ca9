"""What the columns of an answer are made of: things, numbers, dates, points or words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal
from weakref import WeakKeyDictionary

from territory_graph.dates import bounds
from territory_graph.facts.places import Point, earthly
from territory_graph.store.answers import WHOLE, XSD, Cell, Column, Table, Term

ColumnKind = Literal["thing", "number", "date", "point", "words", "mixed", "empty"]
Span = tuple[date, date]

NUMBERS = WHOLE | {f"{XSD}decimal", f"{XSD}double", f"{XSD}float"}
_DATES = frozenset(XSD + name for name in ("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth"))
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ZONE = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$")
LARGEST = 1e150
_PLAUSIBLE_YEARS = range(1000, 2200)
_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_POINT = re.compile(
    rf"\s*(?:<[^>]*>\s*)?POINT\s*(?:Z\s*)?\(\s*({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER})?\s*\)\s*", re.I
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a column is made of: its kind, how many cells are bound, and how many different terms they hold."""

    name: str
    kind: ColumnKind
    filled: int
    distinct: int


_KNOWN: WeakKeyDictionary[Table, tuple[Profile, ...]] = WeakKeyDictionary()


def profiles(table: Table) -> tuple[Profile, ...]:
    """Every column of a table, in order; found once for each table."""
    if table not in _KNOWN:
        pairs = zip(table.variables, table.columns, strict=True)
        _KNOWN[table] = tuple(profile(name, column) for name, column in pairs)
    return _KNOWN[table]


def profile(name: str, column: Column) -> Profile:
    """What a column is made of; one kind of value makes its kind, several make it ``mixed``.

    >>> profile("n", (Term("literal", "12", XSD + "integer"), None)).kind
    'number'
    """
    distinct = {cell for cell in set(column) if cell is not None}
    filled = len(column) - column.count(None)
    return Profile(name, _kind(distinct), filled, len(distinct))


def _kind(terms: set[Term]) -> ColumnKind:
    """The one kind of all values of a column, ``mixed`` where there are several."""
    if not terms:
        return "empty"
    if all(term.kind in ("iri", "blank") for term in terms):
        return "thing"
    if not all(term.kind == "literal" for term in terms):
        return "mixed"
    if all(number(term) is not None for term in terms):
        return "number"
    if all(point(term) is not None for term in terms):
        return "point"
    # Years written as plain text may be codes, and are dates only among longer dates.
    dated = all(span(term) is not None for term in terms)
    return "date" if dated and any(term.datatype or not term.value.isdigit() for term in terms) else "words"


def number(cell: Cell) -> float | None:
    """The number that a cell holds, else None; one too large to be added up and drawn counts as none.

    >>> number(Term("literal", "2.50", XSD + "decimal")), number(Term("literal", "2.50"))
    (2.5, None)
    """
    if cell is None or cell.datatype not in NUMBERS:
        return None
    try:
        value = float(cell.value)
    except ValueError:
        return None
    return value if abs(value) < LARGEST else None


def exact(cell: Cell) -> Decimal | None:
    """The number that a cell holds as it is written, for words; None for what is no number."""
    if cell is None or number(cell) is None:
        return None
    try:
        return Decimal(cell.value)
    except InvalidOperation:
        return None


def date_text(cell: Cell) -> str | None:
    """The date that a cell holds, as EDTF: typed dates, or plain text in one of the forms that sources use.

    >>> date_text(Term("literal", "2021-05-12T10:00:00Z", XSD + "dateTime")), date_text(Term("literal", "2021-11"))
    ('2021-05-12', '2021-11')
    """
    if cell is None or cell.kind != "literal" or cell.language:
        return None
    if cell.datatype and cell.datatype not in _DATES:
        return None
    day = _DAY.match(cell.value) if cell.datatype else None
    text = day[0] if day else _ZONE.sub("", cell.value) if cell.datatype else cell.value
    try:
        first, _ = bounds(text)
    except (ValueError, OverflowError):
        return None
    return text if first.year in _PLAUSIBLE_YEARS else None


def span(cell: Cell) -> Span | None:
    """The first and last day that the date of a cell may mean, else None."""
    text = date_text(cell)
    return bounds(text) if text is not None else None


def point(cell: Cell) -> Point | None:
    """The place that a cell holds as WKT (OGC 11-052r4 § 8: longitude first), else None.

    >>> point(Term("literal", "POINT(1.09 49.44)"))
    (49.44, 1.09)
    """
    found = _POINT.fullmatch(cell.value) if cell is not None and cell.kind == "literal" else None
    return earthly(float(found[2]), float(found[1])) if found else None

"""The table of an answer as a screen shows it: things by their names with an address to open, numbers as numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from territory_graph.store.answers import WHOLE, Column, PlainAnswer, Term
from territory_graph.views.columns import profile
from territory_graph.views.naming import Names, prefixed
from territory_graph.views.wording import safe_address

LONGEST_CELL = 500
_MOST_DIGITS, _MOST_EXACT = 15, 2**53
"""What a number of the screen holds without losing a digit."""
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column ready to be shown: addresses to open, numbers, or texts cut at 500 characters; None is an empty cell."""

    title: str
    kind: Literal["links", "numbers", "texts"]
    values: tuple[str | float | int | None, ...]


def shown_columns(
    found: PlainAnswer, names: Names, address: Address, *, identifiers: bool, titles: dict[str, str] | None = None
) -> tuple[ShownColumn, ...]:
    """The columns of an answer, with ``titles`` for variables; ``identifiers`` shows prefixed names in place of labels.

    A thing is a link to what ``address`` gives for its IRI, with its name behind a “#”, where the graph tells
    something of it; to the web otherwise. An IRI that a browser may not follow leads to its fiche, which says that
    nothing is known of it.
    """
    table = found.table
    return tuple(
        _column((titles or {}).get(variable, variable), column, names, address, identifiers)
        for variable, column in zip(table.variables, table.columns, strict=True)
    )


def _column(title: str, column: Column, names: Names, address: Address, identifiers: bool) -> ShownColumn:
    kind = profile(title, column).kind
    if kind == "number":
        return _numbers(title, column)
    filled = {cell for cell in column if cell is not None}
    if filled and all(cell.kind == "iri" for cell in filled):
        links = {cell: _link(cell, names, address, identifiers) for cell in filled}
        return ShownColumn(title, "links", tuple(links[cell] if cell else None for cell in column))
    texts = {
        cell: cut(prefixed(cell.value, names.base) if identifiers and cell.kind == "iri" else names.of(cell))
        for cell in filled
    }
    return ShownColumn(title, "texts", tuple(texts[cell] if cell else None for cell in column))


def _numbers(title: str, column: Column) -> ShownColumn:
    """Numbers, unless some would lose digits on the way to the screen."""
    texts = [cell.value for cell in column if cell is not None]
    if any(sum(map(str.isdigit, text)) > _MOST_DIGITS or abs(float(text)) > _MOST_EXACT for text in texts):
        return ShownColumn(title, "texts", tuple(cut(cell.value) if cell else None for cell in column))
    whole = all(cell is None or cell.datatype in WHOLE for cell in column)
    read: Callable[[str], float | int] = int if whole else float
    return ShownColumn(title, "numbers", tuple(read(cell.value) if cell else None for cell in column))


def _link(term: Term, names: Names, address: Address, identifiers: bool) -> str:
    if names.has_fiche(term.value) or not safe_address(term.value).startswith("http"):
        name = prefixed(term.value, names.base) if identifiers else names.of(term)
        return f"{address(term.value)}#{quote(cut(name), safe='')}"
    return term.value


def cut(text: str, most: int = LONGEST_CELL) -> str:
    """The text in one line of at most ``most`` characters, with an ellipsis where there was more.

    >>> cut("a\\nb"), cut("abcdef", 4)
    ('a b', 'abc…')
    """
    line = " ".join(text[: most + 1].split())
    return line if len(text) <= most else f"{line[: most - 1]}…"

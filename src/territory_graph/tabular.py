"""Tables for notebooks: as a few lines of HTML, and the libraries of data frames, which nothing else needs."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from html import escape
from typing import Any, TypeVar, cast

from territory_graph.errors import MissingPackageError

MOST_ROWS = 10
"""Rows that a table in a notebook shows; it says how many more there are."""
LONGEST = 80
"""Characters of a cell that it shows."""
_MOST_COLUMNS = 6

Row = TypeVar("Row")


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]], count: int, note: str = "") -> str:
    """The first of ``count`` rows as an HTML table under a caption, every text escaped and cut where it is long.

    >>> print(html_table("1 row", (), [["a < b"]], 1))
    <table><caption>1 row</caption><tbody><tr><td>a &lt; b</td></tr></tbody></table>
    """
    shown = [row for row, _ in zip(rows, range(MOST_ROWS), strict=False)]
    body = "".join(_row("td", row) for row in shown)
    titles = f"<thead>{_row('th', head)}</thead>" if head else ""
    table = f"<table><caption>{_cut(caption)}</caption>{titles}<tbody>{body}</tbody></table>"
    left = f"… and {count - len(shown):,} more" if count > len(shown) else ""
    told = " ".join(part for part in (left, note) if part)
    return f"{table}<p>{_cut(told, 4 * LONGEST)}</p>" if told else table


class Shown(tuple[Row, ...]):
    """A plain tuple of rows, dataclasses or triples, of which a notebook shows the first ones as a table.

    >>> Shown((n, n, n) for n in range(20))
    <20 rows, the first (0, 0, 0)>
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return super().__repr__() if len(self) <= MOST_ROWS else f"<{len(self):,} rows, the first {_cut_repr(self[0])}>"

    def _repr_html_(self) -> str:
        names = self._names[:_MOST_COLUMNS]
        return html_table(f"{len(self):,} rows", names, (self._cells(row)[: len(names)] for row in self), len(self))

    @property
    def _names(self) -> list[str]:
        """The fields of the rows, where they are dataclasses; those of triples, where they are no such."""
        known = self and is_dataclass(self[0])
        return [field.name for field in fields(cast("Any", self[0]))] if known else ["subject", "predicate", "object"]

    def _cells(self, row: Row) -> Sequence[object]:
        if is_dataclass(row):
            return [getattr(row, name) for name in self._names]
        return [str(term) for term in cast("Sequence[object]", row)]

    def to_pandas(self) -> Any:
        """The rows as a ``pandas.DataFrame``: a column a field, or subject, predicate and object as texts.

        Raises:
            MissingPackageError: pandas is not installed.
        """
        return data_frames("pandas").DataFrame([self._cells(row) for row in self], columns=self._names)


def _cut_repr(row: object) -> str:
    text = repr(row)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _row(tag: str, cells: Iterable[object]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_cut(cell)}</{tag}>' for cell in cells)}</tr>"


def _cut(cell: object, most: int = LONGEST) -> str:
    text = " ".join(str(cell).split())
    return escape(text if len(text) <= most else f"{text[: most - 1]}…")


def data_frames(package: str) -> Any:
    """The library ``package``, which makes data frames.

    Raises:
        MissingPackageError: it is not installed.
    """
    try:
        return importlib.import_module(package)
    except ModuleNotFoundError:
        raise MissingPackageError(package=package) from None

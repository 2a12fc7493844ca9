"""A workbook of tables, whatever they are of: heads frozen, a filter a column, days as days, and no cell a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from territory_graph.exports import safe_cell
from territory_graph.messages import Translator
from territory_graph.ui.takeaway.shown import clean

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = date | str | float | Decimal | None

_WIDTHS = {
    "source": 34,
    "target": 34,
    "label": 40,
    "kind": 24,
    "about": 40,
    "source_title": 50,
    "locator": 30,
    "link": 40,
}
_WIDTH, _LONGEST_SHEET_NAME = 18, 31
_MOST_LINKS, _LONGEST_LINK = 60_000, 2_000  # a workbook holds no more, and no longer ones
_TITLE_ROWS = 1
_DAY_FORMAT = 14  # the built-in one, in which each spreadsheet shows days as its reader writes them
_FIRST_DAY = date(1900, 3, 1)  # spreadsheets disagree on the days before, which are told in words

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": _DAY_FORMAT,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, which says how wide it is, and its title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a workbook; a row has a value a column."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]


def workbook(
    sheets: Iterable[Sheet],
    about: Iterable[tuple[str, str]],
    say: Translator,
    *,
    title: str,
    address: str,
    built: date,
) -> bytes:
    """The tables as a workbook whose last sheet says what it is about; ``built`` dates the data."""
    import xlsxwriter  # noqa: PLC0415  only who takes a workbook away needs it

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, _OPTIONS)
    created = datetime.combine(built, time(), UTC)
    book.set_properties({"title": clean(title, 255), "comments": clean(address, 255), "created": created})
    for each in sheets:
        sheet = book.add_worksheet(each.name[:_LONGEST_SHEET_NAME])
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        for place, column in enumerate(each.columns):
            sheet.write_string(0, place, column.title, head)
            sheet.set_column(place, place, _WIDTHS.get(column.key, _WIDTH))
        sheet.freeze_panes(_TITLE_ROWS, 1)
        sheet.autofilter(0, 0, max(len(each.rows), 1), len(each.columns) - 1)
        for line, row in enumerate(each.rows, _TITLE_ROWS):
            for place, (column, value) in enumerate(zip(each.columns, row, strict=True)):
                held = say.day(value) if isinstance(value, date) and value < _FIRST_DAY else value
                _write(sheet, line, place, column.key, held)
    _write_about(book, about, say)
    book.close()
    return made.getvalue()


def _write(sheet: Any, line: int, column: int, key: str, value: Value) -> None:
    if isinstance(value, int | float | Decimal):
        sheet.write_number(line, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value)
    elif (
        value
        and key == "link"
        and value.startswith(("http://", "https://"))
        and " " not in value
        and len(value) <= _LONGEST_LINK
        and line < _MOST_LINKS
    ):
        sheet.write_url(line, column, value, string=value[:255])
    elif value:
        sheet.write_string(line, column, safe_cell(value))


def _write_about(book: Any, told: Iterable[tuple[str, str]], say: Translator) -> None:
    """What the workbook is about, a remark a row; a query has a line a row, for one cell may be too small for it."""
    sheet = book.add_worksheet(say("takeaway.sheet_about")[:_LONGEST_SHEET_NAME])
    sheet.set_column(0, 0, 24, book.add_format({"bold": True, "valign": "top"}))
    sheet.set_column(1, 1, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    for line, (name, text) in enumerate(told):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, safe_cell(text))

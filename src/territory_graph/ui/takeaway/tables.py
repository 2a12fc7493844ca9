"""The view as tables: the ties as CSV, and a workbook of ties, sources, actors and what they are about."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter

from territory_graph.exports import safe_cell, separator, spreadsheet
from territory_graph.ui.takeaway.rows import ActorRow, SourceRow, TieRow, actor_rows, source_rows, tie_rows
from territory_graph.ui.takeaway.shown import Shown, clean
from territory_graph.ui.takeaway.sparql import as_sparql

_NAMED_BEFORE = frozenset({"source", "target", "kind", "about", "status", "label", "partners", "ties"})
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
_FIRST_DAY = date(1900, 3, 1)  # spreadsheets disagree on the days before

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": _DAY_FORMAT,
}

Row = TieRow | SourceRow | ActorRow
Value = date | str | float | None


def as_csv(shown: Shown) -> bytes:
    """The ties, a line each, as the reader's spreadsheet opens them: UTF-8 with a mark, “;” between cells in French."""
    rows = ((_cell(value, shown) for value in astuple(row)) for row in tie_rows(shown))
    return spreadsheet(_titles(TieRow, shown), rows, separator(shown.say.language))


def as_xlsx(shown: Shown) -> bytes:
    """A workbook: ties, their sources, the actors, and where all of it comes from. No cell is ever a formula."""
    made, say = io.BytesIO(), shown.say
    book = xlsxwriter.Workbook(made, _OPTIONS)
    book.set_properties(
        {
            "title": clean(shown.drawing.title, 255),
            "comments": clean(shown.address, 255),
            "created": datetime.combine(shown.built, time(), UTC),
        }
    )
    _sheet(book, say("takeaway.sheet_ties"), TieRow, tie_rows(shown), shown)
    _sheet(book, say("takeaway.sheet_sources"), SourceRow, source_rows(shown), shown)
    _sheet(book, say("takeaway.sheet_actors"), ActorRow, actor_rows(shown), shown)
    _about(book, shown)
    book.close()
    return made.getvalue()


def _sheet(book: Any, name: str, kind: type[Row], rows: Sequence[Row], shown: Shown) -> None:
    """One table with its head frozen, a filter on every column and widths for what stands in it."""
    sheet = book.add_worksheet(name[:_LONGEST_SHEET_NAME])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    names = [field.name for field in fields(kind)]
    for column, (key, title) in enumerate(zip(names, _titles(kind, shown), strict=True)):
        sheet.write_string(0, column, title, head)
        sheet.set_column(column, column, _WIDTHS.get(key, _WIDTH))
    sheet.freeze_panes(_TITLE_ROWS, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(names) - 1)
    for line, row in enumerate(rows, _TITLE_ROWS):
        for column, (key, value) in enumerate(zip(names, astuple(row), strict=True)):
            _write(sheet, line, column, key, _holdable(value, shown))


def _holdable(value: Value, shown: Shown) -> Value:
    """The value as a spreadsheet can hold it: a day too long ago is told in words."""
    return shown.say.day(value) if isinstance(value, date) and value < _FIRST_DAY else value


def _write(sheet: Any, line: int, column: int, key: str, value: Value) -> None:
    if isinstance(value, int | float):
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


def _about(book: Any, shown: Shown) -> None:
    """What the workbook is about, then the query of its actors, a line a row: one cell may be too small for it."""
    sheet = book.add_worksheet(shown.say("takeaway.sheet_about")[:_LONGEST_SHEET_NAME])
    sheet.set_column(0, 0, 24, book.add_format({"bold": True, "valign": "top"}))
    sheet.set_column(1, 1, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    told = [*shown.about, ("", ""), (shown.say("takeaway.formats.sparql"), "")]
    for line, (name, text) in enumerate([*told, *(("", row) for row in as_sparql(shown).splitlines())]):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, safe_cell(text))


def _titles(kind: type[Row], shown: Shown) -> Iterable[str]:
    return [_title(field.name.rstrip("_"), kind, shown) for field in fields(kind)]


def _title(name: str, kind: type[Row], shown: Shown) -> str:
    own = name not in _NAMED_BEFORE or (kind is ActorRow and name == "kind")
    return shown.say(f"takeaway.columns.{name}" if own else f"network.columns.{name}")


def _cell(value: Value, shown: Shown) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return shown.say.day(value)
    return value if isinstance(value, str) else shown.say.number(value)

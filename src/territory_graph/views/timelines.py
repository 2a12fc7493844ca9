"""Timelines of an answer: what happened when, an imprecise date as the stretch of days that it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

from territory_graph.messages import Translator
from territory_graph.store.answers import Cell, Column, Table
from territory_graph.views.charts import LONGEST_LABEL
from territory_graph.views.columns import Profile, date_text, profiles, span
from territory_graph.views.fiche.chronology import MOST_MOMENTS, Chronology, Moment, vague_told
from territory_graph.views.naming import Names
from territory_graph.views.result_table import cut

_END = re.compile(
    r"(?i:end\w{0,3}|fin|to|until|jusqu\w*|latest)(?:$|[_A-Z0-9].*)|.*(?:[a-z](?:End|Fin)|_(?i:end|fin))$"
)


def date_columns(table: Table) -> tuple[str, ...]:
    """The columns that hold dates."""
    return tuple(each.name for each in profiles(table) if each.kind == "date")


def timeline(table: Table, names: Names, say: Translator) -> Chronology:
    """The rows along time: by their date, or from one date to the other where a second column holds ends.

    A row whose end is not given stays open.

    Raises:
        ValueError: no column holds dates.
    """
    start, end = _columns(table)
    ends: Iterable[Cell] = table.column(end) if end else [None] * len(table)
    found = [
        moment
        for first, last, row in zip(table.column(start), ends, _labels(table, names), strict=True)
        if (moment := _moment(first, last, row, say, lasts=end is not None)) is not None
    ]
    ordered = sorted(found, key=lambda one: (one.first, one.last, one.label))
    shown = tuple(ordered[:MOST_MOMENTS])
    told = say("sparql.timeline.told", shown=len(shown), total=len(found), column=start)
    told += vague_told(shown, say)
    if endless := sum(1 for one in shown if one.open):
        told += " " + say("sparql.timeline.open", count=endless, column=end)
    return Chronology(shown, told)


def _columns(table: Table) -> tuple[str, str | None]:
    """The column of dates, and that of ends where another's name says that it holds them."""
    found = date_columns(table)
    if not found:
        raise ValueError("no column of dates")
    ends = [name for name in table.variables if _END.match(name) and _holds_ends(table.column(name))]
    starts = [name for name in found if name not in ends] or list(found)
    return starts[0], next((name for name in ends if name != starts[0]), None)


def _holds_ends(column: Column) -> bool:
    """Whether a column named as ends are holds nothing else: years as plain text are some there, and none is given."""
    return all(span(cell) is not None for cell in set(column) if cell is not None)


def _labels(table: Table, names: Names) -> Iterable[str]:
    """What each row is about: its first column of words or things."""
    wanted = ("words", "thing", "mixed")
    found: Profile | None = next((each for each in profiles(table) if each.kind in wanted), None)
    if found is None:
        return [""] * len(table)
    return (cut(names.of(cell), LONGEST_LABEL) if cell else "" for cell in table.column(found.name))


def _moment(first: Cell, last: Cell, label: str, say: Translator, *, lasts: bool) -> Moment | None:
    begun, ended = span(first), span(last)
    if begun is None:
        return None
    said = say.edtf(date_text(first) or "")
    if last is None and lasts:
        return Moment(label or said, say("dates.from", start=said), None, *begun, begun[1], begun[1], True)
    if ended is None or ended[1] < begun[0]:
        return Moment(label or said, said, None, *begun, *begun, False)
    told = say("dates.from-to", start=said, end=say.edtf(date_text(last) or ""))
    return Moment(label or told, told, None, *begun, max(begun[1], ended[0]), max(begun[1], ended[1]), False)

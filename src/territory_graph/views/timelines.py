"""Timelines of an answer: what happened when, an imprecise date as the stretch of days that it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

from territory_graph.messages import Translator
from territory_graph.store.answers import Cell, Table
from territory_graph.views.charts import row_labels
from territory_graph.views.columns import date_text, profiles, span
from territory_graph.views.fiche.chronology import MOST_MOMENTS, Chronology, Moment, vague_told
from territory_graph.views.naming import Names

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
    dated = date_columns(table)
    if not dated:
        raise ValueError("no column of dates")
    # A column named as ends are may hold years as plain text, or nothing: no profile calls that dates.
    named = {name: set(table.column(name)) - {None} for name in table.variables if _END.match(name)}
    named_ends = [name for name, cells in named.items() if all(span(cell) is not None for cell in cells)]
    starts = [name for name in dated if name not in named_ends] or list(dated)
    start, end = starts[0], next((name for name in named_ends if name != starts[0]), None)
    ends: Iterable[Cell] = table.column(end) if end else [None] * len(table)
    found = [
        moment
        for first, last, row in zip(
            table.column(start), ends, row_labels(table, names, ("words", "thing", "mixed")), strict=True
        )
        if (moment := _moment(first, last, row, say, lasts=end is not None)) is not None
    ]
    ordered = sorted(found, key=lambda one: (one.first, one.last, one.label))
    shown = tuple(ordered[:MOST_MOMENTS])
    told = say("sparql.timeline.told", shown=len(shown), total=len(found), column=start)
    told += vague_told(shown, say)
    if endless := sum(1 for one in shown if one.open):
        told += " " + say("sparql.timeline.open", count=endless, column=end)
    return Chronology(shown, told)


def _moment(first: Cell, last: Cell, label: str, say: Translator, *, lasts: bool) -> Moment | None:
    """A row along time: open where its end is not given, of one date where none comes after its beginning."""
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

"""The view as tables: the ties as CSV, and a workbook of ties, sources, actors and what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from datetime import date

from territory_graph.exports import separator, spreadsheet
from territory_graph.ui.takeaway.rows import ActorRow, SourceRow, TieInWords, actor_rows, source_rows, tie_rows
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.sparql import as_sparql
from territory_graph.ui.takeaway.workbook import Column, Sheet, Value, workbook

_NAMED_BEFORE = frozenset({"source", "target", "kind", "about", "status", "label", "partners", "ties"})
Row = TieInWords | SourceRow | ActorRow


def as_csv(shown: Shown) -> bytes:
    """The ties, a line each, as the reader's spreadsheet opens them: UTF-8 with a mark, “;” between cells in French."""
    rows = ((_cell(value, shown) for value in astuple(row)) for row in tie_rows(shown))
    return spreadsheet(_titles(TieInWords, shown), rows, separator(shown.say.language))


def as_xlsx(shown: Shown) -> bytes:
    """A workbook: ties, their sources, the actors, and where all of it comes from. No cell is ever a formula."""
    say = shown.say
    sheets = (
        _sheet(say("takeaway.sheet_ties"), TieInWords, tie_rows(shown), shown),
        _sheet(say("takeaway.sheet_sources"), SourceRow, source_rows(shown), shown),
        _sheet(say("takeaway.sheet_actors"), ActorRow, actor_rows(shown), shown),
    )
    query = [(say("takeaway.formats.sparql"), ""), *(("", row) for row in as_sparql(shown).splitlines())]
    about = [*shown.about, ("", ""), *query]
    of = shown.origin
    return workbook(sheets, about, say, title=shown.drawing.title, address=of.address, built=of.built)


def _sheet(name: str, kind: type[Row], rows: Sequence[Row], shown: Shown) -> Sheet:
    keys = [field.name for field in fields(kind)]
    columns = tuple(Column(key, title) for key, title in zip(keys, _titles(kind, shown), strict=True))
    return Sheet(name, columns, tuple(astuple(row) for row in rows))


def _titles(kind: type[Row], shown: Shown) -> Iterable[str]:
    names = [field.name.rstrip("_") for field in fields(kind)]
    own = {name for name in names if name not in _NAMED_BEFORE or (kind is ActorRow and name == "kind")}
    return [shown.say(f"takeaway.columns.{name}" if name in own else f"network.columns.{name}") for name in names]


def _cell(value: Value, shown: Shown) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return shown.say.day(value)
    return value if isinstance(value, str) else shown.say.number(value)

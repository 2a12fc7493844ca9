"""An answer in a sentence: how much there is, and what each column reaches from and to."""

from __future__ import annotations

from decimal import Decimal

from territory_graph.messages import Translator
from territory_graph.store.answers import Column, PlainAnswer
from territory_graph.views.columns import Profile, date_text, exact, profiles, span
from territory_graph.views.result_table import cut

MOST_COLUMNS = 6
LONGEST_VALUE = 80


def summary(found: PlainAnswer, say: Translator) -> str:
    """The answer in one sentence, plain text: 37 rows, 3 columns; date: 12 May 2021 – November 2021; …"""
    if found.kind == "boolean":
        return say("sparql.summary.yes" if found.yes else "sparql.summary.no")
    if not len(found.table):
        return say("sparql.summary.no_triples" if found.kind == "triples" else "sparql.summary.no_rows")
    if found.kind == "triples":
        subjects, predicates, _ = found.table.columns
        return say(
            "sparql.summary.triples",
            triples=say("sparql.summary.triple", count=len(found.table)),
            subjects=say("sparql.summary.subject", count=len(set(subjects))),
            properties=say("sparql.summary.property", count=len(set(predicates))),
        )
    table = found.table
    size = f"{say('sparql.summary.row', count=len(table))}, {say('sparql.summary.column', count=len(table.variables))}"
    told = [_told(each, table.column(each.name), say) for each in profiles(table)[:MOST_COLUMNS]]
    rest = len(table.variables) - len(told)
    more = [say("sparql.summary.more_columns", count=rest)] if rest else []
    return f"{say('sparql.summary.join').join([size, *told, *more])}."


def _told(about: Profile, column: Column, say: Translator) -> str:
    """One column: its bounds when it has an order, its only value, or how many different values it has."""
    if about.kind == "empty":
        values = say("sparql.summary.empty_column")
    elif not (values := _bounds(about, column, say)):
        values = say("sparql.summary.distinct", count=about.distinct)
        if about.distinct == 1 and about.kind in ("words", "point"):
            only = next(cell.value for cell in column if cell is not None)
            values = say("sparql.summary.only", value=cut(only, LONGEST_VALUE))
    empty = len(column) - about.filled
    missing = f" ({say('sparql.summary.empty_cells', count=empty)})" if empty and about.filled else ""
    return say("sparql.summary.about", column=about.name, values=f"{values}{missing}")


def _bounds(about: Profile, column: Column, say: Translator) -> str:
    """From where to where a column of numbers or of dates reaches; empty of any other."""
    if about.kind == "number":
        numbers = [value for cell in column if (value := exact(cell)) is not None]
        ends = [number_text(each, say) for each in (min(numbers), max(numbers))]
    elif about.kind == "date":
        dated = [(days, cell) for cell in set(column) if cell is not None and (days := span(cell))]
        first, last = min(dated, key=lambda pair: pair[0]), max(dated, key=lambda pair: pair[0][::-1])
        ends = [say.edtf(date_text(cell) or "") for _, cell in (first, last)]
    else:
        return ""
    return ends[0] if ends[0] == ends[1] else say("dates.from-to", start=ends[0], end=ends[1])


def number_text(value: Decimal, say: Translator) -> str:
    """A number as the language writes it, or as the data do where that would cost digits or fill the line."""
    size = abs(value)
    return say.number(value) if not value or Decimal("0.001") <= size < Decimal("1e15") else f"{value:.6g}"

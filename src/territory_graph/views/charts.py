"""Charts of an answer, as plain values: bars, a line, a histogram or a scatter, with what is left out said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from territory_graph.messages import Translator
from territory_graph.store.answers import Cell, Table
from territory_graph.views.columns import ColumnKind, number, profiles, span
from territory_graph.views.naming import Names
from territory_graph.views.result_table import cut

ChartKind = Literal["bar", "line", "histogram", "scatter"]
MOST_BARS, MOST_POINTS, MOST_BINS = 30, 2_000, 30
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, point or bin: where it stands along the axis, how much it is, and what it stands for.

    ``x`` is a name (bar), a day (line) or a number (scatter, and the lower end of a bin whose upper end is ``end``).
    """

    x: str | date | float
    y: float
    label: str
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be drawn: its kind, the titles of its axes, its marks, and what is shown in a sentence."""

    kind: ChartKind
    x_title: str
    y_title: str
    marks: tuple[Mark, ...]
    sentence: str


def measures(table: Table) -> tuple[str, ...]:
    """The columns that a chart can measure: those of numbers."""
    return tuple(each.name for each in profiles(table) if each.kind == "number")


def dimensions(table: Table, measure: str) -> tuple[str, ...]:
    """The columns along which a measure can be shown, the most telling first: dates, names, other numbers."""
    order = {"date": 0, "words": 1, "thing": 1, "mixed": 1, "number": 2}
    found = [each for each in profiles(table) if each.name != measure and each.kind in order]
    return tuple(each.name for each in sorted(found, key=lambda each: order[each.kind]))


def chart(table: Table, measure: str, dimension: str | None, names: Names, say: Translator) -> Chart:
    """The chart of a measure along a dimension, or of how its values spread where there is none.

    Raises:
        ValueError: the table has no such column.
    """
    values = [number(cell) for cell in table.column(measure)]
    if dimension is None:
        return _histogram(measure, [value for value in values if value is not None], say)
    kind = next(each for each in profiles(table) if each.name == dimension).kind
    pairs = [
        (cell, value)
        for cell, value in zip(table.column(dimension), values, strict=True)
        if cell is not None and value is not None
    ]
    if kind == "number":
        return _scatter(table, dimension, measure, names, say)
    if kind == "date":
        drawn = _line(dimension, measure, pairs, say)
    else:
        drawn = _bars(dimension, measure, [(_name(cell, names), value) for cell, value in pairs], say)
    again = _repeated(table, measure) if drawn.y_title != measure else 0
    return replace(drawn, sentence=f"{drawn.sentence} {say('sparql.chart.repeated', count=again)}") if again else drawn


def _repeated(table: Table, measure: str) -> int:
    """How many rows with a number say of the same things, dates and numbers what another says already."""
    telling = [each.name for each in profiles(table) if each.kind in ("thing", "date", "number", "point")]
    if not any(each.kind == "thing" for each in profiles(table)):
        return 0
    rows = zip(*(table.column(name) for name in telling), strict=True)
    place = telling.index(measure)
    known = [row for row in rows if row[place] is not None]
    return len(known) - len(set(known))


def row_labels(table: Table, names: Names, kinds: tuple[ColumnKind, ...] = ("words", "thing")) -> list[str]:
    """What each row is about: its first column of one of the kinds; empty texts where the answer has none."""
    label = next((each.name for each in profiles(table) if each.kind in kinds), None)
    return [_name(cell, names) for cell in table.column(label)] if label else [""] * len(table)


def _name(cell: Cell, names: Names) -> str:
    return cut(names.of(cell), LONGEST_LABEL) if cell is not None else ""


def _bars(x: str, y: str, pairs: list[tuple[str, float]], say: Translator) -> Chart:
    """A bar a name, the largest first; the values of a name that stands in several rows are added up."""
    sums: dict[str, float] = defaultdict(float)
    for name, value in pairs:
        sums[name] += value
    largest = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = largest[:MOST_BARS]
    summed = len(sums) < len(pairs)
    title = say("sparql.chart.sum", column=y) if summed else y
    told = say("sparql.chart.bar", shown=len(shown), total=len(sums), x=x, y=title)
    return Chart("bar", x, title, tuple(Mark(name, value, name) for name, value in shown), told)


def _line(x: str, y: str, pairs: Sequence[tuple[Cell, float]], say: Translator) -> Chart:
    """A point a date, at its first day; the values of a date that stands in several rows are added up."""
    sums: dict[date, float] = defaultdict(float)
    labels: dict[date, str] = {}
    for cell, value in pairs:
        days = span(cell)
        if days is not None and cell is not None:
            sums[days[0]] += value
            labels[days[0]] = say.edtf(cell.value)
    summed = len(sums) < len(pairs)
    marks = tuple(Mark(day, sums[day], labels[day]) for day in sorted(sums))
    title = say("sparql.chart.sum", column=y) if summed else y
    return Chart("line", x, title, marks, say("sparql.chart.line", count=len(marks), x=x, y=title))


def _scatter(table: Table, x: str, y: str, names: Names, say: Translator) -> Chart:
    """A point a row that has both numbers, named by its first column of words or things."""
    cells = zip(table.column(x), table.column(y), row_labels(table, names), strict=True)
    found = [
        Mark(across, up, label)
        for first, second, label in cells
        if (across := number(first)) is not None and (up := number(second)) is not None
    ]
    shown = found
    if len(found) > MOST_POINTS:  # as many, taken at even steps
        shown = [found[place * len(found) // MOST_POINTS] for place in range(MOST_POINTS)]
    told = say("sparql.chart.scatter", shown=len(shown), total=len(found), x=x, y=y)
    return Chart("scatter", x, y, tuple(shown), told)


def _histogram(name: str, values: list[float], say: Translator) -> Chart:
    """How many values lie in each of at most thirty equal ranges (Freedman & Diaconis 1981)."""
    array = np.asarray(values)
    low, high = np.percentile(array, [25, 75])
    width = 2 * (high - low) / len(values) ** (1 / 3)
    spread = float(array.max() - array.min())
    bins = int(min(MOST_BINS, max(1, np.ceil(spread / width)))) if width > 0 else 10
    edges = np.histogram_bin_edges(values, bins=bins)
    counts, edges = np.histogram(values, bins=edges)
    marks = tuple(
        Mark(float(low), float(count), "", float(high))
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    )
    told = say("sparql.chart.histogram", count=len(values), x=name)
    return Chart("histogram", name, say("sparql.chart.rows"), marks, told)

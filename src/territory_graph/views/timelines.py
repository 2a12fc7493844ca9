"""Timelines of an answer: what happened when, an imprecise date as the stretch of days that it may mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from territory_graph.messages import Translator
from territory_graph.store.answers import Cell, Table
from territory_graph.views.charts import LONGEST_LABEL
from territory_graph.views.columns import Profile, date_text, profiles, span
from territory_graph.views.naming import Names
from territory_graph.views.result_table import cut

MOST_BANDS = 60
_ENDS = ("end", "fin", "to", "until", "jusqu", "latest")


@dataclass(frozen=True, slots=True)
class Band:
    """One line of a timeline: its first and last possible day, what it is, and the date as it is said.

    ``exact`` when both are the same day, which is drawn as a point.
    """

    first: date
    last: date
    label: str
    when: str

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bands in the order of time, and a sentence that says how many and which are imprecise."""

    bands: tuple[Band, ...]
    sentence: str


def date_columns(table: Table) -> tuple[str, ...]:
    """The columns that hold dates."""
    return tuple(each.name for each in profiles(table) if each.kind == "date")


def timeline(table: Table, names: Names, say: Translator) -> Timeline:
    """The rows along time: by their date, or from one date to the other where a second column holds ends.

    Raises:
        ValueError: no column holds dates.
    """
    start, end = _columns(table)
    ends: Iterable[Cell] = table.column(end) if end else [None] * len(table)
    bands = [
        band
        for first, last, row in zip(table.column(start), ends, _labels(table, names), strict=True)
        if (band := _band(first, last, row, say)) is not None
    ]
    ordered = sorted(bands, key=lambda band: (band.first, band.last, band.label))
    shown = tuple(ordered[:MOST_BANDS])
    vague = sum(1 for band in shown if not band.exact)
    told = say("sparql.timeline.told", shown=len(shown), total=len(bands), vague=vague, column=start)
    return Timeline(shown, told)


def _columns(table: Table) -> tuple[str, str | None]:
    """The column of dates, and that of ends where another's name says that it holds them."""
    found = date_columns(table)
    if not found:
        raise ValueError("no column of dates")
    ends = [name for name in found if name.lower().startswith(_ENDS)]
    starts = [name for name in found if name not in ends] or list(found)
    return starts[0], next((name for name in ends if name != starts[0]), None)


def _labels(table: Table, names: Names) -> Iterable[str]:
    """What each row is about: its first column of words or things."""
    wanted = ("words", "thing", "mixed")
    found: Profile | None = next((each for each in profiles(table) if each.kind in wanted), None)
    if found is None:
        return [""] * len(table)
    return (cut(names.of(cell), LONGEST_LABEL) if cell else "" for cell in table.column(found.name))


def _band(first: Cell, last: Cell, label: str, say: Translator) -> Band | None:
    begun, ended = span(first), span(last)
    if begun is None:
        return None
    said = say.edtf(date_text(first) or "")
    if ended is None or ended[1] < begun[0]:
        return Band(*begun, label, said)
    return Band(begun[0], ended[1], label, say("dates.from-to", start=said, end=say.edtf(date_text(last) or "")))

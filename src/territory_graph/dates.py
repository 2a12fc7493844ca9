"""Dates as sources give them: a subset of the Extended Date/Time Format (ISO 8601-2), with their day bounds.

Four forms are used: ``2021``, ``2021~`` (about), ``2021-11`` and ``2021-06-10``; ``?`` after the year means uncertain.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_EDTF = re.compile(r"(?P<year>[0-9]{4})(?:(?P<doubt>[~?])|(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?)")
_APPROXIMATE_YEARS = 1


def bounds(text: str) -> tuple[date, date]:
    """The first and last day that an EDTF date may mean.

    An approximate or uncertain year (``~``, ``?``) reaches one year to both sides.

    Raises:
        ValueError: the text is not one of the four forms, or names a day that does not exist.

    >>> bounds("2021-11")
    (datetime.date(2021, 11, 1), datetime.date(2021, 11, 30))
    >>> bounds("2011~")
    (datetime.date(2010, 1, 1), datetime.date(2012, 12, 31))
    """
    match = _EDTF.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = int(match["year"]), match["month"], match["day"]
    if day:
        exact = date(year, int(month), int(day))
        return exact, exact
    if month:
        return date(year, int(month), 1), date(year, int(month), monthrange(year, int(month))[1])
    spread = _APPROXIMATE_YEARS if match["doubt"] else 0
    return date(year - spread, 1, 1), date(year + spread, 12, 31)


def day_or(text: str, otherwise: date | None) -> date | None:
    """The day that an ISO date names; none where the text is empty, ``otherwise`` where it names no day.

    >>> day_or("2015-06-01", None), day_or("", date(2021, 5, 12)), day_or("soon", date(2021, 5, 12))
    (datetime.date(2015, 6, 1), None, datetime.date(2021, 5, 12))
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return otherwise


def compatible(dates: Iterable[str]) -> bool:
    """Whether EDTF dates may all be true: they differ in precision only.

    Raises:
        ValueError: one of them is no date.

    >>> compatible(["2012", "2012-03-19"]), compatible(["2011", "2012"])
    (True, False)
    """
    spans = [bounds(date) for date in dates]
    return max(first for first, _ in spans) <= min(last for _, last in spans)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time known by bounds: EDTF texts as said, and the days between which it began and ended.

    ``None`` is unknown, never "for ever": a state without an end is one whose end no source gives.
    ``attested`` is the last day on which a source says that the state held. ``dated`` is true of what happened at
    a time, as an event, rather than lasted from then on: ``start`` is its date.
    """

    start: str | None = None
    end: str | None = None
    start_earliest: date | None = None
    start_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None
    attested: date | None = None
    dated: bool = False

    @classmethod
    def of(cls, start: str | None, end: str | None = None, attested: date | None = None) -> Interval:
        """The interval between two EDTF dates, either of which may be unknown."""
        first = bounds(start) if start else (None, None)
        last = bounds(end) if end else (None, None)
        return cls(start, end, first[0], first[1], last[0], last[1], attested)

    def holds_on(self, day: date) -> bool:
        """Whether no bound excludes that the state held on ``day``: unknown bounds exclude nothing.

        >>> Interval.of("2012", "2014").holds_on(date(2013, 5, 1))
        True
        >>> Interval.of("2015").holds_on(date(2013, 5, 1))
        False
        """
        begun = self.start_earliest is None or self.start_earliest <= day
        ended = self.end_latest is not None and self.end_latest < day
        return begun and not ended

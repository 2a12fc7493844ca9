"""Dates as sources give them: a subset of the Extended Date/Time Format (ISO 8601-2), with their day bounds.

Four forms are used: ``2021``, ``2021~`` (about), ``2021-11`` and ``2021-06-10``; ``?`` after the year means uncertain.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

_EDTF = re.compile(r"(?P<year>[0-9]{4})(?:(?P<doubt>[~?])|(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?)")
_APPROXIMATE_YEARS = 1
_SAID = ("start", "end", "when", "date")
_BOUNDED = (
    ("start", "startEarliest", "startLatest"),
    ("when", "earliest", "latest"),
    ("end", "endEarliest", "endLatest"),
)
"""The properties that say a beginning, a day or an end, each with those of the first and the last day it may mean."""
DERIVED = frozenset(name for _, *limits in _BOUNDED for name in limits)
"""The properties of first and last days: the build derives them from what is said, or a rule from something else."""
_READ = DERIVED.union(_SAID, ("forYear", "attested", "attestedOn", "notBefore", "notAfter"))
"""All properties of which an interval is made; a thing's other ones say nothing of its time."""


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


def bounds_if_any(text: str | None) -> tuple[date, date] | tuple[None, None]:
    """First and last day of a date in EDTF; a text that is none says nothing of days.

    >>> bounds_if_any("2021-11"), bounds_if_any("bientôt")
    ((datetime.date(2021, 11, 1), datetime.date(2021, 11, 30)), (None, None))
    """
    try:
        return bounds(text or "")
    except ValueError:
        return None, None


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
    """Whether EDTF dates may all be true: they differ in precision only. What is no date goes with none.

    >>> compatible(["2012", "2012-03-19"]), compatible(["2011", "2012"]), compatible(["2012", "soon"])
    (True, False, False)
    """
    spans = [bounds_if_any(date) for date in dates]
    first, last = [one for one, _ in spans if one], [one for _, one in spans if one]
    return len(first) == len(spans) and max(first) <= min(last)


def most_precise(dates: Iterable[str]) -> str:
    """Of EDTF dates, at least one, that which may mean the fewest days; what is no date comes last.

    >>> most_precise(["2012", "2012-03-19"]), most_precise(["2011~", "2012"])
    ('2012-03-19', '2012')
    """

    def days(text: str) -> int:
        first, last = bounds_if_any(text)
        return (last - first).days if first and last else date.max.toordinal()

    return min(dates, key=days)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time known by bounds: EDTF texts as said, and the days between which it began and ended.

    ``None`` is unknown, never "for ever": a state without an end is one whose end no source gives.
    ``attested`` is the last day on which a source says that the state held; ``seen`` the last month or year (EDTF) in
    which one does, where it gives no day; ``known`` when the first source that tells of it appeared (EDTF), where
    nothing else dates it. ``dated`` is true of what happened at a time, as an event, rather than lasted from then on:
    ``start`` is its date. ``not_before`` and ``not_after`` are bounds that follow from something else: nobody is tied
    before being there. ``otherwise`` are the dates that other records give to the same, which cannot all be true, each
    after the name of its property.
    """

    start: str | None = None
    end: str | None = None
    start_earliest: date | None = None
    start_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None
    attested: date | None = None
    seen: str | None = None
    known: str | None = None
    dated: bool = False
    not_before: date | None = None
    not_after: date | None = None
    otherwise: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, start: str | None, end: str | None = None, attested: date | None = None) -> Interval:
        """The interval between two EDTF dates, either of which may be unknown."""
        first = bounds(start) if start else (None, None)
        last = bounds(end) if end else (None, None)
        return cls(start, end, first[0], first[1], last[0], last[1], attested)

    @classmethod
    def said(cls, values: Mapping[str, str]) -> Interval:
        """The interval that the dates of a thing make, by the local names of their properties.

        The year that a sum is of bounds what has no beginning of its own, or one in it, and no end: what began before
        is not over with it. What is done on a day of that year did not hold before; what is done after it is told at
        its own date.

        >>> [Interval.said({"start": start, "forYear": "2021"}).end for start in ("2021-03", "2018")]
        ['2021', None]
        >>> paid, late = (Interval.said({"when": day, "forYear": "2021"}) for day in ("2021-11-20", "2022-02"))
        >>> paid.start, paid.first, late.start, late.dated
        ('2021', datetime.date(2021, 11, 20), '2022-02', True)
        """

        def day(name: str) -> date | None:
            return date.fromisoformat(values[name]) if name in values else None

        year, act = values.get("forYear"), values.get("when")
        done = bounds_if_any(act)[0] if year and "start" not in values else None
        began = bounds_if_any(values.get("start"))[1]
        apart = (done and done > (bounds_if_any(year)[1] or date.max)) or (
            began and began < (bounds_if_any(year)[0] or date.min)
        )
        if apart:
            values = {name: text for name, text in values.items() if name != "forYear"}
            year = done = None
        start, end = values.get("start") or values.get("when") or values.get("date"), values.get("end")
        if year and not (start and end):
            start, end = values.get("start", year), values.get("end", year)
            if (bounds_if_any(end)[1] or date.max) < (bounds_if_any(start)[0] or date.min):
                start, end = year, year
            values = {name: values[name] for name in ("forYear", "attestedOn", "attested") if name in values}
        begun, ended = bounds_if_any(start), bounds_if_any(end)
        told = cls(
            start=start,
            end=end,
            # A date that is said bounds more tightly than what another record knows of the same thing.
            start_earliest=begun[0] or day("startEarliest") or day("earliest"),
            start_latest=begun[1] or day("startLatest") or day("latest"),
            end_earliest=ended[0] or day("endEarliest"),
            end_latest=ended[1] or day("endLatest"),
            attested=day("attestedOn"),
            seen=_month_or_year(values.get("attested")),
            dated=not {"start", "forYear"} & values.keys() and bool({"when", "date", "latest"} & values.keys()),
            not_before=day("notBefore"),
            not_after=day("notAfter"),
        )
        return told.from_day(done)

    @classmethod
    def widest(cls, values: Mapping[str, Iterable[str]]) -> Interval:
        """The same where records disagree: from the earliest beginning to the latest end that any of them gives.

        Of dates that differ in precision only, the most precise is told; a sum of several years is of all of them.
        Where no date is said, bounds that several records give hold together, as long as they leave a day: what is
        attested on two days began by the first.

        >>> found = Interval.widest({"start": ["2012", "2011"], "end": ["2020", "2020-03"]})
        >>> found.start, found.end_latest, found.otherwise
        ('2011', datetime.date(2020, 3, 31), (('start', '2012'),))
        >>> Interval.widest({"startLatest": ["2019-12-31", "2021-05-12"], "attestedOn": ["2021-05-12"]}).start_latest
        datetime.date(2019, 12, 31)

        The day from which sources say that something is put off is none of its dates.

        >>> Interval.widest({"when": ["2021-04-10", "2021-10-10"], "previousDate": ["2021-04-10"]}).start
        '2021-10-10'
        >>> Interval.widest({"when": ["2021-04-10"], "previousDate": ["2021-04-10"]}).undated
        True

        Days between which something was tell more than about when it was.

        >>> found = Interval.widest({"when": ["2024~"], "earliest": ["2023-01-02"], "latest": ["2024-01-01"]})
        >>> found.start, found.start_earliest, found.start_latest, found.dated
        (None, datetime.date(2023, 1, 2), datetime.date(2024, 1, 1), True)

        What something else ended by a day lasted no longer, whatever was first agreed on.

        >>> Interval.widest({"start": ["2020"], "end": ["2025"], "endedBy": ["2022-06-01"]}).last
        datetime.date(2022, 6, 1)
        """
        values = {name: found for name, found in _ended_early(without_put_off(values)).items() if name in _READ}
        values = _without_vaguer(values)
        if len(years := set(values.get("forYear", ()))) > 1:
            return cls.spanning([cls.widest({**values, "forYear": [year]}) for year in sorted(years)])
        late = {"end", "startLatest", "endLatest", "latest", "attestedOn", "attested"}
        chosen, otherwise = {}, list[tuple[str, str]]()
        for name, found in values.items():
            place = 1 if name in late else 0
            ordered = sorted(set(found), key=lambda text: (bounds_if_any(text)[place] or date.min, text))
            chosen[name] = ordered[-1 if name in late else 0]
            if name in _SAID and len(ordered) > 1:
                if compatible(ordered):
                    chosen[name] = most_precise(ordered)
                else:
                    otherwise += [(name, text) for text in ordered if text != chosen[name]]
        seen = [text for text in values.get("attested", ()) if _month_or_year(text)]
        if seen:
            chosen["attested"] = max(seen, key=lambda text: (bounds_if_any(text)[1] or date.min, text))
        return replace(cls.said(chosen | _closest(values)), otherwise=tuple(otherwise))

    @classmethod
    def spanning(cls, found: Sequence[Interval]) -> Interval:
        """From the first beginning to the last end of several, at least one; where one of them is open, so is the span.

        What one source attests last is attested of the span.

        >>> Interval.spanning([Interval.of("2012", "2014"), Interval.of("2013", "2020")]).end_latest
        datetime.date(2020, 12, 31)
        >>> Interval.spanning([Interval.of("2012", "2014"), Interval()]).last is None
        True
        """
        begun = min(found, key=lambda one: one.first or date.min)
        over = max(found, key=lambda one: one.last or date.max)
        return replace(
            begun,
            end=over.end,
            end_earliest=over.end_earliest,
            end_latest=over.end_latest,
            not_after=over.not_after,
            attested=max((one.attested for one in found if one.attested), default=None),
        )

    def or_of(self, covered: Sequence[Interval]) -> Interval:
        """Itself where some day bounds it, else the time of what it covers, if it covers anything: ``spanning``.

        >>> Interval().or_of([Interval.of("2012", "2014"), Interval.of("2013", "2020")]).end
        '2020'
        """
        own = self.start_earliest or self.end_latest or self.start_latest or self.attested
        return self if own or not covered else Interval.spanning(covered)

    def within(self, spans: Iterable[tuple[date | None, date | None]]) -> Interval:
        """Itself with the bounds that the first and last days of other things give it, where they are closer.

        >>> Interval.of("2021").within([(date(2021, 6, 1), None)]).first
        datetime.date(2021, 6, 1)
        """
        found = list(spans)
        first = max((day for day, _ in (*found, (self.not_before, None)) if day), default=None)
        last = min((day for _, day in (*found, (None, self.not_after)) if day), default=None)
        if first is None and last is None:
            return self
        begun, ended = self.start_earliest, self.end_latest
        return replace(
            self,
            not_before=first if first and (begun is None or first > begun) else None,
            not_after=last if last and (ended is None or last < ended) else None,
        )

    def from_day(self, first: date | None) -> Interval:
        """The same, held on no day before ``first``; as it is where that would leave it no day.

        >>> Interval.of("2021").from_day(date(2021, 9, 15)).holds_on(date(2021, 6, 1))
        False
        """
        known = max((day for day in (self.not_before, first) if day), default=None)
        return self if known and self.last and known > self.last else replace(self, not_before=known)

    @property
    def last_attested(self) -> str | None:
        """The last day, month or year (EDTF) of which a source says that the state held, whichever began later.

        >>> Interval.said({"attestedOn": "2020-11-11", "attested": "2023-03"}).last_attested
        '2023-03'
        """
        day = self.attested.isoformat() if self.attested else None
        return max((text for text in (day, self.seen) if text), key=lambda text: bounds(text)[0], default=None)

    @property
    def undated(self) -> bool:
        """Whether no source gives it a date, a bound or an attestation."""
        days = (self.start_earliest, self.start_latest, self.end_earliest, self.end_latest, self.attested)
        return not any((self.start, self.end, self.seen, *days))

    def known_from(self, issued: Iterable[str]) -> Interval:
        """The same, where nothing dates it with when the first of its sources appeared: of before, nothing is known.

        >>> Interval().known_from(["2021-05-12", "", "2019"]).known, Interval.of("2012").known_from(["2019"]).known
        ('2019', None)
        """
        dates = [text for text in issued if bounds_if_any(text)[0]] if self.undated else []
        return replace(self, known=min(dates, key=bounds)) if dates else self

    @property
    def only_seen(self) -> bool:
        """Whether nothing bounds its beginning but the month or year in which it is attested once."""
        once = self.seen is not None and self.last_attested == self.seen
        return self.start is None and once and self.start_latest == bounds_if_any(self.seen)[1]

    @property
    def inverted(self) -> bool:
        """Whether it ends before it begins, as where two records contradict each other: it held on no day."""
        begun, ended = self.start_earliest, self.end_latest
        return begun is not None and ended is not None and ended < begun

    @property
    def excluded(self) -> bool:
        """Whether no day is left to it by what it joins or is part of: one had ended before another began.

        >>> Interval().within([(date(2019, 9, 1), None), (None, date(2012, 12, 31))]).excluded
        True
        """
        first, last = self.first, self.last
        return first is not None and last is not None and last < first and not self.inverted

    @property
    def not_over_by(self) -> date | None:
        """The day on which a source knows that it had not ended, later than all that attests it; else None.

        >>> Interval.said({"attestedOn": "2020-11-11", "endEarliest": "2023-03-01"}).not_over_by
        datetime.date(2023, 3, 1)
        """
        known = None if self.end else self.end_earliest
        return known if known and known > (bounds_if_any(self.last_attested)[0] or date.min) else None

    @property
    def heard(self) -> date | None:
        """The last day up to which sources tell of it: by then it had begun, is attested, or was not over.

        >>> Interval.said({"start": "2016-01", "attested": "2019-02", "endEarliest": "2019-02-01"}).heard
        datetime.date(2019, 2, 28)
        """
        days = (self.start_latest, bounds_if_any(self.last_attested)[1], self.not_over_by)
        return max((day for day in days if day), default=None)

    @property
    def outlived(self) -> bool:
        """Whether a source attests it after the end that another gives."""
        first, _ = bounds_if_any(self.last_attested)
        return first is not None and self.end_latest is not None and self.end_latest < first

    @property
    def foreseen(self) -> bool:
        """Whether a source attests it, and none later, before the beginning that another gives."""
        _, last = bounds_if_any(self.last_attested)
        return last is not None and self.start is not None and (self.start_earliest or date.min) > last

    @property
    def first(self) -> date | None:
        """The first day on which it may have held; None where nothing bounds it."""
        return max((day for day in (self.start_earliest, self.not_before) if day), default=None)

    @property
    def last(self) -> date | None:
        """The last day on which it may have held; None where nothing bounds it."""
        return min((day for day in (self.end_latest, self.not_after) if day), default=None)

    def holds_on(self, day: date) -> bool:
        """Whether no bound excludes that the state held on ``day``: unknown bounds exclude nothing.

        >>> Interval.of("2012", "2014").holds_on(date(2013, 5, 1))
        True
        >>> Interval.of("2015").holds_on(date(2013, 5, 1))
        False
        """
        first, last = self.first, self.last
        return (first is None or first <= day) and (last is None or day <= last)

    def surely_meets(self, first: date, last: date) -> bool:
        """Whether dates say that the state held on a day from ``first`` to ``last``; an unknown end says nothing.

        >>> begun, first, last = Interval.of("2014"), date(2021, 1, 1), date(2021, 12, 31)
        >>> begun.surely_meets(date(2014, 6, 1), last), begun.surely_meets(first, last)
        (True, False)
        >>> Interval.of("2014", attested=date(2021, 5, 12)).surely_meets(first, last)
        True
        """
        begun, seen = self.start_latest, bounds_if_any(self.seen)[0]
        if begun is None:
            return self.attested is not None and first <= self.attested <= last
        held = max(day for day in (begun, self.end_earliest, self.attested, seen) if day)
        return not self.inverted and begun <= last and first <= held

    def may_be_over(self, day: date) -> bool:
        """Whether the days between which it ended leave open whether it had by ``day``.

        >>> [Interval.of(None, "2019").may_be_over(date(year, 6, 1)) for year in (2018, 2019, 2020)]
        [False, True, False]
        """
        first, last = self.end_earliest, self.end_latest
        return first is not None and last is not None and first < day <= last

    def only_known_after(self, day: date) -> bool:
        """Whether no source says that it had begun by ``day``: all that they say is of later, or of no time at all.

        >>> [Interval(start_earliest=date(2012, 1, 1), start_latest=date(2021, 5, 12)).only_known_after(one)
        ...  for one in (date(2012, 6, 1), date(2022, 6, 1))]
        [True, False]
        >>> [one.only_known_after(date(2013, 5, 1)) for one in (Interval(), Interval(known="2021"))]
        [False, True]
        """
        known = self.start_latest or self.attested or bounds_if_any(self.known)[0]
        return self.start is None and known is not None and day < known


def _closest(values: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The closest bounds of a beginning and of an end of which no date is said; none where they leave no day.

    What is attested on several days had begun by the first.
    """
    found = dict[str, str]()
    seen = sorted(set(values.get("attestedOn", ())))
    attested = seen[0] if seen else ""
    for said, low, high in _BOUNDED:
        lowest, highest = max(values.get(low, ()), default=""), min(values.get(high, ()), default="")
        if attested and high == "startLatest" and (highest or len(seen) > 1):
            highest = min(highest or attested, attested)
        if said not in values and not (lowest and highest and highest < lowest):
            found |= {name: day for name, day in ((low, lowest), (high, highest)) if day}
    return found


def _without_vaguer(values: Mapping[str, Iterable[str]]) -> dict[str, Iterable[str]]:
    """Dates without those that are only about a year, where days within that are known between which they lie."""
    kept = dict(values)
    for said, low, high in _BOUNDED:
        texts = list(values.get(said, ()))
        days = max(values.get(low, ()), default=""), min(values.get(high, ()), default="")
        spans = [tuple(map(str, bounds_if_any(text))) for text in texts]
        closer = (span != days and span[0] <= days[0] <= days[1] <= span[1] for span in spans)
        if texts and all(days) and all(text.endswith(("~", "?")) for text in texts) and all(closer):
            del kept[said]
            kept |= {low: [days[0]], high: [days[1]]}
    return kept


def _month_or_year(text: str | None) -> str | None:
    """A date that is no day; nothing where it is one, or no date."""
    first, last = bounds_if_any(text)
    return text if first != last else None


def is_put_off(text: str, previous: Iterable[str]) -> bool:
    """Whether a date is one from which sources say that something is put off: the same, or less precise.

    >>> is_put_off("2021-04", ["2021-04-10"]), is_put_off("2021-04-28", ["2021-04"])
    (True, False)
    """
    first, last = bounds_if_any(text)
    spans = [bounds_if_any(one) for one in previous]
    return any(first and last and begun and ended and first <= begun and ended <= last for begun, ended in spans)


def without_put_off(values: Mapping[str, Iterable[str]]) -> Mapping[str, Iterable[str]]:
    """Dates by local names of their properties, without those from which something is put off, and what lasted then."""
    previous = list(values.get("previousDate", ()))
    if not previous:
        return values
    kept = [text for text in values.get("when", ()) if not is_put_off(text, previous)]
    first = min((day for text in kept if (day := bounds_if_any(text)[0])), default=None)
    ends = [text for text in values.get("end", ()) if first and (bounds_if_any(text)[1] or first) >= first]
    of_end = ("end", "endEarliest", "endLatest")
    left = {name: said for name, said in values.items() if name not in ("when", "earliest", "latest", *of_end)}
    if kept:
        left["when"] = kept
    if ends:
        left["end"] = ends
    return left


def _ended_early(values: Mapping[str, Iterable[str]]) -> Mapping[str, Iterable[str]]:
    """Dates without the later end that was first agreed on, where something else ended it by a day."""
    by = min(values.get("endedBy", ()), default="")
    ends = [bounds_if_any(text)[0] for text in values.get("end", ())]
    if not by or any(first and first.isoformat() <= by for first in ends):
        return values
    left = {name: said for name, said in values.items() if name not in ("end", "endEarliest", "endLatest")}
    return {**left, "endLatest": [by]}

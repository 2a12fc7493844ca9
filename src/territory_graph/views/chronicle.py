"""What changes in time: how much in each year, what between two days, and what has not been heard of for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from territory_graph.dates import Interval, bounds, bounds_if_any
from territory_graph.messages import Translator
from territory_graph.views.names_over_time import ToldChange
from territory_graph.views.telling import Names, Told, told
from territory_graph.views.ties import ToldTie

Within = Literal["surely", "perhaps", "no"]
Turn = Literal["began", "ended", "happened", "attested"]

_TURNS: tuple[Turn, ...] = ("began", "ended", "happened", "attested")


@dataclass(frozen=True, slots=True)
class YearOfChange:
    """What one year saw: facts that begin, that end, and what happened at a time or is of that year alone.

    ``approximate`` counts those of them whose date may lie in another year.
    """

    year: int
    starts: int
    ends: int
    events: int
    approximate: int


@dataclass(frozen=True, slots=True)
class Changed:
    """One change between two days; ``sure`` is false where its date may also lie outside."""

    turn: Turn
    told: Told
    day: date
    sure: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two days, by kind of change and in the order of time; ``undated`` has no date at all.

    ``events`` are renamings, mergers…; ``summary`` counts it all, ``remark`` says why there is nothing.
    """

    first: date
    last: date
    summary: str
    changed: tuple[Changed, ...]
    events: tuple[Changed, ...]
    undated: tuple[Told, ...]
    undated_note: str
    remark: str = ""

    def of(self, turn: Turn) -> tuple[Changed, ...]:
        """The ties that took one turn."""
        return tuple(one for one in self.changed if one.turn == turn)


def faded(interval: Interval, day: date, years: int = 5) -> bool:
    """Whether nothing has been heard, for more than ``years`` before ``day``, of a state whose end no source gives.

    What began in a year was heard of then. What happened at a time, and what has no date, does not fade; 0 is never.

    >>> faded(Interval.of("2012"), date(2021, 5, 12)), faded(Interval.of("2012", "2030"), date(2021, 5, 12))
    (True, False)
    """
    heard = interval.heard
    if years <= 0 or heard is None or interval.dated or interval.end or interval.end_latest:
        return False
    return (heard.year + years, heard.month, heard.day) < (day.year, day.month, day.day)


def changes_by_year(ties: Iterable[ToldTie]) -> tuple[YearOfChange, ...]:
    """How many facts begin, end and happen in each year in which any does; what joins several pairs counts once."""
    counts: dict[int, Counter[str]] = {}
    facts = {(tie.kind, tie.about.iri if tie.about else tie.id): tie.interval for tie in ties}
    for interval in facts.values():
        end = None if _at_once(interval) else interval.end
        # Of what happened between two days, about the year of the later one.
        happened = interval.start_latest if interval.dated and interval.start_earliest else None
        start = interval.start or (f"{happened.year}~" if happened else None)
        for turn, text in (("events" if _at_once(interval) else "starts", start), ("ends", end)):
            if text and (year := (int(text[:4]) if bounds_if_any(text)[0] else None)):
                found = counts.setdefault(year, Counter())
                found[turn] += 1
                found["approximate"] += text.endswith(("~", "?"))
    return tuple(
        YearOfChange(year, found["starts"], found["ends"], found["events"], found["approximate"])
        for year, found in sorted(counts.items())
    )


def changes_between(
    ties: Iterable[ToldTie],
    names: Names,
    first: date,
    last: date,
    say: Translator,
    *,
    events: Iterable[ToldChange] = (),
    day: date | None = None,
) -> Changes:
    """What began, ended, happened or is only attested from ``first`` to ``last``, both included, in sentences.

    The two days are taken in the order of time. ``events`` are the renamings, mergers… of the graph, and ``day`` the
    one of which sentences tell.
    """
    first, last = sorted((first, last))
    known = tuple(ties)
    changed = [one for tie in known for one in _of_tie(tie, names, first, last, say, day=day)]
    happened = [one for event in events for one in _of_event(event, first, last, say)]
    undated = tuple(told(tie, names, say, day) for tie in known if not _days(tie.interval))
    counts = Counter(one.turn for one in changed)
    summary = say(
        "chronicle.summary",
        first=say.day(first),
        last=say.day(last),
        perhaps=sum(not one.sure for one in (*changed, *happened)),
        events=len(happened),
        **{turn: counts[turn] for turn in _TURNS},
    )
    return Changes(
        first,
        last,
        summary,
        tuple(sorted(changed, key=_by_turn)),
        tuple(sorted(happened, key=_by_turn)),
        undated,
        say("chronicle.undated", count=len(undated)) if undated else "",
        "" if changed or happened else _nothing(known, first, last, say),
    )


def _by_turn(one: Changed) -> tuple[int, date, str]:
    return _TURNS.index(one.turn), one.day, one.told.sentence


def _of_tie(tie: ToldTie, names: Names, first: date, last: date, say: Translator, *, day: date | None) -> list[Changed]:
    """What a tie does between two days: it begins, happens or ends; else it is attested, where nothing dates it."""
    interval = tie.interval
    found = list[tuple[Turn, date, bool]]()
    turn: Turn = "happened" if _at_once(interval) else "began"
    earliest, latest = _begun(interval)
    begun = _within(earliest, latest, first, last)
    if begun != "no" and latest and not interval.only_seen:
        found.append((turn, earliest or latest, begun == "surely"))
    ended = _within(interval.end_earliest, interval.end_latest, first, last)
    if ended != "no" and interval.end_latest and not _at_once(interval):
        found.append(("ended", interval.end_earliest or interval.end_latest, ended == "surely"))
    if not found and interval.last_attested and interval.start is None:
        seen = bounds(interval.last_attested)
        if (within := _within(*seen, first, last)) != "no":
            found.append(("attested", seen[0], within == "surely"))
    sentence = told(tie, names, say, day) if found else None
    return [Changed(turn, _doubted(sentence, sure, say), on, sure) for turn, on, sure in found if sentence]


def _of_event(event: ToldChange, first: date, last: date, say: Translator) -> list[Changed]:
    earliest, latest = _begun(event.interval)
    within = _within(earliest, latest, first, last)
    day, sure = earliest or latest, within == "surely"
    return [Changed("happened", _doubted(event.told, sure, say), day, sure)] if within != "no" and day else []


def _doubted(one: Told, sure: bool, say: Translator) -> Told:
    return one if sure else Told(one.id, say("chronicle.perhaps", sentence=one.sentence), one.mentions)


def _begun(interval: Interval) -> tuple[date | None, date | None]:
    """The days between which it began: those of the date that is said, else the bounds that are known."""
    said = bounds_if_any(interval.start)
    return said if said[0] else (interval.start_earliest, interval.start_latest)


def _at_once(interval: Interval) -> bool:
    """Whether it is of one date, as an event or a roadmap of a year, rather than lasting from one to another."""
    return interval.dated or (interval.start is not None and interval.start == interval.end)


def _within(earliest: date | None, latest: date | None, first: date, last: date) -> Within:
    """Whether a day between two bounds lies from ``first`` to ``last``; of “by 2021” only the bound itself is asked."""
    if latest is None or latest < first or (earliest or latest) > last:
        return "no"
    return "surely" if earliest is not None and earliest >= first and latest <= last else "perhaps"


def _days(interval: Interval) -> list[date]:
    found = (interval.start_earliest, interval.start_latest, interval.end_earliest, interval.end_latest)
    return [day for day in (*found, interval.attested) if day is not None]


def _nothing(ties: Iterable[ToldTie], first: date, last: date, say: Translator) -> str:
    known = tuple(ties)
    days = [day for tie in known for day in _days(tie.interval)]
    if not days:
        return say("chronicle.no-dates" if known else "telling.nothing")
    outside = last < min(days) or first > max(days)
    return say("chronicle.outside" if outside else "chronicle.quiet", first=say.day(min(days)), last=say.day(max(days)))

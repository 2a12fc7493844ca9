"""What changed between two days: ties, actors and names that began or ended, and events that changed actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from territory_graph.dates import Interval
from territory_graph.errors import SettingsError
from territory_graph.facts.change_events import ChangeEvent, read_change_events
from territory_graph.facts.lives import read_lives
from territory_graph.facts.names import read_names
from territory_graph.facts.things import read_actors, read_named
from territory_graph.facts.ties import read_ties
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

Subject = Literal["tie", "actor", "name", "event"]
Turn = Literal["began", "ended", "happened"]
Turned = tuple[Turn, date, bool]
Dates = dict[tuple[str, Turn], list[tuple[str, str]]]
"""The dates that records give to the beginning and to the end of things, each with its record."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that began, ended or happened between two days.

    ``iri`` is that of the tie, actor, use of a name, or event; ``kind`` the kind of tie or of name, or the local name
    of the event's class, empty of an actor. ``things`` are the ends of the tie, the actor, who bears the name, or those
    whom the event changed, and ``into`` those that came out of it. ``text`` is the name. ``day`` is the first on which
    it may have begun or happened, or the last on which it may have held. ``sure`` is false where that date may lie
    outside of the two days, or where no record gives it, as where a tie is bounded by the life of an end.
    """

    subject: Subject
    turn: Turn
    iri: str
    kind: str
    things: tuple[str, ...]
    text: str
    day: date
    sure: bool
    interval: Interval
    records: tuple[str, ...]
    into: tuple[str, ...] = ()


def read_changes(select: Select, before: date, after: date) -> tuple[Change, ...]:
    """What differs on the day ``after`` from the day ``before``, and what came and went in between, by day.

    Something began where it can have held on a day after ``before`` and not on that day: what no source dates does not
    change.

    Raises:
        SettingsError: ``after`` is the earlier day.
    """
    if after < before:
        raise SettingsError(name="after", value=str(after), expected=f"{before} or a later day")
    of_ties = (
        Change("tie", turn, tie.iri, tie.kind, (tie.first, tie.second), "", day, sure, tie.interval, tie.records)
        for tie in read_ties(select)
        for turn, day, sure in _turns(tie.interval, before, after)
    )
    changes = [
        *of_ties,
        *_of_actors(select, before, after),
        *_of_names(select, before, after),
        *(one for event in read_change_events(select) for one in _of_event(event, before, after)),
    ]
    return tuple(sorted(changes, key=lambda one: (one.day, one.subject, one.iri, one.turn)))


def _of_event(event: ChangeEvent, before: date, after: date) -> Iterator[Change]:
    """The change that an event is, where a day that its date may mean lies between the two."""
    last = event.interval.start_latest
    first = event.interval.first or last
    if first and last and first <= after and before < last:
        yield Change(
            "event",
            "happened",
            event.iri,
            event.kind,
            event.before,
            "",
            first,
            _surely("happened", event.interval, before, after),
            event.interval,
            event.records,
            event.after,
        )


def _of_actors(select: Select, before: date, after: date) -> Iterator[Change]:
    lives = read_lives(select, read_actors(select))
    turned = {iri: found for iri, life in lives.items() if (found := _turns(life, before, after))}
    dates = _dates(select, turned)
    for iri, found in turned.items():
        for turn, day, likely in found:
            said = dates[iri, turn]
            sure = likely and _agree(said, turn, before, after)
            yield Change("actor", turn, iri, "", (iri,), "", day, sure, lives[iri], _records(said))


def _of_names(select: Select, before: date, after: date) -> Iterator[Change]:
    """Uses of names that began or ended, each with the records that date it."""
    bearers = {iri for iris in read_named(select).values() for iri in iris}
    uses = [(bearer, use) for bearer, each in read_names(select, bearers).items() for use in each]
    turned = [(bearer, use, found) for bearer, use in uses if (found := _turns(use.interval, before, after))]
    dates = _dates(select, (use.iri for _, use, _ in turned))
    for bearer, use, found in turned:
        for turn, day, likely in found:
            said = dates[use.iri, turn]
            records = _records(said or dates[use.iri, "began"])  # a former name may end by a renaming alone
            sure = likely and _agree(said, turn, before, after)
            yield Change("name", turn, use.iri, use.kind, (bearer,), use.text, day, sure, use.interval, records)


def _turns(interval: Interval, before: date, after: date) -> list[Turned]:
    """What an interval does between two days. It began and did not end where only the later day may lie in it."""
    if interval.first and interval.last and interval.last < interval.first:
        return []  # as a merger, after which one end is no more: it can have held on no day, and is told as an event
    found: list[Turned] = []
    if interval.first and before < interval.first <= after:
        turn: Turn = "happened" if interval.dated else "began"
        found.append((turn, interval.first, _surely(turn, interval, before, after)))
    if interval.last and before <= interval.last < after:
        found.append(("ended", interval.last, _surely("ended", interval, before, after)))
    return found


def _surely(turn: Turn, interval: Interval, before: date, after: date) -> bool:
    """Whether every day that a beginning or an end may mean lies between the two."""
    if turn == "ended":
        earliest, latest = interval.end_earliest, interval.end_latest
        return earliest is not None and latest is not None and before <= earliest and latest < after
    earliest, latest = interval.start_earliest, interval.start_latest
    return earliest is not None and latest is not None and before < earliest and latest <= after


def _agree(said: list[tuple[str, str]], turn: Turn, before: date, after: date) -> bool:
    """Whether some record gives the date, and all that do give one between the two days."""
    name = "end" if turn == "ended" else "start"
    return bool(said) and all(_surely(turn, Interval.said({name: text}), before, after) for text, _ in said)


def _records(said: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted({record for _, record in said}))


def _dates(select: Select, iris: Iterable[str]) -> Dates:
    wanted = sorted(set(iris))
    found: Dates = defaultdict(list)
    for row in select(system_query("date-records", wanted)) if wanted else ():
        turn: Turn = "ended" if local(str(row["property"])).startswith("end") else "began"
        found[str(row["thing"]), turn].append((str(row["value"]), str(row["record"])))
    return found

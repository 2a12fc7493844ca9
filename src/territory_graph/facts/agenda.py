"""Events: when and where they take place, who organises them, what they are about and came of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from territory_graph.dates import Interval, is_put_off
from territory_graph.facts.announced import Fate, fates
from territory_graph.facts.ontology import most_precise
from territory_graph.facts.statements import all_of, read_told, records_of
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

_ENDS = ("locatedIn", "organisedBy", "hasSector", "hasTheme", "outcomeOf")


@dataclass(frozen=True, slots=True)
class Event:
    """An event: its class (local name), when, and the things that records tie to it.

    ``dates`` are all that records give for its beginning (EDTF): several that cannot all be true contradict each other.
    ``said_by`` are the records that tie it to each thing: another may say where it is than who organises it.
    ``outcome_of`` are the programmes that it came of; ``fate`` is what sources say became of it, where it is not known
    to have taken place. ``previous`` are the days (EDTF) from which it was put off: none of its dates.
    ``attendance`` are local names: ``online``, or ``mixed`` where it is held on site too.
    """

    iri: str
    kind: str
    interval: Interval
    dates: tuple[str, ...]
    places: tuple[str, ...]
    organisers: tuple[str, ...]
    sectors: tuple[str, ...]
    themes: tuple[str, ...]
    outcome_of: tuple[str, ...]
    fate: Fate
    previous: tuple[str, ...]
    attendance: tuple[str, ...]
    records: tuple[str, ...]
    said_by: Mapping[str, tuple[str, ...]]


def agenda_query() -> str:
    """The query that finds what records say of events, which a reader can run."""
    return system_query("events")


def read_agenda(select: Select, announced: Mapping[str, Collection[str]]) -> tuple[Event, ...]:
    """Every event, by IRI, with what became of it among what is ``announced`` (``read_announced``)."""
    became, events = fates(announced), []
    for iri, told in read_told(select, agenda_query()).items():
        previous = all_of(told, "previousDate")
        event = Event(
            iri=iri,
            kind=most_precise({local(value) for value in all_of(told, "type")}),
            interval=Interval.widest(told),
            dates=tuple(day for day in all_of(told, "when") if not is_put_off(day, previous)),
            places=all_of(told, "locatedIn"),
            organisers=all_of(told, "organisedBy"),
            sectors=all_of(told, "hasSector"),
            themes=all_of(told, "hasTheme"),
            outcome_of=all_of(told, "outcomeOf"),
            fate=became.get(iri, ""),
            previous=previous,
            attendance=tuple(sorted(local(mode) for mode in all_of(told, "attendance"))),
            records=records_of({name: values for name, values in told.items() if name != "type"}),
            said_by={end: tuple(records) for name in _ENDS for end, records in told.get(name, {}).items()},
        )
        events.append(event)
    return tuple(events)

"""Agreements and decisions: who is party to what, when, for which themes, and at which meeting it was adopted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from territory_graph.dates import Interval
from territory_graph.facts.ontology import most_precise
from territory_graph.facts.statements import all_of, read_told, records_of
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement: its class (local name), all bodies that are in it, when, what it is part of, and its records.

    ``clauses`` are what it sets (expectations, monitoring…), ``themes`` what it is about.
    """

    iri: str
    kind: str
    bodies: tuple[str, ...]
    interval: Interval
    part_of: tuple[str, ...]
    programmes: tuple[str, ...]
    themes: tuple[str, ...]
    clauses: tuple[str, ...]
    records: tuple[str, ...]

    def surely_in(self, year: int) -> bool:
        """Whether dates say that it held on some day of the year: an unknown beginning or end says nothing."""
        return self.interval.surely_meets(date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: when, who took it and at which meetings, the agreements that it adopts, and its records.

    ``outvoted`` where it is said to adopt them by fewer votes than those against it (``is_outvoted``).
    """

    iri: str
    interval: Interval
    taken_by: tuple[str, ...]
    taken_at: tuple[str, ...]
    adopts: tuple[str, ...]
    records: tuple[str, ...]
    outvoted: bool = False


def agreements_query() -> str:
    """The query that finds what records say of agreements, which a reader can run."""
    return system_query("agreements")


def read_agreements(select: Select) -> tuple[Agreement, ...]:
    """Every agreement, by IRI."""
    return tuple(
        Agreement(
            iri,
            most_precise({local(value) for value in all_of(told, "type")}),
            all_of(told, "party", "supporter", "supported"),
            Interval.widest(told),
            all_of(told, "partOfAgreement"),
            all_of(told, "partOfProgramme"),
            all_of(told, "hasTheme"),
            all_of(told, "specifies"),
            records_of({name: values for name, values in told.items() if name != "type"}),
        )
        for iri, told in read_told(select, agreements_query()).items()
    )


def read_decisions(select: Select) -> tuple[Decision, ...]:
    """Every decision, by IRI."""
    return tuple(
        Decision(
            iri,
            Interval.widest(told),
            all_of(told, "takenBy"),
            all_of(told, "takenAt"),
            all_of(told, "adopts"),
            records_of(told),
            is_outvoted(all_of(told, "votesFor"), all_of(told, "votesAgainst")),
        )
        for iri, told in read_told(select, system_query("decisions")).items()
    )


def is_outvoted(votes_for: Iterable[str], votes_against: Iterable[str]) -> bool:
    """Whether every source counts more votes against a decision than any counts for it.

    >>> is_outvoted(["3"], ["12"]), is_outvoted(["12"], ["12"]), is_outvoted([], ["12"])
    (True, False, False)
    """
    favour, against = (list(map(int, votes)) for votes in (votes_for, votes_against))
    return bool(favour and against) and min(against) > max(favour)

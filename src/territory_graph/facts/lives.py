"""When things existed, as far as their own dates say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from territory_graph.dates import Interval
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local


def read_lives(select: Select, iris: Iterable[str]) -> dict[str, Interval]:
    """When each thing existed: from the earliest beginning to the latest end that a record gives it."""
    wanted = sorted(set(iris))
    said: dict[str, dict[str, list[str]]] = {iri: defaultdict(list) for iri in wanted}
    for row in select(system_query("dates-of", wanted)) if wanted else ():
        said[str(row["thing"])][local(str(row["property"]))].append(str(row["value"]))
    return {iri: Interval.widest(found) for iri, found in said.items()}


def read_contested(select: Select, iris: Iterable[str]) -> frozenset[str]:
    """The things whose sources contradict each other on when they existed: no day is left to them."""
    return frozenset(iri for iri, life in read_lives(select, iris).items() if life.inverted)


def may_exist(life: Interval, day: date) -> bool:
    """Whether a thing may have existed on ``day``: what happened at a time, as an event, is not asked for its day."""
    return life.dated or life.holds_on(day)


def lies_outside(interval: Interval, life: Interval) -> bool:
    """Whether what happened or lasted lies before a thing began or after its end, whatever record one believes.

    >>> lies_outside(Interval.said({"when": "2005-06-12"}), Interval.of("2013"))
    True
    """
    happened = interval.start_latest if interval.dated else None  # on its first day at the latest
    return is_before_or_after(interval.start_earliest, interval.end_latest or happened, life)


def is_before_or_after(begun: date | None, over: date | None, life: Interval) -> bool:
    """Whether what began and was over by these days lies outside a life, where that does not contradict itself."""
    early = over is not None and life.start_earliest is not None and over < life.start_earliest
    return not life.inverted and (
        early or (begun is not None and life.end_latest is not None and begun > life.end_latest)
    )


def first_of(lives: Collection[Interval]) -> date | None:
    """The first day on which one of several things may have existed; None where nothing bounds one of them."""
    days = [life.first for life in lives if life.first]
    return min(days) if days and len(days) == len(lives) else None


def read_span(select: Select) -> tuple[date, date] | None:
    """The first and the last day that any date of the data may mean, or None where nothing has one."""
    for row in select(system_query("span")):
        if row["first"] is not None and row["last"] is not None:
            return date.fromisoformat(str(row["first"])), date.fromisoformat(str(row["last"]))
    return None

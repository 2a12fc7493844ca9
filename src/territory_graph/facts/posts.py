"""Posts that one person holds at a time, and who holds one of them at once with another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from territory_graph.dates import Interval
from territory_graph.facts.statements import Said, interval_of, read_statements
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

PRESIDES = ("president", "maire")
HELD_ALONE = (*PRESIDES, "premier-vice-president")
"""Roles of which a body has one holder at a time, as rule R15 has them, who presides first."""


def at_once(one: Interval, other: Interval) -> bool:
    """Whether both hold beyond the first day on which both have surely begun: one may hand over to the other on a day.

    What has no day is at once with nothing.

    >>> one = Interval.of("2014", "2018")
    >>> at_once(one, Interval.of("2016")), at_once(one, Interval.of("2020"))
    (True, False)
    """
    begun = [each.start_latest or each.attested for each in (one, other)]
    if None in begun:
        return False
    both = max(day for day in begun if day)
    return all((each.end_earliest or each.last or date.max) > both for each in (one, other))


def read_rivals(select: Select, mandates: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The mandates, each with another one of its post, of which only one can hold: another person, at the same time."""
    own = read_statements(select, mandates)
    posts = {post for said in own.values() for post in _values(said, "post")}
    alone = {post for post, names in read_roles(select, posts).items() if names & set(HELD_ALONE)}
    rows = select(system_query("statements-about", sorted(alone))) if alone else ()
    others = read_statements(select, {str(row["subject"]) for row in rows if local(str(row["property"])) == "post"})
    return tuple(
        (mandate, other)
        for mandate, said in own.items()
        for other, told in sorted(others.items())
        if other != mandate
        and _values(said, "post") & _values(told, "post") & alone
        and not _values(said, "holder") & _values(told, "holder")
        and at_once(interval_of(said), interval_of(told))
    )


def read_roles(select: Select, posts: Iterable[str]) -> dict[str, set[str]]:
    """The roles (local names) in which each post is held."""
    said = read_statements(select, posts)
    return {post: {local(role) for role in _values(each, "role")} for post, each in said.items()}


def _values(said: Said, name: str) -> set[str]:
    return {term.value for property_, term in said if local(property_) == name}

"""What changed between two days: the same as what may hold on one of them and not on the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph
from territory_graph.facts.changes import Change, read_changes
from territory_graph.facts.ties import Tie

OLD, NEW = date(2012, 6, 1), date(2021, 5, 12)
DAYS = st.dates(date(1980, 1, 1), date(2025, 12, 31))


def short(iri: str) -> str:
    return iri.rpartition("/")[2]


@pytest.fixture(scope="module")
def changes(rouen: KnowledgeGraph) -> tuple[Change, ...]:
    return rouen.changes(OLD, NEW)


@pytest.fixture(scope="module")
def ties(rouen: KnowledgeGraph) -> tuple[Tie, ...]:
    return rouen.ties()


def of(changes: tuple[Change, ...], subject: str, turn: str) -> dict[str, Change]:
    return {one.iri: one for one in changes if one.subject == subject and one.turn == turn}


def test_a_renaming_is_an_event_the_end_of_a_name_and_the_beginning_of_another(changes: tuple[Change, ...]) -> None:
    (event,) = (one for one in changes if one.kind == "Renaming" and short(one.things[0]) == "nextmove")
    assert (event.day, event.sure, [short(iri) for iri in event.into]) == (date(2021, 1, 7), True, ["nextmove"])
    names = [one for one in changes if one.subject == "name" and short(one.things[0]) == "nextmove"]
    assert [(one.turn, one.text, one.day, one.sure) for one in names] == [
        ("ended", "Mov'eo", date(2021, 1, 6), True),
        ("began", "NextMove", date(2021, 1, 7), True),
    ]


def test_a_merger_names_those_before_and_after_it_and_ends_the_former(changes: tuple[Change, ...]) -> None:
    merger = next(one for one in changes if short(one.iri) == "moveo-fusion-2019")
    assert (merger.kind, merger.turn) == ("Merger", "happened")
    assert [short(iri) for iri in merger.things] == ["aria-normandie", "nextmove", "ravi-idf"]
    assert [short(iri) for iri in merger.into] == ["nextmove"]
    assert {"aria-normandie", "ravi-idf"} <= set(map(short, of(changes, "actor", "ended")))


def test_memberships_and_mandates_are_ties_that_change(changes: tuple[Change, ...]) -> None:
    kinds = {one.kind for one in changes if one.subject == "tie"}
    assert {"membership", "mandate", "partnership"} <= kinds


def test_every_change_leads_to_records_that_the_graph_knows(rouen: KnowledgeGraph, changes: tuple[Change, ...]) -> None:
    records = {record for one in changes for record in one.records}
    assert all(one.records for one in changes)
    assert rouen.evidence(records).keys() == records


def test_a_date_that_may_lie_outside_or_that_no_record_gives_is_not_sure(changes: tuple[Change, ...]) -> None:
    about_2013 = next(one for one in changes if short(one.iri) == "novalog-lsn-2013")
    assert about_2013.interval.start == "2013~"
    assert not about_2013.sure
    # Known to be former; its end is that of the day before the renaming.
    closed = next(one for one in changes if short(one.iri) == "pmrse-crea-seine-eure")
    assert (closed.turn, closed.sure) == ("ended", False)
    bounded = [one for one in changes if one.subject == "tie" and one.interval.start is None and one.turn == "began"]
    assert bounded
    assert not any(one.sure for one in bounded if one.interval.start_earliest is None)


def test_what_can_have_held_on_no_day_is_told_as_an_event_alone(
    ties: tuple[Tie, ...], changes: tuple[Change, ...]
) -> None:
    never = {
        tie.iri for tie in ties if tie.interval.first and tie.interval.last and tie.interval.last < tie.interval.first
    }
    assert never
    assert not never & {one.iri for one in changes}


def test_they_come_in_the_order_of_days(changes: tuple[Change, ...]) -> None:
    assert [one.day for one in changes] == sorted(one.day for one in changes)


def test_nothing_changes_within_a_day_and_days_go_forward(hamlet: KnowledgeGraph) -> None:
    assert [one for one in hamlet.changes(NEW, NEW) if one.subject != "event"] == []
    with pytest.raises(ValueError, match="2021-05-12 or a later day"):
        hamlet.changes(NEW, OLD)


Differ = Callable[[date, date], None]


@pytest.fixture(scope="module")
def differ(ties: tuple[Tie, ...], rouen: KnowledgeGraph) -> Differ:
    """Says that changes of ties are what differs between two days, and what lies within them."""
    select = cache(rouen.rows)  # most queries are the same on any day

    def check(before: date, after: date) -> None:
        changes = read_changes(select, before, after)
        begun = {*of(changes, "tie", "began"), *of(changes, "tie", "happened")}
        ended = set(of(changes, "tie", "ended"))
        old, new = ({tie.iri for tie in ties if tie.interval.holds_on(day)} for day in (before, after))
        assert begun - ended == new - old
        assert ended - begun == old - new
        for tie in (tie for tie in ties if tie.iri in begun & ended):
            assert tie.interval.first is not None
            assert tie.interval.last is not None
            assert before < tie.interval.first <= tie.interval.last < after

    return check


def test_ties_that_changed_are_those_that_differ(differ: Differ, rouen: KnowledgeGraph) -> None:
    differ(OLD, NEW)
    old, new = ({tie.iri for tie in rouen.ties(day=day)} for day in (OLD, NEW))
    assert new - old
    assert old - new


@settings(max_examples=20)
@given(st.tuples(DAYS, DAYS).map(sorted))
def test_they_do_between_any_two_days(differ: Differ, days: list[date]) -> None:
    differ(*days)


def test_two_spans_that_follow_each_other_tell_no_less_than_one(rouen: KnowledgeGraph) -> None:
    middle = date(2016, 1, 1)
    whole, first, second = (
        {(one.iri, one.turn) for one in rouen.changes(*days) if one.subject != "event"}
        for days in ((OLD, NEW), (OLD, middle), (middle, NEW))
    )
    assert whole == first | second

"""What rests on one is told of the day: who is in office then, which actors there are, which ties hold."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.lives import read_lives
from territory_graph.messages import translator
from territory_graph.views.analyses.single import read_single

SAY = translator("fr")
DAYS = (date(2012, 6, 1), date(2021, 5, 12), date(2026, 6, 1))


@pytest.mark.parametrize("day", DAYS)
def test_what_rests_on_one_is_of_the_day(rouen: KnowledgeGraph, day: date) -> None:
    found = read_single(rouen, SAY, day)
    held = {(tie.first, tie.second) for tie in rouen.ties(day=day) if tie.kind == "mandate"}
    told = {(row.what[0].iri, post.iri) for row in found.mandates for post in row.on}
    assert told
    assert told <= held
    assert {person for person, _ in told} == {
        one for one, _ in held if len({body for person, body in held if person == one}) > 1
    }
    ends = {thing.iri for row in found.ties for thing in row.what} | {row.on[0].iri for row in found.sectors}
    assert all(life.holds_on(day) for life in read_lives(rouen.rows, ends).values())
    assert found.all_ties == rouen.network("actors", day=day).number_of_edges()


def test_all_dates_hold_all_that_any_day_has(rouen: KnowledgeGraph) -> None:
    whole = {row.what[0].iri for row in read_single(rouen, SAY).mandates}
    for day in DAYS:
        assert {row.what[0].iri for row in read_single(rouen, SAY, day).mandates} <= whole

"""Agreements, decisions and events as records tell them, on the hamlet and in the tables."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.agenda import read_agenda
from territory_graph.facts.agreements import Agreement, read_agreements, read_decisions
from territory_graph.facts.announced import read_announced
from territory_graph.vocabulary import local


def by_name(graph: KnowledgeGraph) -> dict[str, Agreement]:
    return {local(one.iri): one for one in read_agreements(graph.rows)}


def test_agreements_with_class_bodies_and_what_they_are_part_of(hamlet: KnowledgeGraph) -> None:
    sheet = by_name(hamlet)["feuille-2021"]
    assert sheet.kind == "Roadmap"
    assert [local(iri) for iri in sheet.bodies] == ["bois-vif", "syndicat"]
    assert [local(iri) for iri in sheet.part_of] == ["partenariat-bois"]


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("feuille-2021", [2021]),
        ("convention-lin", [2018, 2019, 2020]),
        ("partenariat-bois", [2014]),  # its end is not known: the years after are not sure
    ],
)
def test_a_year_is_sure_only_where_dates_say_so(hamlet: KnowledgeGraph, name: str, years: list[int]) -> None:
    one = by_name(hamlet)[name]
    assert [year for year in range(2010, 2026) if one.surely_in(year)] == years


def test_a_partnership_attested_on_a_day_held_until_then(rouen: KnowledgeGraph) -> None:
    found = by_name(rouen)
    assert [year for year in range(2015, 2026) if found["partenariat-polepharma"].surely_in(year)] == [
        *range(2017, 2022)
    ]
    assert [year for year in range(2010, 2026) if found["partenariat-nextmove"].surely_in(year)] == [*range(2019, 2022)]


def test_the_decision_of_the_council_adopts_five_roadmaps(rouen: KnowledgeGraph) -> None:
    (adoption,) = [one for one in read_decisions(rouen.rows) if one.taken_at]
    assert [local(iri) for iri in adoption.taken_at] == ["conseil-2021-05-12"]
    assert len(adoption.adopts) == 5


def test_events_with_their_place_organisers_and_what_they_came_of(rouen: KnowledgeGraph) -> None:
    events = {local(one.iri): one for one in read_agenda(rouen.rows, read_announced(rouen.rows))}
    congress = events["consumer-safety-cosmetics-2021"]
    assert (congress.kind, congress.interval.start, congress.fate) == (
        "Congress",
        "2021-06-10",
        "planned",
    )
    assert [local(iri) for iri in (*congress.places, *congress.organisers, *congress.outcome_of)] == [
        "le-vaudreuil",
        "cosmetic-valley",
        "soutien-filieres",
    ]
    assert events["cosmetic-valley-congres-2022"].interval.end == "2022-11-24"

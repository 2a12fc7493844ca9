"""The council of 12 May 2021 and what is not known of the year before, each line with its sources."""

from __future__ import annotations

import re
from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.agenda import read_agenda
from territory_graph.messages import translator
from territory_graph.settings import LANGUAGES
from territory_graph.ui.fiche.brief import as_html
from territory_graph.views.council import CouncilView, council_brief, read_council

DAY = date(2021, 5, 12)
EVENT = "https://w3id.org/territory-graph/id/event"


@pytest.fixture(scope="module")
def vote(rouen: KnowledgeGraph) -> CouncilView:
    found = read_council(rouen, translator("fr"), DAY)
    assert found is not None
    return found


def test_the_first_page_is_the_meeting_that_decided(vote: CouncilView) -> None:
    assert vote.title == "Conseil du Pôle métropolitain du 12 mai 2021"
    assert vote.sentence == (
        "Conseil du Pôle métropolitain du 12 mai 2021\u00a0: 5 accords adoptés, avec 5 partenaires. Pour 2021, la somme"
        " engagée est de 160\u202f000\u202f€ (somme unique pour 5 bénéficiaires ensemble, non répartie)."
    )
    assert [row.partner.label for row in vote.rows] == ["Cosmetic Valley", "LSN", "NextMove", "Pôle TES", "Polepharma"]


def test_each_partner_has_roadmap_convention_partnership_with_sources(vote: CouncilView) -> None:
    for row in vote.rows:
        assert {"Roadmap", "Convention", "Partnership"} <= row.agreements.keys()
        assert all(one.mentions for found in row.agreements.values() for one in found)
        assert [one.thing.iri in vote.adopted for one in row.agreements["Roadmap"]] == [True]
        assert [theme.label for theme in row.themes] == ["Digitalisation", "Transition écologique"]
        assert [one.unshared for one in row.sums] == [True], "the sum of all is nobody's own"


def test_the_year_before_is_told_as_unknown_where_no_source_dates_it(vote: CouncilView) -> None:
    before = {row.partner.label: row.before for row in vote.rows}
    assert vote.before.startswith("Aucune source sur 2020 ne donne de feuille de route ni de somme engagée")
    for name in ("NextMove", "Cosmetic Valley"):  # an article of 2019 and the release of 2021 attest both
        assert before[name] == (f"Partenariat Pôle métropolitain — {name}\u202f; somme\u00a0: aucune source sur 2020")
    assert before["Polepharma"] == (
        "Cofinancement de la convention Polepharma par le pôle métropolitain et Partenariat Pôle métropolitain —"
        " Polepharma\u202f; somme\u00a0: aucune source sur 2020"
    )


def test_events_are_told_where_they_came_of_the_programme(vote: CouncilView) -> None:
    outcomes = {row.partner.label: [(one.thing.label, one.when) for one in row.outcomes] for row in vote.rows}
    assert outcomes["Cosmetic Valley"] == [
        ("Congrès Consumer Safety & Cosmetics", "10 juin 2021, à venir (organisateur\u00a0: à confirmer)")
    ]
    assert outcomes["Polepharma"] == [("Congrès Polepharma Industrie du Futur", "novembre 2021, à venir")]
    assert outcomes["LSN"] == outcomes["NextMove"] == []


def test_a_meeting_of_which_no_decision_is_known_says_so(rouen: KnowledgeGraph) -> None:
    found = read_council(rouen, translator("fr"), None, f"{EVENT}/pmrse-election-2019")
    assert found is not None
    assert "aucune source ne dit quels accords cette séance a adoptés" in found.sentence
    assert all("Convention" not in row.agreements for row in found.rows), "an undated convention is of no year"


def test_what_comes_after_the_day_is_not_told(rouen: KnowledgeGraph) -> None:
    found = read_council(rouen, translator("fr"), date(2015, 1, 1))
    assert found is not None
    assert found.sums == ()
    assert all(int(value) <= 2015 for value, _ in found.choices if value.isdigit())


def test_a_year_can_be_asked_for_and_an_unknown_one_is_the_first_page(rouen: KnowledgeGraph) -> None:
    say = translator("en")
    year, unknown = (read_council(rouen, say, DAY, asked) for asked in ("2021", "1066"))
    assert year and unknown
    assert year.sentence.startswith("Agreements of 2021: 5 partners.")
    assert unknown.chosen == f"{EVENT}/conseil-2021-05-12"


def test_the_brief_has_a_part_a_partner_and_notes(rouen: KnowledgeGraph, vote: CouncilView) -> None:
    told = council_brief(rouen, vote, translator("fr"), DAY, "https://example.org/conseil")
    assert [part.title for part in told.parts] == ["Sommes", *(row.partner.label for row in vote.rows)]
    used = {number for part in told.parts for line in part.lines for number in line.notes}
    assert used == set(range(1, len(told.notes) + 1))


def test_a_brief_is_pointed_as_its_language_is(rouen: KnowledgeGraph) -> None:
    briefs = {}
    for say in map(translator, LANGUAGES):
        view = read_council(rouen, say, DAY)
        assert view is not None
        briefs[say.language] = as_html(council_brief(rouen, view, say, DAY, ""))
    lead = "Events that came of the same programme</bdi></strong>: <bdi>Polepharma Industry of the Future congress ("
    assert lead in briefs["en"]
    words = {name: re.sub(r"<[^>]*>|&#?\w+;", "", html.partition("</style>")[2]) for name, html in briefs.items()}
    assert not re.search(r"\s[:;] ", words["en"])
    assert not re.search(r"(?<![\u00a0\u202f])[:;] ", words["fr"])


def test_a_territory_without_a_centre_has_no_council(press_release: KnowledgeGraph, hamlet: KnowledgeGraph) -> None:
    found = read_council(hamlet, translator("fr"))
    assert (found is None) == (not hamlet.manifest.centre)


@pytest.mark.parametrize("day", [date(2012, 6, 1), date(2019, 10, 1), DAY, date(2026, 6, 1)])
def test_the_first_shown_is_no_meeting_to_come_and_a_later_one_says_so(rouen: KnowledgeGraph, day: date) -> None:
    meetings = {one.iri: one.interval.first for one in read_agenda(rouen.rows, {}) if one.kind == "CouncilMeeting"}
    shown = read_council(rouen, translator("fr"), day)
    assert shown is not None
    held = meetings[shown.chosen]
    assert held is not None
    assert held <= day
    for iri, label in shown.choices:
        first = meetings.get(iri)
        coming = first is not None and day < first
        assert label.endswith(", à venir") == coming, label
        if coming:
            later = read_council(rouen, translator("fr"), day, iri)
            assert later is not None
            assert not later.rows
            assert f"La page ne dit que ce qui avait commencé au {translator('fr').day(day)}" in later.sentence
            assert "aucune source" not in f"{later.sentence} {later.before}".lower(), "sources do say, of later days"

"""What Accueil says before a vote, checked against the statements of the graph."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.scope import read_own
from territory_graph.messages import translator
from territory_graph.views.briefing import briefing

DAYS = (date(2021, 5, 12), date(2022, 1, 1), date(2012, 6, 1))
TG = "PREFIX tg: <https://w3id.org/territory-graph/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "


def told(graph: KnowledgeGraph, day: date, key: str) -> tuple[str, list[str]]:
    (found,) = [one for one in briefing(graph, translator("fr"), day) if one.key == key]
    return found.title, [each.sentence for each in found.told]


def labels(graph: KnowledgeGraph, pattern: str) -> set[str]:
    centre = f"<{graph.manifest.centre}>"
    query = f'{TG} SELECT DISTINCT ?l {{ {pattern.replace("?centre", centre)} FILTER(LANG(?l) IN ("fr", "")) }}'
    return {str(row["l"]) for row in graph.query(query)}


def test_a_vote_names_every_agreement_that_it_adopts(rouen: KnowledgeGraph) -> None:
    day = date(2021, 5, 12)
    title, (sentence,) = told(rouen, day, "vote")
    adopted = labels(rouen, "?d tg:takenBy ?centre ; tg:adopts ?a . ?a rdfs:label ?l")
    assert title == "Voté ce jour"
    assert adopted
    assert all(name in sentence for name in adopted)


def test_a_vote_of_another_day_is_called_the_last_known(rouen: KnowledgeGraph) -> None:
    title, (sentence,) = told(rouen, date(2022, 1, 1), "vote")
    assert title == "Dernier vote connu"
    assert "12 mai 2021" in sentence


def test_before_the_first_dated_vote_nothing_is_voted(rouen: KnowledgeGraph) -> None:
    _, (sentence, _) = told(rouen, date(2012, 6, 1), "vote")
    assert sentence.startswith("Aucune source lue ne date de décision")


@pytest.mark.parametrize("day", DAYS)
def test_a_year_without_a_sum_is_said_to_have_none(rouen: KnowledgeGraph, day: date) -> None:
    years = {
        str(row["y"])
        for row in rouen.query(
            f"{TG} SELECT DISTINCT (STR(?year) AS ?y) "
            f"{{ ?c a tg:Commitment ; tg:committedBy <{rouen.manifest.centre}> ; tg:forYear ?year }}"
        )
    }
    _, sentences = told(rouen, day, "sums")
    missing = {str(year) for year in (day.year - 1, day.year)} - years
    unsaid = [one for one in sentences if one.startswith("Aucune source lue")]
    assert bool(unsaid) == bool(missing)
    assert all(year in unsaid[0] for year in missing)


def test_a_sum_for_several_names_them_all_and_stays_whole(rouen: KnowledgeGraph) -> None:
    _, sentences = told(rouen, date(2021, 5, 12), "sums")
    given = labels(rouen, "?c tg:committedBy ?centre ; tg:committedTo ?to ; tg:forYear ?y . ?to rdfs:label ?l")
    assert all(name in sentences[0] for name in given)
    assert "répartition non précisée" in sentences[0]


def test_the_year_before_keeps_its_scope_and_every_source(rouen: KnowledgeGraph) -> None:
    (found,) = [one for one in briefing(rouen, translator("fr"), date(2022, 1, 1)) if one.key == "sums"]
    before = found.told[0]
    assert before.sentence.startswith("L'année d'avant, en 2021")
    assert "répartition non précisée" in before.sentence
    assert len({mention.title for mention in before.mentions}) > 1


def test_without_a_day_nothing_is_told(rouen: KnowledgeGraph) -> None:
    assert briefing(rouen, translator("fr"), None) == ()


@pytest.mark.parametrize("day", DAYS)
def test_the_next_events_are_the_territorys_own_that_begin_after_the_day(rouen: KnowledgeGraph, day: date) -> None:
    found = {one.key: one for one in briefing(rouen, translator("fr"), day)}
    rows = rouen.query(f"{TG} SELECT ?e (MIN(?first) AS ?begins) {{ ?e a tg:Event ; tg:earliest ?first }} GROUP BY ?e")
    begins = {str(row["e"]): str(row["begins"]) for row in rows}
    told = [each.id for each in found["events"].told] if "events" in found else []
    assert all(begins[iri] > str(day) for iri in told)
    assert told == sorted(told, key=lambda iri: begins[iri])
    own = read_own(rouen.rows, "events", str(rouen.manifest.centre))
    assert len(told) == min(3, sum(1 for iri in own if begins.get(iri, "") > str(day)))


def test_an_event_that_is_only_announced_is_told_so(rouen: KnowledgeGraph) -> None:
    found = {one.key: one for one in briefing(rouen, translator("fr"), date(2019, 12, 31))}
    told = {one.id.rpartition("/")[2]: one.sentence for one in found["events"].told}
    assert "annoncé, à venir" in told["polepharma-industrie-du-futur-2020"]
    assert "annoncé" not in told["hub40-pepiniere-2020"]


def test_where_no_vote_is_dated_the_last_meeting_is_told(rouen: KnowledgeGraph) -> None:
    def votes(day: date) -> list[str]:
        found = {one.key: one for one in briefing(rouen, translator("en"), day)}
        return [one.sentence for one in found["vote"].told]

    assert votes(date(2019, 12, 31))[1:] == [
        "Last known meeting: Election of the executive of the metropolitan pole, 25 September 2019"
    ]
    assert len(votes(date(2011, 6, 1))) == 1 and len(votes(date(2021, 5, 12))) == 1

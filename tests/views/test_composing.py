"""Questions composed without SPARQL: what is offered has answers, and answers are those of a query written by hand."""

from __future__ import annotations

from datetime import date

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.composed import Composed, Step, composed_query
from territory_graph.messages import translator
from territory_graph.views import composing as views
from territory_graph.views.money import read_money

FR = translator("fr")
DAYS = (date(2021, 5, 12), date(2012, 6, 1), None)
SUPPORTED = Step(0, "partnership", "supported")


def centre(graph: KnowledgeGraph) -> str:
    assert graph.manifest.centre
    return graph.manifest.centre


def found(graph: KnowledgeGraph, asked: Composed, day: date | None) -> set[tuple[str, ...]]:
    return {tuple(each for each in row if each) for row in views.answer(graph, asked, day, FR).iris}


@pytest.mark.parametrize("day", DAYS)
def test_who_is_supported_is_what_the_ties_say(rouen: KnowledgeGraph, day: date | None) -> None:
    lives = set(rouen.network("actors", day=day))
    ties = {(t.second, t.first) for t in rouen.ties(day=day) if t.kind == "partnership" and t.second in lives}
    assert found(rouen, Composed("Actor", (SUPPORTED,)), day) == ties


@pytest.mark.parametrize("day", DAYS)
def test_a_tie_that_is_not_known_is_the_rest(rouen: KnowledgeGraph, day: date | None) -> None:
    everybody = found(rouen, Composed("Actor"), day)
    with_tie = {row[:1] for row in found(rouen, Composed("Actor", (SUPPORTED,)), day)}
    without = found(rouen, Composed("Actor", (Step(0, "partnership", "supported", without=True),)), day)
    assert without == everybody - with_tie


@pytest.mark.parametrize("day", DAYS)
def test_every_offer_has_as_many_answers_as_it_says(rouen: KnowledgeGraph, day: date | None) -> None:
    asked = Composed("Cluster")
    offers = views.ties(rouen, asked, 0, day, FR)
    assert offers
    for offer in offers:
        kind, _, role = offer.key.partition(".")
        answers = found(rouen, Composed("Cluster", (Step(0, kind, role),)), day)
        assert len({row[0] for row in answers}) == offer.count


def test_every_value_offered_has_as_many_answers_as_it_says(rouen: KnowledgeGraph) -> None:
    day = date(2021, 5, 12)
    for offer in views.values(rouen, Composed("Actor"), SUPPORTED, day, FR):
        asked = Composed("Actor", (Step(0, "partnership", "supported", offer.key),))
        assert len(found(rouen, asked, day)) == offer.count


def test_a_step_goes_on_from_another(rouen: KnowledgeGraph) -> None:
    asked = Composed("Actor", (Step(0, "organising", "organiser"), Step(1, "place", "located")))
    organised = {(t.first, t.second) for t in rouen.ties() if t.kind == "organising"}
    located = {(t.first, t.second) for t in rouen.ties() if t.kind == "place"}
    expected = {(who, event, place) for who, event in organised for at, place in located if at == event}
    assert found(rouen, asked, None) == expected


def test_either_side_of_a_tie_among_equals_is_found(rouen: KnowledgeGraph) -> None:
    asked = Composed("Actor", (Step(0, "collaboration", "collaborator"),))
    pairs = nx.Graph((t.first, t.second) for t in rouen.ties() if t.kind == "collaboration")
    assert found(rouen, asked, None) == {*pairs.edges, *(pair[::-1] for pair in pairs.edges)}


def test_counting_counts_each_thing_once(rouen: KnowledgeGraph) -> None:
    steps = (Step(0, "sector", "subject"),)
    listed = found(rouen, Composed("Actor", steps), None)
    answer = views.answer(rouen, Composed("Actor", steps, count_by=1), None, FR)
    counted = {iris[0]: int(texts[1]) for iris, texts in zip(answer.iris, answer.rows, strict=True)}
    assert counted == {sector: sum(1 for _, each in listed if each == sector) for _, sector in listed}


def test_a_total_adds_each_value_of_a_thing_once_and_says_what_it_mixes(rouen: KnowledgeGraph) -> None:
    prefix = "PREFIX tg: <https://w3id.org/territory-graph/ontology#> "
    rows = rouen.query(prefix + "SELECT DISTINCT ?c ?v { ?c a tg:Commitment ; tg:amount ?v }")
    answer = views.answer(rouen, Composed("Commitment", total="amount"), None, FR)
    digits = "".join(letter for letter in answer.rows[0][0] if letter.isdigit())
    assert int(digits) == sum(int(float(str(row["v"]))) for row in rows)
    assert "de nature différente" in answer.sentence


def test_a_total_on_a_day_is_of_the_sums_that_funding_tells(rouen: KnowledgeGraph) -> None:
    day = date(2021, 5, 12)
    told = [one for one in read_money(rouen, FR, day).sums if "/commitment/" in one.thing.iri]
    (row,) = views.answer(rouen, Composed("Commitment", total="amount"), day, FR).rows
    values = {(one.thing.iri, each.value) for one in told for each in one.amounts}
    assert int("".join(letter for letter in row[0] if letter.isdigit())) == sum(value for _, value in values)
    assert row[1] == FR.number(len(told))


def test_a_total_says_of_how_many_things_the_value_is_not_known(rouen: KnowledgeGraph) -> None:
    prefix = "PREFIX tg: <https://w3id.org/territory-graph/ontology#> "
    unknown = rouen.rows(prefix + "SELECT ?d { ?d a tg:Decision FILTER NOT EXISTS { ?d tg:votesFor ?n } }")
    told = views.answer(rouen, Composed("Decision", total="votesFor"), None, FR).sentence
    assert unknown and FR("composing.without_value", count=len(unknown)) in told


def test_sources_are_those_of_the_ties(rouen: KnowledgeGraph) -> None:
    asked = Composed("Actor", (Step(0, "partnership", "supported", centre(rouen)),), sources=True)
    answer = views.answer(rouen, asked, date(2021, 5, 12), FR)
    assert answer.titles[-1] == "Sources du lien avec B"
    assert all("Communiqué du 12 mai 2021" in row[-1] and "Release of" not in row[-1] for row in answer.rows)


def test_a_question_is_told_in_words(rouen: KnowledgeGraph) -> None:
    asked = Composed(
        "Actor", (Step(0, "partnership", "supported", centre(rouen)), Step(0, "office", "occupant", without=True))
    )
    first, support, office = views.told(asked, rouen, date(2021, 5, 12), FR)
    assert first.startswith("On cherche A (Acteur), au 12 mai 2021")
    assert support == "Le Pôle Métropolitain Rouen Seine Eure soutient A"
    assert office == "il n'est connu aucun lien tel que\u00a0: A a un site, «\u00a0…\u00a0»"


@pytest.mark.parametrize(
    "asked",
    [
        Composed("Actor"),
        Composed("Event", (Step(0, "place", "located"),), columns=("weekday",), sources=True),
        Composed("Actor", (SUPPORTED, Step(1, "mandate", "body", without=True)), count_by=1),
        Composed("Commitment", total="amount"),
    ],
)
def test_an_address_holds_the_whole_question(asked: Composed) -> None:
    base = "https://w3id.org/territory-graph/"
    assert views.from_address(views.to_address(asked, base), base) == asked


@pytest.mark.parametrize(
    "parameters",
    [
        {"sorte": "Nothing"},
        {"etapes": "0.partnership.supported.+} UNION { ?x ?y ?z"},
        {"etapes": "7.partnership.supported.+"},
        {"etapes": "0.no-such-kind.x.+~~~"},
        {"colonnes": "a b,<c>", "total": "x }"},
        {"compter": "9"},
    ],
)
def test_what_an_address_says_wrong_is_left_out(rouen: KnowledgeGraph, parameters: dict[str, str]) -> None:
    asked = views.from_address(parameters, rouen.base)
    assert asked == Composed("Actor")
    assert rouen.query(composed_query(asked, rouen.base, None, "fr"))

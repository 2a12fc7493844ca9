"""A sum before its act, what is disputed, not verified or announced, and days that contradict: no page tells it plain.

One small territory, whose rows below are all that its pages may say.
"""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.agenda import read_year
from territory_graph.views.evaluation import Period, read_evaluation
from territory_graph.views.fiche.page import FichePage, read_page
from territory_graph.views.home import read_home
from territory_graph.views.money import read_money
from tests.hamlets import hamlet_with, rows_of

SAY = translator("fr")
BEFORE, AFTER = date(2021, 6, 1), date(2021, 12, 31)
ACTOR = "https://example.org/hamlet/id/actor/"
BOTH = {"parties": "syndicat;relais", "amount_scope": "share", "funders": "syndicat", "beneficiaries": "relais"}
ROWS = {
    "actors": """id,kind,name,start,source,locator
relais,cluster,Relais,2020,annuaire,p. 1""",
    "agreements": """id,kind,name,supporters,supported,start,source,locator
soutien,partnership,Soutien,syndicat,relais,2020-02,annuaire,p. 1""",
    "conventions": """id,kind,name,start,signed,year,amount,amount_kind,source,locator,confidence,contradicts
avenant,convention,Avenant,2021-10-01,2021-09-15,2021,5000,commitment,annuaire,p. 2,,
borne,roadmap,Borne,,,2021,7000,ceiling,annuaire,p. 3,,
promesse,convention,Promesse,2021-01-01,,2021,3000,announcement,annuaire,p. 4,0.4,
promesse-2,convention,Promesse,2021-01-01,,2021,3000,commitment,journal-2021,p. 4,0.4,promesse""",
    "fundings": """id,name,about,funders,beneficiaries,kind,amount,when,year,source,locator,confidence
versement,Versement,project/haies,agence,relais,paid,4000,2021-11-20,2021,annuaire,p. 5,
solde,Solde,project/haies,agence,relais,paid,2000,2022-02-10,2021,annuaire,p. 5,""",
    "memberships": """id,member,organisation,role,source,locator,status
un,moulin,relais,membre,annuaire,p. 6,disputed
deux,val-clair,relais,membre,annuaire,p. 6,""",
    "events": """id,kind,name,when,state,place,organisers,source,locator,contradicts
ancien,event,Forum,2019-03-04,,le-bourg,relais,annuaire,p. 7,
salon,event,Salon,2021-03-04,,le-bourg,relais,annuaire,p. 7,
salon-2,event,Salon,2021-04-05,,le-bourg,relais,journal-2021,p. 7,salon
foire,event,Foire,2021-02-03,planned,le-bourg,relais,annuaire,p. 7,""",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The hamlet with those rows, in files beside its own."""
    rows = {table: rows_of(text) for table, text in ROWS.items()}
    rows["agreements"] += [row | BOTH for row in rows.pop("conventions")]
    return hamlet_with(tmp_path_factory.mktemp("acts"), rows)


def sums_of(graph: KnowledgeGraph, day: date) -> set[str]:
    return {one.thing.label for one in read_money(graph, SAY, day).sums}


def page(graph: KnowledgeGraph, day: date) -> FichePage:
    return read_page(graph, f"{ACTOR}relais", SAY, day)


def test_a_sum_of_a_year_is_told_from_the_day_of_its_act(graph: KnowledgeGraph) -> None:
    assert {"Avenant", "Versement", "Solde"}.isdisjoint(sums_of(graph, BEFORE))
    assert {"Borne", "Promesse"} <= sums_of(graph, BEFORE)
    assert {"Avenant", "Versement"} <= sums_of(graph, AFTER)
    assert "Solde" not in sums_of(graph, AFTER)
    assert "Solde" in sums_of(graph, date(2022, 2, 10))
    assert {"Solde", "Versement"} <= {one.thing.label for one in read_money(graph, SAY, year=2021).sums}


def test_a_fiche_tells_no_sum_before_its_act(graph: KnowledgeGraph) -> None:
    def told(day: date) -> set[str]:
        return {line.head.label for part in page(graph, day).fiche.sections for line in part.lines if line.head}

    assert {"Versement", "Solde"}.isdisjoint(told(BEFORE))
    assert "Versement" in told(AFTER)


def test_the_kind_of_a_sum_is_told_where_it_is_not_committed(graph: KnowledgeGraph) -> None:
    period = Period(date(2021, 1, 1), AFTER)
    told = [one.sentence for one in read_evaluation(graph, f"{ACTOR}syndicat", period, SAY).sums]
    assert any("(plafond) pour Relais" in one for one in told)
    assert any("(somme annoncée ou somme engagée)" in one for one in told)
    assert any(
        one.startswith("5\u202f000\u00a0€ pour Relais") or one.startswith("5\u202f000\u202f€ pour Relais")
        for one in told
    )


def test_what_is_not_verified_or_of_two_kinds_is_counted_with_its_doubt(graph: KnowledgeGraph) -> None:
    sentence = read_money(graph, SAY, BEFORE).sentence
    assert "1 somme comptée ici n'est pas vérifiée." in sentence
    assert "1 somme comptée ici n'est pas de la même nature selon les sources." in sentence


def test_a_disputed_member_is_named_as_disputed(graph: KnowledgeGraph) -> None:
    headline = page(graph, BEFORE).head.sentence
    assert "(contesté)" in headline
    assert headline.count("(contesté)") == 1


def test_an_event_before_its_organiser_is_no_plain_result_of_a_support(graph: KnowledgeGraph) -> None:
    found = read_evaluation(graph, f"{ACTOR}syndicat", Period(date(2019, 1, 1), AFTER), SAY)
    (relais,) = (one for one in found.supported if one.thing.label == "Relais")
    forum = next(one.sentence for one in relais.events if one.sentence.startswith("Forum"))
    assert forum.endswith("(contredit les dates de vie connues)")
    assert not any("contredit" in one.sentence for one in relais.events if one.sentence.startswith("Salon"))


def test_days_that_contradict_each_other_are_no_single_day(graph: KnowledgeGraph) -> None:
    asked = [one.sentence for one in read_home(graph, SAY).open_questions if "Salon" in one.sentence]
    assert asked
    assert all("4 mars 2021 ou 5 avril 2021" in one for one in asked)
    assert not any(one.startswith("Quel jour") for one in asked)


def test_what_was_only_announced_is_not_counted_as_past(graph: KnowledgeGraph) -> None:
    after, before = (read_year(graph, SAY, day, year=2021) for day in (date(2022, 6, 1), date(2021, 1, 1)))
    assert "sans qu'aucune source lue dise qu'ils ont eu lieu\u00a0: 1." in after.sentence
    foire = next(one for month in before.months for one in month.events if one.thing.label == "Foire")
    assert foire.state == "annoncé, à venir"

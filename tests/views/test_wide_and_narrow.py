"""Totals, negatives and lists that reach as far as what was looked at: no doubt, end, currency or day is dropped.

One small territory, whose rows below are all that its pages and files may say.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import networkx as nx
import pytest
from icalendar import Calendar

from territory_graph import KnowledgeGraph
from territory_graph.dates import Interval
from territory_graph.downloads.calendar import as_icalendar
from territory_graph.facts.money import read_sums
from territory_graph.messages import translator
from territory_graph.network.measures import measure
from territory_graph.network.outcome import Result
from territory_graph.ui.takeaway.rows import since_and_until
from territory_graph.ui.takeaway.scdl import as_scdl
from territory_graph.views.agenda import read_events
from territory_graph.views.analyses.losses import read_losses
from territory_graph.views.analyses.measures import sentence
from territory_graph.views.analyses.networks import read_network, scope
from territory_graph.views.analyses.rankings import Rankings
from territory_graph.views.analyses.state import Analysis
from territory_graph.views.composing import answer, from_address
from territory_graph.views.explorer.scene import read_stage
from territory_graph.views.fiche.page import read_page
from territory_graph.views.money import read_money
from territory_graph.views.questions import answer as question
from tests.hamlets import hamlet_with, rows_of

SAY, EN = translator("fr"), translator("en")
DAY = date(2021, 6, 1)
ACTOR = "https://example.org/hamlet/id/actor/"
ROWS = {
    "actors": """id,kind,name,start,end,sectors,source,locator,contradicts
relais,cluster,Relais des artisans et des métiers du bois et de la forêt du Hameau,2019,,bois,annuaire,p. 1,
envers,company,Envers,2020,,,annuaire,p. 1,
envers-2,company,,,2018,,journal-2021,p. 1,envers""",
    "agreements": """id,kind,name,parties,amount,amount_scope,funders,beneficiaries,source,locator,confidence
commun,convention,Fonds,syndicat;agence;relais;bois-vif,8000,global,syndicat;agence,relais;bois-vif,annuaire,p. 2,
incertain,convention,Fonds incertain,syndicat;relais,3000,share,syndicat,relais,annuaire,p. 3,0.4""",
    "events": """id,kind,name,when,last_day,state,place,organisers,source,locator,contradicts
salon,event,Salon,2021-03-04,2021-03-06,,le-bourg,relais,annuaire,p. 7,
salon-2,event,Salon,2021-04-05,,,le-bourg,relais,journal-2021,p. 7,salon
foire,event,Foire,2021-05-03,,planned,le-bourg,relais,annuaire,p. 7,""",
    "changes": """id,kind,name,when,before,source,locator
fin,announced,Fin annoncée du Relais,2023-01-01,relais,annuaire,p. 8""",
    "decisions": """id,name,taken_by,taken_at,when,adopts,source,locator
un,Fonds,syndicat,conseil-2021,2021-03-15,commun,deliberation-2021,art. 6
deux,Haies,syndicat,conseil-2021,2021-03-15,,deliberation-2021,art. 7""",
    "fundings": """id,name,about,funders,beneficiaries,kind,amount,when,source,locator
vote,Vote,project/haies,agence,val-clair,voted,20000,2020-01-20,annuaire,p. 5""",
    "mandates": """id,person,person_name,family_name,post,post_name,organisation,role,start,source,locator
autre,anne-autre,Anne Autre,Autre,presidence-syndicat,Présidence,syndicat,president,2020-07-10,journal-2021,p. 1""",
}
FRANCS = """
<id/commitment/francs> a tg:Commitment ; rdfs:label "Secours en francs"@fr ; tg:amount 5000.0 ;
  tg:currency <http://publications.europa.eu/resource/authority/currency/CHF> ; tg:amountScope "share" ;
  tg:forYear "2021"^^xsd:gYear ; tg:coversAgreement <id/agreement/commun> ;
  tg:committedBy act:agence ; tg:committedTo act:relais .
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    rows = {table: rows_of(text) for table, text in ROWS.items()}
    for row in rows["agreements"]:
        row |= {"start": "2021", "year": "2021", "amount_kind": "commitment"}
    return hamlet_with(tmp_path_factory.mktemp("wide"), rows, FRANCS)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_sum_that_would_be_lost_names_who_else_gives_and_its_doubt(graph: KnowledgeGraph) -> None:
    (found,) = read_losses(graph, [f"{ACTOR}syndicat"], DAY, SAY)
    told = [plain(one.sentence) for one in found.sums]
    (shared,) = [one for one in told if "8 000" in one]
    assert shared.endswith("avec, du côté qui donne : Agence du Hameau")
    (unsure,) = [one for one in told if "3 000" in one]
    assert unsure.endswith("(non vérifié)")


def essentials(graph: KnowledgeGraph, name: str, day: date = DAY) -> str:
    page = read_page(graph, f"https://example.org/hamlet/id/{name}", SAY, day)
    return plain(" ".join(told.sentence for one in page.essentials for told in one.told))


def test_a_project_that_is_funded_does_not_lack_a_sum(graph: KnowledgeGraph) -> None:
    assert "montant" not in essentials(graph, "project/haies")
    assert "montant" in essentials(graph, "project/chaudiere")


def test_what_is_only_announced_is_no_last_fact(graph: KnowledgeGraph) -> None:
    assert "Dernier fait daté connu à son sujet, chiffres, annonces et fins prévues à part : 6 mars 2021" in (
        essentials(graph, "actor/relais")
    )
    assert "3 mai 2021" not in essentials(graph, "event/foire")


def test_a_body_whose_dates_contradict_each_other_is_not_said_to_be_unborn(graph: KnowledgeGraph) -> None:
    assert "n'existait pas encore" not in essentials(graph, "actor/envers", date(2019, 6, 1))
    assert "n'existait pas encore" in essentials(graph, "actor/relais", date(2018, 6, 1))


def test_a_total_is_told_apart_by_currency(graph: KnowledgeGraph) -> None:
    asked = from_address({"sorte": "Commitment", "total": "amount"}, graph.base)
    found = answer(graph, asked, None, SAY)
    told = plain(found.sentence)
    assert "5 000 CHF (1 chose)" in told
    assert [plain(row[0]) for row in found.rows][-1] == "5 000 CHF"
    assert found.titles == ("montant", "Combien")
    euros = sum(amount.value for one in graph.once(read_sums) if one.currency == "EUR" for amount in one.amounts)
    assert f"{SAY.euros(euros - 20_000)}" in found.sentence  # the vote is a funding


def test_an_event_of_several_days_is_asked_for_after_it(graph: KnowledgeGraph) -> None:
    asked = from_address({"sorte": "Event"}, graph.base)
    assert {"Salon", "Conseil du syndicat du 15 mars 2021"} <= {row[0] for row in answer(graph, asked, DAY, SAY).rows}
    assert "Salon" not in {row[0] for row in answer(graph, asked, date(2021, 3, 1), SAY).rows}


def test_a_decision_that_adopts_nothing_was_taken_all_the_same(graph: KnowledgeGraph) -> None:
    found = question(graph, "20-decisions-du-conseil", {"seance": f"{graph.base}id/event/conseil-2021"}, SAY)
    assert found.rows == (("Fonds", "1"), ("Haies", "0"))


def test_that_there_is_none_is_said_of_the_day_that_was_asked(graph: KnowledgeGraph) -> None:
    body = {"syndicat": f"{ACTOR}syndicat"}
    early = question(graph, "05-gouvernance", body, SAY, date(2019, 1, 1))
    assert plain(early.sentence).startswith("Aucune ligne au 1er janvier 2019 :")
    assert len(question(graph, "05-gouvernance", body, SAY, DAY).rows) == 2


def test_the_scope_of_an_analysis_counts_the_unsure_ties(graph: KnowledgeGraph) -> None:
    field = read_stage(graph, SAY).field
    told = scope(read_network(graph, field, Analysis(day=DAY)), field, Analysis(day=DAY), SAY)
    assert "de ces liens" in told
    sure = {tie.pair for tie in field.ties.among(field.actors) if tie.interval.holds_on(DAY) and not tie.unsure}
    assert f"{ACTOR}eau-vive|{ACTOR}syndicat" not in sure


def test_a_calendar_confirms_no_event_that_is_announced_or_whose_days_are_contested(graph: KnowledgeGraph) -> None:
    written = as_icalendar(read_events(graph, SAY, DAY), "", datetime(2021, 6, 1, tzinfo=UTC), SAY, str)
    status = {str(each["summary"]): str(each["status"]) for each in Calendar.from_ical(written).walk("VEVENT")}
    assert status["Salon"] == status["Foire"] == "TENTATIVE"
    assert status["Conseil du syndicat du 15 mars 2021"] == "CONFIRMED"


def test_a_file_says_by_when_a_tie_was_over() -> None:
    gone = replace(Interval.of("2012"), not_after=date(2020, 9, 11))
    assert since_and_until(gone, SAY) == ("2012", "fin au plus tard le 11 septembre 2020")
    assert since_and_until(Interval.of("2012", "2014"), SAY) == ("2012", "2014")
    assert since_and_until(Interval.of("2012"), SAY) == ("2012", "")
    never = Interval().within([(date(2019, 9, 1), None), (None, date(2012, 12, 31))])
    assert since_and_until(never, SAY)[0].startswith("date non précisée (impossible")


def test_who_is_alone_is_counted_in_no_group() -> None:
    found = measure(nx.Graph([("a", "b"), ("c", "d")]), "communities")
    assert isinstance(found, Result)
    network = nx.Graph([("a", "b"), ("c", "d")])
    network.add_node("e")
    alone = measure(network, "communities")
    assert isinstance(alone, Result)
    assert sentence(found, Rankings(), {}, EN).endswith(": 2 groups.")
    assert sentence(alone, Rankings(), {}, EN).endswith(": 2 groups. 1 other is alone, in no group.")


def test_an_event_that_is_announced_only_is_so_in_an_answer(graph: KnowledgeGraph) -> None:
    found = question(graph, "10-evenements", {}, SAY)
    assert ("Foire", "3 mai 2021", "Le Bourg", "Prévu") in found.rows
    assert ("Conseil du syndicat du 15 mars 2021", "15 mars 2021", "", "") in found.rows


def test_a_sentence_that_leaves_out_what_it_says_of_a_thing_shows_it(graph: KnowledgeGraph) -> None:
    told = question(graph, "18-sommes-engagees", {}, SAY).sentence
    assert "\u202f; …)" in told


def test_a_grant_that_is_not_verified_says_so_in_its_line(graph: KnowledgeGraph) -> None:
    written = as_scdl(read_money(graph, SAY, DAY).sums, {}).decode("utf-8-sig")
    (unsure,) = [line for line in written.splitlines() if "Fonds incertain" in line]
    assert ',"Fonds incertain (2021, non vérifié)",3000' in unsure
    (sure,) = [line for line in written.splitlines() if ",Fonds (2021)," in line]
    assert ",8000" in sure

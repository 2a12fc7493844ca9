"""What records say together decides: the year of a sum, an announcement, two holders, dates that contradict each other.

One small territory, whose rows below are all that its pages may say beside those of the hamlet.
"""

from __future__ import annotations

from datetime import date

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.agreements import read_agreements
from territory_graph.facts.announced import read_announced
from territory_graph.facts.money import read_sums
from territory_graph.messages import translator
from territory_graph.network.measures import measure
from territory_graph.network.outcome import Result
from territory_graph.queries import packaged_query
from territory_graph.spelling import bears
from territory_graph.ui.takeaway.scdl import as_scdl
from territory_graph.views.agenda import read_events
from territory_graph.views.analyses.gaps import read_gaps
from territory_graph.views.analyses.introductions import who_could_meet
from territory_graph.views.analyses.measures import sentence
from territory_graph.views.analyses.rankings import Rankings
from territory_graph.views.analyses.roles import read_actor_roles
from territory_graph.views.analyses.single import read_single
from territory_graph.views.evaluation import Period, read_evaluation
from territory_graph.views.explorer.scene import read_stage
from territory_graph.views.fiche.page import FichePage, read_page
from territory_graph.views.home import read_home
from territory_graph.views.map import read_map_view
from territory_graph.views.money import read_money
from territory_graph.views.telling import tell
from territory_graph.views.ties import Ties
from territory_graph.views.wording import counted_disputed
from territory_graph.vocabulary import local
from tests.hamlets import hamlet_with, rows_of

FR, EN = translator("fr"), translator("en")
DAY = date(2022, 6, 1)
BASE = "https://example.org/hamlet/id/"
BOTH = {"parties": "syndicat;relais", "amount_scope": "share", "funders": "syndicat", "beneficiaries": "relais"}
ROWS = {
    "actors": """id,kind,name,start,end,sectors,active_in,source,locator,contradicts
relais,cluster,Relais,2020,,bois,le-pre,annuaire,p. 1,
brouillon,company,Brouillon,2021,,lin,,annuaire,p. 1,
brouillon-2,company,Brouillon,,2018,,,journal-2021,p. 1,brouillon
dissous,cluster,Dissous,2005,2018-12-31,,,annuaire,p. 1,
lointain,company,Lointain,2001,,,,annuaire,p. 1,
ancetre,cluster,Ancêtre,2005,2021-08-31,,,annuaire,p. 1,
heritier,cluster,Héritier,2021-09-01,,,,annuaire,p. 1,""",
    "names": """id,actor,name,kind,start,source,locator
nom-ancetre,ancetre,La Maison,official,2005,annuaire,p. 1
nom-heritier,heritier,La Maison,official,2021-09-01,annuaire,p. 1""",
    "changes": """id,kind,name,when,before,after,source,locator
reprise,merger,Reprise,2021-09-01,ancetre,heritier,annuaire,p. 1""",
    "agreements": """id,kind,name,supporters,supported,start,attested_on,source,locator
ancien,partnership,Ancien soutien,syndicat,relais,2020-02,,annuaire,p. 1
suivi,partnership,Soutien suivi,syndicat,lin-neuf,2016,2022-03-02,annuaire,p. 1
fini,partnership,Soutien fini,syndicat,dissous,2012,,annuaire,p. 1""",
    "conventions": """id,kind,name,start,signed,year,amount,source,locator
gratuite,convention,Convention gratuite,2022-02,2022-01-20,2022,5000,annuaire,p. 2
muette,convention,Convention muette,,,2021,6000,annuaire,p. 2
valable,convention,Convention valable,,,2021,,annuaire,p. 2""",
    "memberships": """id,member,organisation,role,source,locator,status
contestee,agence,relais,membre,annuaire,p. 6,disputed
deduite,scierie,relais,membre,annuaire,p. 6,implied
loin,lointain,syndicat,membre,annuaire,p. 6,disputed""",
    "events": """id,kind,name,when,state,place,organisers,sectors,source,locator,contradicts
marche,event,Marché,2021-05-02,planned,halle,relais,,annuaire,p. 7,
marche-2,event,Marché,2021-05-02,,le-bourg,relais,,journal-2021,p. 7,marche
foire,event,Foire,2022-05-03,planned,le-bourg,relais;scierie,lin,annuaire,p. 7,
veillee,event,Veillée,2022-09-03,,le-bourg,relais;scierie,lin,annuaire,p. 7,
forum,event,Forum,2020-06-06,,le-pre,dissous,,annuaire,p. 7,
salon,event,Salon,2021-04-10,planned,le-pre,relais,,annuaire,p. 7,
salon-2,event,Salon,2021-10-10,planned,le-pre,relais,,journal-2021,p. 7,salon""",
    "fundings": """id,name,about,funders,beneficiaries,kind,when,source,locator
pret,Prêt de salle,actor/relais,syndicat,relais,in-kind,2021-03-01,annuaire,p. 9""",
    "mandates": """id,name,person,person_name,family_name,post,post_name,organisation,role,start,end,source,locator
ana,Ana préside,ana,Ana,Ana,tete,Présidence du Relais,relais,president,2021-01-01,,annuaire,p. 8
bea,Béa préside,bea,Béa,Béa,tete,Présidence du Relais,relais,president,2021-01-01,2023-01-01,journal-2021,p. 8
dan,Dan copréside,dan,Dan,Dan,duo,Coprésidence de Lin Neuf,lin-neuf,president,2021,,annuaire,p. 8
eve,Ève copréside,eve,Ève,Ève,duo,Coprésidence de Lin Neuf,lin-neuf,president,2021,,annuaire,p. 8
carl,Carl préside,carl,Carl,Carl,tete,Présidence du Relais,relais,president,2023-01-01,2024-01-01,journal-2021,p. 8""",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    rows = {table: rows_of(text) for table, text in ROWS.items()}
    rows["agreements"] += [row | BOTH for row in rows.pop("conventions")]
    founded = "act:relais tg:foundedBy act:heritier ."  # which began years after it
    return hamlet_with(tmp_path_factory.mktemp("truth"), rows, founded)


def page(graph: KnowledgeGraph, thing: str, day: date | None = None) -> FichePage:
    return read_page(graph, f"{BASE}{thing}", FR, day)


def test_the_year_of_a_sum_is_not_the_end_of_its_agreement(graph: KnowledgeGraph) -> None:
    found = {local(one.iri): one.interval for one in read_agreements(graph.rows)}
    assert (found["gratuite"].start, found["gratuite"].end, found["gratuite"].end_latest) == ("2022-02", None, None)
    assert found["muette"].undated
    assert found["valable"].end == "2021"  # without a sum, it is the year of the agreement
    assert found["feuille-2021"].end == "2021"  # a roadmap is for a year
    sums = {local(one.iri): one.years for one in read_sums(graph.rows)}
    assert (sums["gratuite"], sums["muette"]) == ({2022}, {2021})
    assert "2022" not in page(graph, "agreement/gratuite").head.sentence.replace("2022-02", "").replace(
        "février 2022", ""
    ).replace("janvier 2022", "")


def test_a_support_begun_before_without_a_known_end_is_not_surely_of_the_period(graph: KnowledgeGraph) -> None:
    period = Period(date(2022, 1, 1), date(2022, 12, 31))
    sentence = read_evaluation(graph, f"{BASE}actor/syndicat", period, FR).sentence
    # Of three who are supported without a known end nobody knows; Lin Neuf is seen in 2022.
    assert "4 structures connues" in sentence
    assert FR("evaluation.perhaps", count=3) in sentence


def test_an_event_that_another_source_dates_without_announcing_it_took_place(graph: KnowledgeGraph) -> None:
    announced = read_announced(graph.rows)
    assert f"{BASE}event/marche" not in announced and announced[f"{BASE}event/foire"] == ("planned",)
    planned = {local(one.thing.iri): one.fate == "planned" for one in read_events(graph, FR, DAY)}
    assert (planned["marche"], planned["foire"]) == (False, True)
    assert FR("fiche.fates.planned", kind="Événement") in page(graph, "event/foire").head.sentence
    told = page(graph, "event/marche").head.sentence
    assert FR("fiche.held") in told and FR("fiche.fates.planned", kind="Événement") not in told


@pytest.mark.parametrize("question", ["10", "31"])
def test_questions_on_events_say_which_are_announced_only(graph: KnowledgeGraph, question: str) -> None:
    name = "evenement" if question == "10" else "quoi"
    found = {str(row[name]): row["etat"] for row in graph.rows(packaged_query(question).sparql(graph.base))}
    assert found["Foire"] and not found["Marché"] and not found["Veillée"]


def test_the_page_of_a_person_says_that_sources_name_another_holder(graph: KnowledgeGraph) -> None:
    rival = FR("fiche.rival")
    assert rival in page(graph, "person/ana", DAY).head.sentence
    assert rival in page(graph, "person/bea", DAY).head.sentence
    assert rival in page(graph, "person/ana").head.sentence  # of all dates too
    lines = [line for part in page(graph, "person/ana", DAY).parts for line in part.lines]
    assert any(line.clash for line in lines if line.head and line.head.iri == f"{BASE}mandate/ana")
    assert rival not in page(graph, "person/jeanne-exemple").head.sentence


def test_who_held_a_post_after_is_no_rival_on_a_day(graph: KnowledgeGraph) -> None:
    assert FR("fiche.rival") not in page(graph, "person/bea", date(2020, 6, 1)).head.sentence


def test_nothing_is_said_to_rest_on_one_beside_an_actor_of_contested_dates(
    graph: KnowledgeGraph, hamlet: KnowledgeGraph
) -> None:
    def sectors(of: KnowledgeGraph, day: date | None) -> set[str]:
        return {row.what[0].label for row in read_single(of, FR, day).sectors}

    def answered(of: KnowledgeGraph) -> set[str]:
        return {str(row["filiere"]) for row in of.rows(packaged_query("27").sparql(of.base))}

    for day in (None, DAY):
        assert "Lin" in sectors(hamlet, day) and "Lin" not in sectors(graph, day)
    assert "Lin" in answered(hamlet) and "Lin" not in answered(graph)


def test_a_matrix_says_who_stands_in_no_cell_for_contested_dates(graph: KnowledgeGraph) -> None:
    found = read_gaps(graph, "sector", "kind", FR, DAY)
    assert [thing.label for thing in found.contested] == ["Brouillon"]
    assert FR("analyses.gaps.contested", count=1, names="Brouillon") in found.sentence
    assert not any("Brouillon" in {thing.label for thing in who} for who in found.cells.values())
    assert not read_gaps(graph, "sector", "kind", FR, None).contested


def test_introductions_have_the_reasons_of_the_day(graph: KnowledgeGraph) -> None:
    def met(day: date) -> dict[str, object]:
        lives = read_stage(graph, FR).field.life
        return dict(who_could_meet(graph, graph.network(day=day), lives, day).nodes(data=True))

    early, late = (met(day)[f"{BASE}actor/relais"] for day in (DAY, date(2022, 12, 31)))
    assert early.get("event") == (f"{BASE}event/marche",)  # the fair is only announced, the evening to come
    assert late.get("event") == (f"{BASE}event/marche", f"{BASE}event/veillee")
    assert early.get("sector") == (f"{BASE}sector/bois",)
    assert late.get("sector") == (f"{BASE}sector/bois", f"{BASE}sector/lin")
    assert f"{BASE}place/hameau" in early.get("territory")


def test_the_role_of_an_actor_says_which_ties_are_doubtful(graph: KnowledgeGraph) -> None:
    roles = read_actor_roles(graph, FR, DAY)
    assert roles is not None
    assert FR("analyses.roles.unsure", count=1) in roles.sentence(f"{BASE}actor/relais")
    assert "contesté" not in roles.sentence(f"{BASE}actor/lin-neuf")


def test_grants_are_exported_without_a_period_of_payment_that_no_source_gives(graph: KnowledgeGraph) -> None:
    text = as_scdl(read_money(graph, FR).sums, {}).decode("utf-8-sig")
    line = next(line for line in text.splitlines() if "Convention gratuite" in line)
    assert "2022-01-01/" not in text and "Convention gratuite (2022)" in line
    assert ",2022-01-20," in line  # the day on which the agreement was signed


def test_what_lies_in_the_halls_of_a_place_is_counted_there(graph: KnowledgeGraph, hamlet: KnowledgeGraph) -> None:
    def events(of: KnowledgeGraph, day: date | None = None) -> str:
        return read_page(of, f"{BASE}place/le-bourg", FR, day).head.sentence

    assert FR("fiche.count.events", count=4) in events(graph)  # three in the town itself or its hall, and the feast
    assert FR("fiche.count.events", count=2) in events(graph, date(2021, 12, 31))


def test_two_places_at_one_point_are_one_on_the_map(graph: KnowledgeGraph) -> None:
    (place,) = [one for one in read_map_view(graph, FR).places if any(t.thing.label == "Marché" for t in one.things)]
    assert [thing.thing.label for thing in place.things].count("Marché") == 1


def test_no_group_is_not_counted_as_none_beside_others() -> None:
    found = measure(nx.path_graph(3), "communities", resolution=100.0)
    assert isinstance(found, Result)
    assert sentence(found, Rankings(), {}, FR).endswith("aucun groupe\u00a0; 3 sont seuls.")


def test_a_name_in_another_word_is_no_name() -> None:
    assert not bears("Présidence du Boisement", "Bois") and not bears("Convention avec Bois-Vif", "Bois")
    assert bears("Présidence de Bois (ancien)", "bois")


def test_two_holders_at_once_are_not_said_to_be_a_contradiction_of_sources_alone(graph: KnowledgeGraph) -> None:
    found = page(graph, "actor/lin-neuf", DAY)  # one source names both, of a post that is shared
    told = [one.sentence for each in found.essentials for one in each.told]
    (several,) = [one for one in told if "Plusieurs titulaires" in one]
    assert "ou le poste est partagé" in several and "elles se contredisent" not in several


def test_an_event_says_that_its_organiser_did_not_exist_then(graph: KnowledgeGraph) -> None:
    assert FR("fiche.absent", name="Dissous") in page(graph, "event/forum").head.sentence
    told = [one.sentence for each in page(graph, "actor/dissous").essentials for one in each.told]
    assert not any("6 juin 2020" in one for one in told)  # nor is it the last fact known of it


def test_a_support_of_the_past_is_not_told_since(graph: KnowledgeGraph) -> None:
    told = page(graph, "actor/dissous", DAY).head.sentence
    assert "(début\u00a0: 2012" in told and "depuis 2012" not in told


def test_contested_days_of_an_event_are_no_stretch_of_time(graph: KnowledgeGraph) -> None:
    (salon,) = [one for one in read_events(graph, FR, date(2021, 6, 1)) if local(one.thing.iri) == "salon"]
    assert salon.contested and not salon.now


def test_what_is_given_in_kind_without_a_sum_is_not_said_to_have_one(graph: KnowledgeGraph) -> None:
    assert "chiffré" not in page(graph, "funding/pret").head.sentence
    assert "apport en nature" in page(graph, "funding/pret").head.sentence


def test_a_founder_that_came_after_is_told_with_the_contradiction_and_whose_name_it_was(graph: KnowledgeGraph) -> None:
    (tie,) = [one for one in Ties(graph, "fr").of([f"{BASE}actor/heritier"]) if one.kind == "foundation"]
    assert tie.interval.excluded and not tie.interval.holds_on(DAY)
    told = tell(tie, graph.labels([tie.source, tie.target], lang="fr"), FR)
    assert FR("dates.excluded", first=FR.day(date(2021, 9, 1)), last="")[:40] in told
    assert told.endswith(FR("telling.forebears", sentence="", names="Ancêtre") + ".")
    for thing, word in (("relais", "absent"), ("heritier", "already")):
        lines = [line for part in page(graph, f"actor/{thing}").parts for line in part.lines if line.clash]
        other = "Héritier" if thing == "relais" else "Relais"
        assert FR(f"fiche.{word}", name=other) in [line.clash for line in lines]


def test_the_head_says_which_members_are_only_read_between_the_lines(graph: KnowledgeGraph) -> None:
    assert FR("fiche.implied.some", count=1) in page(graph, "actor/relais").head.sentence


def test_what_is_disputed_is_counted_and_said_to_be(graph: KnowledgeGraph) -> None:
    (actors,) = [one for one in read_home(graph, FR, DAY).figures if one.key == "actors"]
    assert "Lointain" in {one.thing.label for one in actors.counted}
    assert actors.label.endswith(", dont 1 contesté")
    assert counted_disputed([each.mentions for each in actors.counted], FR) == FR("evidence.counted_disputed", count=1)

"""Events that are cancelled, put off or held online: no page tells one as held or to come that was cancelled."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product

import pytest
from icalendar import Calendar

from territory_graph import KnowledgeGraph
from territory_graph.downloads.calendar import as_icalendar
from territory_graph.facts.announced import fate, fates, read_announced
from territory_graph.facts.coverage import read_coverage
from territory_graph.messages import translator
from territory_graph.queries import packaged_query
from territory_graph.views.agenda import AgendaEvent, read_events, read_year
from territory_graph.views.chronology import read_chronology
from territory_graph.views.evaluation import Period, read_evaluation
from territory_graph.views.fiche.page import read_page
from territory_graph.views.map import read_map_view
from territory_graph.views.telling import tell
from territory_graph.views.ties import Ties
from territory_graph.vocabulary import local
from tests.hamlets import hamlet_with, rows_of

FR, EN = translator("fr"), translator("en")
BASE = "https://example.org/hamlet/id/"
DAYS = (date(2022, 3, 1), date(2022, 6, 1), date(2023, 1, 1), None)
ROWS = {
    "sources": """id,title,publisher,date
avant,Programme de l'année,Le Relais,2022-01
apres,Bilan de l'année,Le Relais,2023-01""",
    "actors": """id,kind,name,start,sectors,active_in,source,locator
relais,cluster,Relais,2010,bois,le-bourg,avant,p. 1
relief,company,Relief,2011,bois,le-bourg,avant,p. 1""",
    "agreements": """id,kind,name,supporters,supported,start,source,locator
soutien,partnership,Soutien au Relais,syndicat,relais,2020,avant,p. 2""",
    "events": """id,kind,name,when,last_day,state,postponed_from,attendance,place,organisers,source,locator,contradicts
foire,congress,Foire annulée,2022-06-01,,cancelled,,,le-bourg,relais;relief,apres,p. 1,
fete,event,Fête annoncée puis annulée,2022-05-07,,planned,,,le-bourg,relais,avant,p. 1,
fete-2,event,Fête annoncée puis annulée,,,cancelled,,,,,apres,p. 2,fete
bal,event,Bal disputé,2022-05-08,,,,,le-bourg,relais,apres,p. 3,
bal-2,event,Bal disputé,2022-05-08,,cancelled,,,,,avant,p. 3,bal
salon,event,Salon reporté,2022-04-10,2022-04-12,planned,,,le-bourg,relais,avant,p. 4,
salon-2,event,Salon reporté,2022-10-10,2022-10-11,planned,2022-04-10,,,relais,apres,p. 4,salon
colloque,event,Colloque sans date,2022-04-20,,,,,le-bourg,relais,avant,p. 5,
colloque-2,event,Colloque sans date,,,postponed,2022-04-20,,,relais,apres,p. 5,colloque
atelier,event,Atelier sur écran,2022-06-01,,,,online,,relais,apres,p. 6,
debat,event,Débat mixte,2022-06-01,,,,mixed,,relais,apres,p. 7,""",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return hamlet_with(tmp_path_factory.mktemp("fates"), {table: rows_of(text) for table, text in ROWS.items()})


def events(graph: KnowledgeGraph, day: date | None) -> dict[str, AgendaEvent]:
    return {local(one.thing.iri): one for one in read_events(graph, FR, day)}


OFF, MOVED = ("foire", "fete", "bal"), ("salon", "colloque")


def test_what_became_of_each_event_is_known(graph: KnowledgeGraph) -> None:
    found = {local(iri): word for iri, word in fates(read_announced(graph.rows)).items()}
    assert {name: found.get(name, "") for name in (*OFF, *MOVED, "atelier")} == {
        "foire": "cancelled",
        "fete": "cancelled",
        "bal": "contested",
        "salon": "planned",
        "colloque": "postponed",
        "atelier": "",
    }


@pytest.mark.parametrize(("name", "day"), list(product(OFF, DAYS)))
def test_no_page_tells_a_cancelled_event_as_held_or_to_come(graph: KnowledgeGraph, name: str, day: date | None) -> None:
    one = events(graph, day)[name]
    assert one.off and not (one.coming or one.now or one.perhaps) and "annulé" in one.state
    fiche = read_page(graph, f"{BASE}event/{name}", FR, day)
    assert "Annulé" in fiche.head.sentence
    organiser = read_page(graph, f"{BASE}actor/relais", FR, day)
    coming = [told.sentence for part in organiser.essentials if part.key == "next" for told in part.told]
    assert not any(one.thing.label in sentence for sentence in coming)
    (row,) = [each for each in read_chronology(graph, FR, day).rows if each.thing.iri == one.thing.iri]
    assert "annulé" in row.kind_label and not row.coming
    (here,) = [
        each
        for place in read_map_view(graph, FR, day).places
        for each in place.things
        if each.thing.iri == one.thing.iri
    ]
    assert "annulé" in here.when
    ties = Ties(graph, "fr")
    names = {iri: thing.label for iri, thing in ties.things([f"{BASE}actor/relais", f"{BASE}actor/relief"]).items()}
    names[one.thing.iri] = one.thing.label
    for tie in ties.of([one.thing.iri]):
        if tie.kind == "organising":
            assert "annulé" in tell(tie, names, FR, day)


def test_no_network_has_a_cancelled_event(graph: KnowledgeGraph) -> None:
    for projection in ("co-participation", "actor-sector", "actors"):
        network = graph.network(projection)
        ends = {local(str(node)) for node in network}
        said = {local(str(value)) for *_, tie in network.edges(data=True) for value in tie.get("via", ())}
        assert not set(OFF) & (ends | said)


def test_the_sentence_of_the_year_counts_a_cancelled_event_apart(graph: KnowledgeGraph) -> None:
    told = read_year(graph, FR, date(2022, 6, 1)).sentence
    shared = [one for one in read_events(graph, FR, date(2022, 6, 1)) if one.first and one.first.year == 2022]
    past = sum(not (one.coming or one.now or one.perhaps or one.fate) for one in shared)
    assert FR("agenda.off", count=3) in told and f"passés {past}," in told


def test_a_cancelled_event_clashes_with_none_and_fills_no_cell(graph: KnowledgeGraph) -> None:
    view = read_year(graph, FR, date(2022, 6, 1))
    assert not any(local(one.thing.iri) in OFF for pair in view.clashes for one in pair)
    found = read_coverage(graph.rows, "sector", "epci", None, within=None)
    assert found is not None
    cells = read_coverage(graph.rows, "sector", "event", None).cells
    assert not any(local(column) in OFF for _, column in cells)


def test_what_is_put_off_is_on_its_new_day_alone(graph: KnowledgeGraph) -> None:
    for day in DAYS:
        salon = events(graph, day)["salon"]
        assert (salon.first, salon.last, salon.contested) == (date(2022, 10, 10), date(2022, 10, 11), False)
        assert "10 avril 2022" in salon.when
    head = read_page(graph, f"{BASE}event/salon", FR).head.sentence
    assert "du 10 au 11 octobre 2022" in head.replace("\u00a0", " ") or "10 octobre 2022" in head
    assert "date d'abord prévue" in head.replace("\u00a0", " ")
    assert not [row for row in read_chronology(graph, FR).rows if local(row.thing.iri) == "salon" and row.contested]


def test_what_is_put_off_without_a_new_day_has_none(graph: KnowledgeGraph) -> None:
    view = read_year(graph, FR, date(2022, 3, 1))
    (one,) = [each for each in view.undated if local(each.thing.iri) == "colloque"]
    assert one.first is None and "20 avril 2022" in one.when and "reporté" in one.state
    assert not any(local(each.thing.iri) == "colloque" for month in view.months for each in month.events)
    assert "Reporté" in read_page(graph, f"{BASE}event/colloque", FR).head.sentence


def test_what_is_online_lacks_no_place(graph: KnowledgeGraph) -> None:
    view = read_year(graph, FR, date(2022, 6, 1))
    nowhere = {local(thing.iri) for thing in view.without_place}
    assert "atelier" not in nowhere and "debat" in nowhere  # that one is on site too: where is not said
    assert events(graph, None)["atelier"].where(FR) == FR("agenda.online")
    assert FR("agenda.online") in read_page(graph, f"{BASE}event/atelier", FR).head.sentence


def test_the_calendar_file_cancels(graph: KnowledgeGraph) -> None:
    text = as_icalendar(events(graph, None).values(), "x", datetime(2026, 1, 1), FR, str)
    written = {local(str(one["uid"])): one for one in Calendar.from_ical(text).walk("VEVENT")}
    assert str(written["foire"]["status"]) == str(written["fete"]["status"]) == "CANCELLED"
    assert str(written["bal"]["status"]) == str(written["salon"]["status"]) == "TENTATIVE"
    assert "annulé" in str(written["foire"]["summary"]) and "colloque" not in written
    assert str(written["atelier"]["location"]) == FR("agenda.online")


@pytest.mark.parametrize("question", ["10", "31"])
def test_questions_say_what_became_of_events_and_not_the_days_put_off(graph: KnowledgeGraph, question: str) -> None:
    name = "evenement" if question == "10" else "quoi"
    found = {
        (str(row[name]), str(row["date"]), str(row["etat"] or ""))
        for row in graph.rows(packaged_query(question).sparql(graph.base))
    }
    assert {said for label, _, said in found if label.startswith(("Foire a", "Fête a", "Bal d"))} == {"Annulé"}
    assert {(day, said) for label, day, said in found if label == "Salon reporté"} == {("2022-10-10", "Prévu")}
    assert not {label for label, _, _ in found if label == "Colloque sans date"}
    assert ("Atelier sur écran", "2022-06-01", "") in found


def test_an_evaluation_does_not_count_what_was_cancelled(graph: KnowledgeGraph) -> None:
    period = Period(date(2022, 1, 1), date(2022, 12, 31))
    found = read_evaluation(graph, f"{BASE}actor/syndicat", period, FR)
    (body,) = [one for one in found.supported if local(one.thing.iri) == "relais"]
    assert not any(name in told.sentence for told in body.events for name in ("Foire a", "Fête a", "Bal d"))
    assert any("Foire annulée" in told.sentence and "(annulé)" in told.sentence for told in body.announced)


def test_a_cancellation_never_leaves_an_event_held() -> None:
    """Whatever sources date, announce, put off and cancel it, in whatever order they appeared."""
    for states, dating, issued in product(
        product(("", "planned", "postponed", "cancelled"), repeat=2), ("ab", "a", ""), ("", "2021", "2023")
    ):
        said = {state: {source for source, one in zip("ab", states, strict=True) if one == state} for state in states}
        said.pop("", None)
        found = fate(said, [(source, "2022-05-01", issued) for source in dating], ())
        if "cancelled" in states:
            assert found in ("cancelled", "contested")
            other = [source for source, one in zip("ab", states, strict=True) if not one and source in dating]
            assert (found == "contested") == (bool(other) and issued != "2021")
        elif any(states) and not (set(dating) & {s for s, one in zip("ab", states, strict=True) if not one}):
            assert found == ("postponed" if "postponed" in states else "planned")

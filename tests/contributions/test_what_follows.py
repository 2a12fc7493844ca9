"""A strategist learns that an event is cancelled or put off, or that an agreement ends early: pages say so at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from territory_graph import KnowledgeGraph
from territory_graph.building import build, check
from territory_graph.contributions import Desk, Proposal, Row
from territory_graph.facts.agreements import read_agreements
from territory_graph.messages import translator
from territory_graph.views.agenda import AgendaEvent, read_events
from territory_graph.views.contributing.effect import read_effect
from territory_graph.views.fiche.page import read_page
from territory_graph.vocabulary import local

FR = translator("fr")
ID = "https://example.org/hamlet/id/"
EVIDENCE = {"source": "journal-2021", "locator": "p. 2"}
FAIR = {"kind": "event", "name": "Fête du moulin", "place": "le-bourg", "organisers": "moulin"}


def accepted(desk: Desk, proposal: Proposal) -> None:
    assert not desk.look(proposal).stops
    desk.accept(desk.send(proposal, "Ada").id, "Bea")


def fair(desk: Desk) -> AgendaEvent:
    graph = KnowledgeGraph.open(desk.store.path)
    (found,) = [one for one in read_events(graph, FR, date(2021, 6, 1)) if local(one.thing.iri) == "fete-moulin"]
    return found


def statements(folder: Path) -> set[str]:
    return {str(quad) for quad in KnowledgeGraph.open(folder).quads()}


def agrees(desk: Desk, folder: Path) -> bool:
    build(desk.territory, folder)
    return statements(desk.store.path) == statements(folder)


def test_an_event_is_corrected_to_cancelled(desk: Desk, tmp_path: Path) -> None:
    assert fair(desk).coming
    row = Row("events", {"id": "fete-moulin", **FAIR, "when": "2021-11", "state": "cancelled", **EVIDENCE})
    accepted(desk, Proposal("correct", (row,), "annulée", (f"{ID}record/events/fete-moulin",)))
    assert (fair(desk).fate, fair(desk).coming, fair(desk).state) == ("cancelled", False, "annulé")
    assert agrees(desk, tmp_path / "again")


def test_another_source_says_that_it_is_put_off(desk: Desk, tmp_path: Path) -> None:
    moved = {"when": "2022-03-05", "postponed_from": "2021-11", "state": "planned"}
    row = Row("events", {"id": "fete-moulin", "kind": "event", **moved, **EVIDENCE, "source": "annuaire"})
    assert read_effect(desk.look(Proposal("add", (row,), "x")), KnowledgeGraph.open(desk.store.path), FR).clashes == ()
    accepted(desk, Proposal("add", (row,), "reportée"))
    page = read_page(KnowledgeGraph.open(desk.store.path), f"{ID}event/fete-moulin", FR)
    lines = [line for part in page.parts for line in part.lines]
    assert not any(detail.clash for line in lines for detail in line.details)
    assert not [one for one in check(desk.territory).contradictions if one.focus == f"{ID}event/fete-moulin"]
    found = fair(desk)
    assert (found.first, found.contested, found.fate) == (date(2022, 3, 5), False, "planned")
    assert "novembre 2021" in found.when
    assert agrees(desk, tmp_path / "again")


def test_an_agreement_is_ended_by_another(desk: Desk, tmp_path: Path) -> None:
    parties = {"kind": "agreement", "parties": "syndicat;bois-vif"}
    row = Row(
        "agreements",
        {"id": "fin", "name": "Fin", **parties, "start": "2020-05-01", "terminates": "partenariat-bois", **EVIDENCE},
    )
    accepted(desk, Proposal("add", (row,), "résilié"))
    graph = KnowledgeGraph.open(desk.store.path)
    (ended,) = [one for one in read_agreements(graph.rows) if local(one.iri) == "partenariat-bois"]
    assert ended.interval.last == date(2020, 5, 1)
    assert agrees(desk, tmp_path / "again")

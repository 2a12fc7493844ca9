"""The screens Chronologie and Agenda: their addresses are the view, their lists open fiches."""

from __future__ import annotations

from pathlib import Path

from ui.conftest import Open


def test_the_chronology_opens_on_the_decade_of_the_day(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "chronologie", au="2015-06-01")
    assert screen.failures == []
    assert "De 2010 à 2019" in screen.sheets["chronology-lead"]
    assert any("faits datés" in text for text in screen.texts), "the picture has its sentence"


def test_the_address_says_kind_period_and_whose(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "chronologie", nature="mandate", periode="toutes", acteurs="territoire")
    table = screen.sheets["chronology-table"]
    assert "Frédéric Sanchez, président du pôle métropolitain" in table
    assert "Feuille de route" not in table


def test_an_unreadable_address_is_the_first_page(on: Open, rouen_store: Path) -> None:
    for page, asked in (("chronologie", {"periode": "1066", "nature": "x"}), ("agenda", {"annee": "1066"})):
        screen = on(rouen_store, page, au="2021-05-12", **asked)
        assert screen.failures == []


def test_the_agenda_of_another_year(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "agenda", annee="2022", au="2021-05-12")
    assert "En 2022" in screen.sheets["agenda-lead"]
    assert "Vingt ans de Polepharma" in screen.sheets["agenda-months"]
    event = "https://w3id.org/territory-graph/id/event/polepharma-20-ans-2022"
    assert screen.follow("agenda-months", event).title == "Vingt ans de Polepharma"


def test_the_agenda_names_the_address_of_its_feed(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "agenda", acteurs="territoire")
    assert "agenda.ics?lang=fr&acteurs=territoire" in screen.code("agenda-feed")

"""One day for all pages: the territory's own at first, in the address, kept from one page to the next."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from territory_graph.building import build
from ui.conftest import Open, Screen, shown

DATED = ["", "reseau", "analyses", "evaluer", "partenaires", "composer", "questions", "fiche"]
OWN, OWN_OF_THE_HAMLET = date(2021, 5, 12), date(2021, 6, 1)


def completed(screen: Screen) -> str:
    """What the address is completed with."""
    return screen.sheets["day-address"]


@pytest.mark.parametrize("page", DATED)
def test_a_page_tells_of_the_day_of_its_territory_at_first(on: Open, rouen_store: Path, page: str) -> None:
    screen = on(rouen_store, page, au="")
    assert screen.app.date_input(key="day-field").value == OWN
    assert "au=2021-05-12" in completed(screen)
    assert not any(button.key == "day-own" for button in screen.app.button)


@pytest.mark.parametrize("page", DATED)
def test_all_dates_and_back_by_choice(on: Open, hamlet_store: Path, page: str) -> None:
    screen = on(hamlet_store, page, au="2012-06-01")
    assert screen.app.date_input(key="day-field").value == date(2012, 6, 1)
    screen.app.button(key="day-all").click().run()
    assert screen.app.query_params["au"] in ("toutes", ["toutes"])
    assert not any(button.key == "day-all" for button in screen.app.button)
    screen.app.button(key="day-own").click().run()
    assert screen.app.query_params["au"] in ("2021-06-01", ["2021-06-01"])
    assert screen.failures == []


def test_the_day_stays_on_the_next_page(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "reseau", au="")
    screen.app.date_input(key="day-field").set_value(date(2015, 6, 1)).run()
    assert screen.app.query_params["au"] in ("2015-06-01", ["2015-06-01"])
    del screen.app.query_params["au"]  # as the navigation of Streamlit does
    screen.run()
    assert "au=2015-06-01" in completed(screen)
    assert "au 1er juin 2015" in screen.caption("Affichés")


@pytest.mark.parametrize("page", DATED)
def test_what_is_no_day_is_said(on: Open, hamlet_store: Path, page: str) -> None:
    screen = on(hamlet_store, page, au="hier")
    assert any("«\u00a0hier\u00a0»" in shown(text) for text in screen.texts)
    assert screen.app.date_input(key="day-field").value == OWN_OF_THE_HAMLET
    assert screen.failures == []


@pytest.mark.parametrize("far", ["9999-12-31", "0001-01-01", "2086-06-30"])
def test_far_days_are_days(on: Open, hamlet_store: Path, far: str) -> None:
    for page in DATED:
        screen = on(hamlet_store, page, au=far)
        assert screen.failures == []
        assert screen.app.date_input(key="day-field").value == date.fromisoformat(far)


def test_a_fiche_says_that_a_day_is_outside_the_known_dates(on: Open, hamlet_store: Path) -> None:
    screen = on(hamlet_store, "fiche", id="actor/scierie", au="1066-10-14")
    told = "est ce qu'aucune date connue n'exclut"
    assert any(told in shown(text) for text in screen.texts)


def test_the_day_of_the_data_is_not_outside_them(on: Open, hamlet_copy: Path, tmp_path: Path) -> None:
    """Yearly lists date what began and ended between two; of what lasts, the last list is told at its own day."""
    description = hamlet_copy / "territory.toml"
    text = description.read_text(encoding="utf-8")
    description.write_text(text.replace('default_date = "2021-06-01"', 'default_date = "2095-01-01"'), encoding="utf-8")
    build(hamlet_copy, tmp_path / "store")
    told = "est ce qu'aucune date connue n'exclut"
    for day, outside in (("2095-01-01", False), ("2095-01-02", True)):
        screen = on(tmp_path / "store", "fiche", id="actor/scierie", au=day)
        assert any(told in shown(text) for text in screen.texts) is outside


def test_a_query_has_no_day(on: Open, rouen_store: Path) -> None:
    assert "day-address" not in on(rouen_store, "sparql").sheets


def test_every_page_says_until_when_facts_were_gathered(on: Open, rouen_store: Path, hamlet_store: Path) -> None:
    assert "23 novembre 2026" in on(rouen_store, "").caption("Faits réunis")
    assert "ne dit pas" in on(hamlet_store, "").caption("Ce territoire")

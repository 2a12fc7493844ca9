"""The screen Financements: its address is the view, its tables open fiches, its files are of what is shown."""

from __future__ import annotations

from pathlib import Path

from ui.conftest import Open

POLE = "https://w3id.org/territory-graph/id/actor/pole-rouen-seine-eure"


def test_every_sum_has_a_row_and_a_block(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "financements", au="2021-05-12")
    assert screen.failures == []
    assert (
        screen.sheets["money-sums"].count("<tr>") == 1 + 8
    )  # HAROPA began on 1 June 2021: what the State grants it for 2021 comes later
    assert screen.sheets["money-flows"].count("<rect") == 8
    assert screen.sheets["money-flows"].count('class="block unshared"') == 2
    assert "les sources se contredisent" in screen.sheets["money-sums"]


def test_the_address_says_the_year_and_whose_sums(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "financements", annee="2018", acteurs="territoire")
    assert 'value="2018" selected' in screen.sheets["money-choices"]
    assert "Pour 2018" in screen.sheets["money-lead"]
    assert "Polepharma" in screen.sheets["money-sums"]
    assert "HAROPA" not in screen.sheets["money-sums"]


def test_a_year_of_no_sum_is_all_years(on: Open, rouen_store: Path) -> None:
    assert "Toutes dates confondues" in on(rouen_store, "financements", annee="1066").sheets["money-lead"]


def test_a_name_opens_its_fiche(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "financements").follow("money-sums", POLE)
    assert screen.title == "Pôle Métropolitain Rouen Seine Eure"


def test_in_english(open_hamlet: Open) -> None:
    screen = open_hamlet("financements", lang="en")
    assert "€12,000" in screen.sheets["money-sums"]
    assert "not shared out: one sum for 2 recipients together" in screen.sheets["money-sums"]

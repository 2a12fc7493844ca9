"""The screen Financements: its address is the view, its tables open fiches, its files are of what is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from territory_graph.library import Library
from territory_graph.messages import translator
from territory_graph.settings import read_settings
from territory_graph.ui.context import Context
from territory_graph.ui.screens.money import sheets
from territory_graph.views.money import read_money
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


def test_a_cell_cites_the_place_and_the_status(rouen_store: Path) -> None:
    context = Context(Library(read_settings(store=rouen_store)).current(), translator("fr"), lambda *_: None)
    sums = sheets(context, read_money(context.graph, context.say, date(2021, 5, 12)))[0]
    cited = {str(row[0]): str(row[-1]) for row in sums.rows}
    assert cited["Chartres Métropole"].endswith("(premier au troisième paragraphe, lu entre les lignes)")
    notes = [str(row[-3]) for row in sums.rows]
    assert any(note.replace("\u202f", " ").startswith("plus de 2 600 000 €. 1,48 million") for note in notes)

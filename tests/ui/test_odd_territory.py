"""A territory in which almost everything is odd: each screen says it, and none breaks.

Coordinates in the sea, an event that ends before it begins, another currency, 1,000 sectors, and a
story whose view no longer exists. A negative sum is refused, with the remedy.
"""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from benchmarks.ui.crowd import write_crowd
from territory_graph.building import build
from territory_graph.errors import TerritoryGraphError
from territory_graph.messages import translator
from territory_graph.views.story import Story, StoryView, packed_story
from tests.conftest import HAMLET, PREFIXES
from ui.conftest import Open, Screen

SECTORS = 1_000
ODD = """
rec:x {
  <id/commitment/en-francs> a tg:Commitment ; rdfs:label "Aide en francs suisses"@fr ; tg:amount 5000.0 ;
    tg:currency <http://publications.europa.eu/resource/authority/currency/CHF> ;
    tg:forYear "2021"^^xsd:gYear ; tg:amountScope "share" ; tg:coversAgreement <id/agreement/feuille-2021> ;
    tg:committedBy act:syndicat ; tg:committedTo act:bois-vif .
  <id/event/semaine> a tg:Event ; rdfs:label "Semaine du bois"@fr ; tg:when "2021-05-03" ;
    tg:earliest "2021-05-03"^^xsd:date ; tg:latest "2021-05-03"^^xsd:date ; tg:organisedBy act:syndicat ;
    tg:locatedIn <id/place/le-bourg> , <id/place/le-pre> ; tg:state <id/state/planned> .
}
"""
PAGES = ("", "conseil", "financements", "carte", "chronologie", "agenda", "evaluer", "partenaires", "composer")
PAGES += ("reseau", "analyses", "questions", "histoires")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the odd territory."""
    folder = tmp_path_factory.mktemp("odd")
    land = Path(shutil.copytree(HAMLET, folder / "hamlet"))
    (land / "more.trig").write_text(PREFIXES + ODD, encoding="utf-8")
    with (land / "tables" / "concepts.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"sector,s{number},Filière {number},Sector {number},\n" for number in range(SECTORS))
    with (land / "tables" / "events.csv").open("a", encoding="utf-8") as file:
        file.write("ancienne,event,Fête ancienne,2005-06-12,,halle,syndicat,,,,,journal-2021,p. 8,,,\n")
        file.write("nouvel-an,event,Nouvel an,2020-12-30,2021-01-02,,moulin,,,,,journal-2021,p. 8,,,\n")
        file.write("rebours,event,Fête à rebours,2021-06-12,2021-06-10,,moulin,,,,,journal-2021,p. 8,,,\n")
    with (land / "tables" / "places.csv").open("a", encoding="utf-8") as file:
        file.write("large,venue,Au large,,,,49.9,-4.5,annuaire,p. 1,,,\n")
    with (land / "tables" / "offices.csv").open("a", encoding="utf-8") as file:
        file.write("bureau-en-mer,syndicat,office,Bureau du large,large,,,,,,annuaire,p. 1,,,\n")
    build(land, folder / "store")
    return folder / "store"


def told(screen: Screen) -> str:
    """All that a screen says, without its markup."""
    html = " ".join(screen.sheets.values())
    return (
        unescape(" ".join([*screen.texts, re.sub(r"<[^>]+>", " ", html)])).replace("\u202f", " ").replace("\u00a0", " ")
    )


@pytest.mark.parametrize("page", PAGES)
def test_no_screen_breaks(on: Open, odd: Path, page: str) -> None:
    assert on(odd, page).failures == []


def test_the_agenda_says_that_it_would_end_before_it_begins(on: Open, odd: Path) -> None:
    said = told(on(odd, "agenda", annee="2021"))
    assert "Fête à rebours" in said
    assert "finirait avant de commencer : date à vérifier" in said


def test_what_goes_on_from_the_year_before_is_listed_in_january(on: Open, odd: Path) -> None:
    said = told(on(odd, "agenda", annee="2021"))
    assert re.search(r"janvier 2021\s+Nouvel an", said)


def test_another_currency_is_shown_said_and_enters_no_total(on: Open, odd: Path) -> None:
    said = told(on(odd, "financements", annee="2021"))
    assert "5 000 CHF" in said
    assert "1 somme est dans une autre monnaie : elle n'entre pas dans les totaux" in said
    assert "Engagements : de 42 000 € à 45 000 € selon la source" in said  # as without it


@pytest.mark.parametrize(
    "thing", ["commitment/en-francs", "actor/bois-vif", "actor/syndicat", "agreement/feuille-2021"]
)
def test_no_fiche_tells_another_currency_as_euros(on: Open, odd: Path, thing: str) -> None:
    said = told(on(odd, "fiche", id=thing))
    assert "5 000 CHF" in said
    assert not re.search(r"(?<!\d)5 000 €", said)


def test_an_event_in_two_places_is_told_with_both(on: Open, odd: Path) -> None:
    assert "les sources nomment aussi Le Pré" in told(on(odd, "carte"))


def test_an_event_before_its_organiser_began_is_told_as_a_contradiction(on: Open, odd: Path) -> None:
    assert "12 juin 2005 (contredit les dates de vie connues)" in told(on(odd, "fiche", id="actor/syndicat"))
    assert "contredit les dates de vie" not in told(on(odd, "fiche", id="actor/moulin"))
    for page in ("agenda", "carte"):
        assert "12 juin 2005 (contredit les dates de vie connues)" in told(on(odd, page, annee="2005"))


def test_what_was_announced_is_not_told_as_done(on: Open, odd: Path) -> None:
    said = told(on(odd, "chronologie"))
    assert "Événement (annonce qu'aucune source lue ne confirme)" in said


def test_a_day_is_not_blamed_where_no_other_tells_more(on: Open, odd: Path) -> None:
    said = told(on(odd, "fiche", id="name/val-clair-sigle", au="2021-06-01"))
    assert "Aucun fait connu ne tient" not in said


def test_a_negative_sum_is_refused_with_the_remedy(tmp_path: Path) -> None:
    land = Path(shutil.copytree(HAMLET, tmp_path / "hamlet"))
    table = land / "tables" / "agreements.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",12000,", ",-700,"), encoding="utf-8")
    with pytest.raises(TerritoryGraphError) as refused:
        build(land, tmp_path / "store")
    assert translator("fr").error(refused.value)
    assert not (tmp_path / "store" / "current").exists()


def test_a_place_in_the_sea_is_listed_and_where_it_lies_is_said(on: Open, odd: Path) -> None:
    said = told(on(odd, "carte"))
    assert "Bureau du large" in said


def test_of_many_rows_a_page_shows_some_and_leads_to_the_others(on: Open, tmp_path: Path) -> None:
    build(write_crowd(tmp_path / "crowd", places=9, events=350, actors=0, sums=0), tmp_path / "store")
    for page, sheet in (("agenda", "agenda-months"), ("carte", "map-places"), ("chronologie", "chronology-table")):
        first, rest = (
            set(re.findall(r"Fête \d+", on(tmp_path / "store", page, lignes=at).sheets[sheet])) for at in ("0", "300")
        )
        assert (len(first), len(rest), first & rest) == (300, 50, set())


def test_a_thousand_sectors_are_offered_by_name(on: Open, odd: Path) -> None:
    gaps = on(odd, "analyses", partie="gaps")
    assert "Filière 999" in told(gaps)
    assert gaps.failures == []


def test_a_story_whose_view_is_gone_says_so(on: Open, odd: Path) -> None:
    story = Story("Avant", (StoryView("Disparu", "", "fiche?id=actor/no-such-thing"),))
    screen = on(odd, "histoires", h=packed_story(story))
    assert screen.failures == []
    view = on(odd, "fiche", id="actor/no-such-thing")
    assert view.title == "Cette fiche n'existe pas"

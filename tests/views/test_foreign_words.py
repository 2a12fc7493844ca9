"""An English page says of the data's French sentences that they are in French; a French one leaves them as they are."""

from __future__ import annotations

import re

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.fiche.page import read_page
from territory_graph.views.home import read_home
from territory_graph.views.money import read_money
from territory_graph.views.wording import in_its_language, place

FRENCH, ENGLISH = translator("fr"), translator("en")


@pytest.mark.parametrize(
    "text",
    ["Après le vote de la Région.", "troisième au cinquième paragraphe", "intertitre sur la Vallée"],
)
def test_french_words_are_said_to_be_so(text: str) -> None:
    assert in_its_language(text, FRENCH) == text
    assert in_its_language(text, ENGLISH) == f"{text} (in French)"


@pytest.mark.parametrize(
    "text", ["page 3", "data/epci.json", "The council of Val-de-Reuil", "Cosmetic Valley", "§ 2", ""]
)
def test_others_are_not(text: str) -> None:
    assert in_its_language(text, ENGLISH) == text


def test_the_commonest_place_in_a_source_is_told_in_the_language_of_the_page() -> None:
    assert place("début de page (extrait lu)", ENGLISH) == "top of the page (extract read)"
    assert place("début de page (extrait lu)", FRENCH) == "début de page (extrait lu)"


def test_english_pages_say_which_notes_and_places_are_in_french(rouen: KnowledgeGraph) -> None:
    notes = [note for one in read_money(rouen, ENGLISH).sums for note in one.notes]
    page = read_page(rouen, f"{rouen.base}id/actor/metropole-rouen-normandie", ENGLISH)
    places = {mention.place for part in page.parts for line in part.lines for mention in line.mentions}
    assert notes
    assert places
    for text in (*notes, *places):
        if re.search(r"(?<![\w-])(?:du|des|la|les|une|premier|deuxième)(?![\w-])", text):
            assert text.endswith("(in French)"), text


def test_a_text_whose_language_the_data_say_is_of_that_language() -> None:
    assert in_its_language("Source secondaire.", ENGLISH, "fr") == "Source secondaire. (in French)"
    assert in_its_language("Signed on paper.", ENGLISH, "en") == "Signed on paper."
    assert in_its_language("Limité à un an.", ENGLISH) == "Limité à un an. (in French)"


def test_english_pages_mark_french_remarks_and_tell_searches_in_english(rouen: KnowledgeGraph) -> None:
    money = read_money(rouen, ENGLISH)
    notes = [note for group in money.cited for one in group.sums for note in one.notes]
    assert notes
    assert [note for note in notes if not note.endswith("(in French)")] == []
    sought = [one.sentence for one in read_home(rouen, ENGLISH).open_questions if one.key == "searched"]
    assert sought
    assert [sentence for sentence in sought if "(in French)" in sentence] == []
    assert any("Who presides over" in sentence for sentence in sought), sought

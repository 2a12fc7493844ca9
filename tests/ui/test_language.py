"""Words of the interface are in the language of the page: what is in another comes from the data, as sources say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from ui.conftest import Open, Screen, shown

PAGES = (
    ("", {}),
    ("reseau", {}),
    ("reseau", {"sel": "actor/polepharma"}),
    *(("analyses", {"partie": part}) for part in ("passage", "groups", "gaps", "measures", "what_if", "comparison")),
    *(("fiche", {"id": f"actor/{name}"}) for name in ("polepharma", "pole-rouen-seine-eure", "nextmove")),
    *(
        ("fiche", {"id": thing})
        for thing in ("event/conseil-2021-05-12", "sector/pharmacie", "source/pmrse-2021-05-12")
    ),
    *(("questions", {"q": number}) for number in ("01", "05", "18", "26", "30")),
    ("sparql", {}),
)
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and with from by is are was were has have not its their this that which who whom when where between "
        "since until about other others search download show hide all any none actors members count number amount year",
    )
)
FRENCH = frozenset(
    re.findall(
        r"\w+",
        "le la les des du un une et avec dans pour par sur est sont était été pas leur leurs ce cette qui quand où "
        "entre depuis autre autres ouvrir fermer chercher télécharger voir plus tous toutes aucun aucune acteurs "
        "membre membres nombre montant année adhérents adhérent habitants salariés",
    )
)
KINDS = ("expander", "popover", "button", "selectbox", "text_input", "date_input", "toggle", "download_button")


def told(screen: Screen) -> Iterator[str]:
    """Every text of a screen: outside of the sheets, of controls and columns, and of the sheets with what they name."""
    yield from map(shown, screen.texts)
    for kind in KINDS:
        yield from (shown(getattr(each, "label", "") or "") for each in screen.app.get(kind))
    for table in screen.app.dataframe:
        yield from map(str, table.value.columns)
    for html in screen.sheets.values():
        plain = re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)
        yield from map(unescape, re.findall(r">([^<]+)<", plain))
        yield from map(unescape, re.findall(r'(?:title|aria-label|placeholder|alt)="([^"]+)"', plain))


@pytest.fixture(scope="module")
def data(rouen: KnowledgeGraph) -> list[str]:
    """The texts of the data, and the places in several sources that one locator names; the longest first."""
    texts = {quad.object.value for quad in rouen.quads() if type(quad.object).__name__ == "Literal"}
    parts = {part.partition(" : ")[2] for text in texts if " : " in text for part in text.split(" ; ")}
    return sorted((text for text in texts | parts if len(text) > 3), key=len, reverse=True)


def words(text: str, data: list[str]) -> set[str]:
    """The words of a text that are no part of the data, nor of identifiers and of texts that are cut."""
    for each in data:
        if each in text:
            text = text.replace(each, " ")
    return set(re.findall(r"[^\W\d_]+", re.sub(r"\S*[-/.]\S*|[^»:]*…", " ", text).lower()))


@pytest.mark.parametrize(("page", "parameters"), PAGES, ids=str)
def test_a_french_page_has_no_english_word(
    on: Open, rouen_store: Path, data: list[str], page: str, parameters: dict[str, str]
) -> None:
    screen = on(rouen_store, page, au="2021-05-12", **parameters)
    assert screen.failures == []
    assert {text: found for text in told(screen) if (found := words(text, data) & ENGLISH)} == {}


@pytest.mark.parametrize(("page", "parameters"), PAGES, ids=str)
def test_an_english_page_has_french_words_of_the_data_alone(
    on: Open, rouen_store: Path, data: list[str], page: str, parameters: dict[str, str]
) -> None:
    screen = on(rouen_store, page, lang="en", au="2021-05-12", **parameters)
    assert screen.failures == []
    assert {text: found for text in told(screen) if (found := words(text, data) & FRENCH)} == {}


def test_a_unit_is_told_in_the_language_of_the_page(on: Open, rouen_store: Path) -> None:
    english = on(rouen_store, "fiche", id="actor/polepharma", lang="en").sheets
    french = on(rouen_store, "fiche", id="actor/polepharma").sheets
    assert re.search(r"\d+ members", english["fiche-part-figures"])
    assert not re.search(r"\d (?:adhérents|membres|habitants|salariés)", " ".join(english.values()))
    assert re.search(r"\d+ adhérents", french["fiche-part-figures"])

"""The printable brief: two pages at the most, a note for every line, and no text of the data read as markup."""

from __future__ import annotations

import io
import re
from datetime import date
from html.parser import HTMLParser

import pypdf
import pytest
from hostile import NAMES

from territory_graph import KnowledgeGraph, UnknownEntityError
from territory_graph.messages import translator
from territory_graph.ui.fiche.brief import MOST_PAGES, brief, brief_html, fitted
from territory_graph.views.fiche.brief import Brief, plain, read_draft
from territory_graph.views.fiche.whole import all_things

FRENCH, ENGLISH = translator("fr"), translator("en")


def told(graph: KnowledgeGraph, name: str, day: date | None = None) -> Brief:
    return fitted(read_draft(graph, f"{graph.base}id/{name}", FRENCH, day, "https://site.example/fiche"))


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("name", ["actor/pole-tes", "actor/pole-rouen-seine-eure", "actor/metropole-rouen-normandie"])
def test_a_brief_has_two_pages_at_the_most(rouen: KnowledgeGraph, name: str) -> None:
    found = pages(brief(rouen, f"{rouen.base}id/{name}", FRENCH))
    assert 1 <= len(found) <= MOST_PAGES
    label = told(rouen, name).title
    assert label in found[0]


def test_the_brief_on_pole_tes_says_what_it_is_and_of_when(rouen: KnowledgeGraph) -> None:
    iri = f"{rouen.base}id/actor/pole-tes"
    text = " ".join(pages(brief(rouen, iri, FRENCH, date(2021, 5, 12), "https://site.example/fiche?id=x")))
    for said in ("Pôle TES", "12 mai 2021", rouen.version, "https://site.example/fiche?id=x", "Pôle métropolitain"):
        assert said in text


@pytest.mark.parametrize("name", ["actor/pole-tes", "actor/polepharma", "commitment/global-2021", "place/louviers"])
def test_every_line_has_a_note_and_every_note_a_source_place_date_and_status(rouen: KnowledgeGraph, name: str) -> None:
    found, statuses = told(rouen, name), set(FRENCH.section("status").values())
    lines = [line for part in found.parts for line in part.lines]
    assert lines
    unsaid = FRENCH("fiche.essentials.title")  # what no source says has no note
    assert all(line.notes for part in found.parts if part.title != unsaid for line in part.lines)
    assert {number for line in lines for number in line.notes} == set(range(1, len(found.notes) + 1))
    for note in found.notes:
        about, _, status = note.split("\u202f; ", 2)
        assert re.search(r"\d{4}|date non précisée", about), note
        assert status in statuses, note


def test_sentences_that_are_left_out_of_what_matters_are_counted(rouen: KnowledgeGraph) -> None:
    first = told(rouen, "actor/polepharma", date(2021, 5, 12)).parts[0]
    assert [text for line in first.lines for _, text in line.text if text.startswith("et ")] == [
        "et 2 autres, dans la suite de la fiche",
        "et 4 autres, dans la suite de la fiche",
    ]


def test_the_pdf_holds_every_note_of_a_brief(rouen: KnowledgeGraph) -> None:
    found = told(rouen, "commitment/global-2021")
    text = re.sub(r"\s+", " ", " ".join(pages(brief(rouen, f"{rouen.base}id/commitment/global-2021", FRENCH))))
    assert "160 000 €" in text.replace("\u202f", " ")
    for place, note in enumerate(found.notes, start=1):
        assert f"{place}. {note.partition(',')[0]}" in text


def test_a_long_fiche_is_cut_with_words_and_every_part_keeps_its_first_lines(rouen: KnowledgeGraph) -> None:
    draft = read_draft(rouen, f"{rouen.base}id/actor/metropole-rouen-normandie", FRENCH, None, "")
    whole, cut = draft.brief(draft.longest), fitted(draft)
    assert [part.title for part in cut.parts] == [part.title for part in whole.parts]
    assert "réduite à deux pages" in cut.cut
    assert any("de plus" in part.more for part in cut.parts)
    assert all(part.lines for part in cut.parts)


def test_what_fits_is_not_cut(rouen: KnowledgeGraph) -> None:
    found = told(rouen, "commitment/global-2021")
    assert found.cut == ""
    assert not any(part.more for part in found.parts)


def test_a_global_sum_is_one_sum_on_paper_too(rouen: KnowledgeGraph) -> None:
    found = told(rouen, "actor/pole-tes")
    said = " ".join(value for part in found.parts for line in part.lines for _, value in line.text)
    assert "somme globale pour 5 structures ensemble" in said
    assert "32\u202f000" not in said


def test_everything_can_be_printed_in_both_languages(hamlet: KnowledgeGraph) -> None:
    for found in all_things(hamlet, FRENCH):
        assert len(pages(brief(hamlet, found.thing.iri, ENGLISH))) <= MOST_PAGES


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name == "href" and value:
                self.links.add(value.removeprefix("#"))


def test_the_html_stands_alone_and_each_mark_leads_to_its_note(rouen: KnowledgeGraph) -> None:
    page = _Page(brief_html(rouen, f"{rouen.base}id/actor/pole-tes", FRENCH))
    assert page.links
    assert page.links == page.ids
    assert not {"script", "img", "link", "iframe"} & set(page.elements)


@pytest.mark.parametrize(
    "text", [*NAMES.values(), '#import "x"', "$1/0$", "#panic()", "= Titre", "a" * 100_000, "\u202eabc"]
)
def test_no_text_is_markup_in_either_form(hamlet: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    from dataclasses import replace

    from territory_graph.ui.fiche import brief as module

    draft = read_draft(hamlet, f"{hamlet.base}id/actor/syndicat", FRENCH, None, "")
    thing = replace(draft.page.fiche.thing, label=text)
    page = replace(
        draft.page, fiche=replace(draft.page.fiche, thing=thing), head=replace(draft.page.head, sentence=text)
    )
    monkeypatch.setattr(module, "read_draft", lambda *_: replace(draft, page=page))
    assert len(pages(module.brief(hamlet, "urn:x", FRENCH))) <= MOST_PAGES
    html = module.brief_html(hamlet, "urn:x", FRENCH)
    assert not {"script", "img", "iframe"} & set(_Page(html).elements)


def test_a_text_on_paper_is_one_line_without_hidden_characters() -> None:
    assert plain("a\u202eb\nc\x00") == "ab c"
    assert len(plain("x" * 1000)) == 241


def test_a_brief_of_nothing_is_refused(hamlet: KnowledgeGraph) -> None:
    with pytest.raises(UnknownEntityError):
        brief(hamlet, f"{hamlet.base}id/actor/nobody", FRENCH)

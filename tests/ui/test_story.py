"""The screen of stories, and a story as files."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import urlencode

import pypdf
import pytest

from territory_graph.library import Library
from territory_graph.messages import translator
from territory_graph.network.steps import RemoveActor, write_steps
from territory_graph.settings import read_settings
from territory_graph.ui.context import Context
from territory_graph.ui.day import known_until
from territory_graph.ui.story_page import story_html, story_pdf
from territory_graph.views import perimeter
from territory_graph.views.story import Story, StoryView, packed_story
from ui.conftest import Open, shown

TOLD = Story(
    "Avant le vote",
    (
        StoryView("Le réseau", "Qui est lié à qui <b>.", "reseau?au=2021-05-12"),
        StoryView("Le pôle", "Ce qu'il faut retenir.", "fiche?id=actor/pole-rouen-seine-eure&au=2021-05-12"),
        StoryView("Disparu", "", "fiche?id=actor/no-such-thing"),
    ),
)


@pytest.fixture
def context(rouen_store: Path) -> Context:
    return Context(Library(read_settings(store=rouen_store)).current(), translator("fr"), lambda *_: None)


def test_a_story_is_shown_view_by_view(open_hamlet: Open) -> None:
    link = packed_story(TOLD)
    first = open_hamlet("histoires", h=link)
    assert first.failures == []
    assert [each.value for each in first.app.subheader] == ["Le réseau"]
    first.app.button(key="story-after").click().run()
    assert [each.value for each in first.app.subheader] == ["Le pôle"]
    assert first.app.query_params["n"] in ("2", ["2"])


def test_a_link_that_is_no_story_says_so(open_hamlet: Open) -> None:
    assert any("n'est pas celui d'une histoire" in each for each in open_hamlet("histoires", h="broken").failures)


def test_a_view_is_added_from_its_page_and_told(open_hamlet: Open) -> None:
    screen = open_hamlet("questions")
    screen.app.button(key="story-keep").click().run()
    assert screen.app.session_state["story-made"].views[0].address.startswith("questions?")


def test_an_offline_page_holds_pictures_and_sentences_and_fetches_nothing(context: Context) -> None:
    page = story_html(context, TOLD, "http://127.0.0.1/")
    assert page.count("<svg") == 1
    assert "Qui est lié à qui &lt;b&gt;." in page
    assert "Nicolas Mayer-Rossignol" in page
    assert "(d'après Communiqué du 12 mai 2021" in page.replace("&#39;", "'")  # a file has nothing to unfold
    assert "énoncé par la source)" in page
    assert "n'est plus dans le graphe" in page.replace("&#39;", "'")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert known_until(context.graph, context.say) in page.replace("&#39;", "'")


def test_a_pdf_has_a_page_a_view(context: Context) -> None:
    pdf = story_pdf(context, TOLD, "http://127.0.0.1/")
    assert pdf.startswith(b"%PDF")
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == len(TOLD.views)


def test_a_view_of_a_perimeter_is_told_of_it_in_a_file(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story("", (StoryView("Eure", "", "reseau?perimetre=place/eure&au=toutes"),))

    def drawn(context: Context) -> int:
        return int(
            shown(re.sub(r"<[^>]+>", "", story_html(context, story, "http://127.0.0.1/")))
            .split("Affichés\u00a0: ")[1]
            .split()[0]
        )

    whole = drawn(context)
    monkeypatch.setattr(perimeter, "MOST_WHOLE", 50)
    library = Library(read_settings(store=context.opened.folder.parent.parent))
    part = context.opened.graph.part("place/eure")
    assert drawn(Context(library.current(), context.say, context.go)) <= part.actors < whole


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_file_shows_what_any_view_tells_at_its_address(rouen_store: Path, language: str) -> None:
    say = translator(language)
    context = Context(Library(read_settings(store=rouen_store)).current(), say, lambda *_: None)
    sums = ("160\u202f000", "160,000")[language == "en"]
    steps = write_steps([RemoveActor(f"{context.graph.base}id/actor/lsn")])
    asked: tuple[tuple[str, dict[str, str], str], ...] = (
        ("", {}, sums),
        ("analyses", {"partie": "gaps"}, ""),
        ("analyses", {"partie": "whatif", "etapes": steps}, "LSN"),
        ("analyses", {"partie": "compare", "comparer": "scenario", "etapes": steps}, "LSN"),
        ("analyses", {"partie": "compare", "comparer": "sources"}, "sources"),
        ("evaluer", {}, "Polepharma"),
        ("partenaires", {"filieres": "sector/logistique"}, "LSN"),
        ("conseil", {"seance": "2021"}, "NextMove"),
        ("financements", {"annee": "2021"}, sums),
        ("carte", {"montrer": "event"}, "Le Vaudreuil"),
        ("chronologie", {}, "2021"),
        ("agenda", {"annee": "2021"}, "Kindarena"),
        ("questions", {"q": "04"}, "Métropole Rouen Normandie"),
        ("questions", {"q": "05", "p.syndicat": "actor/metropole-rouen-normandie"}, "Métropole Rouen Normandie"),
        ("composer", {"sorte": "Event"}, ""),
        ("sparql", {"query": "SELECT (42 AS ?x) {}"}, "42"),
    )
    views = tuple(StoryView("", "", f"{screen}?{urlencode({**more, 'au': '2021-05-12'})}") for screen, more, _ in asked)
    whole = story_html(context, Story("Tout", views), "http://127.0.0.1/").replace("&#39;", "'")
    shown_views = whole.split("<section>")[1:]
    assert len(shown_views) == len(asked)
    for (screen, _, words), html in zip(asked, shown_views, strict=True):
        assert "<table>" in html and "<li>" in html, screen
        assert words in html, screen

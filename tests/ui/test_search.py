"""The search box is on every screen, in the reader's language, and what it reports opens a fiche."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory_graph.ui.context import ADDRESSES
from territory_graph.ui.search import KEY
from territory_graph.views.drawing import NODE_KINDS
from ui.conftest import Open

PAGES = list(ADDRESSES.values())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("language", "asks"), [("fr", "Chercher un acteur"), ("en", "Find an actor")])
def test_every_screen_has_the_box_once(open_hamlet: Open, page: str, language: str, asks: str) -> None:
    data = open_hamlet(page, lang=language).components[KEY]
    assert data["strings"]["placeholder"].startswith(asks)
    assert data["language"] == language
    assert data["parameters"] == ({} if language == "fr" else {"lang": "en"})


def test_the_box_has_a_mark_for_every_kind(open_hamlet: Open) -> None:
    marks = open_hamlet().components[KEY]["marks"]
    assert marks.keys() == NODE_KINDS.keys()
    assert all(mark.startswith("<svg") for mark in marks.values())


@pytest.mark.parametrize("page", PAGES)
def test_what_a_reader_opens_is_shown_from_every_screen(open_hamlet: Open, page: str) -> None:
    screen = open_hamlet(page, lang="en").follow(KEY, "actor/scierie")
    assert screen.title == "Scierie des Aulnes"
    assert screen.app.query_params["id"] in ("actor/scierie", ["actor/scierie"])
    assert screen.app.button(key="language-switch").label == "Français"


@pytest.mark.parametrize("strange", ["actor/nobody", "<script>", "x" * 100_000, "https://evil.example/"])
def test_what_no_reader_can_have_found_is_told_calmly(open_hamlet: Open, strange: str) -> None:
    screen = open_hamlet().follow(KEY, strange)
    assert screen.title == "Cette fiche n'existe pas"
    assert screen.failures == []


def test_without_a_graph_the_box_is_no_failure(on: Open, tmp_path: Path) -> None:
    screen = on(tmp_path / "none")
    assert screen.title == "Le graphe n'est pas disponible"
    assert KEY in screen.components

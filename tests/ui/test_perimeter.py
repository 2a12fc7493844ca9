"""A territory with too many actors for one page is told a perimeter at a time, which a reader chooses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from territory_graph.views import perimeter
from ui.conftest import Open, Screen, shown

IN_PARTS = ["", "reseau", "analyses", "carte", "questions", "evaluer", "partenaires", "composer", "conseil", "agenda"]
OF_ONE = [("fiche", {"id": "actor/lsn"}), ("reseau", {"depart": "actor/lsn"}), ("sparql", {}), ("histoires", {})]


@pytest.fixture(autouse=True)
def _few_actors_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(perimeter, "MOST_WHOLE", 50)


@pytest.fixture(scope="module")
def large_store(rouen_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that no other test has opened: whether a territory is told in parts is asked once a version."""
    return Path(shutil.copytree(rouen_store, tmp_path_factory.mktemp("large") / "store", symlinks=True))


def bar(screen: Screen) -> list[str]:
    return [text for text in map(shown, screen.texts) if text.startswith("Acteurs de ce périmètre")]


def address(screen: Screen) -> str:
    return screen.sheets["day-address"]


@pytest.mark.parametrize("page", IN_PARTS)
def test_a_page_says_of_whom_it_tells_and_how_many_it_leaves_out(on: Open, large_store: Path, page: str) -> None:
    screen = on(large_store, page)
    assert screen.failures == []
    (told,) = bar(screen)
    inside, around, left = (int(part.split("\u00a0: ")[-1]) for part in told.split(". ")[0].split("\u202f; "))
    assert min(inside, around, left) > 0
    assert "perimetre=actor%2F" in address(screen)


@pytest.mark.parametrize(("page", "parameters"), OF_ONE)
def test_a_page_about_one_thing_is_of_the_whole(
    on: Open, large_store: Path, page: str, parameters: dict[str, str]
) -> None:
    screen = on(large_store, page, **parameters)
    assert screen.failures == []
    assert bar(screen) == []


def test_the_perimeter_of_an_address_is_told(on: Open, large_store: Path) -> None:
    screen = on(large_store, perimetre="place/seine-maritime")
    assert screen.title.endswith("Seine-Maritime")
    assert "Acteurs de ce périmètre" in bar(screen)[0]
    assert "la page ne connaît que les liens avec ce périmètre" in bar(screen)[0]


def test_what_is_no_perimeter_is_said(on: Open, large_store: Path) -> None:
    screen = on(large_store, perimetre="actor/nobody")
    assert any("«\u00a0actor/nobody\u00a0»" in shown(text) for text in screen.texts)
    assert bar(screen)


def test_a_perimeter_is_chosen_from_departments_and_kept_on_the_next_page(on: Open, large_store: Path) -> None:
    screen = on(large_store, "carte")
    screen.app.selectbox(key="perimeter-place").select("https://w3id.org/territory-graph/id/place/eure").run()
    assert screen.app.query_params["perimetre"] in ("place/eure", ["place/eure"])
    told = bar(screen)
    del screen.app.query_params["perimetre"]  # as the navigation of Streamlit does
    screen.run()
    assert bar(screen) == told


def test_a_perimeter_is_found_by_name(on: Open, large_store: Path) -> None:
    screen = on(large_store, "analyses")
    screen.app.text_input(key="perimeter-words").set_value("Logistique Seine-Normandie").run()
    screen.app.button(key="perimeter-found-0").click().run()
    assert screen.app.query_params["perimetre"] in ("actor/lsn", ["actor/lsn"])
    assert screen.failures == []


def test_questions_are_asked_of_the_whole_by_choice(on: Open, large_store: Path) -> None:
    screen = on(large_store, "questions", q="02-qui-soutient-qui")
    screen.app.button(key="perimeter-whole").click().run()
    assert screen.failures == []
    assert bar(screen) == []
    assert screen.app.query_params["perimetre"] in ("tout", ["tout"])


def test_a_small_territory_is_told_whole(on: Open, hamlet_store: Path) -> None:
    screen = on(hamlet_store)
    assert bar(screen) == []
    assert "perimetre" not in address(screen)

"""A store that changes while it is served, and one whose names try to be more than text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile import HAMLET, NAMES, hostile_store
from playwright.sync_api import expect
from serving import Server, serving

from browser.conftest import Visit, visiting
from territory_graph.building import build


@pytest.fixture(scope="module")
def own_server(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("own")
    build(HAMLET, folder / "store")
    with serving(folder / "store", folder / "serve.log", port=port) as running:
        yield running


@pytest.fixture
def own(reader: Any, own_server: Server) -> Iterator[Visit]:
    with visiting(reader, own_server) as visit:
        yield visit


def footer(visit: Visit) -> Any:
    return visit.page.get_by_test_id("stCaptionContainer").filter(has_text="version").last


def test_a_store_built_again_is_shown_at_the_next_run(own: Visit, own_server: Server, tmp_path: Path) -> None:
    first = build(HAMLET, own_server.store).manifest.version
    own.open("fiche?id=actor/scierie")
    own.expect_title("Scierie des Aulnes")
    expect(footer(own)).to_contain_text(first)

    changed = shutil.copytree(HAMLET, tmp_path / "hamlet")
    table = changed / "tables" / "actors.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("des Aulnes", "des Hêtres"), encoding="utf-8")
    second = build(changed, own_server.store).manifest.version
    own.switch_language()
    own.expect_title("Scierie des Hêtres")
    expect(footer(own)).to_contain_text(second)
    assert first != second


def test_a_store_that_goes_away_is_told_calmly_until_it_is_back(own: Visit, own_server: Server) -> None:
    build(HAMLET, own_server.store)
    own.open("questions")
    own.expect_title("Questions")
    away = own_server.store.with_name("away")
    own_server.store.rename(away)
    own.switch_language()
    own.expect_title("The graph is not available")
    expect(own.page.get_by_text(str(own_server.store))).to_have_count(0)
    away.rename(own_server.store)
    own.switch_language()
    own.expect_title("Questions")


def test_hostile_names_do_nothing_on_any_screen(own: Visit, own_server: Server, tmp_path: Path) -> None:
    hostile_store(tmp_path, own_server.store)
    pair = "|".join(f"https://example.org/hamlet/id/actor/{name}" for name in ("markdown", "syndicat"))
    for path in ("questions", "", f"reseau?sel={pair}", "fiche?id=actor/markdown", "fiche?id=actor/script"):
        own.open(path)
        footer(own).wait_for()
        own.settle()
        assert own.page.evaluate("window.hacked") is None
        expect(
            own.page.locator("a[href*='evil.example'], img[src*='evil.example'], a[href^=javascript]")
        ).to_have_count(0)
    own.expect_title(NAMES["script"])

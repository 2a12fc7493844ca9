"""The search in Chromium: found while typing, opened by keys or pointer, silent about what hostile names try."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hostile import hostile_store
from playwright.sync_api import expect
from serving import Server, serving

from browser.conftest import Visit, visiting

SCREENS = ("", "sparql")  # with pictures, and with an editor; others open the search on theirs below


def hits(visit: Visit) -> Any:
    return visit.widget("search").get_by_role("option")


def note(visit: Visit) -> Any:
    return visit.widget("search").locator(".panel .note")


def active(visit: Visit) -> str:
    """The name of the hit that the field says is active, which is also the one that is shown so."""
    chosen = visit.widget("search").locator("[aria-selected=true]")
    expect(visit.search()).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    return str(chosen.locator(".name").inner_text())


@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_finds_what_crea_is_today_by_keys_alone(visit: Visit, path: str) -> None:
    visit.open(path)
    visit.page.evaluate("window.still = true")
    expect(visit.search()).not_to_be_focused()
    visit.page.keyboard.press("/")
    expect(visit.search()).to_be_focused()
    visit.page.keyboard.type("CREA")
    first = hits(visit).first
    expect(first.locator(".name")).to_have_text("Métropole Rouen Normandie")
    expect(first.locator(".kind")).to_have_text("EPCI (intercommunalité) · Rouen")
    expect(first.locator(".why")).to_have_text("ancien nom\u00a0: CREA, jusqu'au 31 décembre 2014")
    visit.page.keyboard.press("Enter")
    visit.expect_title("Métropole Rouen Normandie")
    assert visit.page.evaluate("window.still") is True
    visit.until(lambda: "id=actor%2Fmetropole-rouen-normandie" in visit.page.url)


def test_enter_right_after_the_last_letter_opens_the_first_hit(visit: Visit) -> None:
    visit.open()
    visit.search().fill("P6le metropolitain")
    visit.search().press("Enter")
    visit.expect_title("Pôle Métropolitain Rouen Seine Eure")
    expect(visit.search()).to_have_value("")
    expect(visit.widget("search").locator(".panel")).to_be_hidden()


def test_arrows_choose_and_enter_opens_what_is_chosen(visit: Visit) -> None:
    visit.open("questions")
    visit.search().fill("pole")
    names = hits(visit).locator(".name")
    expect(names.nth(2)).to_be_visible()
    labels = names.all_inner_texts()
    assert active(visit) == labels[0]
    for key, expected in (("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("ArrowUp", 0), ("ArrowUp", -1)):
        visit.search().press(key)
        assert active(visit) == labels[expected]
        expect(visit.search()).to_be_focused()
    visit.search().press("ArrowDown")
    visit.search().press("ArrowDown")
    visit.search().press("Enter")
    visit.expect_title(labels[1])


def test_escape_closes_then_clears_then_leaves_and_tab_leaves_the_list_behind(visit: Visit) -> None:
    visit.open("questions")
    visit.search().fill("rouen")
    expect(hits(visit).first).to_be_visible()
    expect(visit.search()).to_have_attribute("aria-expanded", "true")
    visit.search().press("Escape")
    expect(hits(visit).first).to_be_hidden()
    expect(visit.search()).to_have_attribute("aria-expanded", "false")
    expect(visit.search()).to_have_value("rouen")
    visit.search().press("ArrowDown")
    expect(hits(visit).first).to_be_visible()
    for _ in range(2):
        visit.search().press("Escape")
    expect(visit.search()).to_have_value("")
    expect(visit.search()).to_be_focused()
    visit.search().press("Escape")
    expect(visit.search()).not_to_be_focused()
    visit.search().fill("rouen")
    expect(hits(visit).first).to_be_visible()
    visit.search().press("Tab")
    expect(hits(visit).first).to_be_hidden()


def test_a_pointer_opens_a_hit_and_another_tab_with_a_key(visit: Visit) -> None:
    visit.open()
    visit.search().fill("lsn")
    expect(hits(visit).first).to_be_visible()
    with visit.page.context.expect_page() as opened:
        hits(visit).first.click(modifiers=["Control"])
    opened.value.locator("h1", has_text="LSN").wait_for()
    opened.value.close()
    hits(visit).first.click()
    visit.expect_title("LSN")


def test_a_slash_is_a_slash_where_one_writes(visit: Visit) -> None:
    visit.open("sparql")
    visit.search().fill("a")
    visit.search().press("/")
    expect(visit.search()).to_have_value("a/")
    editor = visit.page.locator(".cm-content").first
    editor.click()
    visit.page.keyboard.press("/")
    expect(visit.search()).not_to_be_focused()


def test_what_is_not_there_near_spellings_and_a_cut_list_are_said(visit: Visit) -> None:
    visit.open()
    visit.search().fill("xqzkw")
    expect(note(visit)).to_contain_text("Rien ne porte ce nom")
    expect(visit.widget("search").get_by_role("status")).to_contain_text("Rien ne porte ce nom")
    expect(hits(visit)).to_have_count(0)
    visit.search().press("Enter")
    expect(note(visit)).to_be_visible()
    visit.expect_title("Pôle Métropolitain Rouen Seine Eure")
    visit.search().fill("cosmetic valey")
    expect(note(visit)).to_contain_text("voici les plus proches")
    expect(hits(visit).first.locator(".name")).to_have_text("Cosmetic Valley")
    visit.search().fill("rouen")
    expect(note(visit)).to_contain_text("10 premiers résultats")
    expect(hits(visit)).to_have_count(10)
    expect(visit.widget("search").get_by_role("status")).to_contain_text("10 premiers résultats")


def test_back_returns_to_where_one_searched(visit: Visit) -> None:
    visit.open("fiche")
    visit.search().fill("polepharma")
    visit.search().press("Enter")
    visit.expect_title("Polepharma")
    visit.search().fill("cosmetic valley")
    visit.search().press("Enter")
    visit.expect_title("Cosmetic Valley")
    visit.back()
    visit.expect_title("Polepharma")


def test_the_box_is_whole_on_a_phone_and_under_what_covers_the_page(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open("questions")
    visit.search().fill("CREA")
    panel = visit.widget("search").locator(".panel")
    expect(hits(visit).first).to_be_visible()
    box = panel.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    language = visit.widget("language-switch").bounding_box()
    own = visit.search().bounding_box()
    assert own["width"] > 120
    assert own["x"] + own["width"] <= language["x"]
    visit.search().press("Escape")
    visit.page.get_by_test_id("stExpandSidebarButton").click()
    visit.page.get_by_test_id("stSidebar").get_by_role("link", name="Réseau").wait_for()
    covered = "([x, y]) => document.elementFromPoint(x, y).closest('[data-testid=stSidebar]') !== null"
    visit.until(lambda: bool(visit.page.evaluate(covered, [own["x"] + 60, own["y"] + 10])))  # once it has slid in


def test_a_server_that_does_not_answer_is_told_and_asked_again(visit: Visit) -> None:
    visit.open("questions")
    visit.page.route(re.compile("/search\\?"), lambda route: route.abort())
    visit.search().fill("lsn")
    expect(note(visit)).to_contain_text("La recherche ne répond pas")
    visit.page.unroute(re.compile("/search\\?"))
    visit.search().press("Enter")
    visit.expect_title("LSN")
    visit.complaints.clear()  # the browser complains of the request that the test refused


@pytest.fixture(scope="module")
def hostile_server(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    with serving(hostile_store(folder), folder / "serve.log", port=port) as running:
        yield running


HOSTILE = {
    "script window": "script",
    "img src": "image",
    "lien https": "markdown",
    "egnp": "direction",
    "xxxxxx": "long",
}


def test_hostile_names_are_text(reader: Any, hostile_server: Server) -> None:
    with visiting(reader, hostile_server) as visit:
        visit.open("questions")
        for text, id in HOSTILE.items():
            visit.search().fill(text)
            hit = visit.widget("search").locator(f"a[href*='actor%2F{id}']").first
            expect(hit).to_be_visible()
            assert len(hit.inner_text()) < 500
            assert visit.page.evaluate("window.hacked") is None
            root = visit.widget("search")
            expect(root.locator("script, img, .hit a, .hit b, a[href*='evil.example']")).to_have_count(0)
            assert root.locator(".panel").bounding_box()["width"] < 600
            visit.click(hit)
            visit.until(lambda id=id: f"id=actor%2F{id}" in visit.page.url)
            visit.settle()
            assert visit.page.evaluate("window.hacked") is None

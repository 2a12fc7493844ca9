"""Fiches in Chromium: shared links, links from one fiche to another, and links to nothing."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from serving import Server

from browser.conftest import SIZE, Visit, visiting


def test_a_shared_link_opens_the_same_fiche_for_somebody_else(visit: Visit, browser: Any, server: Server) -> None:
    visit.open("fiche?id=actor/polepharma")
    visit.expect_title("Polepharma")
    stranger = browser.new_context(viewport=SIZE)
    with visiting(stranger, server) as other:
        other.page.goto(visit.page.url)
        other.expect_title("Polepharma")
        for key in ("fiche-subtitle", "fiche-sections", "fiche-sources"):
            sheet = visit.widget(key).locator(".sheet")
            expect(other.widget(key).locator(".sheet")).to_have_text(sheet.inner_text(), use_inner_text=True)
    stranger.close()


def test_every_line_has_a_source_and_a_link_opens_another_fiche_in_place(visit: Visit) -> None:
    visit.open("fiche?id=actor/polepharma")
    lines = visit.widget("fiche-sections").locator("section > ul > li")
    expect(lines.first).to_be_visible()
    expect(lines.filter(has_not=visit.page.locator(".after", has_text="d'après"))).to_have_count(0)
    visit.page.evaluate("window.still = true")
    visit.widget("fiche-sections").get_by_role("link", name="Région Normandie", exact=True).first.click()
    visit.expect_title("Région Normandie")
    assert "id=actor" in visit.page.url
    assert visit.page.evaluate("window.still") is True
    visit.page.go_back()
    visit.expect_title("Polepharma")
    visit.page.go_forward()
    visit.expect_title("Région Normandie")


def test_a_link_of_a_fiche_can_be_opened_in_another_tab(visit: Visit) -> None:
    visit.open("fiche?id=actor/polepharma&lang=en")
    link = visit.widget("fiche-sections").locator("a[data-open$='/actor/region-normandie']").first
    visit.page.goto(link.evaluate("(element) => element.href"))
    visit.page.get_by_role("button", name="Français").wait_for()
    assert "lang=en" in visit.page.url


def test_a_link_to_nothing_says_so_and_the_search_finds(visit: Visit) -> None:
    visit.open("fiche?id=actor/nobody")
    visit.expect_title("Cette fiche n'existe pas")
    expect(visit.widget("fiche-unknown").locator(".sheet")).to_contain_text("Le graphe ne dit rien de « actor/nobody »")
    box = visit.widget("search").get_by_role("combobox")
    box.fill("polepharm")
    box.press("Enter")
    visit.expect_title("Polepharma")
    assert "polepharma" in visit.page.url


def test_a_link_to_nothing_cannot_put_a_link_on_the_page(visit: Visit) -> None:
    for hostile in ("https://evil.example/x", "www.evil.example"):
        visit.open(f"fiche?id={hostile}")
        visit.expect_title("Cette fiche n'existe pas")
        expect(visit.widget("fiche-unknown").locator(".sheet")).to_contain_text(hostile)
        expect(visit.page.locator("a[href*=evil], img")).to_have_count(0)

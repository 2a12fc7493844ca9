"""Fiches in Chromium: shared links, links from one fiche to another, and links to nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from serving import Server

from browser.conftest import SIZE, Visit, visiting


def test_a_shared_link_opens_the_same_fiche_for_somebody_else(visit: Visit, stranger: Any, server: Server) -> None:
    visit.open("fiche?id=actor/polepharma")
    visit.expect_title("Polepharma")
    with visiting(stranger, server) as other:
        other.page.goto(visit.page.url)
        other.expect_title("Polepharma")
        for key in ("fiche-head", "fiche-part-support", "fiche-sources"):
            sheet = visit.widget(key).locator(".sheet")
            expect(other.widget(key).locator(".sheet")).to_have_text(sheet.inner_text(), use_inner_text=True)


def test_every_line_has_a_source_and_a_link_opens_another_fiche_in_place(visit: Visit) -> None:
    visit.open("fiche?id=actor/polepharma")
    lines = visit.widget("fiche-parts").locator("li.fact")
    expect(lines.first).to_be_visible()
    expect(lines.filter(has_not=visit.page.locator("details.evidence", has_text="d'après"))).to_have_count(0)
    visit.page.evaluate("window.still = true")
    visit.click(visit.widget("fiche-part-support").get_by_role("link", name="Région Normandie", exact=True).first)
    visit.expect_title("Région Normandie")
    visit.until(lambda: "id=actor" in visit.page.url)
    assert visit.page.evaluate("window.still") is True
    visit.back()
    visit.expect_title("Polepharma")
    visit.page.go_forward()
    visit.expect_title("Région Normandie")


@pytest.fixture
def polepharma(shared: Callable[[str], Visit]) -> Visit:
    """The fiche of Polepharma, which its tests leave as it is."""
    return shared("fiche?id=actor/polepharma")


def test_evidence_is_whole_on_demand(polepharma: Visit) -> None:
    visit = polepharma
    line = visit.widget("fiche-part-support").locator("li.fact", has_text="2017").first
    cited = line.locator("details.evidence li").first
    expect(cited).to_be_hidden()
    line.locator("details.evidence > summary").click()
    expect(cited).to_be_visible()
    expect(cited).to_contain_text("confiance")
    expect(cited).to_contain_text("relevé")
    expect(cited.get_by_role("link").first).to_be_visible()


def test_a_link_of_a_fiche_can_be_opened_in_another_tab(visit: Visit) -> None:
    visit.open("fiche?id=actor/polepharma&lang=en")
    link = visit.widget("fiche-part-support").locator("a[data-open$='/actor/region-normandie']").first
    visit.page.goto(link.evaluate("(element) => element.href"))
    visit.page.get_by_role("button", name="Français").wait_for()
    assert "lang=en" in visit.page.url


def test_the_contents_lead_to_a_part_without_leaving_the_page_and_stay_in_sight(polepharma: Visit) -> None:
    visit = polepharma
    visit.page.evaluate("window.still = true")
    contents = visit.widget("fiche-contents").get_by_role("navigation", name="Sur cette page")
    contents.get_by_role("link", name="Chiffres cités").click()
    heading = visit.page.get_by_role("heading", name="Chiffres cités")
    expect(heading).to_be_in_viewport()
    expect(contents.get_by_role("link", name="Chiffres cités")).to_be_in_viewport()
    assert visit.page.evaluate("window.still") is True
    assert "id=actor" in visit.page.url


def test_a_date_stays_in_the_address_and_on_the_next_fiche(visit: Visit) -> None:
    visit.open("fiche?id=actor/metropole-rouen-normandie&au=2012-06-01")
    expect(visit.widget("fiche-head").locator(".sheet")).to_contain_text("Communauté d'agglomération Rouen-Elbeuf")
    expect(visit.widget("day").get_by_role("button")).to_contain_text("Au 1er juin 2012")
    visit.click(visit.widget("fiche-parts").locator("a[data-open*='/actor/']").first)
    visit.until(lambda: "metropole-rouen-normandie" not in visit.page.url)
    visit.settle()
    assert "au=2012-06-01" in visit.page.url
    visit.click(visit.widget("day-all").get_by_role("button"))
    visit.until(lambda: "au=toutes" in visit.page.url)
    expect(visit.widget("day").get_by_role("button")).to_contain_text("Toutes dates")


def test_the_day_chosen_at_the_top_is_that_of_the_next_page(visit: Visit) -> None:
    visit.open("?au=")
    visit.until(lambda: "au=2021-05-12" in visit.page.url)
    visit.click(visit.widget("day").get_by_role("button"))
    visit.page.get_by_test_id("stDateInputField").get_by_role("spinbutton").first.click()
    visit.page.keyboard.type("01062012")
    visit.page.locator("h1").first.click()
    visit.until(lambda: "au=2012-06-01" in visit.page.url)
    visit.click(visit.page.get_by_role("link", name="Analyses"))
    visit.expect_title("Analyses")
    visit.until(lambda: "/analyses?au=2012-06-01" in visit.page.url)
    visit.back()
    visit.expect_title("Pôle Métropolitain Rouen Seine Eure")
    visit.until(lambda: "au=2012-06-01" in visit.page.url)


def test_a_neighbour_is_one_click_away_and_the_list_tells_the_same(visit: Visit) -> None:
    visit.open("fiche?id=site/polepharma-louviers")
    places = visit.picture().places()
    names = {iri for iri in places if "/id/" in iri and "|" not in iri}
    visit.widget("fiche-around-twin").get_by_text("La même chose en liste").click()
    listed = visit.widget("fiche-around-list").locator("a[data-open]")
    expect(listed.first).to_be_visible()
    told = {link.get_attribute("data-open") for link in listed.all()}
    assert {name for name in names if not name.endswith("/site/polepharma-louviers")} == told
    visit.picture().click_node(next(iri for iri in told if iri.endswith("/actor/polepharma")))
    visit.expect_title("Polepharma")


def test_a_map_far_down_is_made_once_somebody_comes_near_and_nothing_jumps(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    visit.open("fiche?id=actor/polepharma")
    main, twin = visit.page.get_by_role("main"), visit.widget("fiche-map-twin")
    drawn = visit.page.get_by_test_id("stDeckGlJsonChart")
    place = visit.page.locator("[class*=st-key-fiche-map-][class*=-near]").get_by_role("img")
    expect(place).to_have_accessible_name(re.compile("lieu"))
    expect(drawn).to_have_count(0)
    before = main.evaluate("(element) => element.scrollHeight")
    # Its upper edge a fifth of the window below what is visible.
    main.evaluate("(element, step) => element.scrollBy(0, step)", place.bounding_box()["y"] - 1.2 * SIZE["height"])
    drawn.locator("canvas").first.wait_for(state="attached")
    visit.settle()
    expect(place).to_have_count(0)
    assert drawn.bounding_box()["y"] > SIZE["height"]
    assert main.evaluate("(element) => element.scrollHeight") == before
    twin.get_by_text("La même chose en liste").click()
    expect(visit.widget("fiche-map-list").locator("a[data-open]").first).to_be_visible()
    visit.page.emulate_media(reduced_motion="no-preference")


def test_printing_a_page_asks_for_its_map(visit: Visit) -> None:
    visit.open("fiche?id=actor/polepharma")
    drawn = visit.page.get_by_test_id("stDeckGlJsonChart")
    expect(drawn).to_have_count(0)
    visit.page.pdf()
    expect(drawn).to_have_count(1)
    visit.settle()


def test_the_keyboard_comes_to_a_map_far_down(visit: Visit) -> None:
    visit.open("fiche?id=actor/polepharma")
    drawn = visit.page.get_by_test_id("stDeckGlJsonChart")
    expect(drawn).to_have_count(0)
    visit.widget("fiche-map-twin").locator("summary").focus()
    expect(drawn).to_have_count(1)
    visit.settle()
    expect(visit.widget("fiche-map-twin").locator("summary")).to_be_focused()


def test_the_brief_is_downloaded_in_two_forms(visit: Visit) -> None:
    visit.open("fiche?id=actor/pole-tes")
    for name, start in (("fiche-pdf", b"%PDF"), ("fiche-html", b"<!doctype html>")):
        with visit.page.expect_download() as waited:
            visit.click(visit.widget(name).get_by_role("button"))
        content = waited.value.path().read_bytes()
        assert content.startswith(start)
        assert waited.value.suggested_filename.startswith("pole-tes.")


def test_the_workbench_opens_on_the_thing(visit: Visit) -> None:
    visit.open("fiche?id=actor/pole-tes")
    visit.click(visit.widget("fiche-query").get_by_role("button"))
    visit.until(lambda: "/sparql" in visit.page.url and "pole-tes" in visit.page.url)
    visit.settle()


def test_a_link_to_nothing_says_so_and_the_search_finds(visit: Visit) -> None:
    visit.open("fiche?id=actor/nobody")
    visit.expect_title("Cette fiche n'existe pas")
    expect(visit.widget("fiche-unknown").locator(".sheet")).to_contain_text("Le graphe ne dit rien de « actor/nobody »")
    box = visit.search()
    box.fill("polepharm")
    box.press("Enter")
    visit.expect_title("Polepharma")
    visit.until(lambda: "polepharma" in visit.page.url)


def test_a_link_to_nothing_cannot_put_a_link_on_the_page(visit: Visit) -> None:
    hostile = "https://evil.example/x www.evil.example"
    visit.open(f"fiche?id={quote(hostile)}")
    visit.expect_title("Cette fiche n'existe pas")
    expect(visit.widget("fiche-unknown").locator(".sheet")).to_contain_text(hostile)
    expect(visit.page.locator("a[href*=evil], img")).to_have_count(0)

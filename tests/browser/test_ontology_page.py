"""The ontology's page and the addresses of things in Chromium: anchors, both themes, any width, the keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit

CONTRAST = """() => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return luminance(colour);
    }
    return 1;
  };
  const texts = [...document.querySelectorAll("a, p, dt, dd, code, span, h1, h2, h3")].filter((e) => e.innerText);
  return Math.min(...texts.map((element) => {
    const pair = [luminance(getComputedStyle(element).color), ground(element)].sort((a, b) => b - a);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  }));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_an_anchor_shows_its_term_at_any_width_in_both_themes(visit: Visit, scheme: str, size: tuple[int, int]) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    visit.page.goto(f"{visit.address}/ontology?lang=en#Actor")
    expect(visit.page.get_by_role("heading", name="Actor tg:Actor")).to_be_in_viewport()
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.page.evaluate(CONTRAST) >= 4.5


def test_links_lead_from_a_class_to_its_properties_and_to_the_other_language(visit: Visit) -> None:
    visit.page.goto(f"{visit.address}/ontology?lang=fr")
    visit.page.get_by_role("navigation").get_by_role("link", name="EPCI (intercommunalité)").click()
    article = visit.page.locator("article:target")
    expect(article).to_have_attribute("id", "Epci")
    article.get_by_role("link", name="Organisme public").first.click()
    expect(visit.page.locator("article:target")).to_have_attribute("id", "PublicBody")
    visit.page.get_by_role("link", name="English").click()
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Territorial economic actors ontology")


def test_the_first_key_offers_to_go_to_the_definitions(visit: Visit) -> None:
    visit.page.goto(f"{visit.address}/ontology?lang=fr")
    visit.page.keyboard.press("Tab")
    skip = visit.page.get_by_role("link", name="Aller aux définitions")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visit.page.keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile("#definitions$"))


def test_the_address_of_a_thing_opens_its_fiche(visit: Visit) -> None:
    visit.open("id/actor/polepharma?lang=en")
    visit.expect_title("Polepharma")
    expect(visit.page).to_have_url(re.compile(r"/fiche\?id=actor(/|%2F)polepharma&lang=en&au=2021-05-12$"))

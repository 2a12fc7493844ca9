"""What holds of every screen, in Chromium on three of them: language, keyboard, names, silence towards other hosts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit

TITLES = {
    "": ("Pôle Métropolitain Rouen Seine Eure", "Rouen Seine Eure Metropolitan Pole"),
    "reseau": ("Réseau des acteurs", "Network of actors"),
    "sparql": ("SPARQL", "SPARQL"),
}
NAMED = {"button", "textbox", "combobox", "searchbox", "checkbox", "switch", "radio", "link", "tab", "spinbutton"}
FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const keyed = (node) => {
    for (; node; node = node.parentElement ?? node.getRootNode().host) {
      const key = [...(node.classList ?? [])].find((name) => name.startsWith("st-key-"));
      if (key) return key;
    }
    return "";
  };
  return [keyed(element), element.className?.toString() ?? ""];
}"""


def unnamed(visit: Visit) -> list[str]:
    """Roles of the operable elements of the accessibility tree that have no name."""
    session = visit.page.context.new_cdp_session(visit.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    operable = [node for node in nodes if not node.get("ignored") and node.get("role", {}).get("value") in NAMED]
    assert operable
    return [
        f"{node['role']['value']} {node.get('backendDOMNodeId')}"
        for node in operable
        if not node.get("name", {}).get("value", "").strip()
    ]


@pytest.mark.parametrize("path", TITLES)
def test_a_screen_opens_in_both_languages_with_every_control_named(visit: Visit, path: str) -> None:
    french, english = TITLES[path]
    visit.open(path)
    visit.expect_title(french)
    assert unnamed(visit) == []
    visit.switch_language()
    visit.page.get_by_role("button", name="Français").wait_for()
    visit.expect_title(english)
    visit.until(lambda: "lang=en" in visit.page.url)
    assert unnamed(visit) == []


def test_the_language_survives_changes_of_page_and_is_in_the_address(visit: Visit) -> None:
    visit.open()
    visit.switch_language()
    visit.click(visit.page.get_by_role("link", name="Network", exact=True))
    visit.expect_title("Network of actors")
    visit.widget("explorer-legend").wait_for()
    visit.click(visit.page.get_by_role("link", name="Questions", exact=True))
    visit.page.get_by_text("Choose a question").first.wait_for()
    visit.until(lambda: "lang=en" in visit.page.url)
    visit.page.reload()
    visit.page.get_by_text("Choose a question").first.wait_for()


def test_tab_reaches_the_language_the_search_and_the_picture(visit: Visit) -> None:
    visit.open()
    visit.picture().element.wait_for()
    reached: list[list[Any]] = []
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        reached.append(visit.page.evaluate(FOCUSED))
        if "tg-network" in reached[-1][1]:
            break
    visit.page.get_by_test_id("stTopNavLink").last.focus()
    visit.page.keyboard.press("Shift+Tab")
    outlined = "getComputedStyle(document.activeElement).outlineStyle"
    assert visit.page.evaluate(outlined) == "solid", "which page of the menu has the focus is seen"
    keys = [key for key, _ in reached]
    assert "st-key-language-switch" in keys
    assert keys.index("st-key-search") < keys.index("st-key-home-network")


def test_what_opens_over_a_page_is_entered_and_left_by_tab(visit: Visit) -> None:
    visit.open()
    visit.page.locator("html[lang=fr]").wait_for(state="attached")  # the script that leads the key has come
    visit.widget("day").get_by_role("button").focus()
    reached = []
    visit.page.keyboard.press("Enter")
    visit.widget("day-field").locator("[tabindex='0'], input").first.wait_for()
    for _ in range(12):
        visit.page.keyboard.press("Tab")
        reached.append(visit.page.evaluate(FOCUSED)[0])
        if reached[-1] == "st-key-day":
            break
    assert reached[0] == "st-key-day-field"
    assert reached[-1] == "st-key-day"
    visit.page.keyboard.press("Escape")
    visit.page.locator('[data-testid="stPopoverBody"]').wait_for(state="detached")
    visit.page.get_by_test_id("stTopNavSection").filter(has_text="Voir").last.focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("menuitem", name="Carte").wait_for()
    visit.page.keyboard.press("Tab")  # out of a menu: to what stands behind its button, whatever was open before
    visit.until(lambda: "Décider" in visit.page.evaluate("document.activeElement.innerText"))


def test_escape_gives_the_focus_back_from_the_search(visit: Visit) -> None:
    visit.open()
    visit.widget("language-switch").get_by_role("button").focus()
    visit.page.keyboard.press("/")
    visit.until(lambda: visit.page.evaluate(FOCUSED)[0] == "st-key-search")
    visit.page.keyboard.press("Escape")
    assert visit.page.evaluate(FOCUSED)[0] == "st-key-language-switch"


def test_the_picture_is_named_and_moved_by_keys(visit: Visit) -> None:
    visit.open("reseau")
    picture = visit.picture()
    start = picture.places()
    expect(picture.element).to_have_attribute("aria-label", re.compile("^Affichés"))
    picture.element.focus()
    picture.element.press("ArrowRight")
    visit.until(lambda: picture.places() != start)
    picture.element.press("0")
    visit.until(lambda: picture.places() == start)

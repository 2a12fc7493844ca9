"""What holds of each screen in several states: axe finds nothing serious in either theme, and the page fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Server

from browser.conftest import SIZE, Visit, visiting

AXE = Path(__file__).parents[1] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
MENU = (
    "",
    "analyses",
    "conseil?accord=agreement/feuille-de-route-2021-polepharma&au=2021-05-12",
    "financements",
    "carte",
    "chronologie",
    "agenda",
    "evaluer",
    "partenaires?filieres=sector/logistique",
    "composer",
    "histoires",
    "questions",
    "sparql",
    "fiche?id=actor/pole-tes",
)
OPENED = (
    "reseau?sel=actor/lsn&onglet=tree&au=2021-05-12&couleur=sector",
    "reseau?plan=matrix&onglet=reading",
    "reseau?onglet=ways&de=actor/nextmove&vers=actor/agglo-seine-eure",
    "reseau?onglet=changes&depuis=2015-12-31",
    "analyses?partie=gaps",
    "analyses?partie=measures&acteur=actor/lsn",
    "analyses?partie=compare&comparer=sources",
    "analyses?partie=whatif&etapes=",
)
GROUND = """getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"""
# Streamlit's own table is drawn on a canvas, with a hidden grid for screen readers that axe counts as empty cells.
OUR_OWN = '[data-testid="stDataFrame"], [data-testid="stDataFrameGlideDataEditor"], iframe'
SERIOUS = """async ([excluded, rules]) => {
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
  const found = await axe.run({ exclude: [...document.querySelectorAll(excluded)] }, options);
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" ¶ ")}`);
}"""
SIZES = ({"width": 390, "height": 844}, {"width": 1280, "height": 720})
SMALLEST = 12
WIDER = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .map(({ tagName, scrollWidth, clientWidth }) => `${tagName} ${scrollWidth} > ${clientWidth}`)"""
SMALL = """(smallest) => {
  const found = [];
  const words = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      const { width, height } = element.getBoundingClientRect();
      if (width < 2 || height < 2 || !words(element)) continue;
      const scale = element.ownerSVGElement ? Math.abs(element.getScreenCTM()?.a ?? 1) : 1;
      const { fontSize, visibility } = getComputedStyle(element);
      const size = parseFloat(fontSize) * scale;
      const seen = visibility !== "hidden";
      if (seen && size < smallest - 0.05) found.push(`${size.toFixed(1)} ${element.textContent.trim()}`);
    }
  };
  walk(document);
  return found.slice(0, 5);
}"""
WAITING = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  app.dataset.testScriptState = "running";  // as Streamlit says while a script runs
  const { content, opacity } = getComputedStyle(app, "::after");
  return opacity === "1" && content;
}"""


@pytest.fixture(scope="module", params=[*MENU, *OPENED])
def screen(request: pytest.FixtureRequest, reader: Any, server: Server) -> Iterator[Visit]:
    """Each of them once, for all tests of this module."""
    with visiting(reader, server) as visit:
        visit.page.emulate_media(color_scheme="light")
        visit.open(request.param)
        if "reseau" in request.param and "matrix" not in request.param:
            visit.picture().element.wait_for()
        yield visit


@pytest.mark.skipif(not AXE.exists(), reason=f"axe-core is not installed below {AXE.parents[2].name}")
def test_axe_finds_nothing_serious(screen: Visit) -> None:
    visit = screen.settle()
    visit.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert lasting(visit) == []
    light = visit.page.evaluate(GROUND)
    visit.page.emulate_media(color_scheme="dark")
    visit.until(lambda: visit.page.evaluate(GROUND) != light)
    visit.settle()
    assert lasting(visit, "color-contrast") == []  # of all rules, what a theme changes


def lasting(visit: Visit, *rules: str) -> list[str]:
    """What axe still finds once the page is at rest: Streamlit pales what it is about to draw again."""
    for _ in range(5):
        if not (found := list(visit.page.evaluate(SERIOUS, [OUR_OWN, [*rules] or None]))):
            break
        visit.page.wait_for_timeout(500)
    return found


def test_a_page_fits_a_phone_and_a_laptop_in_letters_that_can_be_read(screen: Visit) -> None:
    try:
        for size in SIZES:
            screen.page.set_viewport_size(size)
            screen.until(lambda: screen.page.evaluate(WIDER) == [])
            assert screen.page.evaluate(SMALL, SMALLEST) == []
    finally:
        screen.page.set_viewport_size(SIZE)


def test_whoever_waits_long_for_a_page_is_told_so(visit: Visit) -> None:
    visit.open("/")
    assert visit.page.evaluate(WAITING) is False
    visit.until(lambda: visit.page.evaluate(WAITING) == '"Lecture en cours…"')

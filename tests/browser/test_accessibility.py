"""What axe finds on the screens: nothing serious, in either theme, which a page follows while it is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.conftest import Visit

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

pytestmark = pytest.mark.skipif(not AXE.exists(), reason=f"axe-core is not installed below {AXE.parents[2].name}")


@pytest.mark.parametrize("path", [*MENU, *OPENED])
def test_axe_finds_nothing_serious(visit: Visit, path: str) -> None:
    visit.page.emulate_media(color_scheme="light")
    visit.open(path)
    if "reseau" in path and "matrix" not in path:
        visit.picture().element.wait_for()
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

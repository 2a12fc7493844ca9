"""Draws the pictures of README and docs/contribuer.md anew: python docs/images/pictures.py, with playwright and Pillow.

A copy of the default territory is built and served in a temporary folder; nothing else is written but the pictures.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import sync_playwright

from territory_graph import resources

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))

from screenshots import CHROMIUM, served, settle  # noqa: E402

COMMUNIQUE = HERE.parents[1] / "benchmarks" / "reading" / "documents" / "01-communique-agglomeration.txt"
QUERY = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

# Combien d'acteurs de chaque sorte ?
SELECT ?sorte (COUNT(DISTINCT ?acteur) AS ?nombre) WHERE {
  ?acteur a ?classe .
  ?classe rdfs:subClassOf+ tg:Actor ;
    rdfs:label ?sorte .
  FILTER (LANG(?sorte) = "fr")
}
GROUP BY ?sorte
ORDER BY DESC(?nombre)
"""


def main() -> None:
    """Builds, serves, draws; then keeps each picture in the few colours that it has."""
    with served(resources.default_territory()) as (address, given), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        draw_readme(browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce"), address)
        page = browser.new_page(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
        page.set_default_timeout(120_000)
        draw_form(page, address)
        draw_document(page, address)
        draw_file(page, f"{address}/contribuer?vue=fichier&import={given}")
        browser.close()
    for picture in HERE.glob("*.png"):
        Image.open(picture).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)


def draw_readme(page: Any, address: str) -> None:
    """The explorer and the workbench."""
    page.set_default_timeout(120_000)
    page.goto(f"{address}/reseau?au=2021-05-12")
    settle(page)
    page.wait_for_timeout(3_000)  # the drawing comes to rest
    page.screenshot(path=HERE / "network.png")
    page.goto(f"{address}/sparql?query={quote(QUERY, safe='')}")
    settle(page)
    page.get_by_role("button", name="Exécuter").click()
    page.get_by_text("valeurs distinctes").wait_for()
    settle(page)
    page.screenshot(path=HERE / "workbench.png")


def draw_form(page: Any, address: str) -> None:
    """An agreement by the form, and its effect."""
    page.goto(f"{address}/contribuer")
    page.locator("h1").first.wait_for()
    choose(page, "Parties", "NextMove", "Métropole Rouen Normandie")
    write(page, "Date de signature", "3 mars 2023")
    write(page, "Somme en euros", "40 000")
    choose(page, "Qui engage la somme", "Métropole Rouen Normandie")
    choose(page, "À qui va la somme", "NextMove")
    choose(page, "Portée de la somme", "Pour un seul bénéficiaire")
    choose(page, "Source", "Convention du 3 mars 2023")
    page.screenshot(path=HERE / "contribuer-formulaire.png")
    page.get_by_role("button", name="Vérifier").click()
    page.get_by_text("Cases de la matrice").wait_for()
    settle(page)
    page.locator(".st-key-contribute-preview").screenshot(path=HERE / "contribuer-effet.png")


def draw_document(page: Any, address: str) -> None:
    """A press release that is read."""
    page.goto(f"{address}/contribuer?vue=document")
    page.get_by_role("textbox", name="Collez le texte").fill(COMMUNIQUE.read_text(encoding="utf-8"))
    page.keyboard.press("Control+Enter")
    settle(page)
    page.get_by_role("button", name="Lire le document").click()
    page.get_by_role("button", name="Accepter", exact=True).nth(1).click()
    page.locator(".card.accepted").first.wait_for()
    page.locator(".card").nth(1).scroll_into_view_if_needed()
    settle(page)
    page.screenshot(path=HERE / "contribuer-document.png")


def draw_file(page: Any, address: str) -> None:
    """Subsidies in a file: what its columns become, and its effect."""
    page.goto(address)
    page.get_by_text("Chaque ligne devient").wait_for()
    settle(page)
    page.screenshot(path=HERE / "contribuer-fichier.png")
    page.goto(f"{address}&etape=effet")
    page.get_by_text("Entreraient").wait_for()
    settle(page)
    page.screenshot(path=HERE / "contribuer-fichier-effet.png")


def write(page: Any, label: str, text: str) -> None:
    """Writes into a field."""
    page.get_by_role("textbox", name=label).fill(text)
    page.keyboard.press("Tab")
    settle(page)


def choose(page: Any, label: str, *names: str) -> None:
    """Chooses in a list, or writes what it does not hold."""
    field = page.get_by_role("combobox", name=label)
    for name in names:
        field.fill(name)
        page.get_by_role("option", name=re.compile(re.escape(name))).first.click()
        settle(page)
    field.press("Escape")


if __name__ == "__main__":
    main()

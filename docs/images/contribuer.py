"""Draws the pictures of docs/contribuer.md anew: python docs/images/contribuer.py, in an environment with playwright.

A copy of the default territory is built and served in a temporary folder; nothing else is written but the pictures.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from territory_graph import resources

HERE = Path(__file__).parent
COMMUNIQUE = HERE.parents[1] / "benchmarks" / "reading" / "documents" / "01-communique-agglomeration.txt"
SUBSIDIES = """\
nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant;nature;idRAE
Métropole Rouen Normandie;;12/05/2021;POLEPHARMA;;Feuille de route santé;40 000,00 €;aide en numéraire;
Métropole Rouen Normandie;;01/06/2022;Comité des fêtes d'Oissel;;Fête du fleuve;1 500;aide en nature;N/A
"""
SIZE = {"width": 1200, "height": 900}


def main() -> None:
    """Builds, serves, draws."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        land = Path(shutil.copytree(resources.default_territory(), Path(folder) / resources.default_territory().name))
        store = Path(folder) / "store"
        run = [sys.executable, "-m", "territory_graph"]
        subprocess.run([*run, "build", str(land), "--store", str(store)], check=True, capture_output=True)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = subprocess.Popen(
            [*run, "serve", "--store", str(store), "--port", str(port)],
            env={**os.environ, "TERRITORY_GRAPH_TERRITORY": str(land)},
            stderr=subprocess.DEVNULL,
        )
        try:
            draw(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait()


def draw(address: str) -> None:
    """Takes the pictures of a server."""
    for _ in range(300):
        with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health"):
            break
        time.sleep(0.2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.set_default_timeout(120_000)  # a busy machine is slow
        page.goto(f"{address}/contribuer")
        page.locator("h1").first.wait_for()
        settle(page)
        choose(page, "Parties", "NextMove", "Métropole Rouen Normandie")
        write(page, "Date de signature", "3 mars 2023")
        write(page, "Somme en euros", "40 000")
        choose(page, "Qui engage la somme", "Métropole Rouen Normandie")
        choose(page, "À qui va la somme", "NextMove")
        choose(page, "Portée de la somme", "Pour un seul bénéficiaire")
        choose(page, "Source", "Convention du 3 mars 2023")
        page.screenshot(path=HERE / "contribuer-formulaire.png")
        page.get_by_role("button", name="Vérifier").click()
        page.get_by_text("Liens par croisement").wait_for()
        settle(page)
        page.locator(".st-key-contribute-preview").screenshot(path=HERE / "contribuer-effet.png")
        page.goto(f"{address}/contribuer?vue=document")
        page.locator("h1").first.wait_for()
        settle(page)
        page.get_by_role("textbox", name="Collez le texte").fill(COMMUNIQUE.read_text(encoding="utf-8"))
        page.keyboard.press("Control+Enter")
        settle(page)
        page.get_by_role("button", name="Lire le document").click()
        page.get_by_role("button", name="Accepter", exact=True).nth(1).click(timeout=60_000)
        page.locator(".card.accepted").first.wait_for()
        page.locator(".card").nth(1).scroll_into_view_if_needed()
        settle(page)
        page.screenshot(path=HERE / "contribuer-document.png")
        page.goto(f"{address}/contribuer?vue=fichier")
        page.locator("h1").first.wait_for()
        settle(page)
        given = {"name": "subventions.csv", "mimeType": "text/csv", "buffer": SUBSIDIES.encode("cp1252")}
        page.locator("input[type=file]").set_input_files(given)
        page.locator(".st-key-upload-columns").wait_for()
        settle(page)
        page.screenshot(path=HERE / "contribuer-fichier.png")
        browser.close()


def settle(page: Any) -> None:
    """Waits until the screen is drawn whole: Streamlit begins to answer a moment after it is asked."""
    page.wait_for_timeout(1_000)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


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

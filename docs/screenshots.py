"""Takes every screen of the default territory as pictures: python docs/screenshots.py FOLDER [--only …] [--whole].

In an environment with playwright, and Chromium at /usr/bin/chromium. The territory is built and served in a temporary
folder; nothing is written but the pictures, ``SCREEN-WIDTHxHEIGHT-SCHEME-LANGUAGE.png``: what a reader sees first, in
both languages, light and dark, on a desk, a laptop and a phone; ``--whole`` takes each page down to its end.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from territory_graph import resources
from territory_graph.identity import person_at_the_machine
from territory_graph.importing import uploads
from territory_graph.views.story import Story, StoryView, packed_story

CHROMIUM = "/usr/bin/chromium"
STORY = Story(
    "Avant le vote",
    (
        StoryView("Ce qui est voté", "Les sommes et leur portée.", "conseil?au=2021-05-12"),
        StoryView("Le pôle métropolitain", "Qui il est, qui le préside.", "fiche?id=actor/pole-rouen-seine-eure"),
    ),
)
SUBSIDIES = """\
nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant;nature;idRAE
Métropole Rouen Normandie;;12/05/2021;POLEPHARMA;;Feuille de route santé;40 000,00 €;aide en numéraire;
Métropole Rouen Normandie;;01/06/2022;Comité des fêtes d'Oissel;;Fête du fleuve;1 500;aide en nature;N/A
"""
"""A file that is under way on *Contribuer*."""
SCREENS = {
    "accueil": "",
    "conseil": "conseil",
    "conseil-accord": "conseil?accord=agreement/feuille-de-route-2021-polepharma",
    "financements": "financements",
    "carte": "carte",
    "chronologie": "chronologie",
    "agenda": "agenda",
    "evaluer": "evaluer",
    "partenaires": "partenaires",
    "partenaires-appel": "partenaires?filieres=sector/logistique&themes=theme/transition-ecologique",
    "composer": "composer",
    "histoires": "histoires",
    "histoire": f"histoires?h={packed_story(STORY)}",
    "reseau": "reseau",
    "reseau-acteur": "reseau?sel=actor/lsn",
    "fiche": "fiche",
    "fiche-pole": "fiche?id=actor/pole-rouen-seine-eure",
    "fiche-filiere": "fiche?id=actor/polepharma",
    "fiche-convention": "fiche?id=agreement/feuille-de-route-2021-polepharma",
    "analyses": "analyses",
    "analyses-manques": "analyses?partie=gaps",
    "analyses-depart": "analyses?partie=whatif",
    "analyses-mesures": "analyses?partie=measures&acteur=actor/lsn",
    "questions": "questions",
    "question": "questions?q=18-sommes-engagees",
    "sparql": "sparql",
    "contribuer": "contribuer",
    "contribuer-document": "contribuer?vue=document",
    "contribuer-fichier": "contribuer?vue=fichier&import={given}",
    "contribuer-fichier-effet": "contribuer?vue=fichier&etape=effet&import={given}",
}
"""The screens, and what is opened on them: the path and parameters of each by the name of its picture."""
SIZES = ((1440, 900), (1280, 720), (390, 844))
SCHEMES = ("light", "dark")
LANGUAGES = ("fr", "en")


def main() -> None:
    """Serves, and takes what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--only", nargs="+", choices=SCREENS, default=list(SCREENS), help="these screens")
    parser.add_argument("--whole", action="store_true", help="each page down to its end")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with served(resources.default_territory()) as (address, given), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for (width, height), scheme in itertools.product(SIZES, SCHEMES):
            size = {"width": width, "height": height}
            context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
            page = context.new_page()
            for name, language in itertools.product(asked.only, LANGUAGES):
                path = SCREENS[name].format(given=given)
                page.set_viewport_size(size)
                page.goto(f"{address}/{path}{'&' if '?' in path else '?'}lang={language}")
                settle(page)
                if asked.whole:
                    page.set_viewport_size({"width": width, "height": max(height, whole_height(page))})
                    settle(page)
                page.screenshot(path=asked.folder / f"{name}-{width}x{height}-{scheme}-{language}.png")
            context.close()
        browser.close()


@contextmanager
def served(shown: Path) -> Iterator[tuple[str, str]]:
    """The address at which a copy of a territory is served, in a temporary folder, and a file that is given there."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        territory = Path(shutil.copytree(shown, f"{folder}/{shown.name}"))
        given = uploads.keep(territory, "subventions.csv", SUBSIDIES.encode("cp1252"), person_at_the_machine().name)
        run = [sys.executable, "-m", "territory_graph"]
        subprocess.run([*run, "build", str(territory), "--store", store], check=True, capture_output=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [*run, "serve", "--store", store, "--port", str(port)],
            env={**os.environ, "TERRITORY_GRAPH_TERRITORY": str(territory)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(300):
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health"):
                    break
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}", given.id
        finally:
            server.terminate()
            server.wait()


def settle(page: Any) -> None:
    """Waits until the screen is drawn whole: its script has ended, and pictures have had a second."""
    page.locator("h1").first.wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.wait_for_timeout(1_000)


def whole_height(page: Any) -> int:
    """How high the page is, which scrolls in a part of itself."""
    return int(page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")) + 80


if __name__ == "__main__":
    main()

"""From the request of a screen to the screen drawn whole, beside a Streamlit page that shows a title alone."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.ui.browser import CAP, SIZE

BARE = "bare Streamlit"
SCREENS = {
    "Accueil": "",
    "Conseil": "conseil",
    "Financements": "financements",
    "Carte": "carte",
    "Chronologie": "chronologie",
    "Agenda": "agenda",
    "Évaluer un soutien": "evaluer",
    "Trouver des partenaires": "partenaires?filieres=sector/logistique&themes=theme/transition-ecologique",
    "Composer": "composer",
    "Histoires": "histoires",
}
"""The screens that show views of the territory, by their names in French: the path and parameters of each."""
CROWDED = {"Carte, 2,500 places": "carte", "Agenda, 5,000 events": "agenda", "Chronologie, 5,000 events": "chronologie"}

# Drawn: the script has ended, nothing is waited for, and the last element stands.
_DRAWN = """() => document.querySelector("h1")
  && document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")
  && !document.querySelector("[data-testid=stSkeleton]")
  && performance.now()"""


def seconds_of(browser: Any, address: str) -> float:
    """The seconds from the request of a page, in a browser that knows nothing yet, to the page drawn; ``CAP`` at most.

    Raises:
        RuntimeError: the page shows an error.
    """
    context = browser.new_context(viewport=SIZE, locale="fr-FR")
    try:
        page = context.new_page()
        page.goto(address, wait_until="commit", timeout=CAP * 1000)
        drawn = page.wait_for_function(_DRAWN, polling="raf", timeout=CAP * 1000).json_value()
        if page.locator("[data-testid=stException]").count():
            raise RuntimeError(f"{address} shows an error")
        return float(drawn) / 1000
    finally:
        context.close()


def measure(browser: Any, addresses: dict[str, str], rounds: int, note: Callable[[str], None]) -> dict[str, float]:
    """The median of each page, in rounds in turn."""
    taken: dict[str, list[float]] = {name: [] for name in addresses}
    for number in range(rounds):
        note(f"screens, round {number + 1} of {rounds}")
        for name, address in addresses.items():
            taken[name].append(seconds_of(browser, address))
    return {name: median(times) for name, times in taken.items()}

"""From the request of a screen to the screen drawn whole, beside a Streamlit page that shows a title alone."""

from __future__ import annotations

import time
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

# Drawn: the title stands, the script has ended, and nothing is waited for. Looked at each frame.
_WATCH = """(() => {
  const look = () => {
    const ended = document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]");
    if (ended && document.querySelector("h1") && !document.querySelector("[data-testid=stSkeleton]"))
      window.screenAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""


def seconds_of(browser: Any, address: str) -> float:
    """The seconds from the request of a page, in a browser that knows nothing yet, to the page drawn; ``CAP`` at most.

    Raises:
        RuntimeError: the page shows an error.
    """
    context = browser.new_context(viewport=SIZE, locale="fr-FR")
    try:
        page = context.new_page()
        page.add_init_script(_WATCH)
        began = time.monotonic()
        page.goto(address, wait_until="commit", timeout=CAP * 1000)
        drawn = None
        while drawn is None and time.monotonic() - began < CAP:
            time.sleep(0.05)
            drawn = page.evaluate("window.screenAt ?? null")
        if page.locator("[data-testid=stException]").count():
            raise RuntimeError(f"{address} shows an error")
        return CAP if drawn is None else float(drawn) / 1000
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

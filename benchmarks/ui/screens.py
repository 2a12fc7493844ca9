"""From the request of a screen to the screen drawn whole, beside a Streamlit page that shows a title alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import astuple, dataclass
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


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page from its request until it is drawn: seconds, ``CAP`` at most; those of the browser's processor; bytes.

    The processor's are of the main thread of the page; the bytes are what came over HTTP and by the socket.
    """

    seconds: float
    processor: float
    bytes: float


def drawn_of(browser: Any, address: str) -> Drawn:
    """A page opened in a browser that knows nothing yet.

    Raises:
        RuntimeError: the page shows an error.
    """
    context = browser.new_context(viewport=SIZE, locale="fr-FR")
    try:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        devtools.send("Network.enable")
        come: list[float] = []
        devtools.on("Network.loadingFinished", lambda told: come.append(told["encodedDataLength"]))
        devtools.on(
            "Network.webSocketFrameReceived", lambda told: come.append(len(told["response"]["payloadData"]) * 3 / 4)
        )
        page.add_init_script(_WATCH)
        began = time.monotonic()
        page.goto(address, wait_until="commit", timeout=CAP * 1000)
        drawn = None
        while drawn is None and time.monotonic() - began < CAP:
            time.sleep(0.05)
            drawn = page.evaluate("window.screenAt ?? null")
        if page.locator("[data-testid=stException]").count():
            raise RuntimeError(f"{address} shows an error")
        told = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
        return Drawn(CAP if drawn is None else float(drawn) / 1000, told["TaskDuration"], sum(come))
    finally:
        context.close()


def measure(browser: Any, addresses: dict[str, str], rounds: int, note: Callable[[str], None]) -> dict[str, Drawn]:
    """The medians of each page, in rounds in turn."""
    taken: dict[str, list[Drawn]] = {name: [] for name in addresses}
    for number in range(rounds):
        note(f"screens, round {number + 1} of {rounds}")
        for name, address in addresses.items():
            taken[name].append(drawn_of(browser, address))
    return {name: Drawn(*map(median, zip(*map(astuple, each), strict=True))) for name, each in taken.items()}

"""The network screen as it is served, on the default territory: from a click to what it brings."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.ui.selectors import EXPAND, FILTER, NETWORK, PANEL_TITLE, PICTURE, STAGE, START

_PATIENCE = 30_000


@dataclass(frozen=True, slots=True)
class Screen:
    """Milliseconds, medians: from a click to the halo, to the panel, to new neighbours, to a changed filter.

    ``displaced`` is the farthest, in pixels of the screen, that a node which stays was moved by any of them.
    """

    halo: float
    panel: float
    expansion: float
    filtering: float
    displaced: float


def measure(browser: Any, address: str, rounds: int) -> Screen:
    """Each action so many times, on a screen that is open."""
    context = browser.new_context(viewport={"width": 1440, "height": 1400})
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    page.goto(address + NETWORK)
    halos, panels = _clicks(page, rounds)
    filtering, moved_by_filters = _filters(page, rounds)
    page.goto(address + START)
    expansion, moved_by_expansions = _expansions(page, rounds)
    context.close()
    moved = max(moved_by_filters, moved_by_expansions)
    return Screen(median(halos), median(panels), median(expansion), median(filtering), moved)


def _clicks(page: Any, rounds: int) -> tuple[list[float], list[float]]:
    """A click on one node after another: until its ring is seen, and until the panel has another title."""
    nodes = sorted(_places(page).items())
    halos, panels = [], []
    for round_ in range(rounds):
        _, (x, y) = nodes[round_ * len(nodes) // rounds]
        title = page.locator(PANEL_TITLE).first
        before = title.inner_text() if title.count() else ""
        page.mouse.move(5, 5)
        page.wait_for_timeout(150)
        halos.append(_until_painted(page, x, y))
        panels.append(_until_title(page, before))
        _settle(page)
    return halos, panels


def _until_painted(page: Any, x: float, y: float) -> float:
    """Clicks; the milliseconds from the press, as the page sees it, to the frame after the one that shows it."""
    page.evaluate(
        """() => {
          const done = (at) => requestAnimationFrame(() => requestAnimationFrame(() => {
            window.painted = performance.now() - at; }));
          window.painted = null;
          addEventListener("pointerup", () => { window.clickedAt = performance.now(); done(window.clickedAt); },
            { once: true, capture: true });
        }"""
    )
    page.locator(STAGE).click(position={"x": x, "y": y})
    return float(page.wait_for_function("() => window.painted").json_value())


def _until_title(page: Any, before: str) -> float:
    """Milliseconds from the click to a panel whose title is not the one before."""
    found = page.wait_for_function(
        """([selector, before]) => {
          const roots = (root) => [root, ...[...root.querySelectorAll("*")].filter((e) => e.shadowRoot)
            .flatMap((e) => roots(e.shadowRoot))];
          const [host, ...rest] = selector.split(" ");
          const panel = document.querySelector(host);
          const title = panel && roots(panel).map((root) => root.querySelector(rest.join(" "))).find(Boolean);
          return title && title.innerText !== before ? performance.now() - window.clickedAt : null;
        }""",
        arg=[PANEL_TITLE, before],
    )
    return float(found.json_value())


def _expansions(page: Any, rounds: int) -> tuple[list[float], float]:
    """Milliseconds until more nodes are drawn, for as many kinds of tie as still hide some; and the farthest move."""
    taken, moved = [], 0.0
    page.locator(EXPAND).first.wait_for()
    for _ in range(rounds):
        button = page.locator(EXPAND).first
        if not button.count():
            break
        before = _places(page)
        taken.append(_until_other_count(page, button))
        moved = max(moved, _farthest(before, _places(page)))
    return taken or [float("nan")], moved


def _filters(page: Any, rounds: int) -> tuple[list[float], float]:
    """Milliseconds until a filter has changed the picture, off and on again; and the farthest move."""
    taken, moved = [], 0.0
    for _ in range(max(rounds // 2, 1)):
        button = page.locator(FILTER).first
        button.wait_for()
        name = button.get_attribute("data-value")
        before = _places(page)
        taken.append(_until_other_count(page, button))
        moved = max(moved, _farthest(before, _places(page)))
        back = page.locator(f"{FILTER.split('[aria')[0]}[data-value='{name}']").first
        taken.append(_until_other_count(page, back))
        moved = max(moved, _farthest(before, _places(page)))
    return taken, moved


def _until_other_count(page: Any, button: Any) -> float:
    picture = page.locator(PICTURE)
    before = [picture.get_attribute("data-nodes"), picture.get_attribute("data-ties")]
    button.scroll_into_view_if_needed()
    began = time.perf_counter()
    button.click()
    while [picture.get_attribute("data-nodes"), picture.get_attribute("data-ties")] == before:
        if time.perf_counter() - began > _PATIENCE / 1000:
            raise TimeoutError("the picture did not change")
    taken = (time.perf_counter() - began) * 1000
    _settle(page)
    return taken


def _settle(page: Any) -> None:
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def _places(page: Any) -> dict[str, tuple[float, float]]:
    """Where nodes are on screen, once they no longer change."""
    picture = page.locator(PICTURE)
    before, now = None, picture.get_attribute("data-screen")
    while now != before:
        page.wait_for_timeout(250)
        before, now = now, picture.get_attribute("data-screen")
    return {id: (x, y) for id, (x, y) in json.loads(now or "{}").items()}


def _farthest(before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]) -> float:
    stayed = before.keys() & after.keys()
    return max((max(abs(a - b) for a, b in zip(before[id], after[id], strict=True)) for id in stayed), default=0.0)

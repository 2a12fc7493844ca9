"""What fits: no page scrolls sideways, on a phone or a laptop, and no text is smaller than twelve pixels."""

from __future__ import annotations

import pytest

from browser.conftest import SIZE, Visit
from browser.test_accessibility import MENU, OPENED

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


def test_whoever_waits_long_for_a_page_is_told_so(visit: Visit) -> None:
    visit.open("/")
    assert visit.page.evaluate(WAITING) is False
    visit.until(lambda: visit.page.evaluate(WAITING) == '"Lecture en cours…"')


@pytest.mark.parametrize("path", [*MENU, *OPENED])
def test_a_page_fits_a_phone_and_a_laptop_in_letters_that_can_be_read(visit: Visit, path: str) -> None:
    visit.open(path)
    try:
        for size in SIZES:
            visit.page.set_viewport_size(size)
            visit.until(lambda: visit.page.evaluate(WIDER) == [])
            assert visit.page.evaluate(SMALL, SMALLEST) == []
    finally:
        visit.page.set_viewport_size(SIZE)

"""Chromium, and what is measured inside any page: when a canvas first shows a network, and how many frames a second."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Error, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZE = {"width": 1440, "height": 900}
CAP = 60.0
"""Seconds after which a network is no longer waited for."""

# Each frame, a thumbnail of every canvas is looked at: drawn is when one shows something for the first time.
_WATCH = """(() => {
  const small = new OffscreenCanvas(160, 160);
  const ctx = small.getContext("2d", { willReadFrequently: true });
  ctx.imageSmoothingQuality = "high"; // else thin lines fall between the samples
  const canvases = (root) => [...root.querySelectorAll("canvas"),
    ...[...root.querySelectorAll("*")].filter((e) => e.shadowRoot).flatMap((e) => canvases(e.shadowRoot))];
  const shows = (canvas) => {
    if (canvas.width < 100 || canvas.height < 100) return false;
    ctx.clearRect(0, 0, 160, 160);
    ctx.drawImage(canvas, 0, 0, 160, 160);
    return ctx.getImageData(0, 0, 160, 160).data.some((value, at) => at % 4 === 3 && value > 0);
  };
  const look = () => {
    if (document.body && canvases(document).some(shows)) window.drawnAt = performance.timeOrigin + performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""

_COUNT = """(milliseconds) => new Promise((done) => {
  const began = performance.now();
  let frames = 0;
  const count = (now) => {
    frames += 1;
    const passed = performance.now() - began;
    if (passed < milliseconds) requestAnimationFrame(count);
    else done((frames / passed) * 1000);
  };
  requestAnimationFrame(count);
})"""


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser that asks no host of its own accord."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Any, address: str) -> Iterator[tuple[Any, float | None]]:
    """A page, and the seconds from its request to its first drawn network; None where none came in time."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.add_init_script(_WATCH)
    began = time.time()
    page.goto(address, wait_until="commit", timeout=CAP * 1000)
    try:
        yield page, _drawn(page, began)
    finally:
        context.close()


def _drawn(page: Any, began: float) -> float | None:
    watched: set[str] = set()
    while time.time() - began < CAP:
        for frame in page.frames:
            try:
                # Inside a frame of a page the script of the beginning ends with the frame's first, empty document.
                if frame.parent_frame is not None and frame.url not in watched and frame.evaluate("!!document.body"):
                    frame.evaluate(_WATCH)
                    watched.add(frame.url)
                at = frame.evaluate("window.drawnAt ?? null")
            except Error:  # a frame that is just coming or going has no answer
                continue
            if at is not None:
                return float(at) / 1000 - began
        time.sleep(0.02)
    return None


def frames_a_second(page: Any, act: Callable[[int], None], seconds: float = 3) -> float:
    """How often a page draws while something is done to it again and again."""
    frame = next(frame for frame in page.frames if frame.evaluate("window.drawnAt ?? null") is not None)
    frame.evaluate(f"(milliseconds) => {{ window.counted = ({_COUNT})(milliseconds); }}", seconds * 1000)
    end = time.monotonic() + seconds
    step = 0
    while time.monotonic() < end:
        act(step)
        step += 1
    return float(frame.evaluate("window.counted"))


def panning(page: Any) -> float:
    """Frames a second while the pointer drags the picture about from a corner, where there is no node."""
    left, top = _corner(page)
    page.mouse.move(left, top)
    page.mouse.down()
    rate = frames_a_second(
        page,
        lambda step: page.mouse.move(left + 150 * (1 - math.cos(step / 15)), top + 100 * abs(math.sin(step / 15))),
    )
    page.mouse.up()
    return rate


def zooming(page: Any) -> float:
    """Frames a second while the wheel turns in the middle of the picture, inwards and outwards."""
    left, top = _corner(page)
    page.mouse.click(left, top)
    page.mouse.move(left + 400, top + 300)
    return frames_a_second(page, lambda step: page.mouse.wheel(0, -60 if step // 40 % 2 == 0 else 60))


def _corner(page: Any) -> tuple[float, float]:
    for frame in page.frames:
        box = frame.locator("canvas").last.bounding_box() if frame.locator("canvas").count() else None
        if box is not None and box["width"] > 100:
            return float(box["x"]) + 8, float(box["y"]) + 8
    raise LookupError("no canvas on the page")

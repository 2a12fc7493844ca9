"""One Chromium and one server for all these tests; a visit that asks another host, or complains, fails its test."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from serving import Server, serving

from territory_graph import resources
from territory_graph.contributions import Desk
from territory_graph.ui.context import ADDRESSES

CHROMIUM = Path("/usr/bin/chromium")
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
PATIENCE = 20_000  # milliseconds; a busy machine is slow, a broken page never comes
DATED = {*ADDRESSES.values()} - {"sparql"}
SIZE = {"width": 1400, "height": 1000}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips all where there is no browser; what waits in vain is tried once more."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError", "AssertionError: Locator"]))
    if not CHROMIUM.exists():
        absent = pytest.mark.skip(reason=f"no Chromium at {CHROMIUM}")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(absent)


@pytest.fixture(scope="package")
def server(rouen_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The default territory, served for all tests of this folder."""
    with serving(rouen_store, tmp_path_factory.mktemp("server") / "serve.log") as running:
        yield running


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the default territory, which contributions change."""
    folder = tmp_path_factory.mktemp("land") / resources.default_territory().name
    return Path(shutil.copytree(resources.default_territory(), folder))


@pytest.fixture(scope="module")
def desk(land: Path, rouen_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The desk of that copy, by which tests look at what the pages did."""
    store = Path(shutil.copytree(rouen_store, tmp_path_factory.mktemp("contributed") / "store", symlinks=True))
    return Desk(land, store)


@pytest.fixture(scope="module")
def served(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """That copy, served to its own machine."""
    log = tmp_path_factory.mktemp("serving") / "serve.log"
    with serving(desk.store.path, log, TERRITORY=str(desk.territory)) as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """What launches Debian's Chromium. Ended with this folder's tests: Playwright keeps an event loop meanwhile."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="package")
def browser(chromium: Any) -> Iterator[Any]:
    """A browser that remembers nothing from one context to another."""
    browser = chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def reader(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser context for many visits: it keeps compiled scripts on disk, which halves the opening of a page."""
    profile = tmp_path_factory.mktemp("profile")
    context = chromium.launch_persistent_context(profile, executable_path=str(CHROMIUM), args=ARGUMENTS, viewport=SIZE)
    yield context
    context.close()


@dataclass
class Visit:
    """One page: where it went, what it asked of whom, and what it complained of."""

    page: Any
    address: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("websocket", lambda socket: self._note(socket.url))

    def _note(self, url: str) -> None:
        own = self.address.removeprefix("http:")
        if not url.startswith((f"http:{own}/", f"ws:{own}/", "data:", "blob:")):
            self.outside.append(url)

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, path: str = "") -> Visit:
        """Goes to a path and waits until the screen has been drawn whole, and its search listens.

        A screen tells of all dates, unless the path says a day or ends with ``au=``.
        """
        dated = path.partition("?")[0] in DATED and not re.search(r"[?&]au=", path)
        path = f"{path}{'&' if '?' in path else '?'}au=toutes" if dated else path
        self.page.goto(f"{self.address}/{path}")
        self.page.locator("h1").first.wait_for()
        self.search()
        return self.settle()

    def settle(self) -> Visit:
        """Waits until the script has run to its end."""
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        return self

    def title(self) -> str:
        return str(self.page.locator("h1").first.inner_text())

    def expect_title(self, title: str) -> None:
        self.page.locator("h1", has_text=re.compile(rf"^\s*{re.escape(title)}\s*$")).first.wait_for()
        self.settle()

    def widget(self, key: str) -> Any:
        """The element that Streamlit marks with a key."""
        return self.page.locator(f".st-key-{key}")

    def search(self) -> Any:
        """The field of the search, once its script listens: the field is drawn before it."""
        field = self.widget("search").get_by_role("combobox", name=re.compile("."))
        field.wait_for()
        return field

    def picture(self) -> Picture:
        return Picture(self.page)

    def switch_language(self) -> None:
        self.page.locator(".st-key-language-switch[data-stale=false]").get_by_role("button").click()

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits for something that no locator can say."""
        limit = time.monotonic() + PATIENCE / 1000
        while not holds():
            assert time.monotonic() < limit, "what was waited for did not come"
            self.page.wait_for_timeout(50)


@dataclass(frozen=True)
class Picture:
    """The drawing of a network on a page, as its probe tells it."""

    page: Any

    @property
    def element(self) -> Any:
        return self.page.locator(".tg-network[data-drawn=true]")

    def data(self, name: str) -> Any:
        return json.loads(self.element.get_attribute(f"data-{name}"))

    def places(self) -> dict[str, list[int]]:
        """Where nodes and ties are on screen, once they no longer move."""
        before = None
        while (now := self.data("screen")) != before:
            before = now
            self.page.wait_for_timeout(250)
        return now

    def click(self, place: list[int]) -> None:
        self.page.locator(".tg-stage").click(position={"x": place[0], "y": place[1]})

    def click_node(self, node: str) -> None:
        self.click(self.places()[node])

    def colours(self) -> int:
        """Number of distinct colours on the canvas."""
        return int(
            self.page.locator(".tg-stage canvas").evaluate(
                """(canvas) => {
                  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                  return new Set(new Uint32Array(data.buffer)).size;
                }"""
            )
        )

    def image(self) -> str:
        return str(self.page.locator(".tg-stage canvas").evaluate("(canvas) => canvas.toDataURL()"))


@pytest.fixture
def visit(reader: Any, server: Server) -> Iterator[Visit]:
    """A page on the default territory; its test fails if it asks another host or logs an error."""
    with visiting(reader, server) as found:
        yield found


@contextmanager
def visiting(context: Any, server: Server) -> Iterator[Visit]:
    visit = Visit(context.new_page(), server.address)
    yield visit
    visit.page.close()
    assert visit.outside == []
    assert visit.complaints == []

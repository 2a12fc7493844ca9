"""One Chromium and one server for all these tests; a visit that asks another host, or complains, fails its test."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from proxying import free_port
from serving import Server, serving

from territory_graph import resources
from territory_graph.contributions import Desk
from territory_graph.ui.context import ADDRESSES

_CHROMIUMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = next(filter(Path.exists, _CHROMIUMS), _CHROMIUMS[0])
"""Debian's Chromium without windows, which takes a quarter less of the processor than the whole one; else that."""
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages live for seconds: to optimise their scripts, or to collect their garbage often, takes longer than it saves.
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=32",
]
PATIENCE = 20_000  # milliseconds; a busy machine is slow, a broken page never comes
DATED = {*ADDRESSES.values()} - {"sparql"}
SIZE = {"width": 1400, "height": 1000}
SETTLED = """() => {
  const [RERUN, FINISHED, FOR_ANOTHER] = [0x5a, 0x30, 2];  // two fields and a value of Streamlit's protocol
  let asked = false, rested = 0;
  const ended = (bytes) => {  // how a run of the script has ended, where a message says so
    let at = 0;
    const number = () => {
      for (let value = 0, power = 1; ; power *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * power;
        if (!(byte & 128)) return value;
      }
    };
    while (at < bytes.length) {
      const field = number(), value = number();
      if (field === FINISHED) return value;
      if ((field & 7) === 2) at += value;
    }
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const how = data instanceof ArrayBuffer ? ended(new Uint8Array(data)) : undefined;
        if (how !== undefined && how !== FOR_ANOTHER) asked = false;
      });
    }
    send(data) {
      if (data[0] === RERUN) {
        asked = true;
        rested = 0;
        delete document.documentElement?.dataset.settled;
      }
      super.send(data);
    }
  };
  setInterval(() => {
    const mark = document.documentElement?.dataset;
    if (!mark) return;  // one document gives way to another
    const drawn = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning";
    rested = drawn && !asked ? rested + 1 : 0;
    if (rested <= 2) delete mark.settled;
    else if (mark.settled === undefined) mark.settled = "";
  }, 20);
}"""
"""Marks the root of a page while its script has answered whatever was asked of it, and its answer has been drawn.

Streamlit's own mark lags behind: just after a click it still says that nothing runs.
"""


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
    with serving(rouen_store, tmp_path_factory.mktemp("server") / "serve.log", prepared=True) as running:
        yield running


@pytest.fixture
def land(tmp_path: Path) -> Path:
    """A copy of the default territory, which a test changes: tried once more, it begins with another."""
    folder = tmp_path / resources.default_territory().name
    return Path(shutil.copytree(resources.default_territory(), folder))


@pytest.fixture
def desk(land: Path, rouen_store: Path, tmp_path: Path) -> Desk:
    """The desk of that copy, by which tests look at what the pages did."""
    return Desk(land, Path(shutil.copytree(rouen_store, tmp_path / "contributed", symlinks=True)))


@pytest.fixture(scope="package")
def port() -> int:
    """Where one territory after another is served: a browser keeps the compiled scripts of an address."""
    return free_port()


@pytest.fixture
def served(desk: Desk, port: int, tmp_path: Path) -> Iterator[Server]:
    """That copy, served to its own machine."""
    with serving(desk.store.path, tmp_path / "serve.log", port=port, TERRITORY=str(desk.territory)) as running:
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
    yield watched(context)
    context.close()


@pytest.fixture
def stranger(browser: Any) -> Iterator[Any]:
    """A browser context that remembers nothing."""
    context = browser.new_context(viewport=SIZE)
    yield watched(context)
    context.close()


def watched(context: Any) -> Any:
    """A browser context whose pages tell when they are settled."""
    context.add_init_script(f"({SETTLED})()")
    return context


def settle(page: Any) -> None:
    """Waits until the script of a page has answered all that was asked of it, and its answer has been drawn."""
    page.locator("html[data-settled]").wait_for(state="attached", timeout=3 * PATIENCE)


def at_rest(page: Any, read: Callable[[], Any]) -> Any:
    """What is read of a page, once three readings are the same."""
    before, same = None, 0
    while same < 2:
        now = read()
        before, same = now, same + 1 if now == before else 0
        page.wait_for_timeout(250)
    return before


@dataclass
class Visit:
    """One page: where it went, what it asked of whom, and what it complained of."""

    page: Any
    address: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.set_default_navigation_timeout(3 * PATIENCE)  # a server that has just begun is slow
        for event, heard in self._listeners():
            self.page.on(event, heard)

    def leave(self) -> None:
        """Hears no more of the page."""
        for event, heard in self._listeners():
            self.page.remove_listener(event, heard)

    def _listeners(self) -> tuple[tuple[str, Callable[[Any], None]], ...]:
        return (("request", self._note), ("websocket", self._note), ("console", self._hear), ("pageerror", self._fail))

    def _note(self, asked: Any) -> None:
        own = self.address.removeprefix("http:")
        if not asked.url.startswith((f"http:{own}/", f"ws:{own}/", "data:", "blob:")):
            self.outside.append(asked.url)

    def _fail(self, error: Any) -> None:
        self.complaints.append(str(error))

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
        self.page.locator("h1").first.wait_for(timeout=3 * PATIENCE)
        self.search()
        return self.settle()

    def settle(self) -> Visit:
        """Waits until the script has answered all that was asked of it, and its answer has been drawn."""
        settle(self.page)
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

    def click(self, target: Any, **how: Any) -> None:
        """Clicks once nothing on the page is about to be replaced, and waits until what the click asks is drawn."""
        self.settle()
        target.click(**how)
        self.settle()

    def switch_language(self) -> None:
        self.click(self.widget("language-switch").get_by_role("button"))

    def back(self) -> None:
        """Goes back: Streamlit undoes a step back in the midst of a run."""
        self.settle()
        self.page.go_back()

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
        return dict(at_rest(self.page, lambda: self.data("screen")))

    def click(self, place: list[int]) -> None:
        settle(self.page)
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


@pytest.fixture(scope="module")
def shared(reader: Any, server: Server) -> Iterator[Callable[[str], Visit]]:
    """Pages for tests that leave what they look at as they found it: each path is opened once for a module."""
    pages: dict[str, Visit] = {}
    with ExitStack() as stack:

        def opened(path: str) -> Visit:
            if path not in pages:
                pages[path] = stack.enter_context(visiting(reader, server)).open(path)
            pages[path].page.bring_to_front()
            return pages[path]

        yield opened


EMPTY = "about:blank"


@contextmanager
def visiting(context: Any, server: Server) -> Iterator[Visit]:
    """A visit in an empty page of a browser context, left empty for the next, which opens faster there than elsewhere.

    Its test fails if it has asked another host or logged an error; the page is then closed.
    """
    page = next((page for page in context.pages if page.url == EMPTY), None) or context.new_page()
    page.bring_to_front()  # a page behind another one is not granted the whole screen
    visit = Visit(page, server.address)
    try:
        yield visit
        assert visit.outside == []
        assert visit.complaints == []
        visit.leave()
        page.unroute_all()
        page.emulate_media(color_scheme="null")
        page.set_viewport_size(SIZE)
        page.mouse.move(0, 0)
        if page.url != EMPTY:
            page.evaluate("sessionStorage.clear()")
            page.goto(EMPTY)
    finally:
        if page.url != EMPTY:
            page.close()

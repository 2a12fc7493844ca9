"""The standalone page, opened from the disk in Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import at_rest
from territory_graph.ui.figures.network import payload, standalone_html
from territory_graph.views.drawing import NODE_KINDS, Drawing, DrawnNode, DrawnTie, LegendEntry, TieStatus

HOSTILE = "</script><img src=x onerror=document.title='hacked'>\u2028\"'"
VIEW_KEYS = ("zoom_in", "zoom_out", "fit", "full_screen", "keyboard_help", "wheel_help")
PAGE_KEYS = ("legend", "status", "nodes", "ties", "name", "kind", "tie_count", "details", "between", "and")
TAIL_KEYS = ("relation", "weight", "source", "made_on")
STRINGS = {key: key.replace("_", " ") for key in (*VIEW_KEYS, *PAGE_KEYS, *TAIL_KEYS)}


def sample() -> Drawing:
    kinds = list(NODE_KINDS)
    nodes = tuple(
        DrawnNode(key, f"Actor {key}", f"What {key} is", key, 160.0 * (rank % 3), 160.0 * (rank // 3), 18.0)
        for rank, key in enumerate(kinds)
    )
    nodes += (DrawnNode("hostile", HOSTILE, HOSTILE, "other", 480.0, 80.0, 18.0),)
    statuses: tuple[TieStatus, ...] = ("stated", "implied", "inferred")
    ties = tuple(
        DrawnTie(f"t{rank}", source, target, "funds", "funds, 2012", statuses[rank % 3], 1.5, 1)
        for rank, (source, target) in enumerate(pairwise(kinds))
    )
    legend = tuple(LegendEntry(kind, key, 1) for key, kind in NODE_KINDS.items())
    labels = tuple((status, status) for status in statuses)
    return Drawing(nodes, ties, legend, labels, "The network", "Ten actors.", "a press release", "fr")


class Visit:
    """The page, opened as often as tests need it: what it asked for and complained of, and where things are."""

    def __init__(self, browser: Any, file: Path) -> None:
        self.file = file
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page = browser.new_page(viewport={"width": 1200, "height": 900})
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.network = self.page.locator(".tg-network")

    def open(self, scheme: str = "light") -> Visit:
        self.requests.clear()
        self.complaints.clear()
        self.page.mouse.move(0, 0)
        self.page.emulate_media(color_scheme=scheme)
        self.page.goto(self.file.as_uri())
        self.page.wait_for_selector(".tg-network[data-drawn=true]")
        return self

    def data(self, name: str) -> Any:
        return json.loads(self.network.get_attribute(f"data-{name}"))

    def screen(self) -> Any:
        """Where nodes are, once they no longer move."""
        return at_rest(self.page, lambda: self.data("screen"))

    def click(self, place: list[float]) -> None:
        self.page.locator(".tg-stage").click(position={"x": place[0], "y": place[1]})

    def pressed(self) -> list[str]:
        chosen = self.page.locator("[data-select][aria-pressed=true]")
        return [button.get_attribute("data-id") for button in chosen.all()]

    def colours(self) -> int:
        count: int = self.page.evaluate(
            """() => {
              const canvas = document.querySelector(".tg-stage canvas");
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              return new Set(new Uint32Array(data.buffer)).size;
            }"""
        )
        return count


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "network.html"
    path.write_text(standalone_html(sample(), strings=STRINGS, made_on=date(2021, 5, 12)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def opening(browser: Any, file: Path) -> Iterator[Visit]:
    visit = Visit(browser, file)
    yield visit
    visit.page.close()


@pytest.fixture
def visit(opening: Visit) -> Visit:
    return opening.open()


def test_the_picture_is_drawn_with_one_request_and_no_complaint(visit: Visit, file: Path) -> None:
    assert visit.requests == [file.as_uri()]
    assert visit.complaints == []
    assert visit.colours() > 20
    assert (visit.network.get_attribute("data-nodes"), visit.network.get_attribute("data-ties")) == (
        "10",
        "8",
    )


def test_nodes_stand_where_they_were_put(visit: Visit) -> None:
    assert visit.data("positions") == {node.id: [node.x, node.y] for node in sample().nodes}


def test_a_hostile_name_is_shown_as_text(visit: Visit) -> None:
    assert visit.page.title() == "The network"
    assert visit.page.locator("img").count() == 0
    assert visit.page.locator('[data-id="hostile"]').text_content() == HOSTILE
    visit.page.locator(".tg-stage").hover(position=dict(zip("xy", visit.data("screen")["hostile"], strict=True)))
    assert visit.page.locator(".tg-tooltip").text_content() == HOSTILE


def test_a_click_selects_a_node_a_tie_or_nothing(visit: Visit) -> None:
    visit.click(visit.data("screen")["company"])
    assert visit.pressed() == ["company"]
    visit.click(visit.data("screen-ties")["t0"])
    assert visit.pressed() == ["t0"]
    visit.click([15, 15])
    assert visit.pressed() == []


def test_the_table_selects_in_the_picture_and_escape_deselects(visit: Visit) -> None:
    visit.page.locator('[data-id="event"]').click()
    assert visit.pressed() == ["event"]
    visit.network.press("Escape")
    assert visit.pressed() == []


def test_keys_move_the_view_and_zero_shows_everything(visit: Visit) -> None:
    start = visit.data("screen")
    for key in ("+", "ArrowRight", "ArrowDown"):
        visit.network.press(key)
    assert visit.screen() != start
    visit.network.press("0")
    assert visit.screen() == start


def test_buttons_have_names(visit: Visit) -> None:
    names = [button.get_attribute("aria-label") for button in visit.page.locator(".tg-controls button").all()]
    assert names == ["zoom in", "zoom out", "fit", "full screen"]
    assert visit.network.get_attribute("aria-label") == "Ten actors."


def test_a_dragged_node_stays_and_moves_no_other(visit: Visit) -> None:
    before, (x, y) = visit.data("positions"), visit.data("screen")["place"]
    box = visit.page.locator(".tg-stage").bounding_box()
    visit.page.mouse.move(box["x"] + x, box["y"] + y)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + x + 40, box["y"] + y + 30, steps=4)
    visit.page.mouse.up()
    after = visit.data("positions")
    assert [id for id in before if before[id] != after[id]] == ["place"]


@pytest.mark.parametrize("width", [400, 760])
def test_the_picture_fits_again_when_the_room_for_it_changes(visit: Visit, width: int) -> None:
    start = visit.data("screen")
    visit.page.locator("#picture").evaluate("(room, width) => { room.style.width = `${width}px`; }", width)
    resized = visit.screen()
    visit.network.press("0")
    assert resized == visit.screen() != start


def test_two_pictures_in_a_page_do_not_share_their_events(visit: Visit) -> None:
    visit.page.evaluate(
        """(payload) => {
          const element = document.createElement("div");
          element.style.height = "300px";
          document.body.append(element);
          territoryGraph.draw(element, payload);
        }""",
        payload(sample(), strings=STRINGS),
    )
    first, second = visit.network.nth(0), visit.network.nth(1)
    visit.page.wait_for_function("() => document.querySelectorAll('[data-drawn=true]').length === 2")
    visit.page.wait_for_timeout(200)
    pixels = "(picture) => picture.querySelector('canvas').toDataURL()"
    before = first.evaluate(pixels), second.evaluate(pixels)
    place = json.loads(second.get_attribute("data-screen"))["cluster"]
    second.locator(".tg-stage").click(position=dict(zip("xy", place, strict=True)))
    visit.page.mouse.move(0, 0)
    visit.page.wait_for_timeout(200)
    assert first.evaluate(pixels) == before[0]
    assert second.evaluate(pixels) != before[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_theme_of_the_reader(opening: Visit, scheme: str) -> None:
    network = opening.open(scheme).network
    background = network.evaluate("(element) => getComputedStyle(element).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 28)"}[scheme]

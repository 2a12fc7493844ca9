"""The network component in Chromium, called as Streamlit calls it: what it reports, what moves, and when it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from browser.conftest import at_rest
from territory_graph.resources import ASSETS
from territory_graph.ui.figures.network import VIEW_STRINGS, payload
from territory_graph.views.drawing import Drawing, DrawnNode, DrawnTie

STRINGS = {key: key for key in VIEW_STRINGS}
MOUNT = """async ([source, size]) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  window.component = (await import(url)).default;
  document.body.innerHTML = `<div id="room" style="height: 500px; width: ${size}px"></div>`;
  window.told = [];
  window.ends = [];
  window.call = (drawing, selection, reports) => {
    const setTriggerValue = (name, value) => window.told.push([name, value]);
    window.ends.push(window.component({ data: { drawing, selection, reports },
      parentElement: document.getElementById("room"), setTriggerValue }));
  };
}"""


def drawing() -> Drawing:
    """Four nodes: one in the middle, tied to one at its right, one above and one below."""
    places = {"middle": (0, 0), "right": (200, 20), "above": (-10, -180), "below": (20, 160)}
    nodes = tuple(DrawnNode(id, id.title(), f"{id} in words", "company", x, y, 20) for id, (x, y) in places.items())
    ties = tuple(
        DrawnTie(f"t-{end}", "middle", end, "funds", "funds", "stated", 1.5, 1) for end in ("right", "above", "below")
    )
    return Drawing(nodes, ties, (), (), "", "Four.", "", "en")


class Mounted:
    """The component in an empty page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        page.goto("about:blank")
        page.mouse.move(0, 0)
        page.evaluate(MOUNT, [next(ASSETS.glob("network-view-*.js")).read_text(encoding="utf-8"), 800])

    @property
    def picture(self) -> Any:
        return self.page.locator(".tg-network")

    def call(
        self, drawing: Drawing, selection: str | None = None, reports: tuple[str, ...] = ("move", "expand")
    ) -> None:
        content = payload(drawing, strings=STRINGS)
        self.page.evaluate("(given) => call(...given)", [content, selection, list(reports)])
        self.page.locator(".tg-network[data-drawn=true]").wait_for()
        self.screen()

    def data(self, name: str) -> Any:
        return json.loads(self.picture.get_attribute(f"data-{name}"))

    def screen(self) -> Any:
        """Where nodes are, once they no longer move."""
        return at_rest(self.page, lambda: self.data("screen"))

    def enlarge(self) -> Any:
        """Enlarges the picture by a key; where nodes are then, once they no longer move."""
        before = self.picture.get_attribute("data-screen")
        self.picture.press("+")
        self.page.wait_for_function(
            "(before) => document.querySelector('.tg-network').dataset.screen !== before", arg=before
        )
        return self.screen()

    def told(self) -> list[Any]:
        return list(self.page.evaluate("window.told"))

    def moves(self) -> list[Any]:
        """What was told of nodes that were moved: a press that a busy machine makes long is told as a choice, too."""
        return [each for each in self.told() if each[0] == "move"]

    def drag(self, node: str, x: float, y: float) -> None:
        box = self.page.locator(".tg-stage").bounding_box()
        left, top = self.data("screen")[node]
        mouse = self.page.mouse
        mouse.move(box["x"] + left, box["y"] + top)
        mouse.down()
        mouse.move(box["x"] + left + x, box["y"] + top + y, steps=4)
        mouse.up()
        self.screen()

    def double_click(self, node: str) -> None:
        left, top = self.data("screen")[node]
        self.page.locator(".tg-stage").dblclick(position={"x": left, "y": top})


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    yield page
    page.close()


@pytest.fixture
def mounted(page: Any) -> Iterator[Mounted]:
    complaints: list[str] = []

    def hear(error: Any) -> None:
        complaints.append(str(error))

    page.on("pageerror", hear)
    mounted = Mounted(page)
    mounted.call(drawing())
    yield mounted
    page.remove_listener("pageerror", hear)
    assert complaints == []


def test_a_dragged_node_is_reported_with_its_place_and_pinning_it_there_moves_nothing(mounted: Mounted) -> None:
    mounted.drag("right", 30, 40)
    ((name, move),) = mounted.moves()
    assert (name, move["id"]) == ("move", "right")
    assert (move["x"], move["y"]) != (200, 20)
    screen = mounted.data("screen")
    assert mounted.data("positions")["right"] == [round(move["x"]), round(move["y"])]

    nodes = tuple(
        replace(node, x=move["x"], y=move["y"], pinned=True) if node.id == "right" else node for node in drawing().nodes
    )
    mounted.call(replace(drawing(), nodes=nodes))
    assert mounted.data("screen") == screen


def test_a_node_dropped_and_then_released_by_the_page_goes_back(mounted: Mounted) -> None:
    before = mounted.data("positions")
    mounted.drag("right", 30, 40)
    ((_, move),) = mounted.moves()
    moved = replace(drawing().nodes[1], x=move["x"], y=move["y"])
    mounted.call(replace(drawing(), nodes=(drawing().nodes[0], moved, *drawing().nodes[2:])))
    mounted.call(drawing())
    assert mounted.data("positions") == before


def test_two_clicks_and_enter_ask_for_more_of_a_node(mounted: Mounted) -> None:
    mounted.double_click("right")
    assert mounted.told() == [["select", {"kind": "node", "id": "right"}], ["expand", {"id": "right"}]]
    mounted.picture.press("Enter")
    assert mounted.told()[2:] == [["expand", {"id": "right"}]]


def test_what_nobody_listens_to_is_not_reported(mounted: Mounted) -> None:
    mounted.call(drawing(), reports=())
    mounted.double_click("right")
    mounted.drag("above", 30, 0)
    assert [name for name, _ in mounted.told()] == ["select"]


def test_alt_and_arrows_go_from_neighbour_to_neighbour(mounted: Mounted) -> None:
    mounted.call(drawing(), "middle")
    for key, reached in (
        ("ArrowRight", "right"),
        ("ArrowRight", "right"),
        ("ArrowLeft", "middle"),
        ("ArrowUp", "above"),
        ("ArrowDown", "middle"),
        ("ArrowDown", "below"),
    ):
        mounted.picture.press(f"Alt+{key}")
        assert mounted.told()[-1] == ["select", {"kind": "node", "id": reached}]
        assert mounted.page.locator(".tg-said").text_content() == f"{reached} in words"


def test_what_stays_is_not_moved_by_what_comes_and_goes(mounted: Mounted) -> None:
    before = mounted.enlarge()
    added = DrawnNode("new", "New", "", "place", 900, 900, 20)
    mounted.call(replace(drawing(), nodes=(*drawing().nodes[:2], added), ties=drawing().ties[:1]), "middle")
    after = mounted.data("screen")
    assert after.keys() == {"middle", "right", "new"}
    assert {id: after[id] for id in ("middle", "right")} == {id: before[id] for id in ("middle", "right")}


def test_a_picture_emptied_and_filled_again_is_where_it_was(mounted: Mounted) -> None:
    before = mounted.enlarge()
    mounted.call(replace(drawing(), nodes=(), ties=()))
    mounted.call(drawing())
    assert mounted.data("screen") == before


def test_another_picture_is_shown_whole(mounted: Mounted) -> None:
    mounted.enlarge()
    elsewhere = tuple(replace(node, id=f"other-{node.id}", x=node.x + 5000) for node in drawing().nodes)
    mounted.call(replace(drawing(), nodes=elsewhere, ties=()))
    assert all(0 < x < 800 and 0 < y < 500 for x, y in mounted.data("screen").values())


def test_the_end_of_a_call_that_newer_data_overtook_leaves_the_drawing(mounted: Mounted) -> None:
    mounted.enlarge()
    mounted.call(drawing(), "right")
    before = mounted.data("screen")
    mounted.page.evaluate("window.ends[0]()")
    mounted.call(drawing(), "above")
    assert mounted.picture.count() == 1
    assert mounted.data("screen") == before


def test_a_drawing_that_left_the_page_ends(mounted: Mounted) -> None:
    left = mounted.page.evaluate(
        """() => {
          const room = document.getElementById("room");
          room.remove();
          window.ends.at(-1)();
          return room.childElementCount;
        }"""
    )
    assert left == 0

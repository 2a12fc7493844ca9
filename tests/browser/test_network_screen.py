"""The network screen in Chromium: the picture, its panel, its legend, its steps, its other forms and its files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.conftest import Picture, Visit
from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.ui.takeaway.formats import TAKEAWAYS
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.picture import picture
from territory_graph.views.explorer.rows import tie_rows
from territory_graph.views.explorer.scene import Scene, Stage, read_stage

ACTOR = "https://w3id.org/territory-graph/id/actor"
POLEPHARMA, LSN = f"{ACTOR}/polepharma", f"{ACTOR}/lsn"
CENTRE = f"{ACTOR}/pole-rouen-seine-eure"
FIRST_BOX = {"x": 18, "y": 35 + 17}  # of a table: the tick box of its first line, drawn on a canvas


@pytest.fixture(scope="module")
def stage(rouen: KnowledgeGraph) -> Stage:
    return read_stage(rouen, translator("fr"))


@pytest.fixture(scope="module")
def whole(stage: Stage) -> Scene:
    return stage.scene(Exploration())


@pytest.fixture
def screen(visit: Visit) -> Visit:
    visit.open("reseau")
    visit.picture().element.wait_for()
    return visit


def panel(visit: Visit) -> Any:
    return visit.widget("network-panel")


def title(visit: Visit) -> Any:
    return panel(visit).locator("h2").first


def control(visit: Visit, part: str, do: str, value: str) -> Any:
    return visit.widget(f"explorer-{part}").locator(f'[data-do="{do}"][data-value="{value}"]')


def nodes(visit: Visit) -> int:
    return int(visit.picture().data("nodes"))


@pytest.fixture
def network(shared: Callable[[str], Visit]) -> Visit:
    """The same screen, which its tests leave as it is."""
    found = shared("reseau")
    found.picture().element.wait_for()
    return found


def test_the_network_is_drawn(network: Visit, stage: Stage, whole: Scene) -> None:
    drawing = picture(whole, stage.field)
    found = network.picture()
    assert found.colours() > 20
    assert found.data("nodes") == len(drawing.nodes)
    assert found.data("ties") == len(drawing.ties)
    positions = found.data("positions")
    assert set(positions) == {node.id for node in drawing.nodes}
    for node in drawing.nodes:
        assert positions[node.id] == pytest.approx([node.x, node.y], abs=1)


def test_a_click_on_a_node_opens_the_panel_with_its_facts_and_sources(screen: Visit) -> None:
    screen.picture().click_node(POLEPHARMA)
    expect(title(screen)).to_have_text("Polepharma")
    expect(panel(screen).locator(".after", has_text="d'après").first).to_contain_text("confiance")
    screen.until(lambda: "sel=actor" in screen.page.url)


def test_a_click_on_a_tie_opens_the_panel_with_its_sources_and_one_beside_empties_it(
    screen: Visit, whole: Scene
) -> None:
    pair = "|".join(sorted((CENTRE, LSN)))
    screen.open("reseau?depart=actor/lsn")  # few lines, of which none lies on another
    found = screen.picture()
    found.places()
    found.click(found.data("screen-ties")[pair])
    expect(title(screen)).to_contain_text("LSN")
    expect(title(screen)).to_contain_text("Rouen Seine Eure")
    lines = panel(screen).locator(".told > li")
    expect(lines).to_have_count(len(whole.pairs[pair]))
    for line in lines.all():
        expect(line.locator(".after", has_text="d'après").first).to_be_visible()

    found.click([12, 12])
    expect(panel(screen)).to_contain_text("Choisissez un acteur")
    screen.until(lambda: "sel=" not in screen.page.url)


def test_filters_expansions_dates_and_languages_move_nothing_that_remains(screen: Visit) -> None:
    found = screen.picture()
    screen.click(screen.page.get_by_role("button", name="Agrandir"))
    found.element.press("ArrowRight")
    places, positions = found.places(), found.data("positions")

    def stays() -> None:
        screen.settle()
        now, kept = found.data("positions"), found.places()
        for node in positions.keys() & now.keys():
            assert now[node] == positions[node]
            assert kept[node] == places[node]

    screen.click(control(screen, "legend", "toggle-tie-kind", "membership"))
    screen.until(lambda: nodes(screen) < len(positions))
    stays()
    screen.click(control(screen, "legend", "toggle-tie-kind", "membership"))
    screen.until(lambda: nodes(screen) == len(positions))
    found.click_node(POLEPHARMA)
    screen.click(control(screen, "panel", "expand", f"{POLEPHARMA} office"))
    screen.until(lambda: nodes(screen) == len(positions) + 6)
    stays()
    screen.click(screen.widget("explorer-days").get_by_role("button", name=re.compile("^2015")))
    screen.until(lambda: "au=2015-12-31" in screen.page.url)
    screen.until(lambda: nodes(screen) < len(positions) + 6)
    stays()
    screen.switch_language()
    screen.expect_title("Network of actors")
    stays()


def test_a_kind_is_shown_alone_with_shift(screen: Visit, whole: Scene) -> None:
    screen.click(control(screen, "legend", "toggle-tie-kind", "membership"), modifiers=["Shift"])
    memberships = {tie.pair for tie in whole.ties if tie.kind == "membership"}
    screen.until(lambda: screen.picture().data("ties") == len(memberships))
    screen.click(control(screen, "legend", "toggle-tie-kind", "membership"), modifiers=["Shift"])
    screen.until(lambda: screen.picture().data("ties") == len(whole.pairs))


def test_every_step_is_undone_and_done_again_by_keyboard_and_the_address_is_the_view(screen: Visit) -> None:
    first = nodes(screen)
    screen.picture().click_node(POLEPHARMA)
    screen.click(control(screen, "panel", "expand", f"{POLEPHARMA} office"))
    screen.until(lambda: nodes(screen) == first + 6)
    screen.click(control(screen, "panel", "hide", POLEPHARMA))
    screen.until(lambda: nodes(screen) < first + 6)
    screen.settle()
    fewer = nodes(screen)
    address = screen.page.url

    screen.settle()
    screen.page.keyboard.press("Control+z")
    screen.until(lambda: nodes(screen) == first + 6)
    screen.settle()
    expect(screen.widget("explorer-bar").locator('[data-do="redo"]')).to_have_attribute(
        "title", re.compile("masquer Polepharma")
    )
    screen.page.keyboard.press("Control+z")
    screen.until(lambda: nodes(screen) == first)
    screen.page.keyboard.press("Control+Shift+z")
    screen.page.keyboard.press("Control+Shift+z")
    screen.until(lambda: nodes(screen) == fewer)
    screen.settle()
    screen.back()
    screen.until(lambda: nodes(screen) != fewer)

    screen.page.goto(address)
    screen.picture().element.wait_for()
    screen.until(lambda: nodes(screen) == fewer)


def test_a_selected_line_of_the_table_is_selected_in_the_picture(screen: Visit, stage: Stage, whole: Scene) -> None:
    row = tie_rows(whole, stage.field.say)[0]
    found = screen.picture()
    found.places()
    before = found.image()
    table = screen.page.locator("[class*='st-key-network-table-ties-']")
    table.scroll_into_view_if_needed()
    table.click(position=FIRST_BOX)
    expect(title(screen)).to_contain_text(row.source)
    expect(title(screen)).to_contain_text(row.target)
    screen.until(lambda: found.image() != before)
    chosen = screen.page.locator("[class*='st-key-network-table-ties-'] tr[aria-selected=true]")
    expect(chosen).to_have_count(1)


def test_a_tree_and_a_matrix_are_walked_by_keyboard(screen: Visit) -> None:
    screen.click(control(screen, "tabs", "set-twin", "tree"))
    name = screen.widget("explorer-twin").get_by_role("button", name="LSN", exact=True).first
    name.focus()
    screen.page.keyboard.press("Enter")
    expect(title(screen)).to_have_text("LSN")
    screen.settle()
    screen.widget("explorer-bar").locator('[data-do="set-plan"]').select_option("matrix")
    screen.settle()
    cell = screen.widget("explorer-matrix").locator("td button").first
    cell.focus()
    screen.page.keyboard.press("Enter")
    expect(title(screen)).to_contain_text("—")


def test_a_node_dragged_aside_is_pinned_in_the_address(screen: Visit) -> None:
    places = screen.picture().places()
    box = screen.page.locator(".tg-stage").bounding_box()
    x, y = places[LSN]
    screen.page.mouse.move(box["x"] + x, box["y"] + y)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + x + 60, box["y"] + y + 40, steps=5)
    screen.page.mouse.up()
    screen.until(lambda: "punaises=actor" in screen.page.url)
    screen.settle()
    moved = screen.picture().places()
    assert moved[LSN] == pytest.approx([x + 60, y + 40], abs=4)
    assert {node: place for node, place in moved.items() if node != LSN} == {
        node: place for node, place in places.items() if node != LSN
    }


def test_a_link_to_what_is_gone_stays_calm(visit: Visit) -> None:
    visit.open("reseau?sel=![x](http://192.0.2.1/x.png)&depart=actor/nobody&au=1850-01-01")
    expect(visit.page.get_by_test_id("stAlert").first).to_be_visible()
    expect(visit.page.get_by_test_id("stAlert").locator("img, a")).to_have_count(0)


def test_a_view_too_long_for_an_address_is_kept(visit: Visit, whole: Scene) -> None:
    hidden = ",".join(f"actor/nobody-of-that-name-{number:03}" for number in range(120))
    visit.open(f"reseau?sans={hidden}")
    visit.picture().element.wait_for()
    visit.picture().click_node(LSN)
    visit.until(lambda: "vue=" in visit.page.url)
    visit.settle().page.reload()
    visit.picture().element.wait_for()
    expect(title(visit)).to_have_text("LSN")


@pytest.fixture
def files(network: Visit, tmp_path: Path) -> dict[str, Path]:
    """Every file that the screen gives, under the name that it has there."""
    found = {}
    network.click(network.widget("explorer-take").get_by_role("button"))
    for takeaway in TAKEAWAYS:
        with network.page.expect_download() as download:
            network.click(network.widget(f"explorer-take-{takeaway.id}").get_by_role("button"))
        found[takeaway.id] = tmp_path / download.value.suggested_filename
        download.value.save_as(found[takeaway.id])
    network.page.keyboard.press("Escape")
    return found


def test_a_file_tells_the_address_that_opens_its_view_again(visit: Visit) -> None:
    visit.open("reseau?au=2015-12-31")
    visit.picture().element.wait_for()
    visit.click(visit.widget("explorer-take").get_by_role("button"))
    with visit.page.expect_download() as download:
        visit.click(visit.widget("explorer-take-svg").get_by_role("button"))
    assert "/reseau?au=2015-12-31" in Path(download.value.path()).read_text(encoding="utf-8")


def test_every_file_is_there_and_the_standalone_page_draws_without_a_request(
    files: dict[str, Path], browser: Any, whole: Scene
) -> None:
    for takeaway in TAKEAWAYS:
        assert files[takeaway.id].name.endswith(f".{takeaway.extension}")
        assert len(files[takeaway.id].read_bytes()) > 500
    file = files["html"]
    page = browser.new_page(offline=True)
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    elsewhere = Picture(page)
    elsewhere.element.wait_for()
    assert elsewhere.colours() > 20
    assert elsewhere.data("nodes") == len(whole.things)
    assert (requests, complaints) == ([file.as_uri()], [])
    page.close()


def test_a_workshop_map_of_two_sectors_in_one_epci(screen: Visit) -> None:
    bar = screen.widget("explorer-bar")
    bar.locator('[data-do="start-at"]').select_option(label="Pharmacie")
    screen.until(lambda: "depart=sector" in screen.page.url)
    screen.settle()
    bar.locator('[data-do="add-start"]').select_option(label="Logistique")
    screen.until(lambda: "aussi=sector" in screen.page.url)
    screen.settle()
    before = nodes(screen)
    screen.page.set_viewport_size({"width": 1280, "height": 720})
    for part in (".tg-network", ".st-key-network-legend"):
        expect(screen.page.locator(part)).to_be_in_viewport(ratio=0.97)
    bar.locator('[data-do="keep"]').select_option(value=f"epci {ACTOR}/agglo-seine-eure")
    screen.until(lambda: nodes(screen) < before)
    screen.expect_title("Autour de\u00a0: Pharmacie\u202f; Logistique")
    screen.click(screen.widget("explorer-chosen").get_by_role("button", name="Retirer\u00a0: Périmètre (EPCI)"))
    screen.until(lambda: nodes(screen) == before)


def test_the_picture_its_panel_and_its_legend_fill_the_screen_and_give_it_back(screen: Visit) -> None:
    stage = screen.page.locator(".tg-stage")
    before = stage.bounding_box()
    button = screen.page.locator('[data-action="full_screen"]')
    button.click()
    screen.until(lambda: stage.bounding_box()["height"] > before["height"])
    expect(screen.widget("network-legend")).to_be_in_viewport()
    screen.picture().click_node(POLEPHARMA)
    expect(title(screen)).to_have_text("Polepharma")
    button.click()
    screen.until(lambda: stage.bounding_box()["height"] == before["height"])


def test_back_after_a_search_returns_to_the_view(screen: Visit) -> None:
    screen.click(control(screen, "legend", "toggle-tie-kind", "membership"))
    screen.until(lambda: "horsliens=membership" in screen.page.url)
    screen.settle()
    address, drawn = screen.page.url, nodes(screen)
    screen.search().fill("NextMove")
    screen.widget("search").get_by_role("option").first.click()
    screen.expect_title("NextMove")
    screen.back()
    screen.expect_title("Réseau des acteurs")
    screen.until(lambda: screen.page.url == address and nodes(screen) == drawn)


def test_the_day_the_picture_and_the_legend_are_in_one_screen(screen: Visit) -> None:
    for width, height in ((1440, 900), (1280, 720)):
        screen.page.set_viewport_size({"width": width, "height": height})
        for part in (".tg-network", ".st-key-network-panel", ".st-key-network-legend"):
            expect(screen.page.locator(part)).to_be_in_viewport(ratio=0.97)


def test_two_acts_at_once_are_both_done(screen: Visit, whole: Scene) -> None:
    kinds = ("membership", "partnership")
    screen.widget("explorer-legend").locator('[data-do="toggle-tie-kind"]').evaluate_all(
        """(controls, kinds) => controls.filter(({ dataset }) => kinds.includes(dataset.value)).forEach(
          (control, number) => setTimeout(() => control.click(), 60 * number))""",
        list(kinds),
    )
    left = {tie.pair for tie in whole.ties if tie.kind not in kinds}
    screen.until(lambda: screen.picture().data("ties") == len(left))

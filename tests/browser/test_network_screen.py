"""The network screen in Chromium: the picture, its panel, its filters, its table and its exports."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.network import ActorsNetwork, NetworkView, read_actors_network

ACTOR = "https://w3id.org/territory-graph/id/actor"
POLEPHARMA, LSN = f"{ACTOR}/polepharma", f"{ACTOR}/lsn"
FIRST_BOX = {"x": 18, "y": 35 + 17}  # of a table: the tick box of its first line, drawn on a canvas
CENTRE = f"{ACTOR}/pole-rouen-seine-eure"


@pytest.fixture(scope="module")
def network(rouen: KnowledgeGraph) -> ActorsNetwork:
    return read_actors_network(rouen, translator("fr"))


@pytest.fixture(scope="module")
def whole(network: ActorsNetwork) -> NetworkView:
    return network.view(network.everything())


@pytest.fixture
def screen(visit: Visit) -> Visit:
    visit.open("reseau")
    visit.picture().element.wait_for()
    return visit


def panel(visit: Visit) -> Any:
    return visit.widget("network-panel")


def open_filters(visit: Visit) -> Any:
    filters = visit.widget("network-filters")
    filters.locator("summary").click()
    filters.get_by_role("button", name="Tout montrer").wait_for()
    return filters


def caption(visit: Visit) -> Any:
    return visit.page.get_by_test_id("stCaptionContainer").filter(has_text="Acteurs affichés")


def test_the_network_is_drawn(screen: Visit, whole: NetworkView) -> None:
    picture = screen.picture()
    assert picture.colours() > 20
    assert picture.data("nodes") == len(whole.drawing.nodes)
    assert picture.data("ties") == len(whole.drawing.ties)
    assert set(picture.places()) == {node.id for node in whole.drawing.nodes}
    positions = picture.data("positions")
    assert set(positions) == {node.id for node in whole.drawing.nodes}
    for node in whole.drawing.nodes:
        assert positions[node.id] == pytest.approx([node.x, node.y], abs=1)


def test_a_click_on_a_node_opens_the_panel_with_its_facts_and_sources(screen: Visit) -> None:
    screen.picture().click_node(POLEPHARMA)
    expect(panel(screen).locator("h2").first).to_have_text("Polepharma")
    expect(panel(screen).locator(".after", has_text="d'après").first).to_contain_text("confiance")
    assert "sel=" in screen.page.url
    screen.page.get_by_role("tab", name=re.compile("^Acteurs")).click()
    chosen = screen.page.locator("[class*='st-key-network-table-actors-'] tr[aria-selected=true]")
    expect(chosen.locator("td", has_text="Polepharma")).to_have_count(1)


def test_a_click_on_a_tie_opens_the_panel_with_its_sources_and_one_beside_empties_it(
    screen: Visit, whole: NetworkView
) -> None:
    tie = next(tie for tie in whole.drawing.ties if {tie.source, tie.target} == {CENTRE, LSN})
    picture = screen.picture()
    picture.places()
    picture.click(picture.data("screen-ties")[tie.id])
    title = panel(screen).locator("h2").first
    expect(title).to_contain_text("LSN")
    expect(title).to_contain_text("Rouen Seine Eure")
    expect(panel(screen).locator("li:has(.head)")).to_have_count(tie.count)
    for line in panel(screen).locator("li:has(.head)").all():
        expect(line.locator(".after").first).to_contain_text("d'après")

    picture.click([12, 12])
    expect(panel(screen)).to_contain_text("Cliquez sur un acteur")
    screen.until(lambda: "sel=" not in screen.page.url)


def test_a_removed_filter_and_another_language_move_nothing_that_remains(screen: Visit, network: ActorsNetwork) -> None:
    picture = screen.picture()
    picture.page.get_by_role("button", name="Agrandir").click()
    picture.element.press("ArrowRight")
    places, positions = picture.places(), picture.data("positions")
    told = caption(screen).inner_text()

    open_filters(screen).get_by_role("button", name=re.compile("^adhésion")).click()
    expect(caption(screen)).not_to_have_text(told)
    kept, kept_positions = picture.places(), picture.data("positions")
    everything = network.everything()
    without = network.view(replace(everything, tie_kinds=everything.tie_kinds - {"membership"}))
    assert set(kept_positions) == {node.id for node in without.drawing.nodes} < set(positions)
    assert {node: positions[node] for node in kept_positions} == kept_positions
    assert {node: places[node] for node in kept} == kept

    screen.switch_language()
    screen.expect_title("Network of actors")
    expect(screen.page.get_by_test_id("stCaptionContainer").filter(has_text="Actors shown")).to_be_visible()
    assert picture.data("positions") == kept_positions
    assert picture.places() == kept


def test_a_selected_line_of_the_table_is_selected_in_the_picture(screen: Visit, whole: NetworkView) -> None:
    picture, row = screen.picture(), whole.ties[0]
    picture.places()
    before = picture.image()
    table = screen.page.locator("[class*='st-key-network-table-ties-']")
    table.scroll_into_view_if_needed()
    table.click(position=FIRST_BOX)
    title = panel(screen).locator("h2").first
    expect(title).to_contain_text(row.source)
    expect(title).to_contain_text(row.target)
    screen.until(lambda: picture.image() != before)
    selected = picture.image()

    screen.page.get_by_role("tab", name=re.compile("^Acteurs")).click()
    table = screen.page.locator("[class*='st-key-network-table-actors-']")
    table.click(position=FIRST_BOX)
    expect(panel(screen).locator("h2").first).to_have_text(whole.actors[0].label)
    screen.until(lambda: picture.image() not in (before, selected))


def test_a_shared_selection_is_selected_again_and_one_of_nothing_puts_no_link_or_image(visit: Visit) -> None:
    for selection in ("![x](http://192.0.2.1/x.png)", "https://example.org/nothing"):
        visit.open(f"reseau?sel={selection}")
        expect(panel(visit).get_by_test_id("stAlert").first).to_be_visible()
        expect(panel(visit).get_by_test_id("stAlert").locator("img, a")).to_have_count(0)
    visit.open(f"reseau?sel={LSN}")
    expect(panel(visit).locator("h2").first).to_have_text("LSN")


def test_the_csv_holds_the_table_and_the_standalone_page_draws_without_a_request(
    screen: Visit, browser: Any, whole: NetworkView, tmp_path: Path
) -> None:
    with screen.page.expect_download() as download:
        screen.widget("network-csv").get_by_role("button").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "rouen-seine-eure-fr.csv"
    header, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8")))
    assert header[:3] == ["Acteur", "Lié à", "Motif"]
    assert len(rows) == len(whole.ties)
    assert [row[:2] for row in islice(rows, 3)] == [[tie.source, tie.target] for tie in whole.ties[:3]]

    with screen.page.expect_download() as download:
        screen.widget("network-html").get_by_role("button").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "rouen-seine-eure-fr.html"

    page = browser.new_page(offline=True)
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    elsewhere = type(screen.picture())(page)
    elsewhere.element.wait_for()
    assert elsewhere.colours() > 20
    assert elsewhere.data("nodes") == len(whole.drawing.nodes)
    assert (requests, complaints) == ([file.as_uri()], [])
    page.close()

"""What a strategist comes for, done from the home page in at most six clicks, without a manual."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from browser.counting import Reader

ACTOR = "https://w3id.org/territory-graph/id/actor"


@pytest.fixture
def reader(visit: Visit) -> Reader:
    visit.open()
    return Reader(visit)


def test_the_office_and_staff_of_polepharma_in_louviers(reader: Reader) -> None:
    reader.search("Polepharma", "Polepharma")
    expect(reader.part("places")).to_contain_text("Louviers")
    staff = reader.part("staff")
    expect(staff).to_contain_text("5")
    expect(staff.get_by_text("d'après").first).to_be_visible()


def test_what_the_two_epci_carry_together(reader: Reader) -> None:
    reader.network()
    picture = reader.visit.picture()
    before = picture.data("screen-ties")
    reader.choose(reader.page.locator('[data-do="set-plan"]'), "circle")  # no node lies on a line
    reader.visit.until(lambda: "plan=" in reader.page.url)
    reader.visit.settle()
    picture.places()
    pair = f"{ACTOR}/agglo-seine-eure|{ACTOR}/metropole-rouen-normandie"
    reader.visit.until(lambda: picture.data("screen-ties")[pair] != before[pair])
    reader.clicks += 1
    picture.click(picture.data("screen-ties")[pair])
    told = reader.visit.widget("network-panel")
    for project in ("TIGA", "Territoires d'industrie", "Logistique urbaine"):
        expect(told.locator("li", has_text=project).first).to_contain_text("d'après")


def test_the_tie_between_nextmove_and_agglomeration_seine_eure(reader: Reader) -> None:
    reader.network()
    ways = reader.twin("ways")
    reader.choose(ways.locator('[data-do="way-from"]'), f"{ACTOR}/nextmove")
    reader.visit.until(lambda: "de=actor" in reader.page.url)
    reader.visit.settle()
    reader.choose(ways.locator('[data-do="way-to"]'), f"{ACTOR}/agglo-seine-eure")
    first = ways.locator(".ways > li", has_text="par le Pôle Métropolitain Rouen Seine Eure").first
    expect(first).to_contain_text(re.compile("2 liens entre NextMove et .*Agglomération Seine-Eure"))
    expect(first.locator(".told > li")).to_have_count(2)
    for hop in first.locator(".told > li").all():
        expect(hop).to_contain_text("d'après")


def test_the_network_of_2015_and_what_changed_to_2021(reader: Reader) -> None:
    reader.network()
    before = reader.visit.picture().data("ties")
    reader.click(reader.visit.widget("explorer-days").get_by_role("button", name=re.compile("^2015")))
    reader.visit.until(lambda: reader.visit.picture().data("ties") < before)
    changes = reader.twin("changes")
    expect(changes).to_contain_text("Du 31 décembre 2015 au 12 mai 2021")
    expect(changes.locator("li", has_text="Mov'eo prend le nom de NextMove")).to_contain_text("d'après")
    expect(changes.locator("h3", has_text="Ce qui commence")).to_be_visible()
    expect(changes.locator("h3", has_text="Ce qui finit")).to_be_visible()


def test_the_filtered_network_goes_to_gephi_and_onto_a_slide(reader: Reader) -> None:
    reader.network()
    reader.click(reader.visit.widget("explorer-legend").locator('[data-value="membership"]'))
    reader.visit.until(lambda: "horsliens=membership" in reader.page.url)
    reader.visit.settle()
    drawn = set(reader.visit.picture().data("positions"))
    reader.click(reader.visit.widget("explorer-take").get_by_role("button"))
    with reader.page.expect_download() as download:
        reader.click(reader.visit.widget("explorer-take-gexf").get_by_role("button"))
    network = nx.read_gexf(Path(download.value.path()))
    assert set(network) == drawn
    with reader.page.expect_download() as download:
        reader.click(reader.visit.widget("explorer-take-png").get_by_role("button"))
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")

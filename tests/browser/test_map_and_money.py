"""The map of a sector with its ties, and the picture of money as a file."""

from __future__ import annotations

from playwright.sync_api import expect

from browser.conftest import Visit

PHARMACY = "https://w3id.org/territory-graph/id/sector/pharmacie"


def test_the_map_of_a_sector_with_its_ties(visit: Visit) -> None:
    visit.open(f"carte?au=2021-05-12&filiere={PHARMACY}")
    chosen = visit.page.locator('[data-do="filiere"]')
    assert chosen.evaluate("(list) => list.selectedOptions[0].label") == "Pharmacie"
    visit.page.locator('[data-do="liens"]').select_option("oui")
    visit.until(lambda: "liens=oui" in visit.page.url)
    visit.page.locator("canvas").first.wait_for()
    visit.settle()
    row = visit.widget("map-ties").locator("tbody tr").first
    expect(row).to_contain_text("—")
    row.locator("summary").click()
    expect(row).to_contain_text("confiance")


def test_the_picture_of_money_is_taken_away(visit: Visit) -> None:
    visit.open("financements?au=2021-05-12")
    with visit.page.expect_download() as download:
        visit.click(visit.widget("money-take-picture").get_by_role("button").nth(1))
    text = download.value.path().read_text(encoding="utf-8")
    assert "financements?au=2021-05-12" in text
    assert "au 12 mai 2021" in text
    with visit.page.expect_download() as download:
        visit.click(visit.widget("money-take-picture").get_by_role("button").first)
    assert download.value.path().read_bytes().startswith(b"\x89PNG")

"""What is decided, paid, dated and placed, from the home page in at most six clicks."""

from __future__ import annotations

import io
import zipfile

from playwright.sync_api import expect

from browser.conftest import Visit


def go(visit: Visit, group: str, page: str, link: str = "") -> None:
    """Opens a screen from the menu, where it may have a shorter name, as a reader who is anywhere."""
    menu = visit.page.get_by_test_id("stTopNav")
    menu.get_by_text(group, exact=True).click()
    visit.page.get_by_role("menuitem", name=link or page, exact=True).click()
    visit.expect_title(page)


def test_the_money_of_a_year_with_its_total_and_a_workbook(visit: Visit) -> None:
    visit.open("?au=2021-05-12")
    go(visit, "Décider", "Financements")
    visit.page.locator('[data-do="annee"]').select_option("2021")
    visit.until(lambda: "annee=2021" in visit.page.url)
    lead = visit.widget("money-lead")
    expect(lead).to_contain_text("Pour 2021")
    expect(visit.widget("money-flows")).to_contain_text("160\u202f000\u202f€, non réparti")
    row = visit.widget("money-sums").locator("tr", has_text="160\u202f000\u202f€")
    row.locator("summary").click()
    expect(row).to_contain_text("confiance")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Classeur (XLSX)").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as book:
        names, sums = (book.read(f"xl/{name}.xml").decode() for name in ("workbook", "worksheets/sheet1"))
    assert all(f'name="{name}"' in names for name in ("Les sommes une à une", "Totaux", "Autres sommes citées"))
    assert "<v>160000</v>" in sums
    visit.page.go_back()
    expect(lead).not_to_contain_text("Pour 2021")


def test_the_vote_of_the_council_an_agreement_beside_it_and_the_brief(visit: Visit) -> None:
    visit.open("?au=2021-05-12")
    go(visit, "Décider", "Conseil et feuilles de route", link="Conseil")
    partners = visit.widget("council-partners")
    expect(partners).to_contain_text("aucune source datée sur 2020")
    partners.get_by_role("button", name="Ouvrir l'accord à côté").first.click()
    visit.until(lambda: "accord=agreement" in visit.page.url)
    expect(visit.widget("council-agreement")).to_contain_text("Feuille de route, entre")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Note (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_the_events_of_the_year_as_a_calendar(visit: Visit) -> None:
    visit.open("?au=2021-05-12")
    go(visit, "Voir", "Agenda")
    visit.page.locator('[data-do="annee"]').select_option("2022")
    visit.until(lambda: "annee=2022" in visit.page.url)
    expect(visit.widget("agenda-months")).to_contain_text("Vingt ans de Polepharma")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Fichier iCalendar").click()
    assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_the_chronology_of_mandates_opens_a_person_of_the_list(visit: Visit) -> None:
    visit.open("?au=2021-05-12")
    go(visit, "Voir", "Chronologie")
    visit.page.locator('[data-do="nature"]').select_option("mandate")
    visit.until(lambda: "nature=mandate" in visit.page.url)
    table = visit.widget("chronology-table")
    expect(table).to_contain_text("Nicolas Mayer-Rossignol, président de la métropole")
    table.get_by_role("link", name="Yvon Robert, président de la Métropole", exact=True).click()
    visit.expect_title("Yvon Robert, président de la Métropole")


def test_the_map_of_what_has_a_place_and_of_who_has_none(visit: Visit) -> None:
    visit.open("?au=2021-05-12")
    go(visit, "Voir", "Carte")
    visit.page.locator(".st-key-map-lead").wait_for()
    visit.page.locator("canvas").first.wait_for()
    places = visit.widget("map-places")
    expect(places).to_contain_text("centre de la commune de Louviers")
    visit.page.locator('[data-do="montrer"]').select_option("event")
    visit.until(lambda: "montrer=event" in visit.page.url)
    expect(places).not_to_contain_text("Bureau de Polepharma")
    places.get_by_role("link", name="Congrès Consumer Safety & Cosmetics", exact=True).click()
    visit.expect_title("Congrès Consumer Safety & Cosmetics")


def test_the_map_of_a_sector_with_its_ties(visit: Visit) -> None:
    visit.open("?au=2021-05-12")
    go(visit, "Voir", "Carte")
    visit.page.locator('[data-do="filiere"]').select_option(label="Pharmacie")
    visit.until(lambda: "filiere=sector" in visit.page.url or "filiere=http" in visit.page.url)
    visit.settle()
    visit.page.locator('[data-do="liens"]').select_option("oui")
    visit.until(lambda: "liens=oui" in visit.page.url)
    visit.page.locator("canvas").first.wait_for()
    row = visit.widget("map-ties").locator("tbody tr").first
    expect(row).to_contain_text("—")
    row.locator("summary").click()
    expect(row).to_contain_text("confiance")


def test_the_picture_of_money_is_taken_away(visit: Visit) -> None:
    visit.open("financements?au=2021-05-12")
    with visit.page.expect_download() as download:
        visit.widget("money-take-picture").get_by_role("button").nth(1).click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "financements?au=2021-05-12" in text
    assert "au 12 mai 2021" in text
    with visit.page.expect_download() as download:
        visit.widget("money-take-picture").get_by_role("button").first.click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")

"""The questions screen in Chromium: choose, fill, read the answer and its SPARQL, download it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from territory_graph.cli import main
from territory_graph.queries import packaged_query

GOVERNANCE = packaged_query("05-gouvernance")
TITLE = GOVERNANCE.titles["fr"]
BODY = "questions-05-gouvernance-syndicat"


def choose(visit: Visit, key: str, text: str) -> None:
    box = visit.widget(key).get_by_role("combobox")
    visit.click(box)
    box.fill(text)
    visit.click(visit.page.get_by_role("option", name=text).first)


def test_a_question_is_chosen_filled_answered_and_downloaded(
    visit: Visit, rouen_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visit.open("questions")
    choose(visit, "questions-name", TITLE)
    visit.until(lambda: "q=05-gouvernance" in visit.page.url)
    choose(visit, BODY, "Métropole Rouen Normandie")
    code = visit.page.get_by_test_id("stExpander").filter(has_text="La requête SPARQL").last
    code.locator("summary").click()
    expect(code.get_by_test_id("stCode")).to_contain_text("id/actor/metropole-rouen-normandie")
    table = visit.page.locator("table[role=grid]")  # what the canvas of a table tells assistive software
    expect(table).to_have_attribute("aria-rowcount", "5")
    expect(table.locator("td", has_text="Yvon Robert")).to_have_count(1)

    with visit.page.expect_download() as download:
        visit.click(visit.widget("questions-download").get_by_role("button"))
    file = tmp_path / "answer.csv"
    download.value.save_as(file)
    assert download.value.suggested_filename == "05-gouvernance.csv"
    value = "syndicat=actor/metropole-rouen-normandie"
    assert main(["ask", "05-gouvernance", value, "--format", "csv", "--store", str(rouen_store)]) == 0
    told = [*csv.reader(capsys.readouterr().out.splitlines())][1:]
    assert len(told) > 1
    rows = [*csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";")]
    assert rows[0] == ["Personne", "Rôle"]
    assert sorted(rows[1:]) == sorted(told)


def test_a_shared_question_is_chosen_and_its_things_open_their_fiches(visit: Visit) -> None:
    visit.open("questions?q=05-gouvernance")
    expect(visit.widget("questions-name").get_by_role("combobox")).to_have_value(TITLE)
    things = visit.widget("questions-things").get_by_role("link")
    name = things.first.inner_text()
    visit.click(things.first)
    visit.expect_title(name)


def test_back_returns_to_the_question_before_then_to_the_screen_before(visit: Visit) -> None:
    visit.open("fiche")
    visit.click(visit.page.get_by_role("link", name="Questions", exact=True))
    visit.expect_title("Questions")
    first = visit.widget("questions-name").get_by_role("combobox").input_value()
    choose(visit, "questions-name", TITLE)
    visit.until(lambda: "q=05-gouvernance" in visit.page.url)
    visit.back()
    expect(visit.widget("questions-name").get_by_role("combobox")).to_have_value(first)
    visit.back()
    visit.expect_title("Quelle fiche ouvrir\u202f?")

"""Questions of a strategist that the screen Analyses answers in at most four clicks from the home page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import expect

from territory_graph import MEASURES
from territory_graph.analysing import read_runs
from territory_graph.network.steps import RemoveActor, write_steps

POLEPHARMA = "https://w3id.org/territory-graph/id/actor/polepharma"


class Clicks:
    """Counts what a reader clicks on."""

    def __init__(self, visit: Any) -> None:
        self.visit = visit
        self.count = 0

    def on(self, element: Any) -> None:
        self.visit.click(element)
        self.count += 1


def part(visit: Any, name: str) -> Any:
    """The button of a part of the screen."""
    return visit.page.locator(f'button[data-do="set-part"][data-value="{name}"]')


def opened(visit: Any, name: str) -> Clicks:
    """A part of the screen, reached from the home page."""
    visit.open()
    clicks = Clicks(visit)
    clicks.on(visit.page.get_by_role("link", name="Analyses", exact=True).first)
    clicks.on(part(visit, name))
    return clicks


def test_a_scenario_is_its_address_and_undoing_it_leaves_none(visit: Any) -> None:
    visit.open(f"analyses?partie=whatif&etapes={quote(write_steps([RemoveActor(POLEPHARMA)]))}")
    visit.page.get_by_text(re.compile("^Sans Polepharma, .*le réseau passe de [0-9]+ à")).wait_for()
    visit.page.locator(".tg-network[data-drawn=true]").nth(1).wait_for()
    visit.click(visit.page.get_by_role("button", name="Annuler la dernière étape"))
    visit.page.get_by_role("button", name=re.compile("^Et si Polepharma")).wait_for()
    visit.until(lambda: "etapes" not in visit.page.url)


def test_who_could_be_introduced_to_whom_and_why(visit: Any) -> None:
    clicks = opened(visit, "introductions")
    visit.page.get_by_text(re.compile("n'ont pas de lien connu, mais ont en commun")).first.wait_for()
    assert clicks.count <= 4
    first = visit.page.locator("ol > li").first
    first.locator("dd a").first.wait_for()
    visit.click(first.get_by_role("link", name="Et si ce lien existait"))
    visit.page.get_by_text(re.compile("^Si .* sont liés, ")).wait_for()


def test_all_measures_are_taken_away_as_rdf(visit: Any, tmp_path: Path) -> None:
    opened(visit, "measures")
    visit.page.get_by_role("button", name="Emporter toutes les mesures").click()
    with visit.page.expect_download() as caught:
        visit.page.get_by_role("button", name=re.compile("RDF")).click()
    path = tmp_path / "runs.trig"
    caught.value.save_as(path)
    assert len(read_runs(path)) == len(MEASURES)


def test_long_work_says_how_far_it_is_and_is_stopped_and_begun_again(visit: Any) -> None:
    visit.page.goto(f"{visit.address}/analyses?partie=whatif&projection=resources")
    stop = visit.widget("analyses-stop").get_by_role("button")
    bar = visit.page.get_by_text(re.compile(r"Calcul en cours, mesures\u00a0: \d+"))
    bar.wait_for(timeout=90_000)  # one measure may take long between two signs
    stop.click()
    again = visit.widget("analyses-resume").get_by_role("button")
    again.wait_for()
    expect(visit.page.get_by_text("Le calcul a été arrêté")).to_be_visible()
    expect(bar).to_have_count(0)
    again.click()
    bar.wait_for(timeout=90_000)
    visit.widget("analyses-parts").locator('[data-value="gaps"]').click()
    visit.widget("analyses-gaps").wait_for(timeout=90_000)

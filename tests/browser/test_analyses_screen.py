"""What the network says, found from the home page in at most four clicks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit

MOST_CLICKS = 4


@pytest.fixture
def clicks(visit: Visit) -> Any:
    """Clicks, counted, from the home page."""
    visit.open()
    done: list[int] = []

    def click(target: Any) -> None:
        done.append(1)
        assert len(done) <= MOST_CLICKS
        visit.click(target)

    return click


def open_part(visit: Visit, clicks: Any, part: str = "") -> None:
    clicks(visit.page.get_by_role("link", name="Analyses", exact=True))
    visit.expect_title("Analyses")
    if part:
        clicks(visit.widget("analyses-parts").locator(f'[data-value="{part}"]'))
        visit.until(lambda: f"partie={part}" in visit.page.url)
        visit.settle()


def test_who_is_the_necessary_passage_and_who_splits_the_network(visit: Visit, clicks: Any) -> None:
    open_part(visit, clicks)
    answer = visit.widget("analyses-passage")
    expect(answer.locator(".lead")).to_contain_text("Sans Polepharma")
    expect(answer.locator(".lead")).to_contain_text("ne séparent personne de son voisin")
    expect(answer.locator(".told > li").first).to_contain_text("coupés du plus grand morceau")
    expect(visit.page.get_by_text("113 liés sur 143")).to_be_visible()


def test_which_sectors_rest_on_one_actor(visit: Visit, clicks: Any) -> None:
    open_part(visit, clicks)
    single = visit.widget("analyses-single")
    clicks(single.locator("summary").first)
    expect(single.locator("li", has_text="Papier et carton")).to_contain_text("VPK")


def test_where_nobody_is_known(visit: Visit, clicks: Any) -> None:
    open_part(visit, clicks, "gaps")
    gaps = visit.widget("analyses-gaps")
    expect(gaps.locator("td.none").first).to_have_text("aucun connu")
    expect(gaps.locator(".lead")).to_contain_text("sans aucun acteur connu\u00a0: 0")
    clicks(gaps.locator("td.many summary").first)
    expect(gaps.locator("td.many details[open] a").first).to_be_visible()
    clicks(gaps.locator("td.many details[open] a[href*='sparql?']").first)
    visit.until(lambda: "/sparql" in visit.page.url)
    visit.settle()


def test_a_kind_left_out_and_a_weight_on_trial_stand_in_the_address(visit: Visit) -> None:
    visit.open("analyses?partie=communities")
    controls = visit.widget("analyses-controls")
    controls.locator("#kinds > summary").click()
    visit.click(controls.locator('[data-value="membership"]'))
    visit.until(lambda: "horsliens=membership" in visit.page.url)
    visit.click(controls.locator("#weights > summary"))
    visit.widget("analyses-controls").locator('[data-do="set-weight"]').first.select_option(index=4)
    visit.until(lambda: "poids=" in visit.page.url)
    expect(visit.widget("analyses-groups").locator(".lead")).to_contain_text("groupes")


def test_a_ranking_leads_to_an_actor_and_its_fiche_back_to_its_measures(visit: Visit, clicks: Any) -> None:
    open_part(visit, clicks)
    ranking = visit.widget("analyses-ranking")
    expect(ranking.locator("p").first).to_contain_text("aucun rang n'est donné")
    expect(ranking.locator("tbody tr").first).not_to_contain_text("du 1er au")
    clicks(ranking.get_by_role("link", name="Polepharma", exact=True))
    visit.expect_title("Polepharma")
    role = visit.widget("fiche-role")
    expect(role).to_contain_text("13 acteurs sur 112 n'ont plus de lien")
    clicks(role.get_by_role("link", name="Sa place par chaque mesure"))
    visit.expect_title("Analyses")
    told = visit.widget("analyses-actor")
    expect(told.locator(".lead")).to_contain_text("selon les tirages ; du 1er au".replace(" ;", "\u00a0;"))
    expect(told.get_by_role("row", name="Degré")).to_contain_text("4e sur 143")

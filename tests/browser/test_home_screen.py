"""The home page in Chromium: figures with their evidence, the network at a glance and the starts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit

STARTS = {"network": "Réseau des acteurs", "fiche": "Quelle fiche ouvrir\u202f?", "questions": "Questions"}


@pytest.fixture
def home(visit: Visit) -> Visit:
    visit.open()
    visit.picture().element.wait_for()
    return visit


def test_figures_open_their_evidence_over_the_drawn_network(home: Visit) -> None:
    assert home.picture().colours() > 20
    assert home.picture().data("nodes") > 0

    figure = home.widget("figure-authorities")
    home.click(figure.get_by_role("button", name="Voir les preuves"))
    lines = home.widget("counted-authorities").locator(".sheet > ul > li")
    expect(lines).to_have_count(int(figure.get_by_test_id("stMetricValue").inner_text()))
    for line in lines.all():
        expect(line.locator(".after").first).to_contain_text("d'après")
    home.page.keyboard.press("Escape")

    figure = home.widget("figure-money")
    expect(figure.get_by_test_id("stMetricValue")).to_have_text("160\u202f000\u202f€")
    home.click(figure.get_by_role("button", name="Voir les preuves"))
    expect(home.page.get_by_text("somme globale, répartition non précisée ; 5 bénéficiaires").last).to_be_visible()


def test_what_the_sources_do_not_say_leads_to_the_thing(home: Visit) -> None:
    questions = home.widget("open-questions").locator("li")
    expect(questions.first).to_contain_text("Cosmetic Valley, NextMove, Pôle TES")
    sums = questions.filter(has_text="160\u202f000\u202f€")
    expect(sums).to_contain_text("5 bénéficiaires")
    home.click(sums.locator(".see a"))
    home.expect_title("Engagement global 2021")


def test_a_click_in_the_picture_opens_the_network_with_that_selection(home: Visit) -> None:
    node = next(node for node in home.picture().places() if node.endswith("/actor/lsn"))
    home.picture().click_node(node)
    home.expect_title("Réseau des acteurs")
    expect(home.widget("network-panel").locator("h2").first).to_have_text("LSN")


def test_the_starts_lead_to_the_other_screens_and_back_returns(home: Visit) -> None:
    for start, title in STARTS.items():
        home.click(home.widget(f"start-{start}").get_by_role("button"))
        home.expect_title(title)
        home.back()
        home.expect_title("Pôle Métropolitain Rouen Seine Eure")

"""The parts of the screen Analyses that try, propose and compare, run without a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.analysing import keep_runs, run_measures
from territory_graph.network.steps import AddActor, RemoveActor, read_steps, write_steps
from territory_graph.store.folder import StoreFolder
from territory_graph.ui.analyses.comparison import compared_days
from territory_graph.ui.analyses.take import filters_of
from territory_graph.views.analyses.state import Analysis
from territory_graph.views.analyses.what_if import NEW

Open = Callable[..., Any]


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def syndicat(graph: KnowledgeGraph) -> str:
    return f"{graph.base}id/actor/syndicat"


def test_without_steps_one_question_is_offered(open_hamlet: Open) -> None:
    screen = open_hamlet("analyses", partie="whatif")
    assert not screen.failures
    assert "Et si le Syndicat mixte du Hameau partait" in text_of(screen.sheets["analyses-what-if-answer"])
    assert not {"what-if-before", "what-if-after"} & screen.drawings.keys()


def test_the_scenario_of_an_address_is_told_and_drawn_twice(open_hamlet: Open, hamlet: KnowledgeGraph) -> None:
    steps = write_steps([RemoveActor(syndicat(hamlet))])
    screen = open_hamlet("analyses", partie="whatif", etapes=steps)
    assert not screen.failures
    answer = text_of(screen.sheets["analyses-what-if-answer"])
    assert "Sans le Syndicat mixte du Hameau" in answer and "1 à 2 morceaux" in answer
    before, after = (screen.drawings[f"what-if-{name}"]["drawing"] for name in ("before", "after"))
    assert [(n["id"], n["x"], n["y"]) for n in before["nodes"]] == [(n["id"], n["x"], n["y"]) for n in after["nodes"]]


def test_steps_are_chosen_from_lists_and_undone(open_hamlet: Open, hamlet: KnowledgeGraph) -> None:
    screen = open_hamlet("analyses", partie="whatif")
    app = screen.app
    app.selectbox(key="what-if-leaves-0").select(syndicat(hamlet)).run()
    app.button(key="what-if-add").click().run()
    assert read_steps(app.query_params["etapes"]) == (RemoveActor(syndicat(hamlet)),)
    app.selectbox(key="what-if-kind").select("add_actor").run()
    app.text_input(key="what-if-comes-1").input("Atelier <b>neuf</b>").run()
    app.button(key="what-if-add").click().run()
    steps = read_steps(app.query_params["etapes"])
    assert isinstance(steps[1], AddActor) and steps[1].label == "Atelier <b>neuf</b>"
    html = screen.sheets["analyses-what-if-answer"]
    assert "<b>neuf" not in html and "&lt;b&gt;neuf" in html
    app.session_state["analyses-what-if-answer"] = {"do": {"name": "drop-step", "value": "0"}}
    assert not screen.failures


@pytest.mark.parametrize("kind", ["remove_tie", "add_tie", "cut_agreement", "add_agreement"])
def test_every_kind_of_step_has_its_fields(open_hamlet: Open, kind: str) -> None:
    screen = open_hamlet("analyses", partie="whatif")
    screen.app.selectbox(key="what-if-kind").select(kind).run()
    assert not screen.failures
    assert screen.app.button(key="what-if-add").disabled


@pytest.mark.parametrize("steps", ["zzz", "r*", "~~~", "r*<script>alert(1)</script>", f"a*{NEW}1*<img src=x>"])
def test_any_address_is_told_and_runs_nothing(open_hamlet: Open, steps: str) -> None:
    screen = open_hamlet("analyses", partie="whatif", etapes=steps)
    assert not screen.failures
    html = screen.sheets["analyses-what-if-answer"]
    assert "<script" not in html and "<img" not in html


def test_introductions_are_told_with_links_to_both(open_hamlet: Open) -> None:
    for lang in ("fr", "en"):
        screen = open_hamlet("analyses", partie="introduce", lang=lang)
        assert not screen.failures
        html = screen.sheets["analyses-introductions-list"]
        assert html.count("<li>") == html.count("partie=whatif")
        assert "reseau?autour=actor" in html
        assert "introductions-picture" in screen.drawings


def test_introductions_are_sought_for_whom_the_address_names(open_hamlet: Open) -> None:
    everybody = open_hamlet("analyses", partie="introduce").sheets["analyses-introductions-list"]
    screen = open_hamlet("analyses", partie="introduce", acteur="actor/syndicat")
    heads = re.findall(r'<span class="head">(.*?)</span>', screen.sheets["analyses-introductions-list"])
    assert heads
    assert all("actor%2Fsyndicat" in head for head in heads)
    assert everybody != screen.sheets["analyses-introductions-list"]
    assert 'value="actor/syndicat" selected' in screen.sheets["analyses-introductions-about"]
    unknown = open_hamlet("analyses", partie="introduce", acteur="actor/nobody")
    assert unknown.sheets["analyses-introductions-list"] == everybody


def test_introductions_are_sought_between_actors_only(open_hamlet: Open) -> None:
    screen = open_hamlet("analyses", partie="introduce", projection="funding")
    assert not screen.failures
    assert "analyses-introductions-list" not in screen.sheets


def test_two_dates_are_compared(open_hamlet: Open) -> None:
    screen = open_hamlet("analyses", partie="compare", contre="2019-06-01", au="2022-06-01", horsliens="agreement")
    assert not screen.failures
    assert "6 liens apparaissent, 2 disparaissent" in text_of(screen.sheets["analyses-comparison-answer"])
    assert {edge["dashes"] is False for edge in screen.drawings["comparison-picture"]["drawing"]["edges"]} == {
        True,
        False,
    }
    assert "Ce qui commence (" in text_of(screen.sheets["analyses-comparison-told"])


def test_who_lived_between_two_dates_alone_is_told_by_its_name(on: Open, rouen_store: Path) -> None:
    screen = on(rouen_store, "analyses", partie="compare", contre="1990-01-01", au="2026-06-01")
    told = re.sub(r"relevé\s+\S+", "", text_of(screen.sheets["analyses-comparison-told"]))
    assert "Nov@log" in told
    assert "novalog" not in told


def test_two_sources_are_compared_and_chosen_from_lists(open_hamlet: Open) -> None:
    address = {"partie": "compare", "comparer": "sources", "source": "source/annuaire"}
    screen = open_hamlet("analyses", **address, autresource="source/journal-2021")
    assert not screen.failures
    assert "est la source citée de 2 liens" in text_of(screen.sheets["analyses-comparison-answer"])
    chosen = re.findall(r'<option value="([^"]*)" selected', screen.sheets["analyses-comparison-sources"])
    assert chosen == ["source/annuaire", "source/journal-2021"]
    legend = text_of(screen.sheets["analyses-comparison-legend"])
    assert "selon la première source seulement" in legend and "lien perdu" not in legend
    assert "analyses-csv-comparison" in {button.key for button in screen.app.get("download_button")}
    unknown = open_hamlet("analyses", **address, autresource="source/x<b>")
    assert not unknown.failures
    assert "source/x&lt;b&gt;" in unknown.sheets["analyses-comparison-remark"]
    assert "comparison-picture" not in unknown.drawings


def test_the_scenario_is_compared_with_what_is(open_hamlet: Open, hamlet: KnowledgeGraph) -> None:
    steps = write_steps([RemoveActor(syndicat(hamlet)), AddActor(f"{NEW}1", "<b>Neuf</b>")])
    screen = open_hamlet("analyses", partie="compare", comparer="scenario", etapes=steps)
    assert not screen.failures
    assert "Après 2 étapes, 7 liens disparaissent et 11 liens restent les mêmes" in text_of(
        screen.sheets["analyses-comparison-answer"]
    )
    assert "<b>Neuf" not in screen.sheets["analyses-comparison-steps"]
    assert (
        "acteur parti" in text_of(screen.sheets["analyses-comparison-legend"])
        and "comparison-picture" in screen.drawings
    )
    empty = open_hamlet("analyses", partie="compare", comparer="scenario")
    assert not empty.failures
    assert 'data-value="what_if"' in empty.sheets["analyses-comparison-steps"]


def test_days_are_in_the_order_of_time_and_known_where_none_is_chosen() -> None:
    last = date(2021, 5, 12)
    assert compared_days(Analysis(), last) == (date(2011, 5, 12), last)
    assert compared_days(Analysis(day=date(2012, 2, 29)), last) == (date(2002, 2, 28), date(2012, 2, 29))
    later = Analysis(day=date(2010, 1, 1), other_day=date(2020, 1, 1))
    assert compared_days(later, last) == (date(2010, 1, 1), date(2020, 1, 1))


def test_what_was_left_out_is_told_by_the_run() -> None:
    state = Analysis(day=date(2021, 1, 1), without_ties=frozenset({"project", "decision"}), weights=(("project", 2.0),))
    assert filters_of(state) == {"day": "2021-01-01", "without-ties": "decision,project", "weights": "project=2"}
    assert filters_of(Analysis()) == {}


def test_all_measures_are_taken_away_as_rdf_and_as_a_table(open_hamlet: Open) -> None:
    screen = open_hamlet("analyses", partie="measures")
    assert not screen.failures
    assert {"analyses-runs-trig", "analyses-runs-csv"} <= {button.key for button in screen.app.get("download_button")}
    assert any("ne garde aucune mesure" in caption.value for caption in screen.app.caption)


def test_the_page_says_that_kept_measures_are_stale(
    on: Open, hamlet: KnowledgeGraph, hamlet_store: Path, tmp_path: Path
) -> None:
    store = Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))
    one, other = run_measures(hamlet)[:2]
    keep_runs(StoreFolder(store), [one, replace(other, version="0" * 16)], "test", made_for=hamlet.version)
    screen = on(store, "analyses", partie="measures")
    assert not screen.failures
    (told,) = (caption.value for caption in screen.app.caption if "à côté des faits" in caption.value)
    assert "garde 2 mesures" in told and "1 est périmée" in told

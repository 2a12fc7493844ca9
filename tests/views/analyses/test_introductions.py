"""Introductions: who could meet, why, and who no longer can."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import Translator, translator
from territory_graph.ui.figures.network import payload
from territory_graph.views.analyses.introductions import SHOWN, Introductions, read_introductions
from territory_graph.views.explorer.scene import read_stage

FR, EN = translator("fr"), translator("en")
DAY = date(2021, 6, 1)


def read(graph: KnowledgeGraph, say: Translator = FR, day: date = DAY, about: str = "") -> Introductions:
    lives = read_stage(graph, say).field.life
    return read_introductions(graph, graph.network(lang=say.language), lives, day, say, about=about)


def test_nobody_who_is_tied_already_is_introduced(hamlet: KnowledgeGraph, rouen: KnowledgeGraph) -> None:
    for graph in (hamlet, rouen):
        network = graph.network()
        found = read(graph).found
        assert 0 < len(found) <= SHOWN
        assert not any(network.has_edge(one.one.iri, one.other.iri) for one in found)
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_common_partners_are_those_of_the_network(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network()
    for one in read(hamlet).found:
        told = {thing.iri for each in one.shared if each.kind == "partner" for thing in each.things}
        assert told == set(network[one.one.iri]) & set(network[one.other.iri])


def test_reasons_are_told_in_a_sentence_by_name(hamlet: KnowledgeGraph) -> None:
    for say in (FR, EN):
        for one in read(hamlet, say).found:
            assert one.one.label in one.sentence[: len(one.one.label) + 3]  # after its article
            assert one.other.label in one.sentence
            assert all(each.things[0].label in one.sentence for each in one.shared)
            assert "{" not in one.sentence and "urn:" not in one.sentence


def test_who_no_longer_exists_is_left_out_and_named(hamlet: KnowledgeGraph, rouen: KnowledgeGraph) -> None:
    found = read(rouen)
    assert "Nov@log" in {thing.label for thing in found.gone}  # wound up in September 2020
    assert not any("Nov@log" in (one.one.label, one.other.label) for one in found.found)
    assert not any(thing.label == "Nov@log" for one in found.found for each in one.shared for thing in each.things)
    assert "12 mai 2021" not in found.gone_note and "1er juin 2021" in found.gone_note
    assert "Nov@log" not in {thing.label for thing in read(rouen, day=date(2019, 1, 1)).gone}
    assert {thing.label for thing in read(hamlet).gone} == {"Communauté du Vieux Val"}


def test_introductions_of_one_are_of_that_one(hamlet: KnowledgeGraph) -> None:
    one = f"{hamlet.base}id/actor/scierie"
    found = read(hamlet, about=one).found
    assert found
    assert all(one in (each.one.iri, each.other.iri) for each in found)


def test_proposals_are_dashed_and_known_ties_are_not(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet)
    assert found.drawing is not None
    network = hamlet.network()
    dashed = {frozenset((tie.source, tie.target)) for tie in found.drawing.ties if tie.status == "implied"}
    assert dashed == {frozenset((one.one.iri, one.other.iri)) for one in found.found}
    solid = [tie for tie in found.drawing.ties if tie.status == "stated"]
    assert solid and all(network.has_edge(tie.source, tie.target) for tie in solid)
    assert payload(found.drawing, strings=FR.section("drawing"))


def test_nothing_in_common_is_said(hamlet: KnowledgeGraph) -> None:
    found = read_introductions(hamlet, nx.Graph(), lambda iris: {}, DAY, FR)
    assert found.found == () and found.drawing is None
    assert found.sentence == FR("analyses.introductions.none")


def test_the_method_tells_the_figures_of_the_document() -> None:
    rows = [
        line.split("|")
        for line in (Path(__file__).parents[3] / "docs" / "introductions.md").read_text(encoding="utf-8").splitlines()
    ]
    figures = [(float(row[4]), float(row[5])) for row in rows if len(row) > 6 and row[4].strip()[:1] == "0"]
    ours, degree = ([round(100 * pair[side]) for pair in figures] for side in (0, 1))
    assert len(figures) == 9
    said = f"de {min(ours)} à {max(ours)} liens cachés sur 100"
    method = FR("analyses.introductions.method", day="")
    assert said in method
    assert f"de {min(degree)} à {max(degree)} (" in method


@pytest.mark.parametrize("day", [date(2012, 6, 1), date(2021, 5, 12), date(2026, 6, 1)])
def test_no_known_tie_is_said_only_of_those_of_whom_no_source_tells_any_on_any_day(
    rouen: KnowledgeGraph, day: date
) -> None:
    lives = read_stage(rouen, FR).field.life
    found = read_introductions(rouen, rouen.network(day=day, lang="fr"), lives, day, FR).found
    assert found
    tied = {frozenset((tie.first, tie.second)) for tie in rouen.ties()}
    for each in found:
        known = frozenset((each.one.iri, each.other.iri)) in tied
        assert ("n'ont pas de lien connu" in each.sentence) != known, each.sentence
        assert ("n'ont pas de lien dans ce réseau (" in each.sentence) == known, each.sentence

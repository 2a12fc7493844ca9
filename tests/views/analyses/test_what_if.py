"""What if: told on the press release and the hamlet, whose pieces can be counted by hand."""

from __future__ import annotations

import math

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import Translator, translator
from territory_graph.network.steps import (
    AddActor,
    AddAgreement,
    AddTie,
    CutAgreement,
    RemoveActor,
    RemoveTie,
    Step,
    write_steps,
)
from territory_graph.ui.figures.network import payload
from territory_graph.views.analyses.sketch import MOST_DRAWN
from territory_graph.views.analyses.state import MOST_STEPS
from territory_graph.views.analyses.what_if import NEW, WhatIf, read_scenario
from territory_graph.views.analyses.what_if_choices import agreements_of

FR, EN = translator("fr"), translator("en")


def read(graph: KnowledgeGraph, *steps: Step, say: Translator = FR) -> WhatIf:
    network = graph.network(lang=say.language)
    about = graph.things(agreements_of(network), say.language)
    return read_scenario(network, write_steps(steps), about, say)


def actor(graph: KnowledgeGraph, name: str) -> str:
    return f"{graph.base}id/actor/{name}"


def test_without_the_pole_of_the_press_release_five_are_alone_and_six_pieces_stand(
    press_release: KnowledgeGraph,
) -> None:
    found = read(press_release, RemoveActor(actor(press_release, "pole-rouen-seine-eure")))
    assert found.sentence == (
        "Sans le Pôle Métropolitain Rouen Seine Eure, 5 acteurs n'ont plus de lien\u202f; "
        "le réseau passe de 1 à 6 morceaux\u202f; 7 liens disparaissent."
    )
    assert [thing.label for thing in found.isolated] == ["Cosmetic Valley", "LSN", "NextMove", "Pôle TES", "Polepharma"]
    assert found.parted == ()


def test_who_is_alone_from_the_start_is_no_piece(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, RemoveActor(actor(hamlet, "syndicat")), say=EN)
    assert "goes from 1 to 2 pieces" in found.sentence
    assert found.isolated == ()
    assert len(found.parted) == 4  # the smaller piece of the two
    assert found.left_out == EN("analyses.sketch.left_out", count=1)


def test_the_question_that_is_offered_is_about_whom_most_are_tied_to(hamlet: KnowledgeGraph) -> None:
    preset = read(hamlet).preset
    assert preset == (
        write_steps([RemoveActor(actor(hamlet, "syndicat"))]),
        "Et si le Syndicat mixte du Hameau partait\u202f?",
    )


def test_before_and_after_stand_in_the_same_places(hamlet: KnowledgeGraph) -> None:
    gone = actor(hamlet, "syndicat")
    found = read(hamlet, RemoveActor(gone))
    before, after = ({node.id: node for node in each.nodes} for each in (found.before, found.after))
    assert {id: (node.x, node.y) for id, node in before.items()} == {id: (n.x, n.y) for id, n in after.items()}
    assert {id for id, node in after.items() if node.hollow and node.faded} == {gone}
    assert not any(node.hollow or node.faded for node in before.values())
    lost = {tie.id for tie in found.after.ties if tie.status == "implied"}
    assert lost == {tie.id for tie in found.before.ties if gone in (tie.source, tie.target)}
    assert len(lost) == 7


def test_a_picture_counts_what_is_lost_apart_from_the_ties_that_stay(hamlet: KnowledgeGraph) -> None:
    gone, agency = actor(hamlet, "syndicat"), actor(hamlet, "agence")
    found = read(hamlet, RemoveActor(gone), AddTie(agency, actor(hamlet, "scierie")))
    assert found.before.summary == "Avant\u00a0: acteurs dessinés\u00a0: 11\u202f; liens\u00a0: 18."
    assert found.after.summary == (
        "Après\u00a0: acteurs dessinés\u00a0: 11\u202f; acteur parti\u00a0: 1\u202f; liens\u00a0: 11\u202f; "
        "lien perdu\u00a0: 7\u202f; lien nouveau\u00a0: 1."
    )
    assert read(hamlet, RemoveActor(gone), say=EN).after.summary == (
        "After: actors drawn: 11; actor who left: 1; ties: 11; tie lost: 7."
    )


def test_a_step_that_comes_moves_nothing(hamlet: KnowledgeGraph) -> None:
    first = read(hamlet)
    steps = [AddActor(f"{NEW}1", "Nouveau"), AddTie(f"{NEW}1", actor(hamlet, "moulin"))]
    after = {node.id: node for node in read(hamlet, *steps).after.nodes}
    for node in first.before.nodes:
        assert (after[node.id].x, after[node.id].y) == (node.x, node.y)
    assert after.keys() - {node.id for node in first.before.nodes} == {f"{NEW}1", actor(hamlet, "moulin")}


def test_steps_are_told_in_words_with_why_they_were_not_taken(hamlet: KnowledgeGraph) -> None:
    gone = RemoveActor(actor(hamlet, "syndicat"))
    found = read(hamlet, gone, gone, RemoveActor("urn:nobody"))
    assert [step.sentence for step in found.steps[:2]] == ["le Syndicat mixte du Hameau part"] * 2
    assert found.steps[0].skipped == ""
    assert "Syndicat mixte du Hameau" in found.steps[1].skipped
    assert found.steps[2].skipped
    assert found.sentence.startswith("Sans le Syndicat mixte du Hameau,")


def test_a_step_that_is_skipped_first_and_taken_later_is_told_so(hamlet: KnowledgeGraph) -> None:
    leave = RemoveActor(f"{NEW}1")
    found = read(hamlet, leave, AddActor(f"{NEW}1", "Nouveau"), leave)
    assert [bool(step.skipped) for step in found.steps] == [True, False, False]


@pytest.mark.parametrize("say", [FR, EN], ids=["fr", "en"])
def test_every_kind_of_step_has_its_sentence(hamlet: KnowledgeGraph, say: Translator) -> None:
    one, other = actor(hamlet, "moulin"), actor(hamlet, "scierie")
    steps = [
        RemoveActor(actor(hamlet, "agence")),
        AddActor(f"{NEW}1", "Nouveau"),
        AddTie(one, other),
        RemoveTie(one, other),
        CutAgreement(f"{hamlet.base}id/agreement/partenariat-bois"),
        AddAgreement(f"{NEW}agreement", (one, other, f"{NEW}1")),
    ]
    found = read(hamlet, *steps, say=say)
    assert not any(step.skipped for step in found.steps)
    assert len({step.sentence for step in found.steps}) == len(steps)
    assert not any("urn:" in step.sentence or "{" in step.sentence for step in found.steps)
    assert say("analyses.what_if.after", count=len(steps)) in found.sentence


def test_agreements_that_bear_one_name_are_told_apart_by_those_whom_they_tie(hamlet: KnowledgeGraph) -> None:
    named = dict(read(hamlet).choices.agreements)
    assert "Soutien à Bois Vif" in named.values()
    assert len(set(named.values())) == len(named)
    assert sum(name.startswith("Adhésion") for name in named.values()) == 4


def test_what_may_be_chosen_is_what_is_there(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, RemoveActor(actor(hamlet, "syndicat"))).choices
    assert len(found.actors) == 11
    assert len(found.ties) == 18 - 7
    assert actor(hamlet, "syndicat") not in dict(found.actors)
    assert [name for _, name in found.actors][:2] == ["Agence du Hameau", "Amicale du Moulin"]
    assert len(found.tied) == 10


def test_every_value_that_changes_is_there_and_none_is_no_number(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, RemoveActor(actor(hamlet, "syndicat")))
    degrees = {
        row.subject: (row.before, row.after) for row in found.changes if row.measure == FR("measures.degree.name")
    }
    assert degrees[actor(hamlet, "syndicat")] == (7, None)
    assert len(degrees) == 8
    assert all(value is None or math.isfinite(value) for row in found.changes for value in (row.before, row.after))
    assert sum(row.count for row in found.measures) == len(found.changes)
    of_degree = next(row for row in found.measures if row.measure == FR("measures.degree.name"))
    assert of_degree.rises is None and of_degree.falls is not None and of_degree.falls.difference == -1


@pytest.mark.parametrize("text", ["zzz", "r", "t*a*b*nan", "r*" + "~r*".join("abc") + "~"])
def test_an_address_that_cannot_be_read_is_an_empty_scenario_that_says_so(hamlet: KnowledgeGraph, text: str) -> None:
    found = read_scenario(hamlet.network(), text, {}, FR)
    assert found.steps == ()
    assert found.remark == FR("analyses.what_if.broken")


def test_a_scenario_too_long_is_cut_and_says_so(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, *(AddActor(f"{NEW}{number}", str(number)) for number in range(MOST_STEPS + 5)))
    assert len(found.steps) == MOST_STEPS
    assert found.remark == FR("analyses.what_if.too_many", most=MOST_STEPS)


@pytest.mark.parametrize("network", [nx.Graph(), nx.empty_graph(["a"]), nx.DiGraph([("a", "b")])])
def test_networks_of_nothing_and_of_two_are_told_and_drawn(network: nx.Graph) -> None:
    for steps in ("", "r*a"):
        found = read_scenario(network, steps, {}, FR)
        assert found.sentence
        for drawing in (found.before, found.after):
            assert payload(drawing, strings=FR.section("drawing"))


@pytest.mark.parametrize("projection", ["funding", "actor-sector", "governance", "territory", "co-participation"])
def test_other_projections_can_be_tried_too(hamlet: KnowledgeGraph, projection: str) -> None:
    network = hamlet.network(projection)
    preset = read_scenario(network, "", {}, FR).preset
    assert preset is not None
    found = read_scenario(network, preset[0], {}, FR)
    assert found.changes and not any(step.skipped for step in found.steps)


def test_the_graph_is_never_written(hamlet: KnowledgeGraph) -> None:
    before = len(hamlet)
    read(hamlet, AddActor(f"{NEW}1", "Nouveau"), RemoveActor(actor(hamlet, "syndicat")))
    assert len(hamlet) == before
    assert actor(hamlet, "syndicat") in hamlet.network()


def test_a_picture_of_many_shows_those_concerned_and_says_how_many_it_leaves_out() -> None:
    network = nx.star_graph(["centre", *map(str, range(160))])
    network.add_edges_from((str(number), f"far-{number}") for number in range(160))
    found = read_scenario(network, "u*centre*7", {}, FR)
    drawn = {node.id for node in found.after.nodes}
    assert {"centre", "7"} <= drawn
    assert len(drawn) == MOST_DRAWN
    assert found.left_out == FR("analyses.sketch.left_out", count=321 - MOST_DRAWN)

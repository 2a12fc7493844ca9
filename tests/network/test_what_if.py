"""What if: brute force on random networks, agreements counted by hand, and addresses that hold every step."""

from __future__ import annotations

from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph, Result, measure, what_if
from territory_graph.errors import BrokenScenarioError
from territory_graph.messages import translator
from territory_graph.network.build import DIRECT
from territory_graph.network.steps import (
    AddActor,
    AddAgreement,
    AddTie,
    CutAgreement,
    RemoveActor,
    RemoveTie,
    Step,
    read_steps,
    write_steps,
)
from territory_graph.network.what_if import components

TEXTS = st.text(min_size=1).filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text))
STEPS = st.one_of(
    st.builds(RemoveActor, TEXTS),
    st.builds(AddActor, TEXTS, st.one_of(st.just(""), TEXTS)),
    st.builds(RemoveTie, TEXTS, TEXTS),
    st.builds(AddTie, TEXTS, TEXTS, st.floats(1e-6, 1e6)),
    st.builds(CutAgreement, TEXTS),
    st.builds(AddAgreement, TEXTS, st.lists(TEXTS, min_size=1, max_size=4).map(tuple), st.just("roadmap")),
)


@pytest.mark.parametrize("seed", range(200))
def test_steps_give_the_network_that_they_say(seed: int) -> None:
    chance = Random(seed)
    network = nx.relabel_nodes(nx.gnm_random_graph(3 + seed % 9, seed % 17, seed=seed), str)
    expected, steps = nx.Graph(network), list[Step]()
    for _ in range(chance.randint(1, 5)):
        steps.append(by_hand(expected, chance))
    found = what_if(network, steps, measures=["degree", "core_number", "density"])
    assert set(found.after) == set(expected)
    assert {frozenset(tie) for tie in found.after.edges()} == {frozenset(tie) for tie in expected.edges()}
    assert not found.skipped
    assert set(found.isolated) == {
        node for node in network if network.degree(node) and node in expected and not expected.degree(node)
    }
    assert sorted(map(len, found.components_after)) == sorted(map(len, nx.connected_components(expected)))
    for name, delta in found.deltas.items():
        before, after = values(network, name), values(expected, name)
        keys = before.keys() | after.keys()
        assert delta.changes == {k: (before.get(k), after.get(k)) for k in keys if before.get(k) != after.get(k)}


def by_hand(network: nx.Graph, chance: Random) -> Step:
    """Changes the network in one way that it allows, and gives the step that should do the same."""
    nodes, ties = sorted(network), sorted(network.edges())
    kind = chance.choice(["leave", "come", "cut", "tie"])
    if kind == "leave" and len(nodes) > 2:
        network.remove_node(node := chance.choice(nodes))
        return RemoveActor(node)
    if kind == "cut" and ties:
        network.remove_edge(*(tie := chance.choice(ties)))
        return RemoveTie(*tie)
    if kind == "tie" and len(nodes) > 1:
        one, other = chance.sample(nodes, 2)
        network.add_edge(one, other)
        return AddTie(one, other)
    network.add_node(fresh := f"new-{len(nodes)}-{chance.random()}")
    return AddActor(fresh)


def values(network: nx.Graph, name: str) -> dict[Any, Any]:
    found = measure(network, name)
    return dict(found.values) if isinstance(found, Result) else {}


def test_the_network_given_is_never_written(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network()
    before = nx.node_link_data(network)
    actors = sorted(network)
    via = next(tie["vias"][0][1] for _, _, tie in network.edges(data=True))
    what_if(network, [RemoveActor(actors[0]), CutAgreement(via), AddTie(actors[1], actors[2], 3.0)])
    assert nx.node_link_data(network) == before


def test_cutting_an_agreement_takes_out_its_part_and_no_more(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network()
    for one, other, tie in network.edges(data=True):
        for kind, via in tie["vias"]:
            scenario = what_if(network, [CutAgreement(via)], measures=[])
            after = scenario.after
            if via in DIRECT:
                assert [each.reason.code for each in scenario.skipped] == ["step-no-agreement"]
            elif len({each for _, each in tie["vias"]}) == 1:
                assert not after.has_edge(one, other)
            else:
                part = sum(weight for *reason, weight in tie["parts"] if reason[1] == via)
                assert after.edges[one, other]["weight"] == pytest.approx(tie["weight"] - part)
                assert (kind, via) not in after.edges[one, other]["vias"]


def test_an_agreement_that_is_added_and_cut_leaves_the_network_as_it_was(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network()
    parties = tuple(sorted(network)[:3])
    added = what_if(network, [AddAgreement("urn:new", parties)], measures=[]).after
    before = {frozenset(pair): weight for *pair, weight in network.edges(data="weight")}
    gained = {
        frozenset(pair): weight - before.get(frozenset(pair), 0.0) for *pair, weight in added.edges(data="weight")
    }
    assert sorted(weight for weight in gained.values() if weight > 1e-9) == pytest.approx([0.25] * 3)
    back = what_if(network, [AddAgreement("urn:new", parties), CutAgreement("urn:new")], measures=[]).after
    assert {frozenset(pair): weight for *pair, weight in back.edges(data="weight")} == pytest.approx(before)


def test_a_share_that_is_cut_no_longer_weighs(hamlet: KnowledgeGraph) -> None:
    funding = hamlet.network("funding")
    one, other, tie = next(tie for tie in funding.edges(data=True) if "weight" in tie[2])
    cut = [CutAgreement(entry[0]) for entry in tie["commitments"]]
    assert not what_if(funding, cut, measures=[]).after.has_edge(one, other)


def test_without_the_central_actor_of_the_press_release_five_are_alone(press_release: KnowledgeGraph) -> None:
    network = press_release.network("actors")
    pole = max(network, key=network.degree)
    found = what_if(network, [RemoveActor(pole)])
    assert len(found.isolated) == 5
    assert [len(part) for part in found.components_after] == [2, 1, 1, 1, 1, 1]
    assert found.deltas["degree"].changes[pole] == (7, None)
    assert components(found.before) == (frozenset(network),)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (RemoveActor("gone"), "step-unknown"),
        (AddActor("a"), "step-present"),
        (RemoveTie("a", "c"), "step-no-tie"),
        (AddTie("a", "gone"), "step-unknown"),
        (AddTie("a", "a"), "step-same"),
        (CutAgreement("gone"), "step-no-agreement"),
        (AddAgreement("g", ("a",)), "step-parties"),
        (AddAgreement("g", ("a", "b"), "friendship"), "step-parties"),
    ],
)
def test_a_step_about_what_is_not_there_is_skipped_and_said(step: Step, reason: str) -> None:
    network = nx.path_graph(["a", "b", "c"])
    found = what_if(network, [step])
    assert [each.reason.code for each in found.skipped] == [reason]
    assert nx.utils.graphs_equal(nx.Graph(found.after.edges()), nx.Graph(network.edges()))
    assert translator("fr")(found.skipped[0].reason.key, **found.skipped[0].reason.fields)


@given(st.lists(STEPS, max_size=5))
def test_an_address_holds_every_step(steps: list[Step]) -> None:
    text = write_steps(steps)
    assert read_steps(text) == tuple(steps)
    assert not set(text) & set(' "<>^`{|}\\&+')


@given(st.text(max_size=40))
def test_any_text_is_steps_or_a_broken_scenario(text: str) -> None:
    try:
        read_steps(text)
    except BrokenScenarioError as error:
        assert translator("fr").error(error)


@pytest.mark.parametrize("text", ["x*urn:a", "t*urn:a", "t*a*b*-1", "t*a*b*nan", "r", "g*urn:a"])
def test_a_broken_step_is_refused(text: str) -> None:
    with pytest.raises(BrokenScenarioError):
        read_steps(text)


@pytest.mark.parametrize("seed", range(12))
def test_who_comes_or_goes_without_a_tie_changes_nothing_for_the_others(seed: int) -> None:
    """Nor does what happens in one piece change anything in another."""
    network = nx.relabel_nodes(nx.gnm_random_graph(14, 20, seed=seed), str)
    network.add_nodes_from(["alone", "too"])
    nx.add_path(network, ["p", "q", "r"])
    nx.set_edge_attributes(network, 1.0, "weight")
    piece = nx.node_connected_component(network, "0")
    for steps in ([AddActor("new")], [RemoveActor("alone")], [AddActor("a"), AddActor("b"), RemoveActor("too")]):
        found = what_if(network, steps)
        moved = {node for delta in found.deltas.values() for node in delta.changes}
        assert moved <= {"new", "alone", "a", "b", "too"}
    apart = {name: delta.changes for name, delta in what_if(network, [RemoveActor("q")]).deltas.items()}
    assert {"betweenness_centrality", "closeness_centrality", "pagerank"} <= apart.keys()
    assert not {node for changes in apart.values() for node in changes} & piece
    if "p" not in piece:
        assert {"p", "q", "r"} <= apart["closeness_centrality"].keys()

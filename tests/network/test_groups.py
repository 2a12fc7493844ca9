"""Communities, how stable they are, and what tells two partitions apart."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph, NoMeaning, Result, communities, measure
from territory_graph.network.arrays import to_arrays
from territory_graph.network.groups import Communities
from territory_graph.network.partition import adjusted_rand, modularity, ordered, pairs_kept


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_cliques_tied_in_a_ring_are_found_whatever_the_seed(method: str) -> None:
    found = communities(nx.connected_caveman_graph(6, 7), method=method)
    assert isinstance(found, Communities)
    assert [len(group.members) for group in found.groups] == [7] * 6
    assert (found.stability, found.agreement) == (1.0, 1.0)


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_the_fast_engine_finds_cliques_of_a_large_ring(method: str) -> None:
    found = communities(nx.connected_caveman_graph(30, 70), method=method, runs=5)
    assert isinstance(found, Communities)
    assert [len(group.members) for group in found.groups] == [70] * 30
    assert found.stability == 1.0


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_the_partition_is_the_best_that_the_seeds_give_and_that_of_the_measure(method: str) -> None:
    """The highest modularity of Zachary's karate club is 0.41979 (Brandes et al. 2008)."""
    network = nx.Graph(nx.karate_club_graph().edges())
    found, groups = communities(network, method=method, runs=3), measure(network, "communities", method=method)
    assert isinstance(found, Communities)
    assert isinstance(groups, Result)
    assert found.modularity == pytest.approx(0.41979, abs=1e-5)
    assert found.modularity == pytest.approx(nx.community.modularity(network, [each.members for each in found.groups]))
    assert {groups.values[node] for node in found.groups[0].members} == {1}
    assert [found.groups[number - 1].members.count(node) for node, number in groups.values.items()] == [1] * 34


def test_no_seed_that_was_tried_gives_a_better_partition() -> None:
    network = nx.gnm_random_graph(60, 150, seed=3)
    found = communities(network, seed=7)
    assert isinstance(found, Communities)
    tried = [nx.community.louvain_communities(network, weight=None, seed=7 + run) for run in range(found.tried)]
    assert found.modularity == pytest.approx(max(nx.community.modularity(network, each) for each in tried))


def test_a_network_without_structure_is_not_stable() -> None:
    found = communities(nx.gnm_random_graph(80, 200, seed=4))
    assert isinstance(found, Communities)
    assert found.stability < 0.9
    assert found.agreement < found.stability + 0.2
    assert all(0 <= group.stability <= 1 for group in found.groups)


def test_every_actor_is_in_one_group(rouen: KnowledgeGraph) -> None:
    network = rouen.network()
    found = communities(network)
    assert isinstance(found, Communities)
    assert sorted(node for group in found.groups for node in group.members) == sorted(network)
    assert communities(network) == found
    assert found.scope.actors == len(network)


def test_without_ties_there_is_no_community() -> None:
    found = communities(nx.empty_graph(4))
    assert isinstance(found, NoMeaning)
    assert found.reason.code == "no-ties"


def test_modularity_is_that_of_networkx() -> None:
    network = nx.karate_club_graph()
    groups = nx.community.louvain_communities(network, seed=1)
    numbers = np.array([next(at for at, group in enumerate(groups) if node in group) for node in network])
    assert modularity(to_arrays(network), numbers) == pytest.approx(nx.community.modularity(network, groups))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=12))
def test_agreement_and_pairs_kept_are_those_counted_pair_by_pair(labels: list[tuple[int, int]]) -> None:
    one, other = (np.array(side) for side in zip(*labels, strict=True))
    pairs = [(i, j) for i in range(len(one)) for j in range(i)]
    same_one = [one[i] == one[j] for i, j in pairs]
    same_other = [other[i] == other[j] for i, j in pairs]
    both = sum(a and b for a, b in zip(same_one, same_other, strict=True))
    chance = sum(same_one) * sum(same_other) / len(pairs)
    most = (sum(same_one) + sum(same_other)) / 2
    expected = 1.0 if most == chance else (both - chance) / (most - chance)
    assert adjusted_rand(one, other) == pytest.approx(expected)
    assert pairs_kept(ordered(one), other).sum() == both


@pytest.mark.parametrize("weight", [1e200, 1e-200])
def test_weights_of_any_size_make_the_same_groups(weight: float) -> None:
    network = nx.barbell_graph(4, 0)
    nx.set_edge_attributes(network, weight, "weight")
    found = communities(network, runs=2)
    assert [group.members for group in found.groups] == [(0, 1, 2, 3), (4, 5, 6, 7)]  # type: ignore[union-attr]

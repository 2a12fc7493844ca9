"""Ties worth making: with their reasons, and better than the best-tied actors on ties that were held out."""

from __future__ import annotations

import math

import networkx as nx
import pytest

from benchmarks.network.held_out import NETWORKS, precisions
from territory_graph import KnowledgeGraph, suggest
from territory_graph.errors import SettingsError


def test_a_score_is_what_is_shared_by_how_few_have_it() -> None:
    network = nx.Graph([("a", "x"), ("b", "x"), ("c", "x"), ("a", "y"), ("b", "y")])
    found = {frozenset((each.one, each.other)): each for each in suggest(network)}
    assert found[frozenset("ab")].score == pytest.approx(1 / math.log(3) + 1 / math.log(2))
    assert [(reason.kind, reason.things) for reason in found[frozenset("ab")].reasons] == [("partner", ("y", "x"))]


def test_shared_attributes_are_reasons_of_their_own() -> None:
    network = nx.empty_graph(["a", "b", "c"])
    for node, sectors in {"a": ("wood", "water"), "b": ("wood",), "c": ("stone",)}.items():
        network.nodes[node]["sector"] = sectors
        network.nodes[node]["event"] = "fair"
    (first, *_) = suggest(network)
    assert (first.one, first.other) == ("a", "b")
    assert [(reason.kind, reason.things) for reason in first.reasons] == [("sector", ("wood",)), ("event", ("fair",))]


def test_no_tie_that_is_there_is_suggested_nor_stored(rouen: KnowledgeGraph) -> None:
    network = rouen.network()
    ties = set(map(frozenset, network.edges()))
    found = suggest(network, count=1_000)
    assert found
    assert all(frozenset((each.one, each.other)) not in ties and each.one != each.other for each in found)
    assert set(map(frozenset, network.edges())) == ties
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(each.score == pytest.approx(sum(reason.score for reason in each.reasons)) for each in found)


def test_in_two_kinds_an_actor_is_suggested_a_target_of_those_like_it(rouen: KnowledgeGraph) -> None:
    network = rouen.network("actor-sector")
    found = suggest(network)
    assert found
    for each in found:
        assert (network.nodes[each.one]["bipartite"], network.nodes[each.other]["bipartite"]) == (0, 1)
        for reason in each.reasons:
            assert all(network.has_edge(thing, each.other) for thing in reason.things)
            assert each.score == pytest.approx(reason.score)


def test_one_actor_is_told_of_its_own(rouen: KnowledgeGraph) -> None:
    network = rouen.network()
    about = max(network, key=network.degree)
    found = suggest(network, about=about)
    assert found
    assert all(about in (each.one, each.other) for each in found)
    with pytest.raises(SettingsError, match="a node of the network"):
        suggest(network, about="urn:nobody")


@pytest.mark.parametrize("network", [nx.Graph(), nx.empty_graph(3), nx.complete_graph(4), nx.DiGraph([(1, 1)])])
def test_where_nothing_can_be_suggested_nothing_is(network: nx.Graph) -> None:
    assert suggest(network) == ()


@pytest.mark.parametrize("name", [name for name, made in NETWORKS.items() if made.quick])
def test_held_out_ties_are_found_more_often_than_by_degree(name: str) -> None:
    ours, by_degree = precisions(name, splits=5)
    assert ours > by_degree

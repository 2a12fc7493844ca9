"""Places of nodes: the same every time, none upon another."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph
from territory_graph.network.layout import SPACING, layout


def nearest(positions: dict[str, tuple[float, float]]) -> float:
    return min(math.dist(one, other) for one, other in combinations(positions.values(), 2))


def test_every_node_has_a_place_and_no_two_are_close(rouen: KnowledgeGraph) -> None:
    network = rouen.network("actors")
    positions = layout(network)
    assert set(positions) == set(network)
    assert nearest(positions) > SPACING / 2


def test_the_same_network_has_the_same_places_whatever_the_order_of_its_nodes(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network("actors")
    shuffled = nx.Graph()
    shuffled.add_nodes_from(reversed(list(network)))
    shuffled.add_edges_from((b, a) for a, b in reversed(list(network.edges())))
    assert layout(shuffled) == layout(network)


def test_places_that_are_kept_are_not_those_that_were_given(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network("actors")
    given = layout(network)
    given.clear()
    assert layout(network)


def test_an_empty_network_has_no_places() -> None:
    assert layout(nx.Graph()) == {}


def test_one_node_has_a_place() -> None:
    network = nx.Graph()
    network.add_node("urn:a")
    assert set(layout(network)) == {"urn:a"}


@pytest.mark.parametrize(
    "network",
    [
        nx.complete_graph(30),
        nx.star_graph(25),
        nx.path_graph(25),
        nx.cycle_graph(25),
        nx.empty_graph(30),
        nx.complete_bipartite_graph(15, 15),
        nx.disjoint_union_all([nx.star_graph(size) for size in (2, 1, 5, 1, 9, 3)]),
    ],
    ids=["complete", "star", "path", "cycle", "alone", "bipartite", "pieces"],
)
def test_networks_of_any_shape_have_places_apart(network: nx.Graph) -> None:
    positions = layout(nx.relabel_nodes(network, str))
    assert len(positions) == len(network)
    assert nearest(positions) > SPACING / 2


def test_places_do_not_depend_on_the_process(hamlet_store: Path, hamlet: KnowledgeGraph) -> None:
    code = (
        "import sys, json; from territory_graph import KnowledgeGraph;"
        "from territory_graph.network.layout import layout;"
        "print(json.dumps(layout(KnowledgeGraph.open(sys.argv[1]).network())))"
    )
    command = [sys.executable, "-c", code, str(hamlet_store)]
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    found = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert json.loads(found.stdout) == {node: list(place) for node, place in layout(hamlet.network()).items()}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30))
def test_any_network_is_laid_out(pairs: list[tuple[int, int]]) -> None:
    network = nx.Graph()
    network.add_nodes_from(f"urn:{number}" for number in range(13))
    network.add_edges_from((f"urn:{a}", f"urn:{b}") for a, b in pairs if a != b)
    positions = layout(network)
    assert set(positions) == set(network)
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in positions.values())
    assert nearest(positions) > SPACING / 2


@pytest.mark.parametrize(
    "network",
    [nx.powerlaw_cluster_graph(2_000, 3, 0.3, seed=1), nx.connected_caveman_graph(60, 10), nx.star_graph(900)],
    ids=["hubs", "caves", "star"],
)
def test_a_network_of_thousands_is_laid_out_with_its_nodes_apart(network: nx.Graph) -> None:
    named = nx.relabel_nodes(network, str)
    positions = layout(named)
    assert set(positions) == set(named)
    assert len(set(positions.values())) == len(positions)
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in positions.values())
    shuffled = nx.Graph(reversed(list(named.edges())))
    assert layout(shuffled) == positions


def test_near_nodes_of_a_large_network_are_drawn_nearer_than_far_ones() -> None:
    network = nx.relabel_nodes(nx.connected_caveman_graph(60, 10), str)
    positions = layout(network)
    tied = [math.dist(positions[a], positions[b]) for a, b in network.edges()]
    far = [math.dist(positions["0"], positions[str(number)]) for number in range(200, 400)]
    assert sorted(tied)[len(tied) // 2] < min(far)

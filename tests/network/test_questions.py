"""Measures: the packaged questions exactly, and brute force on random networks."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph
from territory_graph.network.questions import QUESTION_MEASURES, articulation, core, effective_size, without_centre
from territory_graph.queries import packaged_queries

EXPECTED = Path(__file__).parent.parent / "expected" / "competency"
MEASURED = [query for query in packaged_queries() if query.measure]


@st.composite
def networks(draw: st.DrawFn) -> nx.Graph:
    size = draw(st.integers(1, 9))
    network = nx.Graph()
    network.add_nodes_from(f"n{i}" for i in range(size))
    pairs = [(f"n{i}", f"n{j}") for i in range(size) for j in range(i)]
    network.add_edges_from(draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else [])
    return network


def names(network: nx.Graph) -> dict[str, str]:
    return {node: node for node in network}


@pytest.mark.parametrize("query", MEASURED, ids=lambda query: query.name)
def test_a_measure_question_has_the_expected_answer(query: object, press_release: KnowledgeGraph) -> None:
    name = query.name  # type: ignore[attr-defined]
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    answer = press_release.ask(name)
    assert list(answer.variables) == header

    def comparable(rows: list[list[str]]) -> list[list[object]]:
        return [[round(float(c), 3) if c.replace(".", "", 1).isdigit() else c for c in row] for row in sorted(rows)]

    assert comparable(answer.texts()) == comparable(rows)


@settings(max_examples=100, deadline=None)
@given(networks())
def test_articulation_points_are_those_whose_removal_makes_more_pieces(network: nx.Graph) -> None:
    pieces = nx.number_connected_components(network)
    critical = []
    for node in network:
        rest = network.subgraph(set(network) - {node})
        left = nx.number_connected_components(rest) if len(rest) else 0
        if left > pieces - (0 if network.degree(node) else 1):
            critical.append(node)
    assert [row[0] for row in articulation(network, names(network))[1]] == sorted(critical)


@settings(max_examples=50, deadline=None)
@given(networks())
def test_an_actor_of_core_k_has_k_partners_in_its_core(network: nx.Graph) -> None:
    numbers = dict(core(network, names(network))[1])
    for node, k in numbers.items():
        assert sum(1 for other in network[node] if numbers[other] >= k) >= k


@settings(max_examples=50, deadline=None)
@given(networks())
def test_effective_size_lies_between_nothing_and_the_number_of_partners(network: nx.Graph) -> None:
    for node, size, redundancy in effective_size(network, names(network))[1]:
        assert 0 <= size <= network.degree(node)
        assert redundancy == pytest.approx(network.degree(node) - size, abs=2e-3)


def test_without_its_centre_the_hamlet_falls_into_five_pieces_and_its_isolated(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network("actors")
    rows = without_centre(network, dict(network.nodes(data="label")))[1]
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
    assert sum(row[1] for row in rows) == 11


@pytest.mark.parametrize("name", QUESTION_MEASURES)
def test_an_empty_network_gives_no_row(name: str) -> None:
    assert QUESTION_MEASURES[name](nx.Graph(), {})[1] == []

"""Who is critical, against brute force on two hundred random networks."""

from __future__ import annotations

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph, Result, measure
from territory_graph.network.passage import critical_actors, critical_ties, piece_sizes, rests_on_one, several_mandates

RANDOM = range(200)


def drawn(seed: int) -> nx.Graph:
    """A network of 2 to 16 nodes, sparse enough to have bridges."""
    return nx.gnm_random_graph(2 + seed % 15, 1 + seed % 19, seed=seed)


def pieces(network: nx.Graph) -> list[set[int]]:
    return list(nx.connected_components(network))


@pytest.mark.parametrize("seed", RANDOM)
def test_critical_actors_are_those_whose_removal_makes_more_pieces(seed: int) -> None:
    network = drawn(seed)
    expected = {}
    for node in network:
        own = nx.node_connected_component(network, node)
        parts = pieces(network.subgraph(own - {node}))
        if len(parts) > 1:
            expected[node] = sorted(map(len, parts))
    found = {each.lost: sorted(map(len, each.pieces)) for each in critical_actors(network)}
    assert found == expected
    assert {node: sorted(sizes) for node, sizes in piece_sizes(network).items()} == expected
    for engine in ("networkx", "fast"):
        measured = measure(network, "articulation_points", engine=engine)  # type: ignore[arg-type]
        counted = measured.values if isinstance(measured, Result) else {}
        assert counted == {node: len(parts) for node, parts in expected.items()}


@pytest.mark.parametrize("seed", RANDOM)
def test_critical_ties_are_those_whose_removal_makes_more_pieces(seed: int) -> None:
    network = drawn(seed)
    expected = {}
    for a, b in network.edges():
        rest = nx.Graph(network)
        rest.remove_edge(a, b)
        if not nx.has_path(rest, a, b):
            sides = (len(nx.node_connected_component(rest, end)) for end in (a, b))
            expected[frozenset((a, b))] = min(sides)
    assert {frozenset(each.lost): each.cut_off for each in critical_ties(network)} == expected
    for engine in ("networkx", "fast"):
        measured = measure(network, "bridges", engine=engine)  # type: ignore[arg-type]
        counted = measured.values if isinstance(measured, Result) else {}
        assert {frozenset(pair): count for pair, count in counted.items()} == expected


def test_a_sector_that_rests_on_one_actor_names_it(press_release: KnowledgeGraph) -> None:
    network = press_release.network("actor-sector", lang="fr")
    label = dict(network.nodes(data="label"))
    found = {label[sector]: label[actor] for sector, actor in rests_on_one(network, kinds=["direct"]).items()}
    expected = {str(row["filiere"]) for row in press_release.ask("27")}
    assert found.keys() == expected
    assert found["Automobile"] == "NextMove"
    assert len(rests_on_one(network)) == 4  # two communities carry a project on logistics


def test_persons_in_several_organisations_are_listed_with_them() -> None:
    governance = nx.DiGraph([("p", "a"), ("p", "b"), ("q", "a")])
    assert several_mandates(governance) == {"p": ("a", "b")}


def test_a_direction_is_set_aside() -> None:
    assert [each.lost for each in critical_actors(nx.DiGraph([("a", "b"), ("c", "b")]))] == ["b"]

"""Arrays from the store: the same ties and weights as the networks of networkx."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph, measure
from territory_graph.network.arrays import to_arrays
from territory_graph.network.build import PROJECTIONS


@pytest.mark.parametrize("projection", PROJECTIONS)
@pytest.mark.parametrize("territory", ["hamlet", "press_release", "rouen"])
def test_arrays_have_the_ties_and_weights_of_the_network(
    projection: str, territory: str, request: pytest.FixtureRequest
) -> None:
    graph: KnowledgeGraph = request.getfixturevalue(territory)
    network, arrays = graph.network(projection), graph.arrays(projection)
    again = arrays.to_networkx()
    assert sorted(again) == sorted(network)
    assert (arrays.projection, arrays.version, arrays.directed) == (projection, graph.version, network.is_directed())

    def ties(of: object) -> dict[object, float]:
        directed = network.is_directed()
        pairs = of.edges(data="weight")  # type: ignore[attr-defined]
        return {(a, b) if directed else frozenset((a, b)): -1 if weight is None else weight for a, b, weight in pairs}

    assert ties(again) == pytest.approx(ties(network))
    sides = {node: side for node, side in network.nodes(data="bipartite") if side is not None}
    assert {node: side for node, side in again.nodes(data="bipartite") if side is not None} == sides


def test_measures_of_arrays_are_those_of_the_network(rouen: KnowledgeGraph) -> None:
    for name in ("betweenness_centrality", "strength", "core_number"):
        one, other = measure(rouen.arrays(), name), measure(rouen.network(), name)
        assert one.values == pytest.approx(other.values)  # type: ignore[union-attr]


def test_a_network_goes_to_arrays_and_back(rouen: KnowledgeGraph) -> None:
    network = rouen.network()
    again = to_arrays(network).to_networkx()
    assert list(again) == list(network)
    assert [tie[:2] for tie in again.edges()] == [tie[:2] for tie in network.edges()]

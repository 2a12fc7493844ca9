"""Arrays from the store: the same ties and weights as the networks of networkx."""

from __future__ import annotations

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF

from territory_graph import KnowledgeGraph, measure
from territory_graph.ingest.ties import write_ties
from territory_graph.network.arrays import to_arrays
from territory_graph.network.build import PROJECTIONS
from territory_graph.network.load import bare, load_arrays
from territory_graph.queries import projection_query
from territory_graph.store.default_graph import with_default_graph
from territory_graph.store.engine import Embedded
from territory_graph.terms import node


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


def test_what_two_graphs_or_two_sides_say_counts_once() -> None:
    tg, name = "https://w3id.org/territory-graph/ontology#", "urn:x:"
    ties = [("a", "collaboratesWith", "b"), ("b", "collaboratesWith", "a"), ("b", "foundedBy", "a")]
    store = ox.Store()
    for graph in ("one", "other"):
        for one, how, other in ties:
            ends = ox.NamedNode(name + one), ox.NamedNode(tg + how), ox.NamedNode(name + other)
            store.add(ox.Quad(*ends, ox.NamedNode(name + graph)))
    store.add(
        ox.Quad(ox.NamedNode(f"{tg}collaboratesWith"), node(RDF.type), node(OWL.SymmetricProperty), node("urn:o"))
    )
    write_ties(store, name)
    store.extend(list(with_default_graph(store)))
    sparql = projection_query("actors").sparql()
    assert len(list(store.query(bare(sparql)))) == 2  # type: ignore[arg-type]
    arrays = load_arrays(Embedded(store), PROJECTIONS["actors"], sparql)
    assert (arrays.nodes, arrays.weights.tolist()) == (["urn:x:a", "urn:x:b"], [1.0])


def test_an_endless_weight_is_refused_in_silence(recwarn: pytest.WarningsRecorder) -> None:
    network = nx.MultiGraph([("a", "b", {"weight": 1e308}), ("b", "a", {"weight": 1e308})])
    network.add_edges_from([("b", "c", {"weight": float("inf")}), ("c", "b", {"weight": float("-inf")})])
    arrays = to_arrays(network)
    assert (arrays.ties, arrays.parallel) == (2, 2)
    assert measure(arrays, "strength", engine="fast").key == "outcomes.bad-weights"  # type: ignore[union-attr]
    assert not recwarn.list

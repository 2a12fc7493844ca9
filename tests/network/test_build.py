"""Networks folded from projections: attributes and weights counted by hand (tests/fixtures/README.md)."""

from __future__ import annotations

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.errors import UnknownQuestionError
from territory_graph.network.build import PROJECTIONS

BASE = "https://example.org/hamlet/id/actor/"


def weights(network: nx.Graph) -> dict[frozenset[str], float]:
    return {
        frozenset((a.removeprefix(BASE), b.removeprefix(BASE))): weight for a, b, weight in network.edges(data="weight")
    }


def test_the_actors_network_has_the_weights_counted_by_hand(hamlet: KnowledgeGraph) -> None:
    assert weights(hamlet.network("actors")) == pytest.approx(
        {
            frozenset({"syndicat", "val-clair"}): 1.5,
            frozenset({"syndicat", "haut-pre"}): 1.5,
            frozenset({"syndicat", "bourg-neuf"}): 1.0,
            frozenset({"val-clair", "haut-pre"}): 0.25,
            frozenset({"val-clair", "bourg-neuf"}): 0.25,
            frozenset({"haut-pre", "bourg-neuf"}): 0.25,
            frozenset({"syndicat", "bois-vif"}): 1.75,
            frozenset({"bois-vif", "lin-neuf"}): 0.75,
            frozenset({"syndicat", "lin-neuf"}): 0.75,
            frozenset({"syndicat", "eau-vive"}): 1.0,
            frozenset({"eau-vive", "scierie"}): 1.0,
            frozenset({"scierie", "lycee-bois"}): 0.5,
            frozenset({"lycee-bois", "agence"}): 0.5,
            frozenset({"agence", "syndicat"}): 0.25,
            frozenset({"bois-vif", "val-clair"}): 0.25 / 3,
            frozenset({"bois-vif", "haut-pre"}): 0.25 / 3,
            frozenset({"bois-vif", "bourg-neuf"}): 0.25 / 3,
            frozenset({"vieux-val", "val-clair"}): 0.25,
        }
    )


def test_every_actor_is_a_node_even_without_a_tie(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network("actors")
    assert len(network) == 12
    assert {node.removeprefix(BASE) for node in nx.isolates(network)} == {"moulin"}


def test_distance_is_the_inverse_of_weight(hamlet: KnowledgeGraph) -> None:
    for _, _, tie in hamlet.network("actors").edges(data=True):
        assert tie["distance"] == pytest.approx(1 / tie["weight"])


def test_nodes_carry_label_and_kind(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network("actors")
    assert all(values["label"] and values["kind"] for _, values in network.nodes(data=True))


def test_a_global_sum_has_no_weight_and_a_contested_share_weighs_the_least(hamlet: KnowledgeGraph) -> None:
    funding = hamlet.network("funding")
    assert funding.is_directed()
    assert funding.edges[f"{BASE}syndicat", f"{BASE}bois-vif"]["weight"] == 12_000
    assert "weight" not in funding.edges[f"{BASE}syndicat", f"{BASE}lin-neuf"]


@pytest.mark.parametrize(
    ("projection", "nodes", "ties"),
    [
        ("funding", 3, 2),
        ("actor-sector", 8, 6),
        ("governance", 2, 1),
        ("territory", 9, 12),
        ("co-participation", 23, 26),
    ],
)
def test_other_networks_have_the_sizes_counted_by_hand(
    projection: str, nodes: int, ties: int, hamlet: KnowledgeGraph
) -> None:
    network = hamlet.network(projection)
    assert (len(network), network.number_of_edges()) == (nodes, ties)


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_the_same_graph_gives_the_same_network(projection: str, hamlet: KnowledgeGraph) -> None:
    first, second = hamlet.network(projection), hamlet.network(projection)
    assert list(first.edges(data=True)) == list(second.edges(data=True))
    assert list(first) == list(second)


def test_inference_changes_no_tie_of_the_press_release(press_release: KnowledgeGraph) -> None:
    network = press_release.network("actors")
    assert (len(network), network.number_of_edges()) == (8, 8)


def test_an_unknown_projection_is_refused(hamlet: KnowledgeGraph) -> None:
    with pytest.raises(UnknownQuestionError):
        hamlet.network("nobody")

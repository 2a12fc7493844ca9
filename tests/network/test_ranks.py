"""Ranks: intervals by drawing ties anew, and equal ranks where nothing tells two apart."""

from __future__ import annotations

from itertools import pairwise
from math import ceil, floor

import networkx as nx
import numpy as np
import pytest

from territory_graph import KnowledgeGraph, NoMeaning, Result, measure, ranks
from territory_graph.errors import AnalysisCancelledError
from territory_graph.network.arrays import to_arrays
from territory_graph.network.outcome import SEED, Watch
from territory_graph.network.ranks import SURE, Ranking


def test_equal_actors_share_a_rank_and_the_centre_of_a_star_is_first() -> None:
    found = ranks(nx.star_graph(12), "degree")
    assert isinstance(found, Ranking)
    assert (found.rows[0].node, found.rows[0].rank, found.rows[0].high) == (0, 1, 1)
    assert {row.rank for row in found.rows[1:]} == {2}


def test_actors_of_a_ring_cannot_be_told_apart() -> None:
    found = ranks(nx.cycle_graph(12), "betweenness_centrality")
    assert isinstance(found, Ranking)
    assert {row.rank for row in found.rows} == {1}
    assert all(row.low < row.high for row in found.rows)


def test_ranks_follow_values_and_lie_in_the_network(rouen: KnowledgeGraph) -> None:
    network = rouen.network()
    found = ranks(network, "betweenness_centrality")
    assert isinstance(found, Ranking)
    assert [row.value for row in found.rows] == sorted((row.value for row in found.rows), reverse=True)
    assert [row.rank for row in found.rows] == sorted(row.rank for row in found.rows)
    assert all(1 <= row.low <= row.high <= len(network) for row in found.rows)
    assert ranks(network, "betweenness_centrality") == found


def test_after_five_firsts_comes_a_sixth() -> None:
    found = ranks(nx.disjoint_union_all([nx.star_graph(12)] * 5), "degree")
    assert isinstance(found, Ranking)
    assert [row.rank for row in found.rows] == [1] * 5 + [6] * 60
    assert [row.value for row in found.rows[:6]] == [12] * 5 + [1]


def test_a_rank_counts_all_who_are_in_the_groups_above_and_equal_values_share_it(rouen: KnowledgeGraph) -> None:
    for name in ("betweenness_centrality", "degree", "closeness_centrality"):
        found = ranks(rouen.network(), name, resamples=60)
        assert isinstance(found, Ranking)
        ranked = [row.rank for row in found.rows]
        assert ranked == [ranked.index(rank) + 1 for rank in ranked]
        assert len({(row.value, row.rank) for row in found.rows}) == len({row.value for row in found.rows})


def test_under_ten_actors_ranks_are_said_to_mean_little(press_release: KnowledgeGraph) -> None:
    found = ranks(press_release.network(), "degree", resamples=20)
    assert isinstance(found, Ranking)
    assert [note.code for note in found.notes] == ["few-nodes"]


def test_without_resamples_equal_values_have_equal_ranks() -> None:
    found = ranks(nx.path_graph(4), "degree", resamples=0)
    assert isinstance(found, Ranking)
    assert [(row.value, row.rank, row.low) for row in found.rows] == [(2, 1, 1), (2, 1, 1), (1, 3, 3), (1, 3, 3)]


def test_a_measure_without_meaning_has_no_ranks() -> None:
    assert isinstance(ranks(nx.empty_graph(3), "eigenvector_centrality"), NoMeaning)


def test_resampling_can_be_ended() -> None:
    with pytest.raises(AnalysisCancelledError):
        ranks(nx.star_graph(5), "degree", watch=Watch(cancelled=lambda: True))


def test_draws_of_large_networks_count_paths_from_some_nodes_and_say_so() -> None:
    network = nx.star_graph(300)
    network.add_edges_from((0, 1000 + number) for number in range(2))
    network.add_edges_from((1000, 2000 + number) for number in range(300))
    found = ranks(network, "betweenness_centrality", resamples=20)
    assert isinstance(found, Ranking)
    assert {row.node for row in found.rows if row.rank == 1} <= {0, 1000}
    assert found.result.exact
    assert [note.code for note in found.notes] == ["draws-sampled"]
    given = ranks(network, "betweenness_centrality", resamples=2, pivots=50)
    assert isinstance(given, Ranking)
    assert "draws-sampled" not in {note.code for note in given.notes}
    degrees = ranks(network, "degree", resamples=2)
    assert isinstance(degrees, Ranking)
    assert not degrees.notes


def drawn_again(network: nx.Graph, name: str, draws: int) -> list[dict[object, float]]:
    """The same draws as those of ``ranks``, each measured by itself."""
    arrays, chance = to_arrays(network), np.random.default_rng(SEED)
    numbers = (chance.integers(arrays.ties, size=arrays.ties) for _ in range(draws))
    found = (measure(arrays.resampled(each), name) for each in numbers)
    return [dict(one.values) for one in found if isinstance(one, Result)]


@pytest.mark.parametrize("name", ["degree", "betweenness_centrality", "closeness_centrality"])
@pytest.mark.parametrize("network", [nx.karate_club_graph(), nx.barbell_graph(6, 3)])
def test_the_interval_of_a_rank_is_that_of_the_draws_alone(name: str, network: nx.Graph) -> None:
    found, draws = ranks(network, name, resamples=40), drawn_again(network, name, 40)
    assert isinstance(found, Ranking)
    for row in found.rows:
        places = [sum(value > one[row.node] + 1e-12 for value in one.values()) + 1 for one in draws]
        assert (row.low, row.high) == (floor(np.percentile(places, 2.5)), ceil(np.percentile(places, 97.5))), row


def test_one_that_is_first_by_value_may_lie_lower_in_nearly_all_draws() -> None:
    """A long way through which all must pass is the first to break, one tie or another of it."""
    network = nx.barbell_graph(12, 9)
    found = ranks(network, "betweenness_centrality")
    assert isinstance(found, Ranking)
    assert found.rows[0].low > found.rows[0].rank == 1


@pytest.mark.parametrize("name", ["degree", "betweenness_centrality", "pagerank"])
def test_neighbours_whom_the_draws_do_not_tell_apart_share_a_rank(name: str, rouen: KnowledgeGraph) -> None:
    for network in (rouen.network(), nx.karate_club_graph(), nx.disjoint_union(nx.star_graph(30), nx.star_graph(8))):
        found, draws = ranks(network, name, resamples=40), drawn_again(network, name, 40)
        assert isinstance(found, Ranking)

        def surely(one: object, other: object, draws: list[dict[object, float]] = draws) -> bool:
            return sum(each[one] > each[other] + 1e-12 for each in draws) >= SURE * len(draws)

        for at, (row, below) in enumerate(pairwise(found.rows), start=1):
            above = [each.node for each in found.rows[:at] if each.rank == row.rank]
            assert (row.rank == below.rank) is not all(surely(one, below.node) for one in above)
        for row in found.rows:
            group = [each for each in found.rows if each.rank == row.rank]
            assert row.chained is (len(group) > 1 and surely(group[0].node, group[-1].node))


def test_a_ranking_says_which_share_of_the_ties_a_draw_holds() -> None:
    found = ranks(nx.gnm_random_graph(60, 200, seed=1), "degree", resamples=50)
    assert isinstance(found, Ranking)
    assert found.kept == pytest.approx(1 - 1 / np.e, abs=0.02)

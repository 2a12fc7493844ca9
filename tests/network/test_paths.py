"""Paths: the shortest that differ, against networkx, and why there is none."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_graph import paths
from territory_graph.messages import translator
from territory_graph.network.arrays import to_arrays
from territory_graph.network.paths import NoPath, Paths


def drawn(seed: int) -> nx.Graph:
    network = nx.gnm_random_graph(9, 8 + seed % 12, seed=seed)
    for number, (_, _, tie) in enumerate(network.edges(data=True)):
        tie["weight"] = 1 + number % 4
        tie["length"] = 1 / tie["weight"]
    return network


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["ties", "strength"]), st.integers(1, 6), st.integers(1, 5))
def test_paths_are_the_shortest_ones_of_so_many_ties(seed: int, by: str, count: int, most: int) -> None:
    network = drawn(seed)
    found = paths(network, 0, 1, count=count, by=by, most_ties=most)  # type: ignore[arg-type]
    every = nx.all_simple_paths(network, 0, 1, cutoff=most)
    length = "length" if by == "strength" else None
    expected = sorted(nx.path_weight(network, path, length) if length else len(path) - 1 for path in every)
    if isinstance(found, NoPath):
        assert not expected
        return
    assert [path.length for path in found.found] == pytest.approx(expected[:count])
    assert len({path.nodes for path in found.found}) == len(found.found)
    assert all(nx.is_simple_path(network, path.nodes) for path in found.found)
    assert found.complete == (len(expected) <= count)


def test_arrays_give_the_paths_of_the_network() -> None:
    network = drawn(3)
    assert paths(to_arrays(network), 0, 1) == paths(network, 0, 1)


def test_an_actor_to_avoid_is_on_no_path() -> None:
    found = paths(nx.cycle_graph(5), 0, 2, avoiding=[1])
    assert isinstance(found, Paths)
    assert [path.nodes for path in found.found] == [(0, 4, 3, 2)]


@pytest.mark.parametrize(
    ("network", "ends", "options", "expected"),
    [
        (nx.path_graph(3), (0, 9), {}, NoPath("unknown", missing=(9,))),
        (nx.path_graph(3), (1, 1), {}, NoPath("same")),
        (nx.path_graph(3), (0, 2), {"avoiding": [1]}, NoPath("avoided", through=(1,), shortest=2)),
        (nx.path_graph(9), (0, 8), {}, NoPath("longer", shortest=8)),
        (nx.Graph([(0, 1), (2, 3), (3, 4)]), (0, 4), {}, NoPath("apart", sizes=(2, 3))),
    ],
)
def test_no_path_is_explained(
    network: nx.Graph, ends: tuple[int, int], options: dict[str, list[int]], expected: NoPath
) -> None:
    found = paths(network, *ends, **options)  # type: ignore[arg-type]
    assert found == expected
    for language in ("fr", "en"):
        assert translator(language)(expected.note.key, **expected.note.fields)


def test_direction_is_set_aside() -> None:
    found = paths(nx.DiGraph([("a", "b"), ("c", "b")]), "a", "c")
    assert isinstance(found, Paths)
    assert found.found[0].ties == (("a", "b"), ("b", "c"))


def test_hubs_do_not_take_for_ever() -> None:
    found = paths(nx.complete_graph(300), 0, 1, count=50)
    assert isinstance(found, Paths)
    assert len(found.found) == 50
    assert not found.complete
    assert found.found[0].nodes == (0, 1)

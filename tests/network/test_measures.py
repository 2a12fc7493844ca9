"""Measures: values counted by hand, one answer from every engine, and a typed outcome whatever the network."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_graph import MEASURES, KnowledgeGraph, NoMeaning, Result, measure
from territory_graph.errors import AnalysisCancelledError, MeasureParameterError, UnknownMeasureError
from territory_graph.messages import translator
from territory_graph.network import engine
from territory_graph.network.arrays import to_arrays
from territory_graph.network.measures.centrality import tolerance
from territory_graph.network.outcome import Watch

FAST = [name for name, each in MEASURES.items() if each.fast is not None and name != "communities"]
CLASSES = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)
WEIGHTS = st.one_of(
    st.none(), st.integers(-2, 5), st.floats(allow_nan=True, allow_infinity=True), st.just("heavy"), st.just(True)
)


@st.composite
def any_network(draw: st.DrawFn) -> nx.Graph:
    network = draw(st.sampled_from(CLASSES))()
    size = draw(st.integers(0, 8))
    marked = draw(st.booleans())
    for number in range(size):
        network.add_node(f"n{number}", **({"bipartite": number % 2, "kind": number % 3} if marked else {}))
    if size:
        ends = st.sampled_from(list(network))
        for a, b, weight in draw(st.lists(st.tuples(ends, ends, WEIGHTS), max_size=14)):
            network.add_edge(a, b, **({} if weight is None else {"weight": weight}))
    return network


@pytest.fixture(scope="module")
def large() -> nx.Graph:
    """More than two thousand nodes with weights, in several pieces, some alone."""
    sizes = (1_000, 500, 300, 250)  # in one piece, networkx would count paths for half a minute
    network = nx.disjoint_union_all([nx.powerlaw_cluster_graph(size, 2, 0.3, seed=7) for size in sizes])
    network.add_edges_from([("x", "y"), ("y", "z")])
    network.add_node("alone")
    for number, (_, _, tie) in enumerate(network.edges(data=True)):
        tie["weight"] = 1 + number % 7 / 3
    return network


@settings(max_examples=300, deadline=None)
@given(any_network(), st.sampled_from(sorted(MEASURES)), st.booleans(), st.sampled_from(["networkx", "fast"]))
def test_no_network_gives_a_value_that_is_no_number(network: nx.Graph, name: str, weighted: bool, engine: Any) -> None:
    known = {parameter.name for parameter in MEASURES[name].parameters}
    found = measure(network, name, engine=engine, **({"weighted": weighted} if "weighted" in known else {}))
    if isinstance(found, Result):
        assert all(isinstance(value, int | float) and math.isfinite(value) for value in found.values.values())
    keys = [found.key] if isinstance(found, NoMeaning) else [note.key for note in found.notes]
    fields = found.reason.fields if isinstance(found, NoMeaning) else {}
    for language in ("fr", "en"):
        assert all(translator(language).has(key) for key in keys)
        if isinstance(found, NoMeaning):
            assert translator(language)(found.key, **fields)


@settings(max_examples=100, deadline=None)
@given(any_network(), st.sampled_from(FAST))
def test_both_engines_agree_on_small_networks_of_any_class(network: nx.Graph, name: str) -> None:
    plain, fast = measure(network, name, engine="networkx"), measure(network, name, engine="fast")
    assert type(plain) is type(fast)
    if isinstance(plain, Result) and isinstance(fast, Result):
        assert by_pair(fast) == pytest.approx(by_pair(plain), abs=1e-9)


def by_pair(found: Result) -> dict[Any, float]:
    return {frozenset(key) if found.level == "tie" else key: value for key, value in found.values.items()}


@pytest.mark.parametrize("name", FAST)
def test_the_fast_engine_equals_networkx_on_thousands_of_nodes(name: str, large: nx.Graph) -> None:
    plain, fast = measure(large, name, engine="networkx"), measure(large, name)
    assert isinstance(plain, Result)
    assert isinstance(fast, Result)
    assert by_pair(fast) == pytest.approx(by_pair(plain), abs=1e-9)


@pytest.mark.parametrize("name", ["constraint", "eigenvector_centrality", "pagerank"])
def test_the_fast_engine_equals_networkx_with_weights(name: str, large: nx.Graph) -> None:
    plain, fast = (measure(large, name, engine=engine, weighted=True) for engine in ("networkx", "fast"))
    assert isinstance(plain, Result)
    assert isinstance(fast, Result)
    assert fast.values == pytest.approx(plain.values, abs=1e-9)


def test_effective_size_with_weights_is_that_of_networkx_node_by_node() -> None:
    network = nx.karate_club_graph()
    found = measure(network, "effective_size", weighted=True)
    assert isinstance(found, Result)
    assert found.values == pytest.approx(nx.effective_size(network, list(network), weight="weight"), abs=1e-9)


def test_sampled_betweenness_draws_the_pivots_of_networkx(large: nx.Graph) -> None:
    found = measure(large, "betweenness_centrality", pivots=40, seed=3)
    assert isinstance(found, Result)
    assert not found.exact
    expected = nx.betweenness_centrality(nx.Graph(large), k=40, seed=3)
    assert found.values == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", ["betweenness_centrality", "closeness_centrality"])
def test_samples_are_within_the_stated_tolerance(name: str, large: nx.Graph) -> None:
    sampled, exact = measure(large, name, pivots=200), measure(large, name)
    assert isinstance(sampled, Result)
    assert isinstance(exact, Result)
    errors = [abs(sampled.values[node] - value) for node, value in exact.values.items()]
    assert max(errors) <= tolerance(len(large), 200)
    assert [note.code for note in sampled.notes] == ["sampled"]


def test_long_paths_are_counted_exactly() -> None:
    network = nx.path_graph(2_500)
    found = measure(network, "betweenness_centrality")
    assert isinstance(found, Result)
    assert found.values[1_000] == pytest.approx(2 * 1_000 * 1_499 / (2_499 * 2_498))


def test_the_hamlet_has_the_values_counted_by_hand(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network()
    syndicat = next(node for node in network if node.endswith("/syndicat"))
    expected = {"degree": 7, "strength": 7.75, "core_number": 4, "articulation_points": 2}
    for name, value in expected.items():
        found = measure(network, name)
        assert isinstance(found, Result)
        assert found.values[syndicat] == pytest.approx(value), name
    density = measure(network, "density")
    assert isinstance(density, Result)
    assert density.value == pytest.approx(18 / 66)
    assert (density.scope.projection, density.scope.actors, density.scope.ties) == ("actors", 12, 18)


def test_a_bridge_cuts_off_the_nodes_of_its_smaller_side() -> None:
    network = nx.barbell_graph(3, 0)
    network.add_edge(5, 6)
    found = measure(network, "bridges")
    assert isinstance(found, Result)
    assert found.values == {(2, 3): 3, (5, 6): 1}


def test_coverage_redundancy_and_overlap_read_two_kinds() -> None:
    network = nx.Graph([("a", "s"), ("b", "s"), ("a", "t"), ("b", "t"), ("c", "t")])
    network.add_nodes_from("abc", bipartite=0)
    network.add_nodes_from("st", bipartite=1)
    network.add_node("gap", bipartite=1)
    coverage, redundancy, overlap = (measure(network, name) for name in ("coverage", "redundancy", "overlap"))
    assert isinstance(coverage, Result)
    assert coverage.values == {"s": 2, "t": 3, "gap": 0}
    assert isinstance(redundancy, Result)
    assert redundancy.values == {"a": 1.0, "b": 1.0, "s": 1.0, "t": 1 / 3}
    assert isinstance(overlap, Result)
    assert overlap.values == {("a", "b"): 1.0, ("a", "c"): 0.5, ("b", "c"): 0.5}


def test_concentration_is_known_only_where_every_share_is() -> None:
    network = nx.DiGraph()
    network.add_weighted_edges_from([("x", "a", 75), ("y", "a", 25), ("x", "b", 10)])
    network.add_edge("y", "b")
    found = measure(network, "concentration")
    assert isinstance(found, Result)
    assert found.values == {"a": 0.75**2 + 0.25**2}
    assert [note.code for note in found.notes] == ["few-nodes", "unknown-weights"]


def test_interlocks_count_organisations_of_each_person(rouen: KnowledgeGraph) -> None:
    governance = rouen.network("governance")
    found = measure(governance, "interlocks")
    assert isinstance(found, Result)
    assert found.values == {person: degree for person, degree in governance.out_degree() if degree}


def test_homophily_of_single_values_is_the_assortativity_of_networkx() -> None:
    network = nx.karate_club_graph()
    found = measure(network, "homophily", attribute="club")
    assert isinstance(found, Result)
    assert found.value == pytest.approx(nx.attribute_assortativity_coefficient(network, "club"))


def test_homophily_of_several_values_counts_any_that_is_shared() -> None:
    network = nx.Graph([("a", "b"), ("c", "d")])
    for node, sectors in {"a": ("wood", "water"), "b": ("wood",), "c": ("water",), "d": ("stone",)}.items():
        network.nodes[node]["sector"] = sectors
    found = measure(network, "homophily", attribute="sector")
    assert isinstance(found, Result)
    assert found.values["share"] == 0.5


@pytest.mark.parametrize("engine", ["networkx", "fast"])
@pytest.mark.parametrize("sides", [(18, 14), (3, 1), (1, 1), (7, 20)])
def test_two_kinds_are_normalised_by_the_most_that_a_kind_can_have(engine: Any, sides: tuple[int, int]) -> None:
    network = nx.davis_southern_women_graph()
    if sides != (18, 14):
        network = nx.bipartite.gnmk_random_graph(*sides, round(0.4 * sides[0] * sides[1]) + 1, seed=5)
    first = [node for node, side in network.nodes(data="bipartite") if side == 0]
    reference = {
        "degree": nx.bipartite.degree_centrality,
        "betweenness_centrality": nx.bipartite.betweenness_centrality,
        "closeness_centrality": nx.bipartite.closeness_centrality,
    }
    for name, of in reference.items():
        found = measure(network, name, engine=engine, normalised=True)
        assert isinstance(found, Result)
        if name != "betweenness_centrality" or min(sides) > 1:  # networkx divides by zero
            assert found.values == pytest.approx(of(network, first), abs=1e-12)
        assert "two-mode" in [note.code for note in found.notes]
        assert all(value <= 1 + 1e-12 for value in found.values.values())
    density = measure(network, "density", engine=engine)
    assert isinstance(density, Result)
    assert density.value == pytest.approx(nx.bipartite.density(network, first))


def test_a_measure_that_does_not_take_two_kinds_into_account_says_so() -> None:
    network = nx.davis_southern_women_graph()
    for name, each in MEASURES.items():
        found = measure(network, name)
        if isinstance(found, Result) and each.two_mode is None:
            scaled_alike = each.normalised and name not in ("redundancy", "overlap", "concentration", "homophily")
            assert ("one-mode" in [note.code for note in found.notes]) is scaled_alike, name
    weighted = measure(network, "closeness_centrality", weighted=True)
    assert isinstance(weighted, Result)
    assert "one-mode" in [note.code for note in weighted.notes]
    network.add_edge("E1", "E2")
    found = measure(network, "closeness_centrality")
    assert isinstance(found, Result)
    assert found.values == pytest.approx(nx.closeness_centrality(network))
    assert not found.notes


def test_direction_is_set_aside_but_for_what_is_about_it_and_the_result_says_which() -> None:
    """The values are those of networkx, with the direction or without."""
    network = nx.path_graph(5, create_using=nx.DiGraph)
    network.add_edge(3, 1)
    plain = network.to_undirected()
    for name, of in {
        "degree": lambda net: dict(net.degree()),
        "betweenness_centrality": nx.betweenness_centrality,
        "closeness_centrality": nx.closeness_centrality,
        "clustering": nx.clustering,
        "core_number": nx.core_number,
        "constraint": nx.constraint,
        "density": lambda net: {"density": nx.density(net)},
    }.items():
        found = measure(network, name)
        assert isinstance(found, Result)
        assert (found.scope.direction, found.values) == ("ignored", pytest.approx(of(plain))), name
    rank = measure(network, "pagerank")
    assert isinstance(rank, Result)
    assert (rank.scope.direction, rank.values) == ("followed", pytest.approx(nx.pagerank(network, tol=1e-12)))
    assert {name for name, each in MEASURES.items() if each.directed == "followed"} == {
        "pagerank",
        "interlocks",
        "concentration",
    }
    assert {measure(plain, name).scope.direction for name in MEASURES} == {"none"}
    for language in ("fr", "en"):
        assert all(translator(language).has(each.scope.direction_key) for each in (rank, measure(network, "degree")))


@pytest.mark.parametrize("engine", ["networkx", "fast"])
def test_what_is_not_normalised_does_not_move_when_one_without_ties_comes(engine: Any) -> None:
    network = nx.gnp_random_graph(25, 0.09, seed=3, directed=True)
    wider = network.copy()
    wider.add_node("alone")
    for name, each in MEASURES.items():
        if each.unscaled:
            before, after = (measure(net, name, engine=engine, **each.unscaled) for net in (network, wider))  # type: ignore[arg-type]
            assert isinstance(before, Result)
            assert isinstance(after, Result)
            assert {node: after.values[node] for node in network} == pytest.approx(before.values, rel=1e-7), name


@pytest.mark.parametrize(
    ("network", "name", "reason"),
    [
        (nx.Graph(), "degree", "empty"),
        (nx.empty_graph(1), "density", "one-node"),
        (nx.empty_graph(4), "eigenvector_centrality", "no-ties"),
        (nx.path_graph(3), "strength", "no-weights"),
        (nx.Graph([(1, 2, {"weight": -1})]), "strength", "bad-weights"),
        (nx.Graph([(1, 2, {"weight": math.nan})]), "strength", "bad-weights"),
        (nx.path_graph(3), "interlocks", "no-direction"),
        (nx.complete_graph(3), "coverage", "one-kind"),
        (nx.Graph([(1, 2), (3, 4)]), "coverage", "sides-unknown"),
        (nx.path_graph(3), "homophily", "no-attribute"),
    ],
)
def test_a_measure_says_why_it_has_no_meaning(network: nx.Graph, name: str, reason: str) -> None:
    found = measure(network, name)
    assert isinstance(found, NoMeaning)
    assert found.reason.code == reason


def test_some_unknown_weights_make_a_weighted_measure_meaningless() -> None:
    network = nx.Graph([(1, 2, {"weight": 2}), (2, 3)])
    found = measure(network, "pagerank", weighted=True)
    assert isinstance(found, NoMeaning)
    assert found.reason.fields == {"count": 1, "ties": 2}


def test_parallel_ties_add_up_and_self_ties_are_left_out() -> None:
    network = nx.MultiDiGraph()
    network.add_weighted_edges_from([("a", "b", 1), ("a", "b", 2), ("b", "a", 4), ("a", "a", 8)])
    found = measure(network, "strength")
    assert isinstance(found, Result)
    assert found.values == {"a": 7, "b": 7}
    assert "loops" in [note.code for note in found.notes]


def test_the_network_is_left_as_it_was(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network()
    before = (list(network.nodes(data=True)), [(a, b, dict(tie)) for a, b, tie in network.edges(data=True)])
    for name in MEASURES:
        measure(network, name)
    measure(network, "betweenness_centrality", weighted=True)
    assert (list(network.nodes(data=True)), [(a, b, dict(tie)) for a, b, tie in network.edges(data=True)]) == before


def test_a_network_that_changed_is_measured_anew(large: nx.Graph) -> None:
    network = nx.Graph(large)
    first = measure(network, "degree")
    assert measure(network, "degree") is first
    network.remove_edge("x", "y")
    second = measure(network, "degree")
    assert isinstance(second, Result)
    assert second.values["x"] == 0


def test_an_analysis_tells_how_far_it_is_and_can_be_ended(large: nx.Graph) -> None:
    told: list[tuple[str, float]] = []
    measure(large, "betweenness_centrality", pivots=80, seed=11, watch=Watch(lambda *at: told.append(at)))
    assert len([share for phase, share in told if phase == "betweenness"]) == 10
    arrays = to_arrays(large)
    with pytest.raises(AnalysisCancelledError):
        measure(arrays, "betweenness_centrality", pivots=90, watch=Watch(cancelled=lambda: len(told) > 0))


def test_one_long_call_of_the_engine_tells_that_it_goes_on_and_can_be_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A network of long paths, whose betweenness the engine computes in one call."""
    monkeypatch.setattr(engine, "_BEAT", 0.001)
    ladder = nx.circular_ladder_graph(2_000)
    told: list[tuple[str, float]] = []
    found = measure(ladder, "betweenness_centrality", pivots=0, watch=Watch(lambda *at: told.append(at)))
    assert isinstance(found, Result)
    assert len({round(value, 9) for value in found.values.values()}) == 1
    signs = [share for phase, share in told if phase == "betweenness"]
    assert (signs[0], signs[-1]) == (0, 1)
    assert len(signs) > 2
    again: list[str] = []
    watch = Watch(lambda phase, _: again.append(phase), cancelled=lambda: again.count("betweenness") >= 2)
    with pytest.raises(AnalysisCancelledError):
        measure(nx.circular_ladder_graph(2_001), "betweenness_centrality", pivots=0, watch=watch)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_measure_has_its_name_question_and_reference(name: str, language: str) -> None:
    say = translator(language)
    assert say(MEASURES[name].name)
    assert say(MEASURES[name].question).endswith("?")
    assert MEASURES[name].reference


def test_an_unknown_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownMeasureError) as caught:
        measure(nx.path_graph(3), "betweeness")
    assert "betweenness_centrality" in caught.value.fields["nearest"]


@pytest.mark.parametrize("parameters", [{"depth": 3}, {"damping": 2.0}, {"damping": "high"}, {"damping": math.nan}])
def test_a_parameter_that_a_measure_cannot_have_is_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(MeasureParameterError):
        measure(nx.path_graph(3), "pagerank", **parameters)

"""What every node is within the whole of a network: the local engine beside networkx, Spark beside the local engine."""

from __future__ import annotations

import shutil
from pathlib import Path

import networkx as nx
import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph
from territory_graph.cli import main
from territory_graph.errors import AnalysisCancelledError, SparkError
from territory_graph.network import spark
from territory_graph.network.outcome import Watch
from territory_graph.network.whole import PHASES, whole_network

TOLERANCE = 1e-9


@st.composite
def networks(draw: st.DrawFn) -> nx.Graph:
    size = draw(st.integers(0, 12))
    network: nx.Graph = draw(st.sampled_from([nx.Graph, nx.DiGraph]))()
    network.add_nodes_from(range(size))
    ends = st.integers(0, max(0, size - 1))
    network.add_edges_from(draw(st.lists(st.tuples(ends, ends), max_size=30)) if size else [])
    return network


@given(networks())
@settings(max_examples=60)
def test_the_local_engine_finds_what_networkx_finds(network: nx.Graph) -> None:
    found, plain = whole_network(network), nx.Graph(network)
    loops = list(nx.selfloop_edges(plain))
    plain.remove_edges_from(loops)
    simple = network.copy()
    simple.remove_edges_from(loops)
    components = {node: min(part) for part in nx.connected_components(plain) for node in part}
    assert found.components.tolist() == [components[node] for node in network]
    assert found.triangles.tolist() == [nx.triangles(plain, node) for node in network]
    ranks = nx.pagerank(simple, tol=1e-13, max_iter=2_000) if network else {}
    assert found.ranks == pytest.approx([ranks[node] for node in network], abs=TOLERANCE)


def test_groups_of_label_propagation_part_what_a_long_path_joins() -> None:
    found = whole_network(nx.barbell_graph(8, 6)).groups.tolist()
    assert [len(set(found[:8])), len(set(found[-8:]))] == [1, 1]
    assert found[0] != found[-1]


def test_tables_hold_every_node_and_tie(hamlet: KnowledgeGraph, hamlet_store: Path, tmp_path: Path) -> None:
    assert main(["analyse", "--tables", str(tmp_path / "new"), "--store", str(hamlet_store)]) == 0
    nodes, ties = (pq.read_table(tmp_path / "new" / f"{name}.parquet") for name in ("nodes", "ties"))
    network = hamlet.network()
    assert nodes.column("node").to_pylist() == list(network)
    assert nodes.column("label").to_pylist() == [label for _, label in network.nodes(data="label")]
    pairs = zip(ties.column("source").to_pylist(), ties.column("target").to_pylist(), strict=True)
    assert {frozenset(pair) for pair in pairs} == {frozenset(pair) for pair in network.edges}
    assert sum(ties.column("weight").to_pylist()) == pytest.approx(network.size(weight="weight"))


def test_another_engine_writes_tables_only(
    hamlet_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    csv = str(tmp_path / "runs.csv")
    assert main(["analyse", "--engine", "spark", "--csv", csv, "--store", str(hamlet_store)]) == 1
    assert "--tables" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(
    hamlet_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["analyse", "--tables", str(tmp_path / "file"), "--store", str(hamlet_store)]) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err


@pytest.fixture
def _spark(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'territory-graph[spark]'")
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine, which Spark needs")
    # To optimise what runs for seconds takes longer than it saves.
    monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


@pytest.mark.slow
@pytest.mark.usefixtures("_spark")
def test_spark_finds_what_the_local_engine_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "LABEL_ROUNDS", 3)
    monkeypatch.setattr(spark, "ROUNDS", 30)  # each is planned from all those before
    network = nx.gnp_random_graph(20, 0.1, seed=2, directed=True)
    phases: list[str] = []
    local = whole_network(network)
    found = whole_network(
        network, engine="spark", master="local[1]", watch=Watch(progress=lambda phase, _: phases.append(phase))
    )
    assert found.components.tolist() == local.components.tolist()
    assert len(set(local.components.tolist())) > 1
    assert found.triangles.tolist() == local.triangles.tolist()
    assert any(local.triangles)
    assert np.abs(found.ranks - local.ranks).sum() <= spark.DAMPING**spark.ROUNDS
    assert all(found.components[node] == found.components[group] for node, group in enumerate(found.groups))
    assert tuple(dict.fromkeys(phases)) == PHASES


@pytest.mark.slow
@pytest.mark.usefixtures("_spark")
def test_an_analysis_on_spark_ends_when_it_is_asked_to() -> None:
    began: list[str] = []
    watch = Watch(progress=lambda phase, _: began.append(phase), cancelled=lambda: "pagerank" in began)
    with pytest.raises(AnalysisCancelledError):
        whole_network(nx.path_graph(3), engine="spark", master="local[1]", watch=watch)
    assert "groups" not in began


@pytest.mark.slow
@pytest.mark.usefixtures("_spark")
def test_an_address_that_is_no_cluster_is_said() -> None:
    with pytest.raises(SparkError, match="Java"):
        whole_network(nx.path_graph(3), engine="spark", master="nonsense")


def test_a_network_without_nodes_has_empty_arrays() -> None:
    found = whole_network(nx.Graph())
    assert [len(each) for each in (found.components, found.ranks, found.groups, found.triangles)] == [0] * 4
    assert np.issubdtype(found.triangles.dtype, np.integer)

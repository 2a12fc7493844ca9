"""Publishing elsewhere: readers see the version before or the new one whole, and nothing of others is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from engines import oxigraph

from territory_graph import KnowledgeGraph
from territory_graph.cli import main
from territory_graph.errors import RemoteStoreError
from territory_graph.settings import RemoteStore
from territory_graph.store.folder import StoreFolder
from territory_graph.store.publishing import current, mark_of, publish
from territory_graph.store.remote import Remote


class Breaking(Remote):
    """A dataset whose server goes away at an update."""

    def __init__(self, store: RemoteStore, updates: int) -> None:
        super().__init__(store)
        self.left = updates

    def update(self, sparql: str) -> None:
        if self.left == 0:
            raise RemoteStoreError(address="http://127.0.0.1", reason="it went away")
        self.left -= 1
        super().update(sparql)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[RemoteStore]]:
    with ExitStack() as stack:
        folders = [tmp_path / "one", tmp_path / "other"]
        yield [stack.enter_context(oxigraph(folder)) for folder in folders]


@pytest.fixture
def changed(hamlet_store: Path, tmp_path: Path) -> Path:
    """The hamlet with a statement less, under another version."""
    store = Path(shutil.copytree(hamlet_store, tmp_path / "changed", symlinks=True))
    folder = StoreFolder(store)
    opened, manifest = folder.open()
    quads = [quad for quad in opened if str(quad.graph_name) != "DEFAULT"][:-1]
    del opened
    merged = len({(quad.subject, quad.predicate, quad.object) for quad in quads})
    graphs = len({quad.graph_name for quad in quads})
    folder.publish(quads, replace(manifest, version="f" * 16, quads=len(quads), triples=merged, graphs=graphs))
    return store


def remotes(stores: list[RemoteStore]) -> list[Remote]:
    return [Remote(store) for store in stores]


def test_the_next_version_goes_to_the_other_dataset_and_who_reads_reads_on(
    two: list[RemoteStore], hamlet_store: Path, changed: Path
) -> None:
    first = publish(StoreFolder(hamlet_store), remotes(two))
    reading = KnowledgeGraph.published(two)
    before = reading.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    second = publish(StoreFolder(changed), remotes(two))
    assert second.remote.address != first.remote.address
    assert reading.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }") == before
    assert KnowledgeGraph.published(two).version == "f" * 16


def test_one_dataset_is_replaced_by_one_update(two: list[RemoteStore], hamlet_store: Path, changed: Path) -> None:
    publish(StoreFolder(hamlet_store), remotes(two[:1]))
    publish(StoreFolder(changed), remotes(two[:1]))
    graph, right = KnowledgeGraph.published(two[:1]), KnowledgeGraph.open(changed)
    assert {str(quad) for quad in graph.quads()} == {str(quad) for quad in right.quads()}


@pytest.mark.parametrize("updates", [0, 1])
def test_what_is_not_published_to_the_end_is_not_read_and_can_be_published_again(
    two: list[RemoteStore], hamlet_store: Path, changed: Path, updates: int
) -> None:
    publish(StoreFolder(hamlet_store), remotes(two))
    version = KnowledgeGraph.published(two).version
    broken: list[Remote] = [Breaking(store, updates) for store in two]
    with pytest.raises(RemoteStoreError, match="went away"):
        publish(StoreFolder(changed), broken)
    assert KnowledgeGraph.published(two).version == version
    assert publish(StoreFolder(changed), remotes(two)).mark.manifest.version == "f" * 16
    assert current(remotes(two)).mark.manifest.version == "f" * 16


def test_a_dataset_that_holds_anything_else_is_never_emptied(two: list[RemoteStore], hamlet_store: Path) -> None:
    for text in (
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> } }",
    ):
        other = Remote(two[0])
        other.update(f"DROP ALL ; {text}")
        with pytest.raises(RemoteStoreError, match="other data"):
            publish(StoreFolder(hamlet_store), [other])
        assert other.evaluate("ASK { { ?s ?p <urn:c> } UNION { GRAPH ?g { ?s ?p <urn:c> } } }", bare=True) is True
        assert mark_of(other) is None


def test_by_command(
    two: list[RemoteStore], hamlet_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERRITORY_GRAPH_STORE", " ".join(store.query for store in two))
    monkeypatch.setenv("TERRITORY_GRAPH_STORE_UPDATE", " ".join(store.update for store in two))
    assert main(["info"]) == 1
    assert "territory-graph publish" in capsys.readouterr().err
    assert main(["publish", "--store", str(hamlet_store)]) == 0
    with KnowledgeGraph.open(hamlet_store) as right:
        assert right.version in capsys.readouterr().out
        assert main(["ask", "01", "--format", "csv"]) == 0
        assert capsys.readouterr().out == right.ask("01-acteurs").to_csv()
    with monkeypatch.context() as patch:
        patch.setattr(Remote, "quads", lambda self: pytest.fail("all statements are fetched, to be counted"))
        assert main(["info"]) == 0
    assert main(["verify"]) == 1
    assert "--store" in capsys.readouterr().err

"""Files of graphs: made by many at once as by one, bounded, and gone with the process."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from territory_graph.errors import ServerBusyError
from territory_graph.library import Library
from territory_graph.service import graph_files
from territory_graph.settings import read_settings

GRAPH = "https://example.org/hamlet/id/graph/table-records"


@pytest.fixture
def library(hamlet_store: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(graph_files, "_folders", [])
    return Library(read_settings(store=hamlet_store))


@pytest.fixture
def version(library: Library) -> Path:
    return library.folder.version_folder()


def test_the_first_readers_of_named_graphs_may_come_at_once(library: Library) -> None:
    together, found, failed = threading.Barrier(20), [], []

    def read() -> None:
        together.wait()
        try:
            file = graph_files._write_graph(served, GRAPH, "text/turtle")
            assert file is not None
            with file.content as content:
                found.append(content.read())
        except Exception as error:
            failed.append(error)

    for _ in range(3):
        graph_files._folders.clear()
        served = Library(library.settings)
        threads = [threading.Thread(target=read) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
    assert len(found) == 60
    assert len(set(found)) == 1


def test_a_folder_that_something_removed_is_made_again(library: Library) -> None:
    folder = graph_files._folder()
    folder.rmdir()
    file = graph_files._write_graph(library, GRAPH, "text/turtle")
    assert file is not None
    assert file.size > 100
    file.content.close()


def test_files_that_take_too_much_room_go_the_one_asked_for_last_stays(
    version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph_files, "MOST_KEPT", 25)
    folder = graph_files._folder()
    names = [f"{version.name}-default-{name}" for name in ("turtle", "n-triples", "rdf+xml", "ld+json")]
    for age, name in enumerate([*names, "other-dataset-trig", "new-begun"]):
        (folder / name).write_bytes(b"x" * 10)
        graph_files.os.utime(folder / name, (1_000 - age, 1_000 - age))
    graph_files._forget_others(version)
    assert {path.name for path in folder.iterdir()} == {*names[:3], "new-begun"}


@pytest.mark.usefixtures("library")
def test_the_files_go_when_the_server_ends() -> None:
    folder = graph_files._folder()
    assert folder.is_dir()
    graph_files.remove_files()
    assert not folder.exists()
    assert graph_files._folder() != folder


def test_a_process_that_was_ended_is_told_as_one_that_may_come_later(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "ended.py"
    program.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", encoding="utf-8")
    monkeypatch.setattr(graph_files.graph_dump, "__file__", str(program))
    with pytest.raises(ServerBusyError):
        asyncio.run(graph_files.written(library, graph_files.DEFAULT, "text/turtle"))
    assert list(graph_files._folder().iterdir()) == []

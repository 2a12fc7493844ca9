"""The library of a process: a version opened once for all, the next when it is published, nothing left of the old."""

from __future__ import annotations

import gc
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from weakref import ref

import pytest

from territory_graph.building import build
from territory_graph.errors import StoreNotFoundError
from territory_graph.library import Library, Opened
from territory_graph.messages import translator
from territory_graph.service.context import known_names, statistics_of
from territory_graph.settings import read_settings
from territory_graph.store.folder import StoreFolder
from territory_graph.store.guard import guard
from territory_graph.store.pool import PAGE
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.scene import read_stage

HAMLET = Path(__file__).parent / "fixtures" / "hamlet"


@pytest.fixture
def library(hamlet_store: Path, tmp_path: Path) -> Library:
    """A library on a store that the test may change."""
    store = Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))
    return Library(read_settings(store=store))


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The versions that are opened, in order."""
    found: list[Path] = []
    opened = StoreFolder.open

    def counted(folder: StoreFolder, version: Path | None = None, **options: Any) -> Any:
        found.append(version or folder.version_folder())
        return opened(folder, version, **options)

    monkeypatch.setattr(StoreFolder, "open", counted)
    return found


def test_a_version_is_opened_once_for_readers_queries_and_files(library: Library, openings: list[Path]) -> None:
    together = threading.Barrier(6)

    def read(_: int) -> Any:
        together.wait()
        return library.current()

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(read, range(6)))) == 1
    asked = library.pool.submit(guard("ASK {}"), media_type="application/sparql-results+json", limits=PAGE, client="x")
    assert asked.result(60).version == library.current().graph.version
    assert openings == [library.folder.version_folder()]


def explored(version: Opened) -> list[ref[Any]]:
    """The version, its graph and what the explorer made of it, none of them held."""
    stage = version.once(("stage",), lambda: read_stage(version.graph, translator("fr"), version.once))
    stage.scene(Exploration())
    statistics_of(version)
    known_names(version)
    return [ref(version), ref(version.graph), ref(stage)]


def test_a_version_that_is_replaced_is_let_go_with_what_was_made_of_it(library: Library) -> None:
    held = explored(library.current())
    build(HAMLET, library.folder.path)
    after = library.current()
    gc.collect()
    assert [one() for one in held] == [None, None, None]
    assert after.folder == library.folder.version_folder()
    assert library.current() is after


def test_what_is_made_of_a_version_is_not_that_of_another(library: Library) -> None:
    first = library.current()
    assert first.once(("key",), lambda: "first") == "first"
    build(HAMLET, library.folder.path)
    assert library.current().once(("key",), lambda: "second") == "second"
    assert first.once(("key",), lambda: "again") == "first"


def test_a_store_that_is_built_later_is_served_then(tmp_path: Path) -> None:
    library = Library(read_settings(store=tmp_path / "store"))
    with pytest.raises(StoreNotFoundError):
        library.current()
    build(HAMLET, library.folder.path)
    assert library.current().graph.manifest.slug == "hamlet"


def test_queries_are_answered_by_one_pool(hamlet_library: Library) -> None:
    assert hamlet_library.pool is hamlet_library.pool

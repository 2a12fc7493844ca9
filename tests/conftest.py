"""Stores that are built once for all tests of a run, and a copy of the hamlet that a test may spoil."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from territory_graph import KnowledgeGraph, resources
from territory_graph.building import build
from territory_graph.library import Library
from territory_graph.settings import read_settings

HERE = Path(__file__).parent
HAMLET = HERE / "fixtures" / "hamlet"
PRESS_RELEASE = resources.data_folder() / "rouen-seine-eure" / "press-release-2021-05-12.trig"

# Tests make millions of objects that live long: looking for garbage as often as Python does takes a tenth of the run.
gc.set_threshold(50_000, 20, 20)

# Threads of numpy, which nothing above has loaded, wait for one another over matrices as small as those of tests.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A busy machine is slow: only a wrong answer fails a property test.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

SLOW = frozenset(
    {
        *("browser", "contributions", "elsewhere", "importing", "service", "store", "ui", "updating"),
        *("test_analysing.py", "test_benchmarks.py", "test_building.py", "test_cli.py", "test_documentation.py"),
        *("test_frontend.py", "test_layout.py", "test_notebooks.py", "test_site.py"),
        *("test_hostile_input.py", "test_package.py", "test_search.py", "test_updating.py", "test_validation.py"),
        *("test_answers.py", "test_doubts.py", "test_rules.py"),
        *("test_any_cell.py", "test_measures.py", "test_ranks.py", "test_wheel.py"),
        *("test_competency.py", "test_exports.py", "test_payload.py", "test_questions.py"),
        *("test_contradictions_property.py", "test_introductions.py", "test_lives_property.py", "test_server.py"),
        *("test_as_python.py", "test_reading_proposals.py", "test_single.py"),
        *("test_part.py", "test_rivals.py", "test_roles_property.py", "test_scenario.py", "test_scene.py"),
        *("test_screening.py",),
    }
)
"""Folders and modules that start servers, browsers and processes, build many stores, or draw thousands of times."""

Append = Callable[..., Path]
WriteTrig = Callable[[str], Path]

PREFIXES = """\
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX act: <id/actor/>
PREFIX rec: <id/record/more/>

<id/graph/more> {
  <id/graph/more> a tg:Record ; tg:source <id/source/editorial> ; tg:locator "-" ;
    tg:status <id/status/editorial> ; tg:confidence 1.0 .
  rec:x a tg:Record ; tg:source <id/source/annuaire> ; tg:locator "p. 9" ;
    tg:status <id/status/stated> ; tg:confidence 1.0 .
}
"""
"""Opening of a TriG file that adds the record ``rec:x`` to the hamlet."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where what is slow is left out, it is not read either."""
    left_out = SLOW.intersection(collection_path.relative_to(HERE).parts)
    return True if left_out and config.option.markexpr == "not slow" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SLOW & set(item.path.parts):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STORE", "TERRITORY", "LANGUAGE", "UPDATE_TOKEN", "OPERATOR_TOKEN", "SAVED_QUERIES"):
        monkeypatch.delenv(f"TERRITORY_GRAPH_{name}", raising=False)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run, which all its processes share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def built_once(territory: Path, folder: Path) -> Iterator[Path]:
    """The store of a territory, built by the process that is first to want it: to be read, or copied, never written."""
    folder.mkdir(exist_ok=True)
    store = folder / "store"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the process ends, however it ends
        if not (store / "current").exists():
            build(territory, store)
    before = written(store)
    yield store
    assert written(store) == before, f"a test has written to {store}, from which others read"


def written(folder: Path) -> dict[Path, int]:
    """When each file of a store was last written, in nanoseconds, but for the views that a server keeps beside it."""
    kept = folder / "views"
    files = (path for path in folder.rglob("*") if path != kept and kept not in path.parents)
    return {path: path.lstat().st_mtime_ns for path in files}


@pytest.fixture(scope="session")
def hamlet_store(run_folder: Path) -> Iterator[Path]:
    with built_once(HAMLET, run_folder / "hamlet") as store:
        yield store


@pytest.fixture(scope="session")
def hamlet(hamlet_store: Path) -> KnowledgeGraph:
    return KnowledgeGraph.open(hamlet_store)


@pytest.fixture(scope="session")
def hamlet_library(hamlet_store: Path) -> Library:
    """The hamlet as a process serves it, with a pool of its own."""
    return Library(read_settings(store=hamlet_store, environment={}))


@pytest.fixture(scope="session")
def rouen_store(run_folder: Path) -> Iterator[Path]:
    with built_once(resources.default_territory(), run_folder / "rouen") as store:
        yield store


@pytest.fixture(scope="session")
def rouen(rouen_store: Path) -> KnowledgeGraph:
    return KnowledgeGraph.open(rouen_store)


@pytest.fixture(scope="session")
def press_release_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory that holds the press release and nothing else."""
    folder = tmp_path_factory.mktemp("press-release") / "territory"
    folder.mkdir()
    shutil.copyfile(PRESS_RELEASE, folder / PRESS_RELEASE.name)
    shutil.copyfile(PRESS_RELEASE.with_name("territory.toml"), folder / "territory.toml")
    return folder


@pytest.fixture(scope="session")
def press_release_store(press_release_folder: Path, run_folder: Path) -> Iterator[Path]:
    with built_once(press_release_folder, run_folder / "press-release") as store:
        yield store


@pytest.fixture(scope="session")
def press_release(press_release_store: Path) -> KnowledgeGraph:
    return KnowledgeGraph.open(press_release_store)


@pytest.fixture
def hamlet_copy(tmp_path: Path) -> Path:
    """A copy of the hamlet's folder, to be changed."""
    return Path(shutil.copytree(HAMLET, tmp_path / "hamlet"))


@pytest.fixture
def add_rows(hamlet_copy: Path) -> Append:
    """Adds rows at the end of a table of the copy, each written as ``column="cell"``; returns the table's path."""

    def add(table: str, *rows: dict[str, str]) -> Path:
        path = hamlet_copy / "tables" / f"{table}.csv"
        columns = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
        for row in rows:
            assert row.keys() <= set(columns)
            cells = ('"{}"'.format(row[name].replace('"', '""')) if name in row else "" for name in columns)
            with path.open("a", encoding="utf-8", newline="") as file:
                file.write(",".join(cells) + "\n")
        return path

    return add


@pytest.fixture
def add_trig(hamlet_copy: Path) -> WriteTrig:
    """Adds a TriG file to the copy, whose statements may stand in the record ``rec:x``; returns its path."""

    def add(text: str) -> Path:
        path = hamlet_copy / "more.trig"
        path.write_text(PREFIXES + text, encoding="utf-8")
        return path

    return add

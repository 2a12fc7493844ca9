"""The wheel: what it holds, what it does where nothing else is, and what its build says without a network."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from territory_graph import resources

CHECKOUT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".store", "node_modules", "__pycache__", ".*_cache", ".hypothesis", "dist", "tests"
)

if find_spec("build") is None:
    pytest.skip("the package “build” is not installed", allow_module_level=True)


def build_wheel(checkout: Path, environment: Mapping[str, str] = os.environ) -> subprocess.CompletedProcess[str]:
    """Builds as a packager does, in the test environment where it has hatchling: then nothing is downloaded."""
    own = ["--no-isolation", "--skip-dependency-check"] if find_spec("hatchling") else []
    return subprocess.run(
        [sys.executable, "-m", "build", "--wheel", *own, "--outdir", str(checkout / "dist"), str(checkout)],
        capture_output=True,
        encoding="utf-8",
        env=dict(environment),
        check=False,
    )


def require_tools(done: subprocess.CompletedProcess[str]) -> None:
    """Skips where neither hatchling nor a network to fetch it from is there."""
    if "No matching distribution found for hatchling" in done.stdout + done.stderr:
        pytest.skip("hatchling is neither installed nor to be downloaded from here")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout that a build may write to."""
    return Path(shutil.copytree(CHECKOUT, tmp_path_factory.mktemp("wheel") / "checkout", ignore=LEFT_OUT))


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    done = build_wheel(checkout)
    require_tools(done)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = (checkout / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


APP = frozenset({"altair", "jinja2", "markupsafe", "pandas", "pydeck", "pyvis", "starlette", "streamlit", "typst"})
"""Packages of the interface and the service, which the library does without."""


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and its dependencies, which are those of the tests; nothing of the checkout."""
    return install(wheel, tmp_path_factory.mktemp("environment") / "venv", without=frozenset())


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without the extra ``app``."""
    return install(wheel, tmp_path_factory.mktemp("bare") / "venv", without=APP)


def install(wheel: Path, folder: Path, without: frozenset[str]) -> Path:
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    for source in {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}:
        for item in source.iterdir():
            ours = "territory_graph" in item.name or item.suffix == ".pth" or item.name.lower() in without
            if not ours and not (site / item.name).exists():
                (site / item.name).symlink_to(item)
    install = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install"]
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*install, *options, str(wheel)], check=True)
    return folder


def test_the_wheel_holds_the_bundles_of_the_browser(names: set[str]) -> None:
    assets = {name for name in names if name.startswith("territory_graph/ui/assets/")}
    assert {name.rpartition("/")[2].split("-")[0] for name in assets if name.endswith((".js", ".json"))} == {
        "network",
        "sparql",
        "standalone",
        "marks",
        "near",
        "sheet",
        "search",
        "shell",
    }
    assert "territory_graph/ui/assets/licences.txt" in names


def test_the_wheel_holds_the_default_territory(names: set[str]) -> None:
    folder = resources.default_territory()
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert "territory.toml" in files
    assert {f"territory_graph/data/rouen-seine-eure/{file}" for file in files} <= names


@pytest.mark.parametrize("folder", ["ontology", "queries", "locales", "ui", "ingest"])
def test_the_wheel_holds_every_packaged_file(names: set[str], folder: str) -> None:
    files = {file.relative_to(resources.PACKAGE) for file in (resources.PACKAGE / folder).rglob("*") if file.is_file()}
    wanted = {f"territory_graph/{file.as_posix()}" for file in files if "__pycache__" not in file.parts}
    assert wanted
    assert wanted <= names


def test_the_wheel_tells_streamlit_of_its_component(names: set[str]) -> None:
    assert "territory_graph/pyproject.toml" in names


def test_the_wheel_holds_nothing_of_the_workshop(names: set[str]) -> None:
    roots = {name.split("/")[0] for name in names}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"territory_graph"}
    for part in ("node_modules", "__pycache__", ".store", "frontend", "tests"):
        assert not [name for name in names if part in name.split("/")]


def clean(home: Path) -> dict[str, str]:
    """The variables of a user who never heard of this checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TERRITORY_GRAPH_", "PYTHON"))}
    return kept | {"HOME": str(home), "XDG_DATA_HOME": str(home / "data")}


@contextmanager
def serving(environment: Path, folder: Path) -> Iterator[str]:
    """The address at which the installed command serves, run in an empty folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "empty").mkdir()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(environment / "bin" / "territory-graph"), "serve", "--port", str(port)],
            cwd=folder / "empty",
            env=clean(folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        limit = time.monotonic() + 120
        while not answers(f"{address}/_stcore/health"):
            said = (folder / "log").read_text(encoding="utf-8")
            assert process.poll() is None, said
            assert time.monotonic() < limit, said
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def answers(address: str) -> bool:
    try:
        return get(address)[0] == 200
    except (urllib.error.URLError, OSError):
        return False


def get(address: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.read()


def test_the_installed_wheel_builds_its_territory_and_serves_it(
    environment: Path, names: set[str], wheel: Path, tmp_path: Path
) -> None:
    with serving(environment, tmp_path) as address:
        assert (tmp_path / "data" / "territory-graph" / "store" / "current" / "manifest.json").is_file()
        assert list((tmp_path / "empty").iterdir()) == []
        for path in ("", "reseau", "fiche?id=actor/lsn", "questions"):
            status, page = get(f"{address}/{path}")
            assert status == 200
            assert b'<div id="root">' in page
        bundle = next(name for name in names if "/ui/assets/network-view-" in name)
        status, script = get(f"{address}/_stcore/bidi-components/territory-graph.network/{Path(bundle).name}")
        with zipfile.ZipFile(wheel) as archive:
            assert (status, script) == (200, archive.read(bundle))


def test_the_installed_command_answers_from_its_own_files(environment: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(environment / "bin" / "python"), "-c", "import territory_graph; print(territory_graph.__file__)"],
        cwd=tmp_path,
        env=clean(tmp_path),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(environment)


def test_a_build_without_a_network_says_what_to_do(checkout: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(checkout, tmp_path / "checkout", ignore=shutil.ignore_patterns("dist")))
    shutil.rmtree(copy / "src" / "territory_graph" / "ui" / "assets")
    cut_off = {
        "npm_config_registry": "http://127.0.0.1:9",
        "npm_config_cache": str(tmp_path / "npm-cache"),
        "npm_config_fetch_retries": "0",
    }
    done = build_wheel(copy, os.environ | cut_off)
    require_tools(done)
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "could not be built" in said
    assert "What to do" in said
    assert "registry" in said
    assert not list(copy.glob("dist/*.whl"))
    assert not (copy / "src" / "territory_graph" / "ui" / "assets" / "sources.sha256").exists()


def test_without_the_interface_the_library_and_the_commands_work_and_serve_says_what_is_missing(
    bare: Path, tmp_path: Path
) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(bare / "bin" / "territory-graph"), *arguments, "--store", str(tmp_path / "store")]
        return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, check=False)

    assert run("build", str(CHECKOUT / "tests" / "fixtures" / "hamlet")).returncode == 0
    asked = run("ask", "01")
    assert asked.returncode == 0 and "Scierie des Aulnes" in asked.stdout
    code = (
        "import sys; from territory_graph import KnowledgeGraph as K; g = K.open(sys.argv[1]); print(len(g.network()))"
    )
    done = subprocess.run(
        [str(bare / "bin" / "python"), "-c", code, str(tmp_path / "store")], capture_output=True, check=False
    )
    assert done.returncode == 0 and int(done.stdout) == 12, done.stderr
    served = run("serve", "--port", "1")
    assert served.returncode == 1
    assert "territory-graph[app]" in served.stderr and "Traceback" not in served.stderr

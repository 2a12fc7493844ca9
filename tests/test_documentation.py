"""What the documentation shows runs, and what it lists exists."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, serving

from territory_graph import KnowledgeGraph, resources
from territory_graph.cli import arguments
from territory_graph.messages import translator
from territory_graph.ui.context import ADDRESSES
from territory_graph.views.analyses import state as analyses
from territory_graph.views.explorer import address as explorer
from tests.attack.__main__ import model

TOP = resources.checkout()

pytestmark = pytest.mark.skipif(TOP is None, reason="the documentation is beside the package in a checkout only")


def test_the_threat_model_is_that_of_the_attacks():
    assert TOP is not None
    told = (TOP / "docs" / "reliability.md").read_text(encoding="utf-8")
    assert "\n".join(model()) in told


def test_every_screen_and_parameter_of_an_address_is_documented():
    assert TOP is not None
    told = (TOP / "docs" / "addresses.md").read_text(encoding="utf-8")
    named = {*explorer.PARAMETERS, *analyses.PARAMETERS, "au", "lang"}
    assert {name for name in named if f"`{name}`" not in told} == set()
    pages = {
        page.strip() for line in told.splitlines() if line.startswith("| ") for page in line.split("|")[1].split(",")
    }
    assert {path for path in ADDRESSES.values() if path} <= pages


def test_every_room_and_what_facts_read_are_told_of():
    """A newcomer finds each folder and module of the package, and each subject of facts, in the architecture."""
    assert TOP is not None
    told = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", told, flags=re.DOTALL)
    named = {name for text in re.findall(r"`([^`]+)`", prose) for name in (text.strip("/"), *text.split("/"))}
    found = resources.PACKAGE.iterdir()
    rooms = {path.name for path in found if path.suffix == ".py" or (path / "__init__.py").exists()}
    rooms -= {"__init__.py", "__main__.py"}
    assert {room for room in rooms if {room, room.removesuffix(".py")}.isdisjoint(named)} == set()
    subjects = {path.stem for path in (resources.PACKAGE / "facts").glob("[a-z]*.py")}
    assert subjects - named == set()


def run_example(store: Path, out: Path) -> subprocess.CompletedProcess[str]:
    assert TOP is not None
    command = [sys.executable, str(TOP / "docs" / "example.py"), "--store", str(store), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("territory", ["hamlet_store", "rouen_store"])
def test_the_analyses_run_on_a_territory(territory: str, request: pytest.FixtureRequest) -> None:
    assert TOP is not None
    store = request.getfixturevalue(territory)
    command = [sys.executable, str(TOP / "docs" / "analyses.py"), "--store", str(store)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    assert "Without whom the network splits" in found.stdout
    assert "nan" not in found.stdout.split()


def test_the_example_reads_the_hamlet(hamlet_store, tmp_path):
    found = run_example(hamlet_store, tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert "Syndicat mixte du Hameau" in found.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"actors.graphml", "statements.csv", "graph.trig"}


def test_the_example_reads_the_default_territory(rouen_store, tmp_path):
    found = run_example(rouen_store, tmp_path)
    assert (found.returncode, found.stderr) == (0, "")


BLOCK = re.compile(r"^ *```(?P<language>\w*)\n(?P<text>.*?)^ *```", re.MULTILINE | re.DOTALL)
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))] if TOP else []
ADDRESS = "http://127.0.0.1:8501"
"""That of the server in the documentation."""


def blocks(*languages: str) -> list[object]:
    """The code blocks in these languages of every page, each named by its page and line."""
    return list(_blocks(languages))


def _blocks(languages: tuple[str, ...]) -> Iterator[object]:
    for page in PAGES:
        told = page.read_text(encoding="utf-8")
        for block in BLOCK.finditer(told):
            if block["language"] in languages:
                line = told.count("\n", 0, block.start()) + 1
                yield pytest.param(block["text"], id=f"{page.name}:{line}")


@pytest.fixture(scope="module")
def server(rouen_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(rouen_store, tmp_path_factory.mktemp("documented") / "serve.log") as running:
        yield running


@pytest.mark.parametrize("text", blocks("python"))
def test_every_block_of_python_runs(text: str, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the default territory, in a folder with the note that a page reads, against the server that it names."""
    monkeypatch.setenv("TERRITORY_GRAPH_STORE", str(server.store))
    monkeypatch.chdir(tmp_path)
    note = "NextMove et la Métropole Rouen Normandie ont signé une convention le 3 mars 2023."
    (tmp_path / "note.txt").write_text(note, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text.replace(ADDRESS, server.address), "documentation", "exec"), {"__name__": "documentation"})


@pytest.mark.parametrize("text", blocks("sparql"))
def test_every_block_of_sparql_is_a_query(text: str, rouen: KnowledgeGraph) -> None:
    assert rouen.query(text) is not None


@pytest.mark.parametrize("text", blocks("sh", "console"))
def test_every_command_has_its_options(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines that begin with a command of the package are parsed as it parses them; nothing is run."""
    parser = arguments.parser(translator("en"))
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line.strip().removeprefix("$ "), comments=True)
        if words[:1] == ["territory-graph"]:
            try:
                parser.parse_args(words[1:])
            except SystemExit:
                pytest.fail(f"{line.strip()}: {capsys.readouterr().err.splitlines()[-1:]}")


def test_what_the_commands_of_citing_say_is_what_they_are_shown_to_say():
    """Each line of an example is a sentence of the command, whatever its numbers and versions."""
    assert TOP is not None
    say = translator("en")
    sentences = [text for name, text in say.section("cli").items() if name.startswith("reproduce_")]
    said = [re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(sentence))) for sentence in sentences]
    page = (TOP / "docs" / "citing.md").read_text(encoding="utf-8")
    shown = [
        line for block in BLOCK.finditer(page) if block["language"] == "console" for line in block["text"].splitlines()
    ]
    told = [line for line in shown if not line.startswith("$ ")]
    assert len(told) >= 7
    assert [line for line in told if not any(one.fullmatch(line) for one in said)] == []

"""What is shipped to run the server elsewhere names commands, options and settings that there are."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from territory_graph.cli import serving
from territory_graph.cli.arguments import parser
from territory_graph.messages import translator

TOP = Path(__file__).parent.parent
DEPLOY = TOP / "deploy"
UNIT, CONTAINER = DEPLOY / "territory-graph@.service", DEPLOY / "Containerfile"


def test_the_unit_serves() -> None:
    started = re.search(r"^ExecStart=(.+)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    assert started
    program, *arguments = shlex.split(started[1].replace("%i", "8501"))
    assert Path(program).name == "territory-graph"
    assert parser(translator("en")).parse_args(arguments).command is serving.serve


def test_systemd_knows_every_line_of_the_unit(tmp_path: Path) -> None:
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        pytest.skip("systemd-analyze is not installed (Debian package systemd)")
    unit = tmp_path / "territory-graph@8501.service"
    text = UNIT.read_text(encoding="utf-8").replace("/opt/territory-graph/bin/territory-graph", "/bin/true")
    unit.write_text(text, encoding="utf-8")
    found = subprocess.run([analyse, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert "territory-graph" not in found.stderr


def test_the_container_serves_the_store_of_its_volume() -> None:
    text = CONTAINER.read_text(encoding="utf-8")
    entry, command = (
        json.loads(re.search(rf"^{name} (\[.+\])$", text, re.MULTILINE)[1]) for name in ("ENTRYPOINT", "CMD")
    )
    assert entry == ["territory-graph"]
    assert parser(translator("en")).parse_args(command).command is serving.serve
    assert "TERRITORY_GRAPH_STORE=/store" in text and "VOLUME /store" in text


def test_every_variable_that_is_named_is_read() -> None:
    read = (TOP / "src" / "territory_graph" / "settings.py").read_text(encoding="utf-8")
    for file in DEPLOY.iterdir():
        for name in re.findall(r"TERRITORY_GRAPH_([A-Z_]+)", file.read_text(encoding="utf-8")):
            assert f'"{name}"' in read or f"TERRITORY_GRAPH_{name}" in read, (file.name, name)


def test_the_package_says_the_versions_of_python_that_its_code_is_written_for() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = [each.rpartition(" ")[2] for each in project["classifiers"] if "Python :: 3." in each]
    assert said == ["3.11", "3.12", "3.13", "3.14"]
    assert project["requires-python"] == f">={said[0]}"
    makefile = (TOP / "Makefile").read_text(encoding="utf-8")
    assert f"--python-version {said[-1]}" in makefile
    for file in (TOP / "src").rglob("*.py"):
        ast.parse(file.read_text(encoding="utf-8"), str(file), feature_version=(3, 11))

"""What the documentation shows runs, and what it lists exists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from territory_graph import resources
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

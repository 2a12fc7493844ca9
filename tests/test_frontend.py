"""The JavaScript's own tests, of the picture and of the editor, which Node runs, and its lint."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FRONTEND = ROOT / "frontend"
BIOME = FRONTEND / "node_modules" / ".bin" / "biome"
TESTS = sorted((FRONTEND / "test").glob("*.test.js"))

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="no Node on this machine")
needs_biome = pytest.mark.skipif(not BIOME.exists(), reason="Biome is not installed: npm ci --prefix frontend")


def run(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


@needs_node
@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name.partition(".")[0])
def test_javascript(file: Path) -> None:
    if not (FRONTEND / "node_modules").is_dir():
        pytest.skip("the packages of frontend are not installed: npm ci --prefix frontend")
    done = run(["node", "--test", "--test-reporter=tap", file], FRONTEND)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_biome
@pytest.mark.parametrize(
    ("source", "rule"), [("let a = 1;\nexport { a };\n", "useConst"), ("gone();\n", "noUndeclaredVariables")]
)
def test_the_linter_reads_the_picture_s_sources(tmp_path: Path, source: str, rule: str) -> None:
    """The rules of ``biome.jsonc`` hold in the folders that it names."""
    shutil.copy(ROOT / "biome.jsonc", tmp_path)
    for folder in ("frontend/src", "src/territory_graph/ui"):
        file = tmp_path / folder / "mistaken.js"
        file.parent.mkdir(parents=True)
        file.write_text(source, encoding="utf-8")
    done = run([BIOME, "lint", "--error-on-warnings"], tmp_path)
    assert done.returncode != 0
    assert done.stderr.count(f"/{rule}") + done.stdout.count(f"/{rule}") == 2

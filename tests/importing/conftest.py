"""A desk for the hamlet, on copies of its files and of its store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from territory_graph.contributions import Desk
from tests.conftest import HAMLET


@pytest.fixture
def desk(tmp_path: Path, hamlet_store: Path) -> Desk:
    shutil.copytree(HAMLET, tmp_path / "hamlet")
    shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True)
    return Desk(tmp_path / "hamlet", tmp_path / "store")

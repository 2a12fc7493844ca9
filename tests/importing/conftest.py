"""A desk for the hamlet, on copies of its files and of its store; three editions, and the territory that they make."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from territory_graph.contributions import Desk
from territory_graph.importing.cog import bring_in_cog, look_at_cog
from tests.conftest import HAMLET
from tests.importing.editions import (
    AB,
    FIRST,
    OLD,
    SECOND,
    THIRD,
    YEARS,
    A,
    B,
    C,
    D,
    commune,
    grouping,
    tarball,
    written,
)


@pytest.fixture
def desk(tmp_path: Path, hamlet_store: Path) -> Desk:
    shutil.copytree(HAMLET, tmp_path / "hamlet")
    shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True)
    return Desk(tmp_path / "hamlet", tmp_path / "store")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder of two unpacked packages and a tarball."""
    folder = tmp_path / "packages"
    before = [commune(code, name, 100 + place) for place, (code, name) in enumerate(OLD)]
    one, two, three, four = ((code, siren, name) for (code, name), siren in zip(OLD, (A, B, C, D), strict=True))
    first, second = grouping(FIRST, "CC Une", [one, two, three], 303), grouping(SECOND, "CC Deux", [four], 103)
    written(folder / "y2019", "0.7.0", before, [first, second])
    first, second = grouping(FIRST, "CC Une", [one, two], 201), grouping(SECOND, "CC Deux", [three, four], 205)
    written(folder / "y2020", "0.8.0", before, [first, second])
    part = {"code": "01002", "nom": "Le Bourg", "type": "commune-deleguee", "chefLieu": "01001"}
    merged = commune("01001", "Aune-le-Bourg", 209, siren=AB, anciensCodes=["01002"])
    after = [merged, commune("01003", "Celle", 102), commune("01004", "Donne", 110), part]
    every = [("01001", AB, "Aune-le-Bourg"), three, four]
    last = written(folder / "y2021", "1.1.1", after, [grouping(THIRD, "CC Trois", every, 421)])
    tarball(last)
    for path in sorted(last.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    last.rmdir()
    return folder


@pytest.fixture
def france(tmp_path: Path, packages: Path) -> Path:
    folder = tmp_path / "france"
    bring_in_cog(look_at_cog(folder, YEARS, packages))
    return folder

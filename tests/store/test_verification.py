"""Verification finds what is wrong with a store, says which file, and what to do."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from territory_graph.cli import main
from territory_graph.store.checksums import write_checksums
from territory_graph.store.folder import StoreFolder
from territory_graph.store.verification import verify


@pytest.fixture
def copied(hamlet_store: Path, tmp_path: Path) -> Path:
    """A copy of the hamlet whose previous version is one as well."""
    store = Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))
    version = StoreFolder(store).version_folder()
    shutil.copytree(version, version.with_name("former"))
    (store / "previous").symlink_to("versions/former")
    return store


def rewrite(path: Path, change: Callable[[dict], object]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def without_a_name(index: Path) -> None:
    with closing(sqlite3.connect(index)) as database, database:
        database.execute("DELETE FROM name WHERE id = 1")


def codes(store: Path, link: str = "current") -> list[str]:
    return [fault.code for one in verify(StoreFolder(store)) if one.link == link for fault in one.faults]


def test_a_whole_store_is_whole(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "verify", "--store", str(copied)]) == 0
    out = capsys.readouterr().out
    assert [line.partition(":")[0].split()[0] for line in out.splitlines()] == ["Current", "Previous"]
    assert out.count("whole") == 2


def test_a_changed_file_is_named_with_the_remedy(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    version = StoreFolder(copied).version_folder()
    table = max((version / "oxigraph").glob("*.sst"), key=lambda path: path.stat().st_size)
    content = bytearray(table.read_bytes())
    content[len(content) // 2] ^= 1
    table.write_bytes(content)
    assert main(["--lang", "en", "verify", "--store", str(copied)]) == 1
    told = capsys.readouterr().err
    assert f"{table} is not as it was written" in told
    assert "territory-graph build" in told
    assert f"ln -sfn versions/former {copied}/current" in told


def test_a_damaged_previous_version_is_told_though_the_current_one_is_whole(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copied / "versions" / "former" / "manifest.json").write_text("{", encoding="utf-8")
    assert codes(copied) == []
    assert codes(copied, "previous") == ["refused"]
    assert main(["--lang", "en", "verify", "--store", str(copied)]) == 1
    assert "What is served is whole" in capsys.readouterr().err


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "index": (lambda version: without_a_name(version / "search.sqlite"), "index"),
    "no index": (lambda version: (version / "search.sqlite").write_bytes(b"x" * 5000), "index"),
    "version": (lambda version: rewrite(version / "manifest.json", lambda found: found.update(version="0")), "version"),
    "facts": (lambda version: rewrite(version / "manifest.json", lambda found: found.update(facts="0")), "version"),
    "counts": (lambda version: rewrite(version / "manifest.json", lambda found: found.update(graphs=1)), "counts"),
    "changes": (lambda version: rewrite(version / "manifest.json", lambda found: found.update(updates=2)), "changes"),
    "no changes": (lambda version: (version / "changes.jsonl").write_text("{"), "changes"),
}


@pytest.mark.parametrize(("spoil", "code"), FAULTS.values(), ids=FAULTS)
def test_what_does_not_fit_is_found_though_its_checksum_is_right(
    copied: Path, spoil: Callable[[Path], object], code: str
) -> None:
    version = StoreFolder(copied).version_folder()
    spoil(version)
    write_checksums(version)
    assert codes(copied) == [code]


def test_a_previous_version_that_is_gone_is_missing(copied: Path) -> None:
    shutil.rmtree(copied / "versions" / "former")
    assert codes(copied, "previous") == ["missing"]


def test_where_nothing_was_built_the_command_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "verify", "--store", str(tmp_path / "none")]) == 1
    assert "No graph has been built" in capsys.readouterr().err

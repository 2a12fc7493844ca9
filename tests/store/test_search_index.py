"""The index is written with each version, the same for the same data, and made in memory where it is missing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph, StoreError
from territory_graph.building import build
from territory_graph.search import Hit
from territory_graph.store import version_files
from territory_graph.store.folder import StoreFolder
from territory_graph.store.name_index import NameIndex
from territory_graph.store.search_index import FORMAT, INDEX, LONGEST_NAME, fill_index, plain_code, write_index
from territory_graph.store.searched import Name, SearchedThing
from territory_graph.updating import Change, apply_change

HAMLET = Path(__file__).parents[1] / "fixtures" / "hamlet"


def index_of(store: Path) -> Path:
    return StoreFolder(store).version_folder() / INDEX


@pytest.fixture
def copied(hamlet_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))


def found(store: Path, text: str) -> tuple[Hit, ...]:
    with KnowledgeGraph.open(store) as graph:
        return graph.search(text)


def test_a_build_writes_the_index_of_its_version(hamlet_store: Path) -> None:
    with closing(sqlite3.connect(index_of(hamlet_store))) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT COUNT(*) FROM thing WHERE iri LIKE '%/id/actor/%'").fetchone() == (12,)


def test_the_same_data_have_the_same_index(hamlet_store: Path, tmp_path: Path) -> None:
    build(HAMLET, tmp_path / "again")
    assert index_of(tmp_path / "again").read_bytes() == index_of(hamlet_store).read_bytes()


def test_an_update_writes_the_index_of_the_new_version(copied: Path) -> None:
    assert found(copied, "Filature neuve") == ()
    update = b"""
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      DELETE { GRAPH ?g { ?a rdfs:label "Lin Neuf"@fr } } INSERT { GRAPH ?g { ?a rdfs:label "Filature neuve"@fr } }
      WHERE { GRAPH ?g { ?a rdfs:label "Lin Neuf"@fr } }"""
    before = index_of(copied)
    apply_change(StoreFolder(copied), Change("update", update), "test")
    assert index_of(copied) != before
    assert found(copied, "filature neuve")[0].iri.endswith("/actor/lin-neuf")


@pytest.mark.parametrize("damage", ["absent", "empty", "text", "cut", "format"])
def test_a_version_without_a_usable_index_is_searched_all_the_same(copied: Path, damage: str) -> None:
    wanted = found(copied, "district du val clair")
    file = index_of(copied)
    if damage == "absent":
        file.unlink()
    elif damage == "format":
        with closing(sqlite3.connect(file)) as database:
            database.execute(f"PRAGMA user_version = {FORMAT + 1}")
    else:
        kept = {"empty": b"", "text": b"no database, " * 1000, "cut": file.read_bytes()[:50]}
        file.write_bytes(kept[damage])
    before = file.read_bytes() if file.exists() else None
    assert found(copied, "district du val clair") == wanted != ()
    assert (file.read_bytes() if file.exists() else None) == before


def test_reading_leaves_the_folder_as_it_was(copied: Path) -> None:
    before = sorted(index_of(copied).parent.iterdir()), index_of(copied).read_bytes()
    assert found(copied, "lin neuf")
    assert (sorted(index_of(copied).parent.iterdir()), index_of(copied).read_bytes()) == before


def test_an_index_that_cannot_be_written_publishes_nothing(
    copied: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    version = StoreFolder(copied).manifest().version
    changed = shutil.copytree(HAMLET, tmp_path / "hamlet")
    actors = changed / "tables" / "actors.csv"
    actors.write_text(actors.read_text(encoding="utf-8").replace("Lin Neuf", "Lin Ancien"), encoding="utf-8")
    # A name with a folder in it that is not there: SQLite cannot open the file.
    monkeypatch.setattr(version_files, "INDEX", f"absent/{INDEX}")
    with pytest.raises(StoreError, match="unable to open"):
        build(changed, copied)
    assert StoreFolder(copied).manifest().version == version
    assert not list((copied / "versions").glob(".new-*"))


def test_a_failed_writing_is_told_as_the_system_s(hamlet: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="unable to open"):
        write_index(tmp_path / "absent" / INDEX, hamlet._engine.store, hamlet.base)


def test_the_file_and_the_index_in_memory_find_the_same(hamlet_store: Path, hamlet: KnowledgeGraph) -> None:
    written, made = NameIndex.read(index_of(hamlet_store)), NameIndex.of(hamlet._engine, hamlet.base)
    assert written is not None
    assert written.near("scieri", 2) == made.near("scieri", 2) == {"scierie": 1}


def test_a_name_longer_than_is_sensible_is_found_by_its_beginning_and_shown_whole() -> None:
    label = "long " + "x" * 100_000
    names = (Name(label, "fr", "name", None, None, is_label=True),)
    thing = SearchedThing("urn:a", ("Actor",), 0, {"fr": label, "en": label}, {"fr": "", "en": ""}, names, ())
    database = sqlite3.connect(":memory:")
    fill_index(database, [thing])
    assert database.execute("SELECT LENGTH(folded) FROM name").fetchone() == (LONGEST_NAME,)
    assert database.execute("SELECT text FROM label").fetchone() == (label,)
    database.close()


def test_an_identifier_is_compared_without_spaces_or_case() -> None:
    assert plain_code("2A 004") == plain_code(" 2a004\n") == "2a004"


def cut(index: Path) -> None:
    index.write_bytes(index.read_bytes()[: index.stat().st_size // 2])


def scramble(index: Path) -> None:
    content = index.read_bytes()
    index.write_bytes(content[:4096] + b"\x5a" * (len(content) - 4096))


@pytest.mark.parametrize("damage", [cut, scramble, Path.unlink, lambda index: index.write_bytes(b"")])
def test_with_a_damaged_index_the_search_finds_what_it_found(
    copied: Path, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    before = found(copied, "lin neuf")
    damage(index_of(copied))
    assert found(copied, "lin neuf") == before
    assert f"{INDEX} is" in caplog.text
    assert "territory-graph build" in caplog.text


@pytest.mark.parametrize("damage", [cut, scramble])
def test_an_index_that_is_damaged_under_a_reader_is_made_anew(copied: Path, damage: Callable[[Path], object]) -> None:
    with KnowledgeGraph.open(copied) as graph:
        before = graph.search("lin neuf"), graph.search("filatur")
        with KnowledgeGraph.open(copied) as other:
            other.search("x")
            index = index_of(copied)
            content = bytearray(index.read_bytes())
            damage(index)
            assert len(content) > index.stat().st_size or bytes(content) != index.read_bytes()
            assert (other.search("lin neuf"), other.search("filatur")) == before

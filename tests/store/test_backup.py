"""A backup is one version whole, whoever reads or writes the store meanwhile; what is not whole is not restored."""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
import threading
from pathlib import Path

import pytest
from service.conftest import Client, new_address
from serving import serving

from territory_graph import KnowledgeGraph
from territory_graph.cli import main
from territory_graph.errors import BackupError, StoreDamagedError, StoreError, StoreLockedError
from territory_graph.store.backup import restore_backup, write_backup
from territory_graph.store.folder import StoreFolder
from territory_graph.store.verification import verify


@pytest.fixture
def store(hamlet_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))


@pytest.fixture
def backup(store: Path, tmp_path: Path) -> Path:
    write_backup(StoreFolder(store), tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def quads(store: Path) -> set[str]:
    with KnowledgeGraph.open(store) as graph:
        return {str(quad) for quad in graph.quads()}


def republish(store: Path, times: int) -> None:
    """Publishes the version anew, so often that the first ones are removed."""
    folder = StoreFolder(store)
    for _ in range(times):
        opened, manifest = folder.open()
        found = [quad for quad in opened if str(quad.graph_name) != "DEFAULT"]
        del opened
        folder.publish(found, manifest)


@pytest.mark.parametrize("name", ["backup.tar", "backup.tar.gz"])
def test_what_is_restored_elsewhere_is_the_same_triple_by_triple(
    store: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (store / "views").mkdir()
    (store / "views" / ("ab" * 10)).write_text("{}", encoding="utf-8")
    assert main(["backup", str(tmp_path / name), "--store", str(store)]) == 0
    assert main(["restore", str(tmp_path / name), "--store", str(tmp_path / "new")]) == 0
    assert KnowledgeGraph.open(store).version in capsys.readouterr().out
    assert quads(tmp_path / "new") == quads(store)
    with KnowledgeGraph.open(store) as one, KnowledgeGraph.open(tmp_path / "new") as other:
        merged = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
        assert other.query(merged) == one.query(merged)
        assert [hit.iri for hit in other.search("moulin")] == [hit.iri for hit in one.search("moulin")]
    assert [fault for version in verify(StoreFolder(tmp_path / "new")) for fault in version.faults] == []
    assert (tmp_path / "new" / "views" / ("ab" * 10)).read_text(encoding="utf-8") == "{}"
    packed = (tmp_path / name).read_bytes()[:2] == b"\x1f\x8b"
    assert packed == name.endswith("gz")


def test_a_store_in_use_is_backed_up_and_restored_while_it_is_served_and_written(store: Path, tmp_path: Path) -> None:
    before = quads(store)
    with serving(store, tmp_path / "log", UPDATE_TOKEN="atelier:0123456789abcdef") as server:
        client = Client(server, new_address())
        write_backup(StoreFolder(store), tmp_path / "first.tar")
        writer = threading.Thread(target=republish, args=(store, 6))
        writer.start()
        backups = [tmp_path / f"{number}.tar" for number in range(6)]
        for file in backups:
            write_backup(StoreFolder(store), file)
        writer.join()
        for file in backups:
            restore_backup(StoreFolder(tmp_path / f"of-{file.stem}"), file)
            assert quads(tmp_path / f"of-{file.stem}") == before
        headers = {"Authorization": "Bearer 0123456789abcdef", "Content-Type": "text/turtle"}
        note = b"@prefix tg: <https://w3id.org/territory-graph/ontology#> . <urn:a> <urn:b> <urn:c> ."
        client.ask("PUT", "/graph-store?graph=urn:record:note", note, headers)
        restore_backup(StoreFolder(store), tmp_path / "first.tar")
        answer = client.query("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }", "text/csv")
        assert int(answer.text.split()[1]) == len(before)
        assert quads(store) == before


def test_the_version_before_is_kept(store: Path, backup: Path) -> None:
    before = (store / "current").resolve()
    restore_backup(StoreFolder(store), backup)
    assert (store / "previous").resolve() == before
    assert (store / "current").resolve() != before


def rewritten(backup: Path, change: dict[str, bytes | None]) -> Path:
    """The backup with other contents for some members, without those that have None, and with new ones."""
    other = backup.with_name("other.tar")
    with tarfile.open(backup) as source, tarfile.open(other, "w") as target:
        for member in source:
            content = change.pop(member.name, source.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                target.addfile(member, io.BytesIO(content))
        for name, content in change.items():
            member = tarfile.TarInfo(name)
            member.size = len(content or b"")
            target.addfile(member, io.BytesIO(content or b""))
    return other


def truncated(backup: Path) -> Path:
    backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    return backup


def truncated_gzip(backup: Path) -> Path:
    whole = gzip.compress(backup.read_bytes())
    backup.write_bytes(whole[: len(whole) // 2])
    return backup


def garbage(backup: Path) -> Path:
    backup.write_bytes(b"PK" * 50_000)
    return backup


BAD = {
    "half of it": truncated,
    "half of it, compressed": truncated_gzip,
    "garbage": garbage,
    "empty": lambda backup: backup.write_bytes(b"") or backup,
    "another manifest": lambda backup: rewritten(backup, {"version/manifest.json": b"{}"}),
    "no checksums": lambda backup: rewritten(backup, {"version/checksums.json": None}),
    "a file more": lambda backup: rewritten(backup, {"version/more.txt": b"x"}),
    "a path that leaves": lambda backup: rewritten(backup, {"version/../../evil": b"x"}),
    "an absolute path": lambda backup: rewritten(backup, {"/tmp/evil": b"x"}),
    "nothing but a view": lambda backup: rewritten(
        backup, {"views/" + "ab" * 10: b"{}", "version/manifest.json": None}
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_not_a_whole_backup_is_refused_and_nothing_is_changed(store: Path, backup: Path, kind: str) -> None:
    bad = BAD[kind](backup)
    before = sorted(store.rglob("*"))
    with pytest.raises(BackupError, match="nothing was restored"):
        restore_backup(StoreFolder(store), bad)
    assert sorted(store.rglob("*")) == before
    assert not list(store.parent.glob("evil*"))


def test_a_link_in_an_archive_is_refused(store: Path, backup: Path) -> None:
    with tarfile.open(backup, "a") as archive:
        member = tarfile.TarInfo("version/LINK")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(BackupError):
        restore_backup(StoreFolder(store), backup)


def test_damage_is_found_while_it_is_copied_and_the_earlier_backup_stays(store: Path, backup: Path) -> None:
    whole = backup.read_bytes()
    table = max((StoreFolder(store).version_folder() / "oxigraph").glob("*.sst"), key=lambda path: path.stat().st_size)
    content = bytearray(table.read_bytes())
    content[len(content) // 2] ^= 1
    table.write_bytes(content)
    with pytest.raises(StoreDamagedError):
        write_backup(StoreFolder(store), backup)
    assert backup.read_bytes() == whole
    assert list(backup.parent.glob(".backup*")) == []


def test_nothing_is_restored_while_another_process_writes(store: Path, backup: Path) -> None:
    with StoreFolder(store).writing(), pytest.raises(StoreLockedError):
        restore_backup(StoreFolder(store), backup)


def test_where_nothing_was_built_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        write_backup(StoreFolder(tmp_path / "none"), tmp_path / "backup.tar")
    assert list(tmp_path.iterdir()) == []

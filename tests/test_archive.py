"""A version as an archive: whole, described, asked again, and refused where it is not as it was written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.archive import check_archive, write_ro_crate
from territory_graph.cli import main
from territory_graph.errors import ArchiveError
from territory_graph.queries import packaged_queries

rocrate = pytest.importorskip("rocrate.rocrate", reason="rocrate is not installed")


@pytest.fixture(scope="module")
def crate(hamlet: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crate") / "hamlet.zip"
    write_ro_crate(hamlet, path)
    return path


def changed(crate: Path, path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of the archive, each file as ``change`` makes it; without those of which it makes nothing."""
    with zipfile.ZipFile(crate) as source, zipfile.ZipFile(path, "w") as copy:
        for entry in source.infolist():
            content = change(entry.filename, source.read(entry))
            if content is not None:
                copy.writestr(entry.filename, content)
    return path


def test_the_library_of_the_standard_reads_it(crate: Path, hamlet: KnowledgeGraph) -> None:
    read = rocrate.ROCrate(crate)
    assert read.name == f"The Hamlet, version {hamlet.version}"
    assert read.license in (hamlet.manifest.licence_url, read.get(hamlet.manifest.licence_url))
    for question in packaged_queries():
        action = read.dereference(f"#asked-{question.name}")
        assert action["result"].id == f"answers/{question.name}.csv"
        assert {one.id for one in action["object"]} == {"data.nq", f"queries/{question.name}.rq"}


def test_each_file_is_told_with_its_size_and_its_checksum(crate: Path) -> None:
    with zipfile.ZipFile(crate) as archive:
        told = {one["@id"]: one for one in json.loads(archive.read("ro-crate-metadata.json"))["@graph"]}
        for entry in archive.infolist():
            if entry.filename == "ro-crate-metadata.json":
                continue
            content = archive.read(entry)
            assert told[entry.filename]["sha256"] == hashlib.sha256(content).hexdigest()
            assert int(told[entry.filename]["contentSize"]) == len(content)
        assert b"betweenness" in archive.read("measures/actors.csv")


def test_its_questions_answer_the_same_again(crate: Path, hamlet: KnowledgeGraph) -> None:
    manifest, outcomes = check_archive(crate)
    assert manifest == hamlet.manifest
    assert {one.fate for one in outcomes} == {"same"}
    assert len(outcomes) == len(packaged_queries())


def resealed(name: str, content: bytes, files: dict[str, bytes]) -> bytes:
    """The metadata with the checksums of changed files: what a forger would write."""
    if name != "ro-crate-metadata.json":
        return content
    told = json.loads(content)
    for one in told["@graph"]:
        if one["@id"] in files:
            one["sha256"] = hashlib.sha256(files[one["@id"]]).hexdigest()
    return json.dumps(told).encode()


def test_a_file_whose_checksum_fails_is_named(crate: Path, tmp_path: Path) -> None:
    spoilt = changed(
        crate, tmp_path / "x.zip", lambda name, content: content + b"x" if name.endswith("03-epci.csv") else content
    )
    with pytest.raises(ArchiveError, match=r"answers/03-epci\.csv: SHA-256"):
        check_archive(spoilt)


def test_a_missing_file_is_told(crate: Path, tmp_path: Path) -> None:
    spoilt = changed(crate, tmp_path / "x.zip", lambda name, content: None if name == "data.nq" else content)
    with pytest.raises(ArchiveError, match=r"data\.nq"):
        check_archive(spoilt)


def test_a_file_that_the_metadata_do_not_describe_is_named(crate: Path, tmp_path: Path) -> None:
    shutil.copyfile(crate, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip", "a") as archive:
        archive.writestr("answers/added.csv", "x")
    with pytest.raises(ArchiveError, match=r"answers/added\.csv"):
        check_archive(tmp_path / "x.zip")


def test_the_folder_into_which_it_is_unpacked_is_compared_too(
    crate: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "crate"
    with zipfile.ZipFile(crate) as archive:
        archive.extractall(folder)
    os.utime(folder / "manifest.json", (0, 0))  # as some programs unpack
    assert main(["--lang", "en", "reproduce", str(folder)]) == 0
    assert "crate: every file has its checksum" in capsys.readouterr().out
    (folder / "answers" / "03-epci.csv").write_text("epci\n")
    assert main(["--lang", "en", "reproduce", str(folder)]) == 1
    assert "answers/03-epci.csv: SHA-256" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["absent.zip", "absent.bib"])
def test_a_file_that_is_not_there_is_told_as_such(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "reproduce", name]) == 1
    assert f"{name} cannot be read: nothing has that name" in capsys.readouterr().err


def test_data_of_another_version_are_told_whatever_their_checksum(crate: Path, tmp_path: Path) -> None:
    more = b"<urn:a> <urn:b> <urn:c> <urn:g> .\n"

    def change(name: str, content: bytes) -> bytes:
        with zipfile.ZipFile(crate) as archive:
            data = archive.read("data.nq") + more
        return data if name == "data.nq" else resealed(name, content, {"data.nq": data})

    with pytest.raises(ArchiveError, match="≠"):
        check_archive(changed(crate, tmp_path / "x.zip", change))


def test_an_answer_that_the_data_do_not_give_is_told(
    crate: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = b"epci\nurn:forged\n"

    def change(name: str, content: bytes) -> bytes:
        changed_ = {"answers/03-epci.csv": forged}
        return changed_.get(name, resealed(name, content, changed_))

    path = changed(crate, tmp_path / "x.zip", change)
    assert main(["--lang", "en", "reproduce", str(path)]) == 1
    assert "These answer otherwise: 03-epci." in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive"])
def test_what_is_no_archive_is_told_in_a_line(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert main(["--lang", "en", "reproduce", str(path)]) == 1
    assert "x.zip is not the archive that was written" in capsys.readouterr().err


def test_the_command_writes_and_checks_one(
    hamlet_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hamlet.zip"
    assert main(["--lang", "fr", "export", "ro-crate", str(path), "--store", str(hamlet_store)]) == 0
    assert main(["--lang", "fr", "reproduce", str(path)]) == 0
    assert f"{len(packaged_queries())} répondent pareil" in capsys.readouterr().out

"""A version with a damaged file answers what it answered before, or nothing: never less, never something else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territory_graph.store import checksums
from territory_graph.store.checksums import CHECKSUMS, DAMAGED, Damage, checked, compared_whole, damage_of, damages
from territory_graph.store.folder import StoreFolder

READER = """
import hashlib, logging, sys
from territory_graph import KnowledgeGraph, StoreError

logging.disable()
for line in sys.stdin:
    try:
        graph = KnowledgeGraph.open(line.strip())
        answers = [sorted(map(str, graph.quads())), graph.search("lin neuf"), graph.search("fil"), graph.manifest]
        print(hashlib.sha256(repr(answers).encode()).hexdigest(), flush=True)
    except StoreError as error:
        print("refused", flush=True)
"""
"""Reads everything of a store, named on a line, and says what it found, or that the store was refused."""

Read = Callable[[], str]


@pytest.fixture(scope="module")
def store(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(hamlet_store, tmp_path_factory.mktemp("damaged") / "store", symlinks=True))


@pytest.fixture(scope="module")
def version(store: Path) -> Path:
    return StoreFolder(store).version_folder()


@pytest.fixture(scope="module")
def read(store: Path) -> Iterator[Read]:
    """What a process of its own reads in the store; a process that ended answers nothing, and the test fails."""
    command = [sys.executable, "-c", READER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told, answer = process.stdin, process.stdout

        def ask() -> str:
            print(store, file=told, flush=True)
            return answer.readline().strip()

        yield ask
        told.close()


@pytest.fixture(scope="module")
def right(read: Read) -> str:
    found = read()
    assert len(found) == 64
    return found


def files_of(version: Path) -> list[Path]:
    return sorted(path for path in version.rglob("*") if path.is_file())


def damaged(content: bytes, kind: str, place: float, put: bytes) -> bytes | None:
    at = int(place * len(content))
    match kind:
        case "flip" if content:
            at = min(at, len(content) - 1)
            return content[:at] + bytes([content[at] ^ (put[0] or 1)]) + content[at + 1 :]
        case "overwrite":
            return content[:at] + put + content[at + len(put) :]
        case "insert":
            return content[:at] + put + content[at:]
        case "cut":
            return content[:at]
        case "append":
            return content + put
    return None


@settings(max_examples=30, deadline=None)
@given(
    number=st.integers(0, 99),
    kind=st.sampled_from(["flip", "flip", "overwrite", "insert", "cut", "append", "gone"]),
    place=st.floats(0, 1),
    put=st.binary(min_size=1, max_size=64),
)
def test_whatever_happens_to_a_file_no_answer_is_another_one(
    read: Read, right: str, version: Path, number: int, kind: str, place: float, put: bytes
) -> None:
    files = files_of(version)
    path = files[number % len(files)]
    content = path.read_bytes()
    try:
        new = damaged(content, kind, place, put)
        path.unlink() if new is None else path.write_bytes(new)
        assert read() in (right, "refused"), path.name
    finally:
        path.write_bytes(content)


@pytest.mark.parametrize("name", ["oxigraph/000099.log", "oxigraph/000099.sst", "oxigraph/MANIFEST-000099"])
def test_a_file_that_the_engine_might_read_and_nobody_wrote_is_damage(version: Path, name: str) -> None:
    (version / name).write_bytes(b"something")
    try:
        assert checked(version) == Damage(name, "extra")
    finally:
        (version / name).unlink()
    assert checked(version) is None


@pytest.mark.parametrize("name", ["notes.txt", "oxigraph/LOG.old.1"])
def test_a_file_that_nothing_reads_does_no_harm(version: Path, name: str) -> None:
    (version / name).write_bytes(b"something")
    try:
        assert checked(version) is None
    finally:
        (version / name).unlink()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"manifest.json": 1}', '{"manifest.json": ["1", 2]}', "\udcff"])
def test_checksums_that_are_none_are_damage(store: Path, version: Path, content: str) -> None:
    path = version / CHECKSUMS
    before = path.read_bytes()
    path.write_bytes(content.encode(errors="surrogateescape"))
    try:
        assert list(damages(version)) == [Damage(CHECKSUMS, "changed")]
        assert damage_of(version, "manifest.json") == Damage(CHECKSUMS, "changed")
    finally:
        path.write_bytes(before)


def test_every_file_has_its_checksum_but_those_that_nothing_reads(version: Path) -> None:
    listed = set(json.loads((version / CHECKSUMS).read_text(encoding="utf-8")))
    names = {path.relative_to(version).as_posix() for path in files_of(version)}
    assert names - listed == {CHECKSUMS, "oxigraph/LOCK", "oxigraph/LOG"}
    assert not listed - names


def test_what_was_compared_is_not_read_again_until_it_changes(version: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    digest = checksums.sha256_of
    monkeypatch.setattr(checksums, "sha256_of", lambda path: read.append(path) or digest(path))
    monkeypatch.setattr(checksums, "_compared", {})
    assert checked(version) is None
    assert read
    read.clear()
    assert checked(version) is None
    assert not read
    table = next((version / "oxigraph").glob("*.sst"))
    os.utime(table)
    assert checked(version) is None
    assert table in read


def test_of_a_large_version_sizes_are_compared_and_all_of_it_where_it_is_asked(
    version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checksums, "AT_ONCE", 1_000)
    monkeypatch.setattr(checksums, "_compared", {})
    table = next((version / "oxigraph").glob("*.sst"))
    content = table.read_bytes()
    assert checked(version) is None
    assert not compared_whole(version)
    table.write_bytes(content[:-1] + b"\x00")
    try:
        assert checked(version) is None
        assert checked(version, whole=True) == Damage(f"oxigraph/{table.name}", "changed")
        table.write_bytes(content[:-1])
        assert checked(version) == Damage(f"oxigraph/{table.name}", "changed")
    finally:
        table.write_bytes(content)
    assert checked(version, whole=True) is None
    assert compared_whole(version)


def test_a_process_of_its_own_compares_a_version(version: Path) -> None:
    command = [sys.executable, "-I", str(checksums.__file__), str(version)]
    assert subprocess.run(command, check=False, timeout=30).returncode == 0
    table = next((version / "oxigraph").glob("*.sst"))
    content = table.read_bytes()
    table.write_bytes(b"x" + content[1:])
    try:
        found = subprocess.run(command, check=False, timeout=30, capture_output=True, text=True)
    finally:
        table.write_bytes(content)
    assert found.returncode == DAMAGED
    assert Damage(*json.loads(found.stdout)) == Damage(f"oxigraph/{table.name}", "changed")

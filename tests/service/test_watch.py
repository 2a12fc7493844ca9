"""A version that is damaged while it is served answers nothing more, and answers again when it is whole."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from territory_graph.errors import StoreDamagedError
from territory_graph.service.watch import look
from territory_graph.store import checksums
from territory_graph.store.checksums import answering_stamp, withdraw
from territory_graph.store.folder import StoreFolder
from tests.serving import Server, serving


@pytest.fixture
def folder(hamlet_store: Path, tmp_path: Path) -> Iterator[StoreFolder]:
    folder = StoreFolder(Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True)))
    yield folder
    withdraw(folder.linked_folder(), None)


def a_table(folder: StoreFolder) -> Path:
    tables = (folder.linked_folder() / "oxigraph").glob("*.sst")
    return max(tables, key=lambda path: path.stat().st_size)


def flip(path: Path) -> bytes:
    content = path.read_bytes()
    at = len(content) // 2
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    return content


def looked(folder: StoreFolder) -> None:
    version = folder.linked_folder()
    asyncio.run(look(folder, version, answering_stamp(version)))


def test_a_version_is_withdrawn_while_it_is_damaged(folder: StoreFolder, caplog: pytest.LogCaptureFixture) -> None:
    table = a_table(folder)
    content = flip(table)
    looked(folder)
    for refused in (folder.version_folder, folder.manifest, folder.open):
        with pytest.raises(StoreDamagedError, match=f"oxigraph/{table.name} is not as it was written"):
            refused()
    assert "no longer served" in caplog.text
    assert "territory-graph build" in caplog.text
    table.write_bytes(content)
    looked(folder)
    assert len(folder.open()[0]) == folder.manifest().quads + folder.manifest().triples


def test_a_large_version_is_served_and_the_log_says_what_is_known_of_it(
    folder: StoreFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(checksums, "AT_ONCE", 1_000)
    monkeypatch.setattr(checksums, "_compared", {})
    flip(a_table(folder))
    assert folder.manifest()
    with caplog.at_level(logging.WARNING):
        looked(folder)
    assert "is served while its" in caplog.text
    with pytest.raises(StoreDamagedError):
        folder.manifest()


def status(server: Server, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{server.address}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def awaited(server: Server, wanted: int) -> str:
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        found, text = status(server, "/sparql?query=ASK%7B%7D")
        if found == wanted:
            return text
        time.sleep(0.2)
    pytest.fail(f"{found}, not {wanted}: {text}")


def test_a_server_answers_503_while_what_it_serves_is_damaged_or_gone(folder: StoreFolder, tmp_path: Path) -> None:
    table = a_table(folder)
    with serving(folder.path, tmp_path / "log") as server:
        awaited(server, 200)
        content = flip(table)
        told = awaited(server, 503)
        assert str(tmp_path) not in told
        assert ".sst" not in told
        for path in ("/graph-store?default", "/dataset", "/search?text=lin"):
            assert status(server, path)[0] == 503
        assert f"oxigraph/{table.name} is not as it was written" in server.log.read_text(encoding="utf-8")
        table.write_bytes(content)
        awaited(server, 200)
        shutil.rmtree(folder.linked_folder())
        awaited(server, 503)
        assert status(server, "/_stcore/health")[0] == 200

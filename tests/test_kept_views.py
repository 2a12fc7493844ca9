"""Views kept beside the store: equal ones once, whole or not at all, and none that nobody kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from territory_graph.kept_views import LARGEST, KeptViews

VIEW = {"depart": "actor/lsn", "sans": "a,b,é"}


def test_a_view_is_read_as_it_was_kept(tmp_path: Path) -> None:
    views = KeptViews(tmp_path / "views")
    name = views.keep(VIEW)
    assert name is not None
    assert views.read(name) == VIEW


def test_equal_views_are_kept_once(tmp_path: Path) -> None:
    views = KeptViews(tmp_path)
    assert views.keep(VIEW) == views.keep(dict(reversed(VIEW.items())))
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["", "..", "0" * 20, "/etc/passwd", "x" * 20, "../" + "0" * 17])
def test_a_name_of_nothing_reads_nothing(tmp_path: Path, name: str) -> None:
    assert KeptViews(tmp_path).read(name) is None


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b'{"a": 1}', b"\xff"])
def test_a_file_that_is_no_view_shows_nothing_of_it(tmp_path: Path, content: bytes) -> None:
    name = "0" * 20
    (tmp_path / f"{name}.json").write_bytes(content)
    assert not KeptViews(tmp_path).read(name)


def test_what_is_too_large_or_has_no_room_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert KeptViews(tmp_path).keep({"sans": "x" * LARGEST}) is None
    monkeypatch.setattr("territory_graph.kept_views.MOST", 1)
    assert KeptViews(tmp_path).keep({"a": "1"}) is not None
    assert KeptViews(tmp_path).keep({"a": "2"}) is None


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "views").write_text("a file where the folder would be", encoding="utf-8")
    assert KeptViews(tmp_path / "views").keep(VIEW) is None

"""Views kept beside the store: equal ones once, whole or not at all, and none that nobody kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from territory_graph import kept_views
from territory_graph.kept_views import LARGEST, KeptViews

VIEW = {"depart": "actor/lsn", "sans": "a,b,é"}


def test_a_view_is_read_as_it_was_kept(tmp_path: Path) -> None:
    views = KeptViews(tmp_path / "views")
    name = views.keep(VIEW, "192.0.2.1")
    assert name is not None
    assert views.read(name) == VIEW


def test_equal_views_are_kept_once(tmp_path: Path) -> None:
    views = KeptViews(tmp_path)
    assert views.keep(VIEW, "192.0.2.1") == views.keep(dict(reversed(VIEW.items())), "192.0.2.2")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["", "..", "0" * 20, "/etc/passwd", "x" * 20, "../" + "0" * 17])
def test_a_name_of_nothing_reads_nothing(tmp_path: Path, name: str) -> None:
    assert KeptViews(tmp_path).read(name) is None


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b'{"a": 1}', b"\xff"])
def test_a_file_that_is_no_view_shows_nothing_of_it(tmp_path: Path, content: bytes) -> None:
    name = "0" * 20
    (tmp_path / f"{name}.json").write_bytes(content)
    assert not KeptViews(tmp_path).read(name)


def test_what_is_too_large_is_not_kept(tmp_path: Path) -> None:
    assert KeptViews(tmp_path).keep({"sans": "x" * LARGEST}, "192.0.2.1") is None
    assert list(tmp_path.iterdir()) == []


def keep(views: KeptViews, *numbers: int, client: str) -> list[str]:
    names = [views.keep({"a": str(number)}, client) for number in numbers]
    assert None not in names
    return [name for name in names if name]


def test_of_one_client_the_oldest_goes_and_of_others_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_views, "MOST_OF_CLIENT", 3)
    views = KeptViews(tmp_path)
    mine = keep(views, 1, 2, client="192.0.2.1")
    theirs = keep(views, *range(10, 20), client="198.51.100.7")
    assert all(map(views.read, mine))
    assert [views.read(name) is not None for name in theirs] == [False] * 7 + [True] * 3


def test_a_view_that_two_clients_kept_is_not_taken_away_by_one_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_views, "MOST_OF_CLIENT", 3)
    views = KeptViews(tmp_path)
    (common,) = keep(views, 1, client="198.51.100.7")
    assert keep(views, 1, client="192.0.2.1") == [common]
    keep(views, *range(10, 20), client="198.51.100.7")
    assert views.read(common) is not None


def test_where_there_is_no_room_the_one_not_used_for_the_longest_time_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_views, "MOST", 3)
    views = KeptViews(tmp_path)
    first, second, third = keep(views, 1, 2, 3, client="192.0.2.1")
    for age, name in enumerate((third, second, first)):
        os.utime(tmp_path / f"{name}.json", (1_000 + age, 1_000 + age))
    assert views.read(third) is not None
    (fourth,) = keep(views, 4, client="192.0.2.2")
    assert {path.stem for path in tmp_path.iterdir()} == {first, third, fourth}


def test_no_address_is_written_and_no_file_of_a_killed_process_stays(tmp_path: Path) -> None:
    (tmp_path / f".{'0' * 20}.json-0123abcd").write_text("half", encoding="utf-8")
    (name,) = keep(KeptViews(tmp_path), 1, client="192.0.2.1")
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.json"]
    assert "192.0.2" not in (tmp_path / f"{name}.json").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "views").write_text("a file where the folder would be", encoding="utf-8")
    assert KeptViews(tmp_path / "views").keep(VIEW, "192.0.2.1") is None

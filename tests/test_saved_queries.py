"""Saved queries: a name is given once, stays in its folder, and what is refused leaves nothing behind."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from territory_graph import saved_queries
from territory_graph.errors import QueryRefusedError, SavedQueryError
from territory_graph.messages import translator
from territory_graph.saved_queries import SavedQueries

CLIENT = "192.0.2.1"
QUERY = "SELECT * { ?s ?p 'é' }\n"


@pytest.fixture
def saved(tmp_path: Path) -> SavedQueries:
    return SavedQueries(tmp_path / "saved")


def rule(error: pytest.ExceptionInfo[SavedQueryError]) -> str:
    assert translator("fr").has(f"errors.{error.value.code}")
    return error.value.code


def test_a_query_is_saved_listed_and_read_again(saved: SavedQueries, tmp_path: Path) -> None:
    assert saved.names() == ()
    saved.save("Mes-acteurs_2", QUERY, CLIENT)
    saved.save("a", "ASK {}", CLIENT)
    assert saved.names() == ("a", "Mes-acteurs_2")
    assert saved.read("Mes-acteurs_2") == QUERY
    assert {path.name for path in (tmp_path / "saved").iterdir()} == {"Mes-acteurs_2.rq", "a.rq"}


@pytest.mark.parametrize(
    "name", ["", "x" * 65, "a b", "é", "../x", "a/b", "a\\b", ".hidden", "x.rq", "a\n", "a\x00", "CON:", "%2e%2e"]
)
def test_a_name_that_is_more_than_a_name_is_refused(saved: SavedQueries, tmp_path: Path, name: str) -> None:
    with pytest.raises(SavedQueryError) as error:
        saved.save(name, QUERY, CLIENT)
    assert rule(error) == "saved-name"
    with pytest.raises(SavedQueryError) as error:
        saved.read(name)
    assert rule(error) == "saved-name"
    assert list(tmp_path.rglob("*")) == []


def test_a_name_is_given_once(saved: SavedQueries) -> None:
    saved.save("one", QUERY, CLIENT)
    with pytest.raises(SavedQueryError) as error:
        saved.save("one", "ASK {}", CLIENT)
    assert rule(error) == "saved-taken"
    assert saved.read("one") == QUERY


def test_of_many_at_once_one_gets_the_name(saved: SavedQueries, tmp_path: Path) -> None:
    failed: list[Exception] = []

    def save(number: int) -> None:
        try:
            saved.save("one", f"ASK {{ ?s ?p {number} }}", CLIENT)
        except SavedQueryError as error:
            failed.append(error)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 7
    assert saved.read("one").startswith("ASK { ?s ?p ")
    assert [path.name for path in (tmp_path / "saved").iterdir()] == ["one.rq"]


def test_what_would_not_be_answered_is_not_kept(saved: SavedQueries) -> None:
    for text in ("", "DROP ALL", "hello", "SELECT * { SERVICE <http://example.org/> {} }"):
        with pytest.raises(QueryRefusedError):
            saved.save("x", text, CLIENT)
    with pytest.raises(SavedQueryError) as error:
        saved.save("x", f"ASK {{}} # {'x' * 70_000}", CLIENT)
    assert rule(error) == "saved-size"
    assert saved.names() == ()


def test_there_is_an_end_to_their_number(saved: SavedQueries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_queries, "MOST", 2)
    saved.save("one", QUERY, CLIENT)
    saved.save("two", QUERY, CLIENT)
    with pytest.raises(SavedQueryError) as error:
        saved.save("three", QUERY, CLIENT)
    assert rule(error) == "saved-full"


def test_a_folder_that_cannot_be_written_is_said_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SavedQueryError) as error:
        SavedQueries(tmp_path / "file" / "saved").save("x", QUERY, CLIENT)
    assert rule(error) == "saved-folder"
    assert str(tmp_path) not in str(error.value)


def test_an_unknown_name_and_foreign_files_are_no_saved_queries(saved: SavedQueries, tmp_path: Path) -> None:
    with pytest.raises(SavedQueryError) as error:
        saved.read("none")
    assert rule(error) == "saved-unknown"
    saved.save("one", QUERY, CLIENT)
    (tmp_path / "saved" / "not a name.rq").write_text("x")
    (tmp_path / "saved" / "folder.rq").mkdir()
    assert saved.names() == ("one",)


def test_one_client_does_not_take_all_the_room(saved: SavedQueries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_queries, "MOST_OF_CLIENT", 2)
    saved.save("one", QUERY, CLIENT)
    saved.save("two", QUERY, CLIENT)
    with pytest.raises(SavedQueryError) as error:
        saved.save("three", QUERY, CLIENT)
    assert rule(error) == "saved-client"
    saved.save("three", QUERY, "192.0.2.2")
    day = saved_queries.time.monotonic() + 86_401
    monkeypatch.setattr(saved_queries.time, "monotonic", lambda: day)
    saved.save("four", QUERY, CLIENT)
    assert len(saved.names()) == 4

"""What routes need besides a request: the reader's language, dates, and values made once a version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.requests import Request

from territory_graph import KnowledgeGraph
from territory_graph.library import Library
from territory_graph.service.context import built_at, language_of, root_of, statistics_of
from territory_graph.settings import read_settings


def asked(query: str = "", **headers: str) -> Request:
    lines = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": query.encode(), "headers": lines}
    served = SimpleNamespace(library=Library(read_settings()))
    app = SimpleNamespace(state=SimpleNamespace(served=served))
    return Request({**scope, "scheme": "http", "server": ("127.0.0.1", 8501), "root_path": "", "app": app})


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "fr"),
        ("lang=en", "fr", "en"),
        ("lang=fr", "en", "fr"),
        ("lang=de", "en", "en"),
        ("lang=de", "de", "fr"),
        ("", "en-GB, fr;q=0.5", "en"),
    ],
)
def test_the_address_then_the_request_then_the_settings_choose_the_language(
    query: str, accepted: str, language: str
) -> None:
    assert language_of(asked(query, accept_language=accepted)) == language


def test_the_operator_may_choose_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERRITORY_GRAPH_LANGUAGE", "en")
    assert language_of(asked()) == "en"
    assert language_of(asked("lang=fr")) == "fr"


@pytest.mark.parametrize(
    "host", ['x"><script>', "a b", "a/b", "", "\xe9", "data.example.org", "127.0.0.1", "[", "x@localhost:8501"]
)
def test_a_host_that_is_not_the_server_s_is_not_repeated(host: str) -> None:
    assert root_of(asked(host=host)) == "http://127.0.0.1:8501/"


def test_the_public_address_is_the_one_that_was_asked_where_it_is_the_server_s() -> None:
    assert root_of(asked(host="localhost:8501")) == "http://localhost:8501/"


def test_the_public_address_is_the_one_that_the_operator_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERRITORY_GRAPH_PUBLIC_URL", "https://data.example.org/graph")
    assert root_of(asked(host="localhost:8501")) == "https://data.example.org/graph/"


def test_the_date_of_the_build_has_a_time_zone(hamlet: KnowledgeGraph) -> None:
    assert built_at(hamlet) == datetime.fromisoformat(hamlet.manifest.built_at)
    older = KnowledgeGraph(hamlet._engine, replace(hamlet.manifest, built_at="2021-05-12T10:00:00"))
    assert built_at(older) == datetime(2021, 5, 12, 10, tzinfo=UTC)


def test_the_statistics_of_a_version_are_counted_once(hamlet_store: Path) -> None:
    version = Library(read_settings(store=hamlet_store)).current()
    assert statistics_of(version) is statistics_of(version)

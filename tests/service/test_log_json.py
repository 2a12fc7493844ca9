"""The log as JSON: an object a line, and nothing in it that a person typed."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from serving import serving

from service.conftest import Client, new_address
from territory_graph.errors import StoreNotFoundError
from territory_graph.service.log_json import JsonLines


def told(error: BaseException | None = None, **fields: object) -> dict[str, object]:
    information = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("a.b", logging.ERROR, __file__, 1, "it %s", ("failed",), information)
    record.fields = fields
    line = JsonLines().format(record)
    assert "\n" not in line
    return dict(json.loads(line))


def test_a_line_says_when_how_grave_who_and_what() -> None:
    line = told(status=500)
    assert line["time"].endswith("+00:00")
    assert {**line, "time": ""} == {
        "time": "",
        "level": "error",
        "logger": "a.b",
        "message": "it failed",
        "status": 500,
    }


def test_the_words_of_an_error_are_written_where_they_are_the_software_s_own() -> None:
    try:
        raise ValueError("SELECT ?jeanne")
    except ValueError as error:
        line = told(error)
    assert line["error"] == "ValueError"
    assert any("test_log_json.py" in place for place in line["trace"])
    assert "jeanne" not in json.dumps(line)
    assert "/srv/store" in str(told(StoreNotFoundError(folder="/srv/store", store="/srv/store"))["reason"])


def test_a_server_writes_nothing_else(hamlet_store: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(hamlet_store, log, LOG="json") as server:
        address = new_address()
        client = Client(server, address)
        for _ in range(5):
            client.query("SELECT ?jeanne { ?jeanne a ?dupont }")
        client.get("/search?text=jeanne")
        client.get("/id/actor/jeanne")
        client.ask("GET", "/media/jeanne")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    requests = [(one["method"], one["address"], one["status"]) for one in lines if "address" in one]
    assert requests.count(("GET", "/sparql", 200)) == 1  # one a minute
    assert ("GET", "/id/{path:path}", 404) in requests
    assert all(isinstance(one["milliseconds"], int) for one in lines if "address" in one)
    assert any("is served" in one["message"] for one in lines)
    whole = log.read_text(encoding="utf-8")
    assert "jeanne" not in whole and address not in whole

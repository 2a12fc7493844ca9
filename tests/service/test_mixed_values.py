"""Values of every kind in one property, as a writer may say them, end no server and fail no file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from mixed_values import PROPERTY, THING, say_mixed_values
from serving import Server, serving

from service.conftest import Client, new_address
from service.test_linked_data import FORMS


@pytest.fixture(scope="module")
def mixed(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("mixed")
    with serving(say_mixed_values(hamlet_store, folder / "store"), folder / "serve.log") as running:
        yield running
    assert "Traceback" not in running.log.read_text(encoding="utf-8")


def test_the_server_lives_through_ten_files_of_every_form(mixed: Server) -> None:
    client = Client(mixed, new_address())
    for _ in range(10):
        assert {client.get(f"/id/actor/scierie?format={form}").status for form in FORMS} == {200}
    assert PROPERTY in client.get("/id/actor/scierie?format=nt").text


def test_sorted_rows_come_whatever_their_order(mixed: Server) -> None:
    for order in ("?o", "DESC(?o)", "STRLEN(STR(?o)) ?o"):
        client = Client(mixed, new_address())
        found = client.query(f"SELECT ?o {{ <{THING}> <{PROPERTY}> ?o }} ORDER BY {order}", "application/json")
        assert found.status == 200, found.text
        assert len(json.loads(found.body)["results"]["bindings"]) > 300

"""Tokens are slow to guess, for whoever guesses and nobody else, and no child of the server knows one."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from serving import Server

from service.conftest import OPERATOR_TOKEN, UPDATE_TOKEN, Client, new_address
from territory_graph.service.guesses import FREE

NOTHING = b"DELETE DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"


def update(client: Client, token: str) -> int:
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
    return client.ask("POST", "/sparql", NOTHING, headers).status


def test_guesses_of_the_update_token_are_slowed_and_another_address_is_not(writer: Client) -> None:
    tries = [update(writer, f"wrong-token-number-{number}") for number in range(FREE + 3)]
    assert tries == [401] * (FREE + 1) + [429] * 2
    headers = {"Authorization": f"Bearer {UPDATE_TOKEN}", "Accept-Language": "en"}
    right = writer.ask("DELETE", "/graph-store?graph=urn:none", headers=headers)
    assert right.status == 429, "whoever guesses does not learn that he is right"
    assert 1 <= int(right.headers["retry-after"]) <= 5
    assert "wrong tokens" in right.text
    assert update(Client(writer.server, new_address()), UPDATE_TOKEN) == 204
    assert writer.query("ASK {}").status == 200, "who does not write is not slowed"


@pytest.mark.parametrize("scheme", ["Bearer", "Basic"])
def test_guesses_of_the_operator_s_token_are_slowed(client: Client, another: Client, scheme: str) -> None:
    def ask(one: Client, token: str) -> int:
        given = token if scheme == "Bearer" else base64.b64encode(f"x:{token}".encode()).decode()
        return one.get("/sparql/queries", Authorization=f"{scheme} {given}").status

    assert [ask(client, f"guess-{number}") for number in range(FREE + 2)] == [401] * (FREE + 1) + [429]
    assert ask(client, OPERATOR_TOKEN) == 429
    assert ask(another, OPERATOR_TOKEN) == 200


def test_a_request_without_a_token_is_no_guess(client: Client) -> None:
    assert {client.get("/sparql/queries").status for _ in range(FREE + 5)} == {401}
    assert client.get("/sparql/queries", Authorization=f"Bearer {OPERATOR_TOKEN}").status == 200


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a process's environment is read from /proc")
@pytest.mark.parametrize("name", ["writable", "server"])
def test_no_child_of_the_server_knows_a_token(request: pytest.FixtureRequest, name: str) -> None:
    server: Server = request.getfixturevalue(name)
    assert Client(server, new_address()).query("ASK {}").status == 200
    children = descendants(server.pid)
    assert children, "the pool has workers"
    for child in children:
        known = (Path("/proc") / str(child) / "environ").read_bytes()
        assert b"PATH=" in known
        assert UPDATE_TOKEN.encode() not in known
        assert OPERATOR_TOKEN.encode() not in known


def descendants(process: int) -> list[int]:
    """The processes that a process started, and those that they did."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == process and folder.name != str(os.getpid()):
            found += [int(folder.name), *descendants(int(folder.name))]
    return found

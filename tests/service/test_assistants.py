"""Assistants over HTTP: a real server, asked by the client of the protocol itself; off until it is switched on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client as Assistant
from mcp.shared.exceptions import MCPError
from serving import Server, serving

from service.conftest import Client, new_address
from territory_graph.service.assistants import CALLS_OF_ONE, WAITING_OF_ONE, Assistants
from territory_graph.service.limits import NoPlaceError

CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": {"text": "bois"}}}
JSON = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def allowed(hamlet_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("assistants") / "serve.log"
    with serving(hamlet_store, log, MCP="yes") as running:
        yield running
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def stranger(allowed: Server) -> Client:
    return Client(allowed, new_address())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_assistant_asks_over_http_by_either_form_of_the_protocol(allowed: Server, mode: Any) -> None:
    async def ask() -> Any:
        async with Assistant(f"{allowed.address}/mcp", mode=mode) as assistant:
            tools = {tool.name for tool in (await assistant.list_tools()).tools}
            found = await assistant.call_tool("describe", {"thing": "Pôle Bois Vif", "lang": "en"})
            counted = await assistant.call_tool("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
            refused = await assistant.call_tool("sparql", {"query": "CLEAR ALL"})
            guide = await assistant.read_resource("territory://guide/fr")
            return tools, found, counted, refused, guide

    tools, found, counted, refused, guide = asyncio.run(ask())
    assert {"search", "describe", "what_if"} <= tools
    assert found.structured_content["thing"]["id"] == "actor/bois-vif"
    assert int(counted.structured_content["rows"][0][0]) > 100
    assert refused.is_error
    assert "Guide des assistants" in guide.contents[0].text


def test_two_megabytes_are_refused_in_words_and_the_connection_goes_on(allowed: Server) -> None:
    async def ask() -> Any:
        async with Assistant(f"{allowed.address}/mcp") as assistant:
            with pytest.raises(MCPError) as refused:
                await assistant.call_tool("search", {"text": "x" * 2_000_000})
            return str(refused.value), await assistant.call_tool("search", {"text": "bois"})

    refused, after = asyncio.run(ask())
    assert "KiB" in refused
    assert after.structured_content["known"]


def test_many_questions_at_once_wait_for_each_other(allowed: Server) -> None:
    async def ask() -> Any:
        async with Assistant(f"{allowed.address}/mcp") as assistant:
            asked = (assistant.call_tool("measure", {"name": "degree"}) for _ in range(WAITING_OF_ONE))
            return await asyncio.gather(*asked)

    assert not any(found.is_error for found in asyncio.run(ask()))


def test_one_client_has_so_many_turns_at_a_time_and_others_have_theirs() -> None:
    async def hold(assistants: Assistants, client: str, held: list[str], end: asyncio.Event) -> None:
        async with assistants.turn(client):
            held.append(client)
            await end.wait()

    async def run() -> list[str]:
        assistants, held, end = Assistants(None), list[str](), asyncio.Event()  # type: ignore[arg-type]
        tasks = [asyncio.ensure_future(hold(assistants, "one", held, end)) for _ in range(WAITING_OF_ONE)]
        await asyncio.sleep(0)
        tasks.append(asyncio.ensure_future(hold(assistants, "other", held, end)))
        for _ in range(5):
            await asyncio.sleep(0)
        with pytest.raises(NoPlaceError):
            async with assistants.turn("one"):
                pass
        so_far = list(held)
        end.set()
        await asyncio.gather(*tasks)
        assert len(held) == WAITING_OF_ONE + 1
        return so_far

    held = asyncio.run(run())
    assert (held.count("one"), held.count("other")) == (CALLS_OF_ONE, 1)


def refusal(answer: Any) -> str:
    assert answer.kind == "application/json"
    return str(json.loads(answer.body)["error"]["message"])


def test_it_is_off_until_the_operator_allows_it(client: Client) -> None:
    answer = client.ask("POST", "/mcp", json.dumps(CALL).encode(), JSON)
    assert answer.status == 404
    assert "TERRITORY_GRAPH_MCP=yes" in refusal(answer)


def test_a_page_of_another_site_is_refused_and_one_of_the_server_is_not(stranger: Client) -> None:
    body = json.dumps(CALL).encode()
    assert stranger.ask("POST", "/mcp", body, {**JSON, "Origin": "https://evil.example"}).status == 403
    assert stranger.ask("POST", "/mcp", body, {**JSON, "Origin": "null"}).status == 403
    assert stranger.ask("POST", "/mcp", body, {**JSON, "Origin": stranger.server.address}).status == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"jsonrpc": "2.0"}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_message_is_refused(stranger: Client, body: bytes) -> None:
    answer = stranger.ask("POST", "/mcp", body, JSON)
    assert 400 <= answer.status < 500
    assert "Traceback" not in answer.text


def test_there_is_no_stream_to_be_kept_open(stranger: Client) -> None:
    assert stranger.get("/mcp", Accept="text/event-stream").status == 405
    assert stranger.ask("DELETE", "/mcp").status == 405

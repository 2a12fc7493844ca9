"""The server of assistants as a real process, asked over its standard input by the client of the protocol itself."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from territory_graph.assistant.server import guide

Value = TypeVar("Value")
TOOLS = {
    *("search", "describe", "ties", "paths", "not_known", "questions", "ask", "sparql", "measures", "measure"),
    "what_if",
}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TERRITORY_GRAPH_")}
    return kept | {f"TERRITORY_GRAPH_{name}": value for name, value in settings.items()}


def with_client(store: Path, ask: Callable[[Client], Awaitable[Value]], **settings: str) -> Value:
    """What is asked of ``territory-graph mcp``, which ends with it."""

    async def asking() -> Value:
        arguments = ["-m", "territory_graph", "mcp", "--store", str(store)]
        server = StdioServerParameters(command=sys.executable, args=arguments, env=environment(**settings))
        async with Client(stdio_client(server)) as client:
            return await ask(client)

    return asyncio.run(asking())


UNKNOWN = [
    ("search", {"text": "zzzzqqq"}),
    ("describe", {"thing": "actor/nobody"}),
    ("describe", {"thing": "actor/bois-vif> } DELETE WHERE { ?s ?p ?o } #"}),
    ("ties", {"thing": "actor/moulin", "other": "actor/bois-vif"}),
    ("paths", {"start": "actor/moulin", "end": "actor/bois-vif"}),
    ("ask", {"question": "no such question"}),
    ("sparql", {"query": "SELECT ?s { ?s <urn:nothing> ?o }"}),
]


@dataclass(frozen=True)
class Told:
    """What one assistant was told of the hamlet, in one conversation."""

    listed: Any
    instructions: str | None
    described: Any
    resources: dict[str, str]
    unknown: list[Any]


@pytest.fixture(scope="module")
def told(hamlet_store: Path) -> Told:
    async def ask(client: Client) -> Told:
        listed = await client.list_resources()
        return Told(
            await client.list_tools(),
            client.instructions,
            await client.call_tool("describe", {"thing": "Pôle Bois Vif", "day": "2021-05-12", "lang": "en"}),
            {str(one.uri): (await client.read_resource(one.uri)).contents[0].text for one in listed.resources},
            [(await client.call_tool(name, arguments)).structured_content for name, arguments in UNKNOWN],
        )

    return with_client(hamlet_store, ask)


def test_an_assistant_finds_the_tools_and_is_told_how_to_use_them(told: Told) -> None:
    assert {tool.name for tool in told.listed.tools} == TOOLS
    assert all(tool.description and tool.annotations.read_only_hint for tool in told.listed.tools)
    assert told.instructions == guide("en")


def test_answers_are_data_and_the_same_as_text(told: Told) -> None:
    found = told.described
    assert json.loads(found.content[0].text) == found.structured_content
    assert found.structured_content["thing"]["id"] == "actor/bois-vif"
    assert found.structured_content["day"] == "2021-05-12"


def test_resources_are_the_ontology_the_questions_and_the_guide(told: Told) -> None:
    found = told.resources
    assert "tg:hasSector a owl:ObjectProperty" in found["territory://ontology"]
    assert {one["name"] for one in json.loads(found["territory://questions"])["questions"]} >= {"05-gouvernance"}
    assert found["territory://guide/fr"] == guide("fr")
    assert found["territory://guide/en"] == guide("en")


def test_what_is_unknown_is_answered_as_unknown(told: Told) -> None:
    for (name, _), found in zip(UNKNOWN, told.unknown, strict=True):
        assert found["known"] is False, name
        assert found["answer"]


HOSTILE = [
    ("search", {"text": "x" * 2_000_000}),
    ("describe", {"thing": "x" * 2_000_000}),
    ("search", {"text": "Bois", "limit": 10**9}),
    ("search", {"text": "Bois", "limit": "all"}),
    ("search", {"text": ["Bois"]}),
    ("describe", {}),
    ("describe", {"thing": "actor/bois-vif", "day": "2021-02-30"}),
    ("describe", {"thing": "actor/bois-vif", "lang": "../../etc/passwd"}),
    ("ask", {"question": "05", "values": {"syndicat> } #": "actor/syndicat"}}),
    ("sparql", {"query": "DROP ALL"}),
    ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}),
    ("sparql", {"query": "SELECT * { " + "?s ?p ?o . " * 200_000 + "}"}),
    ("sparql", {"query": ENDLESS}),
    ("measure", {"name": "x" * 2_000_000}),
    ("what_if", {"without": ["actor/bois-vif"] * 100_000}),
    ("nothing", {}),
    ("search", {"text": "Bois", "x" * 2_000_000: 1}),
    ("describe", {"thing": "actor/bois-vif", "date": "2021-05-12"}),
]


def test_hostile_arguments_are_refused_in_a_sentence_and_the_server_goes_on(rouen_store: Path) -> None:
    async def ask(client: Client) -> Any:
        refused = [await client.call_tool(name, arguments) for name, arguments in HOSTILE]
        return refused, await client.call_tool("search", {"text": "CREA"})

    refused, after = with_client(rouen_store, ask)
    for (name, _), found in zip(HOSTILE, refused, strict=True):
        assert found.is_error, name
        text = found.content[0].text
        assert text
        assert len(text) < 3_000, name
        assert "Traceback" not in text
        assert str(rouen_store) not in text
    assert after.structured_content["things"][0]["id"] == "actor/metropole-rouen-normandie"


def test_an_argument_or_a_tool_that_is_not_there_is_refused_with_those_that_are(hamlet_store: Path) -> None:
    async def ask(client: Client) -> Any:
        tools = (await client.list_tools()).tools
        calls = [
            ("what_if", {"without_agreement": ["Convention"]}),
            ("describe", {"thing": "actor/bois-vif", "days": "2021-05-12", "lang": "en"}),
            ("descrbe", {"thing": "actor/bois-vif"}),
            ("describe", {"thing": 5, "lang": "en"}),
        ]
        return tools, [await client.call_tool(name, arguments) for name, arguments in calls]

    tools, refused = with_client(hamlet_store, ask)
    assert all(tool.input_schema["additionalProperties"] is False for tool in tools)
    assert all(one.is_error for one in refused)
    french, english, no_tool, no_text = (one.content[0].text for one in refused)
    assert "Le plus proche\u00a0: without_agreements." in french
    assert "no argument “days”. The nearest: day." in english
    assert "describe" in no_tool
    assert no_text == "The tool “describe” cannot take these arguments: “thing”: a text is expected."


def test_a_store_that_is_not_there_is_told_before_an_assistant_asks(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "territory_graph", "--lang", "en", "mcp", "--store", str(tmp_path / "none")]
    ended = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "No graph has been built" in ended.stderr


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_guide_names_every_tool_that_it_should(language: str) -> None:
    assert all(f"`{tool}`" in guide(language) for tool in TOOLS)

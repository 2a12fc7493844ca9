"""The server of the Model Context Protocol: questions as tools; the ontology, the questions and a guide to read.

What goes wrong is told in a sentence that an assistant can act on; of an error that nobody foresaw it learns nothing
but that there was one, and the log has the rest.
"""

from __future__ import annotations

import difflib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, InputRequiredResult, TextContent, Tool, ToolAnnotations
from pydantic import Field, ValidationError

from territory_graph import resources
from territory_graph.assistant import facts, networks, questions
from territory_graph.assistant.asked import AskedGraph, UnfoundError, shown
from territory_graph.assistant.told import Answer, Telling
from territory_graph.causes import of_argument
from territory_graph.errors import QueryError, StoreError, TerritoryGraphError, UnknownQuestionError
from territory_graph.library import Library
from territory_graph.messages import translator
from territory_graph.settings import LANGUAGES
from territory_graph.views.analyses.networks import WEIGHED

Client = Callable[[Any], str]
"""Who asks, as budgets tell clients apart, from the context of a call."""

_MOST_WRONG = 3
"""Arguments that cannot be taken of which a refusal tells."""
_LOG = logging.getLogger(__name__)
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Thing = Annotated[str, Field(description="A name, present or former, an official number, or an id such as actor/lsn.")]
Day = Annotated[str, Field(description="YYYY-MM-DD, or “all” for all dates; empty for the territory's own day.")]
Language = Annotated[str, Field(description="fr or en; empty for the server's own language.")]
Limit = Annotated[int, Field(description="How many are told; the rest is counted.")]
Names = Annotated[list[str], Field(description="Names or ids.")]
Pairs = Annotated[list[list[str]], Field(description="Pairs of names or ids.")]


def guide(language: str) -> str:
    """The guide for assistants in a language."""
    return (resources.PACKAGE / "assistant" / f"guide.{language}.md").read_text(encoding="utf-8")


def assistant_server(library: Library, client: Client = lambda _: "assistant") -> MCPServer[Any]:
    """A server that answers assistants about what a library serves; ``client`` tells who asks."""
    with _own_log():
        server = _Server(
            "territory-graph",
            title="territory-graph",
            version=version("territory-graph"),
            instructions=guide("en"),
            log_level="WARNING",
            subscriptions=False,
        )
    server.language = library.settings.language
    tool, answer = partial(server.tool, annotations=_READS), _Answering(library, client)
    for give in (_of_facts, _of_questions, _of_networks):
        give(tool, answer)
    _resources(server, library)
    return server


@contextmanager
def _own_log() -> Iterator[None]:
    """Leaves the log of the process as it is: the server's maker gives it a handler of its own."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


class _Server(MCPServer[Any]):
    """A server that answers no call with an argument that its tool has not: it would be left out, and nobody told."""

    language = ""
    """That of refusals, where a call names none."""

    async def list_tools(self) -> list[Tool]:
        """The tools; the schema of each says that it takes no other arguments."""
        tools = await super().list_tools()
        for tool in tools:
            tool.input_schema["additionalProperties"] = False
        return tools

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Calls a tool.

        Raises:
            ToolError: there is no such tool, it has no such argument, or what is asked cannot be answered.
        """
        asked = arguments.get("lang")
        say = translator(asked if asked in LANGUAGES else self.language)
        tools = {tool.name: list(tool.input_schema["properties"]) for tool in await self.list_tools()}
        if name not in tools:
            raise ToolError(say("assistant.no-tool", name=shown(name), known=", ".join(tools)))
        for given in arguments:
            if given not in tools[name]:
                nearest = difflib.get_close_matches(given[:80], tools[name], n=1, cutoff=0)[0]
                fields = {"tool": name, "name": shown(given), "nearest": nearest, "known": ", ".join(tools[name])}
                raise ToolError(say("assistant.no-argument", **fields))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                wrong = error.__cause__.errors()[:_MOST_WRONG]
                whys = [(".".join(map(str, one["loc"])), of_argument(one["type"], one["msg"])) for one in wrong]
                told = [say("assistant.argument", name=place, why=why) for place, why in whys]
                raise ToolError(say("assistant.bad-argument", tool=name, told="; ".join(told))) from None
            raise


_Tool = Callable[..., Callable[[Callable[..., CallToolResult]], Callable[..., CallToolResult]]]


class _Answering:
    """Asks a question, and tells what goes wrong."""

    def __init__(self, library: Library, client: Client) -> None:
        self._library = library
        self._client = client

    def __call__(
        self, context: Context[Any, Any], day: str, lang: str, ask: Callable[[AskedGraph], Answer], text: str = ""
    ) -> CallToolResult:
        """The answer; ``text`` is the query or the name of the question, which errors speak of.

        Raises:
            ToolError: what was asked cannot be answered; its message says why and what to do.
        """
        say = translator(self._library.settings.language)
        try:
            asked = AskedGraph.of(self._library, day, lang, self._client(context))
            say = asked.say
            return _result(self._answered(asked, ask, text))
        except StoreError as error:
            _LOG.error("%s", say.error(error))
            raise ToolError(say("errors.public-store")) from None
        except TerritoryGraphError as error:
            raise ToolError(say.error(error)) from None

    def _answered(self, asked: AskedGraph, ask: Callable[[AskedGraph], Answer], text: str) -> Answer:
        try:
            return ask(asked)
        except UnfoundError as error:
            return Telling(asked).unknown(error)
        except UnknownQuestionError as error:
            return questions.unknown_question(asked, error, text)
        except QueryError as error:
            raise ToolError(questions.taught(asked, error, text)) from None


def _result(answer: Answer) -> CallToolResult:
    """The answer as data, and as the same JSON for those who read texts alone."""
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return CallToolResult(content=[TextContent(text=text)], structured_content=answer)


def _of_facts(tool: _Tool, answer: _Answering) -> None:
    """The tools of ``assistant.facts``."""

    @tool()
    def search(context: Context, *, text: str, limit: Limit = 10, day: Day = "", lang: Language = "") -> CallToolResult:
        """Find actors, people in office, projects, agreements, events, places and sources by any name or number."""
        return answer(context, day, lang, lambda asked: facts.search(asked, text, limit))

    @tool()
    def describe(
        context: Context, *, thing: Thing, limit: Limit = facts.FACTS, day: Day = "", lang: Language = ""
    ) -> CallToolResult:
        """Say what is known of a thing on a day, each fact with its sources, and what no source gives."""
        return answer(context, day, lang, lambda asked: facts.describe(asked, thing, limit))

    @tool()
    def ties(
        context: Context,
        *,
        thing: Thing,
        other: Thing = "",
        kind: Annotated[str, Field(description="A kind of tie, such as membership; empty for all.")] = "",
        limit: Limit = facts.FACTS,
        day: Day = "",
        lang: Language = "",
    ) -> CallToolResult:
        """Say in sentences what ties a thing to others, or to another one, on a day, with the sources."""
        return answer(context, day, lang, lambda asked: facts.ties(asked, thing, other, kind, limit))

    @tool()
    def paths(
        context: Context, *, start: Thing, end: Thing, count: Limit = 3, day: Day = "", lang: Language = ""
    ) -> CallToolResult:
        """Tell in sentences the shortest ways from one thing to another over known ties, with the sources."""
        return answer(context, day, lang, lambda asked: facts.paths(asked, start, end, count))

    @tool()
    def not_known(
        context: Context, *, thing: Thing = "", limit: Limit = facts.FACTS, day: Day = "", lang: Language = ""
    ) -> CallToolResult:
        """Say what the sources leave open, of a thing or of the whole territory: what to ask somebody else."""
        return answer(context, day, lang, lambda asked: facts.not_known(asked, thing, limit))


def _of_questions(tool: _Tool, answer: _Answering) -> None:
    """The tools of ``assistant.questions``."""

    @tool(name="questions")
    def list_questions(
        context: Context,
        *,
        text: Annotated[str, Field(description="Words to look for; empty for all.")] = "",
        lang: Language = "",
    ) -> CallToolResult:
        """List the packaged questions, with their names and parameters."""
        return answer(context, "", lang, lambda asked: questions.questions(asked, text))

    @tool()
    def ask(
        context: Context,
        *,
        question: Annotated[str, Field(description="The name or number of a packaged question.")],
        values: Annotated[dict[str, str] | None, Field(description="Parameters by name; defaults where left.")] = None,
        limit: Limit = questions.ROWS,
        day: Day = "",
        lang: Language = "",
    ) -> CallToolResult:
        """Answer a packaged question: a sentence, rows, their evidence, and the SPARQL behind it."""
        return answer(context, day, lang, lambda asked: questions.ask(asked, question, values or {}, limit), question)

    @tool()
    def sparql(context: Context, *, query: str, limit: Limit = questions.ROWS, lang: Language = "") -> CallToolResult:
        """Answer a SPARQL 1.1 query that reads (SELECT, ASK, CONSTRUCT, DESCRIBE), within 10 seconds and 200 rows."""
        return answer(context, "", lang, lambda asked: questions.sparql(asked, query, limit), query)


def _of_networks(tool: _Tool, answer: _Answering) -> None:
    """The tools of ``assistant.networks``."""

    @tool(name="measures")
    def list_measures(context: Context, *, lang: Language = "") -> CallToolResult:
        """List the measures of networks, with the question that each answers, and the networks."""
        return answer(context, "", lang, networks.measures)

    @tool()
    def measure(
        context: Context,
        *,
        name: Annotated[str, Field(description="The id of a measure, such as betweenness_centrality.")],
        network: Annotated[str, Field(description="The id of a network.")] = WEIGHED,
        limit: Limit = 15,
        day: Day = "",
        lang: Language = "",
    ) -> CallToolResult:
        """Take a measure of a network of known ties: its answer in a sentence, its scope, values with their ranks."""
        return answer(context, day, lang, lambda asked: networks.take(asked, name, network, limit))

    @tool()
    def what_if(
        context: Context,
        *,
        without: Names = [],  # noqa: B006  what the schema of the tool says; it is read only
        without_agreements: Names = [],  # noqa: B006
        untied: Pairs = [],  # noqa: B006
        tied: Pairs = [],  # noqa: B006
        limit: Limit = networks.CHANGES,
        day: Day = "",
        lang: Language = "",
    ) -> CallToolResult:
        """Reckon what becomes of the network of actors without some actors or agreements, or with other ties."""
        return answer(
            context,
            day,
            lang,
            lambda asked: networks.what_if(
                asked,
                without=without,
                without_agreements=without_agreements,
                untied=untied,
                tied=tied,
                limit=limit,
            ),
        )


def _resources(server: MCPServer[Any], library: Library) -> None:
    """Gives a server what an assistant may read whole."""

    @server.resource("territory://ontology", name="ontology", mime_type="text/turtle")
    def ontology() -> str:
        """Classes and properties of the graph, as Turtle."""
        return (resources.ONTOLOGY / "territory.ttl").read_text(encoding="utf-8")

    @server.resource("territory://questions", name="questions", mime_type="application/json")
    def listed() -> str:
        """The packaged questions with their parameters, as JSON."""
        return json.dumps(questions.questions(AskedGraph.of(library)), ensure_ascii=False)

    @server.resource("territory://guide/fr", name="guide-fr", mime_type="text/markdown")
    def french() -> str:
        """Comment interroger le graphe et citer ses réponses."""
        return guide("fr")

    @server.resource("territory://guide/en", name="guide-en", mime_type="text/markdown")
    def english() -> str:
        """How to ask the graph, and how to cite its answers."""
        return guide("en")

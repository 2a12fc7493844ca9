"""SPARQL 1.1 Protocol at ``/sparql``: queries for everyone, updates for whoever holds the token.

Without a query, a program gets the description of the service and a person, whose browser prefers HTML, the workbench.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.errors import TerritoryGraphError
from territory_graph.service import description
from territory_graph.service.access import person_of
from territory_graph.service.advice import advice_on, advice_on_nothing, finds_nothing
from territory_graph.service.clients import client_at, until_gone
from territory_graph.service.context import opened
from territory_graph.service.formats import named, names, offered
from territory_graph.service.negotiation import accepted, choose, not_acceptable
from territory_graph.service.operation import METHODS, BadRequestError, Operation, read_operation
from territory_graph.service.refusals import refusal
from territory_graph.service.responses import OPEN_TO_ALL, is_fresh, plain_error, preflight
from territory_graph.service.served import Served, served
from territory_graph.service.writes import write_update
from territory_graph.store.at_hand import answer_at_hand
from territory_graph.store.guard import GuardedQuery, guard
from territory_graph.store.pool import ENDPOINT, QueryPool, Result

_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_EVERY_ANSWER = {**OPEN_TO_ALL, "Vary": "Accept, Accept-Encoding"}
_EVERY_HEADER = [(name.lower().encode(), value.encode()) for name, value in _EVERY_ANSWER.items()]


def routes() -> list[Route]:
    """The route of the protocol."""
    return [Route("/sparql", answer, methods=["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"])]


async def answer(request: Request) -> Response:
    """The answer to one request of the protocol."""
    if request.method == "OPTIONS":
        return preflight(METHODS)
    try:
        operation = await read_operation(request)
        if operation is None:
            return await description.describe_service(request)
        if operation.kind == "update":
            return await _updated(request, operation)
        return await _queried(request, operation)
    except BadRequestError as error:
        return error.response


async def _queried(request: Request, operation: Operation) -> Response:
    service = served(request)
    try:
        query = guard(operation.text, services=service.library.pool.services)
        if operation.format:
            media_type = named(query.form, operation.format)
        else:
            media_type = choose(accepted(request), tuple(offered(query.form)))
        if media_type is None:
            if not operation.format:
                return not_acceptable(list(offered(query.form)))
            known = ", ".join(names(query.form))
            return plain_error(406, f"{query.form.upper()} has no format “{operation.format[:40]}”. It has: {known}.")
        pool, version = await service.pool_of(operation.version)
        asked = _Asked(request, service, operation, query, media_type, pool, version)
        unchanged = asked.unchanged()
        if unchanged is not None:
            return unchanged
        result = await asked.run()
        return asked.answer(result, await asked.advice(result))
    except TerritoryGraphError as error:
        return await refusal(request, error, operation.text)


async def _updated(request: Request, operation: Operation) -> Response:
    person = person_of(request)
    if isinstance(person, Response):
        return person
    if operation.version is not None:
        raise BadRequestError(400, "What was cannot be changed: an update names no version.")
    if operation.default_graphs or operation.named_graphs:
        raise BadRequestError(400, "Name graphs in the update itself: USING and WITH, not in the request.")
    return await write_update(request, operation.text, person.name)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query that may be run, and the format of its answer."""

    request: Request
    service: Served
    operation: Operation
    query: GuardedQuery
    media_type: str
    pool: QueryPool
    version: str

    def unchanged(self) -> Response | None:
        """304 when the request holds the answer already: it has not changed, since the data have not."""
        headers = self.request.headers
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        if not conditional or not self.query.repeatable:
            return None
        version = self.version
        tag = self._tag(version)
        if not is_fresh(self.request, tag, self.service.modified):
            return None
        about = {**_EVERY_ANSWER, "ETag": tag, "Last-Modified": self.service.last_modified(version)}
        return Response(status_code=304, headers=about)

    async def run(self) -> Result:
        """The result; a query that takes long is stopped when its client leaves."""
        query_id = self._query_id()
        if (found := self._at_hand(query_id)) is not None:
            return found
        watching: list[asyncio.Task[None]] = []
        try:
            return await self.pool.run(
                self.query,
                media_type=offered(self.query.form)[self.media_type],
                limits=ENDPOINT,
                client=client_at(self.request.scope),
                query_id=query_id,
                default_graphs=self.operation.default_graphs,
                named_graphs=self.operation.named_graphs,
                packed=self._takes_gzip,
                on_slow=lambda: watching.append(asyncio.ensure_future(self._stop_when_gone(query_id))),
            )
        finally:
            for task in watching:
                task.cancel()

    def _at_hand(self, query_id: str) -> Result | None:
        """The result of a query of the current version that needs no worker; None for the pool."""
        asked, began = self.operation, time.perf_counter()
        opened = self.service.library.opened
        if opened is None or opened.graph.version != self.version or asked.default_graphs or asked.named_graphs:
            return None
        media_type = offered(self.query.form)[self.media_type]
        graph = opened.graph
        found = answer_at_hand(graph.store, graph.base, self.query, media_type, packed=self._takes_gzip)
        if found is None:
            return None
        header, body = found
        return Result(
            body,
            media_type,
            header["kind"],
            header["count"],
            cut=False,
            seconds=time.perf_counter() - began,
            version=self.version,
            query_id=query_id,
            packed=header["gzip"],
        )

    @property
    def _takes_gzip(self) -> bool:
        return "gzip" in self.request.headers.get("accept-encoding", "")

    async def advice(self, result: Result) -> str:
        """What is to be known of an answer without a row, or of columns that GROUP_CONCAT made; empty where nothing."""
        if finds_nothing(result):
            return await asyncio.to_thread(advice_on_nothing, self.query, opened(self.request))
        if result.kind != "rows" or "group_concat" not in self.query.text.lower():
            return ""
        return await asyncio.to_thread(advice_on, self.query, result, offered(self.query.form)[self.media_type])

    def answer(self, result: Result, advice: str) -> Response:
        """The answer with what is told of it: its query, data and time, whether the cap cut it, and the advice."""
        charset = "; charset=utf-8" if self.media_type.startswith("text/") else ""
        about = {
            "content-type": self.media_type + charset,
            "content-length": str(len(result.body)),
            "cache-control": "no-cache" if self.query.repeatable else "no-store",
            "x-query-id": result.query_id,
            "x-data-version": result.version,
            "server-timing": f"engine;dur={result.seconds * 1000:.1f}",
        }
        if self.query.repeatable:
            about |= {"etag": self._tag(result.version), "last-modified": self.service.last_modified(result.version)}
        if result.cut:
            about["x-answer-cut"] = f"{'triples' if result.kind == 'triples' else 'rows'}={ENDPOINT.rows}"
        if advice:
            about["x-advice"] = advice
        if result.packed:
            about["content-encoding"] = "gzip"
        return _Prepared(b"" if self.request.method == "HEAD" else result.body, about)

    def _tag(self, version: str) -> str:
        """The entity tag: of the data, of what is asked of them, and of the format; weak, for gzip has the same one."""
        operation = self.operation
        parts = (operation.text, *operation.default_graphs, "", *operation.named_graphs, "", self.media_type)
        digest = hashlib.blake2b("\0".join(parts).encode(errors="replace"), digest_size=8)
        return f'W/"{version}-{digest.hexdigest()}"'

    def _query_id(self) -> str:
        """The id that the client chose, so that it can cancel, or one that nobody guesses."""
        asked = self.request.headers.get("x-query-id")
        if asked is None:
            return secrets.token_urlsafe(12)
        if not _ID.fullmatch(asked):
            raise BadRequestError(400, "X-Query-Id has 8 to 64 letters, digits, “-” or “_”.")
        return asked

    async def _stop_when_gone(self, query_id: str) -> None:
        await until_gone(self.request)
        self.pool.cancel(query_id)


class _Prepared(Response):
    """An answer whose headers are all there: most requests get one, and Starlette's own preparation costs them dear."""

    def __init__(self, body: bytes, headers: dict[str, str]) -> None:
        self.status_code = 200
        self.background = None
        self.body = body
        self.raw_headers = [*_EVERY_HEADER, *((name.encode(), value.encode()) for name, value in headers.items())]

"""Refusals: which status and which sentence answer an error, in the reader's language; never a traceback or a path."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import Response

from territory_graph.diagnosis import lesson
from territory_graph.errors import (
    AnswerTooLargeError,
    AnswerUnwritableError,
    BudgetError,
    BusyError,
    FormerVersionError,
    QueryAbortError,
    QueryError,
    QueryIdUsedError,
    QueryRefusedError,
    QueryStoppedError,
    StoreError,
    TerritoryGraphError,
    UnknownVersionError,
)
from territory_graph.service.context import known_names, opened, say_of
from territory_graph.service.responses import plain_error

_LOG = logging.getLogger(__name__)
_FORBIDDEN = ("update", "service", "service-other", "load")
_STATUSES: dict[type[TerritoryGraphError], int] = {
    BudgetError: 429,
    QueryIdUsedError: 409,
    FormerVersionError: 410,
    UnknownVersionError: 404,
    AnswerUnwritableError: 406,
    QueryAbortError: 500,  # no fault of the request, and no better later
}


async def refusal(request: Request, error: TerritoryGraphError, text: str) -> Response:
    """The answer that tells an error: a query that is wrong is taught with its place, the others in a sentence."""
    say = say_of(request)
    if isinstance(error, StoreError):
        _LOG.error("%s", say.error(error))
        return plain_error(503, say("errors.public-store"))
    headers = {"Vary": "Accept-Language"}
    if isinstance(error, BusyError):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, QueryError):
        sentence = await asyncio.to_thread(lambda: lesson(error, text, known_names(opened(request)), say).text())
    else:
        sentence = say.error(error)
    return plain_error(status_of(error), sentence, headers)


def status_of(error: TerritoryGraphError) -> int:
    """The HTTP status of an error."""
    if isinstance(error, QueryRefusedError):
        return 413 if error.rule == "size" else 403 if error.rule in _FORBIDDEN else 400
    for kind, status in _STATUSES.items():
        if isinstance(error, kind):
            return status
    overloaded = isinstance(error, BusyError | QueryStoppedError) and not isinstance(error, AnswerTooLargeError)
    return 503 if overloaded else 400

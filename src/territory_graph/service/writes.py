"""Writes: one change at a time, each applied by a process of its own, and what is answered.

A change that a person wrote may end the engine that applies it, or take its time. The child is the command
``territory-graph update``: it locks the store, checks the result and swaps the new version in. Killed at any moment, it
leaves what is served as it was.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from territory_graph.errors import (
    ChangeStoppedError,
    QueryError,
    QueryRefusedError,
    StoreError,
    StoreLockedError,
    TerritoryGraphError,
    UnknownGraphError,
    VersionChangedError,
)
from territory_graph.messages import translator
from territory_graph.service.context import language_of
from territory_graph.service.refusals import refusal
from territory_graph.service.responses import OPEN_TO_ALL, plain_error
from territory_graph.service.served import Served, served
from territory_graph.store.guard import guard_update
from territory_graph.updating import Change

DEADLINE = 120.0
"""Seconds that one change may take, the wait for another writer included."""
MEMORY = 4 << 30
"""Bytes of address space that one change may take."""
_RETRY_AFTER = "10"
_SECRETS = ("TERRITORY_GRAPH_UPDATE_TOKEN", "TERRITORY_GRAPH_OPERATOR_TOKEN")
_LOG = logging.getLogger(__name__)
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did: the version before and the one now current, statements added and removed.

    ``created`` tells that the graph that was written held nothing before. Without ``changed`` no version was made.
    """

    changed: bool
    before: str
    version: str
    added: int
    removed: int
    created: bool


class ChangeRejectedError(TerritoryGraphError, ValueError):
    """A change that its process refused: the code of the error, and its sentences by language."""

    code = "change-rejected"

    def __init__(self, reason: str, sentences: Mapping[str, str]) -> None:
        self.reason = reason
        self.sentences = sentences
        super().__init__(message=sentences["en"])


async def write(served: Served, change: Change, author: str) -> Outcome:
    """Applies a change in a process of its own, after those that were asked for before.

    Raises:
        ChangeRejectedError: the change cannot be read, or the result would break the model.
        QueryError: the engine cannot read or run the update.
        UnknownGraphError: there is no graph to delete.
        VersionChangedError: the version that the change was made for is no longer current.
        StoreError: the store cannot be used, or another process is still writing it.
        ChangeStoppedError: the process ended before it was done, or was ended at the deadline.
    """
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        status, told = await _run(_arguments(served, change, author), change.content)
    if status == 0:
        return Outcome(**told)
    raise _error(told)


def _arguments(served: Served, change: Change, author: str) -> list[str]:
    """The command line of the child: nothing in it is secret."""
    options = ["--store", str(served.folder.path), f"--as={author}", "--format", "json"]
    if change.made_for is not None:
        options += [f"--if-version={change.made_for}"]
    if change.graph is not None:
        options += [f"--graph={change.graph}", f"--{change.kind}", "--media-type", change.media_type]
    return ["update", *options] + ([] if change.kind == "delete" else ["-"])


async def _run(arguments: list[str], content: bytes) -> tuple[int, dict[str, Any]]:
    """Exit code and answer of the child, which gets the content once its memory is bounded."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "territory_graph", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name not in _SECRETS},
    )
    try:
        if hasattr(resource, "prlimit"):  # not on macOS
            resource.prlimit(child.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        async with asyncio.timeout(DEADLINE):
            answer, trouble = await child.communicate(content)
    except TimeoutError as error:
        raise ChangeStoppedError from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    try:
        return child.returncode or 0, json.loads(answer)
    except ValueError as error:
        _LOG.error("an update ended with %s: %s", child.returncode, trouble.decode(errors="replace"))
        raise ChangeStoppedError from error


def _error(told: Mapping[str, Any]) -> TerritoryGraphError:
    """The error that the child tells, as the same error where others handle it."""
    code, fields = told["error"], told["fields"]
    if code == QueryError.code:
        return QueryError(**fields)
    for kind in (UnknownGraphError, VersionChangedError, StoreLockedError):
        if code == kind.code:
            return kind(**fields)
    if code.startswith(StoreError.code):
        return StoreError(message=told["sentences"]["en"])
    return ChangeRejectedError(code, told["sentences"])


async def write_update(request: Request, text: str, author: str) -> Response:
    """The answer to a SPARQL update of somebody who may write."""
    try:
        guard_update(text)
    except QueryRefusedError as error:
        return await refusal(request, error, text)
    return await answer_change(request, Change("update", text.encode()), author)


async def answer_change(request: Request, change: Change, author: str) -> Response:
    """The answer to a change of somebody who may write: what it did, or why nothing was done."""
    try:
        outcome = await write(served(request), change, author)
    except QueryError as error:
        return await refusal(request, error, change.content.decode())
    except TerritoryGraphError as error:
        return _refused(request, error)
    headers = {**OPEN_TO_ALL, "Cache-Control": "no-store"}
    if not outcome.changed:
        return Response(status_code=204, headers=headers)
    told = {name: getattr(outcome, name) for name in ("version", "before", "added", "removed")}
    return JSONResponse(told, status_code=201 if outcome.created else 200, headers=headers)


_STATUSES = {
    "input": 400,
    "settings": 400,
    "change-refused": 422,
    "change-invalid": 422,
    UnknownGraphError.code: 404,
    VersionChangedError.code: 412,
    StoreLockedError.code: 503,
    ChangeStoppedError.code: 503,
}
"""The status that answers each error; any other, of the store itself, is no fault of the request."""


def _refused(request: Request, error: TerritoryGraphError) -> Response:
    """The answer that tells why nothing was changed, in the reader's language, without a path of this machine."""
    say = translator(language_of(request))
    headers = {"Vary": "Accept-Language"}
    if isinstance(error, ChangeRejectedError):
        return plain_error(_STATUSES.get(error.reason, 500), error.sentences[say.language], headers)
    if isinstance(error, StoreLockedError | ChangeStoppedError):
        headers["Retry-After"] = _RETRY_AFTER
    if isinstance(error, StoreError):
        _LOG.error("%s", error)
        sentence = say("writes.busy" if isinstance(error, StoreLockedError) else "errors.public-store")
    else:
        sentence = say.error(error)
    return plain_error(_STATUSES.get(error.code, 503), sentence, headers)

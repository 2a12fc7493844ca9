"""Writes: one change at a time, each applied by a process of its own, and what is answered.

A change that a person wrote may end the engine that applies it, or take its time. The child is the command
``territory-graph update``: it locks the store, checks the result and swaps the new version in.

Whoever writes is told the truth. Once the child is no more, what was published tells whether the change was, however
the child ended. A change that nobody is told of is not applied later: the child ends with this process, and when the
client leaves. What a client that was cut off cannot know, it asks by repeating the change with its key.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from territory_graph.errors import (
    ChangeStoppedError,
    KeyUsedError,
    QueryError,
    QueryRefusedError,
    StoreError,
    StoreLockedError,
    TerritoryGraphError,
    UnknownGraphError,
    VersionChangedError,
)
from territory_graph.service.clients import until_gone
from territory_graph.service.context import say_of
from territory_graph.service.refusals import refusal
from territory_graph.service.responses import OPEN_TO_ALL, plain_error
from territory_graph.service.served import Served, served
from territory_graph.store.children import child_environment
from territory_graph.store.guard import guard_update
from territory_graph.updating import KEY, Change, recorded

DEADLINE = 120.0
"""Seconds that one change may take, the wait for another writer included."""
MEMORY = 4 << 30
"""Bytes of address space that one change may take."""
_RETRY_AFTER = "10"
_LOG = logging.getLogger(__name__)
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did: the version before and the one now current, statements added and removed.

    ``created`` tells that the graph that was written held nothing before, ``replayed`` that all was done by an earlier
    request with the same key, ``kept`` that the territory's files say it too. Without ``changed`` no version was made.
    """

    changed: bool
    before: str
    version: str
    added: int
    removed: int
    created: bool
    replayed: bool
    kept: bool = False


class ChangeRejectedError(TerritoryGraphError, ValueError):
    """A change that its process refused: the code of the error, and its sentences by language."""

    code = "change-rejected"

    def __init__(self, reason: str, sentences: Mapping[str, str]) -> None:
        self.reason = reason
        self.sentences = sentences
        super().__init__(message=sentences["en"])


async def write(served: Served, change: Change, author: str) -> Outcome:
    """Applies a change in a process of its own, after those that were asked for before.

    The change must have a key: whatever becomes of its process, what was published tells whether it was applied.

    Raises:
        ChangeRejectedError: the change cannot be read, or the result would break the model.
        QueryError: the engine cannot read or run the update.
        UnknownGraphError: there is no graph to delete.
        VersionChangedError: the version that the change was made for is no longer current.
        KeyUsedError: the author made another change under its key.
        StoreError: the store cannot be used, or another process is still writing it.
        ChangeStoppedError: the process ended before it was done, or was ended at the deadline.
    """
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        try:
            return await _applied(_arguments(served, change, author), change.content)
        except TerritoryGraphError:
            if (made := _published(served, change, author)) is not None:
                return made
            raise


def _published(served: Served, change: Change, author: str) -> Outcome | None:
    """What the change did, where it was published: its process is no more, so this does not change."""
    made = recorded(served.library.folder, change, author)
    if made is None:
        return None
    return Outcome(
        True, made.before, made.version, made.added, made.removed, made.created, replayed=False, kept=made.kept
    )


def _arguments(served: Served, change: Change, author: str) -> list[str]:
    """The command line of the child: nothing in it is secret."""
    options = [
        "--store",
        str(served.library.folder.path),
        f"--as={author}",
        "--format",
        "json",
        f"--parent={os.getpid()}",
    ]
    options += [f"--key={change.key}"]
    if change.made_for is not None:
        options += [f"--if-version={change.made_for}"]
    if change.graph is not None:
        options += [f"--graph={change.graph}", f"--{change.kind}", "--media-type", change.media_type]
    return ["update", *options] + ([] if change.kind == "delete" else ["-"])


async def _applied(arguments: list[str], content: bytes) -> Outcome:
    """What the child tells. It gets the content once its memory is bounded, and is no more when this ends."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "territory_graph", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=child_environment(),
    )
    try:
        if hasattr(resource, "prlimit"):  # not on macOS
            resource.prlimit(child.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        async with asyncio.timeout(DEADLINE):
            answer, trouble = await child.communicate(content)
    except (TimeoutError, ProcessLookupError) as error:
        raise ChangeStoppedError from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    try:
        told = json.loads(answer)
    except ValueError as error:
        _LOG.error("an update ended with %s: %s", child.returncode, trouble.decode(errors="replace"))
        raise ChangeStoppedError from error
    if "error" in told:
        raise _error(told)
    return Outcome(**told)


def _error(told: Mapping[str, Any]) -> TerritoryGraphError:
    """The error that the child tells, as the same error where others handle it."""
    code, fields = told["error"], told["fields"]
    if code == QueryError.code:
        return QueryError(**fields)
    for kind in (UnknownGraphError, VersionChangedError, KeyUsedError, StoreLockedError):
        if code == kind.code:
            return kind(**fields)
    if code.startswith(StoreError.code):
        return StoreError(message=told["sentences"]["en"])
    if code == ChangeStoppedError.code:
        return ChangeStoppedError()
    return ChangeRejectedError(code, told["sentences"])


async def write_update(request: Request, text: str, author: str) -> Response:
    """The answer to a SPARQL update of somebody who may write."""
    try:
        guard_update(text)
        change = Change("update", text.encode(), key=key_of(request))
    except QueryRefusedError as error:
        return await refusal(request, error, text)
    except BadKeyError as error:
        return error.response
    return await answer_change(request, change, author)


class BadKeyError(Exception):
    """The idempotency key of a request cannot be one; ``response`` is the answer that says so."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        say = say_of(request)
        self.response = plain_error(400, say("writes.key"), {"Vary": "Accept-Language"})


def key_of(request: Request) -> str | None:
    """The idempotency key of a request, with or without the quotes of a structured field (RFC 9651).

    Raises:
        BadKeyError: there are two, or it cannot be a key.
    """
    given = request.headers.getlist("idempotency-key")
    if not given:
        return None
    key = given[0].strip()
    key = key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key
    if len(given) > 1 or not KEY.fullmatch(key):
        raise BadKeyError(request)
    return key


async def is_repeat(request: Request, change: Change, author: str) -> bool:
    """Whether the author made a change under the key of this one before, be it another."""
    try:
        return await asyncio.to_thread(recorded, served(request).library.folder, change, author) is not None
    except KeyUsedError:
        return True


async def answer_change(request: Request, change: Change, author: str) -> Response:
    """The answer to a change of somebody who may write: what it did, or why nothing was done."""
    _answer_though_the_server_ends(request)
    change = change if change.key is not None else replace(change, key=f"auto-{secrets.token_hex(8)}")
    try:
        outcome = await _written(request, change, author)
    except QueryError as error:
        answer = await refusal(request, error, change.content.decode())
    except TerritoryGraphError as error:
        answer = _refused(request, error)
    else:
        headers = {**OPEN_TO_ALL, "Cache-Control": "no-store", "X-Data-Version": outcome.version}
        if outcome.replayed:
            headers["Idempotent-Replayed"] = "true"
        if not outcome.changed:
            return Response(status_code=204, headers=headers)
        told = {name: getattr(outcome, name) for name in ("version", "before", "added", "removed", "kept")}
        return JSONResponse(told, status_code=201 if outcome.created else 200, headers=headers)
    with suppress(StoreError):
        answer.headers["X-Data-Version"] = served(request).manifest().version
    return answer


def _answer_though_the_server_ends(request: Request) -> None:
    answering, task = served(request).answering, asyncio.current_task()
    if task is not None:
        answering.add(task)
        task.add_done_callback(answering.discard)


async def _written(request: Request, change: Change, author: str) -> Outcome:
    """The outcome of a change that ends, unless it is published, when its client leaves or this server ends.

    Raises:
        TerritoryGraphError: nothing was changed.
    """
    writing = asyncio.ensure_future(write(served(request), change, author))
    leaving = asyncio.ensure_future(until_gone(request))
    with suppress(asyncio.CancelledError):  # this server ends: the client is still told what became of its change
        await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    if not writing.done():
        writing.cancel()
    try:
        return await writing
    except asyncio.CancelledError:
        made = _published(served(request), change, author)
        if made is None:
            raise ChangeStoppedError from None
        return made


_STATUSES = {
    "input": 400,
    "settings": 400,
    "change-refused": 422,
    "change-invalid": 422,
    UnknownGraphError.code: 404,
    VersionChangedError.code: 412,
    KeyUsedError.code: 422,
    StoreLockedError.code: 503,
    ChangeStoppedError.code: 503,
}
"""The status that answers each error; any other, of the store itself, is no fault of the request."""


def _refused(request: Request, error: TerritoryGraphError) -> Response:
    """The answer that tells why nothing was changed, in the reader's language, without a path of this machine."""
    say = say_of(request)
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

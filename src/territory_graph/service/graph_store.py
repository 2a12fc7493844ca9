"""SPARQL 1.1 Graph Store HTTP Protocol at ``/graph-store``: reading for everyone, writing with a token.

``?graph=IRI`` is one named graph, ``?default`` the default graph, which has each statement once; without either, a
read gets all named graphs, of which the default graph is the merge. That is never written: every statement belongs to
a record.

A graph is sent whole or not at all, from a file (``graph_files``): pool workers answer queries, which are capped, and
a million triples in the memory of this process would hold up everyone else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import IO
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from territory_graph.errors import ServerBusyError, StoreError
from territory_graph.ingest.payload import FORMATS, TURTLE
from territory_graph.service.access import person_of
from territory_graph.service.context import say_of
from territory_graph.service.graph_dump import UnwritableError
from territory_graph.service.graph_files import DEFAULT, Part, holds, written
from territory_graph.service.negotiation import accepted, choose, not_acceptable
from territory_graph.service.refusals import refusal
from territory_graph.service.responses import (
    OPEN_TO_ALL,
    entity_tag,
    http_date,
    is_fresh,
    plain_error,
    preflight,
)
from territory_graph.service.served import served
from territory_graph.service.writes import BadKeyError, answer_change, is_repeat, key_of
from territory_graph.store.manifest import Manifest
from territory_graph.terms import is_iri
from territory_graph.updating import Change, Kind

METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
LARGEST = 10_000_000
"""Bytes that the content of a write may have."""
_MOST_READ = 10 * LARGEST
_TRIPLES = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
_QUADS = ("application/trig", "application/n-quads", "application/ld+json")
_CHUNK = 1 << 18
_KINDS: Mapping[str, Kind] = {"PUT": "put", "POST": "post", "DELETE": "delete"}


def routes() -> list[Route]:
    """The route of the graph store."""
    return [Route("/graph-store", answer, methods=[*METHODS.split(", "), "PATCH"])]


async def answer(request: Request) -> Response:
    """The answer to one request of the protocol."""
    if request.method == "OPTIONS":
        return preflight(METHODS)
    if request.method == "PATCH":
        return plain_error(405, f"This address answers {METHODS}.", {"Allow": METHODS})
    try:
        return await (_read(request) if request.method in ("GET", "HEAD") else _write(request))
    except (_RefusedError, BadKeyError) as error:
        return error.response
    except ClientDisconnect:  # what it sent is not whole, and nobody is left to be answered
        return Response(status_code=400)
    except (StoreError, ServerBusyError) as error:
        return await refusal(request, error, "")


class _RefusedError(Exception):
    """A request that is answered with a status and a sentence of ``writes`` in the locales."""

    def __init__(self, request: Request, status: int, sentence: str, headers: Mapping[str, str], **fields: object):
        super().__init__(sentence)
        say = say_of(request)
        self.response = plain_error(status, say(sentence, **fields), {"Vary": "Accept-Language", **headers})


def _part(request: Request) -> Part:
    """The part of the dataset that the address names: the default graph, a named one, or everything.

    Raises:
        _RefusedError: both are named, one of them twice, a relative IRI, or something else.
    """
    fields = [field for field in parse_qsl(request.url.query, keep_blank_values=True) if field[0] != "lang"]
    if not fields:
        return None
    if fields == [("default", "")]:
        return DEFAULT
    if len(fields) == 1 and fields[0][0] == "graph" and is_iri(fields[0][1]):
        return fields[0][1]
    raise _RefusedError(request, 400, "writes.which-graph", {})


# Reading ------------------------------------------------------------------------------------------------------


async def _read(request: Request) -> Response:
    part = _part(request)
    offered = _QUADS if part is None else _TRIPLES
    media_type = choose(accepted(request), offered)
    if media_type is None:
        return not_acceptable(offered)
    library, manifest = served(request).library, served(request).manifest()
    about = _about(manifest, part, media_type)
    if is_fresh(request, about["ETag"], datetime.fromisoformat(manifest.built_at)):
        return Response(status_code=304, headers=about)
    if request.method == "HEAD":
        found = await holds(library, part)
        return Response(media_type=media_type, headers=about) if found else _unknown(request, part)
    try:
        file = await written(library, part, media_type)
    except UnwritableError as error:
        raise _RefusedError(request, 406, "writes.unwritable", {}) from error
    if file is None:
        return _unknown(request, part)
    about = _about(file.manifest, part, media_type) | {"Content-Length": str(file.size)}
    return _File(file.content, media_type, about)


def _about(manifest: Manifest, part: Part, media_type: str) -> dict[str, str]:
    return {
        **OPEN_TO_ALL,
        "Cache-Control": "no-cache",
        "ETag": entity_tag(manifest.version, repr(part).encode(), media_type),
        "Last-Modified": http_date(datetime.fromisoformat(manifest.built_at)),
        "Vary": "Accept",
    }


class _File(StreamingResponse):
    """A file as an answer, closed whether it was read to its end or its reader left."""

    def __init__(self, file: IO[bytes], media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(iter(partial(file.read, _CHUNK), b""), media_type=media_type, headers=headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        with self._file:
            await super().__call__(scope, receive, send)


def _unknown(request: Request, part: Part) -> Response:
    say = say_of(request)
    return plain_error(404, say("errors.unknown-graph", graph=part), {"Vary": "Accept-Language"})


# Writing ------------------------------------------------------------------------------------------------------


async def _write(request: Request) -> Response:
    person = person_of(request)
    if isinstance(person, Response):
        return person
    part = _part(request)
    if part is None:
        raise _RefusedError(request, 400, "writes.which-graph", {})
    if part is DEFAULT:
        raise _RefusedError(request, 405, "writes.default", {"Allow": "GET, HEAD, OPTIONS"})
    assert isinstance(part, str)
    kind = _KINDS[request.method]
    body, media_type = (b"", TURTLE) if kind == "delete" else await _content(request)
    change = Change(kind, body, part, media_type, key=key_of(request))
    if not await is_repeat(request, change, person.name):  # whose condition held when it was made
        change = replace(change, made_for=await _condition(request, part))
    return await answer_change(request, change, person.name)


async def _content(request: Request) -> tuple[bytes, str]:
    """The content of a request and its media type; RDF/XML where the request names none, as the protocol asks (§5).

    Raises:
        _RefusedError: it is of another type, compressed, or too large.
    """
    given = request.headers.get("content-type", "application/rdf+xml").partition(";")[0].strip().lower()
    if given not in FORMATS:
        fields = {"given": given[:80], "known": ", ".join(FORMATS)}
        raise _RefusedError(request, 415, "writes.type", {"Accept-Post": ", ".join(FORMATS)}, **fields)
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":
        raise _RefusedError(request, 415, "writes.encoding", {"Accept-Encoding": "identity"}, given=encoding[:80])
    body = await _body(request)
    if body is None:
        raise _RefusedError(request, 413, "writes.too-large", {"Connection": "close"}, megabytes=LARGEST // 1_000_000)
    return body, given


async def _body(request: Request) -> bytes | None:
    """What a request sends, or None where it is too large.

    A client that waits to be asked for it is not asked. Of others what is too much is read and dropped, within bounds:
    most clients look at an answer only once they have sent everything.
    """
    declared = request.headers.get("content-length", "0")
    if "expect" in request.headers and declared.isdecimal() and int(declared) > LARGEST:
        return None
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST:
            body.clear()
        else:
            body += chunk
        if size > _MOST_READ:
            break
    return None if size > LARGEST else bytes(body)


async def _condition(request: Request, graph: str) -> str | None:
    """The version that the request's conditions name (RFC 9110, section 13.1), None without any.

    A tag is that of the version and of a form of the graph; all forms of a version say the same, and a write changes
    none of them: its version is compared, though the tag is weak.

    Raises:
        _RefusedError: the condition does not hold.
    """
    match, none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    if match is None and none_match is None:
        return None
    version = served(request).manifest().version
    exists = await holds(served(request).library, graph)
    right = match is None or (exists if match.strip() == "*" else version in _versions(match))
    absent = none_match is None or (not exists if none_match.strip() == "*" else version not in _versions(none_match))
    if not (right and absent):
        raise _RefusedError(request, 412, "writes.no-match", {})
    return version


def _versions(tags: str) -> set[str]:
    """The versions that entity tags name.

    >>> sorted(_versions('W/"a1-9", "b2-8"'))
    ['a1', 'b2']
    """
    return {tag.strip().removeprefix("W/").strip('"').partition("-")[0] for tag in tags.split(",")}

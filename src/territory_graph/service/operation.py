"""What a request of the protocol asks: read from its address, a form, or a body of its own (Protocol §2.1 and §2.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from territory_graph.service.responses import plain_error
from territory_graph.store.harmless import LARGEST
from territory_graph.terms import is_iri

LARGEST_BODY = 4 * LARGEST
"""Bytes that a request may have: a form writes a character of a query with up to three of its own, and some more."""
_READ_ON = 8 << 20
METHODS = "GET, HEAD, POST, OPTIONS"
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_DATASET = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}


class BadRequestError(Exception):
    """A request that asks nothing clear; ``response`` is its status and a sentence."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.response = plain_error(status, message, headers or {})


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update (``kind``), its dataset, and the format and the version of the data that are asked for."""

    kind: str
    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None
    version: str | None = None


async def read_operation(request: Request) -> Operation | None:
    """The operation of a request; None for a GET that asks nothing.

    Raises:
        BadRequestError: the request cannot be read, or asks more than one thing.
    """
    fields = read_fields(request.scope["query_string"])
    if request.method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in fields):
            raise BadRequestError(400, "An update is sent by POST, not by GET.")
        return _from_fields(fields, None) if any(name == "query" for name, _ in fields) else None
    if request.method != "POST":
        raise BadRequestError(405, f"This address answers {METHODS}.", {"Allow": METHODS})
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (_FORM, _QUERY, _UPDATE):
        message = f"A request by POST is {_FORM}, {_QUERY} or {_UPDATE}, not “{kind[:80]}”."
        raise BadRequestError(415, message, {"Accept-Post": ", ".join((_FORM, _QUERY, _UPDATE))})
    body = await read_body(request)
    if kind == _FORM:
        return _from_fields(read_fields(body), fields)
    name = "query" if kind == _QUERY else "update"
    return _from_fields([*fields, (name, _text(body))], None)


def _from_fields(fields: Sequence[tuple[str, str]], address: Sequence[tuple[str, str]] | None) -> Operation:
    """The operation that fields name; those of the address may add to a form's."""
    texts = [(name, value) for name, value in fields if name in ("query", "update")]
    if len(texts) != 1:
        raise BadRequestError(400, f"One query or one update is expected, not {len(texts)}.")
    kind, text = texts[0]
    found = [*fields, *(address or ())]
    default, graphs = ([_iri(value) for name, value in found if name == key and value] for key in _DATASET[kind])
    form = next((value for name, value in found if name == "format"), None)
    version = next((value for name, value in found if name == "version"), None)
    return Operation(kind, text, tuple(default), tuple(graphs), form, version)


def read_fields(text: bytes) -> list[tuple[str, str]]:
    """The fields of an address or a form, decoded once.

    Raises:
        BadRequestError: they are no UTF-8, or too many.
    """
    if not text:
        return []
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1_000)
    except UnicodeError:
        raise BadRequestError(400, "The request is not UTF-8: encode its fields as UTF-8, then with %XX.") from None
    except ValueError:
        raise BadRequestError(400, "The request has too many fields: at most 1,000.") from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        message = f"The body is not UTF-8: its byte {error.start + 1} begins no character."
        raise BadRequestError(400, message) from None


def _iri(text: str) -> str:
    if not is_iri(text):
        raise BadRequestError(400, f"A graph is named by an absolute IRI, not by “{text[:80]}”.")
    return text


async def read_body(request: Request) -> bytes:
    """The body of a request. Of one too large no more is kept, but it is read on for a while.

    A client that is answered while it still sends may never see the answer.

    Raises:
        BadRequestError: it is too large.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > _READ_ON:
        raise _too_large()
    body, size = bytearray(), 0
    async for part in request.stream():
        size += len(part)
        if size <= LARGEST_BODY:
            body += part
        elif size > _READ_ON:
            break
    if size > LARGEST_BODY:
        raise _too_large()
    return bytes(body)


def _too_large() -> BadRequestError:
    return BadRequestError(
        413,
        f"A query may have {LARGEST // 1024} KiB, and a request {LARGEST_BODY // 1024} KiB.",
        {"Connection": "close"},
    )

"""Answers over HTTP: bodies that caches may keep until the data change, and errors as plain sentences."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

OPEN_TO_ALL: Mapping[str, str] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",  # any page may read it; browsers send no credentials with a wildcard
        "Access-Control-Expose-Headers": "*",
        "X-Content-Type-Options": "nosniff",
    }
)
"""Headers of every answer of the service."""

_ALLOWED = ", ".join(
    (
        *("Accept", "Accept-Language", "Authorization", "Content-Type", "Idempotency-Key", "If-Match"),
        *("If-Modified-Since", "If-None-Match", "If-Range", "Range", "X-Query-Id"),
    )
)
_NONE: Mapping[str, str] = MappingProxyType({})
_WORTH_PACKING = 1_000  # bytes
_NONE_OF_IT = re.compile(r"\s*q=0(?:\.0*)?\s*", re.IGNORECASE)


def cacheable(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    version: str,
    modified: datetime,
    headers: Mapping[str, str] = _NONE,
) -> Response:
    """The answer with its entity tag and date, or 304 where the request holds the same already; no body to HEAD.

    The tag is made of the version of the data and of the body. It is weak, for the compressed body has the same one.
    """
    tag = entity_tag(version, body, media_type)
    about = {**OPEN_TO_ALL, "Cache-Control": "no-cache", "ETag": tag, "Last-Modified": http_date(modified), **headers}
    about["Vary"] = ", ".join([*filter(None, [headers.get("Vary")]), "Accept-Encoding"])
    if is_fresh(request, tag, modified):
        return Response(status_code=304, headers=about)
    if len(body) >= _WORTH_PACKING and takes_gzip(request):
        about["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=5, mtime=0)
    if request.method == "HEAD":
        about["Content-Length"] = str(len(body))
        body = b""
    return Response(body, media_type=media_type, headers=about)


def takes_gzip(request: Request) -> bool:
    """Whether the request accepts a body compressed with gzip (RFC 9110, section 12.5.3)."""
    members = ",".join(request.headers.getlist("accept-encoding")).split(",")
    parts = [member.partition(";") for member in members]
    return any(name.strip().lower() == "gzip" and not _NONE_OF_IT.fullmatch(weight) for name, _, weight in parts)


def plain_error(status: int, message: str, headers: Mapping[str, str] = _NONE) -> Response:
    """A refusal in a sentence, as plain text that no cache keeps."""
    about = {**OPEN_TO_ALL, "Cache-Control": "no-store", **headers}
    return Response(message.rstrip("\n") + "\n", status, about, "text/plain; charset=utf-8")


def unexpected() -> Response:
    """What is said of an error that nobody foresaw."""
    return plain_error(500, "Something unforeseen happened; the operator finds it in the server's log.")


def preflight(methods: str) -> Response:
    """What a browser is told before it asks from another page: reading is open to all, without cookies.

    A page may send a token that its reader gave it, which must be named: the asterisk does not stand for it.
    """
    headers = {
        **OPEN_TO_ALL,
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": _ALLOWED,
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)


def entity_tag(version: str, body: bytes, media_type: str) -> str:
    """The weak entity tag of a representation (RFC 9110, section 8.8.3)."""
    digest = hashlib.sha256(media_type.encode() + b"\n" + body).hexdigest()[:16]
    return f'W/"{version}-{digest}"'


def is_fresh(request: Request, tag: str, modified: datetime) -> bool:
    """Whether the request holds this already: its tags decide, without any its date (RFC 9110, section 13.2.2)."""
    if request.method not in ("GET", "HEAD"):
        return False
    tags = ", ".join(request.headers.getlist("if-none-match"))
    if tags:
        held = {held.strip().removeprefix("W/") for held in tags.split(",")}
        return "*" in held or tag.removeprefix("W/") in held
    since = _date(request.headers.get("if-modified-since", ""))
    return since is not None and modified.replace(microsecond=0) <= since


def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it.

    >>> http_date(datetime(2021, 5, 12, 10, tzinfo=UTC))
    'Wed, 12 May 2021 10:00:00 GMT'
    """
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""What programs that follow links may read: the pages and the data, but no queries."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.service.headers import MEDIA

_CLOSED = ("/sparql", "/graph-store", "/search", "/_stcore/", MEDIA)
_RULES = "".join(["User-agent: *\n", *(f"Disallow: {path}\n" for path in _CLOSED)])


def routes() -> list[Route]:
    """Where the rules are."""
    return [Route("/robots.txt", robots)]


async def robots(_: Request) -> Response:
    """The rules (RFC 9309)."""
    return Response(_RULES, media_type="text/plain", headers={"Cache-Control": "max-age=86400"})

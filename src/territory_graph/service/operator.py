"""The queries that run now: a page for the operator, and cancelling one by its id.

Whoever knows the id of a query may cancel it: it is told to its client alone, or chosen by it. The page needs the
operator's token, as the password of HTTP Basic authentication, which every browser asks for, or as a bearer token.
"""

from __future__ import annotations

import base64
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from territory_graph.resources import PACKAGE
from territory_graph.service.access import chosen
from territory_graph.service.context import say_of
from territory_graph.service.negotiation import accepted, choose
from territory_graph.service.responses import plain_error
from territory_graph.service.served import served

_PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
}
_LONGEST_SHOWN = 2_000


def routes() -> list[Route]:
    """The routes of the running queries."""
    return [
        Route("/sparql/queries", list_queries, methods=["GET"]),
        Route("/sparql/queries/{query_id}", cancel, methods=["DELETE", "POST"]),
    ]


async def list_queries(request: Request) -> Response:
    """What waits and runs now, as a page or as JSON, for the operator."""
    refused = refused_to(request)
    if refused is not None:
        return refused
    rows = [
        {
            "id": one.query_id,
            "client": one.client,
            "lane": one.lane,
            "seconds": round(one.seconds, 1),
            "query": one.text[:_LONGEST_SHOWN],
        }
        for one in served(request).library.pool.running()
    ]
    if choose(accepted(request), ["application/json", "text/html"]) == "application/json":
        return JSONResponse(rows, headers=_PRIVATE)
    say, template = say_of(request), _environment().get_template("running.html.j2")
    return HTMLResponse(template.render(rows=rows, say=say, language=say.language), headers=_PRIVATE)


async def cancel(request: Request) -> Response:
    """Stops the query of that id; a form of the operator's page returns to it."""
    say = say_of(request)
    query_id = request.path_params["query_id"]
    if not served(request).library.pool.cancel(query_id):
        return plain_error(404, say("running.unknown"))
    if request.method == "POST":
        return Response(status_code=303, headers={"Location": "../queries", **_PRIVATE})
    return Response(status_code=204, headers={"Access-Control-Allow-Origin": "*"})


def refused_to(request: Request) -> Response | None:
    """The answer that refuses what is the operator's; None where the request gives the operator's token."""
    say = say_of(request)
    token = served(request).library.settings.operator_token
    if token is None:
        return plain_error(403, say("running.off"))
    given = _given(request.headers.get("authorization", ""))
    found = chosen(request, given, [token]) if given else None
    if isinstance(found, Response):
        return found
    if found is not None:
        return None
    return plain_error(
        401, say("running.token"), {"WWW-Authenticate": 'Basic realm="territory-graph", charset="UTF-8"'}
    )


def _given(authorization: str) -> str | None:
    """The token that a request gives: a bearer token, or the password of Basic authentication (RFC 7617)."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except ValueError:
        return None


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(PACKAGE / "service")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)

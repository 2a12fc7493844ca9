"""What is answered where there is nothing: a small page to a reader, a sentence to a program."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response

from territory_graph.service.context import say_of
from territory_graph.service.negotiation import choose
from territory_graph.service.pages import page
from territory_graph.service.responses import OPEN_TO_ALL, plain_error

_PREFERRED_BY_PROGRAMS = ["application/sparql-results+json", "text/turtle", "text/html"]


def is_reader(connection: HTTPConnection) -> bool:
    """Whether a browser asks for a page to read."""
    if connection.scope.get("method") not in ("GET", "HEAD"):
        return False
    accept = ", ".join(connection.headers.getlist("accept"))
    return "text/html" in accept and choose(accept, _PREFERRED_BY_PROGRAMS) == "text/html"


def absent(connection: HTTPConnection, base_path: str, told: str = "") -> Response:
    """404, in the reader's language; ``told`` says why, and is all that a program is told."""
    say, vary = say_of(connection), {"Vary": "Accept, Accept-Language"}
    if not is_reader(connection):
        return plain_error(404, told or say("front.absent"), vary)
    found = page("absent.html.j2", say, told=told, home=f"{base_path}/")
    return HTMLResponse(found.body, 404, {**OPEN_TO_ALL, **found.headers, "Cache-Control": "no-store"})

"""The empty ground of maps: a style of MapLibre that asks nothing of any other host."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.service.responses import OPEN_TO_ALL

_GROUND = "rgba(127, 140, 153, 0.16)"  # lets the page show through: darker than a light one, lighter than a dark one
_STYLE = {
    "version": 8,
    "name": "blank",
    "sources": {},
    "layers": [{"id": "background", "type": "background", "paint": {"background-color": _GROUND}}],
}


def routes() -> list[Route]:
    """Where the style is."""
    return [Route("/blank.json", blank)]


async def blank(_: Request) -> Response:
    """A style with one layer: its ground."""
    headers = {**OPEN_TO_ALL, "Cache-Control": "max-age=86400"}
    return Response(json.dumps(_STYLE), media_type="application/json", headers=headers)

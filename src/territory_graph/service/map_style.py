"""The ground of maps: a style of MapLibre that asks no other host, unless an operator chose tiles."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.service.responses import OPEN_TO_ALL
from territory_graph.service.served import served
from territory_graph.settings import Tiles

_GROUND = "rgba(127, 140, 153, 0.16)"  # lets the page show through: darker than a light one, lighter than a dark one
_BACKGROUND = {"id": "background", "type": "background", "paint": {"background-color": _GROUND}}


def routes() -> list[Route]:
    """Where the style is."""
    return [Route("/blank.json", blank)]


async def blank(request: Request) -> Response:
    """A style with its ground, and above it the tiles that the operator chose."""
    headers = {**OPEN_TO_ALL, "Cache-Control": "max-age=3600"}
    style = style_of(served(request).library.settings.tiles)
    return Response(json.dumps(style), media_type="application/json", headers=headers)


def style_of(tiles: Tiles | None) -> dict[str, Any]:
    """The style of maps: a plain ground, and tiles over it where there are any."""
    style: dict[str, Any] = {"version": 8, "name": "blank", "sources": {}, "layers": [_BACKGROUND]}
    if tiles is not None:
        source = {"type": "raster", "tiles": [tiles.url], "tileSize": 256, "maxzoom": 19}
        style["sources"] = {"tiles": {**source, "attribution": escape(tiles.attribution)}}
        style["layers"] = [_BACKGROUND, {"id": "tiles", "type": "raster", "source": "tiles"}]
    return style

"""The ground of maps asks nothing of any other host."""

from __future__ import annotations

import json

from service.conftest import Client
from territory_graph.service.headers import page_policy
from territory_graph.service.map_style import style_of
from territory_graph.settings import read_settings


def test_the_style_has_one_layer_and_no_address(client: Client) -> None:
    found = client.get("/blank.json")
    assert (found.status, found.kind) == (200, "application/json")
    style = json.loads(found.body)
    assert style["version"] == 8
    assert style["sources"] == {}
    assert [layer["type"] for layer in style["layers"]] == ["background"]
    assert "http" not in found.text


def test_tiles_of_an_operator_are_its_ground_and_their_site_is_allowed() -> None:
    url = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    environment = {"TERRITORY_GRAPH_TILES": url, "TERRITORY_GRAPH_TILES_ATTRIBUTION": "© OpenStreetMap <b>"}
    tiles = read_settings(environment=environment).tiles
    assert tiles is not None
    style = style_of(tiles)
    assert style["sources"]["tiles"]["tiles"] == [url]
    assert style["sources"]["tiles"]["attribution"] == "© OpenStreetMap &lt;b&gt;"
    assert [layer["type"] for layer in style["layers"]] == ["background", "raster"]
    policy = page_policy([], tiles.site)
    assert "img-src 'self' data: blob: https://tile.openstreetmap.org;" in policy
    assert "connect-src 'self' blob: data: https://tile.openstreetmap.org;" in policy
    assert "openstreetmap" not in page_policy([])

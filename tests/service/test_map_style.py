"""The ground of maps asks nothing of any other host."""

from __future__ import annotations

import json

from service.conftest import Client


def test_the_style_has_one_layer_and_no_address(client: Client) -> None:
    found = client.get("/blank.json")
    assert (found.status, found.kind) == (200, "application/json")
    style = json.loads(found.body)
    assert style["version"] == 8
    assert style["sources"] == {}
    assert [layer["type"] for layer in style["layers"]] == ["background"]
    assert "http" not in found.text

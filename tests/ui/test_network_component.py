"""What a browser reports of a picture is believed only where it fits the drawing that was sent."""

from __future__ import annotations

from typing import Any

import pytest

from territory_graph.ui.network_component import _expanded, _moved
from territory_graph.views.drawing import Drawing, DrawnNode

DRAWING = Drawing((DrawnNode("pole", "Pôle", "", "authority", 0, 0, 20),), (), (), (), "", "", "", "fr")


def test_a_dropped_node_and_one_to_expand_are_read() -> None:
    assert _moved({"id": "pole", "x": -12.5, "y": 3}, DRAWING) == ("pole", -12.5, 3.0)
    assert _expanded({"id": "pole"}, DRAWING) == "pole"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "pole",
        {"id": "ghost", "x": 1, "y": 1},
        {"id": "pole", "x": "1", "y": 1},
        {"id": "pole", "x": float("nan"), "y": 1},
        {"id": "pole", "x": 1, "y": float("inf")},
        {"id": "pole", "x": 10**400, "y": 1},
        {"id": ["pole"], "x": 1, "y": 1},
    ],
)
def test_a_move_of_nothing_or_to_nowhere_is_none(value: Any) -> None:
    assert _moved(value, DRAWING) is None


@pytest.mark.parametrize("value", [None, {}, {"id": "ghost"}, {"id": 1}])
def test_an_expansion_of_nothing_is_none(value: Any) -> None:
    assert _expanded(value, DRAWING) is None

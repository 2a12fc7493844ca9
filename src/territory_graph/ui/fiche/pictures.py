"""The map of a fiche: where the thing is. Nothing is fetched elsewhere."""

from __future__ import annotations

import pydeck as pdk

from territory_graph.ui.figures.maps import Spot, draw_map
from territory_graph.views.fiche.places import FicheMap, at_once


def map_picture(shown: FicheMap) -> pdk.Deck:
    """The places as points with their names, over the outlines and the communes as faint ones."""
    spots = [
        Spot(point, label, label)
        for point, found in at_once(shown.places).items()
        if (label := _named([one.town or one.thing.label for one in found]))
    ]
    return draw_map(spots, shown.ground, shown.outlines, (shown.centre, shown.reach))


def _named(labels: list[str]) -> str:
    found = list(dict.fromkeys(labels))
    return ", ".join(label[:60] for label in found[:3]) + (", …" if len(found) > 3 else "")

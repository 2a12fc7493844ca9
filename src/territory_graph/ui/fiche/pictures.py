"""The map of a fiche: where the thing is. Nothing is fetched elsewhere."""

from __future__ import annotations

import pydeck as pdk

from territory_graph.ui.figures.maps import Spot, draw_map
from territory_graph.views.fiche.places import FicheMap, at_once


def map_picture(shown: FicheMap) -> pdk.Deck:
    """The places as points with their names, over the outlines and the communes as faint ones."""
    spots = []
    for point, found in at_once(shown.places).items():
        names = list(dict.fromkeys(one.town or one.thing.label for one in found))
        label = ", ".join(name[:60] for name in names[:3]) + (", …" if len(names) > 3 else "")
        if label:
            spots.append(Spot(point, label, label))
    return draw_map(spots, shown.ground, shown.outlines, (shown.centre, shown.reach))

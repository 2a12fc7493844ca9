"""Outlines of communes, departments and regions: GeoJSON whose features have a code and a name.

A commune is drawn of what it was made of: the outline of one that merged is that of all whose code is one of its parts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from territory_graph.importing.quads import text
from territory_graph.importing.registers.register import Form, Register, Writing
from territory_graph.vocabulary import GEO

if TYPE_CHECKING:
    from territory_graph.importing.registers.tables import Row

_DIGITS = 4
"""Decimals that a degree keeps: eleven metres, less than a point of a screen that shows a commune."""


def _outline(writing: Writing, row: Row) -> str:
    places = _places(writing, row)
    if not places:
        return "unknown-place"
    drawn = [place for place in places if place in writing.gathered]
    for place in drawn:
        if place not in writing.once:
            writing.once.add(place)
            writing.say(place, GEO.asWKT, f"{text(_wkt(writing.gathered[place]))}^^<{GEO.wktLiteral}>")
    return "" if drawn else "no-outline"


def _places(writing: Writing, row: Row) -> list[str]:
    """The places of whose outline a feature gives all, or a part."""
    code = row["code"]
    if len(code) == 5:
        return writing.things.communes(code) if writing.choice.takes_commune(code) else []
    level = "region" if "region" in writing.file.name.lower() else "departement"
    return [place for place in [writing.things.place(level, (code,))] if place]


def _prepare(writing: Writing) -> None:
    """Gathers the polygons of each place."""
    for number in range(len(writing.tables)):
        writing.number = number
        for row in writing.tables[number].rows(("code", "geometry")):
            if polygons := _polygons(json.loads(row["geometry"])):
                for place in _places(writing, row):
                    writing.gathered.setdefault(place, []).extend(polygons)


def _polygons(geometry: Any) -> list[str]:
    """The polygons of a geometry as WKT writes their rings; none where it has none."""
    kind = geometry.get("type") if isinstance(geometry, dict) else ""
    listed = geometry.get("coordinates", ()) if kind in ("Polygon", "MultiPolygon") else ()
    try:
        told = [[_ring(ring) for ring in polygon] for polygon in (listed if kind == "MultiPolygon" else [listed])]
    except (TypeError, ValueError, IndexError):
        return []
    return [f"({', '.join(rings)})" for rings in (list(filter(None, each)) for each in told) if rings]


def _ring(ring: Any) -> str:
    """The points of a ring, each once after the other, or nothing where none is left of it."""
    points = [f"{round(float(point[0]), _DIGITS):g} {round(float(point[1]), _DIGITS):g}" for point in ring]
    kept = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
    return f"({', '.join(kept)})" if len(kept) > 3 and kept[0] == kept[-1] else ""


def _wkt(polygons: list[str]) -> str:
    """A polygon, or several, as well-known text.

    >>> _wkt(["((0 0, 1 0, 1 1, 0 0))"])
    'POLYGON ((0 0, 1 0, 1 1, 0 0))'
    """
    return f"POLYGON {polygons[0]}" if len(polygons) == 1 else f"MULTIPOLYGON ({', '.join(polygons)})"


OUTLINES = Register(
    "contours",
    "Contours de communes, de départements ou de régions",
    "",
    "",
    (Form(frozenset({"code", "geometry"}), _outline),),
    prepare=_prepare,
)

"""Outlines of communes, departments and regions: GeoJSON whose features have a code and a name.

A commune is drawn of what it was made of: the outline of one that merged is that of all whose code is one of its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from territory_graph.importing.quads import text
from territory_graph.importing.registers.register import Form, Register, Writing
from territory_graph.ingest.contours import area, is_in_degrees, outline
from territory_graph.spelling import folded
from territory_graph.vocabulary import GEO

if TYPE_CHECKING:
    import shapely

    from territory_graph.importing.registers.tables import Row


def _outline(writing: Writing, row: Row) -> str:
    places = _places(writing, row)
    if not places:
        return "unknown-place"
    drawn = [place for place in places if place in writing.outlines]
    for place in drawn:
        if place not in writing.once:
            writing.once.add(place)
            writing.say(place, GEO.asWKT, f"{text(writing.outlines[place])}^^<{GEO.wktLiteral}>")
    return "" if drawn else "no-outline"


def _places(writing: Writing, row: Row) -> list[str]:
    """The places of whose outline a feature gives all, or a part."""
    code = row["code"].zfill(5 if len(row["code"]) > 3 else 2)  # a number has lost its zero
    if len(code) == 5:
        return writing.things.communes(code) if writing.choice.takes_commune(code) else []
    name = folded(writing.file.name)
    level = "region" if "region" in name and "departement" not in name else "departement"
    return [place for place in [writing.things.place(level, (code,))] if place]


def _prepare(writing: Writing) -> None:
    """Draws the outline of each place, of all the areas that the files give of it."""
    gathered: dict[str, list[shapely.Geometry]] = {}
    for number in range(len(writing.tables)):
        writing.number = number
        for row in writing.tables[number].rows(("code", "geometry")):
            shape = area(row["geometry"])
            if shape is not None and is_in_degrees(shape):
                for place in _places(writing, row):
                    gathered.setdefault(place, []).append(shape)
    writing.outlines.update((place, outline(shapes)) for place, shapes in gathered.items())


OUTLINES = Register(
    "contours",
    "Contours de communes, de départements ou de régions",
    "",
    "",
    (Form(frozenset({"code", "geometry"}), _outline),),
    prepare=_prepare,
)

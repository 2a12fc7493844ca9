"""Places of an answer, ready for a map: from columns of coordinates, from WKT points, or from things that have some."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from territory_graph.facts.places import Outline, Point, earthly, read_communes, read_outlines, read_points
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.store.answers import Table
from territory_graph.views.charts import row_labels
from territory_graph.views.columns import number, point, profiles
from territory_graph.views.naming import MOST_NAMED, Names

MOST_PLACES = 2_000
FAR, FEW = 3, 0.2
"""How many times farther than three in four places one lies that is far from the many, and how many may be left out."""
_NEAR = 0.05
_LATITUDES, _LONGITUDES = ("lat", "latitude"), ("long", "lon", "lng", "longitude")


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """One place: its coordinates, the names of what is there (three, then an ellipsis), and how many rows are there."""

    latitude: float
    longitude: float
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class PlacesView:
    """The places of an answer, where the map is centred, and a sentence, which says how many lie beyond it at first.

    ``reach`` is how far the many lie apart, in degrees along the equator of Mercator's projection.
    """

    places: tuple[AnswerPlace, ...]
    centre: Point
    reach: float
    sentence: str


Points = tuple[Point | None, ...]
Ground = tuple[tuple[Point, ...], tuple[Outline, ...]]
"""What lies under a map: the communes as points, and outlines."""


def ground_of(graph: KnowledgeGraph) -> Ground:
    """The ground that the graph gives to any map."""
    return read_communes(graph.rows), read_outlines(graph.rows)


def points_of(graph: KnowledgeGraph, table: Table) -> Points:
    """The place of each row, None where it has none: its coordinates, its WKT point, or the place of its thing."""
    found = _by_columns(table) or _by_wkt(table) or _by_things(graph, table)
    return found or (None,) * len(table)


def told_in_columns(table: Table) -> bool:
    """Whether the answer holds coordinates itself."""
    return bool(_by_columns(table) or _by_wkt(table))


def places_view(table: Table, points: Points, names: Names, say: Translator) -> PlacesView:
    """What a map shows of the rows that have a place; rows at the same place are one mark.

    Raises:
        ValueError: no row has a place.
    """
    at: dict[Point, list[str]] = defaultdict(list)
    for place, label in zip(points, row_labels(table, names), strict=True):
        if place is not None:
            at[place].append(label)
    if not at:
        raise ValueError("no row has a place")
    shown = []
    for place, labels in list(at.items())[:MOST_PLACES]:
        named = list(dict.fromkeys(filter(None, labels)))
        shown.append(AnswerPlace(*place, ", ".join(named[:3]) + (", …" if len(named) > 3 else ""), len(labels)))
    placed = sum(len(labels) for labels in at.values())
    many = _the_many([(place.latitude, place.longitude) for place in shown])
    centre, reach = frame(many)
    told = say("sparql.map.told", places=len(shown), total=len(at), rows=placed, without=len(table) - placed)
    if len(many) < len(shown):
        told += " " + say("sparql.map.beyond", count=len(shown) - len(many))
    return PlacesView(tuple(shown), centre, reach, told)


def _the_many(points: list[Point]) -> list[Point]:
    """The places without the few, one in five at most, that lie far from the middle of all."""
    north, east = (median(axis) for axis in zip(*points, strict=True))
    stretch = math.cos(math.radians(north))
    away = {point: math.hypot(point[0] - north, (point[1] - east) * stretch) for point in points}
    usual = max(_NEAR, sorted(away.values())[3 * (len(points) - 1) // 4])
    near = [point for point in points if away[point] <= FAR * usual]
    return near if len(points) - len(near) <= FEW * len(points) else points


def frame(points: Iterable[Point]) -> tuple[Point, float]:
    """The middle of places, and how far they lie apart in degrees along the equator of Mercator's projection."""
    latitudes, longitudes = zip(*points, strict=True)
    centre = (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
    stretch = math.cos(math.radians(min(85.0, abs(centre[0]))))
    return centre, max((max(latitudes) - min(latitudes)) / stretch, max(longitudes) - min(longitudes))


def _by_columns(table: Table) -> Points | None:
    numbers = {each.name.lower(): each.name for each in profiles(table) if each.kind == "number"}
    latitude = next((numbers[name] for name in _LATITUDES if name in numbers), None)
    longitude = next((numbers[name] for name in _LONGITUDES if name in numbers), None)
    if latitude is None or longitude is None:
        return None
    pairs = zip(map(number, table.column(latitude)), map(number, table.column(longitude)), strict=True)
    return tuple(None if north is None or east is None else earthly(north, east) for north, east in pairs)


def _by_wkt(table: Table) -> Points | None:
    name = next((each.name for each in profiles(table) if each.kind == "point"), None)
    return tuple(point(cell) for cell in table.column(name)) if name else None


def _by_things(graph: KnowledgeGraph, table: Table) -> Points | None:
    """The places that the graph gives for the things of the first column in which some have any."""
    for each in profiles(table):
        column = table.column(each.name) if each.kind == "thing" else ()
        iris = [cell.value for cell in dict.fromkeys(column) if cell is not None and cell.kind == "iri"]
        known = read_points(graph.rows, iris[:MOST_NAMED])
        if known:
            return tuple(known.get(cell.value) if cell is not None else None for cell in column)
    return None

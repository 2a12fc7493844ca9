"""Where things are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import shapely

from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.terms import is_iri
from territory_graph.vocabulary import TG

Point = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""


def earthly(latitude: float, longitude: float) -> Point | None:
    """The pair as a place when it is one on Earth."""
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def read_points(select: Select, iris: Iterable[str]) -> dict[str, Point]:
    """Where each thing is that has coordinates: its own, else those of the place that it is located in."""
    wanted = [iri for iri in dict.fromkeys(iris) if is_iri(iri)]
    found: dict[str, Point] = {}
    for row in select(system_query("coordinates", wanted)) if wanted else ():
        point = _point(row["latitude"], row["longitude"])
        if point is not None:
            found.setdefault(str(row["thing"]), point)
    return found


def read_communes(select: Select) -> tuple[Point, ...]:
    """Where the communes of the graph are."""
    points = (_point(row["latitude"], row["longitude"]) for row in select(system_query("ground")))
    return tuple(point for point in points if point is not None)


def read_towns(select: Select, iris: Iterable[str]) -> dict[str, str]:
    """The place that each thing is located in, where records say one; of several the last by IRI."""
    wanted = sorted(set(iris))
    rows = select(system_query("statements-of", wanted)) if wanted else ()
    return {str(row["thing"]): str(row["value"]) for row in rows if str(row["property"]) == str(TG.locatedIn)}


def read_places_around(select: Select, iris: Iterable[str], day: date | None = None) -> dict[str, set[str]]:
    """The places in which each thing lies, has an office, an activity or a territory, as ties say it, on a day or any.

    An unknown date excludes nothing.
    """
    found: dict[str, set[str]] = defaultdict(set)
    wanted = sorted(set(iris))
    for row in select(system_query("places-around", wanted, day)) if wanted else ():
        found[str(row["thing"])].add(str(row["place"]))
    return dict(found)


def read_territories(select: Select) -> dict[str, str]:
    """The inter-municipal authority of each territory of one."""
    return {str(row["territory"]): str(row["epci"]) for row in select(system_query("epci-territories"))}


@dataclass(frozen=True, slots=True)
class Located:
    """Where a thing is said to be: the place that records name (``at``), and a point, where some place has one.

    ``place`` is the one whose coordinates these are, ``centre`` whether it is a commune, of which they are the centre.
    ``also`` are the other places that records name.
    """

    at: str
    place: str
    point: Point | None
    centre: bool
    records: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a place: a ring of points for each piece, whose territory it is, and its records."""

    place: str
    actors: tuple[str, ...]
    rings: tuple[tuple[Point, ...], ...]
    records: tuple[str, ...]


def located_query() -> str:
    """The query that finds where things are said to be, which a reader can run."""
    return system_query("located")


def read_located(select: Select) -> dict[str, tuple[Located, ...]]:
    """Where each site, event and project is said to be: each place that has a point, and lies around no other of them.

    Where none has a point, one place without.
    """
    rows = defaultdict[str, dict[str, list[Located]]](lambda: defaultdict(list))
    records = defaultdict[tuple[str, str], set[str]](set)
    for row in select(located_query()):
        iri, at, point = str(row["thing"]), str(row["at"]), _point(row["latitude"], row["longitude"])
        records[iri, at].add(str(row["record"]))
        place, centre = str(row["place"] or at), str(row["commune"]) == "true"
        rows[iri][at].append(Located(at, place, point, centre, ()))
    return {iri: tuple(_at_each(each, {at: records[iri, at] for at in each})) for iri, each in rows.items()}


def _at_each(places: Mapping[str, list[Located]], records: Mapping[str, set[str]]) -> Iterable[Located]:
    """Where a thing is, of each place that records name and those around it, the nearest first."""
    around = {one.place for at, found in places.items() for one in found if one.place != at}
    first = {at: next((one for one in found if one.point), found[0]) for at, found in places.items()}
    placed = [at for at, one in first.items() if one.point and at not in around] or list(first)[:1]
    for at in placed:
        also = tuple(sorted(places.keys() - {at}))
        yield replace(first[at], records=tuple(sorted(records[at])), also=also)


def read_lying_in(select: Select, places: Iterable[str]) -> frozenset[str]:
    """All that is said to be located in some places, or in what is located in one of them, at any remove."""
    found: set[str] = set()
    front = sorted(set(places))
    while front:
        rows = select(system_query("located-in", front))
        near = {str(row["thing"]) for row in rows} - found
        found |= near
        front = sorted(near)
    return frozenset(found)


def read_site_bodies(select: Select) -> dict[str, tuple[str, ...]]:
    """The actors of each site."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in select(system_query("site-bodies")):
        found[str(row["site"])].append(str(row["actor"]))
    return {site: tuple(actors) for site, actors in found.items()}


def read_outlines(select: Select) -> tuple[Outline, ...]:
    """The outlines of places, by IRI; a text that is none is left out."""
    actors: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    records: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in select(system_query("outlines")):
        key = str(row["place"]), str(row["outline"])
        records[key][str(row["record"])] = None
        if row["actor"] is not None:
            actors[key][str(row["actor"])] = None
    found = ((key, outline_of(key[1])) for key in records)
    return tuple(Outline(key[0], tuple(actors[key]), rings, tuple(records[key])) for key, rings in found if rings)


def outline_of(wkt: str) -> tuple[tuple[Point, ...], ...]:
    """The outer ring of each piece of a WKT polygon (OGC 06-103r4), latitude first; none where the text is not one.

    >>> outline_of("POLYGON ((1 49, 1.5 49, 1.5 49.5, 1 49))")
    (((49.0, 1.0), (49.0, 1.5), (49.5, 1.5), (49.0, 1.0)),)
    >>> outline_of("POLYGON ((1 490, 2 490, 2 480, 1 490))"), outline_of("somewhere")
    ((), ())
    """
    areal = wkt.lstrip().upper().startswith(("POLYGON", "MULTIPOLYGON"))  # what may be nested without end is not parsed
    shape: Any = shapely.from_wkt(wkt, on_invalid="ignore") if areal else None
    if shape is None or shape.is_empty:
        return ()
    pieces = getattr(shape, "geoms", (shape,))
    if any(len(piece.exterior.coords) < _FEWEST for piece in pieces):
        return ()
    rings = [[earthly(north, east) for east, north, *_ in piece.exterior.coords] for piece in pieces]
    return tuple(tuple(point for point in ring if point) for ring in rings) if all(map(all, rings)) else ()


def outside(points: Iterable[Point], outlines: Iterable[Outline]) -> set[Point]:
    """Those of the points that lie in none of the outlines; none where there are no outlines."""
    found = [shapely.Polygon([(east, north) for north, east in ring]) for one in outlines for ring in one.rings]
    known = tuple(dict.fromkeys(points))
    if not found or not known:
        return set()
    tree = shapely.STRtree(found)
    inside = tree.query([shapely.Point(east, north) for north, east in known], predicate="intersects")[0]
    return set(known) - {known[place] for place in inside}


_FEWEST = 4
"""Points that a ring has at least: three corners, and the first again."""


def _point(latitude: object, longitude: object) -> Point | None:
    try:
        return earthly(float(str(latitude)), float(str(longitude)))
    except ValueError:
        return None

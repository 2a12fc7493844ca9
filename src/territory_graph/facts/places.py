"""Where things are."""

from __future__ import annotations

from collections.abc import Iterable

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


def read_territories(select: Select) -> dict[str, str]:
    """The inter-municipal authority of each territory of one."""
    return {str(row["territory"]): str(row["epci"]) for row in select(system_query("epci-territories"))}


def _point(latitude: object, longitude: object) -> Point | None:
    try:
        return earthly(float(str(latitude)), float(str(longitude)))
    except ValueError:
        return None

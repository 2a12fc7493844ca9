"""What the data cover: the days that they tell of, and the places that are the territory's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from territory_graph.facts.lives import read_span
from territory_graph.facts.places import Outline, read_outlines, read_territories
from territory_graph.facts.scope import read_own
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.library import Opened
from territory_graph.settings import LANGUAGES


@dataclass(frozen=True, slots=True)
class CoveredPlace:
    """A place: its labels by language, and the box of its outline (west, south, east, north in degrees)."""

    iri: str
    labels: Mapping[str, str]
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class Extent:
    """The first and the last day that a date of the data may mean, and the territory of the central actor.

    Where that has no outline, the territories of its member authorities; none where no actor is at the centre.
    """

    span: tuple[date, date] | None
    places: tuple[CoveredPlace, ...]


def coverage_of(version: Opened) -> Extent:
    """What a version covers, read once."""
    return version.once(("coverage",), lambda: _read(version.graph))


def _read(graph: KnowledgeGraph) -> Extent:
    centre = graph.manifest.centre
    outlines = {outline.place: outline for outline in read_outlines(graph.rows)}
    places = sorted(outline.place for outline in outlines.values() if centre in outline.actors)
    if centre and not places:
        own = read_own(graph.rows, "authorities", centre)
        places = sorted(place for place, epci in read_territories(graph.rows).items() if epci in own)
    labels = {language: graph.things(places, language) for language in LANGUAGES}
    return Extent(
        read_span(graph.rows),
        tuple(
            CoveredPlace(
                iri, {language: labels[language][iri].label for language in LANGUAGES}, _box(outlines.get(iri))
            )
            for iri in places
        ),
    )


def _box(outline: Outline | None) -> tuple[float, float, float, float] | None:
    points = [point for ring in outline.rings for point in ring] if outline else []
    if not points:
        return None
    latitudes, longitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)

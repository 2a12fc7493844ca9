"""Where a thing is: itself, its offices and what it holds, on a ground of the communes around."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from territory_graph.facts.ontology import is_a
from territory_graph.facts.places import Outline, Point, read_communes, read_outlines, read_points, read_towns
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.terms import is_iri
from territory_graph.views.fiche.facts import Facts
from territory_graph.views.ordering import alphabetical
from territory_graph.views.places import frame

MOST_PLACES = 500


@dataclass(frozen=True, slots=True)
class PlacedThing:
    """A thing on the map: the town where it is, empty where it is a town itself or no source says it."""

    thing: Thing
    town: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class FicheMap:
    """What is where: the things placed, communes and outlines of the ground, the middle and the reach in degrees."""

    places: tuple[PlacedThing, ...]
    ground: tuple[Point, ...]
    outlines: tuple[Outline, ...]
    centre: Point
    reach: float
    sentence: str


def towns_of(graph: KnowledgeGraph, facts: Facts, language: str) -> dict[str, Thing]:
    """The town of each office of an actor, or of the office itself, by the office's IRI."""
    own = facts.things("locatedIn") if is_a(facts.entity.thing.kind, "Site") else ()
    itself = {facts.iri: own[0]} if own else {}
    sites = [thing.iri for thing in facts.things("hasSite")[:MOST_PLACES]]
    towns = read_towns(graph.rows, sites)
    things = graph.things(towns.values(), language)
    return itself | {site: things[town] for site, town in towns.items()}


def read_map(graph: KnowledgeGraph, facts: Facts, towns: dict[str, Thing], say: Translator) -> FicheMap | None:
    """The map of a thing, or None where no place of it has coordinates."""
    things = {thing.iri: thing for thing in _placed(facts) if is_iri(thing.iri)}
    known = read_points(graph.rows, list(things)[:MOST_PLACES])
    here = facts.entity.thing.label if facts.entity.thing.kind == "Commune" else ""
    found = [
        PlacedThing(thing, towns[iri].label if iri in towns else here if iri != facts.iri else "", *known[iri])
        for iri, thing in things.items()
        if iri in known
    ]
    if not found:
        return None
    places = tuple(sorted(found, key=lambda one: alphabetical(one.thing.label)))
    centre, reach = frame([(one.latitude, one.longitude) for one in places])
    without = len(things.keys() - known.keys() - {facts.iri})
    told = say("fiche.map.told", count=len(places)) + (f" {say('fiche.map.without', count=without)}" if without else "")
    return FicheMap(places, read_communes(graph.rows), read_outlines(graph.rows), centre, reach, told)


def _placed(facts: Facts) -> Iterable[Thing]:
    """The thing itself where it is a place or an event, its offices, and what it holds where it is a territory."""
    if is_a(facts.entity.thing.kind, "Place", "Event", "Project"):
        yield facts.entity.thing
    for name in ("hasSite", "locatedIn"):
        yield from facts.things(name)
    for name in ("locatedIn", "within"):
        yield from facts.things(name, inverse=True)


def at_once(places: Iterable[PlacedThing]) -> dict[Point, list[PlacedThing]]:
    """Places by their point: what lies at the same one is one mark."""
    found: dict[Point, list[PlacedThing]] = defaultdict(list)
    for one in places:
        found[one.latitude, one.longitude].append(one)
    return found

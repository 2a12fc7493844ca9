"""The map of a territory: who and what is where, how precisely, and who has no place."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Literal

from territory_graph.facts.agenda import read_agenda
from territory_graph.facts.lives import may_exist, read_lives
from territory_graph.facts.places import (
    Located,
    Outline,
    Point,
    outside,
    read_communes,
    read_located,
    read_outlines,
    read_site_bodies,
)
from territory_graph.facts.scope import Own, read_own
from territory_graph.facts.things import read_actors, read_things_of
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Evidence, Thing
from territory_graph.views.ordering import alphabetical
from territory_graph.views.places import frame
from territory_graph.views.telling import enumerated
from territory_graph.views.ties import BETWEEN_ACTORS, Tie, Ties
from territory_graph.views.wording import Mention, mentions, said

MapKind = Literal["site", "event", "project"]
MAP_KINDS: tuple[MapKind, ...] = ("site", "event", "project")
_OWN: tuple[Own, ...] = ("events", "projects")
_MOST_BEYOND = 12
_CLASSES: Mapping[MapKind, str] = {"site": "Site", "event": "Event", "project": "Project"}


@dataclass(frozen=True, slots=True)
class OnMap:
    """A thing on the map: of which kind, whose, how precisely it is placed, and who says so."""

    thing: Thing
    kind: MapKind
    kind_label: str
    whose: tuple[Thing, ...]
    at: Thing
    precision: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class MapPlace:
    """What lies at one point, under the name of the place whose point it is; ``outside`` of every outline or not."""

    point: Point
    place: Thing
    things: tuple[OnMap, ...]
    outside: bool


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Things of one kind that no source places, or places where no coordinates are known."""

    label: str
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class TiedPair:
    """Two actors, what ties them, and who says so."""

    actors: tuple[Thing, Thing]
    kinds: tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class MapLine:
    """The ties between what lies at two points: where, under which names, and each pair of actors with its kinds."""

    ends: tuple[Point, Point]
    places: tuple[Thing, Thing]
    pairs: tuple[TiedPair, ...]


@dataclass(frozen=True, slots=True)
class MapTies:
    """The ties of a map: the lines, and a sentence that says how many they stand for and how many have none."""

    lines: tuple[MapLine, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class MapView:
    """The map of a day: places with what lies there, outlines and what they are of, the ground, and what has no place.

    ``outside`` says what lies in no outline, and is empty where nothing does or no outline is known.
    """

    sentence: str
    places: tuple[MapPlace, ...]
    outlines: tuple[Outline, ...]
    bounds: tuple[Thing, ...]
    outline_mentions: tuple[Mention, ...]
    outside: str
    ground: tuple[Point, ...]
    centre: Point
    reach: float
    nowhere: tuple[Nowhere, ...]
    has_own: bool


def read_map_view(
    graph: KnowledgeGraph,
    say: Translator,
    day: date | None = None,
    *,
    kind: str = "",
    own: bool = False,
    among: frozenset[str] | None = None,
) -> MapView:
    """Where sites that may exist on the day, events and projects are: of one kind or of all, of all or the own ones.

    ``among`` leaves out what is neither one of these things nor a site or an event of one.
    """
    centre = graph.manifest.centre
    ours = read_own(graph.rows, "actors", centre, day).keys() | {centre} if centre else set()
    theirs = {iri for what in _OWN for iri in read_own(graph.rows, what, centre, day)} if own and centre else set()
    bodies = read_site_bodies(graph.rows)
    kinds = [each for each in MAP_KINDS if kind in ("", each)]
    whose = _whose(graph, bodies)
    found = {
        iri: each
        for each in kinds
        for iri in _alive(graph, _CLASSES[each], day)
        if (not own or iri in theirs or ours & {*whose.get(iri, ())})
        and (among is None or among & {iri, *whose.get(iri, ())})
    }
    located = read_located(graph.rows)
    placed = {iri: located[iri] for iri in found if iri in located and located[iri].point is not None}
    homeless = ours if own else set(read_actors(graph.rows)) if day is None else _living(graph, day)
    homeless = homeless if among is None else homeless & among
    seated = {actor for site, actors in bodies.items() if site in placed for actor in actors}
    without_site = homeless - seated - {None} if "site" in kinds else set()
    outlines = read_outlines(graph.rows)
    wanted = {*found, *without_site} | {iri for one in placed.values() for iri in (one.at, one.place)}
    wanted |= {iri for each in found for iri in whose.get(each, ())}
    wanted |= {iri for one in outlines for iri in one.actors or (one.place,)}
    things = graph.things(wanted, say.language)
    evidence = graph.evidence(
        {r for one in placed.values() for r in one.records} | {r for one in outlines for r in one.records}, say.language
    )
    away = outside((one.point for one in placed.values() if one.point), outlines)
    places = tuple(_Writer(found, placed, whose, things, evidence, away, say).places())
    corners = [place.point for place in places] or [point for one in outlines for ring in one.rings for point in ring]
    ground = read_communes(graph.rows)
    own_ones = [one for one in outlines if ours & {*one.actors}] or [one for one in outlines if one.actors]
    middle, reach = _frame_of(own_ones or outlines, corners, ground)
    lost = {each: [iri for iri in found if found[iri] == each and iri not in placed] for each in kinds}
    nowhere = [
        *(Nowhere(say(f"map.nowhere.{each}"), _sorted(things, iris)) for each, iris in lost.items() if iris),
        *([Nowhere(say("map.nowhere.actor"), _sorted(things, without_site))] if without_site else []),
    ]
    bounds = _sorted(things, {iri for one in outlines for iri in one.actors or (one.place,)})
    told = say("map.lead", things=len(placed), count=len(places), lost=sum(len(each) for each in lost.values()))
    drawn = mentions(tuple(evidence[r] for one in outlines for r in one.records if r in evidence), say)
    beyond = [place.place.label for place in places if place.outside]
    names = enumerated(beyond[:_MOST_BEYOND], say, left=max(0, len(beyond) - _MOST_BEYOND))
    lies = say("map.outside", count=len(beyond), names=names) if beyond else ""
    return MapView(
        told, places, outlines, bounds, said(drawn), lies, ground, middle, reach, tuple(nowhere), bool(centre)
    )


def read_map_ties(ties: Ties, shown: MapView, say: Translator, day: date | None = None) -> MapTies:
    """The ties of a day between actors whose sites the map shows, as lines between the two nearest of their places."""
    places: dict[str, dict[Point, Thing]] = defaultdict(dict)
    actors: dict[str, Thing] = {}
    for place in shown.places:
        for thing in place.things:
            for actor in thing.whose if thing.kind == "site" else ():
                actors[actor.iri] = actor
                places[actor.iri][place.point] = place.place
    held: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in ties.among(actors):
        if tie.kind in BETWEEN_ACTORS and (day is None or tie.interval.holds_on(day)):
            held[min(tie.source, tie.target), max(tie.source, tie.target)].append(tie)
    lines: dict[tuple[Point, Point], list[TiedPair]] = defaultdict(list)
    together = 0
    for (one, other), found in held.items():
        ends = _nearest(places[one], places[other])
        if ends[0] == ends[1]:
            together += 1
            continue
        kinds = tuple(dict.fromkeys(say(f"ties.{tie.kind}") for tie in found))
        evidence = tuple({each.record: each for tie in found for each in tie.evidence}.values())
        lines[ends].append(TiedPair((actors[one], actors[other]), kinds, said(mentions(evidence, say))))
    named = {point: place for each in places.values() for point, place in each.items()}
    drawn = tuple(
        MapLine(ends, (named[ends[0]], named[ends[1]]), tuple(pairs))
        for ends, pairs in sorted(lines.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )
    told = say("map.ties.told", count=len(held) - together, lines=len(drawn), together=together)
    return MapTies(drawn, told)


def _nearest(one: Iterable[Point], other: Iterable[Point]) -> tuple[Point, Point]:
    """The two points, one of each, that are nearest to each other, the southern first."""
    pairs = ((a, b) for a in one for b in other)
    a, b = min(pairs, key=lambda pair: (_apart(*pair), pair))
    return min(a, b), max(a, b)


def _apart(one: Point, other: Point) -> float:
    """How far two points lie apart, in degrees of latitude."""
    return math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(math.radians(one[0])))


def _frame_of(outlines: Iterable[Outline], corners: list[Point], ground: Iterable[Point]) -> tuple[Point, float]:
    """What the map shows first: the outlines, where there are any, else all that is placed, else the communes."""
    inside = [point for one in outlines for ring in one.rings for point in ring]
    points = inside or corners or list(ground)
    return frame(points) if points else ((46.6, 2.4), 12.0)


def _whose(graph: KnowledgeGraph, bodies: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    organisers = {one.iri: one.organisers for one in read_agenda(graph.rows)}
    return {**organisers, **bodies}


def _alive(graph: KnowledgeGraph, name: str, day: date | None) -> list[str]:
    """Things of a class that may exist on the day; events of any day, for a map tells when they are."""
    iris = list(read_things_of(graph.rows, name))
    if day is None:
        return iris
    lives = read_lives(graph.rows, iris)
    return [iri for iri in iris if may_exist(lives[iri], day)]


def _living(graph: KnowledgeGraph, day: date) -> set[str]:
    actors = read_actors(graph.rows)
    lives = read_lives(graph.rows, actors)
    return {iri for iri in actors if may_exist(lives[iri], day)}


def _sorted(things: Mapping[str, Thing], iris: Iterable[str]) -> tuple[Thing, ...]:
    return tuple(sorted((things[iri] for iri in iris), key=lambda thing: alphabetical(thing.label)))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes what lies where."""

    kinds: Mapping[str, MapKind]
    placed: Mapping[str, Located]
    whose: Mapping[str, tuple[str, ...]]
    things: Mapping[str, Thing]
    evidence: Mapping[str, Evidence]
    away: Set[Point]
    say: Translator

    def places(self) -> Iterable[MapPlace]:
        """What lies at each point, the places with most first."""
        at: dict[Point, list[str]] = defaultdict(list)
        for iri, one in self.placed.items():
            if one.point is not None:
                at[one.point].append(iri)
        for point, iris in sorted(at.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            told = sorted(
                map(self._one, iris), key=lambda one: (MAP_KINDS.index(one.kind), alphabetical(one.thing.label))
            )
            yield MapPlace(point, self.things[self.placed[iris[0]].place], tuple(told), point in self.away)

    def _one(self, iri: str) -> OnMap:
        one, say, kind = self.placed[iri], self.say, self.kinds[iri]
        known = tuple(self.evidence[record] for record in one.records if record in self.evidence)
        centre = say("map.precision.centre", name=self.things[one.place].label)
        precision = centre if one.centre else say("map.precision.own")
        if one.point in self.away:
            precision = say("map.precision.outside", precision=precision)
        bodies = _sorted(self.things, self.whose.get(iri, ()))
        label, told = say(f"map.kinds.{kind}"), said(mentions(known, say))
        return OnMap(self.things[iri], kind, label, bodies, self.things[one.at], precision, told)

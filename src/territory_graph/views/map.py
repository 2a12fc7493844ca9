"""The map of a territory on a day: who and what is where, when, how precisely, and who has no place."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from territory_graph.dates import Interval
from territory_graph.facts.evidence import evidence_of
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
from territory_graph.views.agenda import AgendaEvent, read_events
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.places import frame
from territory_graph.views.telling import doubted, enumerated
from territory_graph.views.ties import BETWEEN_ACTORS, Ties, ToldTie
from territory_graph.views.wording import Mention, counted_disputed, mentions, period, said

MapKind = Literal["site", "event", "project"]
MAP_KINDS: tuple[MapKind, ...] = ("site", "event", "project")
_OWN: tuple[Own, ...] = ("events", "projects")
_MOST_BEYOND = 12
_FRANCE = (46.6, 2.4), 12.0
"""The middle and reach of a map of nothing."""
_CLASSES: Mapping[MapKind, str] = {"site": "Site", "event": "Event", "project": "Project"}


@dataclass(frozen=True, slots=True)
class OnMap:
    """A thing on the map: of which kind, when, whose, how precisely it is placed, and who says so.

    ``when`` are its dates in words, those of an event with whether it is past or coming on the day; ``present`` is
    false of an event that its dates put on other days.
    """

    thing: Thing
    kind: MapKind
    kind_label: str
    when: str
    present: bool
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
class Left:
    """Things of one kind that the map leaves out for one reason: they have no known place, or are not of the day."""

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
    """The map of a day: places with what lies there, outlines and what they are of, the ground, and what is left out.

    ``lead`` says how much lies where, ``days`` how much of it is past or coming, and how much is left out.
    ``nowhere`` has no known place; ``absent`` is not of the day: what began later or has ended, and sites all of whose
    actors did. ``outside`` says what lies in no outline, and is empty where nothing does or no outline is known.
    """

    lead: str
    days: str
    places: tuple[MapPlace, ...]
    outlines: tuple[Outline, ...]
    bounds: tuple[Thing, ...]
    outline_mentions: tuple[Mention, ...]
    outside: str
    ground: tuple[Point, ...]
    centre: Point
    reach: float
    nowhere: tuple[Left, ...]
    absent: tuple[Left, ...]
    has_own: bool

    @property
    def sentence(self) -> str:
        """Both together: all that the map is told with where nothing stands beside it."""
        return f"{self.lead} {self.days}".strip()


def read_map_view(
    graph: KnowledgeGraph,
    say: Translator,
    day: date | None = None,
    *,
    kind: str = "",
    own: bool = False,
    among: frozenset[str] | None = None,
) -> MapView:
    """Where sites and projects that may exist on the day are, and events: of one kind or all, of all or the own ones.

    Events are those of any day, each told as past, of the day or coming. A site is there where its own dates and those
    of one of its actors let it be. ``among`` leaves out what is neither one of these things nor a site or an event of
    one.
    """
    centre = graph.manifest.centre
    ours = read_own(graph.rows, "actors", centre, day).keys() | {centre} if centre else set()
    kinds = [each for each in MAP_KINDS if kind in ("", each)]
    outlines = graph.once(read_outlines)
    found = _find(graph, say, day, kinds=kinds, ours=ours if own else None, among=among, outlines=outlines)
    located = graph.once(read_located)
    placed = {iri: located[iri] for iri in found.here if iri in located and located[iri][0].point is not None}
    spots = [one for each in placed.values() for one in each]
    without_site = set[str]()
    if "site" in kinds:
        without_site = _without_site(graph, day, found, placed, ours=ours if own else None, among=among)
    # The outlines of the day, and the points that lie in none of them.
    outlines = tuple(one for one in outlines if not one.actors or _there(one.actors, found.gone))
    drawn = {iri for one in outlines for iri in _there(one.actors, found.gone) or (one.place,)}
    away = outside((one.point for one in spots if one.point), outlines)
    # What lies at each point, in words.
    wanted = {*found.known, *without_site, *drawn} | {iri for one in spots for iri in (one.at, one.place, *one.also)}
    wanted |= {iri for each in found.known for iri in found.bodies.get(each, ())}
    things = graph.things(wanted, say.language, day=day)
    evidence = graph.evidence({r for some in (spots, outlines) for one in some for r in one.records}, say.language)
    writer = _Writer(found.here, placed, found.whose, found.lives, found.events, things, evidence, away, say, day)
    places = tuple(writer.places())
    lost = {each: [iri for iri, one in found.here.items() if one == each and iri not in placed] for each in kinds}
    over = {each: [iri for iri, one in found.known.items() if one == each and iri not in found.here] for each in kinds}

    def left(unplaced: Iterable[tuple[str, Iterable[str]]]) -> tuple[Left, ...]:
        told = ((say(f"map.nowhere.{what}"), by_label(things[iri] for iri in iris)) for what, iris in unplaced)
        return tuple(Left(label, some) for label, some in told if some)

    beyond = [place.place.label for place in places if place.outside]
    lead = say("map.lead", count=len(placed), points=len(places), lost=sum(map(len, lost.values())))
    if not found.known and among is None:
        lead = say("map.nothing")
    shown = {one.thing.iri: one.mentions for place in places for one in place.things}
    ground = graph.once(read_communes)
    middle, reach = _framed(outlines, ours, places, ground)
    return MapView(
        lead=" ".join(filter(None, (lead, counted_disputed(shown.values(), say)))),
        days=writer.days(sum(map(len, over.values()))),
        places=places,
        outlines=outlines,
        bounds=by_label(things[iri] for iri in drawn),
        outline_mentions=said(mentions(evidence_of((r for one in outlines for r in one.records), evidence), say)),
        outside=say("map.outside", count=len(beyond), names=enumerated(beyond, say, most=_MOST_BEYOND))
        if beyond
        else "",
        ground=ground,
        centre=middle,
        reach=reach,
        nowhere=left((*lost.items(), ("actor", without_site))),
        absent=left(over.items()),
        has_own=bool(centre),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What a map is asked to show: all that is ``known`` of any day, and what of it may be ``here`` on the day.

    ``bodies`` are the actors of each site and event, ``whose`` those of them that let a site be there on the day;
    ``gone`` is what no longer exists, or not yet.
    """

    events: Mapping[str, AgendaEvent]
    bodies: Mapping[str, tuple[str, ...]]
    known: Mapping[str, MapKind]
    lives: Mapping[str, Interval]
    gone: Set[str]
    whose: Mapping[str, tuple[str, ...]]
    here: Mapping[str, MapKind]


def _find(
    graph: KnowledgeGraph,
    say: Translator,
    day: date | None,
    *,
    kinds: Iterable[MapKind],
    ours: Set[str] | None,
    among: frozenset[str] | None,
    outlines: Iterable[Outline],
) -> _Found:
    """What is asked for; of the own actors ``ours``, where they are asked for, and of what they are tied to."""
    centre = graph.manifest.centre
    theirs = {iri for what in _OWN for iri in read_own(graph.rows, what, centre, day)} if ours and centre else set()
    events = {one.thing.iri: one for one in read_events(graph, say, day)}
    bodies = {iri: tuple(thing.iri for thing in one.organisers) for iri, one in events.items()}
    bodies |= graph.once(read_site_bodies)
    known = {
        iri: each
        for each in kinds
        for iri in read_things_of(graph.rows, _CLASSES[each])
        if (ours is None or iri in theirs or ours & {*bodies.get(iri, ())})
        and (among is None or among & {iri, *bodies.get(iri, ())})
    }
    named = {iri for each in bodies.values() for iri in each} | {iri for one in outlines for iri in one.actors}
    lives = read_lives(graph.rows, known.keys() | named)
    gone = set() if day is None else {iri for iri, life in lives.items() if not may_exist(life, day)}
    whose = {iri: _there(some, gone) if known.get(iri) == "site" else some for iri, some in bodies.items()}
    here = {iri: each for iri, each in known.items() if iri not in gone and (whose.get(iri) or not bodies.get(iri))}
    return _Found(events, bodies, known, lives, gone, whose, here)


def _without_site(
    graph: KnowledgeGraph,
    day: date | None,
    found: _Found,
    placed: Iterable[str],
    *,
    ours: Set[str] | None,
    among: frozenset[str] | None,
) -> set[str]:
    """The actors of the day, of the own ones where these are asked for, who have no site that is somewhere."""
    homeless = set(read_actors(graph.rows)) if ours is None else {*ours}
    if day is not None and ours is None:
        homeless = {iri for iri, life in read_lives(graph.rows, homeless).items() if may_exist(life, day)}
    homeless = homeless if among is None else homeless & among
    return homeless - {actor for site in placed if found.here[site] == "site" for actor in found.whose.get(site, ())}


def _framed(
    outlines: Iterable[Outline], ours: Set[str], places: Iterable[MapPlace], ground: Iterable[Point]
) -> tuple[Point, float]:
    """What the map shows first: the outlines of the own actors, else those of any actor, else all, else the points."""
    own = [one for one in outlines if ours & {*one.actors}] or [one for one in outlines if one.actors] or outlines
    framed = [point for one in own for ring in one.rings for point in ring]
    framed = framed or [place.point for place in places] or list(ground)
    return frame(framed) if framed else _FRANCE


def _there(iris: Iterable[str], gone: Set[str]) -> tuple[str, ...]:
    return tuple(iri for iri in iris if iri not in gone)


def read_map_ties(ties: Ties, shown: MapView, say: Translator, day: date | None = None) -> MapTies:
    """The ties of a day between actors whose sites the map shows, as lines between the two nearest of their places."""
    places: dict[str, dict[Point, Thing]] = defaultdict(dict)
    actors: dict[str, Thing] = {}
    for place in shown.places:
        for thing in place.things:
            for actor in thing.whose if thing.kind == "site" else ():
                actors[actor.iri] = actor
                places[actor.iri][place.point] = place.place
    held: dict[tuple[str, str], list[ToldTie]] = defaultdict(list)
    for tie in ties.among(actors):
        if tie.kind in BETWEEN_ACTORS and tie.may_hold_on(day):
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

    def apart(pair: tuple[Point, Point]) -> float:
        """How far two points lie apart, in degrees of latitude."""
        (north, east), (other_north, other_east) = pair
        return math.hypot(north - other_north, (east - other_east) * math.cos(math.radians(north)))

    a, b = min(((a, b) for a in one for b in other), key=lambda pair: (apart(pair), pair))
    return min(a, b), max(a, b)


def _by_point(places: Iterable[Located]) -> dict[Point, Located]:
    """Where a thing is, once a point: of several places at one point the first, which names the others."""
    found: dict[Point, Located] = {}
    for one in places:
        if one.point is not None:
            first = found.get(one.point, one)
            records, also = {*first.records, *one.records}, {*first.also, *one.also, one.at} - {first.at}
            found[one.point] = replace(first, records=tuple(sorted(records)), also=tuple(sorted(also)))
    return found


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes what lies where."""

    kinds: Mapping[str, MapKind]
    placed: Mapping[str, tuple[Located, ...]]
    whose: Mapping[str, tuple[str, ...]]
    lives: Mapping[str, Interval]
    events: Mapping[str, AgendaEvent]
    things: Mapping[str, Thing]
    evidence: Mapping[str, Evidence]
    away: Set[Point]
    say: Translator
    day: date | None

    def days(self, absent: int) -> str:
        """How many of the things are, on the day, events past or coming, and how many are left out; nothing of none."""
        if self.day is None:
            return ""
        told = []
        events = [self.events[iri] for iri in self.placed if iri in self.events]
        coming, now = sum(one.coming for one in events), sum(one.now for one in events)
        perhaps = sum(one.perhaps for one in events)
        dateless = sum(one.first is None for one in events)
        undated = sum(self._when(iri) == self.say("map.no_date") for iri in self.placed)
        later = sum(self.lives[iri].only_known_after(self.day) for iri in self.placed if iri not in self.events)
        off = sum(one.off for one in events if one.first)
        past = len(events) - coming - now - perhaps - dateless - off
        if past or now or coming:
            told.append(self.say("map.on_day", day=self.say.day(self.day), past=past, now=now, coming=coming))
        counted = (
            ("agenda.perhaps", perhaps),
            ("agenda.off", off),
            ("map.undated", undated),
            ("map.later", later),
            ("map.left_out", absent),
        )
        return " ".join([*told, *(self.say(key, count=count) for key, count in counted if count)])

    def places(self) -> Iterable[MapPlace]:
        """What lies at each point, the places with most first."""
        at: dict[Point, list[tuple[str, Located]]] = defaultdict(list)
        for iri, places in self.placed.items():
            for point, same in _by_point(places).items():
                at[point].append((iri, same))
        for point, here in sorted(at.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            told = sorted(
                (self._one(*each) for each in here),
                key=lambda one: (MAP_KINDS.index(one.kind), alphabetical(one.thing.label)),
            )
            yield MapPlace(point, self.things[here[0][1].place], tuple(told), point in self.away)

    def _one(self, iri: str, one: Located) -> OnMap:
        """A thing at a point: how precisely and how surely it is there, when, and whose it is."""
        say, kind = self.say, self.kinds[iri]
        known = evidence_of(one.records, self.evidence)
        centre = say("map.precision.centre", name=self.things[one.place].label)
        sure = max((each.confidence for each in known), default=1.0)
        precision = doubted(centre if one.centre else say("map.precision.own"), sure, say)
        if one.point in self.away:
            precision = say("map.precision.outside", precision=precision)
        if also := by_label(self.things[iri] for iri in {*one.also} - {one.place}):
            names = enumerated([thing.label for thing in also], say)
            precision = say("map.precision.also", precision=precision, names=names)
        event = self.events.get(iri)
        bodies = by_label(self.things[actor] for actor in self.whose.get(iri, ()))
        bodies = event.named(event.organisers, say) if event else bodies
        label, told = say(f"map.kinds.{kind}"), said(mentions(known, say))
        present = self.day is None or event is None or event.now or event.perhaps or not (event.first or event.off)
        return OnMap(
            self.things[iri], kind, label, self._when(iri), present, bodies, self.things[one.at], precision, told
        )

    def _when(self, iri: str) -> str:
        """The dates of a thing; of a site without an end, those of its actors where they have ended too."""
        if event := self.events.get(iri):
            known = event.first or event.fate
            return ", ".join(filter(None, (event.when, event.state))) if known else self.say("map.no_date")
        own = period(self.lives[iri], self.say)
        if own and self.lives[iri].last:
            return own
        ended = [actor for actor in self.whose.get(iri, ()) if self.lives[actor].last]
        told = (
            self.say("map.of_actor", name=self.things[actor].label, period=period(self.lives[actor], self.say))
            for actor in ended
        )
        return ", ".join(filter(None, (own, *told))) or self.say("map.no_date")

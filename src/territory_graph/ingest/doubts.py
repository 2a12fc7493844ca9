"""What may be said of a thing and seldom is meant: two actors of one name, far dates, codes that no place has.

None of it stops a build: the source may say so. ``validation`` makes findings of doubts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from rdflib import DCTERMS, RDFS, URIRef

from territory_graph.dates import bounds_if_any
from territory_graph.ingest.lexical import department_of, is_day
from territory_graph.ingest.stated import Stated
from territory_graph.spelling import folded
from territory_graph.terms import text
from territory_graph.vocabulary import TG, WGS84

YEARS_AHEAD = 10
"""Years after which a beginning to come is doubted: plans look less far, and slips of the keyboard farther."""
NO_END = 2099
"""The year with which programs that need an end write that there is none, as they do with 2999 and 9999."""

_FRANCE = (
    *((41.0, 51.5, -5.6, 10.0), (14.2, 18.3, -63.3, -60.7), (1.9, 6.0, -54.8, -51.4)),
    *((-21.6, -20.7, 55.1, 56.0), (-13.2, -12.4, 44.8, 45.5), (46.6, 47.3, -56.6, -56.0)),
)
"""South, north, west and east of where French communes lie: the mainland with Corsica, then overseas."""
_DEPARTMENTS = frozenset(
    {*(f"{number:02}" for number in range(1, 96) if number != 20), "2A", "2B"}
    | {"971", "972", "973", "974", "976"}
    | {"975", "977", "978", "984", "986", "987", "988", "99"}
)
"""Departments, overseas collectivities, and 99, under which Insee files what lies abroad."""
_REGIONS = frozenset(
    {"01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"}
    | {"21", "22", "23", "25", "26", "31", "41", "42", "43", "54", "72", "73", "74", "82", "83", "91"}
)
"""Those of today, then those that were merged in 2016."""

_BEGINNINGS = (TG.start, TG.when, TG.forYear)
_OF_SOURCES = (DCTERMS.issued, TG.attestedOn)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A statement to look at again: of which thing and property, the key of its sentence and what fills it."""

    thing: str
    path: URIRef
    key: str
    values: Mapping[str, str] = field(default_factory=dict)


def doubts(stated: Stated, today: date) -> Iterator[Doubt]:
    """Every doubt about what the records say, known on ``today``."""
    yield from _names_of_two(stated)
    yield from _memberships_twice(stated)
    yield from _unknown_codes(stated)
    yield from _exchanged(stated)
    yield from _far(stated, today)
    yield from _ended_before(stated)
    yield from _attested_outside(stated)


def _names_of_two(stated: Stated) -> Iterator[Doubt]:
    """Actors that have one name, but for capitals, accents and marks, and no SIREN that tells them apart."""
    bearers: dict[str, dict[str, str]] = defaultdict(dict)
    for thing in stated.instances(TG.Actor):
        for label in sorted(stated.of(thing, RDFS.label)):
            bearers[folded(label)].setdefault(thing, label)
    for things in bearers.values():
        for thing in things if len(things) > 1 else ():
            alike = [other for other in sorted(things) if other != thing and not _told_apart(stated, thing, other)]
            others = [f"<{other}>" for other in alike if _at_once(stated, thing, other)]
            values = {"name": things[thing], "others": ", ".join(others)}
            if others:
                yield Doubt(thing, RDFS.label, "validation.name-twice", values)


def _told_apart(stated: Stated, one: str, other: str) -> bool:
    """Whether each has a SIREN of its own: communes of one name are many."""
    first, second = stated.of(one, TG.siren), stated.of(other, TG.siren)
    return bool(first and second) and not first & second


def _memberships_twice(stated: Stated) -> Iterator[Doubt]:
    """Memberships of one member in one organisation, in one role, whose times are not told apart."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    organisations, roles = stated.values(TG.inOrganisation), stated.values(TG.role)
    memberships = stated.instances(TG.Membership)
    for thing, members in stated.values(TG.member).items():
        if thing in memberships:
            key = (min(members), min(organisations.get(thing, {""})), "|".join(sorted(roles.get(thing, ()))))
            alike[key].append(thing)
    for things in alike.values():
        twice = {thing for pair in combinations(things, 2) if _at_once(stated, *pair) for thing in pair}
        for thing in sorted(twice):
            others = ", ".join(f"<{other}>" for other in sorted(twice - {thing}))
            yield Doubt(thing, TG.member, "validation.membership-twice", {"others": others})


def _at_once(stated: Stated, one: str, other: str) -> bool:
    """Whether two times may overlap, as far as their days are known."""

    def day(thing: str, name: URIRef, otherwise: str) -> str:
        return min(stated.of(thing, name), default=otherwise)

    return all(
        day(a, TG.startEarliest, "0000") <= day(b, TG.endLatest, "9999") for a, b in ((one, other), (other, one))
    )


def _unknown_codes(stated: Stated) -> Iterator[Doubt]:
    """INSEE codes whose department, or region, there is not."""
    kinds = {level: stated.instances(level) for level in (TG.Commune, TG.Department, TG.Region)}
    for thing, codes in stated.values(TG.inseeCode).items():
        own = {str(level) for level, things in kinds.items() if thing in things}
        for code in sorted(codes):
            if _is_unknown(code, own):
                yield Doubt(thing, TG.inseeCode, "validation.insee-unknown", {"number": code})


def _is_unknown(code: str, kinds: set[str]) -> bool:
    """Whether no commune, department or region can have that code."""
    if str(TG.Commune) in kinds:
        department = department_of(code)
        return len(code) != 5 or department not in _DEPARTMENTS or not code[len(department) :].strip("0")
    if str(TG.Department) in kinds:
        return code not in _DEPARTMENTS and code not in {"69D", "69M"}
    return str(TG.Region) in kinds and code not in _REGIONS


def _exchanged(stated: Stated) -> Iterator[Doubt]:
    """Places outside France that would lie in it with their latitude and longitude exchanged."""
    longitudes = stated.values(WGS84.long)
    for thing, latitudes in stated.values(WGS84.lat).items():
        try:
            points = [(float(y), float(x)) for y in latitudes for x in longitudes.get(thing, ())]
        except ValueError:
            continue
        if points and all(_in_france(x, y) and not _in_france(y, x) for y, x in points):
            latitude, longitude = points[0]
            values = {"latitude": f"{latitude:g}", "longitude": f"{longitude:g}"}
            yield Doubt(thing, WGS84.lat, "validation.exchanged", values)


def _in_france(latitude: float, longitude: float) -> bool:
    return any(south <= latitude <= north and west <= longitude <= east for south, north, west, east in _FRANCE)


def _far(stated: Stated, today: date) -> Iterator[Doubt]:
    """Beginnings far ahead, sources that are not written yet, and ends that stand for none."""
    for path, key, first in (
        *((path, "validation.far-date", today.year + YEARS_AHEAD + 1) for path in _BEGINNINGS),
        *((path, "validation.later-than-today", today.year + 1) for path in _OF_SOURCES),
        (TG.end, "validation.no-end", NO_END),
    ):
        far = {(text(q.subject), text(q.object)) for q in stated.quads(None, path) if _year(text(q.object)) >= first}
        for thing, value in sorted(far):
            yield Doubt(thing, path, key, {"date": value})


def _ended_before(stated: Stated) -> Iterator[Doubt]:
    """What lasts several days, and whose last one is before the first; shapes say it of what has a beginning."""
    ends = stated.values(TG.endLatest)
    for thing, days in sorted(stated.values(TG.earliest).items()):
        if thing in ends and max(ends[thing]) < min(days):
            yield Doubt(thing, TG.end, "validation.last-before-first")


def _attested_outside(stated: Stated) -> Iterator[Doubt]:
    """What is attested after its end, or before its beginning."""
    for thing, texts in sorted(stated.values(TG.attested).items()):
        begun = min(stated.of(thing, TG.startEarliest) if stated.of(thing, TG.start) else (), default="0000")
        ended = max(stated.of(thing, TG.endLatest), default="9999")
        for value in sorted(texts):
            first, last = bounds_if_any(value)
            if first and last and (last.isoformat() < begun or ended < first.isoformat()):
                key = "validation.attested-before" if last.isoformat() < begun else "validation.attested-after"
                yield Doubt(thing, TG.attested, key, {"date": value})


def _year(value: str) -> int:
    """The year of a date or of a year; 0 where it is none."""
    if is_day(value):
        return int(value[:4])
    first, _ = bounds_if_any(value)
    return first.year if first else 0

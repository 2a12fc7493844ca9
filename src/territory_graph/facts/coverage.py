"""Who covers what: the actors or events that have a value of each of two axes, on a day or at all dates.

A third dimension narrows all of it: those who also have one value of another axis.

An event counts where it takes place, for the sectors and themes that it is about and for the sectors of those who
organise it; one that a source says was cancelled does not count. Of an agreement or a sum, those count who receive: not
who gives. Who has several places counts in each; a place in none of the EPCI, and no known place, are values of that
name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from territory_graph.store.engine import Select

Axis = Literal["sector", "theme", "epci", "kind", "support", "event"]
Counted = Literal["actor", "event"]
Within = tuple[Axis, str]
"""One value of an axis: an IRI, or the name of a place that is none."""

ELSEWHERE, NOWHERE = "elsewhere", "nowhere"
"""The values of the axis “epci” of a place in none of them, and of no known place."""

_PREFIXES = (
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX tg: <https://w3id.org/territory-graph/ontology#>\n"
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
)
_INFERRED = "https://w3id.org/territory-graph/id/status/inferred"
_OF_EVENTS: frozenset[Axis] = frozenset({"sector", "theme", "epci"})
"""The axes that an event has values of by itself, whoever organises it."""

_NOT_OFF = 'FILTER NOT EXISTS {{ {0} tg:state {0}_off FILTER(STRENDS(STR({0}_off), "/cancelled")) }}'
"""Leaves out the events of which a source says that they were cancelled."""

_SUPPORT = "tg:Partnership tg:Convention tg:Roadmap tg:Commitment"
_ALL: Mapping[Axis, str] = {
    "sector": "?value a tg:Sector",
    "theme": "?value a tg:Theme",
    "epci": "?value a tg:Epci ; tg:hasTerritory ?territory",
    "kind": "?value rdfs:subClassOf+ tg:Actor . ?actor a ?value",
    "support": f"VALUES ?value {{ {_SUPPORT} }}",
    "event": "?value a tg:Event",
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """A matrix of IRIs, or of the names of places that are not known: the values of both axes, and who has both.

    ``counted`` says what the cells hold. ``held`` are the values of the rows that somebody has, whatever the columns.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[str, ...]]
    counted: Counted
    held: frozenset[str]


def read_coverage(
    select: Select, rows: Axis, columns: Axis, day: date | None = None, within: Within | None = None
) -> Coverage:
    """The matrix of two axes on a day, or of all dates together, of those ``within`` a value of a third."""
    of = counted(rows, columns, within)
    found, writer = defaultdict[tuple[str, str], list[str]](list), _Writer(of, day)
    for row in select(coverage_query(rows, columns, day, within=within)):
        found[str(row["row"]), str(row["column"])].append(str(row[of]))
    parts = [*writer.who(), *writer.part(rows, "row"), *writer.within(within)]
    held = select(_query("?row", parts, order="?row"))
    return Coverage(
        values_of(select, rows, day),
        values_of(select, columns, day),
        {cell: tuple(who) for cell, who in found.items()},
        of,
        frozenset(str(row["row"]) for row in held),
    )


def counted(rows: Axis, columns: Axis, within: Within | None = None) -> Counted:
    """What the cells hold: events where one axis is that and they have values of the others, else actors."""
    of_event = {rows, columns, *(within[:1] if within else ())} - {"event"} <= _OF_EVENTS
    return "event" if "event" in (rows, columns) and rows != columns and of_event else "actor"


def coverage_query(
    rows: Axis,
    columns: Axis,
    day: date | None = None,
    cell: tuple[str, str] | None = None,
    within: Within | None = None,
) -> str:
    """The query whose rows are who stands in each cell, or in the one named by the values of its row and column.

    Its variables are ``row``, ``column`` and what is counted, ``actor`` or ``event``.
    """
    writer = _Writer(counted(rows, columns, within), day)
    parts = [*writer.who(), *writer.part(rows, "row"), *writer.part(columns, "column"), *writer.within(within)]
    if cell:
        row, column = map(_value, cell)
        parts.append(f"FILTER(?row = {row} && ?column = {column})")
    names = f"?row ?column ?{writer.counted}"
    return _query(names, parts, order=names)


def _value(text: str) -> str:
    return f'"{text}"' if text in (ELSEWHERE, NOWHERE) else f"<{text}>"


def _query(names: str, parts: Sequence[str], order: str) -> str:
    body = "".join(f"  {part}\n" for part in parts)
    return f"{_PREFIXES}\nSELECT DISTINCT {names} WHERE {{\n{body}}}\nORDER BY {order}\n"


def values_of(select: Select, axis: Axis, day: date | None) -> tuple[str, ...]:
    """Every value of an axis: of events, those that had begun on the day."""
    held = (_NOT_OFF.format("?value"), *not_later("?value", day))
    parts = [f"{_ALL[axis]} .", *(held if axis == "event" else ())]
    found = tuple(str(row["value"]) for row in select(_query("?value", parts, order="?value")))
    return (*found, ELSEWHERE, NOWHERE) if axis == "epci" else found


def read_agreed(select: Select, themes: Iterable[str], day: date | None) -> Mapping[str, frozenset[tuple[str, str]]]:
    """Of each actor, the themes that an agreement or a project has of which it is an end, each with that one."""
    wanted = " ".join(f"<{iri}>" for iri in sorted(themes))
    parts = [
        f"VALUES ?theme {{ {wanted} }}",
        "?about tg:tiedBy tg:hasTheme ; tg:firstEnd ?via ; tg:secondEnd ?theme .",
        "FILTER EXISTS { VALUES ?class { tg:Agreement tg:Project } ?via a ?class }",
        "?tie tg:tiedBy ?via ; tg:firstEnd|tg:secondEnd ?actor .",
        *not_later("?tie", day),
        *not_sooner("?tie", day),
        *_Writer("actor", day).who(),
    ]
    found = defaultdict[str, set[tuple[str, str]]](set)
    for row in select(_query("?actor ?theme ?via", parts, order="?actor ?theme ?via")):
        found[str(row["actor"])].add((str(row["theme"]), str(row["via"])))
    return {actor: frozenset(pairs) for actor, pairs in found.items()}


def not_later(thing: str, day: date | None) -> tuple[str, ...]:
    """Leaves out what a date says to begin after the day; unknown dates exclude nothing."""
    if day is None:
        return ()
    first = f"{thing}_first"
    begins = f"{thing} tg:startEarliest|tg:earliest|tg:notBefore {first}"
    return (f'FILTER NOT EXISTS {{ {begins} FILTER({first} > "{day}"^^xsd:date) }}',)


def not_sooner(thing: str, day: date | None) -> tuple[str, ...]:
    """Leaves out what a date says to end before the day."""
    if day is None:
        return ()
    last = f"{thing}_last"
    ends = f"{thing} tg:endLatest|tg:notAfter {last}"
    return (f'FILTER NOT EXISTS {{ {ends} FILTER({last} < "{day}"^^xsd:date) }}',)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes what ties the things that are counted to the values of an axis, on a day."""

    counted: Counted
    day: date | None

    def who(self) -> tuple[str, ...]:
        """What is counted: events that had begun, or actors who may have been there."""
        if self.counted == "event":
            return ("?event a tg:Event .", _NOT_OFF.format("?event"), *not_later("?event", self.day))
        return ("?actor a tg:Actor .", *self._lives("?actor"))

    def part(self, axis: Axis, name: str) -> tuple[str, ...]:
        """The pattern of an axis, its value under ``name``."""
        who, value, by = f"?{self.counted}", f"?{name}", f"?{name}_property"
        if self.counted == "event" and axis in ("event", "sector"):
            return (f"BIND(?event AS {value})",) if axis == "event" else self._sector_of_event(name)
        patterns: Mapping[Axis, tuple[str, ...]] = {
            "epci": self._place(name, who),
            "event": (self._tied(name, "tg:organises", who, value), _NOT_OFF.format(value)),
            "sector": (self._tied(name, "tg:hasSector", who, value),),
            "theme": (
                f"VALUES {by} {{ tg:hasTheme tg:hasOrientation }}",
                self._tied(name, by, who, value),
                f"{value} a tg:Theme .",
            ),
            "kind": (f"{value} rdfs:subClassOf+ tg:Actor . {who} a {value} .",),
            "support": self._received(name, who),
        }
        return patterns[axis]

    def within(self, asked: Within | None) -> tuple[str, ...]:
        """That what is counted also has a value of a third axis."""
        if asked is None:
            return ()
        axis, value = asked
        return (*self.part(axis, "within"), f"FILTER(?within = {_value(value)})")

    def _sector_of_event(self, name: str) -> tuple[str, ...]:
        """What an event is about, or what those who organise it are about."""
        body, value = f"?{name}_body", f"?{name}"
        organised = self._tied(f"{name}_by", "tg:organises", body, "?event")
        theirs = self._tied(name, "tg:hasSector", body, value)
        return (f"{{ {self._tied(name, 'tg:hasSector', '?event', value)} }} UNION {{ {organised} {theirs} }}",)

    def _tied(self, name: str, by: str, one: str, other: str) -> str:
        tie = f"?{name}_tie"
        found = f"{tie} tg:tiedBy {by} ; tg:firstEnd {one} ; tg:secondEnd {other} ."
        return " ".join((found, *not_later(tie, self.day), *not_sooner(tie, self.day)))

    def _lives(self, who: str) -> tuple[str, ...]:
        """That it may have been there: of dates that contradict each other, the widest ones count."""
        if self.day is None:
            return ()
        day = f'"{self.day}"^^xsd:date'
        begins, ends = f"{who} tg:startEarliest ?begins FILTER(?begins", f"{who} tg:endLatest ?ends FILTER(?ends"
        return (
            f"FILTER(!EXISTS {{ {begins} > {day}) }} || EXISTS {{ {begins} <= {day}) }})",
            f"FILTER(!EXISTS {{ {ends} < {day}) }} || EXISTS {{ {ends} >= {day}) }})",
        )

    def _received(self, name: str, who: str) -> tuple[str, ...]:
        """What somebody receives: supported, a recipient, or a party that does not give the support."""
        value, via, tie = f"?{name}", f"?{name}_via", f"?{name}_tie"
        return (
            f"VALUES {value} {{ {_SUPPORT} }}",
            f"{via} a {value} ; tg:supported|tg:party|tg:committedTo {who} .",
            f"FILTER NOT EXISTS {{ {via} tg:partOfAgreement?/tg:supporter {who} }}",
            f"{tie} tg:tiedBy {via} ; tg:firstEnd|tg:secondEnd {who} .",
            *not_later(tie, self.day),
            *not_sooner(tie, self.day),
        )

    def _place(self, name: str, who: str) -> tuple[str, ...]:
        """In which EPCI one is, by each of its own places, of its sites and of its events, elsewhere, or nowhere.

        What a rule infers of presence is one tie of all sites and events in a place, which are followed themselves.
        """
        by, place, site, event, epci = (f"?{name}_{word}" for word in ("property", "place", "site", "event", "epci"))
        own = f"VALUES {by} {{ tg:locatedIn tg:presentIn tg:hasTerritory }} {self._tied(name, by, who, place)}"
        of_site = f"{self._tied(name, 'tg:hasSite', who, site)} {site} tg:locatedIn {place} ."
        own += f" FILTER NOT EXISTS {{ ?{name}_tie tg:tiedBy tg:presentIn ; tg:status <{_INFERRED}> }}"
        organised = self._tied(name, "tg:organises", who, event)
        organised += " ".join(
            ("", f"{event} tg:locatedIn {place} . {place} a tg:Commune .", *not_later(event, self.day))
        )
        at = f"{place} (tg:locatedIn|tg:within)*/^tg:hasTerritory {epci} . {epci} a tg:Epci ."
        outside = f'IF(BOUND({place}), "{ELSEWHERE}", "{NOWHERE}")'
        return (
            f"OPTIONAL {{ {{ {own} }} UNION {{ {of_site} }} UNION {{ {organised} }} OPTIONAL {{ {at} }} }}",
            f"BIND(IF(BOUND({epci}), {epci}, {outside}) AS ?{name})",
        )

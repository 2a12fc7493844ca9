"""The field of exploration: the whole graph as the explorer asks about it, in one language; what is read is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from territory_graph.dates import Interval
from territory_graph.errors import TerritoryGraphError
from territory_graph.facts.lives import read_lives
from territory_graph.facts.ontology import class_labels, reasons
from territory_graph.facts.places import read_places_around, read_territories
from territory_graph.facts.statements import Said, read_statements
from territory_graph.facts.things import read_actors, read_sectors
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing, best_label
from territory_graph.terms import is_iri
from territory_graph.views.drawing import GROUP_FILLS, SEVERAL_FILL
from territory_graph.views.explorer.exploration import PAGE, QUESTION
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical
from territory_graph.views.questions import things_named
from territory_graph.views.telling import with_beginning
from territory_graph.views.ties import BETWEEN_ACTORS, TIE_KINDS, Ties
from territory_graph.vocabulary import TG, local

SEVERAL, REST = "several", "rest"
"""The group of what belongs to more than one group, and the legend entry of those without a colour of their own."""

CLASS, SECTOR, EPCI = "class", "sector", "epci"
"""What a thing can be asked to have beside properties of the ontology: a class, a sector and an EPCI, as derived."""

_UNDRAWN = frozenset(
    {"Record", "Source", "Figure", "NameUse", "Membership", "Mandate", "Post", "Commitment", "Quote", ""}
)
_UNASKED = frozenset({"hasSector", "note"})
_HOPS = 4

MOST_VALUES = 60
"""Values of a property that are offered."""

MOST_ACTORS, MOST_FIRST = 1_000, 300
"""Actors of a territory that are all seen at first, and how many of the most tied are where there are more."""


def _with_theirs(ranked: list[int], adjacency: Any) -> set[int]:
    """Nodes in the order of ``ranked``, each with those tied to it, while there is room."""
    chosen: set[int] = set()
    for at in ranked:
        near = adjacency.indices[adjacency.indptr[at] : adjacency.indptr[at + 1]].tolist()
        chosen.update([at, *near][: MOST_FIRST - len(chosen)])
        if len(chosen) >= MOST_FIRST:
            break
    return chosen


@dataclass(frozen=True, slots=True)
class AskedProperty:
    """A property that things can be asked to have, with its values: each with its name and how many things have it.

    ``total`` counts the values, of which those of most things are listed.
    """

    name: str
    label: str
    values: tuple[tuple[str, str, int], ...]
    total: int


@dataclass
class Field:
    """Everything that can be explored. ``thing`` is asked for what is drawn only: nothing reads the whole graph."""

    graph: KnowledgeGraph
    say: Translator
    ties: Ties
    _lives: dict[str, Interval] = field(default_factory=dict)
    _answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _said: dict[str, Said] = field(default_factory=dict)
    _fills: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """Every actor of the territory."""
        return tuple(sorted(read_actors(self.graph.rows)))

    @cached_property
    def sectors(self) -> frozenset[str]:
        """The sectors to which an actor that is seen first belongs, or to which any does where actors are too many."""
        if self.graph.actors > MOST_ACTORS:
            return frozenset(read_sectors(self.graph.rows))
        return frozenset(tie.target for tie in self.ties.of(self.first) if tie.kind == "sector")

    @cached_property
    def first(self) -> tuple[str, ...]:
        """The actors that are seen first: all, or the most tied of them where they are too many for one picture.

        They are those tied to most others; among equals, those whose ties weigh most, as the network weighs them.
        Where no tie joins any two of those, as among bodies that have members only, they are the first with their own.
        """
        if len(self.actors) <= MOST_ACTORS:
            return self.actors
        return self._most_tied[0]

    @property
    def first_with_theirs(self) -> bool:
        """Whether those who are seen first are the most tied with those tied to them, not the most tied alone."""
        return len(self.actors) > MOST_ACTORS and self._most_tied[1]

    @property
    def _most_tied(self) -> tuple[tuple[str, ...], bool]:
        return self.graph.made(("most tied", MOST_FIRST), self._ranked)

    def _ranked(self) -> tuple[tuple[str, ...], bool]:
        """The most tied actors, and whether they stand with those tied to them, for no tie joins two of themselves."""
        arrays = self.graph.arrays("actors")
        weights = arrays.weighted.sum(axis=1).round(9)
        names = list(map(str, arrays.nodes))
        ranked = [at for *_, at in sorted(zip(-arrays.degrees, -weights, names, range(len(names)), strict=True))]
        chosen = set(ranked[:MOST_FIRST])
        apart = not (np.isin(arrays.sources, [*chosen]) & np.isin(arrays.targets, [*chosen])).any()
        if apart and arrays.ties:
            chosen = _with_theirs(ranked, arrays.undirected().adjacency)
        return tuple(sorted(names[at] for at in chosen)), apart and bool(arrays.ties)

    @property
    def beyond(self) -> frozenset[str]:
        """The actors that are not seen first."""
        return frozenset(self.actors).difference(self.first)

    def day_told(self, day: date | None) -> date:
        """The day of which sentences tell: at all dates, the last one of which anything is known."""
        return day or self.graph.manifest.gathered_until

    def thing(self, iri: str) -> Thing:
        """A thing with its name and class."""
        return self.ties.things([iri])[iri]

    def kind(self, iri: str) -> str:
        """The drawn kind of a thing."""
        return drawn_kind(self.thing(iri).kind)

    def exists(self, iri: str) -> bool:
        """Whether the graph knows the thing: it has a class."""
        return bool(self.thing(iri).kind)

    def start(self, start: str) -> tuple[str, ...]:
        """What is seen first: all actors, the things of an answer, or a thing with its closest neighbours."""
        if not start:
            return self.first
        if start.startswith(QUESTION):
            return self.answer(start.removeprefix(QUESTION))
        if not self.exists(start):
            return ()
        near = self.neighbours(start, BETWEEN_ACTORS) or self.neighbours(start, TIE_KINDS)
        return (start, *near[:PAGE])

    def answer(self, name: str) -> tuple[str, ...]:
        """The things named in the answer to a packaged question; none where there is no such question."""
        if name not in self._answers:
            try:
                found = things_named(self.graph, self.graph.ask(name, lang=self.say.language), self.say)
            except TerritoryGraphError:
                return ()
            self._answers[name] = tuple(thing.iri for thing in found if thing.kind not in _UNDRAWN)
        return self._answers[name]

    def neighbours(self, iri: str, kinds: Iterable[str]) -> list[str]:
        """The things tied to ``iri`` by ties of some kinds: those of most ties first, then by name."""
        wanted = set(kinds)
        counts: dict[str, int] = {}
        for tie in self.ties.of([iri]):
            if tie.kind in wanted:
                counts[tie.other(iri)] = counts.get(tie.other(iri), 0) + 1
        things = self.ties.things(counts)
        return sorted(counts, key=lambda other: (-counts[other], alphabetical(things[other].label), other))

    def tied(self, iri: str, day: date | None) -> Mapping[str, set[str]]:
        """What is tied to ``iri`` on a day, by kind of tie; at any time where there is no day."""
        found: dict[str, set[str]] = {}
        for tie in self.ties.of([iri]):
            if tie.may_hold_on(day):
                found.setdefault(tie.kind, set()).add(tie.other(iri))
        return found

    def life(self, iris: Iterable[str]) -> Mapping[str, Interval]:
        """When each thing existed, as far as sources say."""
        wanted = set(iris)
        unread = sorted(wanted - self._lives.keys())
        if unread:
            self._lives |= read_lives(self.graph.rows, unread)
        return {iri: self._lives[iri] for iri in wanted}

    def groups(self, by: str, iris: Iterable[str], day: date | None) -> Mapping[str, str]:
        """The group of each thing on a day: the IRI of its sector or EPCI, ``several``, or nothing where none is known.

        Where there is no day, that of any day.
        """
        wanted = tuple(iris)
        found = self._values_of(by, wanted, day)
        return {iri: next(iter(each)) if len(each := found[iri]) == 1 else SEVERAL if each else "" for iri in wanted}

    def group_names(self, by: str, iris: Iterable[str], day: date | None) -> Mapping[str, str]:
        """The names of all the sectors or EPCI of each thing that has any on a day."""
        found = self._values_of(by, tuple(iris), day)
        return {
            iri: ", ".join(sorted(self.group_label(by, each, day) for each in held))
            for iri, held in found.items()
            if held
        }

    def fills(self, by: str) -> Mapping[str, str]:
        """The colour of each sector or EPCI, the same in every picture: those of most actors have one of their own."""
        if by not in self._fills:
            counts = Counter(
                group for group in self.groups(by, self.first, None).values() if group not in {"", SEVERAL}
            )
            largest = sorted(counts, key=lambda group: (-counts[group], group))
            self._fills[by] = dict(zip(largest, GROUP_FILLS, strict=False)) | {SEVERAL: SEVERAL_FILL}
        return self._fills[by]

    def entries(self, by: str, iris: Iterable[str], day: date | None) -> Mapping[str, str]:
        """The entry of the legend of a colouring under which each thing falls: its group, or that of the others."""
        fills, groups = self.fills(by), self.groups(by, iris, day)
        return {iri: group if group in fills or not group else REST for iri, group in groups.items()}

    def members(self, sector: str) -> frozenset[str]:
        """What belongs to a sector, at any time."""
        return frozenset(tie.source for tie in self.ties.of([sector]) if tie.kind == "sector" and tie.target == sector)

    def held(self, iris: Iterable[str], day: date | None) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """The values that each thing has of each property by any source: those that no date excludes on a day."""
        wanted = tuple(iris)
        if unread := [iri for iri in wanted if iri not in self._said]:
            said = read_statements(self.graph.rows, unread)
            self._said |= {iri: {key: by for key, by in said[iri].items() if is_asked(key[0])} for iri in unread}
        lives = self.life({record for iri in wanted for by in self._said[iri].values() for record in by} if day else ())
        sectors, epcis = self._sectors(wanted, day), self._epcis(wanted, day)
        found: dict[str, dict[str, frozenset[str]]] = {}
        for iri in wanted:
            values: dict[str, set[str]] = {}
            for (name, term), by in self._said[iri].items():
                if day is None or any(lives[record].holds_on(day) for record in by):
                    values.setdefault(local(name), set()).add(term.value)
            values |= {CLASS: {self.thing(iri).kind}, SECTOR: set(sectors[iri]), EPCI: set(epcis[iri])}
            found[iri] = {name: frozenset(each) for name, each in values.items() if each}
        return found

    def asked(self, iris: Iterable[str], day: date | None) -> tuple[AskedProperty, ...]:
        """Everything that these things can be asked to have on a day: EPCI, sector and class, then each property."""
        counts: dict[str, Counter[str]] = {}
        for values in self.held(iris, day).values():
            for name, each in values.items():
                counts.setdefault(name, Counter()).update(each)
        labels = {name: self.property_label(name) for name in counts}
        own = (EPCI, SECTOR, CLASS)
        order = sorted(
            counts, key=lambda name: (own.index(name) if name in own else len(own), alphabetical(labels[name]))
        )
        things = {iri for each in counts.values() for iri in each if is_iri(iri)}
        self.ties.things(things)
        found = []
        for name in order:
            most = sorted(counts[name], key=lambda value: (-counts[name][value], value))[:MOST_VALUES]
            named = [(value, self.value_label(name, value, day), counts[name][value]) for value in most]
            named.sort(key=lambda one: alphabetical(one[1]))
            found.append(AskedProperty(name, labels[name], tuple(named), len(counts[name])))
        return tuple(found)

    def property_label(self, name: str) -> str:
        """The name of what a thing can be asked to have."""
        if name in {CLASS, SECTOR, EPCI}:
            return self.say(f"explorer.asked.{name}")
        return self.thing(str(TG[name])).label

    def value_label(self, name: str, value: str, day: date | None) -> str:
        """The name of a value: of a thing or a class its own, of a date what it says, any other text as it is.

        An EPCI is named as a group is.
        """
        if name == EPCI:
            return self.group_label(name, value, day)
        if name == CLASS:
            return best_label(class_labels().get(value, {}), self.say.language) or value
        return self.thing(value).label if is_iri(value) else self.say.edtf(value)

    def group_label(self, by: str, group: str, day: date | None) -> str:
        """The name of a group, or of an entry of a legend; of an EPCI that had not begun by the day with its date."""
        if group == REST:
            return self.say("explorer.other_groups")
        if group in {"", SEVERAL}:
            return self.say(f"explorer.groups.{by}.{group or 'none'}")
        return with_beginning(self.thing(group), self.life([group])[group], day, self.say).label

    def _values_of(self, by: str, iris: tuple[str, ...], day: date | None) -> Mapping[str, set[str]]:
        return self._sectors(iris, day) if by == "sector" else self._epcis(iris, day)

    def _sectors(self, iris: tuple[str, ...], day: date | None) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {iri: {iri} if self.thing(iri).kind == "Sector" else set() for iri in iris}
        for tie in self.ties.of(iris):
            if tie.kind == "sector" and tie.source in found and tie.may_hold_on(day):
                found[tie.source].add(tie.target)
        return found

    def _epcis(self, iris: tuple[str, ...], day: date | None) -> Mapping[str, set[str]]:
        """The authorities in whose territory a thing is, through at most four sites and places."""
        territories = read_territories(self.graph.rows)
        found: dict[str, set[str]] = {iri: {iri} if iri in territories.values() else set() for iri in iris}
        places = {iri: {iri} for iri in iris}
        for _ in range(_HOPS):
            reached = {place for each in places.values() for place in each}
            ups = read_places_around(self.graph.rows, reached, day)
            places = {iri: {up for place in each for up in ups.get(place, ())} for iri, each in places.items()}
            for iri, each in places.items():
                if iri not in territories.values():
                    found[iri] |= {territories[place] for place in each if place in territories}
        return found


def is_asked(name: str) -> bool:
    """Whether things can be asked for a property: one of the ontology that says what they are."""
    return name.startswith(str(TG)) and local(name) not in reasons().hidden | _UNASKED

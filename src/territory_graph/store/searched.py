"""What a search can find in a version: things with their labels, every name they bear or bore, codes and place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal as OneOf

from territory_graph.model import best_label
from territory_graph.queries.system import system_query
from territory_graph.settings import LANGUAGES
from territory_graph.spelling import folded
from territory_graph.store.engine import Engine
from territory_graph.vocabulary import TG, local

Reason = OneOf["name", "former name", "acronym"]

RANKS: tuple[tuple[str, ...], ...] = (
    ("Actor",),
    ("Sector", "Theme", "Domain"),
    ("Person", "Post"),
    ("Initiative",),
    ("Event",),
    ("Place",),
    ("Agreement", "Commitment", "Decision"),
    ("ChangeEvent",),
    ("Source",),
)
"""Classes of the things that readers look for, in the order in which equally good hits are told."""
OTHER_RANK = len(RANKS)
"""The rank of everything else: lists of words, figures, statuses… which only a query needs."""

MOST_PLACES = 3
"""Places that are named of a thing that is in several."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing; ``start`` and ``end`` (EDTF) tell when it bore it, where a source does."""

    text: str
    language: str
    reason: Reason
    start: str | None
    end: str | None
    is_label: bool


@dataclass(frozen=True, slots=True)
class SearchedThing:
    """A thing that can be found; ``labels`` and ``places`` are by language, ``classes`` are local names."""

    iri: str
    classes: tuple[str, ...]
    rank: int
    labels: Mapping[str, str]
    places: Mapping[str, str]
    names: tuple[Name, ...]
    codes: tuple[str, ...]


def searched_things(engine: Engine, base: str, extent: Callable[[str], int] | None = None) -> list[SearchedThing]:
    """Everything that can be found, by IRI: what has a name and is the territory's own, or of a class looked for.

    What the journal names, changes and who made them, is left out: a change of facts would change names each time.
    ``extent`` gives how much a place holds, where the engine has a part of the data alone.
    """
    names, labels = _names(engine)
    places = _ask(engine, "search-places")
    codes = _by_thing(engine, "search-codes", names)
    classes = {
        thing: [name.removeprefix(str(TG)) for name in names]
        for thing, names in _by_thing(engine, "search-classes", {*names, *(place for _, _, place in places)}).items()
    }
    where = _Places(places, labels, classes, extent)
    ranks = {iri: _rank(classes.get(iri, ())) for iri in names}
    own, journal = f"{base}id/", (f"{base}id/update/", f"{base}id/agent/")
    found = [
        SearchedThing(
            iri=iri,
            classes=tuple(classes.get(iri, ())),
            rank=ranks[iri],
            labels={
                language: best_label(labels.get(iri, {}), language) or names[iri][0].text for language in LANGUAGES
            },
            places={language: where.of(iri, language) for language in LANGUAGES},
            names=tuple(names[iri]),
            codes=tuple(codes.get(iri, ())),
        )
        for iri in sorted(names)
        if ranks[iri] < OTHER_RANK or (iri.startswith(own) and not iri.startswith(journal))
    ]
    # Things that share their name, class and place are told by their department too, and, still alike, an identifier.
    return _told_more(_told_more(found, where.department), lambda iri, _: next(iter(codes.get(iri, ())), ""))


def _told(thing: SearchedThing) -> tuple[str, str, tuple[str, ...]]:
    language = LANGUAGES[0]
    return folded(thing.labels[language]), thing.places[language], thing.classes


def _told_more(things: list[SearchedThing], more: Callable[[str, str], str]) -> list[SearchedThing]:
    """The things, those that are told alike with ``more``, which an IRI and a language give, behind their place."""
    alike = Counter(map(_told, things))

    def told(thing: SearchedThing) -> SearchedThing:
        words = {language: (place, more(thing.iri, language)) for language, place in thing.places.items()}
        joined = {language: ", ".join(filter(None, dict.fromkeys(each))) for language, each in words.items()}
        return replace(thing, places=joined)

    return [told(thing) if alike[_told(thing)] > 1 else thing for thing in things]


def _ask(engine: Engine, query: str, things: Container[str] | None = None) -> list[tuple[str, ...]]:
    """The rows of a query as texts, in order, those of some things; an unbound variable is an empty one."""
    rows = engine.texts(system_query(query))
    return sorted(rows if things is None else (row for row in rows if row[0] in things))


def _names(engine: Engine) -> tuple[dict[str, list[Name]], dict[str, dict[str, str]]]:
    """The names of each thing, and its labels by language."""
    names: dict[str, list[Name]] = defaultdict(list)
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for thing, name, language, label, kind, start, end in _ask(engine, "search-names"):
        if label:
            labels[thing].setdefault(language, name)
        reason = _reason(local(kind), name, ended=bool(end))
        names[thing].append(Name(name, language, reason, start or None, end or None, bool(label)))
    return names, labels


def _reason(kind: str, name: str, *, ended: bool) -> Reason:
    """Why somebody may look for a thing by a name: it was its name before, it is short for it, or it is its name."""
    if ended or kind.startswith("former"):
        return "former name"
    return "acronym" if kind == "short" and name.isupper() and " " not in name else "name"


def _by_thing(engine: Engine, query: str, things: Container[str]) -> dict[str, list[str]]:
    """The values of each of some things, as a query of two columns tells them: of most others nobody asks."""
    found: dict[str, list[str]] = defaultdict(list)
    for thing, value in _ask(engine, query, things):
        found[thing].append(value)
    return found


def _rank(classes: Iterable[str]) -> int:
    found = set(classes)
    return next((rank for rank, group in enumerate(RANKS) if found.intersection(group)), OTHER_RANK)


class _Places:
    """Where things are: the commune where it is known, else the wider place."""

    def __init__(
        self,
        rows: Iterable[tuple[str, ...]],
        labels: Mapping[str, Mapping[str, str]],
        classes: Mapping[str, list[str]],
        extent: Callable[[str], int] | None,
    ) -> None:
        self._labels = labels
        self._classes = classes
        self._said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for thing, relation, place in rows:
            self._said[relation][thing].append(place)
        held = Counter(place for places in self._said["in"].values() for place in places)
        self._extent = extent or held.__getitem__

    def of(self, iri: str, language: str) -> str:
        """The place of a thing in words; of several places at most ``MOST_PLACES``, in alphabetical order."""
        names = {best_label(self._labels.get(place, {}), language) or local(place) for place in self._where(iri)}
        told = sorted(names, key=lambda name: (folded(name), name))
        return ", ".join(told[:MOST_PLACES]) + (", …" if len(told) > MOST_PLACES else "")

    def department(self, iri: str, language: str) -> str:
        """The name of the department in which the place of a thing lies; empty where none is known."""
        around = {each for place in self._where(iri) for each in self._told("in", place)}
        found = sorted(each for each in around if "Department" in self._classes.get(each, ()))
        return best_label(self._labels.get(found[0], {}), language) if found else ""

    def _where(self, iri: str) -> Iterable[str]:
        if at := self._told("at", iri) or self._told("seat", iri):
            return {self._commune(place) for place in at}
        if around := self._told("in", iri):
            return (min(around, key=self._width),)
        return self._told("own", iri) or self._told("active", iri)

    def _width(self, place: str) -> tuple[bool, int, str]:
        """Orders what holds a place: its department, which readers know it by, then the narrowest first."""
        return "Department" not in self._classes.get(place, ()), self._extent(place), place

    def _told(self, relation: str, iri: str) -> list[str]:
        return self._said[relation].get(iri, [])

    def _commune(self, place: str) -> str:
        """Where a site, a room or an estate lies; a place that lies nowhere stands for itself."""
        seen = {place}
        while (around := self._told("at", place)) and around[0] not in seen:
            place = around[0]
            seen.add(place)
        return place

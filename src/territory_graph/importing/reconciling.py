"""Reconciling: what names of somebody's list mean, with scores and reasons, and what is known of the things that match.

A candidate is *the* match where an official number says so, or where it alone bears the very name, and nothing that the
list says beside the name is contradicted by what is known of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from territory_graph.facts.ontology import superclasses
from territory_graph.facts.statements import read_own_values
from territory_graph.importing.candidates import (
    MOST,
    SURE,
    Candidate,
    by_name,
    by_number,
    is_sure,
    names_of,
    nearest,
    nearly,
)
from territory_graph.library import Opened
from territory_graph.search import LONGEST_TEXT, Hit
from territory_graph.spelling import folded
from territory_graph.store.search_index import plain_code
from territory_graph.vocabulary import TG, full_iri

DEFAULT_CLASS = "Actor"
"""What is looked for where no class is asked."""
NUMBERS = frozenset(str(TG[name]) for name in ("siren", "siret", "rna", "inseeCode", "wikidata", "ror"))
"""Properties whose values are official numbers, by which things are found."""
PLACE = "place"
"""What a list says of where a thing is: a commune, as the search tells it; no property of its own."""
_CONTRADICTED = 0.5
"""What is left of the score of a candidate of which something else is known than the list says."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One name of a list: the classes of which it may be one (local names), and what else the list says of it.

    ``properties`` are values by IRI of the property, or by ``PLACE``. With ``strictly`` it is of all the classes.
    """

    text: str
    classes: tuple[str, ...] = ()
    strictly: bool = False
    properties: Mapping[str, tuple[str, ...]] | None = None
    limit: int = MOST


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A candidate for a name: ``match`` where it is the one that is meant.

    ``agrees`` says of each property of the list of which something is known whether it is the same; ``held`` whether
    the thing bore the name on the day asked, None where no day was asked or nothing says so.
    """

    candidate: Candidate
    match: bool
    agrees: Mapping[str, bool]
    held: bool | None


def reconcile(version: Opened, wanted: Wanted, lang: str, day: date | None = None) -> tuple[Reconciled, ...]:
    """The candidates for one name, the nearest first; none where nothing is like it, or the name is too long."""
    if not wanted.text.strip() or len(wanted.text) > LONGEST_TEXT:
        return ()
    graph, given = version.graph, wanted.properties or {}
    classes = wanted.classes or (DEFAULT_CLASS,)

    def fits(hit: Hit) -> bool:
        mine = {hit.kind, *superclasses().get(hit.kind, ())}
        return (all if wanted.strictly else any)(name in mine for name in classes)

    numbers = [value for name, values in given.items() if name in NUMBERS for value in values]
    found = nearest(by_number(graph, [*numbers, wanted.text], fits, lang), wanted.limit)
    if not found:
        found = nearest(by_name(graph, wanted.text, fits, lang), wanted.limit)
    if not any(one.score >= SURE for one in found):
        near: list[Candidate] = []
        for name in classes:
            names = version.once(("names-to-reconcile", name), partial(names_of, graph, name))
            near += nearly(graph, wanted.text, fits, names, lang)
        found = nearest((*found, *near), wanted.limit)
    return _weighed(version, found, given, day)


def _weighed(
    version: Opened, found: Sequence[Candidate], given: Mapping[str, tuple[str, ...]], day: date | None
) -> tuple[Reconciled, ...]:
    """The candidates with what agrees and what contradicts them, the nearest first."""
    known = read_own_values(version.graph.rows, [one.iri for one in found]) if given else {}
    agrees = {
        one.iri: {
            name: same
            for name, values in given.items()
            if (same := _agrees(name, values, one, known.get(one.iri, {}), version)) is not None
        }
        for one in found
    }
    sure = is_sure(found)
    told = [
        Reconciled(
            replace(one, score=one.score * _CONTRADICTED) if False in agrees[one.iri].values() else one,
            sure and one.score >= SURE and False not in agrees[one.iri].values() and _held(one, day) is not False,
            agrees[one.iri],
            _held(one, day),
        )
        for one in found
    ]
    only = [one for one in told if one.candidate.score >= SURE and True in one.agrees.values()]
    if not sure and len(only) == 1:  # several bear the name, and what the list says tells which is meant
        told = [replace(one, match=one is only[0] and one.held is not False) for one in told]
    return tuple(sorted(told, key=lambda one: (-one.candidate.score, not one.match)))


def _held(one: Candidate, day: date | None) -> bool | None:
    """Whether the thing bore the name on a day, where both are said."""
    held = one.hit.held
    return held.holds_on(day) if day and (held.first or held.last) else None


def _agrees(
    name: str, values: tuple[str, ...], one: Candidate, known: Mapping[str, tuple[str, ...]], version: Opened
) -> bool | None:
    """Whether one of the values is known of a candidate; None where nothing is known, for that contradicts nothing."""
    if name == PLACE:
        told = tuple(part.strip() for part in one.place.split(",") if part.strip())
    else:
        told = known.get(name, ())
    if not told:
        return None
    graph = version.graph
    if name in NUMBERS:
        return not {_number(value) for value in values}.isdisjoint(map(_number, told))
    things = graph.things([each for each in told if each.startswith(f"{graph.base}id/")])
    names = {folded(each) for each in told} | {folded(thing.label) for thing in things.values()}
    return any(folded(value) in names or full_iri(value, graph.base) in told for value in values)


def _number(text: str) -> str:
    """A number as numbers are compared, also where it is written as the address of what bears it."""
    return plain_code(text.rpartition("/")[2])

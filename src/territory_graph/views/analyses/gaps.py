"""Gaps and overlaps: who has each two values of two axes, on a day, and the query that a reader can run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from territory_graph.facts.coverage import (
    ELSEWHERE,
    NOWHERE,
    Axis,
    Counted,
    Coverage,
    Within,
    counted,
    coverage_query,
    read_coverage,
    values_of,
)
from territory_graph.facts.lives import read_contested, read_lives
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import enumerated, with_beginning

_MOST_NAMED = 5
_PLACES = (ELSEWHERE, NOWHERE)
_NARROWING: tuple[Axis, ...] = ("sector", "theme", "epci", "kind", "support")
"""The axes of which one value may narrow a matrix."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """A matrix: the values of both axes by name, who is in each cell, and the query that gives them all.

    ``offered`` are the values of each other axis to which the matrix can be narrowed, as ``within`` already is.
    ``counted`` says whether cells hold actors or events. The values of an EPCI end with those who are elsewhere and
    those of whom no place is known, which are no things of the graph. ``absent`` are the rows with nobody in these
    columns, ``unknown`` those with nobody at all: lists are open, so that nobody is known there, not that there is
    nobody. ``contested`` are actors who would stand in a cell, but whose sources contradict each other on their dates,
    so that no day is theirs: a row that one of them has is neither.
    """

    rows: tuple[Thing, ...]
    columns: tuple[Thing, ...]
    cells: Mapping[tuple[str, str], tuple[Thing, ...]]
    counted: Counted
    sparql: str
    sentence: str
    absent: tuple[Thing, ...]
    unknown: tuple[Thing, ...]
    offered: Mapping[Axis, tuple[Thing, ...]]
    within: Within | None
    contested: tuple[Thing, ...] = ()


def is_thing(value: Thing) -> bool:
    """Whether a value of an axis is a thing of the graph: “no known place” is none."""
    return value.iri not in _PLACES


def read_gaps(
    graph: KnowledgeGraph,
    rows: Axis,
    columns: Axis,
    say: Translator,
    day: date | None = None,
    *,
    within: Within | None = None,
) -> Gaps:
    """The matrix of two axes on a day, or of all dates together, of those ``within`` a value of a third.

    A value that the graph does not offer narrows nothing: an old link still shows the matrix.
    """
    values = {axis: values_of(graph.rows, axis, day) for axis in _NARROWING if axis not in (rows, columns)}
    within = within if within and within[1] in values.get(within[0], ()) else None
    found = read_coverage(graph.rows, rows, columns, day, within)
    apart, kept = _contested(graph, rows, columns, day, within)
    values_by = {**values, rows: found.rows, columns: found.columns}
    iris = {*apart, *found.rows, *found.columns, *(iri for who in found.cells.values() for iri in who)}
    iris = (iris | {iri for each in values.values() for iri in each}) - set(_PLACES)
    things = graph.things(iris, say.language, day=day)
    begun = read_lives(graph.rows, things.keys() & {*values_by["epci"]}) if day else {}
    things |= {iri: with_beginning(things[iri], life, day, say) for iri, life in begun.items()}
    things |= {value: Thing(value, say(f"analyses.gaps.{value}"), "") for value in _PLACES}
    by_name = [_by_name(things[iri] for iri in each) for each in (found.rows, found.columns)]
    cells = {cell: _by_name(things[iri] for iri in who) for cell, who in found.cells.items()}
    real = [row for row in by_name[0] if is_thing(row)]
    missed = (row for row in real if not any((row.iri, column.iri) in cells for column in by_name[1]))
    unknown = tuple(row for row in real if row.iri not in found.held | kept)
    absent = tuple(row for row in missed if row.iri in found.held - kept)
    total = len(by_name[0]) * len(by_name[1])
    counts = {"count": total - len(cells), "total": total, "absent": len(absent), "unknown": len(unknown)}
    sentence = say(f"analyses.gaps.sentence_{found.counted}", **counts, all=len(by_name[0]))
    contested = _by_name(things[iri] for iri in apart)
    if contested:
        names = enumerated([thing.label for thing in contested], say, most=_MOST_NAMED)
        sentence = f"{sentence} {say('analyses.gaps.contested', count=len(contested), names=names)}"
    if disputed := _disputed(graph, found, (rows, columns, day, within)):
        sentence = f"{sentence} {say('analyses.gaps.disputed', count=disputed)}"
    if within:
        sentence = say("analyses.gaps.among", name=things[within[1]].label, sentence=sentence)
    sparql = coverage_query(rows, columns, day, within=within)
    offered = {axis: _by_name(things[iri] for iri in each) for axis, each in values.items()}
    return Gaps(
        by_name[0], by_name[1], cells, found.counted, sparql, sentence, absent, unknown, offered, within, contested
    )


def _contested(
    graph: KnowledgeGraph, rows: Axis, columns: Axis, day: date | None, within: Within | None
) -> tuple[frozenset[str], frozenset[str]]:
    """The actors whose dates contradict each other who stand in a cell at all dates, and the rows that they have."""
    if day is None or counted(rows, columns, within) == "event":
        return frozenset(), frozenset()
    ever = read_coverage(graph.rows, rows, columns, None, within)
    found = read_contested(graph.rows, {iri for who in ever.cells.values() for iri in who})
    return found, frozenset(row for (row, _), who in ever.cells.items() if found & {*who})


def _disputed(graph: KnowledgeGraph, found: Coverage, asked: tuple[Axis, Axis, date | None, Within | None]) -> int:
    """How many of those in a cell stand there only by what somebody disputes."""
    if graph.undisputed is None:
        return 0
    firm = read_coverage(graph.undisputed.rows, *asked).cells
    return sum(len(set(who) - set(firm.get(cell, ()))) for cell, who in found.cells.items())


def lines(found: Gaps) -> list[list[object]]:
    """The matrix as lines of a table: row, column, how many, who."""
    return [
        [row.label, column.label, len(who), " ; ".join(thing.label for thing in who)]
        for row in found.rows
        for column in found.columns
        for who in [found.cells.get((row.iri, column.iri), ())]
    ]


def _by_name(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """By name, those of no known place last."""
    return tuple(sorted(things, key=lambda thing: (thing.iri in _PLACES, alphabetical(thing.label), thing.iri)))

"""Gaps and overlaps: how many actors have each two values of two axes, read by one query that a reader can run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from territory_graph.facts.gaps import Axis, gaps_query, read_cells, read_held, read_values
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.ordering import alphabetical


@dataclass(frozen=True, slots=True)
class Gaps:
    """A matrix: the values of both axes by name, the actors of each cell, and the query that gives them all.

    ``absent`` are the rows without an actor in these columns, ``unknown`` those without any at all: lists are open, so
    that nobody is known there, not that there is nobody.
    """

    rows: tuple[Thing, ...]
    columns: tuple[Thing, ...]
    cells: Mapping[tuple[str, str], tuple[Thing, ...]]
    sparql: str
    sentence: str
    absent: tuple[Thing, ...]
    unknown: tuple[Thing, ...]


def read_gaps(graph: KnowledgeGraph, rows: Axis, columns: Axis, say: Translator) -> Gaps:
    """The matrix of two axes."""
    found = read_cells(graph.rows, rows, columns)
    values = [read_values(graph.rows, axis) for axis in (rows, columns)]
    iris = {iri for each in values for iri in each} | {actor for actors in found.values() for actor in actors}
    things = graph.things(iris, say.language)
    ordered = [
        tuple(sorted((things[iri] for iri in each), key=lambda thing: alphabetical(thing.label))) for each in values
    ]
    cells = {
        cell: tuple(sorted((things[iri] for iri in actors), key=lambda thing: alphabetical(thing.label)))
        for cell, actors in found.items()
    }
    held = read_held(graph.rows, rows)
    unknown = tuple(row for row in ordered[0] if row.iri not in held)
    missed = (row for row in ordered[0] if not any((row.iri, column.iri) in cells for column in ordered[1]))
    absent = tuple(row for row in missed if row.iri in held)
    total = len(ordered[0]) * len(ordered[1])
    counts = {"count": total - len(cells), "total": total, "absent": len(absent), "unknown": len(unknown)}
    sentence = say("analyses.gaps.sentence", **counts, all=len(ordered[0]))
    return Gaps(ordered[0], ordered[1], cells, gaps_query(rows, columns), sentence, absent, unknown)

"""Counting a dataset: its triples, things, classes and properties, and the properties that each class uses.

The counts are those of the default graph, in which a triple that several records make is one triple.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from rdflib import RDF, Literal

from territory_graph.queries.system import system_query
from territory_graph.store.columns import Columns
from territory_graph.store.engine import Select


@dataclass(frozen=True, slots=True)
class PropertyCount:
    """One property: its triples, and how many distinct subjects and objects they have."""

    iri: str
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class ClassCount:
    """One class: its things, and the triples that they are the subjects of, by property, the most used first.

    A thing of several classes counts in each, inferred ones included.
    """

    iri: str
    entities: int
    properties: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Statistics:
    """What a dataset holds.

    ``entities`` are the distinct subjects that are the territory's own resources, records included; ``graphs`` the
    named graphs, one a record. Classes and properties come with the most used first.
    """

    subjects: int
    objects: int
    entities: int
    graphs: int
    classes: tuple[ClassCount, ...]
    properties: tuple[PropertyCount, ...]

    @property
    def triples(self) -> int:
        """Distinct triples: every triple has one property."""
        return sum(one.triples for one in self.properties)

    @cached_property
    def things_of(self) -> Mapping[str, int]:
        """Number of things of each class, by IRI."""
        return {one.iri: one.entities for one in self.classes}

    @cached_property
    def uses_of(self) -> Mapping[str, PropertyCount]:
        """The counts of each property, by IRI."""
        return {one.iri: one for one in self.properties}

    @cached_property
    def classes_using(self) -> Mapping[str, Mapping[str, int]]:
        """For each property, by IRI, its triples by class of their subject, the class of most triples first."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        rows = [(triples, one.iri, name) for one in self.classes for name, triples in one.properties]
        for triples, class_, name in sorted(rows, key=lambda row: (-row[0], row[1])):
            found[name][class_] = triples
        return dict(found)


def read_statistics(select: Select) -> Statistics:
    """The statistics of the graph that ``select`` asks: four queries that count, a minute for four million triples."""

    def rows(name: str) -> list[tuple[Any, ...]]:
        found = select(system_query(name)).rows
        return [tuple(int(str(one)) if isinstance(one, Literal) else str(one) for one in row) for row in found]

    return _statistics(
        rows("statistics-totals")[0],
        rows("statistics-classes"),
        rows("statistics-properties-of-classes"),
        rows("statistics-properties"),
    )


def count_columns(file: Path, base: str, graphs: int) -> Statistics:
    """The same of a version that has columns and so many named graphs: two seconds for four million triples.

    Raises:
        duckdb.Error: the columns cannot be read.
    """
    with closing(Columns(str(file))) as columns:
        (type_,) = columns.constants([f"<{RDF.type}>"])
        ((entities,),) = columns.rows(
            "SELECT count(*) FROM (SELECT DISTINCT s FROM triple) JOIN term ON id = s WHERE starts_with(term, ?)",
            [f"<{base}id/"],
        )
        ((subjects, objects),) = columns.rows("SELECT count(DISTINCT s), count(DISTINCT o) FROM triple")
        return _statistics(
            (subjects, objects, entities, graphs),
            _named(columns, 1, "SELECT o, count(*) FROM triple WHERE p = ? GROUP BY o", type_.id),
            _named(
                columns,
                2,
                "SELECT class.o, triple.p, count(*) FROM triple AS class JOIN triple USING (s) WHERE class.p = ?"
                " GROUP BY class.o, triple.p",
                type_.id,
            ),
            _named(columns, 1, "SELECT p, count(*), count(DISTINCT s), count(DISTINCT o) FROM triple GROUP BY p"),
        )


def _named(columns: Columns, names: int, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a query, whose first columns are ids of terms, with the names of these."""
    found = columns.rows(sql, values)
    ids = list({name for row in found for name in row[:names]})
    terms = dict(columns.rows("SELECT id, term FROM term WHERE id IN (SELECT unnest(?::INTEGER[]))", [ids]))
    told = {id_: term[1:-1] if term[0] == "<" else term.removeprefix("_:") for id_, term in terms.items()}
    return [(*(told[name] for name in row[:names]), *row[names:]) for row in found]


def _statistics(
    totals: tuple[Any, ...],
    classes: Iterable[tuple[Any, ...]],
    used: Iterable[tuple[Any, ...]],
    properties: Iterable[tuple[Any, ...]],
) -> Statistics:
    """What was counted: classes, the properties of their things, and properties, in any order."""
    of_class: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for class_, name, triples in used:
        of_class[class_].append((name, triples))
    subjects, objects, entities, graphs = totals
    return Statistics(
        subjects,
        objects,
        entities,
        graphs,
        tuple(
            ClassCount(iri, things, tuple(sorted(of_class[iri], key=_most_first)))
            for iri, things in sorted(classes, key=_most_first)
        ),
        tuple(PropertyCount(*row) for row in sorted(properties, key=_most_first)),
    )


def _most_first(row: tuple[Any, ...]) -> tuple[int, str]:
    return -row[1], row[0]

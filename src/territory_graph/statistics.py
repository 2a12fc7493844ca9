"""Counting a dataset: its triples, things, classes and properties, and the properties that each class uses.

The counts are those of the default graph, in which a triple that several records make is one triple.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rdflib.term import Identifier

from territory_graph.queries.system import system_query
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
    """The statistics of the graph that ``select`` asks: four queries that count, whatever its size."""
    totals = next(iter(select(system_query("statistics-totals"))))
    return Statistics(
        subjects=_number(totals["subjects"]),
        objects=_number(totals["objects"]),
        entities=_number(totals["entities"]),
        graphs=_number(totals["graphs"]),
        classes=_classes(select),
        properties=tuple(
            PropertyCount(str(row["property"]), *(_number(row[name]) for name in ("triples", "subjects", "objects")))
            for row in select(system_query("statistics-properties"))
        ),
    )


def _classes(select: Select) -> tuple[ClassCount, ...]:
    properties: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in select(system_query("statistics-properties-of-classes")):
        properties[str(row["class"])].append((str(row["property"]), _number(row["triples"])))
    return tuple(
        ClassCount(str(row["class"]), _number(row["entities"]), tuple(properties[str(row["class"])]))
        for row in select(system_query("statistics-classes"))
    )


def _number(cell: Identifier | None) -> int:
    return int(str(cell))

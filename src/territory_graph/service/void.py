"""The dataset in figures (VoID): its triples, classes and properties, and the properties that each class uses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from rdflib import FOAF, RDF, VOID, XSD, Literal, URIRef

from territory_graph.facts.things import read_actors
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.library import Opened
from territory_graph.service.context import statistics_of
from territory_graph.service.dataset import agents, dataset_of, dump_of, format_of, identity
from territory_graph.service.rdf import WRITERS, Triples, Values, about
from territory_graph.statistics import ClassCount, PropertyCount, Statistics
from territory_graph.views.naming import prefixed


def void_description(version: Opened, root: str) -> Triples:
    """The VoID description of the dataset, with a partition a class, a property, and a property of a class.

    Every partition has an IRI, made of the names of its class and property: the same at every version.
    """
    graph, counts = version.graph, statistics_of(version)
    document = f"{root}.well-known/void"
    name = _Names(document, graph.base)
    yield from about(URIRef(document), [(RDF.type, VOID.DatasetDescription), (FOAF.primaryTopic, dataset_of(root))])
    yield from about(
        dataset_of(root),
        [
            (RDF.type, VOID.Dataset),
            *identity(graph.manifest, root),
            *_access(graph, root),
            *_totals(counts),
            (VOID.vocabulary, [URIRef(vocabulary) for vocabulary in _vocabularies(counts)]),
            (VOID.classPartition, [name.of_class(one.iri) for one in counts.classes]),
            (VOID.propertyPartition, [name.of_property(one.iri) for one in counts.properties]),
        ],
    )
    yield from agents(graph.manifest, root)
    for class_ in counts.classes:
        yield from _class(class_, name)
    for property_ in counts.properties:
        yield from _property(property_, name)


class _Names:
    """The IRIs of the partitions of one description."""

    def __init__(self, document: str, base: str) -> None:
        self._document = document
        self._base = base

    def of_class(self, iri: str) -> URIRef:
        return URIRef(f"{self._document}#class-{self._slug(iri)}")

    def of_property(self, iri: str, class_: str = "") -> URIRef:
        start = self.of_class(class_) if class_ else f"{self._document}#"
        return URIRef(f"{start}{'-' if class_ else ''}property-{self._slug(iri)}")

    def _slug(self, iri: str) -> str:
        short = prefixed(iri, self._base).replace(":", "-")
        return short if re.fullmatch(r"[\w-]+", short) else hashlib.sha256(iri.encode()).hexdigest()[:12]


def _access(graph: KnowledgeGraph, root: str) -> Iterator[tuple[URIRef, Values]]:
    yield FOAF.homepage, URIRef(root)
    yield VOID.sparqlEndpoint, URIRef(f"{root}sparql")
    yield VOID.dataDump, dump_of(root)
    yield VOID.uriSpace, Literal(f"{graph.base}id/")
    centre = graph.manifest.centre
    yield VOID.exampleResource, [URIRef(iri) for iri in ([centre] if centre else read_actors(graph.rows)[:1])]
    yield VOID.feature, [format_of(media_type) for media_type in WRITERS]


def _totals(counts: Statistics) -> Iterator[tuple[URIRef, Values]]:
    yield VOID.triples, _number(counts.triples)
    yield VOID.entities, _number(counts.entities)
    yield VOID.classes, _number(len(counts.classes))
    yield VOID.properties, _number(len(counts.properties))
    yield VOID.distinctSubjects, _number(counts.subjects)
    yield VOID.distinctObjects, _number(counts.objects)


def _vocabularies(counts: Statistics) -> list[str]:
    """The namespaces of every class and property that is used."""
    terms = [one.iri for one in counts.classes] + [one.iri for one in counts.properties]
    return sorted({iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in terms} - {""})


def _class(one: ClassCount, name: _Names) -> Triples:
    partition = name.of_class(one.iri)
    yield from about(
        partition,
        [
            (VOID["class"], URIRef(one.iri)),
            (VOID.entities, _number(one.entities)),
            (VOID.triples, _number(sum(triples for _, triples in one.properties))),
            (VOID.properties, _number(len(one.properties))),
            (VOID.propertyPartition, [name.of_property(iri, one.iri) for iri, _ in one.properties]),
        ],
    )
    for iri, triples in one.properties:
        yield from about(
            name.of_property(iri, one.iri), [(VOID.property, URIRef(iri)), (VOID.triples, _number(triples))]
        )


def _property(one: PropertyCount, name: _Names) -> Triples:
    return about(
        name.of_property(one.iri),
        [
            (VOID.property, URIRef(one.iri)),
            (VOID.triples, _number(one.triples)),
            (VOID.distinctSubjects, _number(one.subjects)),
            (VOID.distinctObjects, _number(one.objects)),
        ],
    )


def _number(count: int) -> Literal:
    return Literal(count, datatype=XSD.integer)

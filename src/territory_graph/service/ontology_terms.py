"""The packaged ontology as a reader meets it: its classes and properties, with their labels and what they tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Graph, URIRef
from rdflib.term import Node

from territory_graph import resources
from territory_graph.model import best_label
from territory_graph.vocabulary import SCHEMA, TG

FILE = resources.ONTOLOGY / "territory.ttl"
SHAPES = resources.ONTOLOGY / "shapes.ttl"
IRI = str(TG).rstrip("#")

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """One class or property of the ontology; texts by language, other terms by IRI.

    ``parents`` are the superclasses or superproperties that it states, of its own and of other vocabularies;
    ``examples`` are statements in Turtle.
    """

    iri: str
    labels: Texts
    definitions: Texts
    parents: tuple[str, ...]
    related: tuple[str, ...]
    examples: tuple[str, ...]

    @property
    def local(self) -> str:
        """The local name, which is the anchor of the term on the ontology's page."""
        return self.iri.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class PropertyTerm(Term):
    """One property: the classes of its subjects and values, and how it can be read backwards.

    ``literal`` says that its values are texts, numbers or days, and no things.
    """

    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    inverse: str
    symmetric: bool
    transitive: bool
    literal: bool


@dataclass(frozen=True, slots=True)
class Ontology:
    """The ontology whole. ``labels`` are those of its terms and of the terms of other vocabularies that it names."""

    titles: Texts
    descriptions: Texts
    version: str
    prefix: str
    classes: Mapping[str, Term]
    properties: Mapping[str, PropertyTerm]
    labels: Mapping[str, Texts]
    prefixes: Mapping[str, str]

    def called(self, iri: str, language: str) -> str:
        """The label of a term in a language; its prefixed name, else its IRI, where it has none."""
        return best_label(self.labels.get(iri, {}), language) or self.short(iri)

    def short(self, iri: str) -> str:
        """The IRI with the prefix that the ontology's file gives to its namespace."""
        for prefix, namespace in self.prefixes.items():
            if prefix and iri.startswith(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri


@cache
def ontology() -> Ontology:
    """The packaged ontology."""
    graph = Graph(bind_namespaces="none").parse(FILE)
    itself = URIRef(IRI)
    properties = {str(name): _property(graph, name) for name in _sorted(graph.subjects(RDF.type, RDF.Property))}
    return Ontology(
        titles=_texts(graph, itself, RDFS.label),
        descriptions=_texts(graph, itself, DCTERMS.description),
        version=str(graph.value(itself, OWL.versionInfo)),
        prefix=str(graph.value(itself, VANN.preferredNamespacePrefix)),
        classes={
            str(name): _term(graph, name, RDFS.subClassOf) for name in _sorted(graph.subjects(RDF.type, OWL.Class))
        },
        properties=properties,
        labels={str(name): _texts(graph, name, RDFS.label) for name in graph.subjects(RDFS.label, unique=True)},
        prefixes={prefix: str(namespace) for prefix, namespace in graph.namespaces()},
    )


def _term(graph: Graph, name: URIRef, above: URIRef) -> Term:
    return Term(
        iri=str(name),
        labels=_texts(graph, name, RDFS.label),
        definitions=_texts(graph, name, SKOS.definition),
        parents=_iris(graph, name, above),
        related=_iris(graph, name, RDFS.seeAlso),
        examples=tuple(sorted(map(str, graph.objects(name, SKOS.example)))),
    )


def _property(graph: Graph, name: URIRef) -> PropertyTerm:
    term = _term(graph, name, RDFS.subPropertyOf)
    inverses = _iris(graph, name, OWL.inverseOf) + tuple(map(str, graph.subjects(OWL.inverseOf, name)))
    return PropertyTerm(
        iri=term.iri,
        labels=term.labels,
        definitions=term.definitions,
        parents=term.parents,
        related=term.related,
        examples=term.examples,
        domains=_iris(graph, name, RDFS.domain) + _iris(graph, name, SCHEMA.domainIncludes),
        ranges=_iris(graph, name, RDFS.range) + _iris(graph, name, SCHEMA.rangeIncludes),
        inverse=next(iter(inverses), ""),
        symmetric=(name, RDF.type, OWL.SymmetricProperty) in graph,
        transitive=(name, RDF.type, OWL.TransitiveProperty) in graph,
        literal=(name, RDF.type, OWL.DatatypeProperty) in graph,
    )


def _texts(graph: Graph, name: Node, property_: URIRef) -> Texts:
    return {getattr(text, "language", None) or "": str(text) for text in graph.objects(name, property_)}


def _iris(graph: Graph, name: URIRef, property_: URIRef) -> tuple[str, ...]:
    return tuple(sorted(str(value) for value in graph.objects(name, property_) if isinstance(value, URIRef)))


def _sorted(names: Iterable[object]) -> list[URIRef]:
    return sorted({name for name in names if isinstance(name, URIRef) and name.startswith(str(TG))})

"""The dataset as catalogues know it (DCAT 3): its names, licence and dates, and how to get it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, XSD, Literal, URIRef

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.library import Opened
from territory_graph.messages import translator
from territory_graph.service.context import built_at
from territory_graph.service.rdf import WRITERS, Triples, Values, about, in_both
from territory_graph.settings import LANGUAGES
from territory_graph.terms import is_iri
from territory_graph.vocabulary import TG

ONTOLOGY = URIRef(str(TG).rstrip("#"))
_VERSION = URIRef(f"{DCAT}version")  # of DCAT 3, which rdflib's namespace does not have
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FORMATS = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
}
_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"


def dataset_of(root: str) -> URIRef:
    """The IRI of the dataset that is served at a public address.

    >>> str(dataset_of("http://127.0.0.1:8501/"))
    'http://127.0.0.1:8501/dataset#dataset'
    """
    return URIRef(f"{root}dataset#dataset")


def service_of(root: str) -> URIRef:
    """The IRI of the SPARQL service at a public address."""
    return URIRef(f"{root}sparql#service")


def dump_of(root: str) -> URIRef:
    """Where every statement can be had at once: the default graph by the Graph Store Protocol."""
    return URIRef(f"{root}graph-store?default")


def format_of(media_type: str) -> URIRef:
    """The IRI that the W3C gives to the format of a media type."""
    return URIRef(f"http://www.w3.org/ns/formats/{_FORMATS[media_type]}")


def said(key: str, **values: Any) -> list[Literal]:
    """A sentence of the interface, in each of its languages."""
    return in_both({language: translator(language)(key, **values) for language in LANGUAGES})


def identity(graph: KnowledgeGraph) -> Iterator[tuple[URIRef, Values]]:
    """What every description says of the dataset: names, licence, dates and version."""
    manifest = graph.manifest
    yield DCTERMS.title, in_both(manifest.names)
    yield DCTERMS.description, in_both(manifest.descriptions)
    yield DCTERMS.identifier, Literal(manifest.slug)
    yield DCTERMS.license, _licence(graph)
    yield DCTERMS.rights, Literal(manifest.licence)
    yield DCTERMS.modified, Literal(built_at(graph).isoformat(), datatype=XSD.dateTime)
    yield DCTERMS.language, [URIRef(f"{_LANGUAGES}{code}") for code in ("FRA", "ENG")]
    yield DCTERMS.conformsTo, ONTOLOGY
    yield OWL.versionInfo, Literal(manifest.version)


def catalogue(version: Opened, root: str) -> Triples:
    """The catalogue that lists the dataset, with its distributions and the service that answers about it."""
    dataset = dataset_of(root)
    endpoint, dump = URIRef(f"{root}dataset#endpoint"), URIRef(f"{root}dataset#dump")
    graph = version.graph
    names = graph.manifest.names
    titles = {language: translator(language)("description.catalogue", name=name) for language, name in names.items()}
    yield from about(
        URIRef(f"{root}dataset#catalogue"),
        [
            (RDF.type, DCAT.Catalog),
            (DCTERMS.title, in_both(titles)),
            (DCTERMS.modified, Literal(built_at(graph).isoformat(), datatype=XSD.dateTime)),
            (DCAT.dataset, dataset),
            (DCAT.service, service_of(root)),
            (FOAF.homepage, URIRef(root)),
        ],
    )
    numbered = (_VERSION, Literal(graph.version))
    yield from about(dataset, [(RDF.type, DCAT.Dataset), *identity(graph), numbered, *_access(root, [endpoint, dump])])
    yield from _endpoint(graph, root, endpoint)
    yield from _dump(graph, root, dump)


def _access(root: str, distributions: list[URIRef]) -> Iterator[tuple[URIRef, Values]]:
    yield DCAT.landingPage, URIRef(root)
    yield DCAT.distribution, distributions
    yield RDFS.seeAlso, [URIRef(f"{root}.well-known/void"), URIRef(f"{root}sparql/examples")]


def _endpoint(graph: KnowledgeGraph, root: str, distribution: URIRef) -> Triples:
    address = URIRef(f"{root}sparql")
    service = service_of(root)
    yield from about(
        distribution,
        [
            (RDF.type, DCAT.Distribution),
            (DCTERMS.title, said("description.endpoint")),
            (DCTERMS.description, said("description.endpoint-about")),
            (DCTERMS.license, _licence(graph)),
            (DCAT.accessURL, address),
            (DCAT.accessService, service),
        ],
    )
    yield from about(
        service,
        [
            (RDF.type, DCAT.DataService),
            (DCTERMS.title, said("description.endpoint")),
            (DCTERMS.conformsTo, URIRef("http://www.w3.org/TR/sparql11-protocol/")),
            (DCAT.endpointURL, address),
            (DCAT.endpointDescription, address),
            (DCAT.servesDataset, dataset_of(root)),
        ],
    )


def _dump(graph: KnowledgeGraph, root: str, distribution: URIRef) -> Triples:
    return about(
        distribution,
        [
            (RDF.type, DCAT.Distribution),
            (DCTERMS.title, said("description.dump")),
            (DCTERMS.description, said("description.dump-about")),
            (DCTERMS.license, _licence(graph)),
            (DCTERMS.conformsTo, URIRef("http://www.w3.org/TR/sparql11-http-rdf-update/")),
            (DCAT.accessURL, URIRef(f"{root}graph-store")),
            (DCAT.downloadURL, dump_of(root)),
            (DCAT.mediaType, [URIRef(_MEDIA_TYPES + media_type) for media_type in WRITERS]),
        ],
    )


def _licence(graph: KnowledgeGraph) -> list[URIRef]:
    """The licence's address, where the territory gives one that is an IRI; its name is told as rights."""
    address = graph.manifest.licence_url
    return [URIRef(address)] if is_iri(address) else []

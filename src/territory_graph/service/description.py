"""Describing the service and its data to machines: SPARQL Service Description, VoID, DCAT and example queries."""

from __future__ import annotations

from functools import partial

from rdflib import DCTERMS, RDF, RDFS, VOID, Literal, URIRef
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.library import Opened
from territory_graph.messages import translator
from territory_graph.service.context import statistics_of
from territory_graph.service.dataset import agents, dataset_of, format_of, identity, said, service_of
from territory_graph.service.examples import examples, examples_of
from territory_graph.service.formats import ROWS, TRIPLES
from territory_graph.service.rdf import SD, Triples, about, answering, in_both, rdf_answer
from territory_graph.service.served import served
from territory_graph.store.pool import ENDPOINT

_ENTAILMENT = URIRef("http://www.w3.org/ns/entailment/Simple")
_GEOSPARQL = "http://www.opengis.net/def/function/geosparql/"
FUNCTIONS = (
    "distance",
    "sfContains",
    "sfCrosses",
    "sfDisjoint",
    "sfEquals",
    "sfIntersects",
    "sfOverlaps",
    "sfTouches",
    "sfWithin",
)
"""The functions of GeoSPARQL that the engine knows, besides those of SPARQL 1.1."""


def routes() -> list[Route]:
    """Where the descriptions are; that of the service itself is at the endpoint (``service_description``)."""
    documents = {"/sparql/examples": examples}
    return [Route(path, answering(partial(rdf_answer, describe=describe))) for path, describe in documents.items()]


async def describe_service(request: Request) -> Response:
    """The answer to a request for the endpoint without a query: the service described as RDF."""
    settings = served(request).library.settings
    describe = _DESCRIPTIONS[bool(settings.update_tokens), bool(settings.services)]
    return await answering(partial(rdf_answer, describe=describe))(request)


def service_description(version: Opened, root: str, *, updates: bool, federated: bool) -> Triples:
    """The service at a public address, and the dataset that it answers about.

    ``updates`` says whether somebody may write, ``federated`` whether SERVICE may ask other endpoints.
    """
    names = version.graph.manifest.names.items()
    titles = {language: translator(language)("description.service", name=name) for language, name in names}
    yield from about(
        service_of(root),
        [
            (RDF.type, SD.Service),
            (DCTERMS.title, in_both(titles)),
            (RDFS.comment, said("description.limits", seconds=int(ENDPOINT.seconds), rows=ENDPOINT.rows)),
            (RDFS.seeAlso, [examples_of(root), URIRef(f"{root}.well-known/void"), URIRef(f"{root}dataset")]),
            (SD.endpoint, URIRef(f"{root}sparql")),
            (SD.supportedLanguage, [SD.SPARQL11Query, *([SD.SPARQL11Update] if updates else [])]),
            (SD.feature, [SD.BasicFederatedQuery] if federated else []),
            (SD.resultFormat, [format_of(kind) for kind in dict.fromkeys([*ROWS.values(), *TRIPLES.values()])]),
            (SD.extensionFunction, [URIRef(f"{_GEOSPARQL}{name}") for name in FUNCTIONS]),
            (SD.defaultEntailmentRegime, _ENTAILMENT),
            (SD.defaultDataset, dataset_of(root)),
        ],
    )
    yield from _graphs(version, root)


_DESCRIPTIONS = {
    (updates, federated): partial(service_description, updates=updates, federated=federated)
    for updates in (False, True)
    for federated in (False, True)
}
"""One function for each, so that what it says is kept."""


def _graphs(version: Opened, root: str) -> Triples:
    """The dataset as queries see it. Named graphs are counted, not listed: there is one a record."""
    default, named = URIRef(f"{root}sparql#default-graph"), URIRef(f"{root}sparql#named-graphs")
    counts = statistics_of(version)
    yield from about(
        dataset_of(root),
        [
            (RDF.type, SD.Dataset),
            *identity(version.graph.manifest, root),
            (SD.defaultGraph, default),
            (VOID.classPartition, named),
        ],
    )
    yield from about(
        default,
        [
            (RDF.type, SD.Graph),
            (DCTERMS.description, said("description.default-graph")),
            (VOID.triples, Literal(counts.triples)),
            (VOID.entities, Literal(counts.entities)),
        ],
    )
    yield from agents(version.graph.manifest, root)
    yield from about(  # counted as the W3C's note on describing datasets in the life sciences does
        named,
        [
            (DCTERMS.description, said("description.named-graphs", count=counts.graphs)),
            (VOID["class"], SD.Graph),
            (VOID.entities, Literal(counts.graphs)),
        ],
    )

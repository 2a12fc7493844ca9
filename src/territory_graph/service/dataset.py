"""The dataset as catalogues know it: DCAT 3 in the profile of European portals (DCAT-AP 3), and how to get it.

What the territory does not say, its publisher or its keywords, is left out, never made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD, Literal, Namespace, URIRef

from territory_graph.library import Opened
from territory_graph.messages import translator
from territory_graph.service.coverage import coverage_of
from territory_graph.service.rdf import Triples, Values, about, in_both
from territory_graph.service.releases import Release, ReleaseFile
from territory_graph.settings import LANGUAGES
from territory_graph.store.manifest import Manifest
from territory_graph.terms import is_iri
from territory_graph.vocabulary import TG

ONTOLOGY = URIRef(str(TG).rstrip("#"))
_DCAT3 = Namespace(str(DCAT))  # rdflib's own has the terms of DCAT 2 alone

_SPDX = Namespace("http://spdx.org/rdf/terms#")
_GZIP = URIRef("https://www.iana.org/assignments/media-types/application/gzip")
_WKT = URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
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
_PROTOCOL = URIRef("http://www.w3.org/TR/sparql11-protocol/")
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_LANGUAGES = [URIRef(f"{_AUTHORITY}language/{code}") for code in ("FRA", "ENG")]
_THEMES = {
    URIRef(f"{_AUTHORITY}data-theme/ECON"): {"fr": "Économie et finances", "en": "Economy and finance"},
    URIRef(f"{_AUTHORITY}data-theme/REGI"): {"fr": "Régions et villes", "en": "Regions and cities"},
}
"""What a graph of the economic actors of a territory is about, in the words of European portals."""
_FILE_TYPES = {
    "application/trig": URIRef(f"{_AUTHORITY}file-type/RDF_TRIG"),
    "application/n-quads": URIRef(f"{_AUTHORITY}file-type/RDF_N_QUADS"),
}
_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")


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


def release_address(root: str, version: str) -> str:
    """Where a version of the data is described, as long as it is kept."""
    return f"{root}dataset/{version}"


def identity(manifest: Manifest, root: str) -> Iterator[tuple[URIRef, Values]]:
    """What every description says of the dataset: names, keywords, publisher, licence, date and version."""
    yield DCTERMS.title, in_both(manifest.names)
    yield DCTERMS.description, in_both(manifest.descriptions or manifest.names)
    yield DCAT.keyword, _keywords(manifest)
    yield DCTERMS.identifier, Literal(manifest.slug)
    yield DCTERMS.publisher, _publisher(manifest, root)
    yield DCTERMS.license, _licence(manifest)
    yield DCTERMS.rights, URIRef(f"{root}dataset#rights")
    yield DCTERMS.modified, _moment(manifest.built_at)
    yield DCTERMS.language, _LANGUAGES
    yield DCTERMS.conformsTo, ONTOLOGY
    yield DCAT.theme, list(_THEMES)
    yield DCAT.contactPoint, _contact(manifest, root)
    yield OWL.versionInfo, Literal(manifest.version)


def agents(manifest: Manifest, root: str) -> Triples:
    """Who publishes the data, and the standard that they follow, as far as they are told."""
    yield from about(ONTOLOGY, [(RDF.type, DCTERMS.Standard)])
    for language in _LANGUAGES:
        yield from about(language, [(RDF.type, DCTERMS.LinguisticSystem)])
    for theme, labels in _THEMES.items():
        yield from about(theme, [(RDF.type, SKOS.Concept), (SKOS.prefLabel, in_both(labels))])
    rights = [(RDF.type, DCTERMS.RightsStatement), (RDFS.label, Literal(manifest.licence))]
    yield from about(URIRef(f"{root}dataset#rights"), rights)
    for address in _licence(manifest):
        yield from about(address, [(RDF.type, DCTERMS.LicenseDocument)])
    for publisher in _publisher(manifest, root):
        page = [URIRef(manifest.publisher_url)] if is_iri(manifest.publisher_url) else []
        said_of: list[tuple[URIRef, Values]] = [(FOAF.name, Literal(manifest.publisher)), (FOAF.homepage, page)]
        yield from about(publisher, [(RDF.type, FOAF.Agent), *said_of])
    for contact in _contact(manifest, root):
        called = (_VCARD.fn, Literal(manifest.publisher))
        yield from about(contact, [(RDF.type, _VCARD.Kind), called, (_VCARD.hasURL, URIRef(manifest.publisher_url))])


def catalogue(version: Opened, root: str, release: Release) -> Triples:
    """The catalogue that lists the dataset, with its versions, their files and the service that answers about it."""
    dataset, manifest = dataset_of(root), release.manifest
    titles = {
        language: translator(language)("description.catalogue", name=name) for language, name in manifest.names.items()
    }
    yield from about(
        URIRef(f"{root}dataset#catalogue"),
        [
            (RDF.type, DCAT.Catalog),
            (DCTERMS.title, in_both(titles)),
            (DCTERMS.description, in_both(manifest.descriptions or manifest.names)),
            (DCTERMS.publisher, _publisher(manifest, root)),
            (DCTERMS.license, _licence(manifest)),
            (DCTERMS.issued, _moment(release.first_issued.isoformat())),
            (DCTERMS.modified, _moment(manifest.built_at)),
            (DCTERMS.language, _LANGUAGES),
            (DCAT.dataset, dataset),
            (DCAT.service, service_of(root)),
            (FOAF.homepage, URIRef(root)),
        ],
    )
    yield from agents(manifest, root)
    endpoint = URIRef(f"{root}dataset#endpoint")
    kept = [one for one in release.history if one.folder is not None and one.version != manifest.version]
    others = {one.version: one for one in kept}
    yield from about(
        dataset,
        [
            (RDF.type, DCAT.Dataset),
            *identity(manifest, root),
            (DCTERMS.issued, _moment(release.first_issued.isoformat())),
            (_DCAT3.version, Literal(manifest.version)),
            (_DCAT3.hasVersion, [_release(root, name) for name in (manifest.version, *others)]),
            (DCTERMS.provenance, URIRef(f"{root}dataset#provenance")),
            (DCAT.landingPage, URIRef(f"{root}dataset")),
            (DCAT.distribution, [endpoint, *_distributions(release, root)]),
            (RDFS.seeAlso, [URIRef(f"{root}.well-known/void"), URIRef(f"{root}sparql/examples")]),
        ],
    )
    for page in (root, f"{root}dataset"):
        yield from about(URIRef(page), [(RDF.type, FOAF.Document)])
    yield from about(
        URIRef(f"{root}dataset#provenance"),
        [
            (RDF.type, DCTERMS.ProvenanceStatement),
            (RDFS.label, said("description.gathered", day=manifest.gathered_until.isoformat())),
        ],
    )
    yield from _covered(version, root)
    yield from _endpoint(manifest, root, endpoint)
    yield from release_description(release, root)
    for name, one in others.items():
        yield from _version(manifest, root, name, one.since.isoformat())


def release_description(release: Release, root: str) -> Triples:
    """One version: its dates and its files, a distribution for each."""
    manifest = release.manifest
    yield from _version(manifest, root, manifest.version, release.issued.isoformat())
    yield from about(
        _release(root, manifest.version),
        [(DCAT.distribution, _distributions(release, root)), (DCTERMS.modified, _moment(manifest.built_at))],
    )
    for file in release.files:
        yield from _file(manifest, root, file)


def _version(manifest: Manifest, root: str, name: str, since: str) -> Triples:
    titles = {
        language: translator(language)("description.version", name=title, version=name)
        for language, title in manifest.names.items()
    }
    return about(
        _release(root, name),
        [
            (RDF.type, DCAT.Dataset),
            (DCTERMS.title, in_both(titles)),
            (DCTERMS.description, in_both(manifest.descriptions or manifest.names)),
            (DCTERMS.publisher, _publisher(manifest, root)),
            (DCTERMS.issued, _moment(since)),
            (_DCAT3.version, Literal(name)),
            (DCAT.keyword, _keywords(manifest)),
            (_DCAT3.isVersionOf, dataset_of(root)),
            (DCAT.landingPage, URIRef(release_address(root, name))),
        ],
    ) + about(URIRef(release_address(root, name)), [(RDF.type, FOAF.Document)])


def _covered(version: Opened, root: str) -> Triples:
    """The time and the places that the data tell of."""
    covered, dataset = coverage_of(version), dataset_of(root)
    if covered.span is not None:
        period, (first, last) = URIRef(f"{root}dataset#period"), covered.span
        yield from about(dataset, [(DCTERMS.temporal, period)])
        days = [(DCAT.startDate, Literal(first.isoformat(), datatype=XSD.date))]
        days.append((DCAT.endDate, Literal(last.isoformat(), datatype=XSD.date)))
        yield from about(period, [(RDF.type, DCTERMS.PeriodOfTime), *days])
    for place in covered.places:
        location = URIRef(place.iri)
        yield from about(dataset, [(DCTERMS.spatial, location)])
        yield from about(location, [(RDF.type, DCTERMS.Location), (SKOS.prefLabel, in_both(place.labels))])
        if place.box is not None:
            west, south, east, north = place.box
            ring = f"(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"
            yield from about(location, [(DCAT.bbox, Literal(f"POLYGON{ring}", datatype=_WKT))])


def _release(root: str, version: str) -> URIRef:
    return URIRef(f"{release_address(root, version)}#dataset")


def _distributions(release: Release, root: str) -> list[URIRef]:
    address = release_address(root, release.manifest.version)
    return [URIRef(f"{address}#{file.name}") for file in release.files]


def _file(manifest: Manifest, root: str, file: ReleaseFile) -> Triples:
    address = release_address(root, manifest.version)
    checksum = URIRef(f"{address}#{file.name}-sha256")
    yield from about(
        URIRef(f"{address}#{file.name}"),
        [
            (RDF.type, DCAT.Distribution),
            (DCTERMS.title, Literal(file.name)),
            (DCTERMS.description, said("description.records-about")),
            (DCTERMS.license, _licence(manifest)),
            (DCTERMS.issued, _moment(manifest.built_at)),
            (DCAT.accessURL, URIRef(address)),
            (DCAT.downloadURL, URIRef(f"{address}/{file.name}")),
            (DCAT.mediaType, URIRef(_MEDIA_TYPES + file.media_type)),
            (DCTERMS.format, _FILE_TYPES[file.media_type]),
            (DCAT.compressFormat, [_GZIP] if file.packed else []),
            (DCAT.byteSize, Literal(str(file.size), datatype=XSD.nonNegativeInteger)),
            (_SPDX.checksum, checksum),
        ],
    )
    yield from about(
        checksum,
        [
            (RDF.type, _SPDX.Checksum),
            (_SPDX.algorithm, _SPDX.checksumAlgorithm_sha256),
            (_SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)),
        ],
    )
    yield from about(_FILE_TYPES[file.media_type], [(RDF.type, DCTERMS.MediaTypeOrExtent)])
    yield from about(_SPDX.checksumAlgorithm_sha256, [(RDF.type, _SPDX.ChecksumAlgorithm)])
    for media_type in [URIRef(_MEDIA_TYPES + file.media_type), *([_GZIP] if file.packed else [])]:
        yield from about(media_type, [(RDF.type, DCTERMS.MediaType)])


def _endpoint(manifest: Manifest, root: str, distribution: URIRef) -> Triples:
    address = URIRef(f"{root}sparql")
    service = service_of(root)
    yield from about(
        distribution,
        [
            (RDF.type, DCAT.Distribution),
            (DCTERMS.title, said("description.endpoint")),
            (DCTERMS.description, said("description.endpoint-about")),
            (DCTERMS.license, _licence(manifest)),
            (DCAT.accessURL, address),
            (DCAT.accessService, service),
        ],
    )
    yield from about(
        service,
        [
            (RDF.type, DCAT.DataService),
            (DCTERMS.title, said("description.endpoint")),
            (DCTERMS.description, said("description.endpoint-about")),
            (DCTERMS.license, _licence(manifest)),
            (DCTERMS.publisher, _publisher(manifest, root)),
            (DCTERMS.conformsTo, _PROTOCOL),
            (DCAT.endpointURL, address),
            (DCAT.endpointDescription, address),
            (DCAT.servesDataset, dataset_of(root)),
        ],
    )
    yield from about(_PROTOCOL, [(RDF.type, DCTERMS.Standard)])


def _keywords(manifest: Manifest) -> list[Literal]:
    return [Literal(word, lang=language) for language, words in manifest.keywords.items() for word in words]


def _publisher(manifest: Manifest, root: str) -> list[URIRef]:
    return [URIRef(f"{root}dataset#publisher")] if manifest.publisher else []


def _contact(manifest: Manifest, root: str) -> list[URIRef]:
    """Whom to ask: the publisher, where it has a page."""
    return [URIRef(f"{root}dataset#contact")] if manifest.publisher and is_iri(manifest.publisher_url) else []


def _moment(text: str) -> Literal:
    return Literal(text, datatype=XSD.dateTime)


def _licence(manifest: Manifest) -> list[URIRef]:
    """The licence's address, where the territory gives one that is an IRI."""
    return [URIRef(manifest.licence_url)] if is_iri(manifest.licence_url) else []

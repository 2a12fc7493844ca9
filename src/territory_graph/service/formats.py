"""Formats of answers: the media types that exist for each kind of query, and the short names of ``format=``."""

from __future__ import annotations

from collections.abc import Mapping

ROWS: Mapping[str, str] = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
}
"""Media types of rows and truth values, the first by default, and the format in which each is written."""

TRIPLES: Mapping[str, str] = {
    "text/turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "application/rdf+xml": "application/rdf+xml",
    "application/ld+json": "application/ld+json",
    "application/trig": "application/trig",
    "application/n-quads": "application/n-quads",
    "application/json": "application/ld+json",
    "application/xml": "application/rdf+xml",
}
"""Media types of triples, the first by default, and the format in which each is written."""

_ROWS_BY_NAME = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
_TRIPLES_BY_NAME = {
    "turtle": "text/turtle",
    "ttl": "text/turtle",
    "n3": "text/turtle",
    "nt": "application/n-triples",
    "ntriples": "application/n-triples",
    "n-triples": "application/n-triples",
    "rdf": "application/rdf+xml",
    "rdf+xml": "application/rdf+xml",
    "rdfxml": "application/rdf+xml",
    "xml": "application/rdf+xml",
    "json": "application/ld+json",
    "json-ld": "application/ld+json",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nquads": "application/n-quads",
    "nq": "application/n-quads",
    "n-quads": "application/n-quads",
}


def offered(form: str) -> Mapping[str, str]:
    """The media types in which a query of that form can be answered."""
    return TRIPLES if form in ("construct", "describe") else ROWS


def named(form: str, name: str) -> str | None:
    """The media type that ``format=`` names, by a short name or whole; None when there is none such.

    >>> named("select", "csv"), named("construct", "json"), named("ask", "turtle")
    ('text/csv', 'application/ld+json', None)
    """
    key = name.lower()
    return names(form).get(key) or (key if key in offered(form) else None)


def names(form: str) -> Mapping[str, str]:
    """The short names of ``format=`` for a query of that form, with the media type of each."""
    return _TRIPLES_BY_NAME if form in ("construct", "describe") else _ROWS_BY_NAME

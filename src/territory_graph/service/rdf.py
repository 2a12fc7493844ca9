"""RDF as answers: statements written in the form that a request prefers."""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import MappingProxyType
from xml.parsers import expat

import pyoxigraph as ox
from rdflib import Literal, Namespace, URIRef
from rdflib.term import Identifier
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from territory_graph.errors import AnswerUnwritableError, TerritoryGraphError
from territory_graph.library import Opened
from territory_graph.service.context import built_at, opened, root_of
from territory_graph.service.formats import TRIPLES
from territory_graph.service.negotiation import accepted, choose, not_acceptable
from territory_graph.service.refusals import refusal
from territory_graph.service.responses import cacheable
from territory_graph.terms import from_rdflib, node
from territory_graph.vocabulary import all_prefixes

Triples = Iterable[ox.Triple]
Values = Identifier | Iterable[Identifier]
Describe = Callable[[Opened, str], Triples]
Answering = Callable[[Request], Awaitable[Response]]

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")

WRITERS: Mapping[str, ox.RdfFormat] = MappingProxyType(
    {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/trig": ox.RdfFormat.TRIG,
        "application/n-quads": ox.RdfFormat.N_QUADS,
    }
)
"""The form of RDF of each media type; the last two keep the records that make the statements."""

_DESCRIBING = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "formats": "http://www.w3.org/ns/formats/",
    "sd": str(SD),
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
}


def about(subject: URIRef, statements: Iterable[tuple[URIRef, Values]]) -> list[ox.Triple]:
    """The triples of one subject: each property with its value, or with each of its values."""
    start = node(subject)
    return [
        ox.Triple(start, node(name), from_rdflib(value))
        for name, values in statements
        for value in ([values] if isinstance(values, Identifier) else values)
    ]


def in_both(texts: Mapping[str, str]) -> list[Literal]:
    """A text in each language that has it.

    >>> [str(text.language) for text in in_both({"fr": "été", "en": ""})]
    ['fr']
    """
    return [Literal(text, lang=language) for language, text in texts.items() if text]


def written(statements: Iterable[ox.Triple] | Iterable[ox.Quad], media_type: str, base: str) -> bytes:
    """The statements as RDF, the same bytes for the same statements in the same order.

    Turtle and TriG use the prefixes of the territory whose base is given.

    Raises:
        AnswerUnwritableError: RDF/XML cannot hold a name or a character of them.
    """
    form = WRITERS[media_type]
    prefixed = form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)
    text = io.BytesIO()
    ox.serialize(statements, text, form, prefixes=all_prefixes(base) | _DESCRIBING if prefixed else None)
    if form == ox.RdfFormat.RDF_XML:
        # What Oxigraph wrote, where it is XML: it writes controls as they are; carriage returns as XML keeps them.
        body = text.getvalue()
        try:
            expat.ParserCreate(namespace_separator=" ").Parse(body, True)
        except expat.ExpatError as error:
            raise AnswerUnwritableError from error
        return body.replace(b"\r", b"&#13;")
    return with_used_prefixes(text.getvalue()) if prefixed else text.getvalue()


_PREFIXES = re.compile(rb"(?:@prefix .*\n)*")
_PREFIX = re.compile(rb"@prefix ([^:]*):")
_NAME = re.compile(rb"(?<![\w-])([A-Za-z][\w-]*):")


def with_used_prefixes(text: bytes) -> bytes:
    """The text with its used prefixes, in order: the writer declares all of them, in another order each time."""
    declared = _PREFIXES.match(text)
    assert declared is not None  # it matches nothing as well
    body = text[declared.end() :]
    used = set(_NAME.findall(body))
    kept = [line for line in declared[0].splitlines(keepends=True) if used.issuperset(_PREFIX.findall(line))]
    return b"".join([*sorted(kept), b"\n", body])


def rdf_answer(request: Request, describe: Describe, asked: str | None = None) -> Response:
    """What ``describe`` says of the graph at its public address, in the form ``asked``, else in what is preferred."""
    media_type = asked or choose(accepted(request), tuple(TRIPLES))
    if media_type is None:
        return not_acceptable(tuple(TRIPLES))
    version, root, form = opened(request), root_of(request), TRIPLES[media_type]
    graph = version.graph
    key = ("document", describe, root, form)
    body = version.once(key, lambda: written(describe(version, root), form, graph.base))
    headers = {"Vary": "Accept"}
    return cacheable(request, body, media_type, version=graph.version, modified=built_at(graph), headers=headers)


def answering(handler: Callable[[Request], Response]) -> Answering:
    """A route that lets ``handler`` work in a thread, and tells its errors as the service does."""

    async def answer(request: Request) -> Response:
        try:
            return await run_in_threadpool(handler, request)
        except TerritoryGraphError as error:
            return await refusal(request, error, "")

    return answer

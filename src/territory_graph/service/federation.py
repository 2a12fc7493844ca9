"""What other endpoints hold: classes and properties that their VoID descriptions count, for completion inside SERVICE.

Only endpoints that the operator allows are asked, once, when the server starts. One that does not answer in seconds,
or describes nothing, has no completion; queries may ask it all the same.
"""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

import pyoxigraph as ox
from rdflib import VOID

from territory_graph.vocabulary import local

Terms = dict[str, list[dict[str, Any]]]
"""``classes`` and ``properties`` of an endpoint, each with its IRI, label and count, the most used first."""

_LOG = logging.getLogger(__name__)
_SECONDS, _LARGEST, _MOST = 10.0, 20 << 20, 2_000
_ACCEPT = "text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.8"
_KINDS = (
    ("classes", VOID["class"], (VOID.entities, VOID.triples)),
    ("properties", VOID.property, (VOID.triples, VOID.entities)),
)


def read_services(services: Collection[str]) -> dict[str, Terms]:
    """What each endpoint tells of itself; nothing of those that tell nothing."""
    found = {}
    for endpoint in sorted(services):
        terms = next(filter(None, map(_read, _addresses(endpoint))), None)
        if terms is None:
            _LOG.info("%s has no VoID description that can be read: no completion inside SERVICE", endpoint)
        found[endpoint] = terms or {"classes": [], "properties": []}
    return found


def _addresses(endpoint: str) -> Iterator[str]:
    """Where the description of an endpoint may be: at the well-known address of its site, or of its folder."""
    with suppress(ValueError):  # it is no address
        if urlsplit(endpoint).scheme in ("http", "https"):
            yield from dict.fromkeys((urljoin(endpoint, ".well-known/void"), urljoin(endpoint, "/.well-known/void")))


def _read(address: str) -> Terms | None:
    request = urllib.request.Request(address, headers={"Accept": _ACCEPT, "User-Agent": "territory-graph"})
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            body, kind = answer.read(_LARGEST + 1), answer.headers.get_content_type()
        form = ox.RdfFormat.from_media_type(kind)
        if form is None or len(body) > _LARGEST:
            return None
        store = ox.Store()
        store.bulk_extend(ox.parse(body, format=form, base_iri=address))
    except (OSError, ValueError, SyntaxError):
        return None
    terms: Terms = {name: _terms(store, term, counts) for name, term, counts in _KINDS}
    return terms if any(terms.values()) else None


def _terms(store: ox.Store, term: Any, counts: tuple[Any, ...]) -> list[dict[str, Any]]:
    """The terms that partitions are about, each with the largest count of them."""
    found: dict[str, int] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(str(term)), None):
        if isinstance(quad.object, ox.NamedNode):
            count = next((number for name in counts if (number := _number(store, quad.subject, name))), 0)
            found[quad.object.value] = max(count, found.get(quad.object.value, 0))
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    return [{"iri": iri, "label": local(iri), "gloss": "", "count": count} for iri, count in ranked]


def _number(store: ox.Store, partition: Any, name: Any) -> int:
    for quad in store.quads_for_pattern(partition, ox.NamedNode(str(name)), None):
        if isinstance(quad.object, ox.Literal) and quad.object.value.isdecimal() and len(quad.object.value) < 16:
            return int(quad.object.value)
    return 0

"""Words for the editor of queries: the classes and properties, with their uses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.library import Opened
from territory_graph.model import best_label
from territory_graph.service.context import built_at, language_of, opened, statistics_of
from territory_graph.service.ontology_terms import ontology
from territory_graph.service.rdf import answering
from territory_graph.service.responses import cacheable
from territory_graph.service.served import served
from territory_graph.views.naming import query_name
from territory_graph.vocabulary import all_prefixes, local


def routes() -> list[Route]:
    """Where the editor asks."""
    return [Route("/sparql/vocabulary", answering(vocabulary))]


def vocabulary(request: Request) -> Response:
    """Every prefix, class and property, the most used first, and those of the endpoints that SERVICE may ask."""
    version, language, services = opened(request), language_of(request), served(request).services
    key = ("vocabulary", language, *services)
    body = version.once(key, lambda: json_body(words(version, language) | {"services": services}))
    return json_answer(request, version.graph, body)


def json_answer(request: Request, graph: KnowledgeGraph, body: bytes) -> Response:
    """What the graph says in the reader's language, as JSON that caches may keep until the data change."""
    headers = {"Vary": "Accept-Language"}
    kind, modified = "application/json", built_at(graph)
    return cacheable(request, body, kind, version=graph.version, modified=modified, headers=headers)


def json_body(value: Any) -> bytes:
    """The value as JSON without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def words(version: Opened, language: str) -> dict[str, Any]:
    """Prefixes, classes and properties, each with its label, gloss and number of uses, in one language.

    The number of a class is that of its things; that of a property its triples, and under ``classes`` those whose
    subject is of a class. Terms of the ontology that are not used come last.
    """
    graph, counts, terms = version.graph, statistics_of(version), ontology()
    classes = _ranked(counts.things_of, terms.classes)
    properties = _ranked({iri: one.triples for iri, one in counts.uses_of.items()}, terms.properties)
    return {
        "prefixes": all_prefixes(graph.base),
        "classes": [_word(iri, count, _definition(iri, language), graph, language) for iri, count in classes],
        "properties": [
            {
                **_word(iri, count, _definition(iri, language), graph, language),
                "classes": {query_name(c, graph.base): n for c, n in counts.classes_using.get(iri, {}).items()},
            }
            for iri, count in properties
        ],
    }


def _ranked(counts: Mapping[str, int], terms: Iterable[str]) -> list[tuple[str, int]]:
    """Every term with its uses: those of the data and those of the ontology, the most used first."""
    return sorted((dict.fromkeys(terms, 0) | dict(counts)).items(), key=lambda pair: (-pair[1], pair[0]))


def _word(iri: str, count: int, gloss: str, graph: KnowledgeGraph, language: str) -> dict[str, Any]:
    label = best_label(ontology().labels.get(iri, {}), language) or local(iri)
    return {"name": query_name(iri, graph.base), "iri": iri, "label": label, "gloss": gloss, "count": count}


def _definition(iri: str, language: str) -> str:
    """What a term means; empty for the terms of other vocabularies."""
    term = ontology().classes.get(iri) or ontology().properties.get(iri)
    return best_label(term.definitions, language) if term else ""

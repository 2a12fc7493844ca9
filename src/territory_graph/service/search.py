"""The search by name, for the box at the top of every screen, for the editor of queries and for other programs."""

from __future__ import annotations

import re
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.messages import translator
from territory_graph.service.context import graph_of, language_of
from territory_graph.service.rdf import answering
from territory_graph.service.vocabulary import json_answer, json_body
from territory_graph.views.naming import query_name
from territory_graph.views.search import find_things, kind_in_words

MOST = 20
"""Things that one search finds, unless it is asked for another number, up to 100."""


def routes() -> list[Route]:
    """Where one searches."""
    return [Route("/search", answering(search)), Route("/sparql/entities", answering(entities))]


def search(request: Request) -> Response:
    """The things that the parameter ``text`` names, the best first, as a reader sees them; at most ``limit``.

    ``id`` is what the address of a fiche says of a thing; ``cut`` tells that there are more, ``near`` that no name is
    spelled as it was asked.
    """
    graph, say = graph_of(request), translator(language_of(request))
    asked = request.query_params.get("limit", "")
    most = int(asked) if re.fullmatch("[1-9][0-9]?|100", asked) else MOST
    found = find_things(graph, request.query_params.get("text", ""), say, most)
    own = f"{graph.base}id/"
    hits = [{"id": thing.iri.removeprefix(own), **asdict(thing)} for thing in found.things]
    return json_answer(request, graph, json_body({"hits": hits, "cut": found.cut, "near": found.near}))


def entities(request: Request) -> Response:
    """The things that the parameter ``text`` names, the best first, as a query writes them: also those of lists."""
    graph, language = graph_of(request), language_of(request)
    hits = graph.search(request.query_params.get("text", ""), lang=language, limit=MOST, everything=True)
    found = [
        {
            "name": query_name(hit.iri, graph.base),
            "iri": hit.iri,
            "label": hit.label,
            "kind": kind_in_words(hit.kind, language),
        }
        for hit in hits
    ]
    return json_answer(request, graph, json_body(found))

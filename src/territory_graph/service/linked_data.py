"""Linked data: every thing answers at its own address, for readers and for programs; so does the ontology."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.errors import UnknownEntityError
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.service.context import built_at, graph_of, link_root_of, say_of
from territory_graph.service.formats import TRIPLES, named
from territory_graph.service.negotiation import accepted, choose, not_acceptable
from territory_graph.service.ontology import (
    HTML,
    json_ld_context,
    ontology_at_home,
    ontology_file,
    ontology_version,
    shapes_at_home,
    shapes_file,
)
from territory_graph.service.ontology_page import FILES
from territory_graph.service.rdf import answering, written
from territory_graph.service.responses import OPEN_TO_ALL, cacheable, plain_error
from territory_graph.service.thing import MOST, is_known, told
from territory_graph.settings import LANGUAGES
from territory_graph.terms import is_iri, text

FICHE = "fiche"
"""Address of the screen that shows a thing."""

_WITH_RECORDS = {"trig": "application/trig", "nq": "application/n-quads"}
_FORMS = {extension: media_type for extension, media_type, _ in FILES} | _WITH_RECORDS | {"html": HTML}
_EXTENSIONS = {media_type: extension for extension, media_type in _FORMS.items()}
_IN_HEADER = ":/?#[]@!$&'()*+,;=%~"


def routes() -> list[Route]:
    """The addresses of things, and those of the ontology, its shapes and its context."""
    return [
        Route("/id/{path:path}", answering(thing)),
        Route("/ontology", answering(ontology_at_home)),
        Route("/ontology.{extension}", answering(ontology_file)),
        Route("/ontology/{version}", answering(ontology_version)),
        Route("/shapes", answering(shapes_at_home)),
        Route("/shapes.{extension}", answering(shapes_file)),
        Route("/context.jsonld", answering(json_ld_context)),
    ]


def thing(request: Request) -> Response:
    """What is known of a thing: a program gets RDF, a reader is sent to its fiche."""
    graph, path = graph_of(request), str(request.path_params["path"])
    asked = request.query_params.get("format")
    if not is_known(graph, f"{graph.base}id/{path}"):  # “lsn.ttl” is a form of “lsn”, where no thing has that name
        name, dot, extension = path.rpartition(".")
        path, asked = (name, extension) if dot and extension in _FORMS else (path, asked)
    if asked:
        media_type = HTML if asked.lower() == "html" else named("construct", asked)
        if media_type is None:
            known = ", ".join(_EXTENSIONS.values())
            return plain_error(400, f"There is no format “{asked[:40]}”. These exist: {known}.")
    else:
        media_type = choose(accepted(request), [*TRIPLES, HTML])
        if media_type is None:
            return not_acceptable([*TRIPLES, HTML])
    iri = f"{graph.base}id/{path}"
    if not is_known(graph, iri):
        sentence = say_of(request).error(UnknownEntityError(iri=iri))
        return plain_error(404, sentence, {"Vary": "Accept-Language"})
    links = {"Vary": "Accept", "Link": _links(request, graph, path)}
    return _to_fiche(request, path, links) if media_type == HTML else _as_rdf(request, graph, path, media_type, links)


def _to_fiche(request: Request, path: str, headers: dict[str, str]) -> Response:
    """303: the thing is not a page, and the fiche is about it."""
    language = request.query_params.get("lang")
    values = {"id": path} | ({"lang": language} if language in LANGUAGES else {}) | _version(request)
    fiche = f"{link_root_of(request)}{FICHE}?{urlencode(values, safe='/')}"
    about = {**OPEN_TO_ALL, **headers, "Cache-Control": "no-cache", "Location": fiche}
    return Response(status_code=303, headers=about)


def _as_rdf(request: Request, graph: KnowledgeGraph, path: str, media_type: str, headers: dict[str, str]) -> Response:
    found = told(graph, f"{graph.base}id/{path}")
    form = TRIPLES[media_type]
    if form in _WITH_RECORDS.values():
        by_record = sorted(found.quads, key=lambda quad: text(quad.graph_name))
        merged = dict.fromkeys(ox.Quad(*quad.triple) for quad in found.quads)
        body = written([*merged, *by_record], form, graph.base)
    else:
        body = written(dict.fromkeys(quad.triple for quad in found.quads), form, graph.base)
    headers["Content-Location"] = _address(request, path, _EXTENSIONS[form])
    if found.cut:
        headers["X-Answer-Cut"] = f"triples={MOST}"
    return cacheable(request, body, media_type, version=graph.version, modified=built_at(graph), headers=headers)


def _address(request: Request, path: str, extension: str) -> str:
    """Where one form of what is known of a thing can be had whatever a request accepts."""
    return f"{link_root_of(request)}id/{quote(path)}?{urlencode({'format': extension} | _version(request))}"


def _version(request: Request) -> dict[str, str]:
    """What an address says of the version of the data, to lead to more of the same."""
    asked = request.query_params.get("version")
    return {"version": asked} if asked else {}


def _links(request: Request, graph: KnowledgeGraph, path: str) -> str:
    """The header ``Link``: every form in which the thing can be had, the thing itself, and the licence."""
    forms = [
        f'<{_address(request, path, extension)}>; rel="alternate"; type="{media_type}"'
        for media_type, extension in _EXTENSIONS.items()
    ]
    licence = graph.manifest.licence_url
    return ", ".join(
        [
            *forms,
            f'<{quote(f"{graph.base}id/{path}", safe=_IN_HEADER)}>; rel="describes"',
            *([f'<{quote(licence, safe=_IN_HEADER)}>; rel="license"'] if is_iri(licence) else []),
        ]
    )

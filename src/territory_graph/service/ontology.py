"""The ontology at its own address: a page for readers, RDF for programs, a file for each form; shapes and context."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from territory_graph.messages import translator
from territory_graph.service.context import built_at, language_of, link_root_of, opened, statistics_of
from territory_graph.service.json_ld import MEDIA_TYPE, context
from territory_graph.service.negotiation import accepted, choose, not_acceptable
from territory_graph.service.ontology_page import FILES, ontology_page
from territory_graph.service.ontology_terms import FILE, SHAPES, ontology
from territory_graph.service.rdf import written
from territory_graph.service.responses import cacheable, plain_error
from territory_graph.vocabulary import DEFAULT_BASE

HTML = "text/html"
_FORMS = {extension: media_type for extension, media_type, _ in FILES} | {"html": HTML}
_EXTENSIONS = {media_type: extension for extension, media_type in _FORMS.items()}


def ontology_at_home(request: Request) -> Response:
    """The ontology in the form that the request prefers."""
    media_type = choose(accepted(request), list(_EXTENSIONS))
    return not_acceptable(list(_EXTENSIONS)) if media_type is None else _as(request, media_type)


def ontology_file(request: Request) -> Response:
    """The ontology in the form that an extension names."""
    extension = request.path_params["extension"]
    if extension not in _FORMS:
        return plain_error(404, f"The ontology exists as {', '.join(f'ontology.{name}' for name in _FORMS)}.")
    return _as(request, _FORMS[extension])


def ontology_version(request: Request) -> Response:
    """The ontology at the address of its version: the one that is packaged, for no other is kept."""
    asked, kept = request.path_params["version"], ontology().version
    return ontology_at_home(request) if asked == kept else plain_error(404, f"This is version {kept} of the ontology.")


def shapes_at_home(request: Request) -> Response:
    """The SHACL shapes in the form of RDF that the request prefers."""
    kinds = [media_type for _, media_type, _ in FILES]
    media_type = choose(accepted(request), kinds)
    return not_acceptable(kinds) if media_type is None else _shapes_as(request, media_type)


def shapes_file(request: Request) -> Response:
    """The SHACL shapes in the form that an extension names."""
    kinds = {extension: media_type for extension, media_type, _ in FILES}
    extension = request.path_params["extension"]
    if extension not in kinds:
        return plain_error(404, f"The shapes exist as {', '.join(f'shapes.{name}' for name in kinds)}.")
    return _shapes_as(request, kinds[extension])


def json_ld_context(request: Request) -> Response:
    """The JSON-LD context."""
    return _fixed(request, context(), MEDIA_TYPE, "context.jsonld")


def _shapes_as(request: Request, media_type: str) -> Response:
    return _fixed(request, _in(media_type, SHAPES), media_type, f"shapes.{_EXTENSIONS[media_type]}")


def _fixed(request: Request, body: bytes, media_type: str, address: str) -> Response:
    """A file that comes with the software, whatever the data."""
    graph = opened(request).graph
    headers = {"Vary": "Accept", "Content-Location": f"{link_root_of(request)}{address}"}
    return cacheable(request, body, media_type, version=graph.version, modified=built_at(graph), headers=headers)


def _as(request: Request, media_type: str) -> Response:
    version = opened(request)
    headers = {"Vary": "Accept", "Content-Location": f"{link_root_of(request)}ontology.{_EXTENSIONS[media_type]}"}
    headers["Link"] = ", ".join(
        f'<{link_root_of(request)}ontology.{extension}>; rel="alternate"; type="{kind}"'
        for extension, kind in _FORMS.items()
    )
    if media_type == HTML:
        language, manifest = language_of(request), version.graph.manifest
        say, name = translator(language), manifest.names.get(language) or manifest.slug
        key = ("ontology page", language)
        page = version.once(key, lambda: ontology_page(statistics_of(version), name, say))
        headers |= page.headers
        headers["Content-Location"] += f"?lang={language}"
        body = page.body
    else:
        body = _in(media_type)
    return cacheable(
        request, body, media_type, version=version.graph.version, modified=built_at(version.graph), headers=headers
    )


@cache
def _in(media_type: str, file: Path = FILE) -> bytes:
    """A packaged file of RDF; as Turtle, the file itself."""
    text = file.read_bytes()
    if media_type == "text/turtle":
        return text
    return written(ox.parse(text, format=ox.RdfFormat.TURTLE), media_type, DEFAULT_BASE)

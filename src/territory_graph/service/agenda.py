"""The agenda as a feed that calendar programs read: always that of the current version."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.downloads.calendar import MEDIA_TYPE, as_icalendar
from territory_graph.library import Opened
from territory_graph.messages import translator
from territory_graph.service.context import built_at, language_of, opened, root_of
from territory_graph.service.linked_data import FICHE
from territory_graph.service.rdf import answering
from territory_graph.service.responses import cacheable
from territory_graph.views.agenda import read_events
from territory_graph.views.citation import name_of

ADDRESS = "agenda.ics"
WHOSE, OWN = "acteurs", "territoire"
"""The parameter of an address that says whose events are asked for, and its value for the territory's own."""


def routes() -> list[Route]:
    """Where the feed is."""
    return [Route(f"/{ADDRESS}", answering(feed))]


def feed(request: Request) -> Response:
    """Every event that has a day or a month, or with ``acteurs=territoire`` those of the territory alone."""
    version, root, language = opened(request), root_of(request), language_of(request)
    own = request.query_params.get(WHOSE) == OWN
    body = version.once(("agenda feed", language, root, own), lambda: _feed(version, root, language, own=own))
    headers = {"Vary": "Accept-Language", "Content-Disposition": f'inline; filename="{ADDRESS}"'}
    modified = built_at(version.graph)
    return cacheable(request, body, MEDIA_TYPE, version=version.graph.version, modified=modified, headers=headers)


def _feed(version: Opened, root: str, language: str, *, own: bool) -> bytes:
    graph, say = version.graph, translator(language)
    base = f"{graph.base}id/"

    def address(iri: str) -> str:
        return f"{root}{FICHE}?{urlencode({'id': iri.removeprefix(base)}, safe='/')}"

    name = say("agenda.ics.name", name=name_of(graph.manifest, say))
    return as_icalendar(read_events(graph, say, own=own), name, built_at(graph), say, address)

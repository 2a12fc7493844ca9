"""What programs that follow links may read, the pages and the data but no queries, and which pages there are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.facts.things import read_actors
from territory_graph.library import Opened
from territory_graph.service.context import base_path_of, built_at, opened, root_of
from territory_graph.service.headers import MEDIA
from territory_graph.service.linked_data import FICHE
from territory_graph.service.rdf import answering
from territory_graph.service.responses import cacheable

MOST = 50_000
"""Addresses that a map of a site may have (sitemaps.org)."""
_CLOSED = ("/sparql", "/cite", "/graph-store", "/search", "/_stcore/", MEDIA)
_MAP = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</urlset>\n'


def routes() -> list[Route]:
    """Where the rules and the map are."""
    return [Route("/robots.txt", robots), Route("/sitemap.xml", answering(sitemap))]


async def robots(request: Request) -> Response:
    """The rules (RFC 9309), and where the map is."""
    closed = "".join(f"Disallow: {base_path_of(request)}{path}\n" for path in _CLOSED)
    rules = f"User-agent: *\n{closed}\nSitemap: {root_of(request)}sitemap.xml\n"
    return Response(rules, media_type="text/plain", headers={"Cache-Control": "max-age=86400"})


def sitemap(request: Request) -> Response:
    """The first page, those of dataset and ontology, and the fiche of each actor, as the Sitemap protocol has them."""
    version, root = opened(request), root_of(request)
    body = version.once(("sitemap", root), lambda: _map(version, root))
    return cacheable(
        request, body, "application/xml", version=version.graph.version, modified=built_at(version.graph), headers={}
    )


def _map(version: Opened, root: str) -> bytes:
    day = built_at(version.graph).date().isoformat()
    places = islice(_pages(version, root), MOST)
    lines = (f"<url><loc>{escape(place)}</loc><lastmod>{day}</lastmod></url>\n" for place in places)
    return _MAP.format("".join(lines)).encode()


def _pages(version: Opened, root: str) -> Iterator[str]:
    yield root
    for page in ("dataset", "ontology"):
        yield f"{root}{page}"
    base = f"{version.graph.base}id/"
    for iri in sorted(read_actors(version.graph.rows)):
        if iri.startswith(base):
            yield f"{root}{FICHE}?{urlencode({'id': iri.removeprefix(base)}, safe='/')}"

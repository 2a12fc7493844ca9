"""What programs that follow links may read, the pages and the data but no queries, and which pages there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.facts.things import read_with_fiche
from territory_graph.library import Opened
from territory_graph.service.context import base_path_of, built_at, opened, root_of, say_of
from territory_graph.service.headers import MEDIA
from territory_graph.service.linked_data import FICHE
from territory_graph.service.rdf import answering
from territory_graph.service.responses import cacheable, plain_error

MOST = 50_000
"""Addresses that a map of a site may have, and maps that a list of maps may have (sitemaps.org)."""
_CLOSED = ("/sparql", "/cite", "/graph-store", "/search", "/_stcore/", MEDIA)
_FILE = '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{1}</{0}>\n'


def routes() -> list[Route]:
    """Where the rules and the map are."""
    return [
        Route("/robots.txt", robots),
        Route("/sitemap.xml", answering(sitemap)),
        Route("/sitemap-{number:int}.xml", answering(part_of_sitemap)),
    ]


async def robots(request: Request) -> Response:
    """The rules (RFC 9309), and where the map is."""
    closed = "".join(f"Disallow: {base_path_of(request)}{path}\n" for path in _CLOSED)
    rules = f"User-agent: *\n{closed}\nSitemap: {root_of(request)}sitemap.xml\n"
    return Response(rules, media_type="text/plain", headers={"Cache-Control": "max-age=86400"})


def sitemap(request: Request) -> Response:
    """The first page, those of dataset and ontology, and every fiche, as the Sitemap protocol has them.

    Where they are more than one map may have, a list of the maps that have them.
    """
    return _answered(request, 0)


def part_of_sitemap(request: Request) -> Response:
    """One of the maps that ``sitemap`` lists, the first of which is 1."""
    return _answered(request, int(request.path_params["number"]))


def _answered(request: Request, number: int) -> Response:
    version, root = opened(request), root_of(request)
    maps = version.once(("sitemap", root), lambda: files(version, root))
    if number >= len(maps):
        return plain_error(404, say_of(request)("front.absent"), {"Vary": "Accept-Language"})
    graph = version.graph
    return cacheable(
        request, maps[number], "application/xml", version=graph.version, modified=built_at(graph), headers={}
    )


def files(version: Opened, root: str) -> list[bytes]:
    """The one map, else the list of maps and each of them."""
    day = built_at(version.graph).date().isoformat()
    pages = list(_pages(version, root))
    maps = [_file("urlset", "url", pages[start : start + MOST], day) for start in range(0, len(pages), MOST)]
    if len(maps) == 1:
        return maps
    places = (f"{root}sitemap-{number}.xml" for number in range(1, len(maps) + 1))
    return [_file("sitemapindex", "sitemap", places, day), *maps]


def _file(name: str, entry: str, places: Iterable[str], day: str) -> bytes:
    lines = (f"<{entry}><loc>{escape(place)}</loc><lastmod>{day}</lastmod></{entry}>\n" for place in places)
    return _FILE.format(name, "".join(lines)).encode()


def _pages(version: Opened, root: str) -> Iterator[str]:
    yield root
    for page in ("dataset", "ontology"):
        yield f"{root}{page}"
    base = f"{version.graph.base}id/"
    for iri in read_with_fiche(version.graph.rows):
        if iri.startswith(base):
            yield f"{root}{FICHE}?{urlencode({'id': iri.removeprefix(base)}, safe='/')}"

"""The dataset at its own address: a page for readers, DCAT-AP for catalogues, each version with its files.

``/dataset`` is what is served now, ``/dataset/VERSION`` a version that is kept, ``/dataset/VERSION/FILE`` one of its
files. A reader who opens the VoID description gets the same figures as a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from territory_graph.errors import TerritoryGraphError
from territory_graph.library import Opened
from territory_graph.messages import Translator, translator
from territory_graph.service.absent import absent
from territory_graph.service.context import (
    base_path_of,
    language_of,
    link_root_of,
    opened,
    root_of,
    statistics_of,
)
from territory_graph.service.coverage import coverage_of
from territory_graph.service.dataset import agents, catalogue, release_address, release_description
from territory_graph.service.formats import TRIPLES, named
from territory_graph.service.negotiation import accepted, choose, not_acceptable
from territory_graph.service.ontology_terms import ontology
from territory_graph.service.pages import Page, page
from territory_graph.service.rdf import rdf_answer, written
from territory_graph.service.refusals import refusal
from territory_graph.service.releases import Release, file_of, release_of
from territory_graph.service.responses import OPEN_TO_ALL, cacheable
from territory_graph.service.served import served
from territory_graph.service.void import void_description
from territory_graph.views.citation import dataset_bibtex, dataset_citation, name_of
from territory_graph.views.naming import prefixed

_HTML = "text/html"


def routes() -> list[Route]:
    """Where the dataset, its versions and its figures are."""
    return [
        Route("/dataset", dataset),
        Route("/dataset/{version}", version),
        Route("/dataset/{version}/{name}", file),
        Route("/.well-known/void", figures),
    ]


async def dataset(request: Request) -> Response:
    """The data that are served now."""
    return await _described(request, None)


async def version(request: Request) -> Response:
    """A version that is kept; of one that is not, what became of it."""
    return await _described(request, request.path_params["version"])


async def file(request: Request) -> Response:
    """A file of a version, whole or in parts."""
    try:
        found = await file_of(served(request).library, request.path_params["version"], request.path_params["name"])
    except TerritoryGraphError as error:
        return await refusal(request, error, "")
    if found is None:
        return absent(request, base_path_of(request))
    told, manifest = found
    headers = {
        **OPEN_TO_ALL,
        "ETag": f'"{told.sha256}"',
        "Cache-Control": "public, max-age=86400, no-transform",
        "Content-Disposition": f'attachment; filename="{told.name}"',
        "X-Data-Version": manifest.version,
    }
    if request.headers.get("if-none-match", "").strip() in (f'"{told.sha256}"', "*"):
        return Response(status_code=304, headers=headers)
    return FileResponse(told.path, media_type=told.served_as, headers=headers)


async def figures(request: Request) -> Response:
    """The VoID description; a reader gets the page that has the same figures."""
    if _media_type(request) == _HTML:
        headers = {**OPEN_TO_ALL, "Cache-Control": "no-cache", "Vary": "Accept"}
        headers["Location"] = f"{link_root_of(request)}dataset#counts"
        return Response(status_code=303, headers=headers)
    try:
        return await run_in_threadpool(rdf_answer, request, void_description, _asked(request))
    except TerritoryGraphError as error:
        return await refusal(request, error, "")


def _asked(request: Request) -> str | None:
    """The media type that the parameter ``format`` names, as at ``/id/…``."""
    return named("construct", request.query_params.get("format", ""))


def _media_type(request: Request) -> str | None:
    return _asked(request) or choose(accepted(request), [*TRIPLES, _HTML])


async def _described(request: Request, name: str | None) -> Response:
    media_type = _media_type(request)
    if media_type is None:
        return not_acceptable([*TRIPLES, _HTML])
    try:
        release = await release_of(served(request).library, name)
        return await run_in_threadpool(_answer, request, release, media_type)
    except TerritoryGraphError as error:
        return await refusal(request, error, "")


def _answer(request: Request, release: Release, media_type: str) -> Response:
    current, root, manifest = opened(request), root_of(request), release.manifest
    headers = {"Vary": "Accept", "Link": _links(root, release)}
    if media_type == _HTML:
        language = language_of(request)
        told = dataset_page(current, root, release, translator(language))
        headers |= told.headers
        body = told.body
    elif manifest.version == current.graph.version:
        body = written(catalogue(current, root, release), TRIPLES[media_type], manifest.base)
    else:
        statements = [*release_description(release, root), *agents(manifest, root)]
        body = written(statements, TRIPLES[media_type], manifest.base)
    modified = max(one.since for one in release.history) if release.history else release.issued
    return cacheable(request, body, media_type, version=release.current, modified=modified, headers=headers)


def _links(root: str, release: Release) -> str:
    """The typed links that find a dataset and its parts without reading the page (Signposting)."""
    address = release_address(root, release.manifest.version)
    items = [f'<{address}/{one.name}>; rel="item"; type="{one.served_as}"' for one in release.files]
    return ", ".join([f'<{address}>; rel="cite-as"', f'<{root}dataset>; rel="describedby"; type="text/turtle"', *items])


# The page ----------------------------------------------------------------------------------------------------------


def dataset_page(current: Opened, root: str, release: Release, say: Translator) -> Page:
    """The page of a version; that of the current one has its figures too."""
    manifest = release.manifest
    is_current = manifest.version == release.current
    address = release_address(root, manifest.version)
    name = name_of(manifest, say)
    return page(
        "dataset.html.j2",
        say,
        title=say("dataset.title", name=name),
        description=manifest.descriptions.get(say.language, ""),
        address=f"{root}dataset" if is_current else address,
        facts=list(_facts(current, release, say)),
        licence_url=manifest.licence_url,
        earlier=None if is_current else _earlier(release, say),
        citation=dataset_citation(manifest, address, say),
        bibtex=dataset_bibtex(manifest, address, say),
        files=release.files,
        version_address=address,
        versions=list(_versions(release, root, say)),
        root=root,
        classes=_counts(current, "classes", say) if is_current else (),
        properties=_counts(current, "properties", say) if is_current else (),
        json_ld=_script(schema_org(current, root, release, say)),
    )


def _facts(current: Opened, release: Release, say: Translator) -> Iterator[tuple[str, str]]:
    manifest, unsaid = release.manifest, say("dataset.unsaid")
    yield say("dataset.version"), manifest.version
    yield say("dataset.built"), say.day(manifest.built_on)
    yield say("dataset.gathered"), say.day(manifest.gathered_until) if manifest.gathered_on else unsaid
    yield say("dataset.publisher"), manifest.publisher or unsaid
    yield say("dataset.licence"), manifest.licence
    yield say("dataset.statements"), say("dataset.statements-value", statements=manifest.quads, records=manifest.graphs)
    if manifest.version == release.current:
        covered = coverage_of(current)
        if covered.span is not None:
            first, last = map(say.day, covered.span)
            yield say("dataset.span"), say("dataset.span-value", first=first, last=last)
        yield say("dataset.place"), ", ".join(place.labels[say.language] for place in covered.places) or unsaid
    yield say("dataset.keywords"), ", ".join(manifest.keywords.get(say.language, ())) or unsaid


def _earlier(release: Release, say: Translator) -> str:
    one = release.served
    if one is None or one.until is None:
        return ""
    return say("dataset.earlier", since=say.day(one.since.date()), until=say.day(one.until.date()))


def _versions(release: Release, root: str, say: Translator) -> Iterator[dict[str, str]]:
    """Every version that was served, each time that it was: what became of it, and where it is, if it is kept."""
    for one in release.history:
        state = "current" if one.until is None else "kept" if one.folder else "gone"
        yield {
            "version": one.version,
            "since": f"{one.since:%Y-%m-%d %H:%M}",
            "until": f"{one.until:%Y-%m-%d %H:%M}" if one.until else "",
            "state": say(f"dataset.state-{state}"),
            "address": release_address(root, one.version) if one.folder else "",
            "pages": f"{root}?version={one.version}" if one.folder else "",
        }


def _counts(current: Opened, what: str, say: Translator) -> tuple[tuple[str, str, str], ...]:
    """The classes with their things, or the properties with their statements: label, name and number."""
    counts, base = statistics_of(current), current.graph.base
    numbers = counts.things_of if what == "classes" else {iri: one.triples for iri, one in counts.uses_of.items()}
    return tuple(
        (ontology().called(iri, say.language), prefixed(iri, base), say.number(n)) for iri, n in numbers.items()
    )


def schema_org(current: Opened, root: str, release: Release, say: Translator) -> dict[str, Any]:
    """The dataset in the words of schema.org, as search engines of data read it; what is not known is left out."""
    manifest = release.manifest
    address = release_address(root, manifest.version)
    is_current = manifest.version == release.current
    covered = coverage_of(current) if is_current else None
    publisher = {"@type": "Organization", "name": manifest.publisher, "url": manifest.publisher_url}
    told = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{root}dataset#dataset" if is_current else f"{address}#dataset",
        "url": f"{root}dataset" if is_current else address,
        "name": name_of(manifest, say),
        "description": manifest.descriptions.get(say.language) or name_of(manifest, say),
        "identifier": address,
        "inLanguage": ["fr", "en"],
        "version": manifest.version,
        "dateModified": manifest.built_at,
        "datePublished": (release.first_issued if is_current else release.issued).isoformat(),
        "license": manifest.licence_url or manifest.licence,
        "isAccessibleForFree": True,
        "keywords": list(dict.fromkeys(word for words in manifest.keywords.values() for word in words)),
        "publisher": _known(publisher) if manifest.publisher else None,
        "creditText": dataset_citation(manifest, address, say),
        "temporalCoverage": "/".join(day.isoformat() for day in covered.span) if covered and covered.span else None,
        "spatialCoverage": [_place(one, say) for one in covered.places] if covered else None,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": one.name,
                "encodingFormat": one.served_as,
                "contentUrl": f"{address}/{one.name}",
                "contentSize": f"{one.size} B",
                "sha256": one.sha256,
            }
            for one in release.files
        ],
    }
    return _known(told)


def _place(place: Any, say: Translator) -> dict[str, Any]:
    told: dict[str, Any] = {"@type": "Place", "name": place.labels[say.language]}
    if place.box is not None:
        west, south, east, north = place.box
        told["geo"] = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    return told


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def _script(told: dict[str, Any]) -> Markup:
    """JSON as the content of a script element, which no text in it can end."""
    return Markup(json.dumps(told, ensure_ascii=False, indent=1).replace("<", "\\u003c"))

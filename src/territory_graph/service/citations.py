"""Where a citation leads: what was asked of which version, what became of it, and whether the same is found today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from territory_graph.errors import TerritoryGraphError, UnknownVersionError
from territory_graph.messages import Translator, translator
from territory_graph.service.clients import client_at
from territory_graph.service.context import language_of, root_of
from territory_graph.service.dataset import release_address
from territory_graph.service.negotiation import accepted, choose, not_acceptable
from territory_graph.service.pages import page
from territory_graph.service.refusals import refusal
from territory_graph.service.responses import OPEN_TO_ALL
from territory_graph.service.served import served
from territory_graph.store.answers import media_type_of
from territory_graph.store.guard import guard
from territory_graph.store.pool import ENDPOINT, Limits
from territory_graph.views.citation import CITE, Reference, read_reference, reference_address
from territory_graph.views.fingerprint import result_hash, text_hash
from territory_graph.views.permalink import address_if_any

_HTML, _JSON = "text/html", "application/json"
_NO_STORE = {**OPEN_TO_ALL, "Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A citation run again: the hash that is found, of which version, and what became of the one that it names.

    ``gone`` is empty where that version answered; ``stable`` tells whether equal data give equal answers,
    ``is_table`` whether these are rows.
    """

    reference: Reference
    found: str
    version: str
    gone: str
    stable: bool
    is_table: bool

    @property
    def same(self) -> bool:
        """Whether the answer is the one that was cited."""
        return self.found == self.reference.result_hash


def routes() -> list[Route]:
    """Where citations lead."""
    return [Route(f"/{CITE}", cite)]


async def cite(request: Request) -> Response:
    """A page, or JSON, that tells whether a cited answer is found again; the query runs as it does at the endpoint."""
    media_type = choose(accepted(request), [_JSON, _HTML])
    if media_type is None:
        return not_acceptable([_JSON, _HTML])
    say = translator(language_of(request))
    try:
        reference = read_reference(str(request.url))
        checked = await _checked(request, reference, say)
    except TerritoryGraphError as error:
        return await refusal(request, error, "")
    if media_type == _JSON:
        return JSONResponse(_told(checked, root_of(request)), headers={**_NO_STORE, "Vary": "Accept"})
    return _page(checked, root_of(request), say)


async def _checked(request: Request, reference: Reference, say: Translator) -> Checked:
    service, query, gone = served(request), guard(reference.query), ""
    try:
        pool, version = await service.pool_of(reference.version)
    except UnknownVersionError as error:
        gone = say.error(error)
        pool, version = await service.pool_of(None)
    result = await pool.run(
        query,
        media_type=media_type_of(query.form),
        limits=Limits(ENDPOINT.seconds, min(reference.rows or ENDPOINT.rows, ENDPOINT.rows)),
        client=client_at(request.scope),
    )
    found = result_hash(result.body, result.media_type, query)
    return Checked(reference, found, version, gone, query.repeatable, query.form == "select")


def _told(checked: Checked, root: str) -> dict[str, object]:
    cited = checked.reference
    return {
        "query": cited.query,
        "query_sha256": text_hash(cited.query),
        "version": cited.version,
        "kept": not checked.gone,
        "told": checked.gone,
        "cited_sha256": cited.result_hash,
        "asked_version": checked.version,
        "found_sha256": checked.found,
        "same": checked.same,
        "dataset": release_address(root, checked.version),
    }


def _outcome(checked: Checked, say: Translator) -> str:
    if not (checked.same or checked.stable):
        return say("cite.unstable")
    if checked.gone:
        return say("cite.same_now" if checked.same else "cite.other_now")
    return say("cite.same" if checked.same else "cite.other")


def _page(checked: Checked, root: str, say: Translator) -> Response:
    cited = checked.reference
    asked = {"query": cited.query, "version": checked.version}
    parameters = address_if_any(cited.query)
    workbench = f"{root}sparql?{urlencode(parameters)}" if parameters else ""
    told = page(
        "cite.html.j2",
        say,
        outcome=_outcome(checked, say),
        checked=checked,
        query_sha256=text_hash(cited.query),
        address=release_address(root, checked.version),
        csv=f"{root}sparql?{urlencode({**asked, 'format': 'csv'})}" if checked.is_table else "",
        workbench=workbench,
        command=f"territory-graph reproduce '{reference_address(replace(cited, site=root))}'",
        root=root,
    )
    return Response(told.body, media_type=_HTML, headers={**_NO_STORE, **told.headers})

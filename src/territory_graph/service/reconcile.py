"""``/reconcile``: the Entity Reconciliation API 0.2 of the W3C's community group, as OpenRefine speaks it.

Lists of names or official numbers are matched with the graph (``importing.reconciling``), with scores and reasons; what
is known of the matches extends the list. ``day`` in the address is that of which names and values are told.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from territory_graph.errors import TerritoryGraphError, UnknownEntityError
from territory_graph.facts.ontology import superclasses
from territory_graph.importing.reconciling import DEFAULT_CLASS, PLACE, Reconciled, Wanted, reconcile
from territory_graph.library import Opened
from territory_graph.messages import Translator, translator
from territory_graph.service.clients import client_at
from territory_graph.service.context import language_of, opened, root_of, say_of
from territory_graph.service.headers import PREVIEW
from territory_graph.service.limits import NoPlaceError, Places
from territory_graph.service.operation import LARGEST_BODY, BadRequestError, read_body, read_fields
from territory_graph.service.reconcile_known import KnownTypes, in_short, known_to_reconcile, preview, values_of
from territory_graph.service.refusals import refusal
from territory_graph.service.responses import OPEN_TO_ALL, plain_error
from territory_graph.settings import LANGUAGES
from territory_graph.views.citation import name_of
from territory_graph.views.search import kind_in_words, why_in_words
from territory_graph.vocabulary import TG, full_iri, short_id

MOST_NAMES, MOST_IDS = 500, 200
"""Names that one request asks about, and things of which it asks more."""
BATCH = 50
"""Names that OpenRefine sends at a time."""
MOST_RESULTS = 20
LONGEST = 20.0
"""Seconds that a request may take before what is left of it is refused."""
MOST_AT_ONCE, ONES_AT_ONCE = 8, 4
"""Requests that are worked on at a time, in all and of one client."""
VERSIONS = ["0.1", "0.2"]
_PAGE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_RETRY_AFTER = 5

Answer = Callable[["ReconcileRequest"], Response]


class _BadQueryError(ValueError):
    """A request that asks nothing clear, in words."""


@dataclass(frozen=True, slots=True)
class ReconcileRequest:
    """One request: its fields, the version and the language of the answer, the day, and the root of addresses.

    ``refuse`` words what is wrong with it: in English to a program that names no language.
    """

    fields: Mapping[str, str]
    version: Opened
    say: Translator
    refuse: Translator
    day: date | None
    root: str

    def kept(self, *names: str) -> str:
        """What the fields ``day`` and ``lang`` say, as it follows in an address: ``&lang=en``; empty where nothing."""
        return "".join(f"&{urlencode({name: self.fields[name]})}" for name in names if self.fields.get(name))


def routes() -> list[Route]:
    """Where lists are reconciled."""
    places = Places(MOST_AT_ONCE, ONES_AT_ONCE)

    def route(path: str, answer: Answer) -> Route:
        return Route(path, _answering(answer, places), methods=["GET", "HEAD", "POST"])

    return [
        route("/reconcile", answer_queries),
        route("/reconcile/suggest/entity", suggest_entity),
        route("/reconcile/suggest/type", suggest_type),
        route("/reconcile/suggest/property", suggest_property),
        route("/reconcile/flyout/entity", fly_out_entity),
        route("/reconcile/flyout/type", fly_out_type),
        route("/reconcile/flyout/property", fly_out_property),
        route("/reconcile/properties", propose_properties),
        route(PREVIEW, show_preview),
    ]


def _answering(answer: Answer, places: Places) -> Callable[[Request], Awaitable[Response]]:
    """A route that lets ``answer`` work in a thread; what is wrong with a request is told as the API tells it."""

    async def answering(request: Request) -> Response:
        say = say_of(request)
        try:
            place = places.take(client_at(request.scope))
        except NoPlaceError as full:
            sentence = say("reconcile.busy", seconds=_RETRY_AFTER)
            return _told(sentence, 429 if full.own else 503, {"Retry-After": str(_RETRY_AFTER)})
        try:
            fields = dict(request.query_params)
            if request.method == "POST":
                fields |= dict(read_fields(await read_body(request)))
            return await run_in_threadpool(_answered, answer, request, fields, say)
        except BadRequestError as error:
            key = "reconcile.too-large" if error.response.status_code == 413 else "reconcile.unread"
            return _told(say(key, kilobytes=LARGEST_BODY // 1024, most=MOST_NAMES), error.response.status_code)
        except _BadQueryError as error:
            return _told(str(error), 400)
        except TerritoryGraphError as error:
            return await refusal(request, error, "")
        finally:
            places.give_back(place)

    return answering


def _answered(answer: Answer, request: Request, fields: Mapping[str, str], refuse: Translator) -> Response:
    named = fields.get("lang", "")  # a client may send it in the form as well as in the address
    say = translator(named if named in LANGUAGES else language_of(request))
    if named in LANGUAGES:
        refuse = say
    asked = ReconcileRequest(
        fields, opened(request), say, refuse, _day(fields.get("day", ""), refuse), root_of(request)
    )
    return answer(asked)


def _told(sentence: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    body = {"status": "error", "message": sentence}
    return JSONResponse(body, status, {**OPEN_TO_ALL, "Cache-Control": "no-store", **(headers or {})})


def _json(body: Any) -> Response:
    return JSONResponse(body, headers={**OPEN_TO_ALL, "Cache-Control": "no-cache"})


def _day(text: str, say: Translator) -> date | None:
    if text in ("", "all", "toutes"):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _BadQueryError(say("reconcile.day", text=text[:40])) from None


def answer_queries(asked: ReconcileRequest) -> Response:
    """What the names of ``queries`` may mean, what ``extend`` asks of things, else what the service is."""
    if "queries" in asked.fields:
        return _json(_queries(asked, _object(asked, "queries")))
    if "extend" in asked.fields:
        return _json(_extended(asked, _object(asked, "extend")))
    return _json(manifest(asked))


def manifest(asked: ReconcileRequest) -> dict[str, Any]:
    """The service manifest (section 3 of the specification)."""
    base, root, language = asked.version.graph.base, asked.root, asked.kept("lang")
    known = known_to_reconcile(asked.version, asked.say.language)
    service = {"service_url": f"{root}reconcile"}
    return {
        "versions": VERSIONS,
        "name": name_of(asked.version.graph.manifest, asked.say),
        "identifierSpace": f"{base}id/",
        "schemaSpace": str(TG),
        "defaultTypes": [known.type_of(DEFAULT_CLASS)],
        "batchSize": BATCH,
        "view": {"url": f"{root}fiche?id={{{{id}}}}{language}"},
        "preview": {
            "url": f"{root}reconcile/preview?id={{{{id}}}}{asked.kept('day')}{language}",
            "width": 430,
            "height": 300,
        },
        "suggest": {
            kind: {
                **service,
                "service_path": f"/suggest/{kind}{language.replace('&', '?', 1)}",
                "flyout_service_url": service["service_url"],
                "flyout_service_path": f"/flyout/{kind}?id=${{id}}{language}",
            }
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {**service, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "content",
                    "label": asked.say("reconcile.content"),
                    "type": "select",
                    "default": "values",
                    "help_text": asked.say("reconcile.content-help"),
                    "choices": [
                        {"value": name, "name": asked.say(f"reconcile.contents.{name}")}
                        for name in ("values", "sources")
                    ],
                },
                {
                    "name": "day",
                    "label": asked.say("reconcile.day-label"),
                    "type": "text",
                    "default": asked.version.graph.manifest.known_on.isoformat(),
                    "help_text": asked.say("reconcile.day-help"),
                },
            ],
        },
    }


def _object(asked: ReconcileRequest, name: str) -> dict[str, Any]:
    """The JSON object of a field."""
    try:
        found = json.loads(asked.fields[name])
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _BadQueryError(asked.refuse("reconcile.no-json", name=name))
    return found


def _queries(asked: ReconcileRequest, queries: Mapping[str, Any]) -> dict[str, Any]:
    """The candidates for each name."""
    say = asked.say
    if len(queries) > MOST_NAMES:
        raise _BadQueryError(asked.refuse("reconcile.too-many", count=len(queries), most=MOST_NAMES))
    known = known_to_reconcile(asked.version, say.language)
    wanted = {key: _wanted(asked, key, query, known) for key, query in queries.items()}
    until, answers = time.monotonic() + LONGEST, dict[str, Any]()
    for key, one in wanted.items():
        if time.monotonic() > until:
            raise _BadQueryError(asked.refuse("reconcile.too-long", count=len(answers), seconds=int(LONGEST)))
        found = reconcile(asked.version, one, say.language, asked.day)
        answers[key] = {"result": [_result(asked, each, known) for each in found]}
    return answers


def _wanted(asked: ReconcileRequest, key: str, query: Any, known: KnownTypes) -> Wanted:
    """One query of a batch (section 5.1)."""
    if not isinstance(query, dict) or not isinstance(query.get("query"), str):
        raise _BadQueryError(asked.refuse("reconcile.no-query", key=key[:40]))
    types = query.get("type") or []
    classes = tuple(_class(asked, each, known) for each in (types if isinstance(types, list) else [types]))
    properties = dict(_properties(asked, query.get("properties") or [], known))
    limit = query.get("limit")
    most = min(limit, MOST_RESULTS) if isinstance(limit, int) and limit > 0 else 5
    return Wanted(query["query"], classes, query.get("type_strict") == "all", properties, most)


def _class(asked: ReconcileRequest, given: Any, known: KnownTypes) -> str:
    """The local name of the class that a query names."""
    text = str(given.get("id", "") if isinstance(given, dict) else given)
    name = known.class_named(text)
    if name is None:
        near = ", ".join(known.near_classes(text))
        raise _BadQueryError(asked.refuse("reconcile.no-class", text=text[:80], nearest=near))
    return name


def _property(asked: ReconcileRequest, text: str, known: KnownTypes) -> str:
    """The IRI of the property that a query names."""
    name = known.property_named(text)
    if name is None:
        near = ", ".join(known.near_properties(text))
        raise _BadQueryError(asked.refuse("reconcile.no-property", text=text[:80], nearest=near))
    return name


def _properties(asked: ReconcileRequest, given: Any, known: KnownTypes) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a query says beside the name: the property and its values, as texts."""
    for one in given if isinstance(given, list) else []:
        if not isinstance(one, dict):
            continue
        text = str(one.get("pid", ""))
        name = PLACE if text == PLACE else _property(asked, text, known)
        values = one.get("v")
        texts = [_text(value) for value in (values if isinstance(values, list) else [values])]
        if any(texts):
            yield name, tuple(filter(None, texts))


def _text(value: Any) -> str:
    found = (value.get("name") or value.get("id") or "") if isinstance(value, dict) else value
    return "" if found is None or isinstance(found, bool) else str(found).strip()[:200]


def _result(asked: ReconcileRequest, one: Reconciled, known: KnownTypes) -> dict[str, Any]:
    """A candidate (section 5.2): its score of 100, whether it is the match, and why, in words and as features."""
    candidate, say = one.candidate, asked.say
    above, kind = superclasses(), kind_in_words(candidate.kind, say.language)
    wider = sorted(above.get(candidate.kind, ()), key=lambda name: (-len(above.get(name, ())), name))
    told = [kind, candidate.place, why_in_words(candidate.hit, say)]
    features: list[dict[str, Any]] = [{"id": candidate.why.replace(" ", "_"), "value": round(100 * candidate.score, 1)}]
    features += [{"id": known.id_of(name), "value": same} for name, same in one.agrees.items()]
    features += [{"id": "held_on_day", "value": one.held}] if one.held is not None else []
    return {
        "id": short_id(candidate.iri, asked.version.graph.base),
        "name": candidate.label,
        "description": " · ".join(filter(None, told)),
        "type": [known.type_of(name) for name in (candidate.kind, *wider)],  # the nearest first
        "score": round(100 * candidate.score, 1),
        "match": one.match,
        "features": features,
    }


def suggest_entity(asked: ReconcileRequest) -> Response:
    """The things that a text names (section 6.1)."""
    hits = asked.version.graph.search(asked.fields.get("prefix", ""), lang=asked.say.language, limit=MOST_RESULTS)
    base, language = asked.version.graph.base, asked.say.language
    known = known_to_reconcile(asked.version, language)
    found = [
        {
            "id": short_id(hit.iri, base),
            "name": hit.label,
            "description": " · ".join(
                filter(None, (kind_in_words(hit.kind, language), hit.place, why_in_words(hit, asked.say)))
            ),
            "notable": [known.type_of(hit.kind)],
        }
        for hit in hits
    ]
    return _json({"result": found})


def suggest_type(asked: ReconcileRequest) -> Response:
    """The classes that a text begins (section 6.2)."""
    known = known_to_reconcile(asked.version, asked.say.language)
    return _json({"result": known.suggested(known.types, asked.fields.get("prefix", ""), MOST_RESULTS)})


def suggest_property(asked: ReconcileRequest) -> Response:
    """The properties that a text begins (section 6.3)."""
    known = known_to_reconcile(asked.version, asked.say.language)
    return _json({"result": known.suggested(known.properties, asked.fields.get("prefix", ""), MOST_RESULTS)})


def fly_out_entity(asked: ReconcileRequest) -> Response:
    """What a suggested thing is, in short (section 6.4), on the day of the preview."""
    identifier = asked.fields.get("id", "")
    return _flown_out(identifier, in_short(asked.version, identifier, asked.say, _preview_day(asked), asked.root)[1])


def fly_out_type(asked: ReconcileRequest) -> Response:
    """What a suggested class is."""
    known = known_to_reconcile(asked.version, asked.say.language)
    return _flown_out(asked.fields.get("id", ""), known.in_short(known.types, asked.fields.get("id", "")))


def fly_out_property(asked: ReconcileRequest) -> Response:
    """What a suggested property is."""
    known = known_to_reconcile(asked.version, asked.say.language)
    return _flown_out(asked.fields.get("id", ""), known.in_short(known.properties, asked.fields.get("id", "")))


def _flown_out(identifier: str, html: str) -> Response:
    return _json({"id": identifier, "html": html})


def propose_properties(asked: ReconcileRequest) -> Response:
    """The properties that things of a class have, the most frequent first (section 7.1)."""
    known = known_to_reconcile(asked.version, asked.say.language)
    text = asked.fields.get("type", "")
    name = _class(asked, text, known) if text else DEFAULT_CLASS
    limit = asked.fields.get("limit", "")
    most = min(int(limit), 100) if limit.isascii() and limit.isdecimal() and int(limit) else 30
    proposed = [{"id": one["id"], "name": one["name"]} for one in known.of_class(name)[:most]]
    return _json({"type": known.type_of(name)["id"], "limit": most, "properties": proposed})


def _extended(asked: ReconcileRequest, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of things, a column a property (section 7.2)."""
    say = asked.say
    ids, properties = given.get("ids"), given.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or not all(isinstance(one, str) for one in ids):
        raise _BadQueryError(asked.refuse("reconcile.no-json", name="extend"))
    if len(ids) > MOST_IDS:
        raise _BadQueryError(asked.refuse("reconcile.too-many", count=len(ids), most=MOST_IDS))
    known = known_to_reconcile(asked.version, say.language)
    columns = [_column(asked, one, known) for one in properties]
    until, rows = time.monotonic() + LONGEST, dict[str, Any]()
    for one in ids:
        if time.monotonic() > until:
            raise _BadQueryError(asked.refuse("reconcile.too-long", count=len(rows), seconds=int(LONGEST)))
        rows[one] = {
            key: values_of(asked.version, one, name, say, day=day, content=content)
            for key, name, day, content in columns
        }
    return {"meta": [{"id": key, "name": known.label_of(name)} for key, name, *_ in columns], "rows": rows}


def _column(asked: ReconcileRequest, given: Any, known: KnownTypes) -> tuple[str, str, date | None, str]:
    """A column that is asked for: its id, the property, the day, and whether values or sources are wanted."""
    text = str(given.get("id", "")) if isinstance(given, dict) else ""
    name = _property(asked, text, known)
    settings = given.get("settings") if isinstance(given.get("settings"), dict) else {}
    day = str(settings.get("day") or asked.fields.get("day") or asked.version.graph.manifest.known_on.isoformat())
    return text, name, _day(day, asked.refuse), "sources" if settings.get("content") == "sources" else "values"


def show_preview(asked: ReconcileRequest) -> Response:
    """A thing in a small page that other sites show in theirs (section 4.3)."""
    found = preview(asked.version, asked.fields.get("id", ""), asked.say, _preview_day(asked), asked.root)
    headers = {**OPEN_TO_ALL, "Content-Security-Policy": _PAGE, "Cache-Control": "no-cache"}
    if not found:
        iri = full_iri(asked.fields.get("id", ""), asked.version.graph.base)
        return plain_error(404, asked.refuse.error(UnknownEntityError(iri=iri)), {"Vary": "Accept-Language"})
    return HTMLResponse(found, headers=headers)


def _preview_day(asked: ReconcileRequest) -> date | None:
    """The day of which a preview tells: that of the address, else that of which the data tell."""
    return asked.day if asked.fields.get("day") else asked.version.graph.manifest.known_on

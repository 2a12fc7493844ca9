"""The application that a server runs: the interface, and what it does with an error that nobody foresaw."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache, partial
from html import escape
from typing import Any

import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from territory_graph.errors import StoreError, UnknownVersionError
from territory_graph.identity.doors import Doors
from territory_graph.library import Library
from territory_graph.messages import translator
from territory_graph.resources import PACKAGE
from territory_graph.service.application import InFront, service_application, serving
from territory_graph.service.base_path import WithBasePath, WithoutBasePath
from territory_graph.service.context import language_asked
from territory_graph.service.headers import MEDIA, Headers
from territory_graph.service.hosts import OwnHost
from territory_graph.service.limits import HEALTH, Limits
from territory_graph.service.log_json import write_as_json
from territory_graph.service.log_lines import collapse
from territory_graph.service.metrics import CountRequests, Requests
from territory_graph.service.thing import is_known
from territory_graph.settings import LANGUAGES, Settings
from territory_graph.ui import logins, streamlit_private, uploads
from territory_graph.ui.context import ADDRESSES, Context, language
from territory_graph.ui.page_files import PageFiles, preloads
from territory_graph.ui.served import serve_from
from territory_graph.ui.sessions import forget_gone
from territory_graph.ui.streamlit_private import (
    BACKEND,
    COMPONENTS,
    HOST_CONFIG,
    LOGINS,
    SOCKET,
    STATIC,
    UPLOADS,
)
from territory_graph.ui.version import VERSION
from territory_graph.views.citation import name_of
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.perimeter import is_told_in_parts
from territory_graph.vocabulary import full_iri

_LOG = logging.getLogger(__name__)
_SHUT = Doors()


def _on_error(error: Exception) -> bool:
    """Keeps the traceback in the server's log and tells the reader, in a sentence, that something failed."""
    _LOG.error("a screen failed", exc_info=error)
    st.error(translator(language())("errors.unexpected"))
    return True


@cache
def _index(language: str) -> str:
    """Streamlit's page, told where its server is and in which language the reader is, ``language`` at first.

    Untold, its client first looks for the server below that address: two errors in the console of every reader. It
    writes dates and numbers as the browser's language does, which is here that of the page.
    """
    told = f"{_SERVER}{_LANGUAGE % (list(LANGUAGES), language)}"
    return _streamlit_page().replace("<head>", f"<head><script>{told}</script>", 1)


@cache
def _streamlit_page() -> str:
    return (STATIC / "index.html").read_text(encoding="utf-8")


_STREAMLIT_TITLE = "<title>Streamlit</title>"
_SCREENS = {f"/{address}": name for name, address in ADDRESSES.items()}


def _title(library: Library, request: Request, name: str) -> str:
    """What a page is called before Streamlit runs, which programs that follow links never wait for.

    That of a fiche is the name of its thing, where the graph has it.
    """
    say = translator(language_asked(request, library.settings.language))
    title = say(f"app.{name}")
    with suppress(StoreError, UnknownVersionError):  # the page itself tells that
        asked = request.query_params.get(VERSION, "")
        graph = (library.at(asked) if asked else library.current()).graph
        title = name_of(graph.manifest, say) if name == "home" else title
        iri = full_iri(request.query_params.get("id", ""), graph.base)
        if name == "fiche" and is_known(graph, iri):
            title = graph.labels([iri], lang=say.language).get(iri) or title
    return f"{title} · {say('app.name')}"


def _prepare(library: Library) -> None:
    """Reads what Accueil shows, the places of its picture too, before the first reader waits for it."""
    with suppress(StoreError):  # told to whoever asks
        opened, say = library.current(), translator(library.settings.language)
        if is_told_in_parts(opened.graph):
            return
        context = Context(opened, say, lambda _name, _parameters: None, opened.graph.manifest.known_on)
        context.stage.scene(Exploration(day=context.day))
        _ = context.home


_SERVER = BACKEND % 'new URL(".", window.location.href).href'
_LANGUAGE = """{
  const page = document.documentElement;
  const asked = new URL(location.href).searchParams.get("lang");
  page.lang = %s.includes(asked) ? asked : "%s";
  const locale = () => (page.lang === "en" ? "en-GB" : page.lang);
  Object.defineProperties(navigator, { language: { get: locale }, languages: { get: () => [locale()] } });
}"""

_FOLDERS = (MEDIA, COMPONENTS)
"""Where Streamlit answers for files of its own making, and says itself which there are."""
_FILES = frozenset(
    {HEALTH, HOST_CONFIG}
    | {f"/{path.relative_to(STATIC).as_posix()}" for path in STATIC.rglob("*") if path.is_file()} - {"/index.html"}
)


def _addresses(doors: Doors) -> list[str]:
    """The addresses of the screens; that of contributions where somebody may contribute."""
    return [address for name, address in ADDRESSES.items() if name != "contribute" or doors.are_open]


def _knows(path: str, doors: Doors) -> bool:
    """Whether the interface has that address. Streamlit itself has its page at any, and some that are nobody's."""
    screens = {f"/{address}" for address in _addresses(doors)}
    files = path in _FILES or path.startswith(_FOLDERS) or (path.rstrip("/") or "/") in screens
    return files or (doors.are_open and path.startswith(UPLOADS)) or (doors.login is not None and path in LOGINS)


SCRIPT = str(PACKAGE / "ui" / "main.py")
"""What Streamlit runs for every visitor."""


def options(library: Library, doors: Doors = _SHUT) -> dict[str, Any]:
    """How ``streamlit.App`` runs ``SCRIPT`` to serve a library: with the service in front, in the same process.

    Nobody contributes by the pages, unless ``doors`` are open.
    """
    requests = Requests()
    service, first, base_path = service_application(), library.settings.language, library.settings.base_path
    streamlit_private.load_base_path(base_path)
    streamlit_private.ask_not_whence_it_is_run()

    async def page(request: Request) -> HTMLResponse:
        path = request.scope["path"].removeprefix(base_path).rstrip("/") or "/"
        name = _SCREENS.get(path, "home")
        title = await asyncio.to_thread(_title, library, request, name)
        html = _index(first).replace(_STREAMLIT_TITLE, f"<title>{escape(title)}</title>", 1)
        html = html.replace("</head>", f"{preloads(name)}</head>", 1)
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        if library.settings.json_log:
            write_as_json()
        collapse()
        serve_from(library, doors)
        forgetting = asyncio.ensure_future(forget_gone())
        async with serving(library) as served:
            service.state.served, service.state.requests = served, requests
            preparing = asyncio.ensure_future(asyncio.to_thread(_prepare, library))
            yield
        preparing.cancel()
        forgetting.cancel()

    return {
        "routes": [Route(f"{base_path}/{address}", page) for address in _addresses(doors)],
        "lifespan": lifespan,
        "middleware": _middleware(library.settings, service, requests, doors),
        "secrets": logins.secrets_of(doors),
        "on_script_error": _on_error,
    }


def _middleware(settings: Settings, service: Starlette, requests: Requests, doors: Doors) -> list[Middleware]:
    """What every connection goes through, the outermost first."""
    proxies, first, base_path = list(settings.trusted_proxies), settings.language, settings.base_path
    knows = partial(_knows, doors=doors)

    return [
        *([Middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)] if proxies else []),
        *([Middleware(WithoutBasePath, base_path=base_path)] if base_path else []),
        Middleware(CountRequests, requests=requests),
        Middleware(
            Headers,
            pages=[_streamlit_page(), _index(first)],
            embedded_by=settings.embedded_by,
            tiles=settings.tiles.site if settings.tiles else "",
        ),
        Middleware(OwnHost),
        Middleware(Limits),
        Middleware(InFront, service=service, knows=knows, takes=uploads.takes, socket=SOCKET, base_path=base_path),
        Middleware(PageFiles),
        *(
            [Middleware(logins.Logins, secure=doors.callback.startswith("https:"), language=first)]
            if doors.login
            else []
        ),
        *([Middleware(WithBasePath, base_path=base_path)] if base_path else []),
    ]

"""The application that a server runs: the interface, and what it does with an error that nobody foresaw."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from territory_graph.messages import translator
from territory_graph.resources import PACKAGE
from territory_graph.service.application import InFront, service_application, serving
from territory_graph.service.headers import MEDIA, Headers
from territory_graph.service.hosts import OwnHost
from territory_graph.service.limits import HEALTH, Limits
from territory_graph.service.log_lines import collapse
from territory_graph.settings import LANGUAGES, read_settings
from territory_graph.ui.context import ADDRESSES, language
from territory_graph.ui.sessions import forget_gone

_LOG = logging.getLogger(__name__)


def _on_error(error: Exception) -> bool:
    """Keeps the traceback in the server's log and tells the reader, in a sentence, that something failed."""
    _LOG.error("a screen failed", exc_info=error)
    st.error(translator(language())("errors.unexpected"))
    return True


async def _page(_: Request) -> HTMLResponse:
    """Streamlit's page at the address of a screen, told where its server is and in which language the reader is.

    Untold, its client first looks for the server below that address: two errors in the console of every reader. It
    writes dates and numbers as the browser's language does, which is here that of the page.
    """
    return HTMLResponse(_index(), headers={"Cache-Control": "no-cache"})


@cache
def _index() -> str:
    return _streamlit_page().replace("<head>", f"<head><script>{_SERVER}{_LANGUAGE}</script>", 1)


@cache
def _streamlit_page() -> str:
    return (_STATIC / "index.html").read_text(encoding="utf-8")


_STATIC = Path(st.__file__).parent / "static"
_SERVER = 'window.__streamlit = { BACKEND_BASE_URL: new URL(".", window.location.href).href };'
_LANGUAGE = f"""{{
  const page = document.documentElement;
  const asked = new URL(location.href).searchParams.get("lang");
  page.lang = {list(LANGUAGES)}.includes(asked) ? asked : "{read_settings().language}";
  const locale = () => (page.lang === "en" ? "en-GB" : page.lang);
  Object.defineProperties(navigator, {{ language: {{ get: locale }}, languages: {{ get: () => [locale()] }} }});
}}"""

_SOCKET = "/_stcore/stream"
_FOLDERS = (MEDIA, "/_stcore/bidi-components/")
"""Where Streamlit answers for files of its own making, and says itself which there are."""
_FILES = frozenset(
    {HEALTH, "/_stcore/host-config"}
    | {f"/{path.relative_to(_STATIC).as_posix()}" for path in _STATIC.rglob("*") if path.is_file()} - {"/index.html"}
)
_SCREENS = frozenset(f"/{address}" for address in ADDRESSES.values())


def _knows(path: str) -> bool:
    """Whether the interface has that address. Streamlit itself has its page at any, and some that are nobody's."""
    return path in _FILES or path.startswith(_FOLDERS) or (path.rstrip("/") or "/") in _SCREENS


_settings = read_settings()
_service = service_application()


@asynccontextmanager
async def _lifespan(_: Any) -> AsyncIterator[None]:
    collapse()
    forgetting = asyncio.ensure_future(forget_gone())
    async with serving(_settings) as served:
        _service.state.served = served
        yield
    forgetting.cancel()


def _middleware() -> list[Middleware]:
    """What every connection goes through, the outermost first."""
    proxies, first = list(_settings.trusted_proxies), _settings.language
    return [
        *([Middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)] if proxies else []),
        Middleware(Headers, pages=[_streamlit_page(), _index()], embedded_by=_settings.embedded_by),
        Middleware(OwnHost),
        Middleware(Limits, language=first),
        Middleware(InFront, service=_service, knows=_knows, socket=_SOCKET, language=first),
    ]


app = st.App(
    str(PACKAGE / "ui" / "main.py"),
    routes=[Route(f"/{address}", _page) for address in ADDRESSES.values()],
    lifespan=_lifespan,
    middleware=_middleware(),
    on_script_error=_on_error,
)

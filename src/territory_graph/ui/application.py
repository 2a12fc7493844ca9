"""The application that a server runs: the interface, and what it does with an error that nobody foresaw."""

from __future__ import annotations

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

from territory_graph.messages import translator
from territory_graph.resources import PACKAGE
from territory_graph.service.application import InFront, service_application, serving
from territory_graph.settings import read_settings
from territory_graph.ui.context import ADDRESSES, language

_LOG = logging.getLogger(__name__)


def _on_error(error: Exception) -> bool:
    """Keeps the traceback in the server's log and tells the reader, in a sentence, that something failed."""
    _LOG.error("a screen failed", exc_info=error)
    st.error(translator(language())("errors.unexpected"))
    return True


async def _page(_: Request) -> HTMLResponse:
    """Streamlit's page at the address of a screen, told where its server is.

    Untold, its client first looks for the server below that address: two errors in the console of every reader.
    """
    return HTMLResponse(_index(), headers={"Cache-Control": "no-cache"})


@cache
def _index() -> str:
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return page.replace("<head>", f"<head><script>{_SERVER}</script>", 1)


_SERVER = 'window.__streamlit = { BACKEND_BASE_URL: new URL(".", window.location.href).href };'

_service = service_application()


@asynccontextmanager
async def _lifespan(_: Any) -> AsyncIterator[None]:
    async with serving(read_settings()) as served:
        _service.state.served = served
        yield


app = st.App(
    str(PACKAGE / "ui" / "main.py"),
    routes=[Route(f"/{address}", _page) for address in ADDRESSES.values() if address],
    lifespan=_lifespan,
    middleware=[Middleware(InFront, service=_service)],
    on_script_error=_on_error,
)

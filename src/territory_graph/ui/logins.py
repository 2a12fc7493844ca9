"""Logging in and out by Streamlit's own routes: what they are told, and what they are not trusted with."""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from territory_graph.identity.doors import Doors
from territory_graph.messages import translator
from territory_graph.service.context import language_asked
from territory_graph.service.responses import plain_error
from territory_graph.ui.streamlit_private import CALLBACK, LOGIN, LOGOUT

_BACK = "territory_graph_back"
"""The cookie that holds the page from which a reader went to log in."""
_KEPT = "Path=/; HttpOnly; SameSite=Lax"
_MINUTES = 10
_LONGEST = 2_000
_REDIRECTS = (302, 303, 307)
_IS_HERE = re.compile(r"/(?![/\\])[!-~]*")
"""A path of this server: no other host, no control character."""


def _page_of(connection: HTTPConnection) -> str:
    """The path and question of the page of this server that sent a reader; empty where none did."""
    told = urlsplit(connection.headers.get("referer", ""))
    found = f"{told.path}?{told.query}" if told.query else told.path
    own = told.netloc == connection.headers.get("host", "")
    return found if own and len(found) <= _LONGEST and _IS_HERE.fullmatch(found) else ""


def secrets_of(doors: Doors) -> dict[str, Any] | None:
    """What Streamlit must know to log readers in. The key of its cookies is new at each start: logins end with it."""
    login = doors.login
    if login is None:
        return None
    told = {
        "redirect_uri": doors.callback,
        "cookie_secret": secrets.token_urlsafe(48),
        "client_id": login.client_id,
        "client_secret": login.client_secret,
        "server_metadata_url": login.metadata_url,
    }
    return {"auth": told}


class Logins:
    """Middleware: no other site logs a reader in or out, and who has logged in is back on the page he came from.

    ``secure`` says that readers come by HTTPS: browsers then send the cookies of a login by nothing else.
    """

    def __init__(self, app: ASGIApp, *, secure: bool, language: str) -> None:
        self._app = app
        self._language = language
        self._attributes = "; Secure" if secure else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one connection on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] in (LOGIN, LOGOUT) and Headers(scope=scope).get("sec-fetch-site") == "cross-site":
            say = translator(language_asked(HTTPConnection(scope), self._language))
            await plain_error(403, say("who.elsewhere"), {"Vary": "Accept-Language"})(scope, receive, send)
            return

        connection = HTTPConnection(scope)
        page = _page_of(connection) if scope["path"] == LOGIN else ""
        back = unquote(connection.cookies.get(_BACK, "")) if scope["path"] == CALLBACK else ""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                if page:
                    headers.append("set-cookie", f"{_BACK}={quote(page)}; Max-Age={_MINUTES * 60}; {_KEPT}")
                if back and message["status"] in _REDIRECTS:
                    headers.append("set-cookie", f"{_BACK}=; Max-Age=0; {_KEPT}")
                    if _IS_HERE.fullmatch(back):
                        headers["location"] = back
                cookies = headers.getlist("set-cookie")
                del headers["set-cookie"]
                for cookie in cookies:
                    headers.append("set-cookie", cookie + self._attributes)
            await send(message)

        await self._app(scope, receive, answer)

"""Logging in and out by Streamlit's own routes: what they are told, and what they are not trusted with."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from territory_graph.identity.doors import Doors
from territory_graph.messages import translator
from territory_graph.service.context import language_asked
from territory_graph.service.responses import plain_error
from territory_graph.ui.streamlit_private import LOGIN, LOGOUT


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
    """Middleware: no other site logs a reader in or out.

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

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                cookies = headers.getlist("set-cookie")
                del headers["set-cookie"]
                for cookie in cookies:
                    headers.append("set-cookie", cookie + self._attributes)
            await send(message)

        await self._app(scope, receive, answer)

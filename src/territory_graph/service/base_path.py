"""The path under which a proxy shows the service: everything but the interface is told addresses without it.

A proxy may pass it on or take it off: both are understood. Streamlit is told addresses with it, for it writes them.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_CONNECTIONS = ("http", "websocket")


class WithoutBasePath:
    """Middleware that takes the base path off; the path alone leads to the first page, which is that with a slash."""

    def __init__(self, app: ASGIApp, base_path: str) -> None:
        self._app = app
        self._base_path = base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one connection on."""
        if scope["type"] == "http" and scope["path"] == self._base_path:
            await RedirectResponse(with_query(scope, f"{self._base_path}/"))(scope, receive, send)
            return
        if scope["type"] in _CONNECTIONS and scope["path"].startswith(f"{self._base_path}/"):
            scope = _at(scope, scope["path"].removeprefix(self._base_path))
        await self._app(scope, receive, send)


class WithBasePath:
    """Middleware that puts the base path back, for what comes after it."""

    def __init__(self, app: ASGIApp, base_path: str) -> None:
        self._app = app
        self._base_path = base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one connection on."""
        if scope["type"] in _CONNECTIONS:
            scope = _at(scope, f"{self._base_path}{scope['path']}")
        await self._app(scope, receive, send)


def with_query(scope: Scope, path: str) -> str:
    """A path, with what the address of a request has after a question mark."""
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def _at(scope: Scope, path: str) -> Scope:
    """The scope at another path: ``raw_path`` goes, which nothing here reads and which would say something else."""
    return {**scope, "path": path, "raw_path": None}

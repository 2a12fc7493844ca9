"""The address of the server, as answers may repeat it: never one that only the request claims."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from territory_graph.identity.machine import LOOPBACK, is_loopback

_LONGEST = 300
"""Characters of a name with its port: the longest name of the DNS has 253."""
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def authority_of(scope: Scope) -> str:
    """Host and port at which the connection of a request came in, as an address writes them.

    >>> authority_of({"server": ("::1", 8501), "scheme": "http"}), authority_of({"server": ("10.0.0.7", 80)})
    ('[::1]:8501', '10.0.0.7')
    """
    host, port = scope.get("server") or ("localhost", None)
    if port is None:  # a Unix socket
        return "localhost"
    written = f"[{host}]" if ":" in host else str(host)
    return written if port == _PORTS.get(scope.get("scheme", "http")) else f"{written}:{port}"


def is_own(host: str, scope: Scope) -> bool:
    """Whether a ``Host`` is the server's: where the connection came in, or a name of this machine for a local one.

    >>> local = {"server": ("127.0.0.1", 8501), "scheme": "http"}
    >>> [is_own(host, local) for host in ("localhost:8501", "127.0.0.1:8501", "localhost:80", "evil.example:8501", "[")]
    [True, True, False, False, False]
    """
    own, own_port = scope.get("server") or ("localhost", None)
    return len(host) <= _LONGEST and _is_own(host, own, own_port, scope.get("scheme", "http"))


@lru_cache(maxsize=256)
def _is_own(host: str, own: str, own_port: int | None, scheme: str) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname, parts.port or _PORTS.get(scheme)
    except ValueError:
        return False
    if parts.netloc != host or "@" in host or name is None or (own_port is not None and port != own_port):
        return False
    return name == own.lower() or (name in LOOPBACK and (own_port is None or is_loopback(own)))


def host_of(scope: Scope) -> str | None:
    """What a request says in ``Host``; None where it says nothing, or more than one thing."""
    found = [value for name, value in scope["headers"] if name == b"host"]
    return found[0].decode("latin-1") if len(found) == 1 else None


class OwnHost:
    """Middleware that gives what comes after it requests whose ``Host`` is the server's own, whatever they say.

    A browser's socket keeps its ``Host``, which is compared with the page that opens it and never repeated.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes one connection on."""
        if scope["type"] == "http":
            said = host_of(scope)
            scope["host_is_own"] = said is not None and is_own(said, scope)
            if not scope["host_is_own"]:
                others = [line for line in scope["headers"] if line[0] != b"host"]
                scope["headers"] = [(b"host", authority_of(scope).encode("latin-1")), *others]
        await self._app(scope, receive, send)

"""Starting the interface: one process, one port, the store opened by the process itself."""

from __future__ import annotations

import errno
import os
import socket
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from territory_graph.resources import PACKAGE

CONFIGURATION = PACKAGE / "ui" / "streamlit.toml"


class PortUsedError(Exception):
    """Another program listens on the port already."""


class HostUnusableError(Exception):
    """The host is no address of this machine, or may not be listened on."""


def serve(store: Path, host: str, port: int, language: str, announce: Callable[[str], None]) -> None:
    """Serves the store in ``store`` until the process is stopped; ``announce`` is told the address first.

    Raises:
        PortUsedError: the port is taken.
        HostUnusableError: nothing can listen at that host.
    """
    _require_free(host, port)
    os.environ["TERRITORY_GRAPH_STORE"] = str(store)
    os.environ["TERRITORY_GRAPH_LANGUAGE"] = language
    import uvicorn  # noqa: PLC0415  what serves is loaded to serve, not to parse options
    from streamlit.web import bootstrap  # noqa: PLC0415

    from territory_graph.ui.application import app  # noqa: PLC0415

    options = {**configuration(), "server.address": host, "server.port": port, "browser.serverAddress": host}
    bootstrap.load_config_options(options)
    announce(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
    # Not app.run(): the socket it listens on holds every small answer back for 40 ms on a connection that is kept.
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning", timeout_graceful_shutdown=3)


def configuration() -> dict[str, Any]:
    """Streamlit's options as its ``run`` takes them: keys joined by dots."""
    with CONFIGURATION.open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(content: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise (PortUsedError if error.errno == errno.EADDRINUSE else HostUnusableError) from error

"""Starting the interface: one process, one port, the store opened by the process itself."""

from __future__ import annotations

import errno
import socket
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from territory_graph.identity.doors import doors_of
from territory_graph.library import Library
from territory_graph.resources import PACKAGE
from territory_graph.service.limits import LARGEST_MESSAGE

CONFIGURATION = PACKAGE / "ui" / "streamlit.toml"


class PortUsedError(Exception):
    """Another program listens on the port already."""


class HostUnusableError(Exception):
    """The host is no address of this machine, or may not be listened on."""


def serve(library: Library, host: str, port: int, announce: Callable[[str], None], warn: Callable[[int], None]) -> None:
    """Serves a library until the process is stopped; ``announce`` is told the address first.

    ``warn`` is told before how many connections there may be, where descriptors are few.

    Raises:
        PortUsedError: the port is taken.
        HostUnusableError: nothing can listen at that host.
        SettingsError: the login cannot be used.
    """
    doors = doors_of(library.settings, host, port)
    _require_free(host, port)
    import streamlit as st  # noqa: PLC0415
    import uvicorn.config  # noqa: PLC0415  what serves is loaded to serve, not to parse options

    from territory_graph.ui import connections, streamlit_private  # noqa: PLC0415
    from territory_graph.ui.application import SCRIPT, options  # noqa: PLC0415

    settings = library.settings
    known = urlsplit(settings.public_url).hostname if settings.public_url else host
    flags = {
        **configuration(),
        "server.address": host,
        "server.port": port,
        "server.baseUrlPath": settings.base_path,
        "browser.serverAddress": known,
    }
    streamlit_private.load_options(flags)
    streamlit_private.keep_files_of_last_run()
    book = connections.Connections(connections.raise_descriptors(), settings.trusted_proxies)
    if book.most < connections.FEWEST:
        warn(book.most)
    announce(f"http://{f'[{host}]' if ':' in host else host}:{port}{settings.base_path}")
    http, socket_ = connections.protocols(book)
    # Not app.run(): the socket it listens on holds every small answer back for 40 ms on a connection that is kept.
    uvicorn.run(
        st.App(SCRIPT, **options(library, doors)),
        host=host,
        port=port,
        http=http,
        ws=socket_,
        ws_max_size=LARGEST_MESSAGE,
        backlog=connections.BACKLOG,
        proxy_headers=False,  # the application reads them, of the proxies that the operator names
        server_header=False,
        access_log=False,
        log_level="warning",
        log_config=None if settings.json_log else uvicorn.config.LOGGING_CONFIG,
        timeout_graceful_shutdown=3,
    )


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

"""The library whose version the screens show, one for the process in which Streamlit runs their script."""

from __future__ import annotations

from territory_graph.errors import NotServedError
from territory_graph.library import Library

_served: list[Library] = []


def serve_from(library: Library) -> None:
    """Says whose version the screens show from now on; for whoever starts the interface."""
    _served[:] = [library]


def library() -> Library:
    """The library that is served.

    Raises:
        NotServedError: a screen is run by itself.
    """
    if not _served:
        raise NotServedError
    return _served[0]

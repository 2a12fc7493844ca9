"""What the screens are served from: a library and its doors, one for the process in which Streamlit runs a script."""

from __future__ import annotations

from territory_graph.errors import NotServedError
from territory_graph.identity.doors import Doors
from territory_graph.library import Library

_SHUT = Doors()

_served: list[tuple[Library, Doors]] = []


def serve_from(library: Library, doors: Doors = _SHUT) -> None:
    """Says whose version the screens show from now on, and who may come in; for whoever starts the interface."""
    _served[:] = [(library, doors)]


def library() -> Library:
    """The library that is served.

    Raises:
        NotServedError: a screen is run by itself.
    """
    if not _served:
        raise NotServedError
    return _served[0][0]


def doors() -> Doors:
    """The ways to be known to the server: none where a screen is run by itself."""
    return _served[0][1] if _served else _SHUT

"""Documents that pages send: from sessions whose person may contribute, and has a page open that asks for one."""

from __future__ import annotations

from territory_graph.ui import streamlit_private
from territory_graph.ui.streamlit_private import UPLOADS

_METHODS = ("PUT", "DELETE")
_admitted: set[str] = set()


def admit() -> None:
    """Lets the session whose script runs send documents; for a screen that has looked who asks."""
    _admitted.intersection_update({name for name in _admitted if streamlit_private.is_open(name)})
    name = streamlit_private.session()
    if name is not None:
        _admitted.add(name)


def takes(method: str, path: str) -> bool:
    """Whether a request with a body may go on: one that sends or takes back a document of an admitted session."""
    session = path.removeprefix(UPLOADS).partition("/")[0]
    return method in _METHODS and path.startswith(UPLOADS) and session in _admitted

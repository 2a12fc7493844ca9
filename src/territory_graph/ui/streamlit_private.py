"""What the interface needs of Streamlit and Streamlit does not promise: all of it, and nothing else.

The wheel bounds Streamlit's version; the tests of this module say by name what another version has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config, delta_generator, runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx

Stopped = StopException
"""Ends a run of a script that another follows, or whose reader has gone."""

STATIC = Path(st.__file__).parent / "static"
"""The folder of the page that shows every screen, ``index.html``, and of all that it loads."""
BACKEND = "window.__streamlit = { BACKEND_BASE_URL: %s };"
"""The script, before the page's own, that says under which address it finds its server."""
SOCKET = "/_stcore/stream"
HOST_CONFIG = "/_stcore/host-config"
COMPONENTS = "/_stcore/bidi-components/"
"""Addresses that the page asks, besides the health and the media of ``service.limits``."""
UPLOADS = "/_stcore/upload_file/"
"""What the address of a file that a page sends begins with; the name of its session follows."""
LOGIN, LOGOUT, CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
LOGINS = frozenset({LOGIN, LOGOUT, CALLBACK})
"""Addresses that log a reader in and out."""

TEST_IDS = frozenset(
    {
        *(
            "stApp",
            "stBidiComponentIsolated",
            "stButtonGroup",
            "stCaptionContainer",
            "stDeckGlJsonChart",
            "stElementToolbarButton",
            "stFileChip",
        ),
        *("stHeader", "stHorizontalBlock"),
        *(
            "stLayoutWrapper",
            "stMain",
            "stMainBlockContainer",
            "stMetricLabel",
            "stMetricValue",
            "stMultiSelect",
            "stProgress",
            "stSidebarCollapseButton",
            "stSidebarNavLink",
            "stSpinner",
        ),
        "stToolbar",
        "stTopNavDropdownLink",
        "stTopNavLink",
    }
)
"""Elements of the page that the style sheets and scripts name by their ``data-testid``."""
CONNECTION = "data-test-connection-state"
"""The attribute that says of the page's connection with its server how it is: ``sheet.js`` sees it change."""
RUNNING = "data-test-script-state"
"""The attribute that says whether the script of the page runs."""
KEYED, THEMED = "st-key-", "--st-"
"""What the class of an element with a key, and a custom property of the theme, begin with."""
_LAST_RUN = "last run "
"""What the place of a file begins with that the last run of a script has put on the page."""
CSV_BUTTON = "Download as CSV"
"""The name of the button over a table that ``shell.css`` takes away."""


def kept_sessions() -> Any:
    """The sessions that are kept for pages to come back to, a ``TTLCache`` by the name of each; None before any."""
    if not runtime.exists():
        return None
    return runtime.get_instance()._session_mgr._session_storage._cache  # type: ignore[attr-defined]


def has_reader() -> bool:
    """Whether the page whose script runs is still open: a script is stopped in the same way for a run that follows."""
    name = session()
    return name is not None and is_open(name)


def session() -> str | None:
    """The name of the session whose script runs."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else None


def is_open(session: str) -> bool:
    """Whether the page of a session is open."""
    return runtime.exists() and runtime.get_instance().is_active_session(session)


def load_options(options: Mapping[str, Any]) -> None:
    """Sets options of Streamlit, ``server.port`` and the like, before it starts."""
    from streamlit.web import bootstrap  # noqa: PLC0415  it loads the server, which a screen does not need

    bootstrap.load_config_options(dict(options))


def load_base_path(base_path: str) -> None:
    """Tells Streamlit the path that stands before its addresses, before it makes its routes."""
    config.set_option("server.baseUrlPath", base_path)


def ask_not_whence_it_is_run() -> None:
    """Spares the first reader the question whether Streamlit runs in a server: it reads the files of all modules."""
    delta_generator._use_warning_has_been_displayed = True


def keep_files_of_last_run() -> None:
    """Keeps the files that a page shows, and those it makes when asked, until a second run of its script begins.

    Streamlit gives them up when the first begins: the end of any reader's run then takes them away, and a click on a
    button that is still shown finds nothing.
    """
    end = MediaFileManager.clear_session_refs

    def give_up(manager: MediaFileManager, session_id: str | None = None) -> None:
        name = session()
        if session_id is not None or name is None:  # the session has ended
            end(manager, session_id)
            return
        with manager._lock:
            shown = manager._files_by_session_and_coord.pop(name, {})
            last = {f"{_LAST_RUN}{place}": file for place, file in shown.items() if not place.startswith(_LAST_RUN)}
            manager._files_by_session_and_coord[name] = last

    setattr(MediaFileManager, "clear_session_refs", give_up)  # noqa: B010  a method is replaced

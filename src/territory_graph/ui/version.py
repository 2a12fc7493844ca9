"""The version of the data of which every page tells: the present one, or an earlier one that the address names."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from territory_graph.library import Opened
from territory_graph.messages import Translator
from territory_graph.store.folder import StoreFolder
from territory_graph.store.pool import QueryPool
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.served import library
from territory_graph.views.contributing.told import moment

VERSION = "version"
"""The parameter of an address that names the version."""
_CHOSEN = "version-chosen"


def asked_version() -> str:
    """The name of the version that the address asks for, ``""`` for the present one.

    The menu leads to addresses that say nothing at all: there a reader stays at the version of the page before.
    """
    asked = st.query_params.to_dict()
    if asked:
        st.session_state[_CHOSEN] = asked.get(VERSION, "")
    return str(st.session_state.get(_CHOSEN, ""))


def version_parameter() -> dict[str, str]:
    """What an address says of the version: nothing for the present one."""
    asked = asked_version()
    return {VERSION: asked} if asked else {}


def shown_version() -> Opened:
    """The version of which the page tells.

    Raises:
        UnknownVersionError: it is not kept.
        StoreError: there is no store, or it cannot be used.
    """
    asked = asked_version()
    return library().at(asked) if asked else library().current()


def shown_pool() -> QueryPool:
    """The pool that answers the queries of the page: on the version of which it tells."""
    return library().pool_at(shown_version().graph.version)


def served_since(folder: StoreFolder, version: str) -> datetime | None:
    """When a version became current, the last time; None of one that never was."""
    return next((one.since for one in folder.served() if one.version == version), None)


def version_bar(opened: Opened, say: Translator) -> None:
    """Says that the page does not tell of the present version, and leads there; nothing where it does."""
    if not asked_version() or opened is library().current():
        return
    version = opened.graph.version
    one = next((each for each in library().folder.served() if each.version == version and each.until), None)
    name = {"version": version, "built": say.day(opened.graph.manifest.built_on)}
    told = say("version.earlier", **name)
    if one is not None and one.until is not None:
        told = say("version.served", since=moment(one.since, say), until=moment(one.until, say), **name)
    with st.container(key="version-bar"):
        st.warning(in_markdown(f"{told} {say('version.whole')}"), icon=":material/history:")
        to_present(say)


def to_present(say: Translator) -> None:
    """A button that opens the same page on the present version."""
    st.button(say("version.to-present"), icon=":material/update:", on_click=_leave, key="version-present")


def _leave() -> None:
    st.session_state[_CHOSEN] = ""
    st.query_params.pop(VERSION, None)

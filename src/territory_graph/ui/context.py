"""What a screen receives: the graph, the sentences of the reader's language, and where links lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator, translator
from territory_graph.settings import LANGUAGES, read_settings
from territory_graph.store.folder import StoreFolder
from territory_graph.views.explorer.scene import Stage, read_stage
from territory_graph.views.home import HomeView, read_home

ADDRESSES = {
    "home": "",
    "network": "reseau",
    "entity": "fiche",
    "analyses": "analyses",
    "questions": "questions",
    "sparql": "sparql",
}
"""Path of each screen; the home page is the root."""

DAY, ALL_DATES = "au", "toutes"
"""The parameter of an address that holds the day, and what it holds for all dates."""

OpenPage = Callable[[str, Mapping[str, str]], None]


@dataclass(frozen=True, slots=True)
class Context:
    """One run of a screen: ``go`` opens another screen by name with the parameters of its address.

    ``day`` is the one of which the screen tells, None for all dates: what it leads to tells of the same.
    """

    graph: KnowledgeGraph
    say: Translator
    go: OpenPage
    day: date | None = None

    @property
    def stage(self) -> Stage:
        """The explorer of the graph in the reader's language."""
        return _stage(self.graph, self.graph.version, self.say.language)

    @property
    def home(self) -> HomeView:
        """The home page in the reader's language."""
        return _home(self.graph, self.graph.version, self.say.language)

    def open_entity(self, iri: str) -> None:
        """Opens the fiche of a thing."""
        self.go("entity", self.parameters(iri))

    def parameters(self, iri: str, name: str = "id") -> dict[str, str]:
        """The parameters of an address that names a thing, and the day."""
        return {name: short_id(iri, self.graph.base), DAY: day_text(self.day)}

    def entity_address(self, iri: str) -> str:
        """The address of a fiche, for a link that can be copied or opened in another tab."""
        values = {**self.parameters(iri), **language_parameter(self.say.language)}
        return f"{ADDRESSES['entity']}?{urlencode(values)}"


def day_text(day: date | None) -> str:
    """What an address says of a day, or of all dates.

    >>> day_text(date(2021, 5, 12)), day_text(None)
    ('2021-05-12', 'toutes')
    """
    return day.isoformat() if day else ALL_DATES


def short_id(iri: str, base: str) -> str:
    """What an address shows of an IRI: ``actor/lsn`` for one of the territory's own, else the whole IRI."""
    return iri.removeprefix(f"{base}id/")


def full_iri(text: str, base: str) -> str:
    """The IRI that an address names: the opposite of ``short_id``."""
    return text if "://" in text or text.startswith("urn:") else f"{base}id/{text}"


def language() -> str:
    """The reader's language: that of the address, else the one chosen before, else that of the settings."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state["language"] = asked
    return str(st.session_state.get("language") or read_settings().language)


def language_parameter(chosen: str) -> dict[str, str]:
    """What an address says of the language: nothing when it is the one that a reader meets first."""
    return {} if chosen == read_settings().language else {"lang": chosen}


def open_graph() -> KnowledgeGraph:
    """The graph that is served: opened once a version, and again when a build has published another.

    Raises:
        StoreError: there is no store, or it cannot be used.
    """
    folder = read_settings().store
    return _graph(str(folder), StoreFolder(folder).manifest().version)


@st.cache_resource(max_entries=2, show_spinner=False)
def _graph(folder: str, version: str) -> KnowledgeGraph:  # noqa: ARG001  the version is the key of the cache
    return KnowledgeGraph.open(Path(folder))


@st.cache_resource(max_entries=4, show_spinner=False)
def _stage(_graph: KnowledgeGraph, version: str, lang: str) -> Stage:  # noqa: ARG001
    return read_stage(_graph, translator(lang))


@st.cache_resource(max_entries=4, show_spinner=False)
def _home(_graph: KnowledgeGraph, version: str, lang: str) -> HomeView:  # noqa: ARG001
    return read_home(_graph, translator(lang))

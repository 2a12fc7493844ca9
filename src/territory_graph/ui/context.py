"""What a screen receives: the graph, the sentences of the reader's language, and where links lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.library import Opened
from territory_graph.messages import Translator
from territory_graph.once import Once
from territory_graph.settings import LANGUAGES
from territory_graph.ui.markup import Amend, Writer
from territory_graph.ui.served import library
from territory_graph.ui.version import asked_version, version_parameter
from territory_graph.ui.who import may_contribute
from territory_graph.views.contributing.forms import is_by_form
from territory_graph.views.explorer.scene import Stage, read_stage
from territory_graph.views.home import HomeView, read_home
from territory_graph.vocabulary import short_id

ADDRESSES = {
    "home": "",
    "network": "reseau",
    "fiche": "fiche",
    "analyses": "analyses",
    "evaluation": "evaluer",
    "partners": "partenaires",
    "council": "conseil",
    "money": "financements",
    "map": "carte",
    "chronology": "chronologie",
    "agenda": "agenda",
    "questions": "questions",
    "composing": "composer",
    "story": "histoires",
    "sparql": "sparql",
    "contribute": "contribuer",
}
"""Path of each screen; the home page is the root."""

DAY, ALL_DATES = "au", "toutes"
"""The parameter of an address that holds the day, and what it holds for all dates."""

OpenPage = Callable[[str, Mapping[str, str]], None]


@dataclass(frozen=True, slots=True)
class Context:
    """One run of a screen: ``go`` opens another screen by name with the parameters of its address.

    ``day`` is the one of which the screen tells, None for all dates: what it leads to tells of the same, in the
    language and of the version that ``standing`` names.
    """

    opened: Opened
    say: Translator
    go: OpenPage
    day: date | None = None
    standing: Mapping[str, str] = field(default_factory=dict)

    @property
    def graph(self) -> KnowledgeGraph:
        """The graph of the version of which the screen tells, which calls everything as on its day."""
        return self.opened.graph.told_on(self.day)

    @property
    def once(self) -> Once:
        """What makes once for all visitors what is read of the version."""
        return self.opened.once

    @property
    def stage(self) -> Stage:
        """The explorer of the graph in the reader's language, which calls everything as on the day."""
        return self.once(("stage", self.say.language, self.day), lambda: read_stage(self.graph, self.say, self.once))

    @property
    def home(self) -> HomeView:
        """The home page of the day in the reader's language."""
        return self.once(("home", self.say.language, self.day), lambda: read_home(self.graph, self.say, self.day))

    def open_fiche(self, iri: str) -> None:
        """Opens the fiche of a thing."""
        self.go("fiche", self.parameters(iri))

    def parameters(self, iri: str, name: str = "id") -> dict[str, str]:
        """The parameters of an address that names a thing, and the day."""
        return {name: short_id(iri, self.graph.base), DAY: day_text(self.day)}

    def fiche_address(self, iri: str) -> str:
        """The address of a fiche, for a link that can be copied or opened in another tab."""
        return f"{ADDRESSES['fiche']}?{urlencode({**self.parameters(iri), **self.standing})}"

    @property
    def is_present(self) -> bool:
        """Whether the version of which the screen tells is the present one."""
        return not asked_version() or self.opened.folder == library().current().folder

    @property
    def amend(self) -> Amend | None:
        """The addresses at which a record is corrected and disputed; None where the reader may do neither.

        What an earlier version says can have changed meanwhile: what is corrected is what stands now.
        """
        return self._amend if may_contribute() and self.is_present else None

    @property
    def writer(self) -> Writer:
        """What writes text whose links open in place, with the evidence that the reader may correct or dispute."""
        return Writer(self.say, self.fiche_address, self.amend)

    def _amend(self, record: str) -> Mapping[str, str]:
        prefix = f"{self.graph.base}id/record/"
        if not record.startswith(prefix):
            return {}
        asked = {"releve": short_id(record, self.graph.base), **language_parameter(self.say.language)}
        acts = {"dispute": {"acte": "contester", **asked}}
        if is_by_form(record, self.graph.base):
            acts = {"correct": asked, **acts}
        return {act: f"{ADDRESSES['contribute']}?{urlencode(values)}" for act, values in acts.items()}


def day_text(day: date | None) -> str:
    """What an address says of a day, or of all dates.

    >>> day_text(date(2021, 5, 12)), day_text(None)
    ('2021-05-12', 'toutes')
    """
    return day.isoformat() if day else ALL_DATES


def language() -> str:
    """The reader's language: that of the address, else the one chosen before, else that of the settings."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state["language"] = asked
    return str(st.session_state.get("language") or library().settings.language)


def language_parameter(chosen: str) -> dict[str, str]:
    """What an address says of the language: nothing when it is the one that a reader meets first."""
    return {} if chosen == library().settings.language else {"lang": chosen}


def standing_parameters(chosen: str) -> dict[str, str]:
    """What an address says of the language and of the version of the data, to lead to more of the same."""
    return {**language_parameter(chosen), **version_parameter()}

"""What a question of an assistant is asked of: a version of the graph, a day, a language; and whom its names mean."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import date

from territory_graph.errors import SettingsError
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.library import Library, Opened
from territory_graph.messages import Translator, translator
from territory_graph.model import Thing
from territory_graph.search import LONGEST_TEXT, Hit
from territory_graph.settings import LANGUAGES
from territory_graph.spelling import folded
from territory_graph.terms import is_iri
from territory_graph.views.explorer.field import Field
from territory_graph.views.explorer.scene import read_stage
from territory_graph.vocabulary import full_iri

ALL_DATES = "all"
MOST_NEAREST = 5
"""Names that are offered where none is what was asked."""
_ALL_DATES = (ALL_DATES, "toutes")


class UnfoundError(Exception):
    """No thing of the graph, or several, are what an assistant calls by a name; ``hits`` are those that come near."""

    def __init__(self, text: str, hits: tuple[Hit, ...], *, several: bool) -> None:
        super().__init__(text)
        self.text = text
        self.hits = hits
        self.several = several


@dataclass(frozen=True)
class AskedGraph:
    """A version of the graph, the language of the answer, and the day of which it tells: None is all dates.

    ``client`` is who asks, as budgets tell clients apart.
    """

    library: Library
    opened: Opened
    say: Translator
    day: date | None
    client: str

    @classmethod
    def of(cls, library: Library, day: str = "", language: str = "", client: str = "assistant") -> AskedGraph:
        """A question of ``day``: an ISO date, ``all`` dates, or the day of which the territory's pages tell at first.

        Raises:
            SettingsError: the day or the language is none.
            StoreError: there is no store, or it cannot be used.
        """
        chosen = language or library.settings.language
        if chosen not in LANGUAGES:
            raise SettingsError(name="lang", value=shown(chosen), expected=" / ".join(LANGUAGES))
        opened = library.current()
        return cls(library, opened, translator(chosen), _day(day.strip(), opened.graph), client)

    @property
    def graph(self) -> KnowledgeGraph:
        """The graph of the version, which calls everything as on the day."""
        return self.opened.graph.told_on(self.day)

    @property
    def field(self) -> Field:
        """The field of exploration in the language of the answer: what the pages read of ties is kept there."""
        return self.opened.once(
            ("stage", self.say.language, self.day), lambda: read_stage(self.graph, self.say, self.opened.once)
        ).field

    def of_all_dates(self) -> AskedGraph:
        """The same question where what is asked has no days."""
        return replace(self, day=None)

    def named(self, text: str, among: Container[str] = ()) -> Thing:
        """The thing that an identifier (``actor/lsn``), an IRI, an official number or a name means.

        Of several that bear the name, those ``among`` which it must be are meant: an agreement, and not its sum.

        Raises:
            UnfoundError: none is called so, or several are.
            SettingsError: the text is too long to be a name.
        """
        checked("name", text, LONGEST_TEXT)
        iri = full_iri(text.strip(), self.graph.base)
        if is_iri(iri) and (thing := self.graph.things([iri], self.say.language)[iri]).kind:
            return thing
        hits = self.graph.search(text, lang=self.say.language, limit=MOST_NEAREST)
        same = [hit for hit in hits if hit.why == "identifier" or folded(hit.matched) == folded(text)]
        best = [hit for hit in same if hit.score == same[0].score]
        sure = [hit for hit in best if hit.iri in among] or best
        if len(sure) == 1:
            return self.graph.things([sure[0].iri], self.say.language)[sure[0].iri]
        raise UnfoundError(text, tuple(sure) or hits, several=len(sure) > 1)


def checked(name: str, text: str, most: int) -> str:
    """The text, where it is short enough.

    Raises:
        SettingsError: it is not.
    """
    if len(text) > most:
        raise SettingsError(name=name, value=shown(text), expected=f"≤ {most}")
    return text


def bounded(name: str, number: int, most: int) -> int:
    """The number, where it is from 1 to ``most``.

    Raises:
        SettingsError: it is not.
    """
    if not 1 <= number <= most:
        raise SettingsError(name=name, value=shown(str(number)), expected=f"1–{most}")
    return number


def one_of(name: str, text: str, known: Callable[[], tuple[str, ...]]) -> str:
    """The text, where it is one of those that are ``known``.

    Raises:
        SettingsError: it is not; those known are given.
    """
    if text not in known():
        raise SettingsError(name=name, value=shown(text), expected=" / ".join(known()))
    return text


def shown(text: str) -> str:
    """A text of somebody who asks as a sentence repeats it: its beginning, on one line."""
    line = " ".join(text[:80].split())
    return f"{line}… ({len(text)})" if len(text) > 80 else line


def _day(text: str, graph: KnowledgeGraph) -> date | None:
    if not text:
        return graph.manifest.known_on
    if text.lower() in _ALL_DATES:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(name="day", value=shown(text), expected=f"YYYY-MM-DD / {ALL_DATES}") from None

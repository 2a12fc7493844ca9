"""What a sentence is cut into: the words of its skeleton, then phrases, groups of verbs, and the marks between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from territory_graph.reading.conjugation import Mood

SLOT = re.compile(r"[A-Z]\d+$")
"""A slot of the skeleton: what a name, a date or a sum is written as there."""


@dataclass(slots=True)
class Token:
    """A word of the skeleton: ``told`` has its accents."""

    text: str
    told: str
    start: int
    end: int

    @property
    def slot(self) -> bool:
        """Whether it is a slot."""
        return SLOT.match(self.text) is not None


@dataclass(slots=True)
class Phrase:
    """Nouns and slots, after the preposition ``prep`` of a ``group``, or after none."""

    start: int
    end: int
    prep: str = ""
    group: str = ""
    article: str = ""
    nouns: list[str] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)
    number: str = ""
    pronoun: str = ""

    @property
    def head(self) -> str:
        """Its first noun."""
        return self.nouns[0] if self.nouns else ""


@dataclass(slots=True)
class Verb:
    """A group of a verb with its auxiliaries.

    ``bare`` is a participle without one, ``controller`` the verb before an infinitive.
    """

    start: int
    end: int
    verbs: tuple[str, ...]
    mood: Mood
    passive: bool = False
    bare: bool = False
    negated: bool = False
    reflexive: bool = False
    plural: bool = False
    controller: str = ""
    clitics: tuple[str, ...] = ()

    @property
    def finite(self) -> bool:
        """Whether it has a subject of its own."""
        return not self.bare and self.mood not in ("infinitive", "gerund")


@dataclass(slots=True)
class Mark:
    """What stands between phrases: a comma, “et”, “qui”, “mais”."""

    start: int
    end: int
    text: str


Unit = Phrase | Verb | Mark

"""What a file is made from: where what it shows comes from, and what the network screen shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.drawing import Drawing, DrawnNode
from territory_graph.views.ties import ToldTie

LONGEST = 500
"""Characters of a name or a sentence of the data that a file holds; what is beyond is cut, and an ellipsis says so."""

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where what is shown comes from: the data of the territory ``name``, dated by ``version`` and ``built``.

    ``address`` opens the view again. ``day`` is the one of which the view tells, and ``gathered`` until when facts were
    gathered, in words.
    """

    say: Translator
    address: str
    version: str
    built: date
    name: str
    licence: str
    day: str
    gathered: str

    def about(self, title: str, scope: str, sources: str = "") -> tuple[tuple[str, str], ...]:
        """What every file says of itself: the name and the text of each remark."""
        told = (
            ("view", title),
            ("scope", scope),
            ("day", self.day),
            ("sources", sources),
            ("territory", self.name),
            ("gathered", self.gathered),
            ("built", self.say.day(self.built)),
            ("version", self.version),
            ("licence", self.licence),
            ("address", self.address),
        )
        return tuple((self.say(f"takeaway.about.{key}"), clean(text, 6 * LONGEST)) for key, text in told if text)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the network screen shows: the picture, the ``ties`` behind its lines, and where both come from.

    ``things`` are the things shown, by IRI, those drawn within a group included; the resources of the territory lie
    under ``base``. ``groups`` are the names of the sectors and of the EPCI of each thing, and ``amounts`` the sum of
    each commitment, in words.
    """

    drawing: Drawing
    ties: tuple[ToldTie, ...]
    things: Mapping[str, Thing]
    origin: Origin
    base: str
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    amounts: Mapping[str, str] = field(default_factory=dict)

    @property
    def say(self) -> Translator:
        """The words of the reader's language."""
        return self.origin.say

    def name_of(self, node: DrawnNode) -> str:
        """The whole name of a drawn node, as the drawing itself cuts it."""
        thing = self.things.get(node.id)
        return clean(thing.label if thing else node.label)

    def label_of(self, iri: str) -> str:
        """The name of a thing; its IRI where it has none."""
        thing = self.things.get(iri)
        return clean(thing.label if thing and thing.label else iri)

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """What every file says of itself: the name and the text of each remark."""
        return self.origin.about(self.drawing.title, self.drawing.summary, self.drawing.source_line)


def clean(text: str, most: int = LONGEST) -> str:
    """The text on one line, without what has no place in a file: controls, turns of direction, half characters.

    >>> clean("a\\x00\\n b\\u202e"), clean("abcdef", 4)
    ('a b', 'abc…')
    """
    seen = _UNSEEN.sub(lambda found: " " if found[0] in "\t\n\r\x85\u2028\u2029" else "", text[: 2 * most])
    return shortened(re.sub(" {2,}", " ", seen).strip(" "), most)


def shortened(text: str, most: int) -> str:
    """A text of so many characters at the most: of a longer one its beginning, before an ellipsis.

    >>> shortened("Val de Reuil", 7)
    'Val de…'
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

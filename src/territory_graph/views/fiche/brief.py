"""The brief of one thing: its fiche shortened for paper, every line with numbered notes of its sources."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.views.citation import name_of
from territory_graph.views.fiche.lines import Detail, Line
from territory_graph.views.fiche.page import FichePage, read_page
from territory_graph.views.telling import Told
from territory_graph.views.wording import Mention, said

LONGEST, LONGEST_SENTENCE = 240, 4_000
"""Characters of one text of the data on paper."""
_WEAKER = {"implied", "inferred", "disputed"}
_APART = {"documents", "other", "said"}
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
"""Categories of characters that are no letters or signs: a soft hyphen, which is one of them, does no harm."""


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One line: what it is about, when, what is said, which notes say so, and what a reader must be warned of.

    ``text`` are names of properties and their values; the name is empty where the head is one.
    """

    head: str
    when: str
    text: tuple[tuple[str, str], ...]
    notes: tuple[int, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefPart:
    """The lines of one reason, and a sentence that says how many were left out."""

    title: str
    lines: tuple[BriefLine, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief ready to be set, plain texts only: ``facts`` are its territory, version… and ``notes`` count from 1."""

    language: str
    title: str
    kind: str
    day: str
    sentence: str
    composed: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[BriefPart, ...]
    missing: tuple[str, str]
    notes_title: str
    notes: tuple[str, ...]
    cut: str
    page_word: str
    colon: str
    semicolon: str


@dataclass(frozen=True, slots=True)
class BriefDraft:
    """Everything that a brief may say; ``brief`` shortens it."""

    page: FichePage
    say: Translator
    day: date | None
    facts: tuple[tuple[str, str], ...]

    @property
    def longest(self) -> int:
        """The number of lines of its longest part."""
        return max((len(lines) for _, lines, _ in self._parts()), default=0)

    def brief(self, most: int) -> Brief:
        """The brief with ``most`` lines a part at the most, and its notes numbered in the order of reading."""
        say, page, notes = self.say, self.page, Notes(self.say)
        cut = [(title, lines[:most], unread + len(lines[most:])) for title, lines, unread in self._parts()]
        parts = list(self._essentials(notes))
        for title, lines, left in cut:
            more = say("brief.more", count=left) if left else ""
            parts.append(BriefPart(title, tuple(self._line(line, notes) for line in lines), more))
        shown, left = sum(len(lines) for _, lines, _ in cut), sum(left for *_, left in cut)
        missing = ", ".join(plain(name) for name in page.fiche.missing)
        return Brief(
            language=say.language,
            title=plain(page.fiche.thing.label),
            kind=" · ".join((say("brief.kind"), *map(plain, page.head.kinds))),
            day=say("brief.as-of", day=say.day(self.day)) if self.day else say("brief.all-dates"),
            sentence=plain(page.head.sentence, LONGEST_SENTENCE),
            composed=say("brief.composed") if any(part.lines for part in parts) else "",
            facts=self.facts,
            parts=tuple(parts),
            missing=(say("brief.missing"), missing),
            notes_title=say("brief.notes"),
            notes=tuple(notes.texts),
            cut=say("brief.cut", shown=shown, total=shown + left) if left else "",
            page_word=say("brief.page"),
            colon=say("list.colon"),
            semicolon=say("list.semicolon"),
        )

    def _parts(self) -> Iterator[tuple[str, tuple[Line, ...], int]]:
        """The parts in the order of the fiche, after what stands in its head."""
        if self.page.head.lines:
            yield self.say("reasons.identity"), self.page.head.lines, 0
        for part in self.page.parts:
            if part.key not in _APART or self.page.fiche.thing.kind == "Source":
                of_notes = part.key == "identity" and self.page.head.lines
                yield self.say("brief.notes_of") if of_notes else part.title, part.lines, part.unread

    def _essentials(self, notes: Notes) -> tuple[BriefPart, ...]:
        """What to retain: the essentials of the fiche, each sentence with its notes."""
        lines = []
        for one in self.page.essentials:
            for each in one.told:
                head, text = plain(one.title) if each is one.told[0] else "", plain(each.sentence, LONGEST_SENTENCE)
                numbers = tuple(dict.fromkeys(notes.number(mention) for mention in said(each.mentions)))
                lines.append(BriefLine(head, "", (("", text),), numbers, self._standing(each)))
            if one.left:
                lines.append(BriefLine("", "", (("", one.left),), (), ()))
        return (BriefPart(self.say("fiche.essentials.title"), tuple(lines), ""),) if lines else ()

    def _standing(self, told: Told) -> tuple[str, ...]:
        """How what a sentence rests on is known, whole or in part, where no source states it and it does not say so."""
        if told.status not in _WEAKER:
            return ()
        words = self.say(f"status.{told.status}")
        if words in told.sentence:
            return ()
        first = said(told.mentions)[:1]
        return (words if first and first[0].status == told.status else self.say("fiche.partly", status=words),)

    def _line(self, line: Line, notes: Notes) -> BriefLine:
        text: tuple[tuple[str, str], ...]
        if line.head is None:
            (detail,) = line.details
            head, text = plain(detail.label), (("", _values(detail)),)
        else:
            head = plain(line.head.label)
            text = tuple((plain(detail.label), _values(detail)) for detail in line.details)
        return BriefLine(
            head=head,
            when=plain(line.period),
            text=text,
            notes=tuple(dict.fromkeys(notes.number(mention) for mention in said(line.mentions))),
            warnings=tuple(filter(None, (line.clash, line.doubt))),
        )


class Notes:
    """Numbers of sources as they are met: one note a source, place, and status."""

    def __init__(self, say: Translator) -> None:
        self._say = say
        self._numbers: dict[str, int] = {}

    def number(self, mention: Mention) -> int:
        """The number of a source, at its place."""
        say = self._say
        source = ", ".join(plain(part) for part in (mention.title, mention.publisher) if part)
        if mention.status != "inferred":
            source = f"{source}, {plain(mention.date) or say('brief.undated')}"
        text = say("list.semicolon").join((source, plain(mention.place, 120), say(f"status.{mention.status}")))
        return self._numbers.setdefault(text, len(self._numbers) + 1)

    @property
    def texts(self) -> Iterable[str]:
        """The notes in the order of their numbers."""
        return self._numbers


def read_draft(graph: KnowledgeGraph, iri: str, say: Translator, day: date | None, address: str) -> BriefDraft:
    """Everything that a brief of ``iri`` may say; ``address`` is where its fiche is read.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    return BriefDraft(read_page(graph, iri, say, day), say, day, brief_facts(graph, say, address))


def brief_facts(graph: KnowledgeGraph, say: Translator, address: str) -> tuple[tuple[str, str], ...]:
    """What every brief says of where it comes from, as far as is known.

    Its territory, until when facts were gathered, the version of the data, the licence, the address of the same page.
    """
    manifest = graph.manifest
    built = say("brief.made", day=say.day(manifest.built_on))
    told = (
        (say("brief.territory"), plain(name_of(manifest, say))),
        (say("brief.gathered"), say.day(manifest.gathered_until) if manifest.gathered_on else ""),
        (say("brief.version"), f"{manifest.version}. {built}"),
        (say("brief.licence"), plain(manifest.licence)),
        (say("brief.address"), plain(address, 400)),
    )
    return tuple((title, text) for title, text in told if text)


def plain(text: str, longest: int = LONGEST) -> str:
    """A text of the data on one line, cut, without the characters that would turn or hide what stands around it."""
    spaced = re.sub(r"[\n\r\t]", " ", text)
    kept = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN or char == "\u00ad")
    return kept if len(kept) <= longest else f"{kept[:longest]}…"


def _values(detail: Detail) -> str:
    return plain(", ".join(text for text, _ in detail.values) if not detail.address else detail.address)

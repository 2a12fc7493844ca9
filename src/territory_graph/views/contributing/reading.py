"""A document and the facts that it may state, side by side: which were accepted, edited, rejected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from territory_graph.contributions import Proposal, Row
from territory_graph.messages import Translator
from territory_graph.reading import Document, Proposed, Reading, edited, parts_of, split
from territory_graph.spelling import capital
from territory_graph.views.contributing.forms import EVIDENCE
from territory_graph.views.contributing.things import Choosable
from territory_graph.views.contributing.told import RowView, row_views

Word = Literal["accepted", "rejected", ""]


@dataclass(frozen=True, slots=True)
class Perusal:
    """A document that is being gone through: what was read in it, and the reader's word on each proposal, by key."""

    document: Document
    reading: Reading
    words: Mapping[str, Word] = field(default_factory=dict)

    def proposal(self, key: str) -> Proposed | None:
        """The proposal of that key."""
        return next((one for one in self.reading.proposals if one.key == key), None)

    def told(self, keys: Iterable[str], word: Word) -> Perusal:
        """The same with the reader's word on some proposals; what an accepted one needs is accepted with it."""
        words = dict(self.words)
        open_ = list(keys)
        while open_:
            key = open_.pop()
            one = self.proposal(key)
            if one is None:
                continue
            words[key] = word
            if word == "accepted":
                open_ += [need for need in one.needs if words.get(need) != "accepted"]
        return replace(self, words=words)

    def edited(self, key: str, cells: Mapping[str, str]) -> Perusal:
        """The same with other cells in one proposal, which is accepted."""
        proposals = tuple(edited(one, cells) if one.key == key else one for one in self.reading.proposals)
        return replace(self, reading=replace(self.reading, proposals=proposals)).told([key], "accepted")

    def split(self, key: str) -> Perusal:
        """The same with one proposal taken apart by its first column of several values."""
        proposals: list[Proposed] = []
        for one in self.reading.proposals:
            parts = parts_of(one) if one.key == key else {}
            proposals += split(one, next(iter(parts))) if parts else [one]
        return replace(self, reading=replace(self.reading, proposals=tuple(proposals)))

    def with_word(self, word: Word) -> tuple[Proposed, ...]:
        """The proposals on which that is the reader's word."""
        return tuple(one for one in self.reading.proposals if self.words.get(one.key, "") == word)

    def at(self, locator: str) -> tuple[Proposed, ...]:
        """The proposals of one passage, in the order of their words."""
        found = (one for one in self.reading.proposals if one.passage == locator)
        return tuple(sorted(found, key=lambda one: (one.start, one.end)))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``marked`` where a proposal rests on it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class ProposedView:
    """A proposal as it is shown: its row, how firmly it is said, whether it is known, and what can be done with it."""

    key: str
    row: RowView
    status: str
    confidence: str
    known: str
    word: Word
    splits: bool


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage: its locator, its text in pieces, and what is proposed after it."""

    locator: str
    pieces: tuple[Piece, ...]
    proposals: tuple[ProposedView, ...]


def passage_views(perusal: Perusal, things: Choosable, say: Translator) -> tuple[PassageView, ...]:
    """Every passage of the document."""
    document = perusal.document
    rows = tuple(one.row for one in perusal.reading.proposals)
    views = []
    for passage in document.passages:
        found = perusal.at(passage.locator)
        # The text is cut where the words of proposals begin and end.
        start, end = passage.start, passage.end
        marks = [(max(one.start, start), min(one.end, end)) for one in found if one.start < end and one.end > start]
        cuts = sorted({start, end, *(cut for mark in marks for cut in mark)})
        pieces = tuple(
            Piece(document.text[first:last], any(one <= first and last <= other for one, other in marks))
            for first, last in pairwise(cuts)
        )
        proposed = tuple(_proposed(one, perusal, things, rows, say) for one in found)
        views.append(PassageView(passage.locator, pieces, proposed))
    return tuple(views)


def _proposed(
    one: Proposed, perusal: Perusal, things: Choosable, rows: tuple[Row, ...], say: Translator
) -> ProposedView:
    told = {name: cell for name, cell in one.row.cells.items() if name not in EVIDENCE}
    (row,) = row_views([Row(one.row.table, told)], things, say, rows)
    kind = say(f"reading.kinds.{one.kind}")
    return ProposedView(
        one.key,
        RowView(capital(kind), row.cells),
        say(f"status.{one.status}"),
        say.number(one.confidence, 2),
        one.known or "",
        perusal.words.get(one.key, ""),
        bool(parts_of(one)),
    )


def proposal_of_document(perusal: Perusal, title: str, say: Translator) -> Proposal:
    """What was accepted of a document, as one proposal; each row with the words that say it."""
    source = Row("sources", {**perusal.reading.source.cells, "title": title.strip() or perusal.document.title})
    rows = [replace(one.row, passage=one.quote) for one in perusal.with_word("accepted")]
    return Proposal("add", (source, *rows), say("document.why-default", title=source.cells["title"]))

"""A lesson: what is wrong with a query, where, and what to write instead."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from territory_graph.diagnosis.reader import Span
from territory_graph.messages import Translator
from territory_graph.store.tokens import position

WIDTH = 96
"""Columns that a line of an excerpt may take."""
_TAB = 4
_LEAST_LEAD = 24


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is wrong with a query, in the reader's language.

    ``line``, ``column`` and ``end_column`` count characters from 1, the end exclusive, all None where no place is
    known; ``place`` says them in words. ``excerpt`` is the line with a line of carets under it.
    """

    sentence: str
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    place: str = ""
    excerpt: str = ""
    hints: tuple[str, ...] = ()

    def text(self) -> str:
        """The whole as plain text: the sentence, the place, the excerpt and the hints."""
        parts = [self.sentence, self.place, self.excerpt, "\n".join(f"- {hint}" for hint in self.hints)]
        return "\n\n".join(part for part in parts if part) + "\n"


def lesson_at(say: Translator, text: str, span: Span, sentence: str, hints: tuple[str, ...] = ()) -> Lesson:
    """The lesson about a stretch of a query; of one of several lines, the first is marked."""
    line, column = position(text, span.start)
    first_line = text[span.start : span.end].split("\n", 1)[0].rstrip("\r")
    end = column + len(first_line) if span.end > span.start else column + 1
    place = say("diagnosis.place", line=str(line), column=str(column))
    return Lesson(sentence, line, column, end, place, excerpt(text, line, column, end), hints)


def excerpt(text: str, line: int, column: int, end: int) -> str:
    """A line of a query with carets under the columns from ``column`` to ``end``, cut around them if it is long.

    >>> print(excerpt("ASK {\\n  ?s == 1\\n}", 2, 7, 8))
    2 |   ?s == 1
      |       ^
    """
    lines = text.split("\n")
    written = lines[line - 1].removesuffix("\r") if line <= len(lines) else ""
    shown, marks = _shown(written, column - 1, max(end, column + 1) - 1)
    gutter = f"{line} | "
    return f"{gutter}{shown}\n{' ' * (len(gutter) - 2)}| {marks}"


def _shown(written: str, start: int, end: int) -> tuple[str, str]:
    """The part of a line to show, and the carets under its characters from ``start`` to ``end``."""
    cells = [_cell(character) for character in written]
    # The columns left before the mark when what follows it is shown whole.
    room = max(_LEAST_LEAD, WIDTH - 1 - sum(map(_width, cells[start : start + WIDTH])))
    first = start
    while first > 0 and sum(map(_width, cells[first - 1 : start])) <= room:
        first -= 1
    lead = "…" if first else ""
    last, width = first, len(lead)
    while last < len(cells) and width + _width(cells[last]) <= WIDTH:
        width += _width(cells[last])
        last += 1
    tail = "…" if last < len(cells) else ""
    before = len(lead) + sum(map(_width, cells[first:start]))
    marked = max(sum(map(_width, cells[start : min(end, last)])), 1)
    return lead + "".join(cells[first:last]) + tail, " " * before + "^" * marked


def _cell(character: str) -> str:
    """What is shown of a character: control characters and odd spaces are made visible."""
    if character == "\t":
        return " " * _TAB
    if ord(character) < 32:
        return chr(0x2400 + ord(character))
    if unicodedata.category(character) in ("Zs", "Cf", "Cc", "Cs") and character != " ":
        return "␣"
    return character


def _width(cell: str) -> int:
    """Columns that a cell takes: two for wide characters, none for accents that combine."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in cell)

"""Passages: the title, headings, and the sentences of each paragraph, as sources are cited by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST_HEADING = 160
_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*")
_END = re.compile(
    r"(?:(?<!\.)\.(?:\.\.)?(?!\.)|[!?…]+)[ \t\u00a0]*[»”\")]*(?=\s+[«“\"(]?\s*[A-ZÀÂÄÉÈÊËÎÏÔÖÛÜÇŒ0-9•–—-])"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|Me|St|Ste|(?<!d['’])art|cf|ex|env|n|no|p|pp|av|bd|tél|etc|janv|févr?|fev|avr|juil|sept|oct|nov|déc|dec|[A-ZÉ])\.|\bn°|\b(?:[A-ZÉ]\.){2,})$"
)
_ITEM = re.compile(
    r"[-•–*▪►▶→➡·👉✅📅📍💶🔹◦›‣●○■□➢✓✔]\s?|\d+[.)]\s|(?:VU|Vu|CONSID[ÉE]RANT|Considérant|ATTENDU|Attendu|SUR|ARTICLE \d+|Article \d+|[A-ZÀ-Ý]{5,}) "
    r"|(?:le )?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?\d{1,2}(?:er)? (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|"
    r"novembre|décembre)\b[^\n]{0,8}[–—:-] |\d{1,2} ?h(?: ?\d\d)? ?[–—:-] |[^\n]{3,80}?\s?(?:\.{4,}|[:|]|\t)\s?\d[\d \u00a0\u202f]*(?:€|euros)"
)
_BEGINS = re.compile(r"[A-ZÀ-ÝŒ0-9«\"]")
_SHORT = 0.7
_WRAPPED = 130
"""Lines much shorter than the widest end by themselves; lines wider than so many letters are whole paragraphs."""
_HEADING_ENDS = tuple(".!?;,…»")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document: its locator (``T``, ``H1``, ``P2.S3``) and where its words begin and end in the text."""

    locator: str
    start: int
    end: int


def passages_of(text: str) -> tuple[Passage, ...]:
    """Every passage in order: ``T`` the title, ``H1``… headings, ``P1.S1``… sentences by paragraph.

    >>> [(one.locator, one.start, one.end) for one in passages_of("Un titre\\n\\nBonjour M. Dupont. Merci.")]
    [('T', 0, 8), ('P1.S1', 10, 28), ('P1.S2', 29, 35)]
    """
    return tuple(_passages(text))


def _passages(text: str) -> Iterator[Passage]:
    paragraphs = headings = 0
    titled = False
    for start, end in _paragraphs(text):
        if _is_heading(text[start:end]):
            if not titled and not paragraphs:
                titled = True
                yield Passage("T", start, end)
            else:
                headings += 1
                yield Passage(f"H{headings}", start, end)
            continue
        paragraphs += 1
        for number, (first, last) in enumerate(_sentences(text, start, end), 1):
            yield Passage(f"P{paragraphs}.S{number}", first, last)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in [*_BLANK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        yield from _blocks(text, start, end)
        start = gap.end() if gap else end


_RULE = re.compile(r"[-=+| ─━┼]{3,}")
_CELLS = re.compile(r"\||\t|(?<=\S) {3,}(?=\S)")
_AMOUNT_LAST = re.compile(r"\S {3,}\d[\d \u00a0\u202f.,]*(?:€|euros|k€|M€)?\s*$")


def is_row(line: str) -> bool:
    """Whether a line is one of a table: cells between strokes, tabs or wide gaps, three of them, or two and a number.

    >>> [is_row(line) for line in ("| Ville | 12 000 € |", "Lin Neuf      Rouen      12", "Lin Neuf a signé.", "Ville    3 000 €")]
    [True, True, False, True]
    """
    cells = [cell for cell in _CELLS.split(line) if cell.strip()]
    return len(cells) > 2 or (len(cells) == 2 and (line.count("|") > 0 or bool(_AMOUNT_LAST.search(line))))


def _in_table(line: str) -> bool:
    """Whether a line is a row of a table or the rule between two."""
    return is_row(line) or (bool(_RULE.fullmatch(line.strip())) and len(line.strip()) > 2)


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph, its lines that stand by themselves apart: headings, and the items of a list."""
    lines = [
        (match.start() + start, match.end() + start)
        for match in re.finditer(r"[^\n]+", text[start:end])
        if match[0].strip()
    ]
    width = max((last - first for first, last in lines), default=0)
    open_at: int | None = None
    for number, (first, last) in enumerate(lines):
        following = text[lines[number + 1][0] : lines[number + 1][1]].lstrip() if number + 1 < len(lines) else ""
        if open_at is None:
            open_at = first
        line = text[first:last].strip()
        alone = (
            not following
            or _ITEM.match(following)
            or _in_table(line)
            or _in_table(following)
            or (
                (last - first < _SHORT * width or width > _WRAPPED)
                and bool(_BEGINS.match(following))
                and not line.endswith(",")
            )
        )
        if alone:
            block = text[open_at:last]
            yield open_at + len(block) - len(block.lstrip()), open_at + len(block.rstrip())
            open_at = None


def _is_heading(block: str) -> bool:
    return (
        len(block) <= _LONGEST_HEADING
        and not is_row(block)
        and block.count("\n") < 3
        and not block.endswith(_HEADING_ENDS)
    )


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for stop in _END.finditer(text, start, end):
        if _ABBREVIATED.search(text, first, stop.end()) and stop[0].startswith(".") and len(stop[0].strip()) == 1:
            continue
        yield from _pieces(text, first, stop.end())
        first = stop.end() + len(text[stop.end() : end]) - len(text[stop.end() : end].lstrip())
    if first < end:
        yield from _pieces(text, first, end)


_LONGEST_SENTENCE = 4_000


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence; one without end, as a list of names may be, in pieces that end at a comma."""
    while end - start > _LONGEST_SENTENCE:
        comma = text.rfind(", ", start, start + _LONGEST_SENTENCE)
        cut = comma + 1 if comma > start else start + _LONGEST_SENTENCE
        yield start, cut
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    yield start, end

"""A scanned text as it was meant: what scans confuse is put right for reading, and every word still has its place.

The text that is shown and quoted stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from territory_graph.reading.passages import Passage
from territory_graph.reading.traced import Traced

_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (name, re.compile(pattern, re.MULTILINE), by)
    for name, pattern, by in (
        ("marks of headings", r"^#{1,6} +(?=\S)", ""),
        ("bullets", r"^[›‣●○■□➢✓✔](?=\s)", "•"),
        ("marks of bold", r"\*\*(?=\S)|(?<=\S)\*\*", ""),
        ("apostrophes", r"\s?[‘’`´ʼ]\s?|'{2,}", "'"),
        ("apostrophes twice", r"'{2,}", "'"),
        ("no-break spaces", r"[\u00a0\u202f\u2007\u2009]", " "),
        ("soft hyphens", r"\u00ad", ""),
        ("words cut at the end of a line", r"(?<=[a-zà-ÿ])-[ \t]*\n[ \t]*(?=[a-zà-ÿ])", ""),
        ("ends of lines", r"[ \t]*(?<!\n)\n(?!\n)[ \t]*", " "),
        ("I for l", r"\bI'(?=[A-Za-zÀ-ÿ])", "l'"),
        ("I glued for l'", r"(?<=[a-z] )I(?=[aeéèêio][a-zà-ÿ]{4,})", "l'"),
        ("/@ for la", r"/@(?=\s)", "la"),
        ("pôle", r"\b([Pp])(?:[oéêdô6]|\xf3)le(s?)\b", r"\1ôle\2"),
        ("filière", r"\b([Ff])ili[eé]re(s?)\b", r"\1ilière\2"),
        ("3 for à", r"(?<=[a-z]) 3 (?=mesure|titre|partir|compter|hauteur)", " à "),
        ("dash of a name", r"(?<=[a-zà-ÿ]) — (?=[A-ZÀ-Ý][a-zà-ÿ]+\b(?!\s*:))", "-"),
    )
)


_LINE_OF_HEADING = re.compile(r"[ \t]*\n\s*(?=[A-ZÀ-Ý\d•▪])")
"""A line of a heading that begins with a capital stands by itself: no name goes on in it."""
_LINE_OF_LABEL = re.compile(r"[ \t]*\n\s*(?=[A-ZÀ-Ý][^\n:.;,]{0,40} ?: \S)")
"""So does one that begins with a label: “Durée : 24 mois”."""
BREAK = "\n\n"
"""What stands between two passages of a mended text."""


def mended(text: str, passages: Sequence[Passage]) -> Traced:
    """The passages as they are read, one after the other, their lines joined.

    >>> from territory_graph.reading.passages import passages_of
    >>> scan = "I’Agglomération Seine — Eure, le Pdle."
    >>> mended(scan, passages_of(scan)).text
    "l'Agglomération Seine-Eure, le Pôle."
    """
    parts: list[Traced] = []
    for passage in passages:
        found = Traced.joined([(text[passage.start : passage.end], passage.start, passage.end)])
        if not passage.locator.startswith("P") or _are_lines(found.text):
            found = found.sub(_LINE_OF_HEADING, BREAK)
        found = found.sub(_LINE_OF_LABEL, BREAK)
        for _, pattern, by in _RULES:
            found = found.sub(pattern, lambda match, by=by: match.expand(by))  # type: ignore[misc]
        parts.append(found)
    gaps = [passage.end for passage in passages[:-1]]
    joined = Traced("", (), ())
    for part, gap in zip(parts, [*gaps, None], strict=True):
        joined = joined + part if gap is None else joined + part + Traced(BREAK, (gap, gap), (gap, gap))
    return joined


def _are_lines(text: str) -> bool:
    """Whether the lines of a paragraph stand each by itself: short ones that begin with a capital."""
    lines = [line.strip() for line in text.splitlines()]
    return (
        len(lines) > 1
        and all(_BEGINS.match(line) for line in lines[1:])
        and not any(_GOES_ON.search(line) for line in lines[:-1])
        and max(map(len, lines[:-1])) < _LONG_LINE
    )


_BEGINS = re.compile(r"[A-ZÀ-Ý\d•▪]")
_GOES_ON = re.compile(
    r"(?:[,;’'-]|\b(?:de|du|des|la|le|les|l|d|et|ou|à|au|aux|en|par|pour|avec|sur|dans|un|une|que|qui))$", re.IGNORECASE
)
_LONG_LINE = 70


def scanned(text: str) -> bool:
    """Whether the text bears marks of a bad scan, which a reviewer should know."""
    return (
        sum(bool(pattern.search(text)) for name, pattern, _ in _RULES if name in {"I for l", "/@ for la", "3 for à"})
        > 0
    )

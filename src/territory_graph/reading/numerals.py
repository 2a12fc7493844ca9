"""French numerals in letters."""

from __future__ import annotations

import re

NUMERALS = {
    word: number
    for number, word in enumerate(
        (
            *("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize"),
            *("quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt"),
        ),
        1,
    )
}
"""Each numeral up to twenty with its number, the lowest first."""

SEVERAL = tuple(word for word, number in NUMERALS.items() if number > 1)
"""Those that count more than one."""

_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre vingt"}


def _below_hundred() -> dict[str, int]:
    """Each number under a hundred by its words, hyphens left out."""
    found = {word.replace("-", " "): number for word, number in NUMERALS.items()}
    for ten, name in _TENS.items():
        found[name] = ten
        for word, number in NUMERALS.items():
            if number < (20 if ten in (60, 80) else 10):
                found[f"{name} {word.replace('-', ' ')}"] = ten + number
                found[f"{name} et {word}"] = ten + number
    return found | {"quatre vingts": 80}


_BELOW_HUNDRED = _below_hundred()
_WORD = "|".join(
    sorted(
        {word for words in _BELOW_HUNDRED for word in words.split()} - {"et"} | {"cents?", "mille"},
        key=len,
        reverse=True,
    )
)
ABOVE_TWENTY = re.compile(
    rf"(?<![\w'-])(?<!pour )(?:(?:{_WORD})(?:[- ](?:et[- ])?(?:{_WORD}))+|"
    r"trente|quarante|cinquante|soixante|cent|mille)(?![\w-])"
)
"""Words in small letters without accents that may be a numeral above twenty: “vingt-deux”, “trois cent quarante”."""
IN_LETTERS = rf"(?:(?:{_WORD})(?:[- ]et)?[- ])*(?:{_WORD})"
"""Any numeral in letters."""
_PARTS = re.compile(r"(?:(?P<thousands>.*?) ?\bmille\b ?)?(?:(?P<hundreds>\w+)? ?\bcents?\b ?)?(?P<rest>.*)")


def number_of(words: str) -> int | None:
    """The number that a numeral says, or None where the words make none.

    >>> [number_of(words) for words in ("vingt et un", "quatre-vingt-douze", "deux mille trois cents", "trois deux")]
    [21, 92, 2300, None]
    """
    told = words.replace("-", " ")
    parts = _PARTS.fullmatch(told)
    assert parts  # its last part takes what is left
    known = _BELOW_HUNDRED | {"": 0}
    thousands = (number_of(parts["thousands"]) if parts["thousands"] else 1) if re.search(r"\bmille\b", told) else 0
    after = told.rpartition("mille")[2]
    hundreds = known.get(parts["hundreds"] or "un") if re.search(r"\bcents?\b", after) else 0
    rest = known.get(parts["rest"])
    return None if thousands is None or hundreds is None or rest is None else thousands * 1_000 + hundreds * 100 + rest

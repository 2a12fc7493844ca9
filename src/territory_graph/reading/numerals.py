"""French numerals in letters, from one to twenty."""

from __future__ import annotations

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
"""Each numeral with its number, the lowest first."""

SEVERAL = tuple(word for word, number in NUMERALS.items() if number > 1)
"""Those that count more than one."""

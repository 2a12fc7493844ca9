"""How names are written and compared: without what readers leave out, and without what scans confuse.

The confusions are those met in scanned French press releases: ô read as é, d or 6; l as a capital I or 1; ç as g; à as
3; “la” as “/@”.
"""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ﬁ": "fi", "ﬂ": "fl"})
_NO_LETTER = re.compile(r"[\W_]+")
_CAPITAL_I_FOR_L = re.compile(r"\bI(?=['’‘`´])")
_SCANNED_ACCENTS = str.maketrans({"é": "o", "ô": "o", "ç": "c"})
_SCANNED = str.maketrans({"d": "o", "6": "o", "0": "o", "1": "l", "g": "c"})
_SHORTEST_PLURAL = 4


def folded(text: str) -> str:
    """The text as names are matched: words of letters and digits, without case, accents, ligatures or punctuation.

    >>> folded("L'Agglomération Seine-Eure"), folded("CŒUR de ville")
    ('l agglomeration seine eure', 'coeur de ville')
    """
    return _NO_LETTER.sub(" ", _without_accents(text.casefold())).strip()


def bears(text: str, name: str) -> bool:
    """Whether a text holds a name as words of its own, whatever their case: “Bois” is not in “Bois-Vif” or “Boisement”.

    >>> bears("Présidence du Pôle Bois", "pôle bois"), bears("Convention avec Bois-Vif", "Bois")
    (True, False)
    """
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE) is not None


def scan_form(text: str) -> str:
    """The text folded so that a word and its bad scan become one; the plural, which scans lose, does not count.

    Words without a letter are numbers, and stay as they are, but for the lone 3 that stands for “à”.

    >>> scan_form("Pôle") == scan_form("P6le") == scan_form("Pdle") == scan_form("péles")
    True
    >>> scan_form("Bureau à Besançon") == scan_form("Bureau 3 Besangon")
    True
    >>> scan_form("Feuille de route 2016") == scan_form("Feuille de route 2010")
    False
    """
    mended = unicodedata.normalize("NFC", _CAPITAL_I_FOR_L.sub("l", text).replace("/@", "la").casefold())
    plain = _without_accents(mended.translate(_SCANNED_ACCENTS))
    return " ".join(map(_scanned, _NO_LETTER.sub(" ", plain).split()))


def _scanned(word: str) -> str:
    if word.isdigit():
        return "a" if word == "3" else word
    read = word.translate(_SCANNED)
    return read.removesuffix("s") if len(read) >= _SHORTEST_PLURAL else read


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def edits(one: str, other: str, most: int) -> int:
    """The fewest letters to insert, leave out, change or swap with the next to make one word of the other.

    No letter is touched twice (optimal string alignment). Words farther apart than ``most`` are ``most + 1`` apart.

    >>> edits("louvier", "louviers", 2), edits("polehparma", "polepharma", 2), edits("caen", "rouen", 1)
    (1, 1, 2)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [0], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, found in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != found))
            if i > 1 and j > 1 and letter == other[j - 2] and found == one[i - 2]:
                least = min(least, two_before[j - 2] + 1)
            row.append(least)
        if min(*row, *before) > most:
            return most + 1
    return min(row[-1], most + 1)


def capital(text: str) -> str:
    """A text that begins with a capital, the rest as it stands."""
    return f"{text[:1].upper()}{text[1:]}"

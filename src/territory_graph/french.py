"""French prepositions and articles before a name or a date, contracted and elided as the name itself asks.

A name has the article that it begins with (“Le Havre”), else that of the common noun that it begins with (“Pôle
métropolitain”, “État”: ``locales/nouns.toml``), else none (“NextMove”). A sentence of ``locales`` asks for a form after
the name of a field: ``{name:de}``; or for one of two words, by whether the name is singular or plural:
``{name:soutient/soutiennent}``.

>>> after("de", "Le Havre"), after("à", "Pôle métropolitain"), after("le", "État"), after("de", "Elbeuf")
('du Havre', 'au Pôle métropolitain', "l'État", "d'Elbeuf")
>>> after("jusque", "31 août 2019"), after("jusque", "août 2019"), after("depuis", "vers 2011")
("jusqu'au 31 août 2019", "jusqu'en août 2019", 'depuis 2011 environ')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Self

from territory_graph import resources
from territory_graph.spelling import capital, folded

_ARTICLE = re.compile(r"(?P<article>le |la |les |l['’])(?=\S)", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}(?:er)? \w+ \d+")
_CONTRACTED = {("de", "le "): "du ", ("de", "les "): "des ", ("à", "le "): "au ", ("à", "les "): "aux "}
_BEFORE_A_DAY = {"jusque": "jusqu'au ", "depuis": "depuis le ", "en": "le "}
_BEFORE_A_MONTH_OR_YEAR = {"jusque": "jusqu'en ", "depuis": "depuis ", "en": "en "}
_ABOUT = "vers "
_SILENT_BEFORE = re.compile(r"[aeiou]|y[^aeiouy]|h")


class Listing(str):
    """Names as a list in words, each of which is still known: French repeats its preposition before each."""

    __slots__ = ("_join", "_names")
    _names: Sequence[str]
    _join: Callable[[Sequence[str]], str]

    @classmethod
    def of(cls, names: Sequence[str], join: Callable[[Sequence[str]], str]) -> Self:
        """The names as ``join`` writes them."""
        found = cls(join(names))
        found._names, found._join = names, join
        return found

    def __format__(self, form: str) -> str:
        if _NUMBERS in form:
            return _in_number(form, many=len(self._names) > 1 or any(map(is_plural, self._names)))
        if form not in FORMS:
            return super().__format__(form)
        rest = form.lower()  # only the first begins a sentence
        return self._join([after(form if place == 0 else rest, name) for place, name in enumerate(self._names)])


class Field(str):
    """A text that fills a field of a French sentence, in the form that the sentence asks for."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        if _NUMBERS in form:
            return _in_number(form, many=is_plural(str(self)))
        return after(form, str(self)) if form in FORMS else super().__format__(form)


_NUMBERS = "/"
"""Between the two forms of a word that agrees in number with a name: ``{name:soutient/soutiennent}``."""
FORMS = frozenset({"le", "Le", "de", "à", "e", *_BEFORE_A_DAY})
"""What a sentence may ask for: ``le`` with its article, ``Le`` the same at a beginning, ``de``, ``à``, ``e`` the ending
of a word that agrees with the name; before a date ``jusque``, ``depuis``, ``en``.
"""


def after(form: str, text: str) -> str:
    """A name or a date in one of the ``FORMS``."""
    if form == "e":
        return "e" if feminine(text) else ""
    if form in _BEFORE_A_DAY:
        return _dated(form, text)
    article, name = _split(text)
    if form in ("le", "Le"):
        told = f"{article}{name}"
        return capital(told) if form == "Le" and article else told
    if (form, article.lower()) in _CONTRACTED:
        return f"{_CONTRACTED[form, article.lower()]}{name}"
    if form == "de" and not article and _elides(name):
        return f"d'{name}"
    return f"{form} {article}{name}"


def feminine(text: str) -> bool:
    """Whether the common noun that a name begins with is feminine; what has none is masculine.

    >>> feminine("Métropole Rouen Normandie"), feminine("Pôle métropolitain"), feminine("NextMove")
    (True, False, False)
    >>> feminine("Technopole du Madrillet"), feminine("Technopôle Brest-Iroise")
    (True, False)
    """
    return _noun(text) in _nouns()["feminine"] and not text.casefold().startswith("technopôle")


def is_plural(text: str) -> bool:
    """Whether a name has a plural article, its own or that of its common noun.

    >>> is_plural("Les Amis du lac"), is_plural("Associations réunies"), is_plural("NextMove"), is_plural("Campus")
    (True, True, False, False)
    """
    return _split(text)[0].lower() == "les "


def _in_number(form: str, *, many: bool) -> str:
    one, other = form.split(_NUMBERS)
    return other if many else one


def _dated(form: str, text: str) -> str:
    if _DAY.fullmatch(text):
        return f"{_BEFORE_A_DAY[form]}{text}"
    if not text.startswith(_ABOUT):
        return f"{_BEFORE_A_MONTH_OR_YEAR[form]}{text}"
    return {"jusque": f"jusque {text}", "depuis": f"depuis {text.removeprefix(_ABOUT)} environ", "en": text}[form]


def _split(text: str) -> tuple[str, str]:
    """The article of a name, with its space or apostrophe, and the name after it."""
    if found := _ARTICLE.match(text):
        return found["article"], text[found.end() :]
    noun = _noun(text)
    if noun not in _nouns()["masculine"] and noun not in _nouns()["feminine"]:
        return "", text
    if noun != folded(text).partition(" ")[0]:
        return "les ", text
    if _elides(text):
        return "l'", text
    return ("la " if feminine(text) else "le "), text


def _noun(text: str) -> str:
    """The first word of a name as the list of nouns writes it: in the singular."""
    word = re.split(r"[\s,(]", text.strip(), maxsplit=1)[0]
    if not word[:1].isalpha() or "-" in word:
        return ""
    first = folded(word)
    known = _nouns()["masculine"] | _nouns()["feminine"]
    return first if first in known or not first.endswith("s") or first[:-1] not in known else first[:-1]


def _elides(name: str) -> bool:
    letters = folded(name)
    return bool(_SILENT_BEFORE.match(letters)) and not letters.startswith(tuple(_nouns()["aspirated"]))


@cache
def _nouns() -> dict[str, frozenset[str]]:
    with (resources.LOCALES / "nouns.toml").open("rb") as file:
        return {kind: frozenset(words) for kind, words in tomllib.load(file).items()}

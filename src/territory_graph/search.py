"""Searching things by any of their names: present and former, short and long, misspelt and badly scanned."""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

from territory_graph.causes import Cause
from territory_graph.dates import Interval
from territory_graph.errors import SettingsError
from territory_graph.facts.ontology import most_precise
from territory_graph.settings import LANGUAGES
from territory_graph.spelling import folded, scan_form
from territory_graph.store.engine import Engine
from territory_graph.store.name_index import Distance, Named, NameHit, NameIndex, Scope
from territory_graph.store.search_index import INDEX, plain_code
from territory_graph.store.searched import OTHER_RANK

_LOG = logging.getLogger(__name__)
Answered = TypeVar("Answered")
Why = Literal["name", "former name", "acronym", "identifier", "near spelling"]

LONGEST_TEXT = 200
MOST_WORDS = 12
"""What is read of a text that somebody looks for."""
_FRENCH = ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur", "un", "une")
_ENGLISH = ("and", "at", "for", "in", "of", "on", "the")
SMALL_WORDS = frozenset((*_FRENCH, *_ENGLISH))
"""Words that a name need not hold, where the text has others."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    ``kind`` is the local name of its most precise class; ``place`` the commune where it is, or the wider place, or
    empty; ``matched`` the name or identifier that was found, and ``why`` what that is to the thing. ``held`` is when
    the thing bore that name, where a source says so. ``score`` is 1 for the very name, and less the farther it is.
    """

    iri: str
    label: str
    kind: str
    place: str
    matched: str
    why: Why
    score: float
    held: Interval = field(default_factory=Interval)


class SearchIndex:
    """The names of everything in one version of a store; ``remade`` gives the index anew where its file is damaged."""

    def __init__(self, names: NameIndex, base: str, remade: Callable[[], NameIndex]) -> None:
        self._names = names
        self._base = base
        self._remade = remade
        self._remaking = threading.Lock()

    @classmethod
    def open(cls, engine: Engine, base: str, version: Path | None = None) -> SearchIndex:
        """The index in the folder of a version; where it holds none, one that is made in memory, in some seconds."""
        written = NameIndex.read(version / INDEX) if version else None
        return cls(written or NameIndex.of(engine, base), base, lambda: NameIndex.of(engine, base))

    def search(self, text: str, language: str = "fr", limit: int = 20, *, everything: bool = False) -> tuple[Hit, ...]:
        """The things that ``text`` names, the best first: by a name in any language, told in ``language``.

        The very name comes first, then names that begin with the text, that hold its words in any order (the last one
        perhaps begun only), that hold them as parts of words, that a bad scan spells so, and, where no name has the
        words, that are spelled nearly so. At the same score actors come before agreements, then the alphabet decides.
        With ``everything`` also figures, statuses and lists of words are looked at, which readers seldom look for.

        Raises:
            SettingsError: labels are not kept in that language.
        """
        if language not in LANGUAGES:
            raise SettingsError(name="lang", value=language, expected=Cause("want-language"))
        wanted = _Wanted.of(text, self._base)
        scope = Scope(language, OTHER_RANK if everything else OTHER_RANK - 1, limit)
        return self._asked(lambda: self._found(wanted, scope))

    def named(self, forms: Iterable[str], language: str = "fr") -> dict[str, list[Named]]:
        """The things that bear each of the folded names, for who reads a text: nothing is misspelt or in part."""
        wanted = sorted({form for form in forms if form})
        by_form: dict[str, list[Named]] = {}
        for one in self._asked(lambda: self._names.named(wanted, language)):
            by_form.setdefault(one.form, []).append(one)
        return by_form

    def _asked(self, ask: Callable[[], Answered]) -> Answered:
        """What is found in the index; one that is found damaged is made anew, and asked again."""
        names = self._names
        try:
            return ask()
        except sqlite3.DatabaseError as error:
            if not names.is_damage(error):
                raise
        with self._remaking:
            if self._names is names:
                _LOG.error("the index of names was damaged while it was read: names are searched in memory")
                self._names = self._remade()
        return ask()

    def _found(self, wanted: _Wanted, scope: Scope) -> tuple[Hit, ...]:
        limit = scope.limit
        found: dict[str, NameHit] = {}
        for lookup in (self._written, self._in_parts, self._scanned):
            if len(found) < limit:
                _keep(found, lookup(wanted, scope))
        if not any(one.distance <= Distance.WORDS for one in found.values()):
            _keep(found, self._in_a_place(wanted, scope))
        if len(found) < limit and not any(one.distance <= Distance.WORDS for one in found.values()):
            _keep(found, self._misspelt(wanted, scope))
        return tuple(map(_hit, sorted(found.values(), key=lambda one: one.order)[:limit]))

    def _written(self, wanted: _Wanted, scope: Scope) -> list[NameHit]:
        """Things that are identified or named as it is written."""
        hits = self._names.with_code(wanted.code, wanted.iri, scope, begun=wanted.code_begun) if wanted.code else []
        if len(wanted.text) >= _SHORTEST_WORD:
            return hits + self._names.with_words(wanted.text, wanted.words, scope)
        return hits + self._names.that_begin(wanted.text, scope) if wanted.text else hits

    def _in_a_place(self, wanted: _Wanted, scope: Scope) -> list[NameHit]:
        """Things whose names hold the first words and whose place the last: “Sainte-Colombe Gironde”."""
        many = replace(scope, limit=_HOMONYMS)
        for last in range(1, min(len(wanted.words), _PLACE_WORDS + 1)):
            named, placed = wanted.words[:-last], set(wanted.words[-last:])
            hits = self._names.with_words(" ".join(named), named, many)
            found = [one for one in hits if placed <= set(folded(one.place).split())]
            if found:
                return found[: scope.limit]
        return []

    def _in_parts(self, wanted: _Wanted, scope: Scope) -> list[NameHit]:
        long_enough = min(map(len, wanted.words), default=0) >= _SHORTEST_PART
        return self._names.with_parts(wanted.words, scope) if long_enough else []

    def _scanned(self, wanted: _Wanted, scope: Scope) -> list[NameHit]:
        long_enough = len(wanted.text) >= _SHORTEST_PART
        return self._names.badly_scanned(wanted.scans, len(wanted.text), scope) if long_enough else []

    def _misspelt(self, wanted: _Wanted, scope: Scope) -> list[NameHit]:
        """Things whose names are spelled nearly so: words that no name has are misspelt first, then any may be."""
        if not any(map(_edits_of, wanted.words)):
            return []
        strange = {word for word in wanted.words if not self._names.has_word(word)}
        return self._near(wanted.words, strange, scope) or self._near(wanted.words, set(wanted.words), scope)

    def _near(self, words: tuple[str, ...], misspelt: set[str], scope: Scope) -> list[NameHit]:
        """Things whose names hold the words, ``misspelt`` ones by an edit, or by two where that finds too few.

        A word too short to be misspelt, which no name has, is passed over.
        """
        near = {word: self._names.near(word, _edits_of(word)) if word in misspelt else {word: 0} for word in words}
        meant = [found for word, found in near.items() if found or _edits_of(word)]
        hits: list[NameHit] = []
        for most, distance in ((1, Distance.ONE_EDIT), (_MOST_EDITS, Distance.MORE_EDITS)):
            choices = [[other for other, far in found.items() if far <= most] for found in meant]
            if choices and all(choices) and len(hits) < scope.limit:
                hits += self._names.with_near_words(choices, distance, scope)
        return hits


_HOMONYMS, _PLACE_WORDS = 500, 4
"""Things of one name among which those of a place are looked for, and words that the name of the place may have."""
_SHORTEST_WORD = 3
_SHORTEST_PART = 3
_SHORTEST_CODE = 3
_MOST_EDITS = 2
_PIECE = re.compile(r"/@|I['’‘`´]|[^\W_]+")  # what a scan makes of “la” and “l'”, and plain words


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A text that somebody looks for, in the forms in which it is compared.

    ``words`` are those that a name must hold, ``scans`` the same with their scan forms.
    """

    text: str
    words: tuple[str, ...]
    scans: tuple[tuple[str, str], ...]
    code: str
    iri: str
    code_begun: bool

    @classmethod
    def of(cls, text: str, base: str) -> _Wanted:
        cut = text[:LONGEST_TEXT]
        pairs = [(folded(word) or scan_form(word), scan_form(word)) for word in _PIECE.findall(cut)][:MOST_WORDS]
        large = [pair for pair in pairs if not SMALL_WORDS.intersection(pair)] or pairs
        iri, code = "".join(cut.split()), plain_code(cut)
        return cls(
            text=" ".join(plain for plain, _ in pairs),
            words=tuple(plain for plain, _ in large),
            scans=tuple(large),
            code=code,
            iri=iri if "://" in iri else f"{base}id/{iri}",
            code_begun=len(code) >= _SHORTEST_CODE and ("/" in code or any(map(str.isdigit, code))),
        )


def _edits_of(word: str) -> int:
    """How many edits may be a slip: none in the shortest words, where they make another word."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else _MOST_EDITS


def _keep(found: dict[str, NameHit], hits: Iterable[NameHit]) -> None:
    """Adds hits to what was found: of a thing that was found twice, the better one."""
    for one in hits:
        if one.iri not in found or one.order < found[one.iri].order:
            found[one.iri] = one


def _hit(found: NameHit) -> Hit:
    return Hit(
        iri=found.iri,
        label=found.label,
        kind=most_precise(found.classes.split()),
        place=found.place,
        matched=found.text,
        why="near spelling" if found.distance >= Distance.SCAN else found.reason or "identifier",
        score=1 - found.distance / 100,
        held=_interval(found.start, found.end),
    )


def _interval(start: str | None, end: str | None) -> Interval:
    """The time between two dates as sources give them; none where they are no dates."""
    try:
        return Interval.of(start, end)
    except ValueError:
        return Interval()

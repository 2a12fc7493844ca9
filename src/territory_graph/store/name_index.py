"""Looking up names in the index of a store (``search_index``): as written, in part, badly scanned or nearly so.

Spellings that come near are sought word by word: trigrams tell which words of the index may be meant, counted edits
decide, and names that hold such words are found by them. Comparing whole names instead, as a fuzzy matcher does, finds
no more and takes ten times as long on a hundred thousand of them.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from territory_graph.causes import of_damage
from territory_graph.spelling import edits
from territory_graph.store.checksums import damage_of
from territory_graph.store.engine import Engine
from territory_graph.store.search_index import FORMAT, MOST_WORDS, fill_index, padded
from territory_graph.store.searched import Reason, searched_things

_LOG = logging.getLogger(__name__)


class Distance(IntEnum):
    """How far a name is from what was looked for, the nearest first."""

    SAME = 0
    SAME_CODE = 5
    BEGINNING = 10
    CODE_BEGINNING = 15
    WORDS = 20
    PARTS = 40
    SCAN = 50
    SCAN_OF_BEGINNING = 53
    SCAN_OF_WORDS = 56
    ONE_EDIT = 60
    MORE_EDITS = 70


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: labels in one ``language``, ranks up to ``lowest``, and at most ``limit`` things."""

    language: str
    lowest: int
    limit: int


@dataclass(frozen=True, slots=True)
class NameHit:
    """A thing that was found, and the best of its names that were; ``classes`` are separated by spaces.

    Where it was found by an identifier, ``text`` is that, and there is no ``reason``. Hits sort by ``order``.
    """

    iri: str
    label: str
    place: str
    classes: str
    text: str
    reason: Reason | None
    start: str | None
    end: str | None
    best: int
    rank: int
    position: float

    @property
    def distance(self) -> Distance:
        """How far the name is from what was looked for."""
        return Distance(self.best // _CHOICES)

    @property
    def order(self) -> tuple[int, int, bool, float]:
        """Nearest first, then the foremost rank, labels before other names, and alphabetical order."""
        return self.distance, self.rank, self.best % _CHOICES > 0, self.position


_CHOICES = 8  # one step of distance outweighs any choice between the names of a thing
_LAST = "\U0010ffff"

_NAMES = """
SELECT t.iri, l.text, l.place, t.classes, f.text, f.reason, f.start, f."end", f.best, f.rank, f.position
FROM (
  SELECT n.thing, n.text, n.reason, n.start, n."end", n.rank, n.position_{language} AS position,
    MIN(({distance}) * 8 + n.choice + (n.choice = 0 AND n.language NOT IN ('', :language))) AS best
  FROM {source} WHERE {condition} AND n.rank <= :lowest
  GROUP BY n.thing ORDER BY best / 8, n.rank, best % 8 > 0, position LIMIT :limit
) AS f JOIN thing AS t ON t.id = f.thing JOIN label AS l ON l.thing = f.thing AND l.language = :language
"""
_LIKENESS = f"""CASE WHEN n.folded = :text THEN {Distance.SAME:d}
  WHEN n.folded >= :text AND n.folded < :after THEN {Distance.BEGINNING:d} ELSE {Distance.WORDS:d} END"""
_SCAN_LIKENESS = f"""CASE WHEN ABS(LENGTH(n.folded) - :length) <= 1 THEN {Distance.SCAN:d}
  ELSE {Distance.SCAN_OF_BEGINNING:d} END"""
_CODES = f"""
SELECT t.iri, l.text, l.place, t.classes, c.text, NULL, NULL, NULL,
  MIN(CASE WHEN c.code IN (:code, :iri) THEN {Distance.SAME_CODE:d} ELSE {Distance.CODE_BEGINNING:d} END) * 8 AS best,
  t.rank, t.position_{{language}} AS position
FROM (
  SELECT code, thing, text FROM code WHERE code >= :code AND code <= :code || :after
  UNION ALL SELECT iri, id, iri FROM thing WHERE iri >= :iri AND iri <= :iri || :after
) AS c JOIN thing AS t ON t.id = c.thing JOIN label AS l ON l.thing = t.id AND l.language = :language
WHERE t.rank <= :lowest
GROUP BY t.id ORDER BY best, t.rank, position LIMIT :limit
"""
_AT_ONCE = 500
_NAMED = """
SELECT DISTINCT n.folded, t.iri, l.text, t.classes, n.text, n.reason, n.rank
FROM name AS n JOIN thing AS t ON t.id = n.thing JOIN label AS l ON l.thing = t.id AND l.language = :language
WHERE n.folded IN ({marks}) ORDER BY n.choice, t.iri
"""
_SPELLINGS = """
SELECT w.text FROM spellings JOIN word AS w ON w.id = spellings.rowid
WHERE spellings MATCH :match AND spellings.rowid BETWEEN :first AND :last
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that bears a name: ``form`` is the name folded, ``text`` as it is written; ``classes`` as in a hit."""

    form: str
    iri: str
    label: str
    classes: str
    text: str
    reason: Reason
    rank: int


class NameIndex:
    """An index opened for searching, from any thread.

    Each lookup answers the ``limit`` best things whose names are found, each once with its best name.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._lock = threading.Lock()

    @classmethod
    def of(cls, engine: Engine, base: str) -> NameIndex:
        """The index of a version, made in memory."""
        database = sqlite3.connect(":memory:", check_same_thread=False)
        fill_index(database, searched_things(engine, base))
        return cls(database)

    @classmethod
    def read(cls, file: Path) -> NameIndex | None:
        """The index that was written into a file; None where there is none that this software reads.

        One that is not as it was written with its version would find less: it is none.
        """
        if (damage := damage_of(file.parent, file.name)) is not None:
            _LOG.warning(
                "%s: %s; names are searched in memory until “territory-graph build”",
                file.parent,
                of_damage(damage.file, damage.kind),
            )
            return None
        with suppress(sqlite3.Error):
            address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
            database = sqlite3.connect(address, uri=True, check_same_thread=False)
            if database.execute("PRAGMA user_version").fetchone() == (FORMAT,):
                return cls(database)
            database.close()
        return None

    @staticmethod
    def is_damage(error: sqlite3.DatabaseError) -> bool:
        """Whether a lookup failed because the file is no longer as it was written, not because of what was asked."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
        return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)

    def with_words(self, text: str, words: Sequence[str], scope: Scope) -> list[NameHit]:
        """Names that are the folded ``text``, begin with it, or hold its words in any order, the last perhaps begun."""
        match = f"folded : ({' AND '.join([*map(_whole, words[:-1]), _begun(words[-1])])})"
        return self._names("words", match, _LIKENESS, scope, text=text, after=text + _LAST)

    def that_begin(self, text: str, scope: Scope) -> list[NameHit]:
        """Names that begin with the folded ``text``: for texts so short that the words which begin so are too many."""
        condition = "n.folded >= :text AND n.folded < :after"
        return self._found(_NAMES, scope, "name AS n", condition, _LIKENESS, text=text, after=text + _LAST)

    def with_parts(self, words: Sequence[str], scope: Scope) -> list[NameHit]:
        """Names that hold every word, of three letters at least, inside a word or over the end of one."""
        return self._names("parts", " AND ".join(map(_whole, words)), f"{Distance.PARTS:d}", scope)

    def badly_scanned(self, words: Sequence[tuple[str, str]], length: int, scope: Scope) -> list[NameHit]:
        """Names that hold every word, given folded and in its scan form, in either, the last perhaps begun.

        First those that begin with the first word, and of them those about as long as the text: ``length`` letters.
        """
        whole = [f"(folded : {_whole(plain)} OR scanned : {_whole(scan)})" for plain, scan in words[:-1]]
        last = f"(folded : {_begun(words[-1][0])} OR scanned : {_begun(words[-1][1])})"
        match = " AND ".join([*whole, last])
        begun = match.replace(': "', ': ^ "', 2)
        return [
            *self._names("words", begun, _SCAN_LIKENESS, scope, length=length),
            *self._names("words", match, f"{Distance.SCAN_OF_WORDS:d}", scope),
        ]

    def with_near_words(self, choices: Iterable[Iterable[str]], distance: Distance, scope: Scope) -> list[NameHit]:
        """Names that hold one of the words of each choice."""
        match = " AND ".join(f"({' OR '.join(map(_whole, words))})" for words in choices)
        return self._names("words", f"folded : ({match})", f"{distance:d}", scope)

    def with_code(self, code: str, iri: str, scope: Scope, *, begun: bool) -> list[NameHit]:
        """Things whose identifier is ``code`` or whose IRI is ``iri``, or with ``begun`` begins so."""
        return self._found(_CODES, scope, code=code, iri=iri, after=_LAST if begun else "")

    def named(self, forms: Sequence[str], language: str) -> list[Named]:
        """Everything that bears one of the folded names, whatever its rank: labels first, then by IRI."""
        found: list[Named] = []
        for at in range(0, len(forms), _AT_ONCE):
            some = forms[at : at + _AT_ONCE]
            sql = _NAMED.format(marks=", ".join(f":f{number}" for number in range(len(some))))
            values = {f"f{number}": form for number, form in enumerate(some)}
            found += [Named(*row) for row in self._rows(sql, {**values, "language": language})]
        return found

    def has_word(self, word: str) -> bool:
        """Whether some name holds the word."""
        return bool(self._rows("SELECT 1 FROM word WHERE text = :word", {"word": word}))

    def near(self, word: str, most: int) -> dict[str, int]:
        """Words of the names that are at most so many edits away from ``word``, with their edits.

        An edit spoils three trigrams, and one that swaps two letters four: of several edits one may be a swap.
        """
        grams = _grams(word)
        least = max(1, len(grams) - 3 * most - 1)
        match = " OR ".join(map(_whole, sorted(grams)))
        found = {}
        first, last = (len(word) - most) * MOST_WORDS, (len(word) + most + 1) * MOST_WORDS - 1
        for (other,) in self._rows(_SPELLINGS, {"match": match, "first": first, "last": last}):
            if len(grams & _grams(other)) >= least and (far := edits(word, other, most)) <= most:
                found[other] = far
        return found

    def _names(self, table: str, match: str, distance: str, scope: Scope, **values: Any) -> list[NameHit]:
        source = f"{table} JOIN name AS n ON n.id = {table}.rowid"
        return self._found(_NAMES, scope, source, f"{table} MATCH :match", distance, match=match, **values)

    def _found(
        self, sql: str, scope: Scope, source: str = "", condition: str = "", distance: str = "", **values: Any
    ) -> list[NameHit]:
        text = sql.format(language=scope.language, source=source, condition=condition, distance=distance)
        return [NameHit(*row) for row in self._rows(text, {**values, **asdict(scope)})]

    def _rows(self, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        with self._lock, closing(self._database.execute(sql, values)) as rows:
            return rows.fetchall()


def _grams(word: str) -> set[str]:
    marked = padded(word)
    return {marked[at : at + 3] for at in range(len(marked) - 2)}


def _whole(word: str) -> str:
    return f'"{word}"'


def _begun(word: str) -> str:
    return f'"{word}" *'

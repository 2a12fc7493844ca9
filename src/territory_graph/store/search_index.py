"""The index of a store that the search reads: an SQLite file beside the store, in the folder of its version.

It is written with the version and never changed: that of the next version is written anew, or from it by
``amended_index``. Names are indexed by their words, folded and in their scan form, by
trigrams of their letters, and every word of a name by its own trigrams. ``name_index`` looks things up in it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import DCTERMS, RDF, RDFS, SKOS

from territory_graph.settings import LANGUAGES
from territory_graph.spelling import folded, scan_form
from territory_graph.store.engine import Embedded
from territory_graph.store.searched import Name, SearchedThing, searched_things
from territory_graph.terms import node
from territory_graph.vocabulary import TG, UPDATES_GRAPH

INDEX = "search.sqlite"
FORMAT = 2
LONGEST_NAME = 300
"""Characters of a name by which it is found; what is longer is shown whole."""
MOST_WORDS = 1 << 32
"""Numbers that there are for words of one length."""
NAME_OF = node(TG.nameOf)
_OF_NAMED = frozenset(map(node, (RDF.type, TG.start, TG.end)))
_NAMES = tuple(map(node, (RDFS.label, SKOS.prefLabel, SKOS.altLabel, DCTERMS.title)))
_SEARCHED = frozenset(
    (
        *_NAMES,
        *map(node, (TG.nameOf, TG.nameText, TG.nameKind)),
        *map(node, (TG.siren, TG.siret, TG.inseeCode, TG.rna, TG.ror, TG.wikidata, DCTERMS.identifier, SKOS.notation)),
        *map(node, (TG.within, TG.locatedIn, TG.siteOf, TG.hasTerritory, TG.activeIn)),
    )
)
"""Properties of which the index is made (``queries/system/search-*.rq``)."""

_LAST_WORD = "SELECT id FROM word WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"
_POSITIONS = ", ".join(f"position_{language} INTEGER NOT NULL" for language in LANGUAGES)
_SCHEMA = f"""
PRAGMA user_version = {FORMAT};
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, classes TEXT NOT NULL, rank INTEGER NOT NULL, {_POSITIONS}
);
CREATE TABLE label (
  language TEXT NOT NULL, thing INTEGER NOT NULL, text TEXT NOT NULL, place TEXT NOT NULL, PRIMARY KEY (language, thing)
) WITHOUT ROWID;
-- Rank and positions are the thing's: thousands of names are put in order without a look at their things.
CREATE TABLE name (
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL, reason TEXT NOT NULL,
  start TEXT, "end" TEXT, folded TEXT NOT NULL, choice INTEGER NOT NULL, rank INTEGER NOT NULL, {_POSITIONS}
);
CREATE INDEX name_folded ON name (folded);
CREATE INDEX name_thing ON name (thing);
CREATE TABLE code (
  code TEXT NOT NULL, thing INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (code, thing)
) WITHOUT ROWID;
CREATE INDEX code_thing ON code (thing);
-- The number of a word begins with its length: those of some lengths are a stretch of numbers.
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE words USING fts5(
  folded, scanned, content='', columnsize=0, prefix='1 2 3', tokenize='unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE parts USING fts5(letters, content='', columnsize=0, tokenize='trigram');
CREATE VIRTUAL TABLE spellings USING fts5(word, content='', columnsize=0, detail=none, tokenize='trigram');
"""


_HELD = (
    "SELECT iri, classes, rank FROM thing",
    "SELECT t.iri, language, text, place FROM label JOIN thing AS t ON t.id = thing",
    """SELECT t.iri, text, language, reason, start, "end", folded, choice, n.rank, n.position_fr = t.position_fr
      FROM name AS n JOIN thing AS t ON t.id = thing""",
    "SELECT t.iri, code, text FROM code JOIN thing AS t ON t.id = thing",
    f"SELECT text, id / {MOST_WORDS} FROM word",
)


def held_by(database: sqlite3.Connection) -> list[list[tuple[Any, ...]]]:
    """What an index holds, whatever the numbers of its rows: things, labels, names, codes, words, and their order."""
    rows = [sorted(database.execute(sql), key=repr) for sql in _HELD]
    ordered = [f"SELECT iri FROM thing ORDER BY position_{language}, iri" for language in LANGUAGES]
    return rows + [database.execute(sql).fetchall() for sql in ordered]


def names_change(before: ox.Store, changed: Iterable[ox.Quad]) -> bool:
    """Whether a change may alter what is found by its name: a name, a number, a place, or the class of what has one."""
    told = (quad for quad in changed if not str(quad.graph_name).endswith(f"/id/{UPDATES_GRAPH}>"))
    return any(alters_names(before, quad) for quad in told)


def alters_names(store: ox.Store, quad: ox.Quad) -> bool:
    """Whether the statement may alter what is found of what it is about, as a store tells it.

    Its class and dates do where it has a name, or is the use of one.
    """
    if quad.predicate not in _OF_NAMED:
        return quad.predicate in _SEARCHED
    named = (store.quads_for_pattern(quad.subject, name, None, None) for name in (*_NAMES, NAME_OF))
    return any(next(found, None) is not None for found in named)


def write_index(file: Path, store: ox.Store, base: str) -> None:
    """Writes the index of a store into a new file.

    Raises:
        OSError: it cannot be written.
    """
    try:
        with closing(sqlite3.connect(file)) as database:
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            fill_index(database, searched_things(Embedded(store), base))
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def fill_index(database: sqlite3.Connection, things: Sequence[SearchedThing]) -> None:
    """Writes everything into an empty database, in an order that depends on the things alone."""
    positions = list(zip(*(_positions(things, language) for language in LANGUAGES), strict=True))
    names = [(number, name) for number, thing in enumerate(things) for name in thing.names]
    forms = [folded(name.text[:LONGEST_NAME]) for _, name in names]
    database.executescript(_SCHEMA)
    with database:
        for number, thing in enumerate(things):
            insert_thing(database, number, thing, positions[number])
        for key, ((number, name), form) in enumerate(zip(names, forms, strict=True)):
            insert_name(database, key, name, form, thing=number, rank=things[number].rank, positions=positions[number])
        insert_words(database, {word for form in forms for word in form.split()})


def insert_thing(database: sqlite3.Connection, number: int, thing: SearchedThing, positions: Sequence[float]) -> None:
    """Writes a thing under a number, its labels and its identifiers; ``positions`` are those of its labels."""
    row = (number, thing.iri, " ".join(thing.classes), thing.rank, *positions)
    database.execute(_insertion("thing", len(row)), row)
    rows = [(language, number, thing.labels[language], thing.places[language]) for language in LANGUAGES]
    database.executemany("INSERT INTO label VALUES (?, ?, ?, ?)", rows)
    codes = {plain_code(code): code for code in thing.codes}
    database.executemany("INSERT INTO code VALUES (?, ?, ?)", [(key, number, code) for key, code in codes.items()])


def insert_name(
    database: sqlite3.Connection, key: int, name: Name, form: str, *, thing: int, rank: int, positions: Sequence[float]
) -> None:
    """Writes a name under a key, with the number and the rank of its thing; ``form`` is the name folded."""
    former = name.reason == "former name"
    # How much it is preferred to the other names of its thing, the least first.
    choice = 0 if name.is_label else 1 + former + (former and name.end is None)
    said = (name.text, name.language, name.reason, name.start, name.end, form, choice)
    row = (key, thing, *said, rank, *positions)
    database.execute(_insertion("name", len(row)), row)
    forms = (key, form, scan_form(name.text[:LONGEST_NAME]))
    database.execute("INSERT INTO words (rowid, folded, scanned) VALUES (?, ?, ?)", forms)
    database.execute("INSERT INTO parts (rowid, letters) VALUES (?, ?)", (key, form.replace(" ", "")))


def insert_words(database: sqlite3.Connection, words: Iterable[str]) -> None:
    """Every word, behind those of its length that are there."""
    for word in sorted(words, key=lambda word: (len(word), word)):
        first = len(word) * MOST_WORDS
        held = database.execute(_LAST_WORD, (first, first + MOST_WORDS - 1)).fetchone()
        number = held[0] + 1 if held else first
        database.execute("INSERT INTO word VALUES (?, ?)", (number, word))
        database.execute("INSERT INTO spellings (rowid, word) VALUES (?, ?)", (number, padded(word)))


def _insertion(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"


def _positions(things: Sequence[SearchedThing], language: str) -> list[int]:
    """The position of each thing's label in alphabetical order."""
    labels = [thing.labels[language] for thing in things]
    order = sorted(range(len(things)), key=lambda number: (folded(labels[number][:LONGEST_NAME]), labels[number]))
    positions = dict(zip(order, range(len(things)), strict=True))
    return [positions[number] for number in range(len(things))]


def plain_code(text: str) -> str:
    """An identifier as it is compared: without spaces or case.

    >>> plain_code(" 200 023 414 ")
    '200023414'
    """
    return "".join(text.split()).casefold()


def padded(word: str) -> str:
    """A word with its ends marked, so that trigrams tell them."""
    return f"__{word}_"

"""Amending an index: that of a version before, with the things anew that a change makes to be told or found otherwise.

These are the things that the change is about, those that name one of them as their place, and those of the same name,
which are told apart by their place. They are read from a part of the store, in which they, the uses of their names and
the places around them stand; the answers of the index are those of one written anew.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from functools import cache
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox

from territory_graph.settings import LANGUAGES
from territory_graph.spelling import folded, scan_form
from territory_graph.store.engine import Embedded
from territory_graph.store.search_index import (
    FORMAT,
    LONGEST_NAME,
    NAME_OF,
    alters_names,
    insert_name,
    insert_thing,
    insert_words,
    padded,
)
from territory_graph.store.searched import SearchedThing, searched_things
from territory_graph.terms import node, text
from territory_graph.vocabulary import TG

MOST_ANEW = 1_000
"""Things beyond which the whole index is written anew."""
_WITHIN, _SITE_OF = node(TG.within), node(TG.siteOf)
_PLACES = tuple(map(node, (TG.within, TG.locatedIn, TG.hasTerritory, TG.activeIn)))
_DEFAULT = ox.DefaultGraph()
_TOLD_IN = LANGUAGES[0]
"""The language whose labels are told apart."""


def amended_index(
    file: Path, before: Path, stores: tuple[ox.Store, ox.Store], changed: Collection[ox.Quad], base: str
) -> bool:
    """Writes the index of a version into a new file, from that of the version before; False where it cannot.

    ``stores`` are the one before and the new one. What a place holds orders the places of all that lies in it: where
    that changes, or where more than ``MOST_ANEW`` things do, the index is to be written anew.

    Raises:
        OSError: it cannot be written.
    """
    if any(quad.predicate == _WITHIN for quad in changed):
        return False
    about = _about(stores, changed)
    if about is None:
        return False
    try:
        shutil.copyfile(before, file)
        with closing(sqlite3.connect(file)) as database:
            done = _amend(database, stores, about, base)
    except sqlite3.Error:
        done = False  # it is no index, or a damaged one
    if not done:
        file.unlink(missing_ok=True)
    return done


def _amend(
    database: sqlite3.Connection, stores: tuple[ox.Store, ox.Store], about: set[ox.NamedNode], base: str
) -> bool:
    if database.execute("PRAGMA user_version").fetchone() != (FORMAT,):
        return False
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    labels = {thing.labels[_TOLD_IN] for thing in _read(stores[1], about, base)}
    for thing in about:
        known = "SELECT l.text FROM thing AS t JOIN label AS l ON l.thing = t.id WHERE t.iri = ? AND l.language = ?"
        labels.update(label for (label,) in database.execute(known, (text(thing), _TOLD_IN)))
    anew = {text(thing) for thing in about} | set(_namesakes(database, {folded(label) for label in labels}))
    if len(anew) > MOST_ANEW:
        return False
    things = _read(stores[1], map(node, anew), base)
    with database:
        for iri in sorted(anew):
            _remove(database, iri)
        for one in things:
            _insert(database, one)
    return True


def _about(stores: tuple[ox.Store, ox.Store], changed: Iterable[ox.Quad]) -> set[ox.NamedNode] | None:
    """The things that a change is about, and those that name one of them as their place; None where they are many."""
    told = [quad for quad in changed if any(alters_names(store, quad) for store in stores)]
    rising: set[object] = {quad.subject for quad in told} | {quad.object for quad in told if quad.predicate == _SITE_OF}
    for store in stores:
        uses = (store.quads_for_pattern(quad.subject, NAME_OF, None, _DEFAULT) for quad in told)
        rising |= {use.object for use in chain.from_iterable(uses)}
    found: set[ox.NamedNode] = set()
    while fresh := {thing for thing in rising if isinstance(thing, ox.NamedNode)} - found:
        found |= fresh
        rising = set(
            islice(chain.from_iterable(_placed(store, thing) for store in stores for thing in fresh), MOST_ANEW)
        )
        if len(found) + len(rising) > MOST_ANEW:
            return None
    return found


def _placed(store: ox.Store, place: ox.NamedNode) -> Iterator[object]:
    """What names a thing as its place."""
    for name in _PLACES:
        yield from (quad.subject for quad in store.quads_for_pattern(None, name, place, _DEFAULT))
    yield from (quad.object for quad in store.quads_for_pattern(place, _SITE_OF, None, _DEFAULT))


def _namesakes(database: sqlite3.Connection, forms: Iterable[str]) -> Iterator[str]:
    """The things whose label is one of the folded names."""
    known = """SELECT DISTINCT t.iri, l.text FROM name AS n JOIN thing AS t ON t.id = n.thing
      JOIN label AS l ON l.thing = t.id AND l.language = ? WHERE n.folded = ?"""
    for form in forms:
        found = database.execute(known, (_TOLD_IN, folded(form[:LONGEST_NAME])))
        yield from (iri for iri, label in found if folded(label) == form)


def _read(store: ox.Store, things: Iterable[ox.NamedNode], base: str) -> list[SearchedThing]:
    """What can be found of the things, by IRI, told as in the whole store."""
    wanted = set(things)
    part = ox.Store()
    seats = {quad.subject for thing in wanted for quad in store.quads_for_pattern(None, _SITE_OF, thing, _DEFAULT)}
    uses = {quad.subject for thing in wanted for quad in store.quads_for_pattern(None, NAME_OF, thing, _DEFAULT)}
    rising: set[object] = {*wanted, *seats, *uses}
    found: set[ox.NamedNode] = set()
    while fresh := {thing for thing in rising if isinstance(thing, ox.NamedNode)} - found:
        found |= fresh
        quads = [quad for thing in fresh for quad in store.quads_for_pattern(thing, None, None, _DEFAULT)]
        part.extend(quads)
        rising = {quad.object for quad in quads if quad.predicate in _PLACES}

    @cache
    def extent(place: str) -> int:
        return sum(1 for _ in store.quads_for_pattern(None, _WITHIN, node(place), _DEFAULT))

    names = {text(thing) for thing in wanted}
    return [thing for thing in searched_things(Embedded(part), base, extent) if thing.iri in names]


def _remove(database: sqlite3.Connection, iri: str) -> None:
    """Takes out a thing with its names, and the words that no other name holds."""
    for (number,) in database.execute("SELECT id FROM thing WHERE iri = ?", (iri,)).fetchall():
        names = database.execute("SELECT id, folded, text FROM name WHERE thing = ?", (number,)).fetchall()
        for key, form, name in names:
            forms = (key, form, scan_form(name[:LONGEST_NAME]))
            database.execute("INSERT INTO words (words, rowid, folded, scanned) VALUES ('delete', ?, ?, ?)", forms)
            letters = (key, form.replace(" ", ""))
            database.execute("INSERT INTO parts (parts, rowid, letters) VALUES ('delete', ?, ?)", letters)
        languages = ", ".join(f"'{language}'" for language in LANGUAGES)
        database.execute("DELETE FROM name WHERE thing = ?", (number,))
        database.execute(f"DELETE FROM label WHERE language IN ({languages}) AND thing = ?", (number,))
        database.execute("DELETE FROM code WHERE thing = ?", (number,))
        database.execute("DELETE FROM thing WHERE id = ?", (number,))
        for word in {word for _, form, _ in names for word in form.split()}:
            if not _is_held(database, word):
                (place,) = database.execute("SELECT id FROM word WHERE text = ?", (word,)).fetchone()
                database.execute("DELETE FROM word WHERE id = ?", (place,))
                told = (place, padded(word))
                database.execute("INSERT INTO spellings (spellings, rowid, word) VALUES ('delete', ?, ?)", told)


def _is_held(database: sqlite3.Connection, word: str) -> bool:
    match = f'folded : "{word}"'
    return database.execute("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (match,)).fetchone() is not None


def _insert(database: sqlite3.Connection, thing: SearchedThing) -> None:
    """Puts in a thing with its names, and the words that no other name has held."""
    (number,) = database.execute("SELECT COALESCE(MAX(id) + 1, 0) FROM thing").fetchone()
    positions = [_position(database, thing.labels[language], language) for language in LANGUAGES]
    insert_thing(database, number, thing, positions)
    for name in thing.names:
        (key,) = database.execute("SELECT COALESCE(MAX(id) + 1, 0) FROM name").fetchone()
        form = folded(name.text[:LONGEST_NAME])
        insert_name(database, key, name, form, thing=number, rank=thing.rank, positions=positions)
        known = "SELECT 1 FROM word WHERE text = ?"
        insert_words(database, {word for word in form.split() if not database.execute(known, (word,)).fetchone()})


def _position(database: sqlite3.Connection, label: str, language: str) -> float:
    """A place for a label in alphabetical order, in the middle between those before and behind it."""
    form = folded(label[:LONGEST_NAME])
    known = f"""SELECT n.position_{language} FROM name AS n JOIN label AS l ON l.thing = n.thing AND l.language = ?
      WHERE n.folded {{0}}= ? AND l.text = n.text AND (n.folded, l.text) {{1}} (?, ?)
      ORDER BY n.folded {{2}}, n.position_{language} {{2}} LIMIT 1"""
    values = (language, form, form, label)
    sides = (("<", "<=", "DESC"), (">", ">", "ASC"))
    below, above = (
        found[0] if (found := database.execute(known.format(*side), values).fetchone()) else None for side in sides
    )
    if below is None or above is None:
        return float((below + 1) if below is not None else (above - 1) if above is not None else 0)
    return float(below + above) / 2

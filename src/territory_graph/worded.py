"""Answers to packaged questions in other words: labels in English, or what things were called on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rdflib import Literal, URIRef

from territory_graph.facts.translations import Translations
from territory_graph.queries.labelled import with_things
from territory_graph.store.engine import Answer, Cell, Select

Renamed = Mapping[tuple[str, str], str]
"""What a thing was called, by its IRI and its present label."""


def in_words(
    sparql: str, select: Select, english: Translations | None, renamed: Callable[[set[str]], Renamed]
) -> Answer:
    """The answer to a query, with labels in English where that is given, and those that ``renamed`` tells of things."""
    asked, added, things = with_things(sparql)
    answer = select(asked)
    shown = tuple(name for name in answer.variables if name not in added)
    then = renamed({str(row[thing]) for row in answer for thing in things.values() if isinstance(row[thing], URIRef)})

    def word(row: Mapping[str, Cell], name: str) -> Cell:
        cell, bearer = row[name], row.get(things[name]) if name in things else None
        told = cell if english is None else _in_english(cell, bearer, english)
        called = then.get((str(bearer), str(told)))
        return told if called is None else Literal(called, lang="fr" if english is None else "en")

    rows = [(row, tuple(word(row, name) for name in shown)) for row in answer]
    # Things of one name in both languages are one row, as they are in French.
    told = {(tuple(row[name] for name in shown), words): words for row, words in rows}
    return Answer(shown, tuple(told.values()) if added else tuple(words for _, words in rows))


def _in_english(cell: Cell, bearer: Cell | None, translations: Translations) -> Cell:
    """A cell of a row in English; the label of its ``bearer``, where that is known."""
    if not isinstance(cell, Literal) or cell.language != "fr":
        return cell
    found = translations.of(str(cell), None if bearer is None else str(bearer))
    return cell if found is None else Literal(found, lang="en")

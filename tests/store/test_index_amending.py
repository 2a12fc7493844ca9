"""An index that is amended after a change answers as one that is written anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDFS

from territory_graph import KnowledgeGraph
from territory_graph.store import index_amending
from territory_graph.store.default_graph import with_default_graph
from territory_graph.store.index_amending import amended_index
from territory_graph.store.search_index import alters_names, held_by, write_index
from territory_graph.terms import node
from territory_graph.vocabulary import TG

BASE = "https://w3id.org/territory-graph/"
_HELD = """SELECT iri, text FROM words JOIN name ON name.id = words.rowid JOIN thing ON thing.id = name.thing
  WHERE words MATCH ?"""
_NEAR = "SELECT text FROM spellings JOIN word ON word.id = spellings.rowid WHERE spellings MATCH ? ORDER BY text"


def store_of(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(with_default_graph(quads))
    return store


def told(file: Path) -> dict[str, Any]:
    """What an index holds, whatever its numbers."""
    with closing(sqlite3.connect(file)) as index:
        rows: dict[str, Any] = {"held": held_by(index)}
        words = [word for (word,) in index.execute("SELECT text FROM word ORDER BY text")]
        for word in words:
            rows[f"held {word}"] = sorted(index.execute(_HELD, (f'folded : "{word}"',)))
            rows[f"near {word}"] = index.execute(_NEAR, (f'"{word[:3]}"',)).fetchall() if len(word) > 2 else []
        return rows


@pytest.fixture(scope="module")
def quads(hamlet_store: Path) -> frozenset[ox.Quad]:
    with KnowledgeGraph.open(hamlet_store) as graph:
        return frozenset(graph.quads())


def compare(folder: Path, before: frozenset[ox.Quad], after: frozenset[ox.Quad]) -> bool:
    """Whether the index could be amended: then it is compared with one written anew."""
    stores = store_of(before), store_of(after)
    old, new, anew = folder / "old", folder / "new", folder / "anew"
    for file in (old, new, anew):
        file.unlink(missing_ok=True)
    write_index(old, stores[0], BASE)
    if not amended_index(new, old, stores, before ^ after, BASE):
        assert not new.exists()
        return False
    write_index(anew, stores[1], BASE)
    assert told(new) == told(anew)
    return True


def test_whatever_statement_goes_or_comes_the_index_is_that_of_the_new_version(
    quads: frozenset[ox.Quad], tmp_path: Path
) -> None:
    store = store_of(quads)
    telling = sorted((quad for quad in quads if alters_names(store, quad)), key=str)
    kinds = {quad.predicate for quad in telling}
    assert len(kinds) > 8
    some = [quad for kind in sorted(kinds, key=str) for quad in [one for one in telling if one.predicate == kind][:2]]
    amended = {
        quad: (compare(tmp_path, quads, quads - {quad}), compare(tmp_path, quads - {quad}, quads)) for quad in some
    }
    within = {quad for quad in some if quad.predicate == node(TG.within)}
    assert {quad for quad, done in amended.items() if done == (False, False)} == within != set()


def test_things_that_come_to_share_a_name_are_told_apart(quads: frozenset[ox.Quad], tmp_path: Path) -> None:
    label = node(RDFS.label)
    actors = sorted(
        (
            q
            for q in quads
            if q.predicate == label and "/id/actor/" in str(q.subject) and "/record/" in str(q.graph_name)
        ),
        key=str,
    )
    one, other = actors[0], next(q for q in actors if q.subject != actors[0].subject)
    alike = quads - {one} | {ox.Quad(one.subject, label, other.object, one.graph_name)}
    assert compare(tmp_path, quads, alike)
    assert compare(tmp_path, alike, quads)


def test_what_changes_much_is_written_anew(
    quads: frozenset[ox.Quad], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_amending, "MOST_ANEW", 0)
    quad = next(quad for quad in sorted(quads, key=str) if quad.predicate == node(RDFS.label))
    assert not compare(tmp_path, quads, quads - {quad})

"""Each way of looking a name up finds what it should, and no more."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph
from territory_graph.spelling import edits
from territory_graph.store.name_index import Distance, NameIndex, Scope
from territory_graph.store.searched import OTHER_RANK

ALL = Scope("fr", OTHER_RANK, 20)


@pytest.fixture(scope="module")
def names(hamlet: KnowledgeGraph) -> NameIndex:
    return NameIndex.of(hamlet._engine, hamlet.base)


def test_the_very_name_then_a_beginning_then_words_in_any_order(names: NameIndex) -> None:
    (found,) = names.with_words("pole bois vif", ["pole", "bois", "vif"], ALL)
    assert (found.label, found.distance) == ("Pôle Bois Vif", Distance.SAME)
    assert names.with_words("pole bo", ["pole", "bo"], ALL)[0].distance == Distance.BEGINNING
    assert names.with_words("vif bois", ["vif", "bois"], ALL)[0].distance == Distance.WORDS


def test_only_the_last_word_may_be_begun(names: NameIndex) -> None:
    assert names.with_words("vif po", ["vif", "po"], ALL) != []
    assert names.with_words("po vif", ["po", "vif"], ALL) == []


def test_parts_of_words_and_words_written_as_one(names: NameIndex) -> None:
    assert [one.label for one in names.with_parts(["cieri"], ALL)] == ["Scierie des Aulnes"]
    assert names.with_parts(["boisvif"], ALL)[0].distance == Distance.PARTS


def test_a_thing_is_found_once_by_its_best_name(names: NameIndex) -> None:
    (found,) = (one for one in names.with_words("val", ["val"], ALL) if one.iri.endswith("/actor/val-clair"))
    assert found.text == "Communauté de communes du Val Clair"


def test_a_rank_that_is_not_looked_at_is_not_found(names: NameIndex) -> None:
    every = names.with_words("enonce", ["enonce"], ALL)
    assert {one.rank for one in every} == {OTHER_RANK}
    assert names.with_words("enonce", ["enonce"], Scope("fr", OTHER_RANK - 1, 20)) == []


def test_no_more_than_asked_are_found(names: NameIndex) -> None:
    assert len(names.that_begin("c", Scope("fr", OTHER_RANK, 3))) == 3


def test_near_words_are_told_with_their_edits(names: NameIndex) -> None:
    assert names.near("scierie", 1) == {"scierie": 0}
    assert names.near("sierie", 1) == {"scierie": 1}
    assert names.near("xxxxxx", 2) == {}


@given(st.text("abcdeilmnorsuv", min_size=4, max_size=9))
def test_every_word_an_edit_away_is_near(names: NameIndex, word: str) -> None:
    every = [text for (text,) in names._rows("SELECT text FROM word", {})]
    assert names.near(word, 1) == {other: far for other in every if (far := edits(word, other, 1)) <= 1}


def test_it_may_be_asked_from_several_threads_at_once(names: NameIndex) -> None:
    found: list[int] = []

    def ask() -> None:
        found.extend(len(names.that_begin("c", ALL)) for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 80
    assert len(set(found)) == 1

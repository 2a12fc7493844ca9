"""What a search found is told in words: kind, place, and why it was found where its own name does not say so."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import translator
from territory_graph.views.search import LONGEST, FoundThing, find_things

FRENCH, ENGLISH = translator("fr"), translator("en")


def first(graph: KnowledgeGraph, text: str, language: str = "fr") -> FoundThing:
    return find_things(graph, text, translator(language), 10).things[0]


def test_a_former_name_is_told_with_its_end(rouen: KnowledgeGraph) -> None:
    assert first(rouen, "CREA") == FoundThing(
        iri=f"{rouen.base}id/actor/metropole-rouen-normandie",
        label="Métropole Rouen Normandie",
        kind="EPCI (intercommunalité)",
        drawn_kind="authority",
        place="Rouen",
        why="ancien nom\u00a0: CREA, jusqu'au 31 décembre 2014",
    )
    assert first(rouen, "CREA", "en").why == "former name: CREA, until 31 December 2014"


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("lin neuf", "", ""),
        ("CCVC", "sigle\u00a0: CCVC", "acronym: CCVC"),
        ("123456789", "identifiant\u00a0: 123456789", "identifier: 123456789"),
        ("wood boiler", "aussi\u00a0: Wood boiler", ""),
        ("sierie des aulnes", "", ""),
        ("distirct", "graphie proche\u00a0: District du Val Clair", "near spelling: District du Val Clair"),
    ],
)
def test_why_a_thing_was_found_is_told(hamlet: KnowledgeGraph, text: str, french: str, english: str) -> None:
    assert (first(hamlet, text).why, first(hamlet, text, "en").why) == (french, english)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("2012", "jusqu'en 2012"),
        ("2012-08", "jusqu'en août 2012"),
        ("2012-08-01", "jusqu'au 1er août 2012"),
        ("2012~", "jusque vers 2012"),
        ("", ""),
    ],
)
def test_an_end_is_never_more_precise_than_it_is(tmp_path, hamlet_copy, add_rows, end: str, told: str) -> None:
    add_rows("names", dict(id="vieux", actor="lin-neuf", name="Vieille Filature", kind="former", end=end, **_SAID))
    build(hamlet_copy, tmp_path / "store")
    with KnowledgeGraph.open(tmp_path / "store") as graph:
        why = first(graph, "vieille filature").why
    assert why == ", ".join(filter(None, ["ancien nom\u00a0: Vieille Filature", told]))


_SAID = {"source": "annuaire", "locator": "p. 9"}


def test_it_is_told_whether_there_are_more(hamlet: KnowledgeGraph) -> None:
    whole = find_things(hamlet, "bois", FRENCH, 100)
    assert not whole.cut
    assert find_things(hamlet, "bois", FRENCH, len(whole.things)) == whole
    less = find_things(hamlet, "bois", FRENCH, len(whole.things) - 1)
    assert less.cut
    assert less.things == whole.things[:-1]


def test_it_is_told_that_nothing_is_spelled_so(hamlet: KnowledgeGraph) -> None:
    assert find_things(hamlet, "sierie", FRENCH, 10).near
    assert not find_things(hamlet, "scierie", FRENCH, 10).near
    assert not find_things(hamlet, "xqzkw", FRENCH, 10).near


def test_long_names_are_cut(tmp_path, hamlet_copy, add_rows) -> None:
    add_rows("actors", dict(id="long", kind="company", name="Longue " + "x" * 1000, **_SAID))
    build(hamlet_copy, tmp_path / "store")
    with KnowledgeGraph.open(tmp_path / "store") as graph:
        label = first(graph, "longue").label
    assert len(label) == LONGEST + 1
    assert label.endswith("x…")


def test_nothing_found_is_nothing_told(hamlet: KnowledgeGraph) -> None:
    assert find_things(hamlet, "xqzkw", FRENCH, 10).things == ()

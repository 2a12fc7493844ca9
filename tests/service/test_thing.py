"""One thing as RDF: nothing that is said of it is missing, and every statement has its evidence."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph, UnknownEntityError
from territory_graph.service import thing
from territory_graph.service.thing import is_known, told
from territory_graph.terms import text
from territory_graph.vocabulary import TG

BASE = "https://example.org/hamlet/id/"
THINGS = ["actor/syndicat", "actor/scierie", "event/conseil-2021", "place/le-bourg", "status/stated", "source/annuaire"]


@pytest.mark.parametrize("path", THINGS)
def test_every_statement_of_it_and_about_it_is_told_in_its_record(path: str, hamlet: KnowledgeGraph) -> None:
    iri = f"{BASE}{path}"
    about = {quad for quad in hamlet.quads() if iri in (text(quad.subject), text(quad.object))}
    # That what rules infer cites it again is left out, and so are its ties, made of what is told.
    cited = (str(TG.source), f"{BASE}graph/inferred-records")
    stated = {quad for quad in about if text(quad.graph_name) != f"{BASE}graph/ties"}
    expected = {quad for quad in stated if (text(quad.predicate), text(quad.graph_name)) != cited}
    assert expected
    assert expected <= set(told(hamlet, iri).quads)


@pytest.mark.parametrize("path", THINGS)
def test_every_record_comes_with_its_source_place_status_and_confidence(path: str, hamlet: KnowledgeGraph) -> None:
    iri = f"{BASE}{path}"
    quads = told(hamlet, iri).quads
    said = {(text(quad.subject), quad.predicate.value) for quad in quads}
    for record in {text(quad.graph_name) for quad in quads if iri in (text(quad.subject), text(quad.object))}:
        for name in (TG.source, TG.locator, TG.status, TG.confidence):
            assert (record, str(name)) in said


def test_the_sources_that_are_cited_are_described(hamlet: KnowledgeGraph) -> None:
    quads = told(hamlet, f"{BASE}actor/scierie").quads
    assert any(text(q.subject) == f"{BASE}source/annuaire" and "label" in q.predicate.value for q in quads)


def test_nothing_is_told_twice(hamlet: KnowledgeGraph) -> None:
    for path in THINGS:
        quads = told(hamlet, f"{BASE}{path}").quads
        assert len(set(quads)) == len(quads)


def test_a_record_tells_what_it_says(hamlet: KnowledgeGraph) -> None:
    record = next(q.graph_name for q in hamlet.quads() if text(q.subject) == f"{BASE}actor/scierie")
    inside = {quad for quad in hamlet.quads() if quad.graph_name == record}
    assert inside <= set(told(hamlet, text(record)).quads)


@pytest.mark.parametrize("path", ["actor/nobody", "", "actor/", "<", "a b", "é", "actor/syndicat/", "\x00"])
def test_what_the_graph_does_not_know_is_refused(path: str, hamlet: KnowledgeGraph) -> None:
    assert not is_known(hamlet, f"{BASE}{path}")
    with pytest.raises(UnknownEntityError):
        told(hamlet, f"{BASE}{path}")


def test_a_thing_that_is_only_spoken_of_is_known(hamlet: KnowledgeGraph) -> None:
    concept = "http://www.w3.org/2004/02/skos/core#Concept"
    assert concept not in {text(quad.subject) for quad in hamlet.quads()}
    assert is_known(hamlet, concept)
    assert any(text(quad.object) == concept for quad in told(hamlet, concept).quads)


def test_what_is_too_much_is_cut_and_said(hamlet: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(hamlet, f"{BASE}status/stated")
    assert not whole.cut
    monkeypatch.setattr(thing, "MOST", 5)
    part = told(hamlet, f"{BASE}status/stated")
    assert part.cut
    assert sum(text(quad.object) == f"{BASE}status/stated" for quad in part.quads) < sum(
        text(quad.object) == f"{BASE}status/stated" for quad in whole.quads
    )
    assert len(part.quads) < len(whole.quads)


def test_a_tie_is_told_at_its_own_address(hamlet: KnowledgeGraph) -> None:
    tie = next(each for each in hamlet.ties() if each.kind == "partnership")
    said = {quad.predicate.value for quad in told(hamlet, tie.iri).quads if text(quad.subject) == tie.iri}
    assert {str(TG.firstEnd), str(TG.secondRole), str(TG.status), str(TG.weight)} <= said

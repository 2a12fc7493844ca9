"""Everything that records date: contradictions are kept apart, each with its record."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.facts.dated import read_dated
from territory_graph.vocabulary import local
from tests.conftest import Append


def test_every_kind_of_dated_thing_of_the_hamlet(hamlet: KnowledgeGraph) -> None:
    found = read_dated(hamlet.rows)
    events = {local(one.iri) for one in found if one.kind == "event"}
    assert events == {"fete-moulin", "conseil-2021"}
    agreements = {local(one.iri) for one in found if one.kind == "agreement"}
    # The contract has a sum of 2021 and no date.
    assert agreements == {"partenariat-bois", "feuille-2021", "convention-lin"}
    assert all(one.records for one in found)


def test_dates_that_cannot_all_be_true_stand_side_by_side(rouen: KnowledgeGraph) -> None:
    rivals = [one for one in read_dated(rouen.rows) if one.contested]
    assert [(local(one.iri), one.interval.start, *map(local, one.records)) for one in rivals] == [
        ("pole-tes", "2005", "pole-tes"),
        ("pole-tes", "2007~", "pole-tes-2007"),
    ]


def test_dates_that_differ_in_precision_only_are_one(hamlet_copy: Path, add_rows: Append, tmp_path: Path) -> None:
    same = {"id": "conseil-2021-bis", "kind": "council", "when": "2021-03", "contradicts": "conseil-2021"}
    add_rows("events", {**same, "source": "journal-2021", "locator": "p. 3"})
    build(hamlet_copy, tmp_path / "store")
    found = [
        one for one in read_dated(KnowledgeGraph.open(tmp_path / "store").rows) if local(one.iri) == "conseil-2021"
    ]
    assert [one.contested for one in found] == [False]


@pytest.mark.parametrize(("name", "whose"), [("mandate", "syndicat"), ("change", "val-clair")])
def test_whose_a_dated_thing_is(hamlet: KnowledgeGraph, name: str, whose: str) -> None:
    bodies = Counter(local(iri) for one in read_dated(hamlet.rows) if one.kind == name for iri in one.whose)
    assert bodies[whose]

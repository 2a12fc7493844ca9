"""A part of data elsewhere is that of the store that was published, and so is what screens tell of a perimeter."""

from __future__ import annotations

from collections import Counter

import pytest

from elsewhere.test_same_answers import value
from elsewhere.test_same_screens import libraries, shown  # noqa: F401  a fixture
from territory_graph import KnowledgeGraph
from territory_graph.library import Library
from territory_graph.store.engine import term
from territory_graph.terms import text
from territory_graph.views import perimeter

PERIMETERS = ["actor/syndicat", "actor/scierie", "place/hameau", "sector/bois"]


def said(graph: KnowledgeGraph) -> Counter[tuple[object, ...]]:
    """The statements of a graph with their records, numbers by their value."""
    return Counter(
        (text(q.subject), q.predicate.value, value(term(q.object)), text(q.graph_name)) for q in graph.quads()
    )


@pytest.mark.parametrize("name", PERIMETERS)
def test_a_part(elsewhere: KnowledgeGraph, hamlet: KnowledgeGraph, name: str) -> None:
    found, right = elsewhere.part(name), hamlet.part(name)
    assert right.perimeter is not None
    assert right.perimeter.around
    assert found.perimeter == right.perimeter
    assert said(found) == said(right)
    assert found.manifest == right.manifest


@pytest.mark.parametrize("page", ["", "analyses", "carte", "fiche", "questions", "reseau"])
def test_a_screen_of_a_perimeter(
    libraries: tuple[Library, Library],  # noqa: F811
    page: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(perimeter, "MOST_WHOLE", 3)  # the hamlet is then told in parts
    here, there = libraries
    found, right = (shown(one, page, perimetre="actor/syndicat") for one in (there, here))
    assert found == right
    assert shown(here, page, perimetre="sector/bois") != right or page == "fiche"

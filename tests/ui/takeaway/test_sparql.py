"""The query of the view, asked of the real store."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.store.engine import Answer
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.sparql import as_sparql
from territory_graph.views.explorer.exploration import Exploration, set_plan, start_at, toggle_node_kind

from .conftest import See

POLEPHARMA = "https://w3id.org/territory-graph/id/actor/polepharma"


def asked(shown: Shown, graph: KnowledgeGraph) -> Answer:
    answer = graph.query(as_sparql(shown))
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    "state",
    [
        Exploration(),
        start_at(Exploration(), POLEPHARMA),
        start_at(Exploration(), "question:08"),
        toggle_node_kind(Exploration(), "cluster"),
        set_plan(Exploration(), "layers"),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_its_rows_are_exactly_the_things_shown_with_name_and_class(
    state: Exploration, lang: str, see: See, rouen: KnowledgeGraph
) -> None:
    shown = see(state, lang)
    assert shown.things
    found = [
        (str(row["thing"]), str(row["label"]), str(row["class"]).rpartition("#")[2]) for row in asked(shown, rouen)
    ]
    assert sorted(found) == sorted((iri, thing.label, thing.kind) for iri, thing in shown.things.items())


def test_without_groups_they_are_the_drawn_nodes(whole: Shown, rouen: KnowledgeGraph) -> None:
    assert {str(row["thing"]) for row in asked(whole, rouen)} == {node.id for node in whole.drawing.nodes}


def test_a_group_stands_for_its_members(folded: Shown, rouen: KnowledgeGraph) -> None:
    drawn = {node.id for node in folded.drawing.nodes if not node.group}
    found = {str(row["thing"]) for row in asked(folded, rouen)}
    assert drawn < found
    assert len(found) == len(drawn) + sum(node.group for node in folded.drawing.nodes)


def test_nothing_shown_is_no_row(empty: Shown, rouen: KnowledgeGraph) -> None:
    assert len(asked(empty, rouen)) == 0


def test_a_hostile_head_stays_a_comment(hostile: Shown, rouen: KnowledgeGraph) -> None:
    assert len(asked(hostile, rouen)) == len(hostile.things)


def test_it_opens_with_the_scope_and_names_things_by_prefix(whole: Shown) -> None:
    query = as_sparql(whole)
    assert whole.drawing.summary in query.partition("PREFIX")[0]
    assert "    act:polepharma\n" in query

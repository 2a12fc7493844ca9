"""The menu of files: each written for every view."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.model import Thing
from territory_graph.ui.takeaway.formats import TAKEAWAYS, Takeaway
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.views.drawing import NODE_KINDS, DrawnNode, DrawnTie


@pytest.fixture(scope="module")
def many() -> tuple[tuple[DrawnNode, ...], tuple[DrawnTie, ...]]:
    """Five thousand nodes and as many ties."""
    chance, kinds = random.Random(1), list(NODE_KINDS)
    ids = [f"https://w3id.org/territory-graph/id/actor/a{number}" for number in range(5_000)]
    nodes = tuple(
        DrawnNode(id, "Acteur", "", chance.choice(kinds), chance.gauss(0, 2_000), chance.gauss(0, 1_200), 15.0)
        for id in ids
    )
    ends = [sorted(chance.sample(ids, 2)) for _ in ids]
    lines = {f"{one}|{other}": DrawnTie(f"{one}|{other}", one, other, "", "", "stated", 1.5, 1) for one, other in ends}
    return nodes, tuple(lines.values())


def test_the_menu_has_every_file_once_named_in_both_languages() -> None:
    assert [takeaway.id for takeaway in TAKEAWAYS] == [
        *("png", "svg", "html", "xlsx", "csv", "gexf", "graphml", "trig", "sparql")
    ]
    assert len({takeaway.extension for takeaway in TAKEAWAYS}) == len(TAKEAWAYS)
    assert all(translator(lang).has(takeaway.label) for takeaway in TAKEAWAYS for lang in ("fr", "en"))


@pytest.mark.parametrize("takeaway", TAKEAWAYS, ids=lambda takeaway: takeaway.id)
@pytest.mark.parametrize("view", ["whole", "folded", "empty"])
def test_every_file_is_written_for_every_view(
    takeaway: Takeaway, view: str, request: pytest.FixtureRequest, rouen: KnowledgeGraph
) -> None:
    shown: Shown = request.getfixturevalue(view)
    assert takeaway.write(shown, rouen)


@pytest.mark.parametrize("takeaway", TAKEAWAYS, ids=lambda takeaway: takeaway.id)
def test_every_file_is_written_for_thousands(
    takeaway: Takeaway,
    many: tuple[tuple[DrawnNode, ...], tuple[DrawnTie, ...]],
    whole: Shown,
    rouen: KnowledgeGraph,
) -> None:
    nodes, lines = many
    ties = tuple(replace(whole.ties[0], source=line.source, target=line.target) for line in lines)
    things = {node.id: Thing(node.id, f"Acteur {at}", "Company") for at, node in enumerate(nodes)}
    shown = replace(whole, drawing=replace(whole.drawing, nodes=nodes, ties=lines), ties=ties, things=things)
    assert takeaway.write(shown, rouen)

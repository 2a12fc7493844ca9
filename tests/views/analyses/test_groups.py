"""The groups of a network in sentences: every tied node is in one, as the communities have it."""

from __future__ import annotations

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph, NoMeaning, communities
from territory_graph.messages import Translator, translator
from territory_graph.model import Thing
from territory_graph.network.build import PROJECTIONS
from territory_graph.views.analyses.groups import Groups, read_groups

EN = translator("en")


def groups_of(graph: KnowledgeGraph, network: nx.Graph, say: Translator) -> Groups:
    return read_groups(network, lambda iris: graph.things(iris, say.language), say)


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_groups_hold_all_who_are_tied_once(hamlet: KnowledgeGraph, projection: str) -> None:
    network = hamlet.network(projection)
    tied = network.subgraph([node for node, degree in network.degree() if degree]).copy()
    found, expected = groups_of(hamlet, network, EN), communities(tied)
    if isinstance(expected, NoMeaning):
        assert found == Groups(remark=EN(expected.key, **expected.reason.fields))
        return
    assert [{one.iri for one in group.members} for group in found.groups] == [set(g.members) for g in expected.groups]
    assert sum(len(group.members) for group in found.groups) == len(tied)
    count = f"{len(expected.groups)} groups" if len(expected.groups) > 1 else "one group"
    assert count in found.sentence and not found.remark


def test_the_most_tied_of_a_group_names_it(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network()
    for number, group in enumerate(groups_of(hamlet, network, EN).groups, start=1):
        degrees = [network.degree(one.iri) for one in group.members]
        assert degrees == sorted(degrees, reverse=True)
        assert group.sentence.startswith(f"Group {number}: {group.members[0].label}")


def test_of_a_network_without_ties_there_are_none() -> None:
    network = nx.empty_graph(["a", "b"])
    found = read_groups(network, lambda iris: {iri: Thing(iri, iri, "Actor") for iri in iris}, EN)
    assert found.remark and not found.groups and not found.sentence

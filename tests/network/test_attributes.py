"""Attributes of actors, read from other networks of the hamlet."""

from __future__ import annotations

from territory_graph import KnowledgeGraph, Result, measure, suggest
from territory_graph.network.attributes import events, places, sectors, with_attribute
from territory_graph.network.passage import rests_on_one_source


def test_sectors_are_those_of_the_actor_sector_network(rouen: KnowledgeGraph) -> None:
    network = rouen.network("actor-sector")
    found = sectors(network)
    assert sum(len(held) for held in found.values()) == network.number_of_edges()


def test_an_actor_is_where_its_site_is_and_in_all_that_lies_around(rouen: KnowledgeGraph) -> None:
    network = rouen.network("territory", lang="fr")
    label = dict(network.nodes(data="label"))
    polepharma = next(node for node in network if label[node] == "Polepharma")
    named = {label[place] for place in places(network)[polepharma]}
    assert "Louviers" in named
    assert "Agglomération Seine-Eure" in named or "Normandie" in named


def test_events_are_those_that_an_actor_takes_part_in(rouen: KnowledgeGraph) -> None:
    network = rouen.network("co-participation")
    found = events(network)
    assert any(found.values())
    for actor, held in found.items():
        assert held <= set(network[actor])


def test_attributes_are_set_on_a_copy_and_are_reasons_for_ties(rouen: KnowledgeGraph) -> None:
    network = rouen.network()
    told = with_attribute(network, "sector", sectors(rouen.network("actor-sector")))
    assert not any("sector" in values for _, values in network.nodes(data=True))
    assert any(reason.kind == "sector" for each in suggest(told) for reason in each.reasons)
    found = measure(told, "homophily", attribute="sector")
    assert isinstance(found, Result)
    assert found.value > 0.3


def test_every_tie_of_the_press_release_rests_on_it_alone(press_release: KnowledgeGraph) -> None:
    network = press_release.network()
    found = rests_on_one_source(network, press_release.tie_sources())
    assert len(found) == network.number_of_edges() == 8
    assert len(set(found.values())) == 1


def test_ties_that_several_sources_tell_are_not_among_those_of_one(rouen: KnowledgeGraph) -> None:
    network = rouen.network()
    found = rests_on_one_source(network, rouen.tie_sources())
    assert 0 < len(found) < network.number_of_edges()

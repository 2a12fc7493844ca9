"""The map: points with their precision, outlines with their source, and who has no place."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.places import outline_of, read_outlines
from territory_graph.messages import translator
from territory_graph.views.map import MapView, read_map_view

DAY = date(2021, 5, 12)


@pytest.fixture(scope="module")
def shown(rouen: KnowledgeGraph) -> MapView:
    return read_map_view(rouen, translator("fr"), DAY)


def test_the_outlines_are_those_of_the_two_authorities_and_of_their_syndicate(shown: MapView) -> None:
    assert [thing.label for thing in shown.bounds] == [
        "Agglomération Seine-Eure",
        "Métropole Rouen Normandie",
        "Pôle Métropolitain Rouen Seine Eure",
    ]
    assert shown.outline_mentions
    for outline in shown.outlines:
        for ring in outline.rings:
            assert ring[0] == ring[-1]
            assert all(48.9 < north < 49.8 and 0.6 < east < 1.6 for north, east in ring)


def test_every_thing_says_how_precisely_it_is_placed_and_who_says_so(shown: MapView) -> None:
    louviers = next(place for place in shown.places if place.place.label == "Louviers")
    office = next(one for one in louviers.things if one.thing.label == "Bureau de Polepharma à Louviers")
    assert (office.precision, [thing.label for thing in office.whose]) == (
        "centre de la commune de Louviers",
        ["Polepharma"],
    )
    vaudreuil = next(place for place in shown.places if place.place.label == "Le Vaudreuil")
    assert {one.precision for one in vaudreuil.things} == {"centre de la commune du Vaudreuil"}
    assert all(one.mentions for place in shown.places for one in place.things)


def test_who_has_no_place_is_listed(rouen: KnowledgeGraph, shown: MapView) -> None:
    lost = {each.label: {thing.iri.rpartition("/")[2] for thing in each.things} for each in shown.nowhere}
    assert "conseil-2021-05-12" in lost["Événements"]
    placed = {one.thing.iri for place in shown.places for one in place.things}
    assert not placed & {thing.iri for each in shown.nowhere for thing in each.things}


def test_a_kind_alone_and_the_own_ones_are_parts_of_the_whole(rouen: KnowledgeGraph, shown: MapView) -> None:
    whole = {one.thing.iri for place in shown.places for one in place.things}
    for asked in ({"kind": "event"}, {"own": True}):
        part = read_map_view(rouen, translator("fr"), DAY, **asked)
        found = {one.thing.iri for place in part.places for one in place.things}
        assert found
        assert found < whole


def test_a_territory_without_outlines_or_with_bad_ones_has_a_map(hamlet: KnowledgeGraph) -> None:
    assert read_outlines(hamlet.rows) == ()
    assert read_map_view(hamlet, translator("en")).places
    for text in ("POLYGON ((1 2))", "POLYGON ((1 99, 2 99, 2 98, 1 99))", "POINT (1 2)", "POLYGON ((1 2, 3", ""):
        assert outline_of(text) == ()

"""The map: points with their precision, outlines with their source, and who has no place."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.places import outline_of, read_outlines
from territory_graph.messages import translator
from territory_graph.views.explorer.scene import read_stage
from territory_graph.views.map import MapView, read_map_ties, read_map_view
from territory_graph.views.ties import BETWEEN_ACTORS, Ties

DAY = date(2021, 5, 12)


@pytest.fixture(scope="module")
def shown(rouen: KnowledgeGraph) -> MapView:
    return read_map_view(rouen, translator("fr"), DAY)


def test_the_outlines_are_those_of_the_two_authorities_their_syndicate_and_the_region(shown: MapView) -> None:
    assert [thing.label for thing in shown.bounds] == [
        "Agglomération Seine-Eure",
        "Métropole Rouen Normandie",
        "Pôle Métropolitain Rouen Seine Eure",
        "Région Normandie",
    ]
    assert shown.outline_mentions
    assert (48.9 < shown.centre[0] < 49.8, shown.reach < 1.6) == (True, True)  # not that of the region
    for outline in (one for one in shown.outlines if not one.place.endswith("/normandie")):
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


def test_what_lies_in_no_outline_is_said(shown: MapView) -> None:
    away = {place.place.label for place in shown.places if place.outside}
    assert "Chartres" in away
    assert not away & {"Rouen", "Le Havre", "Louviers"}
    assert "Chartres" in shown.outside


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


def test_ties_join_the_sites_of_tied_actors_and_say_how_many_have_no_line(
    rouen: KnowledgeGraph, shown: MapView
) -> None:
    ties = Ties(rouen, "fr")
    found = read_map_ties(ties, shown, translator("fr"), DAY)
    at: dict[str, set[tuple[float, float]]] = {}
    for place in shown.places:
        for one in place.things:
            for actor in one.whose if one.kind == "site" else ():
                at.setdefault(actor.iri, set()).add(place.point)
    pairs = {tie.pair for tie in ties.among(at) if tie.kind in BETWEEN_ACTORS and tie.interval.holds_on(DAY)}
    drawn = {"|".join(sorted(a.iri for a in pair.actors)) for line in found.lines for pair in line.pairs}
    together = {pair for pair in pairs if set.intersection(*(at[end] for end in pair.split("|")))}
    assert drawn == pairs - together
    for line in found.lines:
        assert line.ends[0] != line.ends[1]
        for pair in line.pairs:
            assert {end for actor in pair.actors for end in at[actor.iri]} >= set(line.ends)
            assert pair.mentions
    assert f"{len(drawn)} paires d'acteurs liés" in found.sentence
    assert f"sans trait\u00a0: {len(together)}" in found.sentence


def test_a_sector_alone_shows_its_sites_and_who_of_it_has_no_place(rouen: KnowledgeGraph, shown: MapView) -> None:
    among = read_stage(rouen, translator("fr")).field.members("https://w3id.org/territory-graph/id/sector/pharmacie")
    part = read_map_view(rouen, translator("fr"), DAY, among=among)
    things = [one for place in part.places for one in place.things]
    assert things
    assert all(among & {one.thing.iri, *(actor.iri for actor in one.whose)} for one in things)
    lost = {thing.iri for each in part.nowhere for thing in each.things if "/actor/" in thing.iri}
    assert lost <= among

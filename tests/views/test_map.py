"""The map: points with their precision, outlines with their source, and who has no place."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.facts.lives import read_lives
from territory_graph.facts.places import outline_of, read_outlines
from territory_graph.facts.things import read_things_of
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
    assert {one.precision for one in vaudreuil.things} == {
        "centre de la commune du Vaudreuil",
        "centre de la commune du Vaudreuil (à confirmer)",
    }
    assert all(one.mentions for place in shown.places for one in place.things)


def test_the_sentence_agrees_with_how_many_there_are(rouen: KnowledgeGraph, shown: MapView) -> None:
    begins = {0: "0 chose a", 1: "1 chose a", 2: "2 choses ont"}
    found = set()
    of = Counter(whose.iri for place in shown.places for one in place.things for whose in one.whose)
    for actor in sorted(rouen.network("actors"), key=lambda actor: (of[actor] not in begins, -of[actor], actor)):
        alone = read_map_view(rouen, translator("fr"), DAY, among=frozenset({actor}))
        placed = len({one.thing.iri for place in alone.places for one in place.things})
        if placed in begins:
            assert alone.sentence.startswith(begins[placed])
            found.add(placed)
        if found == begins.keys():
            return
    pytest.fail("one of these numbers is no actor's")


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


DAYS = (date(2012, 6, 1), DAY, date(2026, 6, 1))


@pytest.mark.parametrize("day", DAYS)
def test_nothing_is_drawn_as_present_that_is_not_of_the_day(rouen: KnowledgeGraph, day: date) -> None:
    found = read_map_view(rouen, translator("fr"), day)
    drawn = [one for place in found.places for one in place.things]
    lives = read_lives(rouen.rows, {each.iri for one in drawn for each in (one.thing, *one.whose)})
    for one in drawn:
        life = lives[one.thing.iri]
        if one.kind == "event":
            may_be_now = not life.first or bool(life.last and life.first <= day <= life.last)
            coming = life.first and day < life.first
            assert one.present == may_be_now, one
            assert ("à venir" in one.when) == bool(coming), one
        else:
            assert life.holds_on(day), one
            assert all(lives[actor.iri].holds_on(day) for actor in one.whose), one
    for bound in found.bounds:
        assert read_lives(rouen.rows, [bound.iri])[bound.iri].holds_on(day)


@pytest.mark.parametrize("day", [None, *DAYS])
def test_every_thing_of_the_kinds_of_the_map_is_drawn_or_said_to_be_left_out(
    rouen: KnowledgeGraph, day: date | None
) -> None:
    found = read_map_view(rouen, translator("fr"), day)
    groups = [
        [one.thing.iri for place in found.places for one in place.things],
        [thing.iri for each in found.nowhere for thing in each.things if "/actor/" not in thing.iri],
        [thing.iri for each in found.absent for thing in each.things],
    ]
    every = {iri for name in ("Site", "Event", "Project") for iri in read_things_of(rouen.rows, name)}
    assert sorted(iri for group in groups for iri in group) == sorted(every)
    assert (day is None) == (not groups[2])
    assert day is None or f"{len(groups[2])} autres ne sont pas de ce jour" in found.sentence


def test_the_seat_of_a_dissolved_authority_is_not_of_the_day_and_its_end_is_told_at_all_dates(
    rouen: KnowledgeGraph, shown: MapView
) -> None:
    seat = "Siège de l'agglomération Seine-Eure (2013-2019)"
    assert seat in {thing.label for each in shown.absent for thing in each.things}
    whole = read_map_view(rouen, translator("fr"))
    told = {one.thing.label: one.when for place in whole.places for one in place.things}
    assert (
        told[seat]
        == "attesté en juin 2015, Agglomération Seine-Eure (2013-2019)\u00a0: 1er janvier 2013 – 31 août 2019"
    )


def test_an_organiser_whom_no_source_surely_names_is_told_with_its_doubt(rouen: KnowledgeGraph, shown: MapView) -> None:
    whose = {one.thing.label: one.whose for place in shown.places for one in place.things}
    assert [thing.label for thing in whose["Congrès Consumer Safety & Cosmetics"]] == ["Cosmetic Valley (à confirmer)"]
    assert [thing.label for thing in whose["Congrès Polepharma Industrie du Futur"]] == ["Polepharma"]


def test_what_is_attested_only_after_the_day_is_counted(rouen: KnowledgeGraph) -> None:
    then = read_map_view(rouen, translator("en"), date(2012, 6, 1))
    placed = [one for place in then.places for one in place.things]
    later = {one.thing.iri for one in placed if one.when.startswith("attested ") and one.when[-4:] > "2012"}
    assert f"Attested only later: {len(later)}," in then.days
    assert "Attested only later" not in read_map_view(rouen, translator("en"), date(2026, 11, 1)).days

"""Names as they were, and the events that changed them."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.fiche.page import read_page
from territory_graph.views.names_over_time import renamings

ACTOR = "https://w3id.org/territory-graph/id/actor/"
METROPOLE, POLE, NEXTMOVE = (
    f"{ACTOR}{name}" for name in ("metropole-rouen-normandie", "pole-rouen-seine-eure", "nextmove")
)
VAL_CLAIR = "https://example.org/hamlet/id/actor/val-clair"


@pytest.mark.parametrize(
    ("iri", "day", "name"),
    [
        (METROPOLE, date(2012, 5, 12), "CREA"),
        (METROPOLE, date(2014, 12, 31), "CREA"),
        (METROPOLE, date(2015, 1, 1), "Métropole Rouen Normandie"),
        (METROPOLE, date(2026, 1, 1), "Métropole Rouen Normandie"),
        (NEXTMOVE, date(2021, 1, 6), "Mov'eo"),
        (NEXTMOVE, date(2021, 1, 7), "NextMove"),
        # A former name whose end no source gives ends with the renaming of about 2015.
        (POLE, date(2014, 6, 1), "Pôle métropolitain CREA Seine-Eure"),
        (POLE, date(2015, 6, 1), "Pôle Métropolitain Rouen Seine Eure"),
        (f"{ACTOR}agglo-seine-eure-1997", date(1998, 1, 1), "Communauté de communes Seine-Eure"),
        # Of three legal persons of one name the two that have ended are told apart by their years.
        (f"{ACTOR}agglo-seine-eure-1997", date(2005, 1, 1), "Agglomération Seine-Eure (1997-2012)"),
        (f"{ACTOR}agglo-seine-eure-2013", date(2015, 1, 1), "Agglomération Seine-Eure (2013-2019)"),
        (f"{ACTOR}agglo-seine-eure", date(2021, 1, 1), "Agglomération Seine-Eure"),
        # A longer official name does not displace the one in use.
        (f"{ACTOR}lsn", date(2012, 1, 1), "LSN"),
        (METROPOLE, date(1850, 1, 1), "Métropole Rouen Normandie"),
    ],
)
def test_a_thing_is_called_as_on_the_day(rouen: KnowledgeGraph, iri: str, day: date, name: str) -> None:
    assert rouen.names([iri], day=day) == {iri: name}


def test_the_hamlet_was_a_district(hamlet: KnowledgeGraph) -> None:
    assert hamlet.names([VAL_CLAIR], day=date(2012, 12, 31))[VAL_CLAIR] == "District du Val Clair"
    assert "District" not in hamlet.names([VAL_CLAIR], day=date(2013, 1, 1))[VAL_CLAIR]


def test_no_thing_has_no_name(hamlet: KnowledgeGraph) -> None:
    assert hamlet.names([], day=date(2012, 1, 1)) == {}


def test_the_renaming_of_the_crea_is_told_with_its_source(rouen: KnowledgeGraph) -> None:
    (change,) = [one for one in renamings(rouen, translator("fr")) if one.told.sentence.startswith("La CREA devient")]
    assert change.kind == "Renaming"
    assert change.told.sentence == "La CREA devient Métropole Rouen Normandie, le 1er janvier 2015."
    assert [thing.iri for thing in (*change.before, *change.after)] == [METROPOLE, METROPOLE]
    assert change.told.mentions


def test_changes_of_the_territory_are_in_the_order_of_time_and_all_sourced(rouen: KnowledgeGraph) -> None:
    changes = renamings(rouen, translator("fr"))
    assert {one.kind for one in changes} == {"Renaming", "Merger", "Creation", "Separation", "Closure"}
    days = [one.interval.start_earliest for one in changes if one.interval.start_earliest]
    assert days == sorted(days)
    assert all(one.told.mentions for one in changes)


def test_the_merger_of_the_hamlet_joins_two_into_one(hamlet: KnowledgeGraph) -> None:
    (merger,) = renamings(hamlet, translator("en"))
    assert (merger.kind, len(merger.before), [thing.iri for thing in merger.after]) == ("Merger", 2, [VAL_CLAIR])
    assert merger.told.sentence == "Le Vieux Val rejoint le Val Clair, on 1 January 2013."


@pytest.mark.parametrize("day", [date(2012, 5, 12), date(2014, 6, 1), date(2020, 6, 1)])
def test_a_fiche_calls_a_thing_as_the_network_does_on_every_day(rouen: KnowledgeGraph, day: date) -> None:
    actors = list(rouen.network("actors", day=day))
    labels, then = rouen.names(actors), rouen.names(actors, day=day)
    changed = {iri for iri in actors if then[iri] != labels[iri]}
    assert changed
    for iri in changed | set(actors[:5]):
        page = read_page(rouen, iri, translator("fr"), day)
        assert page.fiche.thing.label == then[iri]
        assert page.head.last_name == (labels[iri] if labels[iri] != then[iri] else "")

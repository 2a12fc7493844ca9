"""Partners, checked against the statements of the graph and a networkx graph."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import networkx as nx
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.model import Thing
from territory_graph.views.partners import Partners, Wish, read_offer, read_partners, scope, sheet_rows
from tests.hamlets import PLAIN

FR = translator("fr")
DAYS = (date(2021, 5, 12), date(2012, 6, 1), None)
TG = "PREFIX tg: <https://w3id.org/territory-graph/ontology#> "


def iris(things: tuple[Thing, ...], *labels: str) -> tuple[str, ...]:
    return tuple(thing.iri for thing in things if thing.label in labels)


def logistics(graph: KnowledgeGraph, day: date | None, **more: tuple[str, ...]) -> Partners:
    offer = read_offer(graph, day, FR)
    return read_partners(graph, Wish(sector=iris(offer.sector, "Logistique"), **more), day, FR)


def stated(graph: KnowledgeGraph, pattern: str) -> set[str]:
    return {str(row["a"]) for row in graph.query(f"{TG} SELECT DISTINCT ?a {{ ?a a tg:Actor . {pattern} }}")}


@pytest.mark.parametrize("day", DAYS)
def test_every_partner_has_what_is_asked_and_says_why(rouen: KnowledgeGraph, day: date | None) -> None:
    found = logistics(rouen, day).found
    sector = f"<{rouen.base}id/sector/logistique>"
    assert found
    assert {one.thing.iri for one in found} <= stated(rouen, f"?a tg:hasSector {sector}")
    for one in found:
        assert [thing.label for thing in one.has] == ["Logistique"]
        assert any("Logistique" in reason.sentence and reason.mentions for reason in one.reasons)


def test_at_all_dates_nobody_is_left_out(rouen: KnowledgeGraph) -> None:
    found = {one.thing.iri for one in logistics(rouen, None).found}
    assert found == stated(rouen, f"?a tg:hasSector <{rouen.base}id/sector/logistique>")


def test_who_no_longer_exists_is_no_partner(rouen: KnowledgeGraph) -> None:
    gone = f"{rouen.base}id/actor/novalog"
    assert gone in {one.thing.iri for one in logistics(rouen, None).found}
    assert gone not in {one.thing.iri for one in logistics(rouen, date(2021, 5, 12)).found}


def test_a_perimeter_keeps_who_is_there_and_names_who_is_nowhere(rouen: KnowledgeGraph) -> None:
    day = date(2021, 5, 12)
    epci = iris(read_offer(rouen, day, FR).epci, "Agglomération Seine-Eure")
    narrow, wide = logistics(rouen, day, epci=epci), logistics(rouen, day)
    assert {one.thing.iri for one in narrow.found} < {one.thing.iri for one in wide.found}
    assert all(epci[0] in one.places for one in narrow.found)
    assert all("nowhere" in one.places for one in wide.found if one.thing in narrow.nowhere)
    offer = read_offer(rouen, day, FR)
    said = scope(narrow, Wish(sector=iris(offer.sector, "Logistique"), epci=epci), offer, day, FR).translate(PLAIN)
    assert said.startswith("Demandé : Filières : Logistique ; Périmètre : Agglomération Seine-Eure. ")
    assert "aucune source lue ne les situe au 12 mai 2021 : Carlo Erba" in said
    assert "Au 12 mai 2021 : ce qu'aucune date connue n'exclut." in said


def test_those_who_meet_more_of_what_is_asked_come_first(rouen: KnowledgeGraph) -> None:
    day = date(2021, 5, 12)
    offer = read_offer(rouen, day, FR)
    wish = Wish(tuple(thing.iri for thing in offer.sector), tuple(thing.iri for thing in offer.theme))
    counts = [len(one.has) for one in read_partners(rouen, wish, day, FR).found]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 1


@pytest.mark.parametrize("day", DAYS[:2])
def test_the_way_is_a_shortest_one_or_said_to_be_none(rouen: KnowledgeGraph, day: date) -> None:
    network, centre = rouen.network("actors", day=day), rouen.manifest.centre
    assert centre is not None
    called = rouen.names([centre], day=day)[centre]
    for one in logistics(rouen, day).found:
        if one.thing.iri == centre:
            assert not one.way
        elif centre not in network or not nx.has_path(network, centre, one.thing.iri):
            assert one.way.startswith("Aucun chemin")
        elif nx.shortest_path_length(network, centre, one.thing.iri) == 1:
            assert one.way == f"Lié au {called}."
        else:
            assert one.way.startswith(f"Depuis le {called}, par ")


def test_nobody_is_proposed_where_nothing_is_asked(rouen: KnowledgeGraph) -> None:
    assert read_partners(rouen, Wish(), date(2021, 5, 12), FR).found == ()


def test_the_sheet_has_a_line_for_each_with_its_sources(rouen: KnowledgeGraph) -> None:
    found = logistics(rouen, date(2021, 5, 12))
    rows = sheet_rows(found)
    assert [row[0] for row in rows] == [one.thing.label for one in found.found]
    assert all(row[3] for row in rows)


def test_a_kind_narrows(rouen: KnowledgeGraph) -> None:
    day = date(2021, 5, 12)
    company = iris(read_offer(rouen, day, FR).kind, "Entreprise")
    narrow = {one.thing.iri for one in logistics(rouen, day, kind=company).found}
    assert narrow
    assert narrow == {one.thing.iri for one in logistics(rouen, day).found} & stated(rouen, "?a a tg:Company")


def test_a_theme_is_also_had_by_an_agreement_that_is_about_it(rouen: KnowledgeGraph) -> None:
    day = date(2021, 5, 12)
    offer = read_offer(rouen, day, FR)
    wish = Wish(sector=iris(offer.sector, "Logistique"), theme=iris(offer.theme, "Transition écologique"))
    found = read_partners(rouen, wish, day, FR).found
    first = found[0]
    assert first.thing.label == "LSN"
    assert [thing.label for thing in first.has] == ["Logistique", "Transition écologique"]
    assert [thing.label for thing in first.agreed] == ["Transition écologique"]
    about = [one.sentence for one in first.reasons if "Convention Pôle métropolitain — LSN" in one.sentence]
    assert about == [
        "«\u00a0Convention Pôle métropolitain — LSN\u00a0», qui engage ou associe LSN, a pour thème "
        "«\u00a0Transition écologique\u00a0»."
    ]
    assert all(one.mentions for each in found for one in each.reasons)
    agreed = stated(
        rouen,
        f"?x a tg:Agreement ; tg:hasTheme <{wish.theme[0]}> ; tg:party ?a .",
    )
    by_agreement = {one.thing.iri for one in found if one.agreed}
    assert by_agreement <= agreed | stated(rouen, f"?x a tg:Project ; tg:hasTheme <{wish.theme[0]}> ; ?p ?a .")
    assert f"{rouen.base}id/actor/polepharma" in by_agreement


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_criterion_is_told_as_one(rouen: KnowledgeGraph, language: str) -> None:
    say = translator(language)
    wish = Wish(sector=("https://w3id.org/territory-graph/id/sector/logistique",))
    one, two = wish, replace(wish, theme=("https://w3id.org/territory-graph/id/theme/transition-ecologique",))
    told = [read_partners(rouen, each, date(2021, 5, 12), say).sentence for each in (one, two)]
    assert ("le critère demandé" if language == "fr" else "the criterion asked for") in told[0]
    assert ("des 2 critères demandés" if language == "fr" else "of the 2 criteria asked for") in told[1]

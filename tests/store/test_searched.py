"""What can be found: names with their time, identifiers, and where a thing is."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.called import Called
from territory_graph.search import SearchIndex
from territory_graph.store.engine import Embedded
from territory_graph.store.searched import OTHER_RANK, Name, SearchedThing, searched_things

Things = Mapping[str, SearchedThing]


def by_id(graph: KnowledgeGraph) -> Things:
    found = searched_things(graph._engine, graph.base)
    return {thing.iri.removeprefix(f"{graph.base}id/"): thing for thing in found}


@pytest.fixture(scope="module")
def things(hamlet: KnowledgeGraph) -> Things:
    return by_id(hamlet)


@pytest.fixture(scope="module")
def rouen_things(rouen: KnowledgeGraph) -> Things:
    return by_id(rouen)


def test_names_are_told_with_what_they_are_and_their_time(things: Things) -> None:
    assert set(things["actor/val-clair"].names) == {
        Name("Communauté de communes du Val Clair", "fr", "name", None, None, is_label=True),
        Name("District du Val Clair", "fr", "former name", "1999", "2012-12-31", is_label=False),
        Name("CCVC", "fr", "acronym", None, None, is_label=False),
    }


def test_a_former_acronym_is_a_former_name(rouen_things: Things) -> None:
    names = rouen_things["actor/metropole-rouen-normandie"].names
    assert {name.reason for name in names if name.text == "CREA"} == {"former name"}
    assert "2014-12-31" in {name.end for name in names if name.text == "CREA"}


def test_identifiers_of_former_names_are_those_of_the_thing(things: Things) -> None:
    assert things["actor/val-clair"].codes == ("123456789", "987654321")
    assert things["place/le-pre"].codes == ("2A004",)


def test_labels_are_in_both_languages(things: Things) -> None:
    assert things["project/chaudiere"].labels == {"fr": "Chaudière bois", "en": "Wood boiler"}
    assert things["actor/lin-neuf"].labels == {"fr": "Lin Neuf", "en": "Lin Neuf"}


@pytest.mark.parametrize(
    ("thing", "place"),
    [
        ("site/siege-syndicat", "Le Bourg"),  # lies there
        ("actor/syndicat", "Le Bourg"),  # has its seat there
        ("event/fete-moulin", "Le Bourg"),  # happens there
        ("place/halle", "Le Bourg"),
        ("place/le-bourg", "Vallée"),  # the department rather than the perimeter, which is narrower
        ("place/hameau", "Vallée"),
        ("place/vallee", ""),
        ("actor/bois-vif", "Le Bourg, Le Pré"),  # is active in both
        ("actor/lin-neuf", ""),
    ],
)
def test_the_place_is_the_commune_or_what_is_wider(things: Things, thing: str, place: str) -> None:
    assert things[thing].places["fr"] == place


@pytest.mark.parametrize(
    ("thing", "place"),
    [
        ("actor/metropole-rouen-normandie", "Rouen"),
        ("actor/polepharma", "Bordeaux, Chartres, Dreux, …"),
        ("event/polepharma-industrie-du-futur-2021", "Rouen"),  # in a room that lies there
        ("actor/departement-eure", "Eure"),
        ("place/louviers", "Eure"),
    ],
)
def test_places_of_the_default_territory(rouen_things: Things, thing: str, place: str) -> None:
    assert rouen_things[thing].places["fr"] == place


def test_actors_rank_before_agreements_and_lists_of_words_last(things: Things) -> None:
    assert things["actor/lin-neuf"].rank < things["agreement/contrat-filieres"].rank < OTHER_RANK
    assert things["status/stated"].rank == OTHER_RANK


def test_everything_with_a_name_of_its_own_is_there_once(things: Things) -> None:
    assert list(things) == sorted(things)
    assert len([name for name in things if name.startswith("actor/")]) == 12
    assert not any(name.startswith("name/") for name in things)


def test_terms_of_the_ontology_are_not_things_of_the_territory(rouen_things: Things) -> None:
    assert not any("ontology#" in iri for iri in rouen_things)


HOMONYMS = """
@prefix tg: <https://w3id.org/territory-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix pl: <https://example.org/id/place/> .
@prefix act: <https://example.org/id/actor/> .
pl:gironde a tg:Place, tg:Department ; rdfs:label "Gironde" .
pl:lot a tg:Place, tg:Department ; rdfs:label "Lot" .
pl:a a tg:Place, tg:Commune ; rdfs:label "Sainte-Colombe" ; tg:within pl:gironde .
pl:b a tg:Place, tg:Commune ; rdfs:label "Sainte-Colombe" ; tg:within pl:lot .
pl:e a tg:Place, tg:Commune ; rdfs:label "Le Bourg" ; tg:within pl:lot ; tg:inseeCode "46001" .
pl:f a tg:Place, tg:Commune ; rdfs:label "Le Bourg" ; tg:within pl:lot ; tg:inseeCode "46002" .
act:a a tg:Actor, tg:PublicBody ; rdfs:label "Commune de Sainte-Colombe" ; tg:hasTerritory pl:a .
act:b a tg:Actor, tg:PublicBody ; rdfs:label "Commune de Sainte-Colombe" ; tg:hasTerritory pl:b .
act:c a tg:Actor, tg:Epci ; rdfs:label "CC des Deux Rives" ; tg:siren "200000001" .
act:d a tg:Actor, tg:Epci ; rdfs:label "CC des Deux Rives" ; tg:siren "200000002" .
act:g a tg:Actor, tg:Epci ; rdfs:label "CC du Val" ; tg:siren "200000003" ; tg:end "2020" .
act:h a tg:Actor, tg:Epci ; rdfs:label "CC du Val" ; tg:siren "200000004" .
"""


@pytest.fixture(scope="module")
def homonyms() -> Embedded:
    store = ox.Store()
    store.load(HOMONYMS, format=ox.RdfFormat.TURTLE)
    return Embedded(store)


def test_homonyms_are_told_apart_by_department_else_by_an_identifier(homonyms: Embedded) -> None:
    told = {thing.iri[-7:]: thing.places["fr"] for thing in searched_things(homonyms, "https://example.org/")}
    assert (told["actor/a"], told["actor/b"]) == ("Sainte-Colombe, Gironde", "Sainte-Colombe, Lot")
    assert (told["actor/c"], told["actor/d"]) == ("200000001", "200000002")
    assert told["place/a"] == "Gironde"
    assert (told["place/e"], told["place/f"]) == ("Lot, 46001", "Lot, 46002")


def test_bodies_of_one_name_are_called_by_where_they_are_else_by_their_end_or_siren(homonyms: Embedded) -> None:
    iris = [f"https://example.org/id/actor/{name}" for name in "acgh"]
    called = Called(homonyms.evaluate).things(iris, "fr")  # type: ignore[arg-type]
    assert [called[iri].label for iri in iris] == [
        "Commune de Sainte-Colombe (Gironde)",
        "CC des Deux Rives (SIREN 200000001)",
        "CC du Val (fin\u00a0: 2020)",
        "CC du Val (SIREN 200000004)",
    ]


@pytest.mark.parametrize("text", ["Sainte-Colombe Gironde", "sainte colombe gironde"])
def test_a_thing_is_found_by_its_name_and_its_department(homonyms: Embedded, text: str) -> None:
    found = SearchIndex.open(homonyms, "https://example.org/").search(text)
    assert {hit.iri for hit in found} == {f"https://example.org/id/{name}/a" for name in ("actor", "place")}

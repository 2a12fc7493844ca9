"""Words for the editor: they can be written in a query as they are, and things are found by any of their names."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.conftest import Client
from territory_graph import KnowledgeGraph
from territory_graph.service.ontology_terms import ontology
from territory_graph.service.vocabulary import MOST, Names, words
from territory_graph.store.engine import Answer
from territory_graph.vocabulary import TG, all_prefixes


@pytest.fixture(scope="module")
def french(hamlet: KnowledgeGraph) -> dict[str, Any]:
    return words(hamlet, "fr")


@pytest.fixture(scope="module")
def names(hamlet: KnowledgeGraph) -> Names:
    return Names.of(hamlet)


def by_name(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in found}


def number(graph: KnowledgeGraph, pattern: str, prefixes: dict[str, str]) -> int:
    head = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes.items())
    answer = graph.query(f"{head}SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?o {{ {pattern} }} }}")
    assert isinstance(answer, Answer)
    return int(str(answer.rows[0][0]))


def test_prefixes_are_those_of_the_territory(french: dict[str, Any], hamlet: KnowledgeGraph) -> None:
    assert french["prefixes"] == all_prefixes(hamlet.base)
    assert french["prefixes"]["act"] == "https://example.org/hamlet/id/actor/"


def test_every_class_can_be_written_and_counts_its_things(french: dict[str, Any], hamlet: KnowledgeGraph) -> None:
    for one in french["classes"]:
        assert number(hamlet, f"?s a {one['name']}", french["prefixes"]) == one["count"], one


def test_every_property_can_be_written_and_counts_its_triples(french: dict[str, Any], hamlet: KnowledgeGraph) -> None:
    for one in french["properties"]:
        assert number(hamlet, f"?s {one['name']} ?o", french["prefixes"]) == one["count"], one


def test_a_property_counts_its_triples_by_class_of_subject(french: dict[str, Any], hamlet: KnowledgeGraph) -> None:
    sector = by_name(french["properties"])["tg:hasSector"]
    assert sector["classes"]["tg:Actor"] == 3
    for name, count in sector["classes"].items():
        assert number(hamlet, f"?s a {name} ; tg:hasSector ?o", french["prefixes"]) == count


def test_terms_that_nobody_uses_come_last_with_zero(french: dict[str, Any]) -> None:
    counts = [one["count"] for one in french["properties"]]
    assert counts == sorted(counts, reverse=True)
    assert by_name(french["properties"])["tg:ror"] | {"gloss": ""} == {
        "name": "tg:ror",
        "iri": str(TG.ror),
        "label": "identifiant ROR",
        "gloss": "",
        "count": 0,
        "classes": {},
    }
    assert {one["iri"] for one in french["classes"]} >= set(ontology().classes)


def test_words_are_in_the_language_that_is_asked(french: dict[str, Any], hamlet: KnowledgeGraph) -> None:
    english = words(hamlet, "en")
    assert by_name(french["classes"])["tg:Actor"]["label"] == "Acteur"
    assert by_name(english["classes"])["tg:Actor"]["label"] == "Actor"
    assert by_name(english["classes"])["tg:Actor"]["gloss"].startswith("Organisation taking part")
    assert by_name(english["properties"])["tg:carriedBy"]["gloss"] == "Initiative → Actor"
    assert by_name(english["properties"])["rdfs:label"]["label"] == "label"


def test_a_term_without_a_known_prefix_is_written_whole(rouen: KnowledgeGraph) -> None:
    found = {one["iri"]: one["name"] for one in words(rouen, "fr")["properties"]}
    vann = "http://purl.org/vocab/vann/preferredNamespacePrefix"
    assert found[vann] == f"<{vann}>"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Lin Neuf", "actor/lin-neuf"),
        ("lin neuf", "actor/lin-neuf"),
        ("LIN-NEUF", "actor/lin-neuf"),
        ("lycee", "actor/lycee-bois"),
        ("Haut Pré", "actor/haut-pre"),
        ("CCVC", "actor/val-clair"),
        ("district du val", "actor/val-clair"),
        ("bois vif", "actor/bois-vif"),
        ("vif bois", "actor/bois-vif"),
        ("scierei des aulnes", "actor/scierie"),
        ("jeanne", "person/jeanne-exemple"),
        ("énoncé par", "status/stated"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(text: str, first: str, names: Names, hamlet: KnowledgeGraph) -> None:
    found = [iri.removeprefix(f"{hamlet.base}id/") for iri in names.find(text)]
    assert found[:1] == [first], found


def test_the_very_name_comes_before_longer_ones() -> None:
    names = Names(
        ((" rouen normandy invest", "urn:a", False), (" rouen", "urn:b", False), (" gare de rouen", "urn:c", False))
    )
    assert names.find("Rouen") == ["urn:b", "urn:a", "urn:c"]


def test_a_label_comes_before_another_name() -> None:
    names = Names(((" agglo", "urn:a", True), (" agglo", "urn:b", False)))
    assert names.find("agglo") == ["urn:b", "urn:a"]


def test_a_thing_with_several_names_is_found_once() -> None:
    names = Names(((" pole tes", "urn:a", False), (" pole tes normandie", "urn:a", True)))
    assert names.find("pole") == ["urn:a"]


def test_no_more_than_twenty_are_found(rouen: KnowledgeGraph) -> None:
    assert len(Names.of(rouen).find("e")) == MOST


def test_a_large_graph_is_not_searched_for_near_spellings() -> None:
    many = tuple((f" nom {number}", f"urn:{number}", False) for number in range(10_001))
    assert Names(many).find("nmo 5") == []
    assert "urn:5" in Names(many[:100]).find("nmo 5")


@given(st.text(max_size=40))
def test_any_text_can_be_searched(text: str) -> None:
    names = Names(((" pole tes", "urn:a", False), (" lin neuf", "urn:b", False)))
    assert set(names.find(text)) <= {"urn:a", "urn:b"}


class TestServed:
    def test_the_vocabulary_is_in_the_language_that_is_asked(self, client: Client) -> None:
        for language, label in (("fr", "Acteur"), ("en", "Actor")):
            found = client.get(f"/sparql/vocabulary?lang={language}")
            assert (found.status, found.kind) == (200, "application/json")
            assert by_name(json.loads(found.body)["classes"])["tg:Actor"]["label"] == label
            assert client.get(f"/sparql/vocabulary?lang={language}", If_None_Match=found.headers["etag"]).status == 304

    def test_things_come_with_what_a_query_writes_and_a_reader_sees(self, client: Client) -> None:
        found = client.get(f"/sparql/entities?text={quote('crea')}&lang=en")
        assert (found.status, found.kind) == (200, "application/json")
        assert json.loads(found.body)[0] == {
            "name": "act:metropole-rouen-normandie",
            "iri": "https://w3id.org/territory-graph/id/actor/metropole-rouen-normandie",
            "label": "Métropole Rouen Normandie",
            "kind": "Inter-municipal authority (EPCI)",
        }

    def test_every_name_can_be_written_in_a_query(self, client: Client) -> None:
        prefixes = json.loads(client.get("/sparql/vocabulary").body)["prefixes"]
        head = "".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in prefixes.items())
        for text in ("rouen", "a", "2021", "deduit"):
            for one in json.loads(client.get(f"/sparql/entities?text={text}").body):
                answer = client.query(f"{head} SELECT (STR({one['name']}) AS ?iri) {{}}", "text/csv")
                assert answer.text.split()[1] == one["iri"]

    @pytest.mark.parametrize(
        "query", ["", "?text=", "?text=%FF%00", f"?text={'a' * 5000}", "?text=x&text=y", "?lang=de"]
    )
    def test_a_strange_search_finds_nothing_or_something_but_answers(self, client: Client, query: str) -> None:
        found = client.get(f"/sparql/entities{query}")
        assert found.status == 200
        assert isinstance(json.loads(found.body), list)

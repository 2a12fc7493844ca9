"""Words for the editor: they can be written in a query as they are, and are told with their uses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.conftest import Client, opened
from territory_graph import KnowledgeGraph
from territory_graph.service.ontology_terms import ontology
from territory_graph.service.vocabulary import words
from territory_graph.store.engine import Answer
from territory_graph.vocabulary import TG, all_prefixes


@pytest.fixture(scope="module")
def french(hamlet: KnowledgeGraph) -> dict[str, Any]:
    return words(opened(hamlet), "fr")


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
    english = words(opened(hamlet), "en")
    assert by_name(french["classes"])["tg:Actor"]["label"] == "Acteur"
    assert by_name(english["classes"])["tg:Actor"]["label"] == "Actor"
    assert by_name(english["classes"])["tg:Actor"]["gloss"].startswith("Organisation taking part")
    assert by_name(english["properties"])["tg:carriedBy"]["gloss"] == "Actor that leads the initiative."
    assert by_name(english["properties"])["rdfs:label"]["label"] == "label"


def test_a_term_without_a_known_prefix_is_written_whole(rouen: KnowledgeGraph) -> None:
    found = {one["iri"]: one["name"] for one in words(opened(rouen), "fr")["properties"]}
    vann = "http://purl.org/vocab/vann/preferredNamespacePrefix"
    assert found[vann] == f"<{vann}>"


class TestServed:
    def test_the_vocabulary_is_in_the_language_that_is_asked(self, client: Client) -> None:
        for language, label in (("fr", "Acteur"), ("en", "Actor")):
            found = client.get(f"/sparql/vocabulary?lang={language}")
            assert (found.status, found.kind) == (200, "application/json")
            assert by_name(json.loads(found.body)["classes"])["tg:Actor"]["label"] == label
            assert client.get(f"/sparql/vocabulary?lang={language}", If_None_Match=found.headers["etag"]).status == 304

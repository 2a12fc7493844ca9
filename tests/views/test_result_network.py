"""An answer as a network: its pairs, its picture, and the statements behind each tie."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.store.answers import PlainAnswer, Table, Term
from territory_graph.ui.figures.network import payload
from territory_graph.views.result_network import MOST_DRAWN, QueryNetwork, query_network, ties_things
from territory_graph.views.ties import pair_of
from views.conftest import Ask

FRENCH = translator("fr")
ACTOR = "https://example.org/hamlet/id/actor/"
MEMBERS = "SELECT DISTINCT ?member ?body { ?m tg:member ?member ; tg:inOrganisation ?body }"
MEMBER_OF = "CONSTRUCT { ?m tg:memberOf ?b } WHERE { ?m tg:memberOf ?b }"


def pair(one: str, other: str) -> str:
    return pair_of(f"{ACTOR}{one}", f"{ACTOR}{other}")


def network(graph: KnowledgeGraph, found: PlainAnswer) -> QueryNetwork:
    return query_network(graph, found, FRENCH)


@pytest.mark.parametrize("query", [MEMBERS, MEMBER_OF])
def test_rows_and_triples_make_the_same_network(hamlet: KnowledgeGraph, ask: Ask, query: str) -> None:
    drawing = network(hamlet, ask(query)).drawing
    assert (len(drawing.nodes), len(drawing.ties)) == (6, 4)
    assert {node.label.replace("\n", " ") for node in drawing.nodes if node.kind == "support"} == {
        "Syndicat mixte du Hameau"
    }
    assert payload(drawing, strings=FRENCH.section("drawing"))["nodes"]


def test_a_triple_of_the_graph_opens_its_sources(hamlet: KnowledgeGraph, ask: Ask) -> None:
    found = network(hamlet, ask("CONSTRUCT { ?a tg:hasSector ?s } WHERE { ?a tg:hasSector ?s }"))
    (line, *_) = [tie.id for tie in found.drawing.ties if "scierie" in tie.id]
    (told,) = found.told(line)
    assert told.sentence == "a pour filière"
    assert [mention.title for mention in told.mentions] == ["Annuaire des organismes"]
    assert {tie.status for tie in found.drawing.ties} == {"stated"}


def test_what_a_rule_infers_is_drawn_as_inferred(hamlet: KnowledgeGraph, ask: Ask) -> None:
    found = network(hamlet, ask(MEMBER_OF))
    (told,) = found.told(pair("val-clair", "syndicat"))
    assert {mention.status_label for mention in told.mentions} == {"déduit par la règle R02-member-of"}
    assert {mention.title for mention in told.mentions} == {"Délibération du syndicat de mars 2021"}
    assert {tie.status for tie in found.drawing.ties} == {"inferred"}


def test_a_pair_without_a_property_opens_every_statement_between_the_two(hamlet: KnowledgeGraph, ask: Ask) -> None:
    found = network(hamlet, ask(MEMBERS))
    (told,) = found.told(pair("val-clair", "syndicat"))
    assert told.sentence == FRENCH("sparql.graph.tied")
    assert told.mentions


def test_a_tie_that_only_the_query_makes_has_no_source(hamlet: KnowledgeGraph, ask: Ask) -> None:
    found = network(hamlet, ask("CONSTRUCT { act:moulin tg:supports act:scierie } WHERE {}"))
    (told,) = found.told(pair("moulin", "scierie"))
    assert told.mentions == ()
    assert found.ends(pair("moulin", "scierie")) is not None
    assert found.ends("nothing|there") is None
    assert found.told("nothing|there") == ()


def test_a_column_of_properties_names_the_ties(hamlet: KnowledgeGraph, ask: Ask) -> None:
    query = "SELECT ?s ?p ?o { VALUES (?s ?p ?o) { (act:scierie tg:memberOf act:eau-vive) } }"
    (row,) = network(hamlet, ask(query)).rows
    assert (row.source, row.kind, row.target) == ("Scierie des Aulnes", "membre de", "Cluster Eau Vive")


def test_literals_and_classes_are_left_out_and_counted(hamlet: KnowledgeGraph, ask: Ask) -> None:
    found = network(hamlet, ask("DESCRIBE act:scierie"))
    assert not any("ontology#" in node.id for node in found.drawing.nodes)
    assert found.left_out > 0
    assert "absents du dessin" in found.drawing.summary


def test_a_constructed_label_names_its_node(hamlet: KnowledgeGraph, ask: Ask) -> None:
    found = network(hamlet, ask('CONSTRUCT { <urn:a> tg:supports <urn:b> . <urn:a> rdfs:label "Premier" } WHERE {}'))
    assert {node.label for node in found.drawing.nodes} == {"Premier", "urn:b"}


def test_blank_nodes_are_nodes(hamlet: KnowledgeGraph, ask: Ask) -> None:
    found = network(hamlet, ask("CONSTRUCT { _:x tg:supports act:scierie } WHERE {}"))
    assert len(found.drawing.nodes) == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s a tg:Epci }",
        "SELECT ?s ?n { ?s rdfs:label ?n }",
        "ASK {}",
        "CONSTRUCT { act:a a tg:Epci } WHERE {}",
    ],
)
def test_an_answer_that_ties_nothing_is_no_network(ask: Ask, query: str) -> None:
    assert not ties_things(ask(query))


def test_of_many_nodes_those_with_the_most_ties_are_drawn(hamlet: KnowledgeGraph) -> None:
    hub, leaves = Term("iri", "urn:hub"), tuple(Term("iri", f"urn:n{i:03}") for i in range(400))
    table = Table(("a", "b"), ((hub,) * 400, leaves), 400)
    drawing = network(hamlet, PlainAnswer("rows", table)).drawing
    assert len(drawing.nodes) == MOST_DRAWN
    assert "urn:hub" in {node.id for node in drawing.nodes}
    assert "150 sur 401" in drawing.summary

"""The packaged questions as example queries: every one runs as it is published."""

from __future__ import annotations

import re

import pytest
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef

from service.conftest import opened
from territory_graph import KnowledgeGraph
from territory_graph.queries import PackagedQuery, packaged_queries
from territory_graph.service.examples import examples
from territory_graph.service.rdf import written
from territory_graph.store.engine import Answer
from territory_graph.vocabulary import SCHEMA, all_prefixes

ROOT = "http://127.0.0.1:8501/"


@pytest.fixture(scope="module")
def published(hamlet: KnowledgeGraph) -> Graph:
    return Graph().parse(data=written(examples(opened(hamlet), ROOT), "text/turtle", hamlet.base), format="turtle")


def iri(question: PackagedQuery) -> URIRef:
    return URIRef(f"{ROOT}sparql/examples#{question.name}")


def test_every_question_is_published_once(published: Graph) -> None:
    assert set(published.subjects(RDF.type, SH.SPARQLExecutable)) == {iri(question) for question in packaged_queries()}


@pytest.mark.parametrize("question", packaged_queries(), ids=lambda question: question.name)
def test_the_published_query_gives_the_question_s_rows(
    question: PackagedQuery, published: Graph, hamlet: KnowledgeGraph
) -> None:
    text = str(published.value(iri(question), SH.select))
    found = hamlet.query(text)
    assert isinstance(found, Answer)
    assert found == hamlet.select(question.name)
    assert "w3id.org/territory-graph/id/" not in text, "its things are the territory's own"


def test_each_has_a_title_a_comment_and_a_target(published: Graph) -> None:
    for question in packaged_queries():
        for name in (RDFS.label, RDFS.comment):
            texts = {t.language: str(t) for t in published.objects(iri(question), name) if isinstance(t, Literal)}
            assert texts.keys() == {"fr", "en"}
            assert all(texts[language].startswith(question.titles[language]) for language in texts)
        assert str(published.value(iri(question), SCHEMA.target)) == f"{ROOT}sparql"
        keywords = {str(word) for word in published.objects(iri(question), SCHEMA.keywords)}
        assert {question.user, question.level} <= keywords


def test_a_measure_says_that_the_query_gives_the_network(published: Graph) -> None:
    core = URIRef(f"{ROOT}sparql/examples#57-noyau")
    texts = [str(t) for t in published.objects(core, RDFS.comment) if isinstance(t, Literal) and t.language == "fr"]
    assert "nombre de cœur" in texts[0]


def test_every_prefix_of_every_query_is_declared(published: Graph, hamlet: KnowledgeGraph) -> None:
    owner = published.value(iri(packaged_queries()[0]), SH.prefixes)
    declared = {
        str(published.value(one, SH.prefix)): str(published.value(one, SH.namespace))
        for one in published.objects(owner, SH.declare)
    }
    assert declared == all_prefixes(hamlet.base)
    for question in packaged_queries():
        text = str(published.value(iri(question), SH.select))
        for prefix, namespace in re.findall(r"^PREFIX (\w*): <([^>]*)>$", text, re.MULTILINE):
            assert declared[prefix] == namespace

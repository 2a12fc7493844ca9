"""VoID: the figures of the hamlet, partition by partition, after statements counted one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from rdflib import RDF, VOID, Graph, URIRef

from service.conftest import opened
from territory_graph import KnowledgeGraph
from territory_graph.service.rdf import written
from territory_graph.service.void import void_description
from territory_graph.vocabulary import TG

ROOT = "http://127.0.0.1:8501/"
DATASET = URIRef(f"{ROOT}dataset#dataset")


def read(graph: KnowledgeGraph) -> Graph:
    return Graph().parse(
        data=written(void_description(opened(graph), ROOT), "text/turtle", graph.base), format="turtle"
    )


@pytest.fixture(scope="module")
def void(hamlet: KnowledgeGraph) -> Graph:
    return read(hamlet)


@pytest.fixture(scope="module")
def said(hamlet: KnowledgeGraph) -> set[tuple[str, str, str]]:
    """Every triple of the hamlet, as text."""
    return {(str(q.subject), q.predicate.value, str(q.object)) for q in hamlet.quads()}


def number(void: Graph, of: URIRef, name: str) -> int:
    value = void.value(of, VOID[name])
    assert value is not None, (of, name)
    return int(str(value))


def partitions(void: Graph, of: URIRef, kind: str) -> Iterator[tuple[str, URIRef]]:
    """The partitions of a dataset: the class or property, and the partition."""
    key = VOID["class"] if kind == "classPartition" else VOID.property
    for partition in void.objects(of, VOID[kind]):
        assert isinstance(partition, URIRef)
        yield str(void.value(partition, key)), partition


def test_the_totals(void: Graph, said: set[tuple[str, str, str]], hamlet: KnowledgeGraph) -> None:
    assert number(void, DATASET, "triples") == len(said)
    assert number(void, DATASET, "distinctSubjects") == len({s for s, _, _ in said})
    assert number(void, DATASET, "distinctObjects") == len({o for _, _, o in said})
    assert number(void, DATASET, "properties") == len({p for _, p, _ in said})
    assert number(void, DATASET, "classes") == len({o for _, p, o in said if p == str(RDF.type)})
    own = {s for s, _, _ in said if s.startswith("<https://example.org/hamlet/id/")}
    assert number(void, DATASET, "entities") == len(own)


def test_the_hamlet_has_twelve_actors(void: Graph) -> None:
    found = dict(partitions(void, DATASET, "classPartition"))
    assert number(void, found[str(TG.Actor)], "entities") == 12
    assert number(void, found[str(TG.Membership)], "entities") == 4
    sirens = dict(partitions(void, found[str(TG.Actor)], "propertyPartition"))[str(TG.siren)]
    assert number(void, sirens, "triples") == 1, "the other SIREN is of a former name"


def test_every_class_has_its_partition(void: Graph, said: set[tuple[str, str, str]]) -> None:
    things: dict[str, set[str]] = {}
    for subject, name, value in said:
        if name == str(RDF.type):
            things.setdefault(value.strip("<>"), set()).add(subject)
    found = dict(partitions(void, DATASET, "classPartition"))
    assert found.keys() == things.keys()
    for name, partition in found.items():
        used = Counter(p for s, p, _ in said if s in things[name])
        assert number(void, partition, "entities") == len(things[name])
        assert number(void, partition, "triples") == used.total()
        assert number(void, partition, "properties") == len(used)
        inside = {name: number(void, p, "triples") for name, p in partitions(void, partition, "propertyPartition")}
        assert inside == used


def test_every_property_has_its_partition(void: Graph, said: set[tuple[str, str, str]]) -> None:
    found = {
        name: (number(void, p, "triples"), number(void, p, "distinctSubjects"), number(void, p, "distinctObjects"))
        for name, p in partitions(void, DATASET, "propertyPartition")
    }
    names = {p for _, p, _ in said}
    assert found.keys() == names
    for name in names:
        rows = [(s, o) for s, p, o in said if p == name]
        assert found[name] == (len(rows), len({s for s, _ in rows}), len({o for _, o in rows}))


def test_the_properties_make_up_the_triples(void: Graph) -> None:
    triples = sum(number(void, partition, "triples") for _, partition in partitions(void, DATASET, "propertyPartition"))
    assert triples == number(void, DATASET, "triples")


def test_partitions_are_named_the_same_each_time(hamlet: KnowledgeGraph, void: Graph) -> None:
    assert set(read(hamlet)) == set(void)
    assert not [
        term for triple in void for term in triple if not isinstance(term, URIRef) and term.n3().startswith("_:")
    ]


def test_it_says_where_the_data_are(void: Graph, hamlet: KnowledgeGraph) -> None:
    assert str(void.value(DATASET, VOID.uriSpace)) == "https://example.org/hamlet/id/"
    assert str(void.value(DATASET, VOID.sparqlEndpoint)) == f"{ROOT}sparql"
    assert str(void.value(DATASET, VOID.dataDump)) == f"{ROOT}graph-store?default"
    example = void.value(DATASET, VOID.exampleResource)
    assert str(example) == "https://example.org/hamlet/id/actor/syndicat"
    assert hamlet.describe(str(example)).thing.kind == "SyndicatMixte"


def test_vocabularies_are_the_namespaces_that_are_used(void: Graph, said: set[tuple[str, str, str]]) -> None:
    found = {str(name) for name in void.objects(DATASET, VOID.vocabulary)}
    assert str(TG) in found
    assert all(any(p.startswith(name) for name in found) for _, p, _ in said)


def test_the_description_is_about_the_dataset(void: Graph) -> None:
    (document,) = void.subjects(RDF.type, VOID.DatasetDescription)
    assert str(document) == f"{ROOT}.well-known/void"
    assert (DATASET, RDF.type, VOID.Dataset) in void

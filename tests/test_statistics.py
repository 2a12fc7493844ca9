"""Statistics count what the records say together: a triple of two records once, a thing in each of its classes."""

from __future__ import annotations

from collections import Counter, defaultdict

import pyoxigraph as ox
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.statistics import Statistics, count_columns, read_statistics
from territory_graph.store import column_files
from territory_graph.store.columns import COLUMNS
from territory_graph.terms import text
from territory_graph.vocabulary import TG

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.fixture(scope="module", params=["engine", "columns"])
def statistics(
    hamlet: KnowledgeGraph, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Statistics:
    """Counted by the engine, and in columns, which only large versions have else."""
    if request.param == "engine":
        return read_statistics(hamlet.rows)
    file = tmp_path_factory.mktemp("columns") / COLUMNS
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(column_files, "SMALLEST", 0)
        column_files.write_columns(file, hamlet.store, hamlet.manifest.triples)
    return count_columns(file, hamlet.base, hamlet.manifest.graphs)


def test_columns_are_counted_as_the_engine_counts(statistics: Statistics, hamlet: KnowledgeGraph) -> None:
    assert statistics == read_statistics(hamlet.rows)


@pytest.fixture(scope="module")
def triples(hamlet: KnowledgeGraph) -> set[ox.Triple]:
    return {quad.triple for quad in hamlet.quads()}


def test_the_hamlet_counted_by_hand(statistics: Statistics) -> None:
    """The rows of its tables, as ``tests/fixtures/README.md`` counts them."""
    things = {
        name: statistics.things_of[str(TG[name])] for name in ("Actor", "Cluster", "NameUse", "Membership", "Person")
    }
    assert things == {"Actor": 12, "Cluster": 3, "NameUse": 2, "Membership": 4, "Person": 1}
    assert statistics.uses_of[str(TG.siren)].triples == 2
    assert statistics.uses_of[str(TG.inOrganisation)].triples == 4
    assert statistics.uses_of[str(TG.inOrganisation)].objects == 2, "the syndicate of three, the cluster of one"
    assert statistics.classes_using[str(TG.nameText)] == {str(TG.NameUse): 2}


def test_a_triple_that_two_records_make_is_one(statistics: Statistics, triples: set[ox.Triple]) -> None:
    assert statistics.triples == len(triples)


def test_the_seven_triples_made_twice_are_no_more_in_the_union(hamlet: KnowledgeGraph, statistics: Statistics) -> None:
    repeated = [n for n in Counter(quad.triple for quad in hamlet.quads()).values() if n > 1]
    assert repeated, "the hamlet has some"
    assert len(hamlet) - statistics.triples == sum(repeated) - len(repeated)


def test_subjects_objects_and_records_are_distinct(
    hamlet: KnowledgeGraph, statistics: Statistics, triples: set[ox.Triple]
) -> None:
    subjects = {text(triple.subject) for triple in triples}
    assert statistics.subjects == len(subjects)
    assert statistics.objects == len({triple.object for triple in triples})
    assert statistics.graphs == hamlet.manifest.graphs
    assert statistics.entities == sum(iri.startswith("https://example.org/hamlet/id/") for iri in subjects)


def test_every_property_is_counted(statistics: Statistics, triples: set[ox.Triple]) -> None:
    found: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        found[triple.predicate.value].append(triple)
    assert {one.iri: (one.triples, one.subjects, one.objects) for one in statistics.properties} == {
        name: (len(said), len({t.subject for t in said}), len({t.object for t in said})) for name, said in found.items()
    }


def test_every_class_is_counted_with_its_properties(statistics: Statistics, triples: set[ox.Triple]) -> None:
    classes: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        if triple.predicate.value == TYPE:
            classes[text(triple.object)].add(text(triple.subject))
    assert {one.iri: one.entities for one in statistics.classes} == {
        name: len(found) for name, found in classes.items()
    }
    for one in statistics.classes:
        used = Counter(t.predicate.value for t in triples if text(t.subject) in classes[one.iri])
        assert dict(one.properties) == used


def test_the_most_used_come_first(statistics: Statistics) -> None:
    for counts in (
        [one.entities for one in statistics.classes],
        [one.triples for one in statistics.properties],
        list(statistics.classes_using[LABEL].values()),
        *([count for _, count in one.properties] for one in statistics.classes),
    ):
        assert counts == sorted(counts, reverse=True)


def test_a_property_s_classes_are_those_of_its_subjects(statistics: Statistics) -> None:
    by_class = {(one.iri, name): count for one in statistics.classes for name, count in one.properties}
    by_property = {
        (class_, name): count for name, found in statistics.classes_using.items() for class_, count in found.items()
    }
    assert by_property == by_class

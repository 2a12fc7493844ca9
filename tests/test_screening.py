"""What queries find to be given to pySHACL is enough: findings are those of pySHACL over everything."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, XSD

from territory_graph import resources
from territory_graph.building import assemble
from territory_graph.ingest.rules import says_again
from territory_graph.ingest.territory import Territory, read_territory
from territory_graph.screening import queries, suspects
from territory_graph.terms import literal, node, text
from territory_graph.validation import validate, validate_store, validate_things
from tests.conftest import HAMLET


def stated(territory: Territory) -> list[ox.Quad]:
    """What the records of a territory state, without what is said again: what pySHACL alone would be given."""
    base = territory.description.base
    return [quad for quad in assemble(territory) if not says_again(text(quad.graph_name), base)]


def spoilt(quads: list[ox.Quad], seed: int) -> list[ox.Quad]:
    """The statements with some left out, some of another value, of another kind of value, or said once more."""
    chance = random.Random(seed)
    wrong = (
        *(literal("soon", XSD.string), literal("-3", XSD.decimal), literal("7", XSD.integer), node("urn:nobody")),
        *(ox.Literal("2031-13"), ox.Literal("autre", language="fr"), literal("1999-01-01", XSD.date)),
    )
    made: list[ox.Quad] = []
    every = sorted(quads, key=str)
    for quad in every:
        fate = chance.random()
        other = chance.choice(wrong if fate < 0.06 else [one.object for one in chance.sample(every, 3)])
        if "ontology" in text(quad.graph_name) or fate > 0.2:
            made.append(quad)
        elif fate < 0.1:
            made += [quad, ox.Quad(quad.subject, quad.predicate, other, quad.graph_name)]
        elif fate < 0.15:
            made.append(ox.Quad(quad.subject, quad.predicate, other, quad.graph_name))
    return made


def compare(territory: Territory, quads: list[ox.Quad]) -> int:
    store = ox.Store()
    store.extend(quads)
    alone, screened = validate(quads, territory), validate_store(store, territory)
    assert set(map(repr, screened.findings)) == set(map(repr, alone.findings))
    assert set(map(repr, screened.contradictions)) == set(map(repr, alone.contradictions))
    return len(alone.findings)


@pytest.mark.parametrize("folder", [HAMLET, resources.default_territory()], ids=lambda folder: folder.name)
def test_findings_are_those_of_pyshacl_over_everything(folder: Path) -> None:
    territory = read_territory(folder)
    compare(territory, stated(territory))


@pytest.mark.parametrize("seed", range(4))
def test_findings_on_broken_data_are_those_of_pyshacl_over_everything(seed: int) -> None:
    territory = read_territory(HAMLET)
    assert compare(territory, spoilt(stated(territory), seed)) > 40


def test_what_breaks_nothing_is_not_looked_at_again() -> None:
    territory = read_territory(HAMLET)
    store = assemble(territory)
    assert len(suspects(store)) < len({quad.subject for quad in store}) / 10


def test_every_shape_has_its_queries() -> None:
    assert len(queries()) > 80


def test_of_some_things_shapes_say_nothing_of_those_around_them() -> None:
    territory = read_territory(HAMLET)
    store, base = assemble(territory), territory.description.base
    for thing in sorted({quad.subject for quad in store if quad.predicate == node(RDF.type)}, key=str):
        if isinstance(thing, ox.NamedNode):
            found = validate_things(store, [thing], base).findings
            assert {each.focus for each in found if not each.kind} <= {text(thing)}

"""What a change can have broken is found by looking at less than everything, and nothing else is."""

from __future__ import annotations

import random
import re

import pyoxigraph as ox
import pytest
from rdflib import SH, BNode, Graph, URIRef

from territory_graph import resources
from territory_graph.ingest.rules import apply_rules, is_inferred
from territory_graph.updating.affected import affected, validate_changed
from territory_graph.validation import ValidationReport, validate

BASE = "https://example.org/hamlet/"
TG = "https://w3id.org/territory-graph/ontology#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RECORD = ox.NamedNode(f"{BASE}id/record/hamlet/boiler")


def actor(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}id/actor/{name}")


def violations(report: ValidationReport) -> set[tuple[str, str, str]]:
    return {(finding.focus, finding.path, finding.messages["en"]) for finding in report.violations}


def compared(before: set[ox.Quad], after: set[ox.Quad]) -> set[tuple[str, str, str]]:
    """The violations of the result, found both ways."""
    store = ox.Store()
    store.extend(quad for quad in after if not is_inferred(quad.graph_name.value, BASE))
    apply_rules(store, BASE)
    found = violations(validate_changed(store, before ^ set(store), BASE))
    assert found == violations(validate(store))
    return found


@pytest.fixture(scope="module")
def quads(hamlet) -> set[ox.Quad]:
    return set(hamlet.quads())


def test_a_thing_that_loses_its_class_breaks_what_leads_to_it(quads):
    sources = {quad for quad in quads if quad.predicate == TYPE and quad.object == ox.NamedNode(f"{TG}Source")}
    found = compared(quads, quads - sources)
    assert len({focus for focus, path, _ in found if path == f"{TG}source"}) > 20, "every record cites a source"


def test_a_thing_that_loses_its_label_breaks_only_itself(quads):
    labels = {quad for quad in quads if quad.subject == actor("scierie") and "label" in quad.predicate.value}
    assert {focus for focus, _, _ in compared(quads, quads - labels)} == {actor("scierie").value}


def test_what_sources_say_against_each_other_is_no_violation(quads):
    siren = ox.NamedNode(f"{TG}siren")
    said = {ox.Quad(actor("scierie"), siren, ox.Literal(number), RECORD) for number in ("552100554", "732829320")}
    assert compared(quads, quads | said), "one source gives two"
    one = ox.Quad(actor("scierie"), siren, ox.Literal("552100554"), RECORD)
    other = ox.Quad(
        actor("scierie"), siren, ox.Literal("732829320"), ox.NamedNode(f"{BASE}id/record/hamlet/foundation")
    )
    assert compared(quads, quads | {one, other}) == set()


@pytest.mark.parametrize("seed", range(8))
def test_any_change_breaks_what_looking_at_everything_says(quads, seed):
    chance = random.Random(seed)
    own = sorted((quad for quad in quads if "/graph/" not in quad.graph_name.value), key=str)
    taken = set(chance.sample(own, chance.randint(1, 4)))
    mixed = {
        ox.Quad(one.subject, other.predicate, other.object, one.graph_name)
        for one, other in zip(chance.sample(own, 3), chance.sample(own, 3), strict=True)
    }
    compared(quads, (quads - taken) | mixed)


def test_things_that_only_lead_to_what_changed_are_left_alone(hamlet, quads):
    store = ox.Store()
    store.extend(quads)
    label = ox.Quad(actor("syndicat"), ox.NamedNode(f"{TG}note"), ox.Literal("x"), RECORD)
    assert affected(store, [label]) == {actor("syndicat")}
    reclassed = affected(store, [ox.Quad(actor("syndicat"), TYPE, ox.NamedNode(f"{TG}Actor"), RECORD)])
    assert len(reclassed) > 5


def test_shapes_look_no_further_than_what_is_given_to_them():
    """Paths of one step, constraints on values and their classes, and queries about ``$this`` alone."""
    shapes = Graph().parse(resources.ONTOLOGY / "shapes.ttl")
    for path in shapes.objects(None, SH.path):
        steps = list(shapes.items(shapes.value(path, SH.alternativePath))) if isinstance(path, BNode) else [path]
        assert steps
        assert all(isinstance(step, URIRef) for step in steps)
    used = {str(name).removeprefix(str(SH)) for name in shapes.predicates() if str(name).startswith(str(SH))}
    of_values = {"datatype", "disjoint", "in", "lessThanOrEquals", "maxCount", "maxInclusive", "minCount", "uniqueLang"}
    of_values |= {"minExclusive", "minInclusive", "nodeKind", "pattern", "class"}
    about = {"alternativePath", "declare", "message", "name", "namespace", "path", "prefix", "prefixes", "property"}
    about |= {"select", "severity", "sparql", "targetClass", "targetSubjectsOf"}
    assert used <= of_values | about
    for constraint in shapes.objects(None, SH.sparql):
        if shapes.value(constraint, SH.severity) != SH.Warning:  # a warning stops no change
            subjects = re.findall(r"[?$]\w+(?= tg:)", str(shapes.value(constraint, SH.select)))
            assert set(subjects) == {"$this"}

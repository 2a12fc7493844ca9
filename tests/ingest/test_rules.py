"""The named rules infer what was expected of the press release, and what was counted by hand in the hamlet."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from territory_graph.ingest import rules as module
from territory_graph.ingest.rules import Rule, apply_rules, rules

EXPECTED = Path(__file__).parents[1] / "expected" / "inferred.trig"
INFERRED = "/id/record/inferred/"


def inferred(quads) -> set[ox.Quad]:
    return {quad for quad in quads if INFERRED in str(quad.graph_name)}


def test_twelve_rules_are_packaged_in_the_order_of_their_numbers():
    assert [rule.name[:3] for rule in rules()] == [f"R{number:02}" for number in range(1, 13)]


def test_the_press_release_implies_the_expected_95_statements(press_release):
    expected = ox.parse(path=str(EXPECTED), format=ox.RdfFormat.TRIG)
    found = inferred(press_release.quads())
    assert found == inferred(expected)
    assert len(found) == 95


def test_the_hamlet_implies_what_was_counted_by_hand(hamlet):
    found = Counter(str(quad.graph_name).partition(INFERRED)[2][:3] for quad in inferred(hamlet.quads()))
    by_hand = {"R01": 37, "R02": 8, "R03": 1, "R04": 4, "R05": 8, "R06": 2, "R07": 8, "R08": 8, "R09": 2}
    assert found == by_hand | {"R10": 2, "R11": 4, "R12": 1}


def test_a_statement_that_a_record_makes_is_not_inferred_again(hamlet):
    stated = {quad.triple for quad in hamlet.quads() if INFERRED not in str(quad.graph_name)}
    assert not stated & {quad.triple for quad in inferred(hamlet.quads())}


def test_each_rule_s_graph_is_a_record_of_status_inferred(hamlet):
    rows = hamlet.query(
        "PREFIX tg: <https://w3id.org/territory-graph/ontology#> "
        "SELECT ?record ?rule ?status { ?record tg:byRule ?rule ; tg:status ?status }"
    )
    assert len(rows) == 12
    assert {str(row["status"]) for row in rows} == {f"{hamlet.base}id/status/inferred"}


def quad(subject: str, value: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode("urn:p"), ox.NamedNode(value), ox.NamedNode("urn:g"))


def use(monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.setattr(module, "rules", lambda: (Rule("R99-test", query),))


def test_rules_are_applied_until_they_come_to_rest(monkeypatch):
    use(monkeypatch, "CONSTRUCT { ?a <urn:p> ?c } WHERE { ?a <urn:p> ?b . ?b <urn:p> ?c }")
    store = ox.Store()
    store.extend(quad(f"urn:{n}", f"urn:{n + 1}") for n in range(5))
    apply_rules(store, "https://example.org/")
    graph = ox.NamedNode("https://example.org/id/record/inferred/R99-test")
    assert len(list(store.quads_for_pattern(None, None, None, graph))) == 10


def test_rules_that_never_come_to_rest_are_stopped(monkeypatch):
    use(monkeypatch, "CONSTRUCT { ?b <urn:p> ?c } WHERE { ?a <urn:p> ?b BIND(IRI(CONCAT(STR(?b), 'x')) AS ?c) }")
    store = ox.Store()
    store.add(quad("urn:a", "urn:b"))
    with pytest.raises(RuntimeError, match="still add"):
        apply_rules(store, "https://example.org/")

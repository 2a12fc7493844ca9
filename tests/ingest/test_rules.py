"""The named rules infer what was expected of the press release, and what was counted by hand in the hamlet."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import PROV

from territory_graph import TG, KnowledgeGraph
from territory_graph.building import build
from territory_graph.ingest import rules as module
from territory_graph.ingest.rules import Rule, apply_rules, rules
from territory_graph.vocabulary import PREFIXES

EXPECTED = Path(__file__).parents[1] / "expected" / "inferred.trig"
INFERRED = "/id/record/inferred/"
WIDER = "/id/record/wider/"


def inferred(quads) -> set[tuple[str, ox.Triple]]:
    """What rules conclude: the name of the rule, and the statement."""
    return {(name, quad.triple) for quad in quads if (name := rule_of(quad))}


def rule_of(quad: ox.Quad) -> str:
    return str(quad.graph_name).partition(INFERRED)[2].partition("/")[0].rstrip(">")


def test_the_rules_are_packaged_in_the_order_of_their_numbers():
    assert sorted(rule.name[:3] for rule in rules()) == [f"R{number:02}" for number in range(1, 19)]


def test_every_rule_is_a_query_that_finds_something(hamlet, rouen):
    for rule in rules():
        if rule.name[:3] in ("R17", "R18"):  # no source of these territories gives a code, nor ends an agreement early
            continue
        assert rule.head
        assert (rouen if rule.name[:3] in ("R15", "R16") else hamlet).query(rule.query), rule.name


def in_one_post(hamlet_copy, add_rows, tmp_path, role, former, next_one):
    """The graph in which Jeanne and Paule have a mandate each, of these dates, in one post."""
    for name, dates in (("jeanne", former), ("paule", next_one)):
        row = {"id": name, "name": f"Mandat de {name}", "person": name, "person_name": name.title(), "role": role}
        row |= {"family_name": "Exemple", "given_name": name.title()}
        row |= {"post": "poste", "post_name": "Poste", "organisation": "scierie", **dates}
        add_rows("mandates", row | {"source": "journal-2021", "locator": "p. 2"})
    build(hamlet_copy, tmp_path / "store")
    return KnowledgeGraph.open(tmp_path / "store")


@pytest.mark.parametrize(
    ("role", "former", "next_one", "end"),
    [
        ("president", {"start": "2015"}, {"start": "2018-03-01"}, "2018-02-28"),
        ("president", {"start": "2015"}, {"attested_on": "2021-03-15"}, "2021-03-14"),
        ("president", {"start": "2015", "attested_on": "2021-03-15"}, {"start": "2018-03-01"}, None),
        ("president", {"start": "2015", "end": "2020"}, {"start": "2018-03-01"}, None),
        ("president", {"start": "2015"}, {"start": "2015"}, None),
        ("president", {}, {"start": "2018-03-01"}, None),
        ("membre", {"start": "2015"}, {"start": "2018-03-01"}, None),
    ],
)
def test_a_successor_in_a_post_that_one_holds_alone_ends_the_mandate_before(
    hamlet_copy, add_rows, tmp_path, role, former, next_one, end
):
    graph = in_one_post(hamlet_copy, add_rows, tmp_path, role, former, next_one)
    found = [q for q in graph.quads() if "R15" in q.graph_name.value and q.predicate.value == str(TG.endLatest)]
    assert [q.object.value for q in found] == ([end] if end else [])
    assert all(q.subject.value.endswith("/mandate/jeanne") for q in found)


@pytest.mark.parametrize(
    ("role", "former", "next_one", "begun"),
    [
        ("president", {"start": "2015"}, {"attested_on": "2021-03-15"}, "2015-12-31"),
        ("president", {"start": "2015", "end": "2019-05-02"}, {"attested_on": "2021-03-15"}, "2019-05-02"),
        ("president", {"attested_on": "2016-02-01"}, {"attested_on": "2021-03-15"}, "2016-02-01"),
        ("president", {"start": "2015"}, {"start": "2018-03-01"}, None),
        ("president", {"start": "2015", "end": "2022"}, {"attested_on": "2021-03-15"}, None),
        ("president", {"start": "2015", "attested_on": "2022-01-01"}, {"attested_on": "2021-03-15"}, None),
        ("president", {}, {"attested_on": "2021-03-15"}, None),
        ("membre", {"start": "2015"}, {"attested_on": "2021-03-15"}, None),
    ],
)
def test_who_is_only_seen_in_a_post_that_one_holds_alone_began_no_earlier_than_another_was_there(
    hamlet_copy, add_rows, tmp_path, role, former, next_one, begun
):
    graph = in_one_post(hamlet_copy, add_rows, tmp_path, role, former, next_one)
    found = [q for q in graph.quads() if "R16" in q.graph_name.value and q.predicate.value == str(TG.startEarliest)]
    own = [q.object.value for q in found if q.subject.value.endswith("/mandate/paule")]
    assert own == ([begun] if begun else [])
    assert not any(q.subject.value.endswith("/mandate/jeanne") for q in found)


def test_the_press_release_implies_the_expected_95_statements(press_release):
    expected = ox.parse(path=str(EXPECTED), format=ox.RdfFormat.TRIG)
    found = inferred(press_release.quads())
    assert found == inferred(expected)
    assert len(found) == 95


def test_the_hamlet_implies_what_was_counted_by_hand(hamlet):
    found = Counter(name[:3] for name, _ in inferred(hamlet.quads()))
    by_hand = {"R01": 37, "R02": 8, "R03": 1, "R04": 4, "R05": 8, "R06": 2, "R07": 8, "R08": 8, "R09": 2}
    assert found == by_hand | {"R10": 2, "R11": 4, "R12": 1}


WIDER_TERMS = {
    "?x a org:Organization": "?x a tg:Actor",
    "?x a foaf:Person , prov:Person": "?x a tg:Person",
    "?x a foaf:Organization , prov:Organization": "?x a tg:Actor",
    "?x a foaf:Agent , prov:Agent": "{ ?x a tg:Actor } UNION { ?x a tg:Person }",
    "?x a schema:Event": "?x a tg:Event",
    "?x a geo:Feature": "?x a tg:Territory",
    "?x org:memberOf ?y": "?x tg:memberOf ?y",
    "?x org:hasMember ?y": "?x tg:hasMember ?y",
    "?x org:holds ?y": "?x tg:holdsPost ?y",
    "?x geo:sfWithin ?y": "?x tg:within ?y",
    "?x schema:organizer ?y": "?x tg:organisedBy ?y",
    "?x prov:wasDerivedFrom ?y . ?y a tg:Source": "?x tg:source ?y . FILTER(!REGEX(STR(?x), 'inferred|wider|ties'))",
    "?x geo:hasGeometry ?y . ?y a geo:Geometry ; geo:asWKT ?z": "?x wgs84:lat ?y ; wgs84:long ?z",
}


@pytest.mark.parametrize(("wider", "ours"), WIDER_TERMS.items())
def test_terms_of_other_vocabularies_answer_like_the_ones_that_specialise_them(rouen, wider, ours):
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    found, told = (rouen.query(f"{prefixes}SELECT DISTINCT ?x {{ {pattern} }}").rows for pattern in (wider, ours))
    assert set(told) <= set(found)
    assert found and (set(told) == set(found) or "prov" in wider or "Feature" in wider or "Event" in wider)


def test_a_statement_that_a_record_makes_is_not_inferred_again(hamlet):
    stated = {quad.triple for quad in hamlet.quads() if INFERRED not in str(quad.graph_name)}
    assert not stated & {triple for _, triple in inferred(hamlet.quads())}


@pytest.mark.parametrize("territory", ["hamlet", "press_release", "rouen"])
def test_what_is_inferred_is_as_sure_as_its_weakest_premise_and_cites_their_sources(territory, request):
    """Read from the statements alone: every graph that a rule writes has a record, whose premises are not inferred."""
    said = defaultdict(set)
    graphs = set()
    for quad in request.getfixturevalue(territory).quads():
        said[quad.subject.value, quad.predicate.value].add(quad.object)
        graphs |= {quad.graph_name.value} if rule_of(quad) or WIDER in str(quad.graph_name) else set()
    assert len(graphs) > 40
    for graph in graphs:
        premises = said[graph, str(PROV.wasDerivedFrom)]
        assert premises and not any(INFERRED in each.value or WIDER in each.value for each in premises)
        sources = [said[premise.value, str(TG.source)] for premise in premises]
        assert said[graph, str(TG.source)] == set.union(*sources) and all(sources)
        (confidence,) = said[graph, str(TG.confidence)]
        weakest = min(Decimal(one.value) for each in premises for one in said[each.value, str(TG.confidence)])
        assert Decimal(confidence.value) == weakest
        (status,) = said[graph, str(TG.status)]
        assert status.value.endswith("/status/inferred")
        assert len(said[graph, str(TG.byRule)]) == 1


RECORD = """
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX act: <{base}id/actor/>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?rule ?confidence ?source ?place ?premise ?start {{
  GRAPH ?record {{ {pattern} }}
  ?record tg:byRule ?rule ; tg:confidence ?confidence ; tg:source ?source ; tg:locator ?place ;
    prov:wasDerivedFrom ?premise .
  OPTIONAL {{ ?record tg:start ?start }}
}}"""


def record_of(graph, pattern: str) -> set[tuple[str, ...]]:
    answer = graph.query(RECORD.format(base=graph.base, pattern=pattern))
    return {tuple(cell.rpartition("/")[2] for cell in row) for row in answer.texts()}


def test_a_conclusion_leads_to_its_premises(hamlet_copy, add_rows, add_trig):
    """A chain: the records that make the middle statement, not that statement's own."""
    described = "a tg:Record ; tg:source <id/source/annuaire> ; tg:status <id/status/stated> ; tg:locator"
    add_trig(
        f"""
        <id/graph/more> {{
          rec:a {described} "p. 1" ; tg:confidence 0.9 .
          rec:b {described} "p. 2" ; tg:confidence 0.3 .
        }}
        rec:a {{ <id/agreement/new> a tg:Partnership ; tg:supporter act:scierie ; rdfs:label "Soutien" ;
          tg:start "2019" ; tg:startEarliest "2019-01-01"^^xsd:date ; tg:startLatest "2019-12-31"^^xsd:date . }}
        rec:b {{ <id/agreement/new> tg:supported act:lin-neuf . }}
        """
    )
    store = hamlet_copy.with_name("store")
    build(hamlet_copy, store)
    found = record_of(KnowledgeGraph.open(store), "act:lin-neuf tg:supportedBy act:scierie")
    assert found == {("R04-supports", "0.3", "annuaire", "p. 1, p. 2", name, "2019") for name in ("a", "b")}


def test_each_way_to_a_conclusion_has_a_record_and_one_that_says_more_has_none(monkeypatch):
    use(
        monkeypatch,
        "CONSTRUCT { ?a <urn:q> ?c } WHERE { GRAPH ?record1 { ?a <urn:p> ?b } GRAPH ?record2 { ?b <urn:p> ?c } }",
    )
    store = ox.Store()
    names = ["one", "two", "three"]
    for name, ends in zip(names, (("a", "b"), ("b", "c"), ("b", "c")), strict=True):
        store.add(quad(f"urn:{ends[0]}", f"urn:{ends[1]}", f"urn:{name}"))
    store.add(quad("urn:a", "urn:b", "urn:two"))
    apply_rules(store, "https://example.org/")
    derived = ox.NamedNode(str(PROV.wasDerivedFrom))
    found = defaultdict(set)
    for statement in store.quads_for_pattern(None, derived, None, None):
        found[statement.subject].add(statement.object.value)
    assert sorted(map(sorted, found.values())) == [["urn:one", "urn:three"], ["urn:two"]]


def quad(subject: str, value: str, graph: str = "urn:g") -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode("urn:p"), ox.NamedNode(value), ox.NamedNode(graph))


def use(monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.setattr(module, "rules", lambda: (Rule("R99-test", query),))


def test_rules_are_applied_until_they_come_to_rest(monkeypatch):
    use(monkeypatch, "CONSTRUCT { ?a <urn:p> ?c } WHERE { GRAPH ?record { ?a <urn:p> ?b } ?b <urn:p> ?c }")
    store = ox.Store()
    store.extend(quad(f"urn:{n}", f"urn:{n + 1}") for n in range(5))
    apply_rules(store, "https://example.org/")
    assert len(inferred(store)) == 10


def test_rules_that_never_come_to_rest_are_stopped(monkeypatch):
    use(monkeypatch, "CONSTRUCT { ?b <urn:p> ?c } WHERE { ?a <urn:p> ?b BIND(IRI(CONCAT(STR(?b), 'x')) AS ?c) }")
    store = ox.Store()
    store.add(quad("urn:a", "urn:b"))
    with pytest.raises(RuntimeError, match="still add"):
        apply_rules(store, "https://example.org/")

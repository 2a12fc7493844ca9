"""Plain sums and counts, without DISTINCT, are those of a set, at every door by which the graph is asked."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import Triple
from rdflib import RDF

from service.conftest import Client
from territory_graph import KnowledgeGraph
from territory_graph.store.folder import StoreFolder
from territory_graph.updating import Change, apply_change
from territory_graph.vocabulary import TG

PREFIX = "PREFIX tg: <https://w3id.org/territory-graph/ontology#>\n"
SUM = "SELECT (SUM(?a) AS ?t) { ?c a tg:Commitment ; tg:amount ?a }"
PAIRS = """SELECT ?s ?o (COUNT(?p) AS ?n) { ?p a tg:Partnership ; tg:supporter ?s ; tg:supported ?o }
GROUP BY ?s ?o"""
Rows = list[tuple[str, ...]]
Ask = Callable[[str], Rows]


@pytest.fixture(scope="module")
def said(rouen: KnowledgeGraph) -> Counter[Triple]:
    """Each statement, and how many records make it."""
    return Counter(quad.triple for quad in rouen.quads())


def objects(said: Counter[Triple], name: str) -> dict[str, list[str]]:
    """The values of a property of ``tg:``, by subject."""
    found: dict[str, list[str]] = {}
    for triple in said:
        if triple.predicate.value == str(TG[name]):
            found.setdefault(triple.subject.value, []).append(triple.object.value)
    return found


def of_class(said: Counter[Triple], name: str) -> set[str]:
    return {one.subject.value for one in said if one.object == ox.NamedNode(TG[name])}


def embedded(rouen_store: Path, _: KnowledgeGraph, __: Client) -> Ask:
    store = ox.Store.read_only(str(StoreFolder(rouen_store).version_folder() / "oxigraph"))

    def ask(text: str) -> Rows:
        found = store.query(PREFIX + text)
        assert isinstance(found, ox.QuerySolutions)
        return [tuple(cell.value for cell in row) for row in found]  # type: ignore[union-attr]

    return ask


def in_python(_: Path, rouen: KnowledgeGraph, __: Client) -> Ask:
    return lambda text: [tuple(map(str, row)) for row in rouen.query(text).rows]  # type: ignore[union-attr]


def through_rdflib(_: Path, rouen: KnowledgeGraph, __: Client) -> Ask:
    return lambda text: [tuple(map(str, row)) for row in rouen.dataset.query(text)]  # type: ignore[arg-type]


def over_http(_: Path, __: KnowledgeGraph, client: Client) -> Ask:
    def ask(text: str) -> Rows:
        found = client.query(PREFIX + text, "application/sparql-results+json")
        assert found.status == 200, found.text
        told = json.loads(found.body)
        names, rows = told["head"]["vars"], told["results"]["bindings"]
        return [tuple(row[name]["value"] for name in names) for row in rows]

    return ask


@pytest.mark.parametrize("door", [embedded, in_python, through_rdflib, over_http], ids=lambda door: door.__name__)
def test_a_plain_sum_and_plain_counts_are_those_of_a_set(
    door: Callable[[Path, KnowledgeGraph, Client], Ask],
    rouen_store: Path,
    rouen: KnowledgeGraph,
    client: Client,
    said: Counter[Triple],
) -> None:
    ask = door(rouen_store, rouen, client)
    amounts, commitments = objects(said, "amount"), of_class(said, "Commitment")
    ((total,),) = ask(SUM)
    assert float(total) == sum(float(one) for iri in commitments for one in amounts.get(iri, []))
    supporters, supported = objects(said, "supporter"), objects(said, "supported")
    pairs = Counter(
        (one, other)
        for iri in of_class(said, "Partnership")
        for one in supporters.get(iri, ())
        for other in supported.get(iri, ())
    )
    assert {(one, other): int(count) for one, other, count in ask(PAIRS)} == pairs
    assert all(count == 1 for count in pairs.values())


def test_record_by_record_they_would_be_counted_more_than_once(said: Counter[Triple]) -> None:
    """Several records make statements of which these sums and counts are: what the tests above would find otherwise."""
    counted = {str(TG[name]) for name in ("amount", "supporter", "supported")}
    assert {one.predicate.value for one, records in said.items() if records > 1} >= counted


def test_an_update_sums_and_counts_in_its_where_as_a_query_does(
    rouen_store: Path, rouen: KnowledgeGraph, tmp_path: Path
) -> None:
    """What it finds is written as remarks of a record, which the next query reads."""
    folder = StoreFolder(Path(shutil.copytree(rouen_store, tmp_path / "store", symlinks=True)))
    record, source = f"<{rouen.base}id/record/more/sums>", next(rouen.dataset.subjects(RDF.type, TG.Source))
    text = f"""{PREFIX}INSERT {{ GRAPH {record} {{
      {record} a tg:Record ; tg:source <{source}> ; tg:locator "p. 1" ; tg:confidence 1.0 ;
        tg:status <{rouen.base}id/status/stated> ; tg:note ?told }} }}
    WHERE {{ {{ {{ {SUM} }} BIND(CONCAT("sum ", STR(?t)) AS ?told) }} UNION
      {{ {{ SELECT (MAX(?n) AS ?most) (COUNT(*) AS ?pairs) {{ {PAIRS} }} }}
        BIND(CONCAT("pairs ", STR(?pairs), ", of at most ", STR(?most)) AS ?told) }} }}"""
    apply_change(folder, Change("update", text.encode()), "atelier")
    ((total,),) = in_python(rouen_store, rouen, None)(SUM)  # type: ignore[arg-type]
    pairs = in_python(rouen_store, rouen, None)(PAIRS)  # type: ignore[arg-type]
    changed = KnowledgeGraph.open(folder.path).query(f"SELECT ?told {{ {record} tg:note ?told }}")
    told = {str(row[0]) for row in changed.rows}  # type: ignore[union-attr]
    assert told == {f"sum {total}", f"pairs {len(pairs)}, of at most 1"}

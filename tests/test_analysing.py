"""Runs of measures as data: counted by hand on the hamlet, kept beside the facts, and told when they are stale."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from io import StringIO
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import RDF

from territory_graph import MEASURES, KnowledgeGraph, NoMeaning
from territory_graph.analysing import kept_runs, read_runs, run_measures, runs_as_csv, runs_as_trig, write_runs
from territory_graph.cli import main
from territory_graph.errors import InputError
from territory_graph.network.build import PROJECTIONS
from territory_graph.store.default_graph import with_default_graph
from territory_graph.store.folder import StoreFolder
from territory_graph.updating import Change, apply_change
from territory_graph.validation import validate
from territory_graph.vocabulary import TG

DEGREES = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>
SELECT DISTINCT ?actor ?value WHERE {
  ?run a qb:DataSet ; prov:wasGeneratedBy/prov:qualifiedAssociation/prov:hadPlan/skos:prefLabel "Degré"@fr .
  ?figure qb:dataSet ?run ; dcterms:subject ?actor ; sdmx-measure:obsValue ?value .
  ?actor rdfs:label ?name .
}"""

A_MEMBERSHIP = "SELECT ?record { GRAPH ?record { ?thing a <https://w3id.org/territory-graph/ontology#Membership> } }"
CLUSTERS = "SELECT DISTINCT ?actor { ?actor a <https://w3id.org/territory-graph/ontology#Cluster> }"


def documented_query() -> str:
    """The query of measures that docs/sparql.md shows."""
    text = (Path(__file__).parents[1] / "docs" / "sparql.md").read_text(encoding="utf-8")
    return text.partition("## Measures beside the facts")[2].partition("```sparql\n")[2].partition("```")[0]


@pytest.fixture
def own_store(hamlet_store: Path, tmp_path: Path) -> Path:
    """A store that a test may change."""
    return Path(shutil.copytree(hamlet_store, tmp_path / "store", symlinks=True))


def labels(network: nx.Graph) -> dict[str, str]:
    return {node: str(label) for node, label in network.nodes(data="label")}


def test_every_measure_is_one_named_graph_that_is_a_record(hamlet: KnowledgeGraph) -> None:
    store = ox.Store()
    store.bulk_load(runs_as_trig(run_measures(hamlet)), ox.RdfFormat.TRIG)
    graphs = [graph.value for graph in store.named_graphs()]
    assert len(graphs) == len(MEASURES)
    for graph in map(ox.NamedNode, graphs):
        record = ox.Quad(graph, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(TG.Record)), graph)
        assert record in store
        status = next(store.quads_for_pattern(graph, ox.NamedNode(str(TG.status)), None, graph)).object
        assert status.value == f"{hamlet.base}id/status/computed"


def test_values_are_asked_beside_the_facts(hamlet: KnowledgeGraph) -> None:
    store = ox.Store()
    store.extend(with_default_graph(hamlet.quads()))
    store.extend(with_default_graph(ox.parse(runs_as_trig(run_measures(hamlet)), ox.RdfFormat.TRIG)))
    rows = store.query(DEGREES)
    assert isinstance(rows, ox.QuerySolutions)
    found = {row["actor"].value: int(row["value"].value) for row in rows}
    network = hamlet.network()
    assert found == dict(network.degree())
    assert len(found) == 12


def test_runs_beside_the_facts_break_no_shape(hamlet: KnowledgeGraph) -> None:
    quads = list(ox.parse(runs_as_trig(run_measures(hamlet)), ox.RdfFormat.TRIG))
    before, after = validate(hamlet.quads()), validate([*hamlet.quads(), *quads])
    assert len(after.violations) == len(before.violations) == 0


@pytest.mark.parametrize("projection", ["actors", "funding"])
def test_runs_are_complete_data_cubes(hamlet: KnowledgeGraph, projection: str) -> None:
    """The integrity constraints of W3C Data Cube § 11 that concern what a run says: 1, 2, 3, 4, 11, 12 and 14."""
    store = ox.Store()
    store.extend(with_default_graph(ox.parse(runs_as_trig(run_measures(hamlet, projection)), ox.RdfFormat.TRIG)))
    cube = "PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    by = "?observation qb:dataSet/qb:structure/qb:component/qb:dimension ?dimension"
    of = by.replace("dimension", "measure")
    broken = {
        "one dataset": "{ ?x a qb:Observation FILTER NOT EXISTS { ?x qb:dataSet ?one } }",
        "one structure": "{ ?x a qb:DataSet FILTER NOT EXISTS { ?x qb:structure/a qb:DataStructureDefinition } }",
        "a measure": "{ ?x a qb:DataStructureDefinition FILTER NOT EXISTS { ?x qb:component/qb:measure ?one } }",
        "ranges": "{ ?x a qb:DimensionProperty FILTER NOT EXISTS { ?x rdfs:range ?range } }",
        "every dimension": f"{{ {by} FILTER NOT EXISTS {{ ?observation ?dimension ?value }} }}",
        "every measure": f"{{ {of} FILTER NOT EXISTS {{ ?observation ?measure ?value }} }}",
        "no value twice": f"{{ {{ SELECT ?observation ?dimension (COUNT(?value) AS ?n) {{ {by} . "
        "?observation ?dimension ?value } GROUP BY ?observation ?dimension } FILTER(?n != 1) }",
    }
    assert [name for name, pattern in broken.items() if bool(store.query(f"{cube}ASK {pattern}"))] == []
    assert bool(store.query(f"{cube}ASK {{ {by} . ?observation ?dimension ?value }}"))
    keys = "SELECT ?set (GROUP_CONCAT(STR(?value)) AS ?key) { SELECT * { ?observation qb:dataSet ?set . "
    keys += f"{by} . ?observation ?dimension ?value }} ORDER BY ?observation ?dimension }} GROUP BY ?set ?observation"
    found = [tuple(str(term) for term in row) for row in store.query(cube + keys)]
    assert len(found) == len(set(found)) > 20


def test_a_measure_without_a_meaning_says_why_and_has_no_value(hamlet: KnowledgeGraph) -> None:
    runs = run_measures(hamlet)
    meaningless = [run for run in runs if isinstance(run.outcome, NoMeaning)]
    assert {"coverage", "redundancy"} <= {run.measure for run in meaningless}
    rows = list(csv.DictReader(StringIO(runs_as_csv(meaningless, {}))))
    assert len(rows) == len(meaningless)
    assert all(row["remark"] and not row["value"] for row in rows)
    assert b"qb:Observation" not in runs_as_trig(meaningless)


def test_values_read_back_as_the_very_same_numbers(hamlet: KnowledgeGraph) -> None:
    run = next(run for run in run_measures(hamlet) if run.measure == "betweenness_centrality")
    rows = list(csv.DictReader(StringIO(runs_as_csv([run], labels(hamlet.network())))))
    assert not isinstance(run.outcome, NoMeaning)
    assert {row["subject"]: float(row["value"]) for row in rows} == dict(run.outcome.values)
    assert {row["label"] for row in rows} == set(labels(hamlet.network()).values())


def test_equal_runs_have_equal_names_and_another_setting_another_name(hamlet: KnowledgeGraph) -> None:
    one, again = run_measures(hamlet)[0], run_measures(hamlet)[0]
    assert one.iri == again.iri
    other = run_measures(hamlet, filters={"day": "2021-01-01"})[0]
    assert len({one.iri, other.iri, replace(one, version="0" * 16).iri, replace(one, projection="funding").iri}) == 4


def test_filters_and_parameters_are_told(hamlet: KnowledgeGraph) -> None:
    run = next(run for run in run_measures(hamlet, filters={"day": "2021-01-01"}) if run.measure == "pagerank")
    store = ox.Store()
    store.bulk_load(runs_as_trig([run]), ox.RdfFormat.TRIG)
    rows = store.query(
        """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX schema: <https://schema.org/>
        SELECT ?name ?value {
          GRAPH ?g { ?g prov:wasGeneratedBy/prov:used [ schema:name ?name ; schema:value ?value ] }
        }"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    told = {row["name"].value: row["value"].value for row in rows}
    assert told.items() >= {"day": "2021-01-01", "projection": "actors", "actors": "12", "exact": "true"}.items()
    assert float(told["damping"]) == 0.85


@pytest.mark.parametrize("projection", ["funding", "actor-sector", "governance"])
def test_other_projections_are_run_too(hamlet: KnowledgeGraph, projection: str) -> None:
    runs = run_measures(hamlet, projection)
    assert {run.projection for run in runs} == {projection}
    assert list(ox.parse(runs_as_trig(runs), ox.RdfFormat.TRIG))


def test_cells_that_a_spreadsheet_would_run_are_text(hamlet: KnowledgeGraph) -> None:
    network = hamlet.network()
    hostile = dict.fromkeys(network, "=HYPERLINK(0)")
    rows = csv.DictReader(StringIO(runs_as_csv(run_measures(hamlet)[:1], hostile)))
    assert {row["label"] for row in rows} == {"'=HYPERLINK(0)"}


def test_a_run_is_stale_when_the_data_are_others(hamlet: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "runs.trig"
    write_runs(run_measures(hamlet), path)
    runs = read_runs(path)
    assert len(runs) == len(MEASURES)
    assert not any(run.is_stale(hamlet.version) for run in runs)
    assert all(run.is_stale("0123456789abcdef") for run in runs)
    assert all(set(run.titles) == {"fr", "en"} for run in runs)


def keep(store: Path, *arguments: str) -> KnowledgeGraph:
    assert main(["analyse", "--store", str(store), *arguments]) == 0
    return KnowledgeGraph.open(store)


def test_kept_runs_are_asked_beside_the_facts_which_stay_what_they_were(
    hamlet: KnowledgeGraph, own_store: Path
) -> None:
    with keep(own_store) as graph:
        assert graph.facts == hamlet.facts == hamlet.version != graph.version
        assert {str(row["actor"]): int(str(row["value"])) for row in graph.rows(DEGREES)} == dict(
            hamlet.network().degree()
        )
        assert len(graph.rows(documented_query())) == len(graph.rows(CLUSTERS)) > 0
        for projection in PROJECTIONS:
            before, after = hamlet.network(projection), graph.network(projection)
            assert set(after) == set(before)
            assert set(after.edges()) == set(before.edges())
        actor = next(iter(hamlet.network()))
        assert graph.describe(actor) == hamlet.describe(actor)


def test_a_run_again_takes_the_place_of_the_one_before(own_store: Path) -> None:
    with keep(own_store) as graph:
        first = {run.iri for run in kept_runs(graph)}
    with keep(own_store, "--projection", "funding") as graph:
        assert len(kept_runs(graph)) == 2 * len(MEASURES)
    with keep(own_store) as graph:
        again = kept_runs(graph)
    assert len(again) == 2 * len(MEASURES)
    assert first < {run.iri for run in again}
    assert not any(run.is_stale(graph.facts) for run in again)


def test_kept_runs_are_stale_once_a_fact_is_another(own_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with keep(own_store) as graph:
        record, base = next(iter(graph.rows(A_MEMBERSHIP).texts()))[0], graph.base
    check = ["--lang", "fr", "analyse", "--store", str(own_store), "--check"]
    assert main(check) == 0
    fact = f'INSERT DATA {{ GRAPH <{record}> {{ <{base}id/actor/new> rdfs:label "Nouveau"@fr }} }}'
    change = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {fact}"
    apply_change(StoreFolder(own_store), Change("update", change.encode()), "test")
    capsys.readouterr()
    assert main(check) == 1
    told = capsys.readouterr()
    assert told.out.count("calculé sur une version antérieure") == len(MEASURES)
    keep(own_store)
    assert main(check) == 0


def test_a_file_that_is_no_trig_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "runs.trig"
    path.write_text("<urn:a> {\nno\n}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_runs(path)
    assert caught.value.problems[0].line == 2


def test_the_command_writes_both_files(hamlet_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trig, table = tmp_path / "runs.trig", tmp_path / "runs.csv"
    arguments = ["analyse", "--store", str(hamlet_store), "--output", str(trig), "--csv", str(table)]
    assert main(arguments) == 0
    assert "runs.trig" in capsys.readouterr().err
    assert len(read_runs(trig)) == len(MEASURES)
    with table.open(encoding="utf-8", newline="") as file:
        assert {row["measure"] for row in csv.DictReader(file)} == set(MEASURES)
    assert sorted(tmp_path.iterdir()) == [table, trig]


def test_the_command_tells_what_is_stale(
    hamlet_store: Path, hamlet: KnowledgeGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trig = tmp_path / "runs.trig"
    write_runs([*run_measures(hamlet)[:1], replace(run_measures(hamlet)[1], version="0123456789abcdef")], trig)
    assert main(["--lang", "fr", "analyse", "--store", str(hamlet_store), "--check", str(trig)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert sum("calculé sur une version antérieure (01234567" in line for line in lines) == 1


@pytest.mark.parametrize("arguments", [["--output", "{folder}/missing/x.trig"], ["--check", "{folder}/none.trig"]])
def test_the_command_fails_in_one_line(
    hamlet_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    given = [argument.replace("{folder}", str(tmp_path)) for argument in arguments]
    assert main(["analyse", "--store", str(hamlet_store), *given]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1

"""Every export is read again by its own parser and says the same."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Dataset, Graph

from territory_graph import KnowledgeGraph, exports
from territory_graph.building import build
from territory_graph.exports import separator, spreadsheet
from territory_graph.ingest.records import RecordSet, TableRecords
from territory_graph.ingest.schema import tables
from territory_graph.ingest.table import Row
from territory_graph.store.engine import term

# rdflib 7.6 calls its own deprecated names.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

QUADS = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}
RDFLIB = {"trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}


@pytest.mark.parametrize("form", QUADS)
def test_statements_come_back_in_their_records(form: str, hamlet: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    exports.WRITERS[form](hamlet, path)
    assert set(ox.parse(path=str(path), format=QUADS[form])) == set(hamlet.quads())


@pytest.mark.parametrize("form", QUADS)
def test_rdflib_reads_the_same_statements(form: str, hamlet: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    exports.WRITERS[form](hamlet, path)
    dataset = Dataset()
    dataset.parse(path, format=RDFLIB[form])
    assert set(dataset.quads()) == {
        (term(quad.subject), term(quad.predicate), term(quad.object), term(quad.graph_name)) for quad in hamlet.quads()
    }


def test_turtle_holds_every_statement_once_and_no_record(hamlet: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    exports.write_turtle(hamlet, path)
    expected = {quad.triple for quad in hamlet.quads()}
    assert set(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)) == {
        ox.Quad(t.subject, t.predicate, t.object) for t in expected
    }
    assert set(Graph().parse(path)) == {(term(t.subject), term(t.predicate), term(t.object)) for t in expected}


def test_the_table_has_a_line_a_statement_with_its_evidence(hamlet: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.csv"
    exports.write_csv(hamlet, path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["subject"], row["property"], row["value"], row["record"]) for row in rows} == {
        (quad.subject.value, quad.predicate.value, exports.safe_cell(quad.object.value), quad.graph_name.value)
        for quad in hamlet.quads()
    }
    assert len(rows) == len(hamlet)
    assert all(row["sources"] and row["locator"] and row["status"] for row in rows)
    (water,) = [row for row in rows if row["value"] == "Soutien à Eau Vive"]
    assert (water["language"], water["datatype"], water["status"], water["confidence"]) == ("fr", "", "implied", "0.4")


def as_text(value: object) -> object:
    """Lists joined by “;”, as XML and CSV hold them."""
    return ";".join(map(str, map(as_text, value))) if isinstance(value, tuple) else "" if value is None else value


@pytest.mark.parametrize("form", ["graphml", "gexf"])
@pytest.mark.parametrize("projection", ["actors", "actor-sector", "funding", "territory", "governance"])
def test_networks_come_back_with_their_attributes(
    form: str, projection: str, hamlet: KnowledgeGraph, tmp_path: Path
) -> None:
    network, path = hamlet.network(projection), tmp_path / "network"
    exports.NETWORK_WRITERS[form](network, path)
    read = nx.read_graphml(path) if form == "graphml" else nx.read_gexf(path)
    assert set(read) == set(network)
    assert {frozenset(edge) for edge in read.edges()} == {frozenset(edge) for edge in network.edges()}
    for node, values in network.nodes(data=True):
        assert read.nodes[node].items() >= values.items()
    for source, target, values in network.edges(data=True):
        written = {name: as_text(value) for name, value in values.items() if value is not None}
        assert {name: read.edges[source, target].get(name) for name in written} == pytest.approx(written)


def test_ties_as_a_table_name_both_ends(hamlet: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "ties.csv"
    network = hamlet.network("actors")
    exports.write_network_csv(network, path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["source"], row["target"]): (float(row["weight"]), row["kinds"], row["vias"]) for row in rows} == {
        edge: (values["weight"], as_text(values["kinds"]), as_text(values["vias"]))
        for *edge_, values in network.edges(data=True)
        for edge in [tuple(edge_)]
    }
    assert {row["source_label"] for row in rows} <= set(dict(network.nodes(data="label")).values())


def test_a_network_with_characters_that_xml_cannot_hold_stays_well_formed(tmp_path: Path) -> None:
    network = nx.Graph()
    network.add_node("urn:a", label="bell\x07 and nul\x00")
    exports.write_graphml(network, tmp_path / "a.graphml")
    exports.write_gexf(network, tmp_path / "a.gexf")
    assert "\ufffd" in nx.read_graphml(tmp_path / "a.graphml").nodes["urn:a"]["label"]
    assert "\ufffd" in nx.read_gexf(tmp_path / "a.gexf").nodes["urn:a"]["label"]


@pytest.mark.parametrize("text", ["=1+1", "+33", "@cmd", "-cmd", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    cell = exports.safe_cell(text)
    assert cell == (text if text == "+33" else f"'{text}")


@given(st.text())
def test_a_safe_cell_never_begins_a_formula(text: str) -> None:
    cell = exports.safe_cell(text)
    assert cell in (text, f"'{text}")
    assert not cell.startswith(("=", "@", "\t", "\r"))


@pytest.fixture
def hostile(tmp_path: Path, hamlet_copy: Path, add_trig: Callable[[str], Path]) -> KnowledgeGraph:
    """The hamlet with names that a spreadsheet, an XML parser or a terminal would stumble over."""
    labels = ("=cmd|' /C calc'!A0", "+SUM(1)", "@x", "bell\\u0007nul\\u0000", "</node>&<b>", "\\u202Eexe", "a\\r\\nb")
    actors = "\n".join(
        f'act:h{number} a tg:Company ; rdfs:label "{label}" ; tg:collaboratesWith act:syndicat .'
        for number, label in enumerate(labels)
    )
    add_trig(f"rec:x {{ {actors} }}")
    build(hamlet_copy, tmp_path / "store")
    return KnowledgeGraph.open(tmp_path / "store")


def test_hostile_names_come_back_as_they_were_or_made_harmless(hostile: KnowledgeGraph, tmp_path: Path) -> None:
    for form, syntax in QUADS.items():
        exports.WRITERS[form](hostile, tmp_path / form)
        assert set(ox.parse(path=str(tmp_path / form), format=syntax)) == set(hostile.quads())
    network = hostile.network("actors")
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        exports.NETWORK_WRITERS[form](network, tmp_path / form)
        labels = {label for _, label in read(tmp_path / form).nodes(data="label")}
        assert {"bell\ufffdnul\ufffd", "</node>&<b>", "\u202eexe", "=cmd|' /C calc'!A0"} <= labels
    exports.write_csv(hostile, tmp_path / "csv")
    exports.write_network_csv(network, tmp_path / "network-csv")
    for form, columns in (("csv", ("value",)), ("network-csv", ("source_label", "target_label"))):
        with (tmp_path / form).open(encoding="utf-8", newline="") as file:
            cells = {row[column] for row in csv.DictReader(file) for column in columns}
        assert {"'=cmd|' /C calc'!A0", "'+SUM(1)", "'@x", "a\r\nb"} <= cells
        assert not any(cell.startswith(("=", "@")) for cell in cells)


CELLS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.strip).filter(bool)


@given(CELLS)
def test_a_cell_of_a_table_comes_back_from_an_export(tmp_path_factory, hamlet, text):
    into, folder = RecordSet(), tmp_path_factory.mktemp("export")
    cells = {"id": "f", "about": "place/p", "name": text, "measure": "m", "value": "1", "unit": text}
    row = Row(folder, 2, cells | {"source": "s", "locator": text})
    TableRecords(tables()["figures"], hamlet.base, into).add((row,))
    store = ox.Store()
    store.extend(into.quads)
    graph = KnowledgeGraph(store, hamlet.manifest)
    for form, syntax in QUADS.items():
        exports.WRITERS[form](graph, folder / form)
        assert set(ox.parse(path=str(folder / form), format=syntax)) == set(into.quads)
    exports.write_csv(graph, folder / "csv")
    with (folder / "csv").open(encoding="utf-8", newline="") as file:
        values = {row["value"] for row in csv.DictReader(file)}
    assert {text, f"'{text}"} & values


def test_a_spreadsheet_is_marked_separated_as_its_reader_expects_and_runs_nothing() -> None:
    made = spreadsheet(["nom"], [["=1+1", "Pépinière"], ["-3.5", "a;b"]], separator("fr"))
    assert made.decode("utf-8") == '\ufeffnom\r\n\'=1+1;Pépinière\r\n-3.5;"a;b"\r\n'
    assert separator("en") == ","

"""Files that people have become sheets of heads and cells, and how they were read is told."""

from __future__ import annotations

import json

import networkx as nx
import pytest
import xlsxwriter

from territory_graph.errors import InputError
from territory_graph.importing import read_sheet, read_sheets, suggest_mapping


def codes(found):
    return [problem.code for problem in found]


def test_a_french_csv_is_read_below_its_title_with_the_line_of_each_row(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("Année 2021\r\nNom;Montant;;Nom\r\n\r\nÉvry;1 234,56 €;;b\r\n".encode("cp1252"))
    sheet = read_sheet(path)
    assert sheet.heads == ("Nom", "Montant")
    assert sheet.rows == ((4, {"Nom": "Évry", "Montant": "1 234,56 €"}),)
    assert codes(sheet.notices) == ["read-not-utf8", "read-separator", "read-title-line"]


def test_excel_s_unicode_text_is_read(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes("Nom\tSIREN\nÉvry\t1\n".encode("utf-16"))
    assert read_sheet(path).rows == ((2, {"Nom": "Évry", "SIREN": "1"}),)


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_a_network_is_its_nodes_and_its_edges_between_labels(tmp_path, form):
    network = nx.DiGraph()
    network.add_node("n1", label="NextMove", siren="123")
    network.add_node("n2", label="LSN")
    network.add_edge("n1", "n2", description="partenaires")
    path = tmp_path / f"x.{form}"
    (nx.write_gexf if form == "gexf" else nx.write_graphml)(network, path)
    nodes, edges = read_sheets(path)
    assert [cells["label"] for _, cells in nodes.rows] == ["NextMove", "LSN"]
    ((_, edge),) = edges.rows
    assert (edge["from"], edge["to"], edge["description"]) == ("NextMove", "LSN", "partenaires")
    assert [suggest_mapping(sheet).profile for sheet in (nodes, edges)] == ["network-nodes", "network-edges"]


def test_kumu_s_json_and_its_workbook_of_two_sheets_say_the_same(tmp_path):
    elements = [
        {"_id": "e1", "attributes": {"label": "Alpha", "element type": "x", "type": "Entreprise"}},
        {"_id": "e2", "attributes": {"label": "Bêta", "type": "Cluster"}},
    ]
    connections = [{"from": "e1", "to": "e2", "attributes": {"type": "soutient"}}]
    as_json = tmp_path / "carte.json"
    as_json.write_text(json.dumps({"elements": elements, "connections": connections}), encoding="utf-8")
    as_book = tmp_path / "carte.xlsx"
    with xlsxwriter.Workbook(as_book) as book:
        first, second = book.add_worksheet("Elements"), book.add_worksheet("Connections")
        for number, row in enumerate([["Label", "Type"], ["Alpha", "Entreprise"], ["Bêta", "Cluster"]]):
            first.write_row(number, 0, row)
        for number, row in enumerate([["From", "To", "Type"], ["Alpha", "Bêta", "soutient"]]):
            second.write_row(number, 0, row)
    for path in (as_json, as_book):
        nodes, edges = read_sheets(path)
        assert [suggest_mapping(sheet).profile for sheet in (nodes, edges)] == ["network-nodes", "network-edges"]
        assert [value for _, cells in edges.rows for value in cells.values()] == ["Alpha", "Bêta", "soutient"]


def test_points_of_a_geojson_are_rows_and_other_shapes_are_not(tmp_path):
    path = tmp_path / "x.geojson"
    point = {"type": "Point", "coordinates": [1.1, 49.44, 12]}
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    features = [{"properties": {"nom": "Kindarena"}, "geometry": point}, {"properties": None, "geometry": line}]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    sheet = read_sheet(path)
    assert sheet.rows == ((1, {"nom": "Kindarena", "latitude": "49.44", "longitude": "1.1"}),)
    assert suggest_mapping(sheet).table == "places"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        *(("x.json", b'{"a": 1}', "unknown-json"), ("x.json", b"[[[", "damaged"), ("x.gexf", b"<gexf", "damaged")),
        *(("x.csv", b"", "no-rows-in-file"), ("x.csv", b'a,b\n"c', "csv")),
        ("x.csv", b"PK\x03\x04 cut", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_sheets(path)
    assert codes(caught.value.problems) == [code]

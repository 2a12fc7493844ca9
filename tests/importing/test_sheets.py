"""Files that people have become sheets of heads and cells, and how they were read is told."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter

import networkx as nx
import pytest
import xlsxwriter

from territory_graph.errors import InputError
from territory_graph.importing import read_sheet, read_sheets, rows, suggest_mapping


def codes(found):
    return [problem.code for problem in found]


def test_a_french_csv_is_read_below_its_title_with_the_line_of_each_row(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes("Année 2021\r\nNom;Montant;;Nom\r\n\r\nÉvry;1 234,56 €;;b\r\n".encode("cp1252"))
    sheet = read_sheet(path)
    assert sheet.heads == ("Nom", "Montant")
    assert sheet.rows == ((4, {"Nom": "Évry", "Montant": "1 234,56 €"}),)
    assert codes(sheet.notices) == ["read-encoding", "read-separator", "read-title-line", "read-unnamed-columns"]


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
        *(("x.json", b'{"a": 1}', "unknown-json"), ("x.json", b"[[[", "rdf-syntax"), ("x.gexf", b"<gexf", "damaged")),
        *(("x.csv", b"", "no-rows-in-file"), ("x.csv", b'a,b\n"c', "csv-open-quote")),
        ("x.csv", b"PK\x03\x04 cut", "damaged"),
        ("x.csv", b",".join([b"a"] * 300) + b"\n1\n", "too-many-columns"),
        ("x.ttl.gz", b"\x1f\x8b\x08", "packed"),
        ("x.xls", b"<html><table><tr><td>Nom</td></tr></table>", "html-workbook"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_sheets(path)
    assert codes(caught.value.problems) == [code]


class TestAsToolsWriteThem:
    """Files in the form that the tools themselves write, which differs from what their formats ask for."""

    def test_gephi_s_own_colours_and_versions_of_gexf_are_no_hindrance(self, tmp_path):
        for place in ("http://gexf.net/1.3", "http://www.gexf.net/1.3", "http://www.gexf.net/1.2draft"):
            path = tmp_path / "gephi.gexf"
            path.write_text(
                f'<gexf xmlns="{place}" version="1.3" xmlns:viz="{place}/viz"><graph defaultedgetype="directed">'
                '<attributes class="node"><attribute id="0" title="Type" type="string"/></attributes><nodes>'
                '<node id="0.0" label="La Forge"><attvalues><attvalue for="0" value="Entreprise"/></attvalues>'
                '<viz:color hex="#ec5148"/><viz:position x="1" y="2"/></node><node id="1.0" label="Le Lavoir"/></nodes>'
                '<edges><edge id="0" source="0.0" target="1.0" label="aide" weight="2.0"/></edges></graph></gexf>',
                encoding="utf-8",
            )
            nodes, edges = read_sheets(path)
            assert [cells["label"] for _, cells in nodes.rows] == ["La Forge", "Le Lavoir"]
            assert nodes.rows[0][1]["Type"] == "Entreprise"
            assert [(cells["from"], cells["to"]) for _, cells in edges.rows] == [("La Forge", "Le Lavoir")]

    def test_a_network_in_time_that_says_no_form_of_its_days_keeps_them(self, tmp_path):
        path = tmp_path / "reseau.gexf"
        path.write_text(
            '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph mode="dynamic"><nodes>'
            '<node id="a" label="Le Moulin" start="2001-05" end="2019"/><node id="b" label="Le Lavoir"/></nodes>'
            '<edges><edge source="a" target="b"/></edges></graph></gexf>',
            encoding="utf-8",
        )
        nodes, edges = read_sheets(path)
        assert {name: nodes.rows[0][1][name] for name in ("start", "end")} == {"start": "2001-05", "end": "2019"}
        assert len(edges.rows) == 1

    def test_one_feature_and_a_multipoint_of_one_point_are_points_and_others_are_told(self, tmp_path):
        feature = '{"type":"Feature","geometry":{"type":"%s","coordinates":%s},"properties":{"nom":"%s"}}'
        one = feature % ("Point", "[1, 49, 12]", "Lavoir")
        path = tmp_path / "lieux.geojson"
        path.write_text(one, encoding="utf-8")
        assert [cells["latitude"] for _, cells in read_sheet(path).rows] == ["49"]
        others = [
            feature % ("MultiPoint", "[[2, 48]]", "Halle"),
            feature % ("Polygon", "[[[1,2],[2,3],[1,2]]]", "Parc"),
        ]
        listed = ",".join([one, *others])
        path.write_text(f'{{"type":"FeatureCollection","features":[{listed}]}}', encoding="utf-8")
        sheet = read_sheet(path)
        assert [cells["nom"] for _, cells in sheet.rows] == ["Lavoir", "Halle"]
        assert [(notice.code, notice.fields["count"]) for notice in sheet.notices] == [("read-no-points", 1)]


@pytest.mark.parametrize(
    ("heads", "profile"),
    [
        ("nom_attribuant;id_attribuant;nom_beneficiaire;montant", "scdl-subventions"),
        ("Montant;Nom Bénéficiaire;Nom Attribuant;multiFinanceur", "scdl-subventions"),
        ("coll_nom;delib_id;delib_objet;vote_pour", "scdl-deliberations"),
        ("dept;siren;raison_sociale;siren_membre;nom_membre", "banatic-communes"),
        ("Nom du groupement\tN° SIREN\tSiren membre\tNom membre", "banatic"),
        ("N° SIREN groupement;Nom groupement;N° SIREN membre;Nom du membre", "banatic"),
        ("Nom de l'attribuant;Date de la convention;Nom du bénéficiaire;Montant", "scdl-subventions"),
        ("siren,nic,siret,etablissementSiege,denominationUniteLegale", "sirene"),
    ],
)
def test_a_known_form_is_known_in_any_order_and_spelling_of_its_heads(tmp_path, heads, profile):
    path = tmp_path / "fichier.csv"
    cells = re.sub(r"[^;,\t]+", "x", heads)
    path.write_text(f"{heads}\n{cells}\n", encoding="utf-8")
    assert suggest_mapping(read_sheet(path)).profile == profile


def test_of_an_extract_of_sirene_persons_are_left_and_offices_are_one_actor(tmp_path):
    path = tmp_path / "sirene.csv"
    path.write_text(
        "siren,siret,etablissementSiege,denominationUniteLegale,activitePrincipaleUniteLegale\n"
        "732829320,73282932000074,true,ATELIER,46.73A\n"
        "732829320,73282932000082,false,ATELIER,46.73A\n"
        "552100554,55210055400013,true,[ND],01.11Z\n"
        "552100554,55210055400013,true,,01.11Z\n",
        encoding="utf-8",
    )
    sheet, counts = read_sheet(path), Counter()
    drawn = rows(sheet, suggest_mapping(sheet), counts)
    assert [row.cells.get("siret") for row in drawn] == ["73282932000074", None]
    assert counts["person"] == 2


def test_lines_of_totals_are_left_and_told_and_a_body_of_that_name_is_none(tmp_path):
    path = tmp_path / "adherents.csv"
    path.write_text(
        "Membre;Organisme\nTotal Énergies;Le Pôle\nTotal;Le Pôle\nSous-total Le Pôle;\nTotal par an;4\nTOTAL;9 €\n",
        encoding="utf-8",
    )
    counts = Counter[str]()
    sheet = read_sheet(path)
    found = rows(sheet, suggest_mapping(sheet, "memberships"), counts)
    assert [row.cells["member"] for row in found] == ["Total Énergies", "Total"]
    assert counts["total"] == 3


def test_a_list_of_subsidies_in_the_words_of_a_town_hall_is_one_of_agreements(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("Bénéficiaire;Financeur;Montant voté;Date\nLe Pôle;La Ville;10;12/05/2021\n", encoding="utf-8")
    mapping = suggest_mapping(read_sheet(path))
    assert mapping.table == "agreements"
    assert mapping.columns["Montant voté"] == ("amount",)


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        ("Nom;Note\rÉole;1 000 €\r", "mac_roman", "Macintosh"),
        ("Nom;Note\nÉole;1 000 €\n", "iso8859_15", "ISO-8859-15"),
        ("Nom;Note\nÉole;1 000 €\n", "cp1252", "Windows-1252"),
    ],
)
def test_old_encodings_are_told_apart_by_what_they_leave(tmp_path, text, encoding, told):
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode(encoding))
    sheet = read_sheet(path)
    assert sheet.rows[0][1] == {"Nom": "Éole", "Note": "1 000 €"}
    assert [one.fields["encoding"] for one in sheet.notices if one.code == "read-encoding"] == [told]


def test_a_unit_of_a_head_or_below_it_multiplies_what_has_none_of_its_own(tmp_path):
    path = tmp_path / "conventions.csv"
    path.write_text(
        "Objet;Financeur;Bénéficiaire;Montant\n;;;en k€\nA;V;P;40\nB;V;P;12,5\nC;V;P;40 000 €\n", encoding="utf-8"
    )
    sheet, counts = read_sheet(path), Counter[str]()
    drawn = rows(sheet, suggest_mapping(sheet), counts)
    assert [row.cells["amount"] for row in drawn] == ["40000", "12500", "40 000 € (Montant (en k€))"]
    assert "read-unit-line" in codes(sheet.notices)
    assert counts["unit"] == 2


def test_heads_again_and_hidden_sheets_are_no_rows_and_hidden_rows_are_told(tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        shown, lists = book.add_worksheet("Membres"), book.add_worksheet("Listes")
        for number, row in enumerate([("Membre", "Organisme"), ("A", "P"), ("Membre", "Organisme"), ("B", "P")]):
            shown.write_row(number, 0, row)
        shown.set_row(3, None, None, {"hidden": True})
        lists.write_column(0, 0, ["Nom", "C"])
        lists.hide()
    (sheet,) = read_sheets(path)
    assert [cells["Membre"] for _, cells in sheet.rows] == ["A", "B"]
    assert codes(sheet.notices) == ["hidden-sheets", "hidden-rows", "read-heads-again"]


def test_lines_about_the_table_are_no_rows_of_it(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(
        "Nom;Nature\nNote d'Azur;Entreprise\nSource Vive;\nTotal : 2 structures;\n\n"
        "Source : annuaire 2023;\n* provisoire;\n",
        encoding="utf-8",
    )
    sheet = read_sheet(path)
    assert [cells["Nom"] for _, cells in sheet.rows] == ["Note d'Azur", "Source Vive"]
    assert [(one.line, one.fields["count"]) for one in sheet.notices if one.code == "read-notes"] == [(4, 3)]


def test_archives_and_documents_are_told_as_what_they_are(tmp_path):
    for member, code in (("a.csv", "archive"), ("word/document.xml", "text-document")):
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(InputError) as caught:
            read_sheets(path)
        assert codes(caught.value.problems) == [code]


def test_ties_whose_ends_have_no_name_are_left_and_counted(tmp_path):
    path = tmp_path / "x.gexf"
    path.write_text(
        '<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph><nodes><node id="0" label="A"/><node id="1" label="B"/>'
        '<node id="2"/></nodes><edges><edge source="0" target="1"/><edge source="0" target="2"/>'
        '<edge source="0" target="9"/></edges></graph></gexf>',
        encoding="utf-8",
    )
    nodes, edges = read_sheets(path)
    assert [cells["label"] for _, cells in nodes.rows] == ["A", "B"]
    assert len(edges.rows) == 1
    assert {one.code: one.fields["count"] for one in nodes.notices} == {"read-no-name": 2, "read-no-end": 2}


def test_lines_that_name_a_person_are_left_and_a_list_with_insee_codes_is_of_places(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("Objet;Financeur;Bénéficiaire;Montant\nA;V;M. Jean Dupont;1\nB;V;Les Amis;2\n", encoding="utf-8")
    sheet, counts = read_sheet(path), Counter[str]()
    assert [row.cells["name"] for row in rows(sheet, suggest_mapping(sheet), counts)] == ["B"]
    assert counts["person"] == 1
    path.write_text("Nom;Nature;Code INSEE;Début;Fin\nAjaccio;Commune;2A004;;\n", encoding="utf-8")
    assert suggest_mapping(read_sheet(path)).table == "places"

"""Workbooks are bounded before they are parsed, nothing in them is run, and each cell is what a reader sees."""

from __future__ import annotations

import zipfile
from datetime import date

import pytest
import xlsxwriter

from territory_graph.errors import InputError
from territory_graph.ingest import workbook
from territory_graph.ingest.workbook import read_workbook


@pytest.fixture
def write(tmp_path):
    def to(sheets, name="x.xlsx"):
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            zeros, day = book.add_format({"num_format": "00000"}), book.add_format({"num_format": "dd/mm/yyyy"})
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    for place, cell in enumerate(row):
                        if isinstance(cell, date):
                            sheet.write_datetime(number, place, cell, day)
                        elif isinstance(cell, tuple):
                            sheet.write_number(number, place, cell[0], zeros)
                        else:
                            sheet.write(number, place, cell)
        return path

    return to


def ods(path, rows, entries=(), shown=True):
    """An ODS of one sheet, each row being the XML of its cells, or of a whole row where it begins so."""
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    display = str(shown).lower()
    body = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>" for row in rows
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {namespaces}><office:automatic-styles>"
            f'<style:style style:name="ta1" style:family="table"><style:table-properties table:display="{display}"/>'
            "</style:style></office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="Acteurs" table:style-name="ta1">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        for name, text in entries:
            archive.writestr(name, text)
    return path


def text(value):
    return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


HOW = ("visible", "collapse", "filter")
"""How an ODS may say that a row is shown."""


def codes(problems):
    return [problem.code for problem in problems]


def refused(path):
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    return codes(caught.value.problems)


def test_a_cell_is_what_a_reader_sees(write):
    path = write(
        {"S": [["a", 20002341400011, 0.1 + 0.2], [date(2021, 5, 12), (1004,), True], [], ["مرحبا", " x ", ""]]}
    )
    (grid,), notices = read_workbook(path)
    assert grid.rows == [
        (1, ["a", "20002341400011", "0.3"]),
        (2, ["2021-05-12", "01004", "oui"]),
        (4, ["مرحبا", "x"]),
    ]
    assert notices == []


def test_merged_cells_are_read_for_each_of_their_rows_and_told(tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.merge_range("A1:C1", "Adhésions")
        sheet.merge_range("B2:B4", "Le Pôle")
        sheet.merge_range("C2:C3", 10_000)
        sheet.merge_range("D2:D3", 200023414)
        for row, name in enumerate(("La Forge", "Le Lavoir", "Le Moulin"), 1):
            sheet.write(row, 0, name)
    (grid,), notices = read_workbook(path)
    lines = [["La Forge", "Le Pôle"], ["Le Lavoir", "Le Pôle"], ["Le Moulin", "Le Pôle"]]
    number = ["", "200023414"]
    assert [cells for _, cells in grid.rows] == [["Adhésions"], lines[0] + number, lines[1] + number, lines[2]]
    assert {notice.code: notice.fields["count"] for notice in notices} == {"merged-cells": 3, "merged-numbers": 1}
    spanned = '<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>Le Pôle</text:p>'
    first = f"{text('La Forge')}{spanned}</table:table-cell>"
    (grid,), notices = read_workbook(
        ods(tmp_path / "x.ods", [first, f"{text('Le Lavoir')}<table:covered-table-cell/>"])
    )
    assert [cells for _, cells in grid.rows] == lines[:2]
    assert codes(notices) == ["merged-cells"]


def test_a_share_is_read_with_its_sign(tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        for column, (value, shown) in enumerate([(0.07, "0%"), (0.125, "0.0%"), (0.07, "0.00")]):
            sheet.write_number(0, column, value, book.add_format({"num_format": shown}))
    assert read_workbook(path)[0][0].rows == [(1, ["7 %", "12.5 %", "0.07"])]
    cell = (
        '<table:table-cell office:value-type="percentage" office:value="0.07"><text:p>7 %</text:p></table:table-cell>'
    )
    assert read_workbook(ods(tmp_path / "x.ods", [cell]))[0][0].rows == [(1, ["7 %"])]


def test_the_value_of_a_formula_is_read_and_one_without_is_told(tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_formula(0, 0, "=6*7", None, 42)
        sheet.write_formula(0, 1, '=WEBSERVICE("http://127.0.0.1:1/")', None, "vu")
    (grid,), notices = read_workbook(path)
    assert grid.rows == [(1, ["42", "vu"])]
    assert [(notice.code, notice.fields) for notice in notices] == [("formulas", {"count": 2})]


def test_macros_are_told_and_not_run(write):
    path = write({"S": [["a"]]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert codes(read_workbook(path)[1]) == ["macros"]


def test_two_hundred_sheets_are_counted_and_the_first_are_read(write):
    grids, notices = read_workbook(write({f"F{number}": [["a"]] for number in range(200)}))
    assert len(grids) == workbook.MOST_SHEETS
    assert [(notice.code, notice.fields["count"]) for notice in notices] == [("many-sheets", 200)]


def test_one_cell_at_the_end_of_a_sheet_is_no_million_of_rows(tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    (grid,), notices = read_workbook(path)
    assert grid.rows == [(1, ["a"])]
    assert codes(notices) == ["sheet-gap"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        *((b"<!DOCTYPE html><table>", "html-workbook"), (b"id;name\n", "not-csv"), (b"", "not-csv")),
        (b"\xd0\xcf\x11\xe0 an old one", "old-workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_reason(tmp_path, content, code):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert refused(path) == [code]


def test_an_upload_that_stopped_is_refused(write):
    path = write({"S": [["a" * 20, number] for number in range(2000)]})
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(path) == ["damaged"]


def test_a_part_that_no_longer_unpacks_is_told(write):
    path = write({"S": [["a" * 20, number] for number in range(2000)]})
    content = path.read_bytes()
    at = content.index(b"xl/worksheets/sheet1.xml") + 40
    path.write_bytes(content[:at] + b"\xff" * 16 + content[at + 16 :])
    assert refused(path) == ["damaged"]


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    assert refused(path) == ["zip-bomb"]


def test_an_encrypted_ods_is_refused(tmp_path):
    manifest = ("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert refused(ods(tmp_path / "x.ods", [text("a")], [manifest])) == ["encrypted"]


def test_an_ods_is_read_with_its_days_numbers_and_repeated_cells(tmp_path):
    rows = [
        text("a") + '<table:table-cell table:number-columns-repeated="2"/>' + text("d"),
        '<table:table-cell office:value-type="float" office:value="1004"><text:p>01004</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2021-05-12"><text:p>12/05/21</text:p>'
        "</table:table-cell>"
        '<table:table-cell office:value-type="currency" office:value="1234.5"><text:p>1 234,50 €</text:p>'
        "</table:table-cell>",
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>',
        text("fin"),
    ]
    (grid,), _ = read_workbook(ods(tmp_path / "x.ods", rows))
    assert grid.name == "Acteurs"
    assert grid.rows[:2] == [(1, ["a", "", "", "d"]), (2, ["01004", "2021-05-12", "1234.5"])]


@pytest.mark.parametrize("shown", [True, False])
def test_an_ods_tells_whether_its_sheet_and_which_rows_are_hidden(tmp_path, shown):
    rows = [text("Nom"), *(f'<table:table-row table:visibility="{how}">{text(how)}</table:table-row>' for how in HOW)]
    (grid,), notices = read_workbook(ods(tmp_path / "x.ods", rows, shown=shown))
    assert (grid.hidden, grid.hidden_rows) == (not shown, 2)
    assert [cells for _, cells in grid.rows] == [["Nom"], *([how] for how in HOW)]
    assert codes(notices) == ["hidden-rows"]


def test_cells_repeated_without_end_are_cut(tmp_path):
    cell = text("x").replace(" office", ' table:number-columns-repeated="16384" office')
    row = f'<table:table-row table:number-rows-repeated="200">{cell}</table:table-row>'
    (grid,), notices = read_workbook(ods(tmp_path / "x.ods", [row]))
    assert {len(cells) for _, cells in grid.rows} == {workbook.MOST_COLUMNS}
    assert codes(notices) == ["sheet-cut"]

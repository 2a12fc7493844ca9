"""A CSV table is read whole: every problem of its shape is found, and nothing is repaired in silence."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.ingest.schema import tables
from territory_graph.ingest.table import MAX_COLUMNS, TableFile, read_table, spoilt

SOURCES = tables()["sources"]
HEADER = "id,title,publisher\n"


def read(folder: Path, content: str | bytes) -> TableFile:
    path = folder / "sources.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, SOURCES)


def codes(file: TableFile) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.line, problem.column) for problem in file.problems]


def test_cells_are_texts_without_their_outer_spaces(tmp_path):
    (row,) = read(tmp_path, HEADER + " a ,\tTitre  long ,\n").rows
    assert row.cells == {"id": "a", "title": "Titre  long", "publisher": ""}


def test_columns_may_stand_in_any_order(tmp_path):
    (row,) = read(tmp_path, "title,id\nTitre,a\n").rows
    assert row.cells == {"id": "a", "title": "Titre"}


def test_a_row_has_the_line_on_which_it_begins(tmp_path):
    rows = read(tmp_path, HEADER + 'a,"deux\nlignes",\n\n,,\nb,T,\n').rows
    assert [(row.cells["id"], row.line) for row in rows] == [("a", 2), ("b", 6)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(tmp_path, end):
    rows = read(tmp_path, (HEADER + "a,T,\nb,U,\n").replace("\n", end)).rows
    assert [row.cells["id"] for row in rows] == ["a", "b"]


def test_windows_1252_is_reported_where_it_shows_and_read_through(tmp_path):
    file = read(tmp_path, (HEADER + "a,T,\nb,Étude,\n").encode("cp1252"))
    assert codes(file) == [("not-utf8", 3, None)]
    assert file.rows[1].cells["title"] == "Étude"
    assert file.whole


def test_a_byte_order_mark_is_reported_and_read_through(tmp_path):
    file = read(tmp_path, b"\xef\xbb\xbf" + (HEADER + "a,T,\n").encode())
    assert codes(file) == [("encoding-mark", 1, None)]
    assert file.rows[0].cells["id"] == "a"
    assert file.whole


@pytest.mark.parametrize(("found", "said"), [(";", ";"), ("\t", "TAB")])
def test_another_separator_is_reported_and_read_through(tmp_path, found, said):
    file = read(tmp_path, (HEADER + "a,T,\n").replace(",", found))
    assert codes(file) == [("separator", 1, None)]
    assert file.problems[0].fields == {"found": said}
    assert file.rows[0].cells == {"id": "a", "title": "T", "publisher": ""}


def test_encoding_separator_and_header_are_reported_together(tmp_path):
    content = b"\xef\xbb\xbf" + "id;titel;title\na;x;Étude\n".encode("cp1252")
    assert codes(read(tmp_path, content)) == [
        ("encoding-mark", 1, None),
        ("not-utf8", 2, None),
        ("separator", 1, None),
        ("unknown-column-near", 1, "titel"),
    ]


def test_an_unknown_column_is_named_with_the_nearest_known_one(tmp_path):
    file = read(tmp_path, "id,title,publischer,colour\na,T,x,y\n")
    assert codes(file) == [("unknown-column-near", 1, "publischer"), ("unknown-column", 1, "colour")]
    assert file.problems[0].fields["nearest"] == "publisher"
    assert "publisher" in file.problems[1].fields["known"]


def test_a_missing_column_does_not_hide_what_is_wrong_further_down(tmp_path):
    file = read(tmp_path, "id,publisher\na,x\nb\n")
    assert codes(file) == [("missing-column", 1, "title"), ("ragged", 3, None)]


def test_a_column_twice_and_a_column_without_name_are_reported(tmp_path):
    file = read(tmp_path, "id,title,title,\na,T,U,\n")
    assert codes(file) == [("empty-header", 1, None), ("duplicate-column", 1, "title")]
    assert file.problems[0].fields == {"position": 4}


def test_rows_of_another_length_are_named_and_left_out(tmp_path):
    file = read(tmp_path, HEADER + "a,T\nb,T,x\nc,T,x,y\n")
    assert codes(file) == [("ragged", 2, None), ("ragged", 4, None)]
    assert file.problems[1].fields == {"found": 4, "expected": 3}
    assert [row.cells["id"] for row in file.rows] == ["b"]
    assert not file.whole


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "no-header", 1),
        (b"\n , \n", "no-header", 1),
        (b"PK\x03\x04rest of a workbook", "spreadsheet", 1),
        ("id,title\n".encode("utf-16"), "encoding-mark", 1),
        (b'id,title\na,T\n"b,T\n', "csv-open-quote", 3),
        (b'id,title\na,"T"x\n', "csv-after-quote", 2),
        (b"id,title\na," + b"x" * 200_000, "csv-long-cell", 2),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_its_line(tmp_path, content, code, line):
    file = read(tmp_path, content)
    assert (code, line, None) in codes(file)
    assert not file.whole


def test_a_table_as_wide_as_a_matrix_is_refused_without_reading_it(tmp_path):
    file = read(tmp_path, ",".join(f"c{number}" for number in range(20_000)))
    assert codes(file) == [("too-many-columns", 1, None)]
    assert file.problems[0].fields == {"count": 20_000, "limit": MAX_COLUMNS}


def test_a_header_of_another_table_gives_no_rows(tmp_path):
    file = read(tmp_path, "a,b\n1,2\n1,2,3\n")
    assert file.rows == ()
    assert codes(file) == [("no-header-line", 1, None)]


def test_a_table_that_begins_with_its_rows_is_one_problem(tmp_path):
    file = read(tmp_path, "delib-2021,Délibération du 12 mai,Métropole,2021-05-12\nb,Autre,,\n")
    assert codes(file) == [("no-header-line", 1, None)]
    assert "delib-2021" in file.problems[0].fields["text"]


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_what_a_spreadsheet_writes_is_what_is_read(tmp_path_factory, rows):
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(("id", "title"))
    writer.writerows(rows)
    file = read(tmp_path_factory.mktemp("table"), text.getvalue())
    assert file.problems == ()
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [tuple(row.cells.values()) for row in file.rows] == [(a.strip(), b.strip()) for a, b in kept]


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("sep=,\n", [("separator-line", 1, None)]),
        ('"sep=;"\r\n', [("separator-line", 1, None)]),
        ("Tableau 1\n", [("title-line", 1, None)]),
        ("Sources, au 12 mai 2021\n\n", [("title-line", 1, None)]),
        ("\nTableau 1,,\nÉtat au 1er mars,,\n", [("title-line", 2, None), ("title-line", 3, None)]),
    ],
)
def test_a_line_above_the_names_of_columns_is_one_problem_and_read_through(tmp_path, above, told):
    file = read(tmp_path, above + HEADER + "a,T,\nb,T\n")
    line = above.count("\n") + 3
    assert codes(file) == [*told, ("ragged", line, None)]
    assert [row.line for row in file.rows] == [line - 1]


def test_a_separator_line_comes_with_the_separator_that_it_names(tmp_path):
    file = read(tmp_path, ("sep=;\n" + HEADER + "a,T,\n").replace(",", ";"))
    assert codes(file) == [("separator-line", 1, None), ("separator", 2, None)]
    assert file.whole


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *(("Com\x0bmune", "unseen-character"), ("Nul\x00", "unseen-character"), ("Syn\u200bdicat", "unseen-character")),
        *(("Soci\ufffdt\u00e9", "unseen-character"), ("\ue000", "unseen-character")),
        *(("#REF!", "sheet-error"), ("#NOM?", "sheet-error"), ("####", "sheet-error"), ("a;#N/A", "sheet-error")),
        *(("PÃ´le", "misread-text"), ("lâ€™eau", "misread-text"), ("Pôle &amp; Cie", "misread-text")),
    ],
)
def test_what_programs_leave_in_a_cell_is_told_with_its_column(tmp_path, text, told):
    file = read(tmp_path, HEADER + f"a,{text},\n")
    assert [(problem.code, problem.line, problem.column) for problem in spoilt(file.rows)] == [(told, 2, "title")]
    assert file.whole

"""The view as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace

from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.tables import as_csv, as_xlsx

from .conftest import ADDRESS, See


def rows(shown: Shown, delimiter: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(shown).decode("utf-8-sig"), newline=""), delimiter=delimiter))


def parts(shown: Shown) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(as_xlsx(shown))) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_a_line_a_tie_with_both_ends_reason_dates_status_and_sources(whole: Shown) -> None:
    found = rows(whole)
    assert len(found) == len(whole.ties)
    joined = next(row for row in found if row["Acteur"] == "NextMove" and row["Motif"] == "adhésion")
    assert joined["Lié à"].startswith("Association française des pôles")
    assert joined["Depuis"] == "décembre 2013"
    assert joined["Statut"] == "énoncé par la source"
    assert joined["Source"] == "Article sur l'entrée de 33 pôles dans l'AFPC"
    assert joined["IRI de l'acteur"] == f"{whole.base}id/actor/nextmove"


def test_every_tie_has_a_source_and_a_confidence(whole: Shown) -> None:
    assert all(row["Source"] and row["Confiance"] for row in rows(whole))


def test_the_first_columns_are_those_of_the_screen(whole: Shown, see: See) -> None:
    assert list(rows(whole)[0])[:3] == ["Acteur", "Lié à", "Motif"]
    english = rows(see(lang="en"), delimiter=",")
    assert len(english) == len(whole.ties)
    assert "Place in the source" in english[0]


def test_no_cell_of_either_file_is_run(hostile: Shown) -> None:
    cells = [cell for row in rows(hostile) for cell in row.values()]
    assert any(cell.startswith("'=1+1") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    sheets = parts(hostile)
    assert not any("<f>" in sheet for name, sheet in sheets.items() if name.startswith("xl/worksheets/"))
    assert "'=1+1" in sheets["xl/sharedStrings.xml"]
    assert not re.search(r">=1\+1", sheets["xl/sharedStrings.xml"])


def test_the_workbook_has_ties_sources_actors_and_what_it_is_about(whole: Shown) -> None:
    book = parts(whole)
    assert re.findall(r'<sheet name="([^"]+)"', book["xl/workbook.xml"]) == ["Liens", "Sources", "Acteurs", "À propos"]
    texts = book["xl/sharedStrings.xml"]
    for said in (whole.drawing.summary, whole.version, whole.licence, ADDRESS.replace("&", "&amp;")):
        assert said in texts


def test_heads_stay_and_filter_and_rows_are_complete(whole: Shown) -> None:
    book = parts(whole)
    for number in (1, 2, 3):
        sheet = book[f"xl/worksheets/sheet{number}.xml"]
        assert 'state="frozen"' in sheet
        assert "<autoFilter" in sheet
        assert "<cols>" in sheet
    assert book["xl/worksheets/sheet1.xml"].count("<row ") == len(whole.ties) + 1
    assert book["xl/worksheets/sheet3.xml"].count("<row ") == len(whole.things) + 1


def test_actors_of_the_same_name_have_a_row_each(whole: Shown) -> None:
    things = {iri: replace(thing, label="Pôle") for iri, thing in whole.things.items()}
    book = parts(replace(whole, things=things))
    assert book["xl/worksheets/sheet3.xml"].count("<row ") == len(things) + 1


def test_an_empty_view_has_its_heads(empty: Shown) -> None:
    assert as_csv(empty).decode("utf-8-sig").startswith("Acteur;Lié à;Motif")
    assert rows(empty) == []
    assert parts(empty)["xl/worksheets/sheet1.xml"].count("<row ") == 1


def test_the_same_view_is_the_same_file(whole: Shown) -> None:
    assert (as_csv(whole), as_xlsx(whole)) == (as_csv(whole), as_xlsx(whole))

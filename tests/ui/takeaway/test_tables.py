"""The view as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.dates import Interval
from territory_graph.library import Library
from territory_graph.messages import translator
from territory_graph.settings import read_settings
from territory_graph.ui.context import Context
from territory_graph.ui.explorer.take import shown_view
from territory_graph.ui.takeaway.rows import actor_rows
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.sparql import as_sparql
from territory_graph.ui.takeaway.tables import as_csv, as_xlsx
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.picture import picture
from territory_graph.views.ties import TIE_KINDS

from .conftest import ADDRESS, See

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows(shown: Shown, delimiter: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(shown).decode("utf-8-sig"), newline=""), delimiter=delimiter))


def parts(shown: Shown) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(as_xlsx(shown))) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def texts(shown: Shown) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(parts(shown)["xl/sharedStrings.xml"])]


def cell_of(shown: Shown, place: str) -> tuple[str, str]:
    """Whether a cell of the ties holds a number or a string, and which."""
    sheet = ET.fromstring(parts(shown)["xl/worksheets/sheet1.xml"])
    found = next(cell for cell in sheet.iter(f"{SHEET}c") if cell.get("r") == place)
    kind, value = found.get("t", "n"), found.findtext(f"{SHEET}v") or ""
    return kind, texts(shown)[int(value)] if kind == "s" else value


def test_a_line_a_tie_with_both_ends_reason_dates_status_and_sources(whole: Shown) -> None:
    found = rows(whole)
    assert len(found) == len(whole.ties)
    joined = next(row for row in found if row["Acteur"] == "NextMove" and row["Motif"] == "adhésion")
    assert joined["Lié à"].startswith("Association française des pôles")
    assert joined["Depuis"] == "décembre 2013"
    assert joined["Statut"] == "énoncé par la source"
    assert joined["Source"] == "Article sur l'entrée de 33 pôles dans l'AFPC"
    assert any("4e paragraphe, 1re phrase" in row["Endroit dans la source"] for row in found)
    assert joined["IRI de l'acteur"] == f"{whole.base}id/actor/nextmove"


def test_ties_have_their_sums_and_actors_their_sectors_and_places(rouen_store: Path) -> None:
    context = Context(Library(read_settings(store=rouen_store)).current(), translator("fr"), lambda *_: None)
    kinds = frozenset(TIE_KINDS) - {"funding", "membership"}
    scene = context.stage.scene(Exploration(without_ties=kinds))
    shown = shown_view(context, scene, picture(scene, context.stage.field), "")
    sums = {row["Somme"] for row in rows(shown) if row["Au titre de"] == "Engagement global 2021"}
    assert len(sums) == 1
    assert sums.pop().endswith("(somme globale pour 5 structures ensemble, répartition non précisée)")
    assert not any(row["Somme"] for row in rows(shown) if row["Motif"] == "adhésion")
    actors = {row.label: row for row in actor_rows(shown)}
    assert actors["LSN"].sectors == "Logistique"
    assert actors["Agglomération Seine-Eure"].epci == "Agglomération Seine-Eure"


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
    for said in (whole.drawing.summary, whole.origin.version, whole.origin.licence, ADDRESS.replace("&", "&amp;")):
        assert said in texts


@pytest.mark.parametrize(
    ("start", "cell", "told"),
    [
        ("2018-01-04", ("n", "43104"), "4 janvier 2018"),
        ("2018-01", ("s", "janvier 2018"), "janvier 2018"),
        ("1808-05-01", ("s", "1er mai 1808"), "1er mai 1808"),
    ],
)
def test_a_date_is_a_date_where_it_is_known_to_the_day(
    whole: Shown, start: str, cell: tuple[str, str], told: str
) -> None:
    shown = replace(whole, ties=(replace(whole.ties[0], interval=Interval.of(start)),))
    (row,) = rows(shown)
    assert row["Depuis"] == told
    assert cell_of(shown, "F2") == cell


def test_the_day_on_which_a_tie_is_attested_is_a_date(whole: Shown) -> None:
    tie = replace(whole.ties[0], interval=Interval.of(None, None, date(2021, 5, 12)))
    shown = replace(whole, ties=(tie,))
    assert cell_of(shown, "H2") == ("n", "44328")
    assert rows(shown)[0]["Attesté le"] == "12 mai 2021"


def test_the_query_in_the_workbook_gives_its_actors(whole: Shown, rouen: KnowledgeGraph) -> None:
    cells = re.findall(r'<c r="B\d+"[^>]*t="s"[^>]*><v>(\d+)</v>', parts(whole)["xl/worksheets/sheet4.xml"])
    told = texts(whole)
    column = [told[int(number)] for number in cells]
    query = column[len(whole.about) + 2 :]
    assert query == as_sparql(whole).splitlines()
    assert {str(row["thing"]) for row in rouen.query("\n".join(query))} == set(whole.things)


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

"""What French spreadsheets write is understood where it means one thing, and what was understood is told."""

from __future__ import annotations

from collections import Counter

import pytest
import xlsxwriter

from territory_graph.building import check
from territory_graph.errors import InputError
from territory_graph.ingest.schema import tables
from territory_graph.ingest.territory import read_territory
from territory_graph.ingest.understood import understood, understood_rows

AGREEMENTS, ACTORS, PLACES, SHAREHOLDINGS = (
    tables()[name] for name in ("agreements", "actors", "places", "shareholdings")
)


@pytest.mark.parametrize(
    ("table", "column", "cell", "meant"),
    [
        *((AGREEMENTS, "amount", "1 234,56 €", "1234.56"), (AGREEMENTS, "amount", "12\u202f000", "12000")),
        *((AGREEMENTS, "amount", "12.000", "12.000"), (AGREEMENTS, "amount", "1,2 M€", "1,2 M€")),
        *((AGREEMENTS, "start", "12/05/2021", "2021-05-12"), (AGREEMENTS, "start", "mai 2021", "2021-05")),
        *((AGREEMENTS, "start", "1er janvier 2020", "2020-01-01"), (AGREEMENTS, "start", "12/05/21", "12/05/21")),
        *((AGREEMENTS, "amount", "N/A", ""), (AGREEMENTS, "note", "néant", ""), (AGREEMENTS, "name", "ND", "ND")),
        *((AGREEMENTS, "start", "44331", "2021-05-15"), (AGREEMENTS, "start", "99999", "99999")),
        *((AGREEMENTS, "start", "2021", "2021"), (AGREEMENTS, "amount", "44331", "44331")),
        *((ACTORS, "naf", "9499Z", "94.99Z"), (ACTORS, "naf", "94.99z", "94.99Z"), (ACTORS, "naf", "9499", "9499")),
        *((AGREEMENTS, "amount", "25 %", "25 %"), (SHAREHOLDINGS, "percent", "51,5 %", "51.5")),
        *((AGREEMENTS, "parties", "La Forge\nLe Lavoir ;\n", "La Forge;Le Lavoir"), (ACTORS, "name", "a\nb", "a\nb")),
        *((ACTORS, "siren", "200 023 414", "200023414"), (ACTORS, "siret", "2,00023E+13", "2,00023E+13")),
        *((PLACES, "insee", "1004", "01004"), (PLACES, "insee", "2A004", "2A004"), (PLACES, "insee", "27", "27")),
        *((PLACES, "latitude", "49,44", "49.44"), (ACTORS, "kind", "Entreprise", "company")),
        (ACTORS, "name", "L'Été\u00a0: 12/05/2021", "L'Été : 12/05/2021"),
    ],
)
def test_a_cell_means_one_thing_or_stays_as_it_is(table, column, cell, meant):
    assert understood(cell, table.column(column), Counter()) == meant


def test_days_of_a_column_in_which_one_has_its_month_first_stay_as_they_are():
    rows = [{"start": "05/12/2021"}, {"start": "05/13/2021"}]
    assert understood_rows(rows, AGREEMENTS.columns, Counter()) == rows


EXCEL = (
    "Partenariats 2021;;;;;;;\r\n"
    "Identifiant;Nature;Nom;Signataires;;Date de signature;Montant;Portée;Financeurs;Bénéficiaires;Source;Page;"
    "Remarque\r\n"
    'c1;Convention;Étude d’été;"syndicat;lin-neuf";;12/05/2021;1 234,56 €;part;syndicat;lin-neuf;annuaire;p. 3;N/A\r\n'
    ";;;;;;;;;;;;\r\n"
)
STRICT = (
    "id,kind,name,parties,signed,amount,amount_scope,funders,beneficiaries,source,locator\n"
    "c1,convention,Étude d’été,syndicat;lin-neuf,2021-05-12,1234.56,share,syndicat,lin-neuf,annuaire,p. 3\n"
)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_excel_s_own_csv_says_what_a_strict_one_does_and_how_it_was_read_is_told(hamlet_copy, encoding):
    path = hamlet_copy / "tables" / "conventions.csv"
    path.write_text(STRICT, encoding="utf-8")
    strict = read_territory(hamlet_copy).quads
    path.write_bytes(EXCEL.encode(encoding))
    loose = read_territory(hamlet_copy)
    assert loose.quads == strict
    assert {notice.code for notice in loose.notices} == {
        "read-not-utf8" if encoding == "cp1252" else "read-encoding-mark",
        *("read-separator", "read-title-line", "understood-day", "understood-number", "understood-nothing"),
    }


def test_a_workbook_says_what_tables_do(hamlet_copy):
    path = hamlet_copy / "tables" / "conventions.csv"
    path.write_text(STRICT, encoding="utf-8")
    strict = read_territory(hamlet_copy).quads
    path.unlink()
    with xlsxwriter.Workbook(hamlet_copy / "tables" / "classeur.xlsx") as book:
        sheet = book.add_worksheet("Accords")
        for number, line in enumerate(EXCEL.splitlines()):
            cells = line.replace('"syndicat;lin-neuf"', "syndicat|lin-neuf").split(";")
            sheet.write_row(number, 0, [cell.replace("|", ";") for cell in cells])
        book.add_worksheet("Brouillon").write(0, 0, "x")
        book.add_worksheet("#listes").write(0, 0, "x")
    loose = read_territory(hamlet_copy)
    assert loose.quads == strict
    told = {notice.code: notice for notice in loose.notices}
    assert told["unread-sheets"].fields == {"names": "Brouillon"}
    places = {f"{place.file.name}:{place.line}" for found in check(hamlet_copy).findings for place in found.places}
    assert "classeur.xlsx#Accords:3" in places


def test_what_is_not_clear_in_a_workbook_is_a_problem_of_its_sheet_and_line(hamlet_copy):
    with xlsxwriter.Workbook(hamlet_copy / "tables" / "accords.xlsx") as book:
        sheet = book.add_worksheet("Feuil1")
        sheet.write_row(0, 0, ["id", "kind", "name", "parties", "amount", "source", "locator"])
        sheet.write_row(1, 0, ["c1", "agreement", "C", "syndicat;lin-neuf", "12.000", "annuaire", "p. 3"])
    with pytest.raises(InputError) as caught:
        read_territory(hamlet_copy)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file.name, problem.line) == ("bad-amount", "accords.xlsx#Feuil1", 2)

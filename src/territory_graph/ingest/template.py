"""An empty territory to fill in: what ``territory-graph new`` writes."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from territory_graph.causes import Cause, of_system
from territory_graph.errors import SettingsError, StoreNotWritableError
from territory_graph.ingest.description import DESCRIPTION
from territory_graph.ingest.french import choices_written, table_written, written
from territory_graph.ingest.schema import Column, tables

_ROWS, _WIDTH = 500, 22
_SHEET_OF = {
    **{kind: f"{kind}s" for kind in ("source", "place", "actor", "agreement", "project", "event")},
    "programme": "projects",
}
"""The sheet whose first column has the identifiers of a kind."""

_DESCRIPTION = """\
# Nom court du territoire : lettres minuscules sans accent, chiffres, tirets.
# Short name of the territory: lower-case ASCII letters, digits, hyphens.
slug = "{slug}"

# Adresse sous laquelle se trouvent les IRI des ressources. / Address under which the IRIs of resources lie.
base_iri = "https://w3id.org/territory-graph/"

# Date montrée à l'ouverture, si elle doit être fixe. / Date shown on opening, where it must be fixed.
# default_date = "2024-03-14"

# Jour jusqu'où les faits ont été réunis. / Day up to which facts were gathered.
# gathered_on = "2024-06-30"

# Jours d'élections municipales : un mandat connu d'avant est dit tel. / Days of municipal elections: a mandate known
# from before is told as such.
# elections = ["2020-06-28", "2026-03-22"]

[name]
fr = "Mon territoire"
en = "My territory"

[description]
fr = ""
en = ""

[licence]
name = "Licence Ouverte 2.0"
url = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

# Qui publie les données, et les mots par lesquels on les trouve. / Who publishes the data, and words to find them by.
# [publisher]
# name = "Syndicat mixte du Hameau"
# url = "https://example.org/"
# [keywords]
# fr = ["industrie", "emploi"]
# en = ["industry", "employment"]

# L'acteur au centre de l'accueil, s'il y en a un. / The actor at the centre of the home page, where there is one.
# [centre]
# actor = "mon-syndicat"
"""


def new_territory(folder: Path, workbook: str = "") -> list[Path]:
    """Writes an empty territory into ``folder``: its description, and every table with its header line only.

    With ``workbook``, a language, the tables are the sheets of one workbook, with lists of choices.

    Returns the files written, in order.

    Raises:
        SettingsError: the folder exists and is not empty; nothing is overwritten.
        StoreNotWritableError: the folder cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SettingsError(name=Cause("the-folder"), value=str(folder), expected=Cause("want-new-folder"))
    try:
        (folder / "tables").mkdir(parents=True, exist_ok=True)
        slug = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
        (folder / DESCRIPTION).write_text(_DESCRIPTION.format(slug=slug or "territoire"), encoding="utf-8")
        if workbook:
            return [folder / DESCRIPTION, write_workbook(folder / "tables" / "tables.xlsx", workbook)]
        files = [folder / DESCRIPTION]
        for name, table in tables().items():
            files.append(folder / "tables" / f"{name}.csv")
            with files[-1].open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerow(column.name for column in table.columns)
        return files
    except OSError as error:
        raise StoreNotWritableError(folder=str(folder), reason=of_system(error)) from error


def write_workbook(path: Path, language: str) -> Path:
    """Writes every table as a sheet of a workbook: heads with their help, and lists of what a cell may be.

    Lists of choices stop what is not in them; lists of identifiers propose those of the other sheets.
    """
    book = Workbook()
    book.remove(book.active)
    sheets = {name: table_written(table, language) for name, table in tables().items()}
    for name, table in tables().items():
        sheet = book.create_sheet(sheets[name])
        for place, column in enumerate(table.columns, 1):
            head = sheet.cell(1, place, written(table, column, language))
            head.font = Font(bold=column.required)
            help_text = column.help[language] + (f" [{column.example}]" if column.example else "")
            head.comment = Comment(help_text, "territory-graph")
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = _WIDTH
            sheet.column_dimensions[letter].number_format = "@"  # text: leading zeros and dates stay as they are typed
            listed = _list_of(column, language, sheets)
            if listed:
                known = DataValidation("list", formula1=listed, allow_blank=True, showErrorMessage=bool(column.values))
                sheet.add_data_validation(known)
                known.add(f"{letter}2:{letter}{_ROWS}")
        sheet.freeze_panes = "A2"
    book.save(path)
    return path


def _list_of(column: Column, language: str, sheets: Mapping[str, str]) -> str:
    """What a spreadsheet proposes for a cell: words, or the identifiers of another sheet; empty where it is free."""
    if column.values:
        return '"' + ",".join(choices_written(column, language)) + '"'
    named = _SHEET_OF.get(column.refers_to or "")
    return f"='{sheets[named]}'!$A$2:$A${_ROWS}" if named else ""

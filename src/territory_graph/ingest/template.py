"""An empty territory to fill in: what ``territory-graph new`` writes."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from territory_graph.errors import SettingsError, StoreNotWritableError
from territory_graph.ingest.schema import tables
from territory_graph.ingest.territory import DESCRIPTION

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

[name]
fr = "Mon territoire"
en = "My territory"

[description]
fr = ""
en = ""

[licence]
name = "Licence Ouverte 2.0"
url = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

# L'acteur au centre de l'accueil, s'il y en a un. / The actor at the centre of the home page, where there is one.
# [centre]
# actor = "mon-syndicat"
"""


def new_territory(folder: Path) -> list[Path]:
    """Writes an empty territory into ``folder``: its description, and every table with its header line only.

    Returns the files written, in order.

    Raises:
        SettingsError: the folder exists and is not empty; nothing is overwritten.
        StoreNotWritableError: the folder cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SettingsError(name="folder", value=str(folder), expected="a new or empty folder")
    try:
        (folder / "tables").mkdir(parents=True, exist_ok=True)
        slug = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
        (folder / DESCRIPTION).write_text(_DESCRIPTION.format(slug=slug or "territoire"), encoding="utf-8")
        return [folder / DESCRIPTION, *(_write_header(folder, name) for name in tables())]
    except OSError as error:
        raise StoreNotWritableError(folder=str(folder), reason=error.strerror or str(error)) from error


def _write_header(folder: Path, name: str) -> Path:
    path = folder / "tables" / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(column.name for column in tables()[name].columns)
    return path

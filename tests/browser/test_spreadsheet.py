"""A data officer's spreadsheet of another territory, opened by the commands of the README alone."""

from __future__ import annotations

import re
import shlex
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from serving import run as command
from serving import serving

from .conftest import PATIENCE, Visit

pytestmark = pytest.mark.slow

README = Path(__file__).parents[2] / "README.md"
COMMUNES = [
    *("Saint-Ouen-le-Houx", "Fierville-les-Parcs", "Le Mesnil-Durand", "Orbec", "Livarot"),
    *("Moyaux", "Fervaques", "Courtonne-la-Meurdrac", "Glos", "Ouilly-le-Vicomte"),
]
COMMUNITY = "Communauté de communes du Pays d'Ouche"
FIRMS = 40


def workbook(path: Path, *, role: str) -> Path:
    """Sixty-six lines in three sheets as an office writes them, and a sheet that is no table."""
    book = openpyxl.Workbook()
    actors = book.active
    actors.title = "Acteurs"
    actors.append(["Acteurs du Pays d'Ouche, relevé du 12/05/2021"])
    actors.append([])
    actors.append(["Nom", "Type", "N° SIREN", "Date de création", "Site internet", "Observations", None])
    actors.append([COMMUNITY, "EPCI", None, datetime(2013, 1, 1), "N/A", None])
    actors.append(
        ["Association Lin d'Avenir", "Association", "732 829 320", "12/05/2021", "https://lin.example", "n.c."]
    )
    for number in range(1, FIRMS + 1):
        created = datetime(1960 + number, 5, 12) if number % 2 else f"12/05/{1960 + number}"
        actors.append([f"Entreprise n° {number}", "Entreprise", None, created, "N/A" if number % 3 else None])
        if number % 10 == 0:
            actors.append([])
    for name in COMMUNES:
        actors.append([f"Commune de {name}", "Commune", None, "n.c."])
    members = book.create_sheet("Adhésions")
    members.append(["Membre", "Organisme", "Rôle", "Depuis"])
    for name in COMMUNES:
        members.append([f"Commune de {name}", COMMUNITY, "membre", datetime(2013, 1, 1)])
    members.append(["Association Lin d’Avenir", COMMUNITY.upper(), role, "12/05/2021"])
    agreements = book.create_sheet("Conventions")
    agreements.append(
        ["Nom", "Sorte", "Parties", "Date de signature", "Montant", "Portée", "Financeur", "Bénéficiaires"]
    )
    parties = f"Association Lin d'Avenir;{COMMUNITY}"
    agreements.append(
        [
            "Convention lin",
            "Convention",
            parties,
            "12/05/2021",
            "1\u202f234,56 €",
            "part",
            COMMUNITY,
            "Association Lin d'Avenir",
        ]
    )
    agreements.append(
        [
            "Convention halle",
            "Convention",
            f"Commune de Orbec;{COMMUNITY}",
            datetime(2022, 3, 3),
            40000,
            "part",
            COMMUNITY,
            "Commune de Orbec",
        ]
    )
    book.create_sheet("Lisez-moi").append(["Relevé par le service développement"])
    book.save(path)
    return path


def commands() -> list[list[str]]:
    """The commands that the README gives to whoever has a spreadsheet."""
    told = README.read_text(encoding="utf-8")
    block = re.search(r"\*\*A spreadsheet that you have already\*\*.*?```sh\n(.*?)```", told, re.DOTALL)
    assert block, "the README tells how a spreadsheet is opened"
    return [shlex.split(line, comments=True) for line in block[1].splitlines()]


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    assert words[0] == "territory-graph"
    return command(*words[1:], cwd=folder)


def test_a_spreadsheet_is_opened_by_the_readme_corrected_shown_and_taken_back(stranger: Any, tmp_path: Path) -> None:
    new, build, look, apply, serve = commands()
    assert (look[1], apply[-1], serve[1]) == ("import", "--apply", "serve")
    assert run(new, tmp_path).returncode == 0
    assert run(build, tmp_path).returncode == 0
    sheet = workbook(tmp_path / look[2], role="partenaire associé")

    refused = run(look, tmp_path)
    assert refused.returncode == 1
    assert "acteurs.xlsx [Adhésions]:12, colonne Rôle" in refused.stderr
    assert "Rien n'est entré" in refused.stdout
    assert run(apply, tmp_path).returncode == 1

    workbook(sheet, role="membre")
    looked = run(look, tmp_path)
    assert looked.returncode == 0, looked.stderr
    told = looked.stdout.replace("\u00a0", " ")
    for words in (
        "Date de création",
        "Dates lues jour, mois, année : 23",
        "Nombres lus malgré",
        "« N/A »",
        "inconnus jusqu'ici : 52",
    ):
        assert words in told, told
    assert (tmp_path / "my-territory" / "imports" / "acteurs-xlsx.toml").is_file()
    assert not list((tmp_path / "my-territory").rglob("contributions/*.trig"))

    applied = run(apply, tmp_path)
    assert applied.returncode == 0, applied.stderr
    back = shlex.split(applied.stdout.rpartition("territory-graph ")[2])
    with serving(tmp_path / "my-store", tmp_path / "serve.log", TERRITORY=str(tmp_path / "my-territory")) as server:
        visit = Visit(stranger.new_page(), server.address)
        visit.page.set_default_timeout(PATIENCE)
        visit.open("fiche?id=actor/communaute-de-communes-du-pays-d-ouche")
        visit.expect_title(COMMUNITY)
        for shown in ("Commune de Orbec", "Association Lin d'Avenir", "Convention lin", "acteurs.xlsx"):
            visit.page.get_by_text(shown).locator("visible=true").first.wait_for()
        visit.open("financements")
        visit.page.get_by_text("1\u202f234,56").locator("visible=true").first.wait_for()
        undone = command(*back, cwd=tmp_path)
        assert undone.returncode == 0, undone.stderr
        visit.open("fiche?id=actor/communaute-de-communes-du-pays-d-ouche")
        visit.page.get_by_text("Commune de Orbec").wait_for(state="hidden")
    assert not visit.complaints

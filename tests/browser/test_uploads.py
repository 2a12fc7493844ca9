"""Files that people have, brought in on the page Contribuer alone: no terminal, few steps, taken back as one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Server, serving

from territory_graph.building import build
from territory_graph.contributions import Desk, Proposal, Row

from .conftest import Visit, visiting
from .test_contributing import SLOW, VALMONT, press, publish
from .test_spreadsheet import COMMUNITY, workbook

pytestmark = pytest.mark.slow

ACTORS = """\
id,kind,name,siren,source,locator
pays-d-ouche,epci,Communauté de communes du Pays d'Ouche,,liste,p. 1
lin,company,Association Lin d'Avenir,732829320,liste,p. 1
"""
SUBSIDIES = """\
nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant;nature;idRAE
Communauté de communes du Pays d’Ouche;;12/05/2021;Assoc. Lin d'Avenir;;Halle <b>1</b>;40 000,00 €;argent;
Communauté de communes du Pays d'Ouche;;01/06/2021;Comité des fêtes;;Fête;1 500;nature;
"""


@pytest.fixture
def ouche(port: int, tmp_path: Path) -> Iterator[tuple[Server, Desk]]:
    """A territory that knows two bodies, served to its own machine."""
    folder = tmp_path / "valmont"
    (folder / "tables").mkdir(parents=True)
    (folder / "territory.toml").write_text(VALMONT.replace("valmont-agglomeration", "pays-d-ouche"), encoding="utf-8")
    (folder / "tables" / "actors.csv").write_text(ACTORS, encoding="utf-8")
    (folder / "tables" / "sources.csv").write_text("id,title\nliste,Liste\n", encoding="utf-8")
    build(folder, tmp_path / "store")
    with serving(tmp_path / "store", tmp_path / "serve.log", port=port, TERRITORY=str(folder)) as running:
        yield running, Desk(folder, tmp_path / "store")


@pytest.fixture
def giving(reader: Any, ouche: tuple[Server, Desk]) -> Iterator[Visit]:
    """A visit of that territory."""
    with visiting(reader, ouche[0]) as visit:
        yield visit


def give(visit: Visit, file: Path) -> None:
    visit.settle()
    visit.page.locator("input[type=file]").set_input_files(file)
    visit.page.get_by_role("heading", name=file.name).wait_for(timeout=SLOW)
    visit.settle()


def test_a_workbook_is_mapped_corrected_published_known_again_and_taken_back(
    giving: Visit, ouche: tuple[Server, Desk], tmp_path: Path
) -> None:
    visit, page, desk = giving, giving.page, ouche[1]
    visit.open("contribuer?vue=fichier")
    give(visit, workbook(tmp_path / "acteurs.xlsx", role="partenaire associé"))
    for words in (
        "52 lignes vers Acteurs",
        "Les titres des colonnes sont à la ligne 3",
        "Dates lues jour, mois, année",
    ):
        page.get_by_text(words).first.wait_for()
    column = page.get_by_role(
        "combobox", name="Ce que devient « Observations »".replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    )
    assert column.input_value() == "Remarque"
    column.click()
    column.press_sequentially("laissée")
    visit.click(page.get_by_role("option", name="(laissée)"))
    page.get_by_text("colonnes prises\u00a0: 5 sur 6").wait_for()
    visit.click(page.get_by_text("3. Effet"))
    page.get_by_text("acteurs.xlsx [Adhésions], ligne 12, colonne «\u00a0Rôle\u00a0»").wait_for(timeout=SLOW)
    assert page.get_by_role("button", name="Publier").count() == 0

    press(visit, "Un autre fichier")
    give(visit, workbook(tmp_path / "acteurs.xlsx", role="membre"))
    page.get_by_text("colonnes prises\u00a0: 5 sur 6").wait_for()  # what was said of the columns is kept
    press(visit, "Continuer")
    page.get_by_text("Reconnus\u00a0: 2. Nouveaux\u00a0: 50. À confirmer\u00a0: 0.").wait_for(timeout=SLOW)
    page.reload()
    page.get_by_text("Reconnus\u00a0: 2.").wait_for(timeout=SLOW)
    press(visit, "Voir l'effet")
    page.get_by_text("Adhésions\u00a0: 11").wait_for(timeout=SLOW)
    page.get_by_text("colonne laissée\u00a0: Observations").wait_for()
    assert not desk.history(), "looking writes nothing"
    press(visit, "Publier")
    page.get_by_text("C'est publié").wait_for(timeout=SLOW)
    (made,) = desk.history()

    press(visit, "Un autre fichier")
    give(visit, tmp_path / "acteurs.xlsx")
    page.get_by_text("Ce fichier est déjà entré").wait_for()
    visit.open("fiche?id=actor/pays-d-ouche")
    visit.expect_title(COMMUNITY)
    for shown in ("Commune de Orbec", "Convention lin", "acteurs.xlsx"):
        page.get_by_text(shown).locator("visible=true").first.wait_for()
    visit.open(f"contribuer?acte=retirer&apport={made.name}")
    publish(visit, "Mauvais fichier.")
    assert [one.kind for one in desk.history()] == ["withdraw", "add"]
    assert desk.history()[0].ended == made.made


def test_what_changed_since_the_effect_was_shown_is_shown_before_anything_enters(
    giving: Visit, ouche: tuple[Server, Desk], tmp_path: Path
) -> None:
    visit, page, desk = giving, giving.page, ouche[1]
    actors = tmp_path / "scieries.csv"
    actors.write_text("Nom;Type\nScierie des Aulnaies;Entreprise\n", encoding="utf-8")
    visit.open("contribuer?vue=fichier")
    give(visit, actors)
    visit.click(page.get_by_text("3. Effet"))
    page.get_by_text(re.compile("Aucun lien ne change. Énoncés qui entreraient")).wait_for(timeout=SLOW)
    press(visit, "Un autre fichier")

    ties = tmp_path / "liens.csv"
    ties.write_text("Acteur;Partenaire\nAssociation Lin d'Avenir;Communauté de communes du Pays d'Ouche\n", "utf-8")
    give(visit, ties)
    visit.click(page.get_by_text("3. Effet"))
    page.get_by_text(re.compile("0 → 1")).first.wait_for(timeout=SLOW)
    said = {"actor": "lin", "partner": "pays-d-ouche", "description": "atelier", "source": "liste", "locator": "p. 2"}
    meanwhile = desk.accept(desk.send(Proposal("add", (Row("collaborations", said),), "lu"), "Ada").id, "Léo")
    press(visit, "Publier")
    page.get_by_text("rien n'a été envoyé").first.wait_for(timeout=SLOW)
    assert [one.name for one in desk.history()] == [meanwhile.name]
    press(visit, "Publier")
    page.get_by_text("C'est publié").wait_for(timeout=SLOW)
    assert len(desk.history()) == 2


def test_subsidies_are_confirmed_sent_to_review_and_accepted(
    giving: Visit, ouche: tuple[Server, Desk], tmp_path: Path
) -> None:
    visit, page, desk = giving, giving.page, ouche[1]
    page.set_viewport_size({"width": 390, "height": 844})
    file = tmp_path / "subventions.csv"
    file.write_bytes(SUBSIDIES.encode("cp1252"))
    visit.open("contribuer?vue=fichier")
    give(visit, file)
    for words in ("subventions SCDL", "Texte en Windows-1252, colonnes séparées par des points-virgules"):
        page.get_by_text(words).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    press(visit, "Continuer")
    page.get_by_text("1 nom attend votre réponse").wait_for(timeout=SLOW)
    visit.click(page.get_by_text(re.compile("Association Lin d'Avenir.*orthographe proche")))
    press(visit, "Voir l'effet")
    page.get_by_text("Accords\u00a0: 2").wait_for(timeout=SLOW)
    page.get_by_text("Halle <b>1</b>").first.wait_for()
    press(visit, "Envoyer à la relecture")
    page.get_by_text("Ce fichier attend la relecture").wait_for(timeout=SLOW)
    assert not desk.history()
    press(visit, "Voir la relecture")
    press(visit, "Accepter et publier")
    page.get_by_text("C'est publié").wait_for(timeout=SLOW)
    visit.open("financements")
    page.get_by_text(re.compile("40\u202f000")).locator("visible=true").first.wait_for()
    (made,) = desk.history()
    assert made.why == "Import : subventions.csv"


def test_a_file_that_the_page_does_not_take_is_refused_in_french_and_what_was_pasted_stays(
    giving: Visit, tmp_path: Path
) -> None:
    visit, page = giving, giving.page
    large, picture = tmp_path / "gros.pdf", tmp_path / "image.png"
    large.write_bytes(b"%PDF-1.4")
    os.truncate(large, 21_000_000)
    picture.write_bytes(b"PNG")
    visit.open("contribuer?vue=document")
    page.get_by_role("textbox", name="Collez le texte").fill("Le Pôle a signé une convention.")
    page.keyboard.press("Control+Enter")
    visit.settle()
    for file, words in ((large, "plus de 20\u00a0Mo"), (picture, "de cette sorte (image/png) ne sont pas lus ici")):
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("alert").filter(has_text=words).wait_for()
        visit.click(page.get_by_role("button", name=f"Retirer {file.name}"))
    note = tmp_path / "note.txt"
    note.write_text("Le Pôle a signé une convention.", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(note)
    visit.settle()
    press(visit, "Lire le document")
    page.get_by_text("retirez l'un des deux").wait_for()
    assert page.get_by_role("textbox", name="Collez le texte").input_value() == "Le Pôle a signé une convention."

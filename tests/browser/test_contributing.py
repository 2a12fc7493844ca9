"""Bringing facts in, as a person does it: by a form, corrected, disputed, reviewed by another, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Server, serving

from territory_graph.building import build
from territory_graph.contributions import Desk, Proposal, Row
from territory_graph.knowledge_graph import KnowledgeGraph

from .conftest import Visit, visiting

pytestmark = pytest.mark.slow

SLOW = 60_000  # milliseconds: what is brought in is checked whole


@pytest.fixture
def contributing(reader: Any, served: Server) -> Iterator[Visit]:
    """A visit of that server."""
    with visiting(reader, served) as visit:
        yield visit


def write(visit: Visit, label: str, text: str) -> None:
    field = visit.page.get_by_role("textbox", name=label)
    field.fill(text)
    field.press("Tab")
    visit.settle()


def choose(visit: Visit, label: str, *names: str) -> None:
    """Chooses known things by a part of their names, or writes names that nobody bears yet."""
    field = visit.page.get_by_role("combobox", name=label)
    for name in names:
        field.fill(name)
        visit.click(visit.page.get_by_role("option", name=re.compile(re.escape(name))).first)
    field.press("Escape")


def press(visit: Visit, name: str) -> None:
    visit.click(visit.page.get_by_role("button", name=name).first)


def publish(visit: Visit, why: str, by: str = "Publier") -> None:
    """Writes the reason of an act, looks at what it does, and publishes it."""
    visit.page.get_by_role("textbox", name="Pourquoi").fill(why)
    visit.page.keyboard.press("Control+Enter")
    visit.settle()
    press(visit, "Vérifier et voir l'effet")
    visit.page.get_by_role("button", name=by).wait_for(timeout=SLOW)
    press(visit, by)
    visit.page.get_by_text("C'est publié").wait_for(timeout=SLOW)


def facts(desk: Desk) -> KnowledgeGraph:
    return KnowledgeGraph.open(desk.store.path)


def test_the_convention_of_the_meeting_is_on_the_pages_in_a_minute(contributing: Visit, desk: Desk) -> None:
    visit, page = contributing.open("contribuer"), contributing.page
    choose(visit, "Parties", "NextMove", "Métropole Rouen Normandie")
    write(visit, "Date de signature", "3 mars 2023")
    write(visit, "Somme en euros", "40 000")
    page.get_by_text("compris : 40 000 €".replace(" 000 €", "\u202f000\u202f€").replace(" :", "\u00a0:")).wait_for()
    choose(visit, "Qui engage la somme", "Métropole Rouen Normandie")
    choose(visit, "À qui va la somme", "NextMove")
    choose(visit, "Portée de la somme", "Pour un seul bénéficiaire")
    choose(visit, "Source", "Convention du 3 mars 2023")
    press(visit, "Vérifier et voir l'effet")
    preview = page.locator(".st-key-contribute-preview")
    preview.get_by_text("Liens par croisement").wait_for(timeout=SLOW)
    preview.get_by_text("NextMove × Métropole Rouen Normandie").or_(
        preview.get_by_text("Métropole Rouen Normandie × NextMove")
    ).wait_for()
    preview.get_by_text("en vertu d'une convention").or_(preview.get_by_text("3 mars 2023")).first.wait_for()
    assert not desk.history(), "looking writes nothing"
    press(visit, "Publier")
    page.get_by_text("C'est publié").wait_for(timeout=SLOW)
    (made,) = desk.history()
    assert made.author == made.reviewer and made.kind == "add"
    press(visit, "Ouvrir la fiche")
    page.get_by_role("heading", level=1, name="Convention").wait_for()
    page.get_by_text("40\u202f000\u202f€").first.wait_for()


def test_a_fact_is_disputed_and_restored(contributing: Visit, desk: Desk) -> None:
    record = "memberships/val-de-reuil-case"
    visit, page = contributing.open(f"contribuer?acte=contester&releve=record/{record}"), contributing.page
    page.get_by_text("Val-de-Reuil").first.wait_for()
    publish(visit, "La commune n'est pas dans la liste de 2026.")
    iri = f"{facts(desk).base}id/record/{record}"
    assert facts(desk).evidence([iri])[iri].status == "disputed"
    visit.open("fiche?id=actor/commune-val-de-reuil")
    visit.click(page.get_by_text("Historique").first)
    page.get_by_text("a contesté").wait_for()
    press(visit, "Rétablir")
    publish(visit, "Vérifié : elle y est.")
    assert facts(desk).evidence([iri])[iri].status == "stated"
    assert [one.kind for one in desk.history(iri)] == ["restore", "dispute"]


def test_two_versions_are_compared_in_words_and_one_is_restored(contributing: Visit, desk: Desk) -> None:
    record = f"{facts(desk).base}id/record/memberships/val-de-reuil-case"
    before = desk.store.manifest().version
    desk.accept(desk.send(Proposal("dispute", why="à vérifier", records=(record,)), "Ada").id, "Ada")
    visit, page = contributing.open("contribuer?vue=versions"), contributing.page
    compared = page.locator(".st-key-versions-compared")
    compared.get_by_text("Changé").wait_for(timeout=SLOW)
    compared.get_by_text("Val-de-Reuil").first.wait_for()
    compared.get_by_text("après").first.wait_for()
    publish(visit, "Contestée à tort.", by="Rétablir cette version")
    assert before in desk.history()[0].why
    (said,) = [one for one in desk.history()[0].made if one.startswith(record)]
    assert facts(desk).evidence([said])[said].status == "stated"


def test_a_reviewer_is_told_what_other_sources_say_otherwise(contributing: Visit, desk: Desk) -> None:
    money = {"amount": "1", "amount_scope": "share", "funders": "region-normandie", "beneficiaries": "polepharma"}
    evidence = {"source": "general-knowledge", "locator": "p. 1"}
    row = Row("agreements", {"id": "convention-region-polepharma-2018", "kind": "convention", **money, **evidence})
    desk.send(Proposal("add", (row,), "lu"), "Ada")
    visit, page = contributing.open("contribuer?vue=relire"), contributing.page
    press(visit, "Voir l'effet")
    page.get_by_text("Les sources ne disent pas la même chose").first.wait_for(timeout=SLOW)
    assert page.get_by_role("button", name="Accepter").count() == 1, "both may be kept"


def test_evidence_leads_to_the_form_that_corrects_it_filled_in(contributing: Visit, desk: Desk) -> None:
    visit, page = contributing.open("fiche?id=actor/commune-val-de-reuil"), contributing.page
    links = page.locator('details.evidence a[href*="memberships%2Fval-de-reuil-case"]', has_text="corriger")
    address = links.first.get_attribute("href")
    assert address.startswith("contribuer?releve=record%2F")
    visit.open(address)
    assert page.get_by_role("combobox", name="Membre").input_value() == "Commune de Val-de-Reuil"
    write(visit, "Début", "2002")
    press(visit, "Vérifier et voir l'effet")
    page.get_by_role("button", name="Publier").wait_for(timeout=SLOW)
    press(visit, "Publier")
    page.get_by_text("C'est publié").wait_for(timeout=SLOW)
    last = desk.history()[0]
    assert last.kind == "correct" and last.ended
    visit.open(address)
    page.get_by_text("Aucun relevé en vigueur").wait_for()


def test_history_leads_to_the_page_as_it_was_and_back_to_the_present(contributing: Visit, desk: Desk) -> None:
    record = f"{facts(desk).base}id/record/memberships/le-vaudreuil-case"
    before = desk.store.manifest().version
    desk.accept(desk.send(Proposal("dispute", why="à relire", records=(record,)), "Ada").id, "Ada")
    visit, page = contributing.open("fiche?id=actor/commune-le-vaudreuil"), contributing.page
    assert page.locator("a", has_text="corriger").count()
    page.get_by_text("Historique").first.click()
    page.get_by_role("button", name="Voir la page d'avant").first.click()
    banner = page.locator(".st-key-version-bar")
    banner.get_by_text(before).wait_for()
    visit.settle()
    assert f"version={before}" in page.url
    assert page.locator("a", has_text="corriger").count() == 0
    page.get_by_role("link", name="Réseau").first.click()
    page.get_by_role("heading", level=1, name="Réseau").wait_for()
    banner.get_by_text(before).wait_for()
    page.get_by_role("button", name="Voir la version d'aujourd'hui").click()
    banner.wait_for(state="detached")
    assert "version=" not in page.url
    page.goto(f"{visit.address}/contribuer?vue=versions")
    page.get_by_role("button", name="Ouvrir les pages à cette version").first.click(timeout=SLOW)
    banner.get_by_text(before).wait_for()


def test_what_is_missing_or_not_understood_is_said_and_nothing_is_sent(contributing: Visit, desk: Desk) -> None:
    before = desk.history()
    visit, page = contributing.open("contribuer"), contributing.page
    choose(visit, "Parties", "NextMove")
    write(visit, "Date de signature", "au printemps")
    page.get_by_text("Date non comprise").wait_for()
    press(visit, "Vérifier et voir l'effet")
    page.get_by_text("Il manque : Source").wait_for()
    assert page.get_by_role("button", name="Publier").count() == 0
    assert desk.history() == before and not desk.queue()


COMMUNIQUE = Path(__file__).parents[2] / "benchmarks" / "reading" / "documents" / "01-communique-agglomeration.txt"
VALMONT = """slug = "valmont"
base_iri = "https://example.org/valmont/"
default_date = "2023-03-14"

[name]
fr = "Valmont et voisins"
en = "Valmont and its neighbours"

[description]
fr = "Deux intercommunalités, et rien d'autre."
en = "Two inter-municipal bodies, and nothing else."

[licence]
name = "CC0 1.0"
url = "https://creativecommons.org/publicdomain/zero/1.0/"

[centre]
actor = "valmont-agglomeration"
"""
ACTORS = """id,kind,name,source,locator
valmont-agglomeration,epci,Valmont Agglomération,liste,ligne 1
trois-vallees,epci,Communauté de communes des Trois Vallées,liste,ligne 2
"""


@pytest.fixture
def valmont(port: int, tmp_path: Path) -> Iterator[tuple[Server, Desk]]:
    """A territory that knows two bodies, served to its own machine."""
    folder = tmp_path / "valmont"
    (folder / "tables").mkdir(parents=True)
    (folder / "territory.toml").write_text(VALMONT, encoding="utf-8")
    (folder / "tables" / "actors.csv").write_text(ACTORS, encoding="utf-8")
    (folder / "tables" / "sources.csv").write_text("id,title\nliste,Liste\n", encoding="utf-8")
    store = folder.with_name("store")
    build(folder, store)
    with serving(store, folder.with_name("serve.log"), port=port, TERRITORY=str(folder)) as running:
        yield running, Desk(folder, store)


@pytest.fixture
def reading(reader: Any, valmont: tuple[Server, Desk]) -> Iterator[Visit]:
    """A visit of that territory."""
    with visiting(reader, valmont[0]) as visit:
        yield visit


def test_a_press_release_is_pasted_gone_through_and_published(reading: Visit, valmont: tuple[Server, Desk]) -> None:
    visit, (_, desk) = reading, valmont
    page = visit.open("contribuer?vue=document").page
    give(visit, COMMUNIQUE.read_text(encoding="utf-8"))
    page.locator("mark", has_text="75 000").wait_for()
    press(visit, "Accepter tout le reste")
    press(visit, "Voir l'effet")
    preview = page.locator(".st-key-document-preview")
    preview.get_by_text("Dites qui engage la somme").wait_for(timeout=SLOW)  # the text does not say: it is left out
    visit.click(page.locator("article.card", has_text="Somme en euros").get_by_role("button", name="Rejeter"))
    page.locator("article.card.rejected").wait_for()
    press(visit, "Voir l'effet")
    preview.get_by_text("CCI Portes de Normandie × Valmont Agglomération").wait_for(timeout=SLOW)
    visit.click(preview.get_by_role("button", name="Publier"))
    page.get_by_text("C'est publié").wait_for(timeout=SLOW)
    (made,) = desk.history()
    assert len(made.made) > 10
    graph = facts(desk)
    assert any(tie.kind == "convention" for tie in graph.ties())
    assert graph.search("CCI Portes de Normandie")[0].score == 1
    give(visit, COMMUNIQUE.read_text(encoding="utf-8"))
    page.get_by_text(re.compile("pas proposées\\s?: 1")).wait_for()
    page.get_by_text("Déjà connu").first.wait_for()


def give(visit: Visit, text: str) -> None:
    """Pastes a text, and has it read."""
    visit.page.get_by_role("textbox", name="Collez le texte").fill(text)
    visit.page.keyboard.press("Control+Enter")
    visit.settle()
    press(visit, "Lire le document")
    visit.page.get_by_text("dont déjà connues").wait_for(timeout=SLOW)
    visit.settle()

"""What a head says counts what it names, in words that agree: sites of a place, units, sums, figures, names, posts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.facts.composed import Composed
from territory_graph.messages import Translator, translator
from territory_graph.views.composing import columns
from territory_graph.views.fiche.page import FichePage, read_page
from territory_graph.views.wording import with_unit
from tests.conftest import Append

FRENCH, ENGLISH = translator("fr"), translator("en")
EVIDENCE = {"source": "journal-2021", "locator": "p. 3"}


@pytest.fixture
def graph(add_rows: Append, hamlet_copy: Path, tmp_path: Path) -> KnowledgeGraph:
    """The hamlet with a loan of the agency, an office of the agency in a commune, and its director."""
    (hamlet_copy / "tables" / "fundings.csv").write_text(
        "id,name,about,funders,beneficiaries,kind,amount,when,year,source,locator\n", encoding="utf-8"
    )
    add_rows(
        "fundings",
        {"id": "avance", "name": "Avance", "about": "project/haies", "funders": "agence", "beneficiaries": "scierie"}
        | {"kind": "loan", "amount": "7000", "year": "2022", **EVIDENCE},
    )
    add_rows(
        "offices",
        {"id": "antenne", "actor": "agence", "kind": "office", "name": "Antenne", "place": "le-pre", **EVIDENCE},
        {"id": "depot", "actor": "scierie", "kind": "office", "name": "Dépôt", "place": "le-pre", **EVIDENCE},
    )
    add_rows(
        "mandates",
        {"id": "direction", "person": "camille-modele", "person_name": "Camille Modèle", "post": "direction-bois"}
        | {"family_name": "Modèle", "given_name": "Camille", "post_name": "Direction générale"}
        | {"organisation": "bois-vif", "role": "membre", "start": "2020", **EVIDENCE},
    )
    build(hamlet_copy, tmp_path / "store")
    return KnowledgeGraph.open(tmp_path / "store")


def page(graph: KnowledgeGraph, thing: str, language: str = "fr", day: date | None = None) -> FichePage:
    return read_page(graph, f"{graph.base}id/{thing}", translator(language), day)


def test_a_place_counts_those_who_have_a_site_there(graph: KnowledgeGraph) -> None:
    assert "3 acteurs" in page(graph, "place/le-pre").head.sentence
    assert "3 actors" in page(graph, "place/le-pre", "en").head.sentence


def test_a_funding_says_what_it_is_whose_for_whom_and_for_what(graph: KnowledgeGraph) -> None:
    said = page(graph, "funding/avance").head.sentence.replace("\u202f", " ").replace("\u00a0", " ")
    assert "7 000 €, prêt, de la part de l'agence" in said.replace("l'Agence", "l'agence")
    assert "Bénéficiaire : " in said
    assert "Pour : " in said
    assert "2022" in said


def test_a_figure_says_what_it_measures_and_of_what(hamlet: KnowledgeGraph) -> None:
    said = page(hamlet, "figure/bois-vif-2020").head.sentence.replace("\u00a0", " ")
    assert "40 adhérents" in said
    assert "Au sujet de : Pôle Bois Vif" in said


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        ("0", "entreprises\u00a0: 0", "0 entreprises"),
        ("1", "entreprises\u00a0: 1", "entreprises: 1"),
        ("1.5", "entreprises\u00a0: 1.5", "1.5 entreprises"),
        ("2", "2 entreprises", "2 entreprises"),
        ("-1", "entreprises\u00a0: -1", "entreprises: -1"),
    ],
)
def test_a_unit_in_the_plural_stands_before_what_is_none_or_one(number: str, french: str, english: str) -> None:
    assert with_unit(number, number, "entreprises", FRENCH) == french
    assert with_unit(number, number, "entreprises", ENGLISH) == english
    assert with_unit(number, number, "%", FRENCH) == f"{number}\u202f%"


def test_who_directs_does_not_preside(graph: KnowledgeGraph) -> None:
    told = [
        one.sentence for each in page(graph, "actor/bois-vif").essentials if each.key == "office" for one in each.told
    ]
    assert told[0] == "Aucune source lue ne dit qui en exerce la présidence à cette date."
    assert "Direction générale" in told[1]


def test_names_of_before_stand_on_the_fiche_of_a_day_and_later_ones_do_not(rouen: KnowledgeGraph) -> None:
    then, now = (
        {one.text for one in page(rouen, "actor/metropole-rouen-normandie", day=day).head.names}
        for day in (date(2012, 6, 1), date(2021, 5, 12))
    )
    assert "CREA" in then & now
    assert "Métropole Rouen Normandie" in now - then


@pytest.mark.parametrize("say", [FRENCH, ENGLISH])
def test_a_column_is_called_by_words(rouen: KnowledgeGraph, say: Translator) -> None:
    labels = {choice.key: choice.label for choice in columns(rouen, Composed("Mandate", ()), None, say)[0]}
    assert labels["attested"] in {"attesté", "attested"}
    assert not [name for name, label in labels.items() if label == name and name != name.lower()]

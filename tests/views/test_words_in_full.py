"""A post whose name names no body is told with it, and a mandate without a name by its post and its holder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.facts.names import read_words_in_full
from territory_graph.messages import translator
from territory_graph.views.chronology import read_chronology
from territory_graph.views.fiche.page import read_page
from tests.conftest import Append


@pytest.fixture
def graph(add_rows: Append, hamlet_copy: Path, tmp_path: Path) -> KnowledgeGraph:
    """The hamlet with a director of the agency, whose mandate has no name, until 2022."""
    add_rows(
        "mandates",
        {
            "id": "direction",
            "person": "camille-modele",
            "person_name": "Camille Modèle",
            "family_name": "Modèle",
            "given_name": "Camille",
            "post": "direction-agence",
        }
        | {
            "post_name": "Direction générale",
            "organisation": "agence",
            "role": "membre",
            "start": "2020",
            "end": "2022-09-01",
        }
        | {"source": "journal-2021", "locator": "p. 3"},
    )
    build(hamlet_copy, tmp_path / "store")
    return KnowledgeGraph.open(tmp_path / "store")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_person_holds_a_post_in_a_body(graph: KnowledgeGraph, language: str) -> None:
    say = translator(language)
    agency = graph.names([f"{graph.base}id/actor/agence"], lang=language)[f"{graph.base}id/actor/agence"]
    page = read_page(graph, f"{graph.base}id/person/camille-modele", say, date(2021, 6, 1))
    assert f"Direction générale ({agency})" in page.head.sentence
    told = [one.sentence for each in page.essentials for one in each.told]
    end = say("fiche.essentials.ends", name="", date="").partition(":")[0].strip()
    assert any(one.startswith(end) and "Direction générale" in one and "Camille Modèle" in one for one in told)
    nameless = {"Mandat", "Mandate"}
    assert not [line for part in page.parts for line in part.lines if line.head and line.head.label in nameless]
    rows = read_chronology(graph, say, None).rows
    assert not [row for row in rows if row.thing.label in nameless]


def test_what_names_say_already_is_not_said_twice(rouen: KnowledgeGraph, hamlet: KnowledgeGraph) -> None:
    for graph in (rouen, hamlet):
        posts = [str(row["p"]) for row in graph.query("SELECT ?p { ?p a tg:Post }")]
        assert read_words_in_full(graph.rows, graph.things(posts).values(), "fr").posts == {}


def test_the_shipped_offices_changes_sources_and_figures_have_english_names(rouen: KnowledgeGraph) -> None:
    rows = rouen.query(
        "SELECT ?name { VALUES ?top { tg:Site tg:Figure tg:Source org:ChangeEvent } ?class rdfs:subClassOf* ?top ."
        ' ?thing a ?class ; rdfs:label ?name . FILTER(LANG(?name) = "fr")'
        ' FILTER NOT EXISTS { ?thing rdfs:label ?english . FILTER(LANG(?english) = "en") } }'
    )
    assert [str(row["name"]) for row in rows] == []


def test_a_figure_without_an_english_name_is_told_with_its_own_and_the_name_borne_then(
    add_rows: Append, hamlet_copy: Path, tmp_path: Path
) -> None:
    shared = {"measure": "population", "unit": "habitants", "source": "annuaire", "locator": "p. 1"}
    add_rows(
        "figures",
        *(
            {"id": name, "about": f"actor/{about}", "name": label, "date": "2009", "value": value} | shared
            for name, about, label, value in (
                ("ancien", "val-clair", "Habitants du District du Val Clair", "100"),
                ("lin", "lin-neuf", "Habitants", "120"),
                ("attendus", "lin-neuf", "Habitants attendus", "130"),
            )
        ),
    )
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    iris = [f"{graph.base}id/figure/{each}" for each in ("ancien", "attendus")]
    named = graph.labels(iris, lang="en")
    before, expected = (named[iri] for iri in iris)
    assert before.startswith("Population: ") and before.endswith("(then District du Val Clair)")
    assert expected.endswith("(“Habitants attendus”)")


def test_a_post_that_is_called_by_its_role_is_told_in_the_language_of_the_page(rouen: KnowledgeGraph) -> None:
    posts = [f"{rouen.base}id/post/{name}" for name in ("case-president", "rouen-maire", "pmrse-president")]
    assert list(rouen.names(posts, lang="en").values()) == [
        "President (Agglomération Seine-Eure)",
        "Mayor (Commune de Rouen)",
        "President of the metropolitan pole",
    ]
    assert rouen.names(posts, lang="fr")[posts[1]] == "Maire de Rouen"


def test_what_takes_place_later_is_called_by_the_name_of_its_own_day(rouen: KnowledgeGraph) -> None:
    event, agreement = f"{rouen.base}id/event/nextmove-assemblee-2025", f"{rouen.base}id/agreement/partenariat-nextmove"
    names = rouen.names([event, agreement], lang="fr", day=date(2019, 12, 31))
    assert names[event] == "Assemblée générale de NextMove 2025"
    assert names[agreement] == "Partenariat Pôle métropolitain — NextMove (alors Mov'eo)"


def test_what_is_of_a_later_date_is_called_by_the_name_of_that_date(rouen: KnowledgeGraph) -> None:
    dated = ("figure/mrn-population-2019", "search/mrn-presidence-2026", "agreement/feuille-de-route-2021-nextmove")
    iris = [f"{rouen.base}id/{path}" for path in dated]  # Mov'eo had another name from 6 January 2021
    assert rouen.names(iris, lang="fr", day=date(2012, 6, 1)) == rouen.names(iris, lang="fr")


def test_mandates_that_have_a_french_name_only_are_told_by_post_and_holder(rouen: KnowledgeGraph) -> None:
    mandates = [f"{rouen.base}id/mandate/{name}" for name in ("lf-president-mrn", "fs-president-mrn")]
    assert list(rouen.names(mandates, lang="en").values()) == [
        "President (Métropole Rouen Normandie): Laurent Fabius (then CREA)",
        "President (Métropole Rouen Normandie): Frédéric Sanchez",  # who presided under both names
    ]


def test_a_legal_form_is_that_of_the_day(rouen: KnowledgeGraph) -> None:
    for day, form in ((date(2012, 6, 1), "Communauté d'agglomération"), (date(2015, 3, 1), "Métropole")):
        page = read_page(rouen, f"{rouen.base}id/actor/metropole-rouen-normandie", translator("fr"), day)
        assert page.head.kinds == ("EPCI (intercommunalité)", form)
        lines = [line for line in page.head.lines if line.name == "legalForm"]
        assert [value for line in lines for detail in line.details for value, _ in detail.values] in ([], [form])

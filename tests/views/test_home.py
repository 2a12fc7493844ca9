"""The home page: its figures counted by hand on the hamlet, its open questions on the default territory."""

from __future__ import annotations

import re
from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.home import HomeView, read_home


@pytest.fixture(scope="module")
def small(hamlet: KnowledgeGraph) -> HomeView:
    return read_home(hamlet, translator("fr"))


@pytest.fixture(scope="module")
def real(rouen: KnowledgeGraph) -> HomeView:
    return read_home(rouen, translator("fr"))


def sentences(home: HomeView, key: str) -> list[str]:
    return [question.sentence for question in home.open_questions if question.key == key]


def test_the_hamlet_in_figures(small: HomeView) -> None:
    assert (small.title, small.description) == ("Le Hameau", "Douze acteurs inventés, comptables à la main.")
    assert {figure.key: (figure.cited or figure).value for figure in small.figures} == {
        "actors": "12",
        "authorities": "3",
        "clusters": "3",
        "partnerships": "2",
        "money": "30\u202f000\u202f€",
        "projects": "2",
        "events": "2",
        "sources": "4",
    }


def test_the_same_figures_in_english(hamlet: KnowledgeGraph) -> None:
    home = read_home(hamlet, translator("en"))
    values = {figure.key: (figure.cited or figure).value for figure in home.figures}
    assert (home.title, values["money"], values["actors"]) == ("The Hamlet", "€30,000", "12")


def test_a_figure_counts_the_things_that_it_lists_each_with_a_source(small: HomeView, real: HomeView) -> None:
    for home in (small, real):
        for figure in home.figures:
            if figure.key != "money":
                assert figure.value == str(len(figure.counted))
            assert all(one.mentions for one in figure.counted), figure.key


def test_things_behind_a_figure_are_in_the_order_of_the_alphabet(small: HomeView) -> None:
    clusters = next(figure for figure in small.figures if figure.key == "clusters")
    assert clusters.cited is not None
    assert [one.thing.label for one in clusters.cited.counted] == ["Cluster Eau Vive", "Lin Neuf", "Pôle Bois Vif"]


def test_the_query_behind_a_figure_finds_what_it_counts(hamlet: KnowledgeGraph, small: HomeView) -> None:
    for figure in small.figures:
        found = {str(row["thing"]) for row in hamlet.rows(figure.query)}
        assert {one.thing.iri for one in figure.counted} <= found, figure.key


def test_the_largest_sum_is_told_with_its_scope_and_never_divided(small: HomeView) -> None:
    money = next(figure for figure in small.figures if figure.key == "money")
    assert money.label.startswith("la plus grande des 2 sommes engagées pour 2021 par le Syndicat")
    assert money.note == "somme globale, répartition non précisée\u202f; 2 bénéficiaires"


def test_the_questions_that_the_hamlet_leaves_open(small: HomeView) -> None:
    assert sentences(small, "global-sum") == [
        "Comment 30\u202f000\u202f€ se répartissent-ils entre 2 bénéficiaires\u202f? "
        "(«\u00a0Contrat des filières\u00a0»)"
    ]
    assert len(sentences(small, "day")) == 1
    assert "novembre 2021" in sentences(small, "day")[0]
    assert len(sentences(small, "place")) == 1
    assert "Conseil du syndicat" in sentences(small, "place")[0]
    assert not sentences(small, "unnamed")


def test_which_three_are_competitiveness_clusters_is_the_first_open_question(real: HomeView) -> None:
    first = real.open_questions[0]
    assert first.key == "unnamed"
    assert "Pôle de compétitivité" in first.sentence
    assert "3" in first.sentence
    assert first.hint == "D'autres sources nomment\u00a0: Cosmetic Valley, NextMove, Pôle TES."
    assert [mention.title for mention in first.mentions] == ["Communiqué du 12 mai 2021"]


def test_the_press_release_alone_in_figures(press_release: KnowledgeGraph) -> None:
    home = read_home(press_release, translator("fr"))
    assert {figure.key: figure.value for figure in home.figures} == {
        "actors": "8",
        "authorities": "2",
        "clusters": "5",
        "partnerships": "5",
        "money": "160\u202f000\u202f€",
        "projects": "3",
        "events": "3",
        "sources": "1",
    }


def test_the_territory_counts_its_own_beside_what_sources_cite(rouen: KnowledgeGraph, real: HomeView) -> None:
    home = read_home(rouen, translator("fr"), date(2021, 5, 12))
    own = {figure.key: [one.thing.iri.rpartition("/")[2] for one in figure.counted] for figure in home.figures}
    assert sorted(own["authorities"]) == ["agglo-seine-eure", "metropole-rouen-normandie"]
    assert sorted(own["clusters"]) == ["cosmetic-valley", "lsn", "nextmove", "pole-tes", "polepharma"]
    assert {"sanofi-pasteur", "polepharma", "pole-rouen-seine-eure"} <= set(own["actors"])
    assert not {"novalog", "caen-la-mer", "agglo-seine-eure-2013", "cci-seine-estuaire"} & set(own["actors"])
    assert "novalog" in {one.thing.iri.rpartition("/")[2] for figure in real.figures for one in figure.counted}
    for figure in home.figures:
        if figure.cited:
            assert {one.thing.iri for one in figure.counted} <= {one.thing.iri for one in figure.cited.counted}


def test_a_year_of_another_day_has_no_sum_of_2021(rouen: KnowledgeGraph) -> None:
    home = read_home(rouen, translator("fr"), date(2012, 6, 1))
    assert not any(figure.key == "money" and "2021" in figure.label for figure in home.figures)


def test_the_press_release_alone_has_no_other_source_to_name_anyone(press_release: KnowledgeGraph) -> None:
    home = read_home(press_release, translator("fr"))
    assert [question.hint for question in home.open_questions if question.hint] == []


def test_how_160_000_euros_are_shared_among_five_is_open(real: HomeView) -> None:
    (question,) = [each for each in real.open_questions if "160\u202f000\u202f€" in each.sentence]
    assert (question.key, question.thing.label) == ("global-sum", "Engagement global 2021")
    assert "entre 5 bénéficiaires" in question.sentence
    assert question.mentions


def test_every_open_question_cites_a_source_and_leads_to_a_thing(real: HomeView) -> None:
    assert real.open_questions
    for question in real.open_questions:
        assert question.mentions, question.sentence
        assert question.thing.iri, question.sentence


def test_starts_that_sources_give_differently_are_all_said(real: HomeView) -> None:
    programme = next(text for text in sentences(real, "starts") if "Soutien du Pôle" in text)
    assert "vers 2011 ou 2012" in programme


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Dont 3 qu'aucune source n'atteste au 1er juin 2012"), ("en", "Of these 3 are attested by no source")],
)
def test_what_sources_attest_only_later_is_said_beside_the_count(
    rouen: KnowledgeGraph, language: str, words: str
) -> None:
    notes = {one.key: one.note for one in read_home(rouen, translator(language), date(2012, 6, 1)).figures}
    assert words in notes["clusters"]
    assert words in notes["partnerships"]
    figures = read_home(rouen, translator(language), date(2021, 5, 12)).figures
    now = {one.key: one.note for one in figures if one.key not in ("actors", "projects")}
    assert not [note for note in now.values() if "n'atteste" in note or "attested by no source" in note]


def test_actors_of_whom_only_later_sources_tell_are_counted_in_the_note(rouen: KnowledgeGraph) -> None:
    day = date(2012, 6, 1)
    figures = {one.key: one for one in read_home(rouen, translator("fr"), day).figures}
    assert "qu'aucune source n'atteste au 1er juin 2012, mais plus tard" in figures["projects"].note
    figure = figures["actors"]
    count = int(re.search(r"Dont (\d+) qu'aucune source n'atteste au 1er juin 2012", figure.note)[1])  # type: ignore[index]
    issued = [
        [int(found) for one in each.mentions for found in re.findall(r"\d{4}", one.date)] for each in figure.counted
    ]
    assert 0 < count <= sum(bool(years) and min(years) > day.year for years in issued)


def test_a_sum_that_sources_give_otherwise_is_asked_of_with_every_amount(rouen: KnowledgeGraph) -> None:
    english = read_home(rouen, translator("en"))
    (asked,) = [one for one in sentences(english, "global-sum") if "Logistics sector contract" in one]
    assert asked.startswith("How is €1,500,000 or €3,152,000 shared between 2 recipients?")

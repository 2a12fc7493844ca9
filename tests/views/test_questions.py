"""The packaged questions as a screen shows them: counted by hand on the hamlet, asked whole on both territories."""

from __future__ import annotations

import re
from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.errors import UnknownParameterError, UnknownQuestionError
from territory_graph.facts.ontology import property_labels
from territory_graph.messages import Translator, translator
from territory_graph.queries import SUBJECTS
from territory_graph.views import questions
from territory_graph.views.home import read_home
from territory_graph.views.ordering import alphabetical
from territory_graph.views.questions import (
    answer,
    answerable,
    find_questions,
    list_questions,
    named_things,
    open_question,
)

FRENCH, ENGLISH = translator("fr"), translator("en")
ACTOR = "https://example.org/hamlet/id/actor/"


def test_all_questions_are_listed_the_strategists_first_by_subject() -> None:
    listed = list_questions(FRENCH)
    assert len(listed) == 43
    subjects = [question.subject for question in listed if question.user == "strategist"]
    assert subjects == [
        FRENCH(f"questions.subjects.{name}")
        for name in SUBJECTS
        for _ in range(subjects.count(FRENCH(f"questions.subjects.{name}")))
    ]
    users = [question.user for question in listed]
    assert users == sorted(users, key=lambda user: user != "strategist")
    assert {question.user_label for question in listed} == {"Stratège", "Chercheur"}


def test_titles_are_those_of_the_language() -> None:
    assert {question.title for question in list_questions(FRENCH)}.isdisjoint(
        question.title for question in list_questions(ENGLISH)
    )


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("01-acteurs", 12),
        ("02-qui-soutient-qui", 2),
        ("03-epci", 3),
        ("04-membres-du-syndicat", 3),
        ("10-evenements", 2),
        ("11-projets-et-porteurs", 5),
        ("12-bureaux", 1),
        ("15-anciens-noms", 1),
        ("52-concepts-et-parents", 1),
    ],
)
def test_answers_of_the_hamlet(hamlet: KnowledgeGraph, name: str, rows: int) -> None:
    found = answer(hamlet, name, {}, FRENCH)
    assert len(found.rows) == rows
    assert found.rows[0][0] in found.sentence


def test_an_answer_is_worded_and_its_csv_is_not(hamlet: KnowledgeGraph) -> None:
    found = answer(hamlet, "10-evenements", {}, FRENCH)
    assert ("Fête du moulin", "novembre 2021", "Le Bourg", "") in found.rows
    assert "2021-11" in {value for row in found.values for value in row}
    assert len(found.values) == len(found.rows)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_numbers_are_written_as_the_language_does(hamlet: KnowledgeGraph, language: str) -> None:
    sizes = [row[1] for row in answer(hamlet, "60-taille-utile", {}, translator(language)).rows]
    mark = {"fr": ",", "en": "."}[language]
    assert any(mark in size for size in sizes)
    assert not any({"fr": ".", "en": ","}[language] in size for size in sizes)


def test_things_named_in_an_answer_can_be_opened(hamlet: KnowledgeGraph) -> None:
    found = answer(hamlet, "02-qui-soutient-qui", {}, FRENCH)
    assert [thing.label for thing in found.things] == ["Cluster Eau Vive", "Pôle Bois Vif", "Syndicat mixte du Hameau"]


def test_a_parameter_chooses_among_things_of_its_kind_in_order(hamlet: KnowledgeGraph) -> None:
    (parameter,) = open_question(hamlet, "05-gouvernance", FRENCH).parameters
    assert [choice.label for choice in parameter.choices] == ["Syndicat mixte du Hameau"]
    assert parameter.default.startswith("https://example.org/hamlet/id/")


def test_another_value_gives_another_answer(hamlet: KnowledgeGraph) -> None:
    both = {"epci_a": f"{ACTOR}val-clair", "epci_b": f"{ACTOR}haut-pre"}
    assert answer(hamlet, "24-projets-communs-epci", {}, FRENCH).rows == ()
    found = answer(hamlet, "24-projets-communs-epci", both, FRENCH)
    assert [row[0] for row in found.rows] == ["Plantation de haies"]
    assert f"{ACTOR}haut-pre" in found.sparql


def test_an_empty_answer_says_that_no_case_is_known(hamlet: KnowledgeGraph) -> None:
    found = answer(hamlet, "14-domaines", {}, FRENCH)
    assert (found.rows, found.things) == ((), ())
    assert found.sentence == "Aucune ligne\u00a0: les sources lues n'en font connaître aucun cas."
    assert found.columns
    assert found.sparql


def test_answers_begin_with_words_and_never_with_codes(rouen: KnowledgeGraph) -> None:
    passage = answer(rouen, "44-faits-dun-passage", {}, FRENCH)
    assert passage.columns == ("Numéro du fait", "Ce que dit le passage")
    assert passage.sentence.startswith(
        f"{len(passage.rows)} réponses (Ce que dit le passage)\u00a0: {passage.rows[0][1]}"
    )
    for name in ("46-proprietes-interpretees", "48-proprietes-employees"):
        found = answer(rouen, name, {}, FRENCH)
        assert {row[0] for row in found.rows} <= {labels["fr"] for labels in property_labels().values()}
        assert found.rows[0][0] in found.sentence


def test_an_answer_by_number_is_told_by_names(rouen: KnowledgeGraph) -> None:
    found = answer(rouen, "40-sans-lacteur-central", {}, FRENCH)
    number, count, actors = found.rows[0]
    assert found.sentence.startswith(f"{len(found.rows)} réponses (Acteurs)\u00a0: {actors[:14]}")
    assert f" (Composante\u00a0: {number}\u202f; Nombre d'acteurs\u00a0: {count}), " in found.sentence


def test_a_text_can_hold_anything(hamlet: KnowledgeGraph) -> None:
    assert answer(hamlet, "44-faits-dun-passage", {"passage": '"} DROP ALL # \\u0022'}, FRENCH).rows == ()


@pytest.mark.parametrize("which", ["hamlet", "rouen"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_question_is_answered_with_titled_columns(
    which: str, language: str, request: pytest.FixtureRequest
) -> None:
    graph: KnowledgeGraph = request.getfixturevalue(which)
    say = translator(language)
    for question in list_questions(say):
        found = answer(graph, question.name, {}, say)
        assert {len(row) for row in found.rows} <= {len(found.columns)}
        assert all(found.columns)
        assert found.sparql.startswith("PREFIX")


def test_measures_say_what_is_measured() -> None:
    assert sum(1 for question in list_questions(FRENCH) if question.measure) == 4


def test_no_question_of_that_name(hamlet: KnowledgeGraph) -> None:
    with pytest.raises(UnknownQuestionError):
        open_question(hamlet, "no-such-question", FRENCH)


def test_no_parameter_of_that_name(hamlet: KnowledgeGraph) -> None:
    with pytest.raises(UnknownParameterError):
        answer(hamlet, "01-acteurs", {"nothing": "x"}, FRENCH)


@pytest.mark.parametrize("say", [FRENCH, ENGLISH], ids=["fr", "en"])
@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("argent", "18-sommes-engagees"),
        ("MONEY", "18-sommes-engagees"),
        ("subventions", "18-sommes-engagees"),
        ("feuille", "21-feuilles-de-route"),
        ("feuilles de route", "21-feuilles-de-route"),
        ("evenements", "10-evenements"),
        ("presidence du pole", "05-gouvernance"),
    ],
)
def test_words_of_both_languages_lead_to_a_question_with_or_without_accents(
    words: str, first: str, say: Translator
) -> None:
    found = [question.name for question in find_questions(words, say)]
    assert first in (found[:1] if say.language == "fr" else found)


@pytest.mark.parametrize("words", ["xyzzy", "", "le", "argent xyzzy"])
def test_words_that_lead_nowhere_find_nothing(words: str) -> None:
    assert find_questions(words, FRENCH) == ()


def test_no_question_is_offered_about_what_it_makes_no_sense_for(rouen: KnowledgeGraph) -> None:
    for question in list_questions(FRENCH):
        for parameter in open_question(rouen, question.name, FRENCH).parameters:
            for choice in parameter.choices:
                told = answer(rouen, question.name, {parameter.name: choice.value}, FRENCH)
                assert told.rows or choice.value == parameter.default, (question.name, choice.label)


def test_the_texts_of_a_table_stand_in_alphabetical_order(rouen: KnowledgeGraph) -> None:
    for name in ("01-acteurs", "03-epci", "11-projets-et-porteurs", "12-bureaux", "16-themes-des-conventions"):
        names = [row[0] for row in answer(rouen, name, {}, FRENCH).rows]
        assert names == sorted(names, key=alphabetical), name


def test_only_questions_are_offered_that_the_data_can_answer(hamlet, rouen):
    every = {question.name for question in list_questions(translator("fr"))}
    assert answerable(rouen) == every
    offered = answerable(hamlet)
    missing = every - offered
    assert {"14-domaines", "35-prises-de-parole"} <= missing
    assert {name for name in missing if hamlet.ask(name).rows} == set()
    assert len(offered) > len(every) / 2


def test_things_too_many_for_a_list_are_found_by_their_names(
    hamlet: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = open_question(hamlet, "14-domaines", FRENCH).parameters[0]
    monkeypatch.setattr(questions, "_LISTED", 3)
    many = open_question(hamlet, "14-domaines", FRENCH).parameters[0]
    assert (listed.kind, many.kind, many.choices) == ("", "actor", ())
    found = named_things(hamlet, many, "syndicat mixte du hameau", FRENCH)
    assert found[0].value == f"{ACTOR}syndicat"
    assert named_things(hamlet, many, "zzzz qqqq", FRENCH) == ()
    assert all("/id/actor/" in choice.value for choice in named_things(hamlet, many, "hameau", FRENCH))


def test_a_long_answer_offers_some_of_its_things(hamlet: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    every = answer(hamlet, "01-acteurs", {}, FRENCH).things
    monkeypatch.setattr(questions, "MOST_THINGS", 2)
    assert len(answer(hamlet, "01-acteurs", {}, FRENCH).things) == 2 < len(every)


def test_sums_that_contradict_each_other_are_told_as_either(hamlet: KnowledgeGraph) -> None:
    told = answer(hamlet, "18-sommes-engagees", {}, FRENCH)
    assert "12\u202f000\u202f€ ou 15\u202f000\u202f€" in told.sentence
    assert {row[told.columns.index("Monnaie")] for row in told.rows} == {"EUR"}
    assert "EUR" not in told.sentence, "the sum says its currency"


def test_a_question_asks_about_the_centre_where_its_own_thing_is_of_another_territory(hamlet: KnowledgeGraph) -> None:
    centre = f"{hamlet.base}id/actor/syndicat"
    assert [each.default for each in open_question(hamlet, "05-gouvernance", FRENCH).parameters] == [centre]
    assert answer(hamlet, "05-gouvernance", {}, FRENCH).rows == (("Jeanne Exemple", "Président"),)


def test_a_member_in_no_role_is_a_member_and_of_whom_is_told(hamlet: KnowledgeGraph) -> None:
    members = answer(hamlet, "04-membres-du-syndicat", {}, FRENCH)
    assert {row[-1] for row in members.rows} == {"Syndicat mixte du Hameau"}


def test_no_title_names_what_a_reader_chooses() -> None:
    for question in list_questions(FRENCH):
        assert not re.search(r"\b(?:19|20)\d\d\b|le Pôle|les deux EPCI", question.title), question.title


def test_a_question_whose_thing_is_of_another_territory_says_that_it_was_told_none(hamlet: KnowledgeGraph) -> None:
    assert answer(hamlet, "20-decisions-du-conseil", {}, FRENCH).sentence == (
        "Cette question demande de quoi il s'agit\u00a0: La séance du conseil."
    )
    meeting = {"seance": f"{hamlet.base}id/event/conseil-2021"}
    assert answer(hamlet, "20-decisions-du-conseil", meeting, FRENCH).sentence.startswith("Aucune ligne")


@pytest.mark.parametrize(
    ("language", "word", "title"), [("fr", "non vérifié", "Doute"), ("en", "not verified", "Doubt")]
)
def test_a_row_that_rests_on_what_is_not_verified_says_so(
    hamlet: KnowledgeGraph, language: str, word: str, title: str
) -> None:
    found = answer(hamlet, "02-qui-soutient-qui", {}, translator(language))
    assert found.columns[-1] == title
    unsure = [row for row in found.rows if row[-1]]
    assert unsure
    assert all(row[-1] == word and any("Eau Vive" in cell for cell in row) for row in unsure)
    assert {row[-1] for row in found.values} == {"", word}
    assert word in found.sentence


def test_an_answer_of_sure_rows_has_no_column_of_doubts(hamlet: KnowledgeGraph) -> None:
    found = answer(hamlet, "04-membres-du-syndicat", {}, translator("fr"))
    assert "Doute" not in found.columns
    assert "non vérifié" not in found.sentence


def test_what_is_known_without_what_is_not_verified_is_a_part_of_what_is_known(rouen: KnowledgeGraph) -> None:
    sure = rouen.sure
    assert sure is not None
    assert sure.sure is None
    assert {tie.iri for tie in sure.ties()} == {tie.iri for tie in rouen.ties() if tie.confidence >= 0.5}
    assert rouen.told_on("2012-06-01").sure.day == rouen.told_on("2012-06-01").day


def test_a_sum_is_told_as_exactly_as_its_source_gives_it(rouen: KnowledgeGraph) -> None:
    found = answer(rouen, "18-sommes-engagees", {}, ENGLISH)
    (told,) = [row for row in found.rows if row[0] == "Sector contract of Région Normandie and NAE, 2020-2022"]
    assert told[1:3] == ("more than €2,600,000", "more than")
    assert "more than more than" not in " ".join(told)


def test_what_a_passage_says_is_told_in_the_language_of_the_page(rouen: KnowledgeGraph) -> None:
    assert ("F101", "Its date is 10 June 2021.") in answer(rouen, "44-faits-dun-passage", {}, ENGLISH).rows
    assert ("F101", "Sa date est le 10 juin 2021.") in answer(rouen, "44-faits-dun-passage", {}, FRENCH).rows


def test_the_actors_without_an_office_are_those_of_the_open_questions(rouen: KnowledgeGraph) -> None:
    asked = [one.thing.label for one in read_home(rouen, FRENCH).open_questions if one.key == "office"]
    assert [name for (name,) in answer(rouen, "23-acteurs-sans-bureau-connu", {}, FRENCH).rows] == asked
    assert len(asked) > 10


def test_statements_and_instances_are_those_of_all_sources(rouen: KnowledgeGraph) -> None:
    instances = {row[0]: row[1] for row in answer(rouen, "47-effectifs-par-classe", {}, FRENCH).rows}
    counted = rouen.rows(f"SELECT (COUNT(DISTINCT ?one) AS ?n) {{ ?one a <{rouen.base}ontology#Company> }}").rows[0][0]
    assert instances["Entreprise"] == str(counted)
    statuses = {row[0] for row in answer(rouen, "42-enonces-par-statut", {}, FRENCH).rows}
    assert len(statuses) == 3
    assert statuses > {"Lu entre les lignes", "Énoncé par la source"}


@pytest.mark.parametrize(("language", "told"), [("fr", "en partie non vérifié"), ("en", "in part not verified")])
def test_a_count_of_which_a_part_is_not_verified_is_not_called_unverified(
    rouen: KnowledgeGraph, language: str, told: str
) -> None:
    say = translator(language)
    for name in ("42", "47"):  # of what is disputed, 42 counts all in one row
        doubts = {row[-1] for row in answer(rouen, name, {}, say).rows}
        assert doubts - {say("status.disputed"), say("questions.partly_disputed")} == {"", told}, name
    (row,) = [row for row in answer(rouen, "30", {}, say).rows if row[0].startswith(("Cinquième", "Fifth"))]
    assert row[-1] == say("evidence.doubt.unverified")


def test_who_is_in_office_is_told_with_the_last_elections(rouen: KnowledgeGraph) -> None:
    def scope(name: str, day: date) -> str:
        return answer(rouen, name, {}, translator("fr"), day).scope

    assert "22 mars 2026" in scope("05", date(2026, 3, 30))
    assert "28 juin 2020" in scope("05", date(2021, 5, 12))
    assert "élections" not in scope("05", date(2013, 1, 1)) and "élections" not in scope("02", date(2026, 3, 30))

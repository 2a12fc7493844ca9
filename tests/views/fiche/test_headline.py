"""The sentence that says what a thing is: from its facts, in both languages, and nothing that no source says."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.fiche.headline import listed
from territory_graph.views.fiche.page import read_page
from territory_graph.views.fiche.whole import all_things

FRENCH, ENGLISH = translator("fr"), translator("en")

SENTENCES = {
    "actor/polepharma": "Structure de filière (hors label), filières Bioproduction et Pharmacie, ",
    "person/bernard-leroy": "Personne. Postes connus\u00a0: Président de l'Agglomération Seine-Eure (15 avril ",
    "site/polepharma-louviers": "Bureau, de\u00a0: Polepharma, lieu\u00a0: Louviers. Personnes rattachées\u00a0: 5.",
    "project/hub40-louviers": "Projet, porté par l'Agglomération Seine-Eure, lieu\u00a0: Hub 4.0, connu depuis 2014.",
    "event/polepharma-industrie-du-futur-2021": "Congrès, novembre 2021, lieu\u00a0: Kindarena. Organisation\u00a0: ",
    "sector/cosmetique": "Filière. S'y rattachent\u00a0: 10 acteurs, 2 projets ou programmes et 7 événements (dont",
    "place/louviers": "Commune, dans\u00a0: Territoire de l'Agglomération Seine-Eure. 18\u202f347 habitants (2025).",
    "source/rni-tes-2015": "Source, Rouen Normandy Invest, 2015. 6 relevés en sont tirés.",
    "post/rouen-maire": "Poste, dans\u00a0: Commune de Rouen. Titulaire connu\u00a0: ",
    "agreement/partenariat-polepharma": "Partenariat, soutien du Pôle Métropolitain Rouen Seine Eure à Polepharma, ",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_the_sentence_of_each_kind(rouen: KnowledgeGraph, name: str) -> None:
    found = read_page(rouen, f"{rouen.base}id/{name}", FRENCH).head.sentence
    assert found.startswith(SENTENCES[name])


@pytest.mark.parametrize("name", ["commitment/global-2021", "agreement/feuille-de-route-2021-pole-tes"])
def test_a_sum_for_several_stays_one_sum(rouen: KnowledgeGraph, name: str) -> None:
    found = read_page(rouen, f"{rouen.base}id/{name}", FRENCH).head.sentence
    assert "160\u202f000\u202f€" in found
    assert "5 structures" in found
    assert "32\u202f000" not in found


def test_both_beginnings_of_a_contradiction_are_told(rouen: KnowledgeGraph) -> None:
    assert (
        "connu depuis 2005 ou depuis 2007 environ"
        in read_page(rouen, f"{rouen.base}id/actor/pole-tes", FRENCH).head.sentence
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_has_a_sentence(hamlet: KnowledgeGraph, language: str) -> None:
    for found in all_things(hamlet, FRENCH):
        sentence = read_page(hamlet, found.thing.iri, translator(language)).head.sentence
        assert sentence.endswith("."), found
        assert ", ." not in sentence and ". ." not in sentence and ", ," not in sentence


def test_a_support_is_attested_once_in_its_sentence(rouen: KnowledgeGraph) -> None:
    then = rouen.told_on("2023-03-15")
    found = read_page(then, f"{rouen.base}id/actor/nextmove", FRENCH, date(2023, 3, 15)).head.sentence
    (support,) = [sentence for sentence in found.split(". ") if "Soutien connu" in sentence]
    assert support.count("12 mai 2021") == 1, support


def test_long_lists_are_counted() -> None:
    assert listed(["A"], FRENCH) == "A"
    assert listed(["A", "B", "A"], FRENCH) == "A et B"
    assert listed(["A", "B", "C", "D"], FRENCH) == "A, B, C et D"
    assert listed(["A", "B", "C", "D", "E"], ENGLISH) == "A, B, C and 2 more"


def test_the_present_tense_tells_of_what_holds_on_the_day(rouen: KnowledgeGraph) -> None:
    def said(name: str, day: date | None = None) -> str:
        return read_page(rouen, f"{rouen.base}id/actor/{name}", FRENCH, day).head.sentence.replace("\u00a0", " ")

    assert "A soutenu : Nov@log (lu entre les lignes)." in said("pole-rouen-seine-eure")  # it ended in September 2020
    assert "A soutenu" not in said("pole-rouen-seine-eure", date(2019, 6, 1))
    assert "Nov@log" in said("pole-rouen-seine-eure", date(2019, 6, 1))
    assert "Anciens membres : " in said("novalog") and "Membres connus" not in said("novalog")
    assert "Soutien passé : Région Normandie (2017 – 2019)." in said("lsn")


def test_who_presides_stands_before_who_presided(rouen: KnowledgeGraph) -> None:
    page = read_page(rouen, f"{rouen.base}id/post/pmrse-president", FRENCH)
    holders = [
        line.head.label for part in page.parts for line in part.lines if line.head and line.head.kind == "Mandate"
    ]
    assert [name.split(",")[0] for name in holders] == ["Nicolas Mayer-Rossignol", "Bernard Leroy", "Frédéric Sanchez"]
    day = read_page(rouen, f"{rouen.base}id/actor/pole-rouen-seine-eure", FRENCH, date(2021, 5, 12))
    presiding = [
        line.head.label for part in day.parts for line in part.lines if line.head and line.head.kind == "Mandate"
    ]
    assert not [
        name for name in presiding if "Sanchez" in name or name == "Bernard Leroy, président du pôle métropolitain"
    ]


def test_who_decided_before_being_born_is_told_so(rouen: KnowledgeGraph) -> None:
    told = read_page(rouen, f"{rouen.base}id/decision/creation-pmrse", ENGLISH).head.sentence
    assert (
        "Agglomération Seine-Eure (which did not exist then, by the dates known) and Métropole Rouen Normandie" in told
    )


def test_who_carries_a_project_is_not_told_again_as_a_partner(rouen: KnowledgeGraph) -> None:
    told = read_page(rouen, f"{rouen.base}id/project/tiga", ENGLISH).head.sentence
    assert "carried by Agglomération Seine-Eure (read between the lines) and Métropole Rouen Normandie" in told
    assert "With: LSN, Pôle TES" in told


def test_of_two_dates_that_may_both_be_true_the_more_precise_is_told(rouen: KnowledgeGraph) -> None:
    told = read_page(rouen, f"{rouen.base}id/programme/soutien-filieres", ENGLISH).head.sentence
    assert "since 2012." in told


def test_who_is_in_a_post_later_alone_is_told_apart(rouen: KnowledgeGraph) -> None:
    def told(name: str, day: date) -> str:
        return read_page(rouen, f"{rouen.base}id/{name}", FRENCH, day).head.sentence

    post = told("post/pmrse-president", date(2019, 12, 31))
    assert (
        "Titulaire connu\u00a0: Bernard Leroy (" in post
        and "une autre personne est attestée plus tard à ce poste" in post
    )
    assert "Titulaire attesté ou prévu plus tard seulement\u00a0: Nicolas Mayer-Rossignol" in post
    person = told("person/bernard-leroy", date(2017, 3, 15))
    assert person.count("Poste connu\u00a0: Président de l'Agglomération Seine-Eure (") == 1
    assert "Postes attestés ou prévus plus tard seulement\u00a0: Maire du Vaudreuil" in person


def test_who_is_only_known_to_have_begun_is_told_with_when_that_was_last_seen(rouen: KnowledgeGraph) -> None:
    iri, day = f"{rouen.base}id/post/mrn-president", date(2026, 3, 30)
    sentence = read_page(rouen, iri, FRENCH, day).head.sentence
    assert "attesté le 7 janvier 2026" in sentence and "depuis le 15 juillet 2020." not in sentence

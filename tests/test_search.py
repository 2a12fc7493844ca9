"""Things are found by any of their names, the best first, and it is told why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph
from territory_graph.dates import Interval
from territory_graph.errors import SettingsError
from territory_graph.search import LONGEST_TEXT, Hit

POLE = "actor/pole-rouen-seine-eure"


def ids(graph: KnowledgeGraph, text: str, lang: str = "fr", limit: int = 20) -> list[str]:
    return [hit.iri.removeprefix(f"{graph.base}id/") for hit in graph.search(text, lang=lang, limit=limit)]


def hit(graph: KnowledgeGraph, text: str, thing: str) -> Hit:
    return next(hit for hit in graph.search(text, limit=100) if hit.iri == f"{graph.base}id/{thing}")


# What is found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Lin Neuf", "actor/lin-neuf"),
        ("lin neuf", "actor/lin-neuf"),
        ("LIN-NEUF", "actor/lin-neuf"),
        ("neuf lin", "actor/lin-neuf"),
        ("lin ne", "actor/lin-neuf"),
        ("haut pre", "actor/haut-pre"),
        ("communaute de communes haut pre", "actor/haut-pre"),
        ("CCVC", "actor/val-clair"),
        ("district du val", "actor/val-clair"),
        ("vif bois", "actor/bois-vif"),
        ("boisvif", "actor/bois-vif"),
        ("scierei des aulnes", "actor/scierie"),
        ("sierie aulnes", "actor/scierie"),
        ("wood boiler", "project/chaudiere"),
        ("jeanne", "person/jeanne-exemple"),
        ("123456789", "actor/val-clair"),
        ("987 654 321", "actor/val-clair"),
        ("2a004", "place/le-pre"),
        ("actor/lin-neuf", "actor/lin-neuf"),
        ("https://example.org/hamlet/id/actor/lin-neuf", "actor/lin-neuf"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(hamlet: KnowledgeGraph, text: str, first: str) -> None:
    assert ids(hamlet, text)[:1] == [first]


@pytest.mark.parametrize(
    "text", ["P6le metropolitain", "Pdle metropolitain", "Pdle Métropolitain", "pole métropolitain"]
)
def test_the_pole_is_found_in_a_bad_scan_of_its_name(rouen: KnowledgeGraph, text: str) -> None:
    assert ids(rouen, text)[0] == POLE


@pytest.mark.parametrize("text", ["péles", "Pdles", "P6le", "pole"])
def test_one_badly_scanned_word_finds_all_that_have_it(rouen: KnowledgeGraph, text: str) -> None:
    assert {POLE, "actor/pole-tes"} <= set(ids(rouen, text))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("CREA", "actor/metropole-rouen-normandie"),
        ("crea", "actor/metropole-rouen-normandie"),
        ("CASE", "actor/agglo-seine-eure"),
        ("Mov'eo", "actor/nextmove"),
        ("moveo", "actor/nextmove"),
        ("logistique seine normandie", "actor/lsn"),
        ("I’Agglomération Seine Eure", "actor/agglo-seine-eure"),
        ("200 023 414", "actor/metropole-rouen-normandie"),
        ("louviers", "place/louviers"),
        ("cosmetic valey", "actor/cosmetic-valley"),
        ("metropole rouen normandy", "actor/metropole-rouen-normandie"),
        ("polehparma", "actor/polepharma"),
        ("pole pharma", "actor/polepharma"),
    ],
)
def test_the_default_territory_is_found(rouen: KnowledgeGraph, text: str, first: str) -> None:
    assert ids(rouen, text)[0] == first


def test_the_press_release_alone_is_searched_too(press_release: KnowledgeGraph) -> None:
    assert ids(press_release, "crea")[0] == "actor/metropole-rouen-normandie"
    assert ids(press_release, "P6le metropolitain")[0] == POLE


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "xqzkw", "日本", "/", "\0", '"', '" OR "', "*", "-", "NEAR(a b)", "%", "_"]
)
def test_nothing_is_found_in_nonsense(hamlet: KnowledgeGraph, text: str) -> None:
    assert hamlet.search(text, everything=True) == ()


def test_lists_of_words_are_found_only_where_everything_is_searched(hamlet: KnowledgeGraph) -> None:
    assert hamlet.search("énoncé par") == ()
    (found, *_) = hamlet.search("énoncé par", everything=True)
    assert (found.iri, found.kind) == (f"{hamlet.base}id/status/stated", "Status")


def test_words_that_stay_apart_in_a_name_are_not_asked_of_it(hamlet: KnowledgeGraph) -> None:
    assert ids(hamlet, "la scierie de les aulnes")[0] == "actor/scierie"


# In which order


def test_the_very_name_then_a_beginning_then_a_word_then_a_part(rouen: KnowledgeGraph) -> None:
    scores = [hit.score for hit in rouen.search("rouen", limit=100)]
    assert scores == sorted(scores, reverse=True)
    assert hit(rouen, "rouen", "place/rouen").score == 1
    assert hit(rouen, "rouen", "actor/rouen-normandy-invest").score == 0.9
    assert hit(rouen, "rouen", "actor/insa-rouen").score == 0.8
    assert hit(rouen, "oue", "place/rouen").score == 0.6


def test_actors_come_before_agreements_of_the_same_score(hamlet: KnowledgeGraph) -> None:
    words = [hit.iri.split("/")[-2] for hit in hamlet.search("bois", limit=100) if hit.score == 0.8]
    assert words.index("actor") < words.index("agreement")


def test_equals_are_in_french_alphabetical_order(hamlet: KnowledgeGraph, rouen: KnowledgeGraph) -> None:
    assert [hit.label for hit in rouen.search("e", limit=4)] == [
        "EDF",
        "Entente Axe Seine",
        "ESIGELEC",
        "ESTACA",
    ]


def test_a_label_comes_before_another_name(rouen: KnowledgeGraph) -> None:
    found = [hit for hit in rouen.search("communauté", limit=100) if hit.score == 0.9 and "/actor/" in hit.iri]
    own = [hit.matched == hit.label for hit in found]
    assert own == sorted(own, reverse=True)
    assert set(own) == {True, False}


def test_near_spellings_are_left_where_a_name_has_the_words(rouen: KnowledgeGraph) -> None:
    assert {hit.why for hit in rouen.search("CASE", limit=100)} == {"acronym"}


def test_no_more_than_asked_are_found_each_once(rouen: KnowledgeGraph) -> None:
    assert len(ids(rouen, "e")) == len(set(ids(rouen, "e"))) == 20
    assert ids(rouen, "rouen", limit=5) == ids(rouen, "rouen", limit=100)[:5]


# What is told of it


def test_a_former_name_is_told_with_its_time(rouen: KnowledgeGraph) -> None:
    assert rouen.search("CREA")[0] == Hit(
        iri=f"{rouen.base}id/actor/metropole-rouen-normandie",
        label="Métropole Rouen Normandie",
        kind="Epci",
        place="Rouen",
        matched="CREA",
        why="former name",
        score=1.0,
        held=Interval.of("2010-01-01", "2014-12-31"),
    )


@pytest.mark.parametrize(
    ("text", "thing", "why", "matched"),
    [
        ("lin neuf", "actor/lin-neuf", "name", "Lin Neuf"),
        ("district", "actor/val-clair", "former name", "District du Val Clair"),
        ("ccvc", "actor/val-clair", "acronym", "CCVC"),
        ("123456789", "actor/val-clair", "identifier", "123456789"),
        ("actor/lin", "actor/lin-neuf", "identifier", "https://example.org/hamlet/id/actor/lin-neuf"),
        ("sierie", "actor/scierie", "near spelling", "Scierie des Aulnes"),
        ("P6le bois", "actor/bois-vif", "near spelling", "Pôle Bois Vif"),
    ],
)
def test_it_is_told_what_was_found_and_why(
    hamlet: KnowledgeGraph, text: str, thing: str, why: str, matched: str
) -> None:
    found = hit(hamlet, text, thing)
    assert (found.why, found.matched) == (why, matched)


def test_labels_and_places_are_in_the_reader_s_language(hamlet: KnowledgeGraph) -> None:
    assert hamlet.search("chaudière", lang="en")[0].label == "Wood boiler"
    assert hamlet.search("boiler", lang="fr")[0].label == "Chaudière bois"


def test_a_name_in_the_reader_s_language_is_preferred(rouen: KnowledgeGraph) -> None:
    agreement = f"{rouen.base}id/agreement/partenariat-polepharma"
    found = {lang: rouen.search("polepharma", lang=lang, limit=100) for lang in ("fr", "en")}
    assert {lang: hit.matched for lang, hits in found.items() for hit in hits if hit.iri == agreement} == {
        "fr": "Partenariat Pôle métropolitain — Polepharma",
        "en": "Partnership metropolitan pole — Polepharma",
    }


def test_a_language_without_labels_is_refused(hamlet: KnowledgeGraph) -> None:
    with pytest.raises(SettingsError):
        hamlet.search("lin", lang="fr' --")


# Whatever is asked


@given(st.text(max_size=40))
def test_any_text_can_be_searched(hamlet: KnowledgeGraph, text: str) -> None:
    found = hamlet.search(text, limit=5, everything=True)
    assert len(found) <= 5
    assert all(0 < hit.score <= 1 and hit.label and hit.matched for hit in found)


@given(st.data())
def test_every_label_finds_its_thing(rouen: KnowledgeGraph, data: st.DataObject) -> None:
    things = rouen._index._names._rows("SELECT iri, text FROM thing JOIN label ON thing = id", {})
    iri, label = data.draw(st.sampled_from(things))
    found = rouen.search(label[:LONGEST_TEXT], limit=100, everything=True)
    assert iri in {hit.iri for hit in found if hit.score >= 0.8}


def test_an_endless_text_is_read_at_its_beginning(hamlet: KnowledgeGraph) -> None:
    assert ids(hamlet, "lin neuf" + " " * LONGEST_TEXT + "x" * 100_000)[0] == "actor/lin-neuf"
    assert hamlet.search("a " * 100_000) is not None

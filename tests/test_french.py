"""French prepositions and articles before names and dates, and every sentence that puts one there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph import KnowledgeGraph
from territory_graph.french import FORMS, Listing, after
from territory_graph.messages import translator

FRENCH = translator("fr")
NOT_FRENCH = re.compile(
    r"\b(?:à|de|le|la|les) les? |\bd[eu] (?=[aeiouéèêœ])|\b(?:à|de) (?:état|pôle|métropole|agglomération)\b"
    r"|\bl[ea] (?=[aeiouéèêœ])|jusqu'(?:à|au) (?!\d{1,2}(?:er)? )|\b(?:depuis|en) \d{1,2}(?:er)? [a-zéû]+ \d"
    r"|\b(?:depuis|en|le) vers\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("name", "at", "of", "the"),
    [
        ("Le Havre", "au Havre", "du Havre", "Le Havre"),
        ("Les Andelys", "aux Andelys", "des Andelys", "Les Andelys"),
        ("La Bouille", "à La Bouille", "de La Bouille", "La Bouille"),
        ("Elbeuf", "à Elbeuf", "d'Elbeuf", "Elbeuf"),
        ("Évreux", "à Évreux", "d'Évreux", "Évreux"),
        ("Hénouville", "à Hénouville", "d'Hénouville", "Hénouville"),
        ("Hautot-sur-Seine", "à Hautot-sur-Seine", "de Hautot-sur-Seine", "Hautot-sur-Seine"),
        ("Ymare", "à Ymare", "d'Ymare", "Ymare"),
        ("NextMove", "à NextMove", "de NextMove", "NextMove"),
        ("État", "à l'État", "de l'État", "l'État"),
        ("Pôle métropolitain", "au Pôle métropolitain", "du Pôle métropolitain", "le Pôle métropolitain"),
        ("Métropole Rouen Normandie", "à la Métropole Rouen Normandie", "de la Métropole Rouen Normandie",
         "la Métropole Rouen Normandie"),
        ("Agence du Hameau", "à l'Agence du Hameau", "de l'Agence du Hameau", "l'Agence du Hameau"),
        ("Territoires d'industrie", "aux Territoires d'industrie", "des Territoires d'industrie",
         "les Territoires d'industrie"),
        ("Président du Pôle", "au Président du Pôle", "du Président du Pôle", "le Président du Pôle"),
        ("Premier vice-président", "au Premier vice-président", "du Premier vice-président",
         "le Premier vice-président"),
        ("Port-Jérôme", "à Port-Jérôme", "de Port-Jérôme", "Port-Jérôme"),
    ],
)  # fmt: skip
def test_a_name_has_its_article_and_its_contraction(name: str, at: str, of: str, the: str) -> None:
    assert (after("à", name), after("de", name), after("le", name)) == (at, of, the)


@pytest.mark.parametrize(
    ("edtf", "until", "since", "when"),
    [
        ("2019-08-31", "jusqu'au 31 août 2019", "depuis le 31 août 2019", "le 31 août 2019"),
        ("2013-01-01", "jusqu'au 1er janvier 2013", "depuis le 1er janvier 2013", "le 1er janvier 2013"),
        ("2019-08", "jusqu'en août 2019", "depuis août 2019", "en août 2019"),
        ("2019", "jusqu'en 2019", "depuis 2019", "en 2019"),
        ("2011~", "jusque vers 2011", "depuis 2011 environ", "vers 2011"),
    ],
)
def test_a_date_has_the_preposition_of_its_precision(edtf: str, until: str, since: str, when: str) -> None:
    text = FRENCH.edtf(edtf)
    assert (after("jusque", text), after("depuis", text), after("en", text)) == (until, since, when)


def test_each_name_of_a_list_has_its_own() -> None:
    names = Listing.of(["Pôle TES", "État", "NextMove"], ", ".join)
    assert f"{names:de}" == "du Pôle TES, de l'État, de NextMove"
    assert f"{names:Le}" == "Le Pôle TES, l'État, NextMove"
    assert f"{names}" == "Pôle TES, État, NextMove"


def test_a_word_agrees_with_its_noun() -> None:
    say = lambda kind: FRENCH("fiche.says.towns", names="Le Havre", kind=kind)  # noqa: E731
    assert say("Structure de filière (hors label)") == "implantée au Havre"
    assert say("Pôle de compétitivité") == "implanté au Havre"


@pytest.mark.parametrize(
    ("name", "support", "member"),
    [
        ("NextMove", "NextMove soutient Elbeuf", "NextMove compte Elbeuf parmi ses membres"),
        ("Les Amis", "Les Amis soutiennent Elbeuf", "Les Amis comptent Elbeuf parmi leurs membres"),
        ("Associations unies", "Les Associations unies soutiennent Elbeuf",
         "Les Associations unies comptent Elbeuf parmi leurs membres"),
    ],
)  # fmt: skip
def test_a_verb_agrees_in_number_with_a_name(name: str, support: str, member: str) -> None:
    assert FRENCH("telling.kinds.partnership", source=name, target="Elbeuf") == support
    assert FRENCH("telling.kinds.membership", source="Elbeuf", target=name) == member


@pytest.mark.parametrize(("names", "verb"), [(["A", "B"], "partent"), (["Les Amis"], "partent"), (["A"], "part")])
def test_a_verb_agrees_in_number_with_a_list(names: list[str], verb: str) -> None:
    assert f"{Listing.of(names, ', '.join):part/partent}" == verb


def flat(content: Mapping[str, Any]) -> Iterator[str]:
    for value in content.values():
        yield from flat(value) if isinstance(value, Mapping) else (value,)


SENTENCES = sorted(set(flat(FRENCH.sentences)))
ASKED = [(text, field, form) for text in SENTENCES for field, form in re.findall(r"\{(\w+):([^}]+)\}", text)]


def test_every_form_that_a_sentence_asks_for_exists() -> None:
    assert {form for _, _, form in ASKED if "/" not in form} <= FORMS
    assert {form.count("/") for _, _, form in ASKED} == {0, 1}
    assert len(ASKED) > 60


BARE = re.compile(r"\b(?:à|de|du|jusqu'à|depuis|en) \{(?:names?|source|target|thing|giving|taking|what)\}")


def test_no_name_stands_bare_after_a_preposition_that_contracts() -> None:
    assert [text for text in SENTENCES if BARE.search(text)] == ["Le graphe ne dit rien de {name}."]  # a term of SPARQL


def names_of(graph: KnowledgeGraph) -> list[str]:
    rows = graph.rows(
        "SELECT DISTINCT ?label WHERE { ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?label"
        ' FILTER(LANG(?label) IN ("fr", "")) }'
    )
    return sorted({str(row["label"]) for row in rows})


def test_no_sentence_puts_a_bare_preposition_before_a_name_of_the_data(rouen: KnowledgeGraph) -> None:
    names = names_of(rouen)
    assert len(names) > 1_000
    wrong = [told for name in names for form in ("à", "de", "le", "Le") if NOT_FRENCH.match(told := after(form, name))]
    assert wrong == []


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
dates = st.one_of(
    days.map(lambda day: day.isoformat()),
    days.map(lambda day: day.isoformat()[:7]),
    days.map(lambda day: str(day.year)),
    days.map(lambda day: f"{day.year}~"),
)


@given(edtf=dates, form=st.sampled_from(["jusque", "depuis", "en"]))
def test_no_date_stands_after_a_wrong_preposition(edtf: str, form: str) -> None:
    assert not NOT_FRENCH.search(after(form, FRENCH.edtf(edtf)))

"""English labels: of a thing by what it is, of a text only where it can mean nothing else."""

from __future__ import annotations

from rdflib import Literal, URIRef

from territory_graph.facts.translations import read_translations
from territory_graph.store.engine import Answer, Cell

LABELS = [
    ("urn:timber", "Bois", "Timber"),
    ("urn:forest", "Bois", "Woodland"),
    ("urn:flax", "Lin", "Flax"),
    ("urn:flax-again", "Lin", "Flax"),
    ("urn:mill", "Moulin", None),
    ("urn:mill-too", "Moulin", "Mill"),
    ("urn:twice", "Eau", "Water"),
    ("urn:twice", "Eau", "Waters"),
]


def answer(_: str) -> Answer:
    def cells(iri: str, french: str, english: str | None) -> tuple[Cell, ...]:
        return URIRef(iri), Literal(french, lang="fr"), None if english is None else Literal(english, lang="en")

    return Answer(("thing", "french", "english"), tuple(cells(*label) for label in LABELS))


def test_a_thing_has_its_own_english_label() -> None:
    found = read_translations(answer)
    assert (found.of("Bois", "urn:timber"), found.of("Bois", "urn:forest")) == ("Timber", "Woodland")
    assert found.of("Moulin", "urn:mill") is None and found.of("Moulin", "urn:mill-too") == "Mill"
    assert found.of("Eau", "urn:twice") is None
    assert found.of("Lin", "urn:nothing") is None


def test_a_text_is_translated_where_all_that_bear_it_have_one_english_label() -> None:
    found = read_translations(answer)
    assert {text: found.of(text, None) for _, text, _ in LABELS} == {
        "Bois": None,
        "Lin": "Flax",
        "Moulin": None,
        "Eau": None,
    }

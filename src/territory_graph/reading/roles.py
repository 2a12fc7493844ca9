"""What may play a role of a predicate: the sorts of slots of each role, phrases that mean a project or the parties."""

from __future__ import annotations

from collections.abc import Sequence

from territory_graph.reading.lexicon import nouns
from territory_graph.reading.subjects import PROJECT
from territory_graph.reading.units import Phrase

ROLES = {
    **dict.fromkeys(
        ("funders", "beneficiaries", "parties", "supporters", "supported", "member", "whole", "some", "others", "actor", "carriers", "after", "before", "founders", "about", "old"), "ABUC"
    ),
    "new": "AUQ",
    "sum": "M",
    "place": "PBU",
    "site": "PBU",
    "title": "JQU",
    "when": "DS",
    "document": "",
    "office": "",
    "count": "",
    "that": "",
}  # fmt: skip
"""The letters of the slots that may play a role; those without are phrases: an agreement, an office, a number, “ce projet”."""
NO_BODY = frozenset(
    (
        "projet", "projets", "programme", "programmes", "dispositif", "opération", "chantier", "salon", "forum", "festival", "congrès", "plan", "label", "zone", "quartier", "rue", "place", "avenue", "boulevard",
        "loi", "appel", "campus", "site", "parc", "démarche", "initiative", "action", "plateforme", "marque", "gare", "route", "ligne", "pont", "tram", "école", "bâtiment", "halle", "salle", "contrat", "convention",
        "charte", "pacte", "prix", "trophée", "journée", "journées", "rencontres", "exposition", "concours",
    )
)  # fmt: skip
"""Nouns before a name of unknown sort that no body bears."""


def money() -> frozenset[str]:
    """Nouns of what is given: “subvention”."""
    return nouns("sums", "aid") | {
        "montant",
        "budget",
        "total",
        "somme",
        "forfait",
        "million",
        "millions",
        "euros",
        "provision",
        "tranche",
        "acompte",
        "solde",
        "loyer",
    }


def play(roles: dict[str, list[Phrase]], names: Sequence[str], phrase: Phrase) -> None:
    """Gives a phrase the first of several roles that it may play, one that nothing plays yet before another."""
    fitting = [name for name in names if name and fits(phrase, name)]
    if fitting:
        name = next((name for name in fitting if name not in roles), fitting[0])
        roles.setdefault(name, []).append(phrase)


def fits(phrase: Phrase, role: str) -> bool:
    """Whether a phrase may play a role."""
    if role == "document":
        return bool(set(phrase.nouns) & nouns("agreements", "document"))
    if role == "office":
        return bool(set(phrase.nouns) & nouns("offices", "office"))
    if role == "count":
        return bool(phrase.number)
    if role == "that":
        return means_project(phrase)
    letters = ROLES[role]
    if "A" in letters and means_parties(phrase):
        return True
    if phrase.pronoun:
        return "A" in letters and phrase.pronoun in (
            "il",
            "elle",
            "celui-ci",
            "celle-ci",
            "ils",
            "elles",
            "nous",
            "lui",
        )
    slots = [slot for slot in phrase.slots if slot[0] in letters]
    if not slots:
        return False
    named = set(phrase.nouns) & NO_BODY
    if role == "title":
        return slots[0][0] != "U" or bool(named) or not (phrase.group or phrase.nouns)
    return not (named and "A" in letters and slots[0][0] == "U")


_THAT = frozenset(("le", "la", "l'", "ce", "cet", "cette"))


def means_project(phrase: Phrase) -> bool:
    """Whether a phrase means a project named before: “le projet”, “ce programme”, “en” and “y” before a verb."""
    if phrase.pronoun:
        return phrase.pronoun in ("en", "y", "il", "elle", "celui-ci", "celle-ci")
    named = bool(phrase.article in _THAT or (phrase.prep in ("de", "à") and phrase.article == ""))
    return not phrase.slots and not phrase.number and named and phrase.head in PROJECT and len(phrase.nouns) == 1


def means_parties(phrase: Phrase) -> bool:
    """Whether a phrase means the parties of the convention that the document is: “les parties”, “toutes deux”."""
    return (
        not phrase.slots
        and phrase.group != "of"
        and (
            phrase.nouns[:1] in (["parties"], ["signataires"])
            or phrase.nouns == ["autre"]
            or phrase.pronoun in ("tous deux", "toutes deux")
        )
    )

"""The words by which facts are told, a file for each kind of fact: verbs and nouns, and what their complements are.

A table of a file is a predicate: ``verbs`` in the infinitive, ``nouns`` in the singular and, where it differs, in the
plural; every other key is a place in the clause (``subject``, ``object``, ``holder`` of a noun, or a group of prepositions of
``words.toml``) with the role or the roles of what stands there. What a role may be is told in ``roles.ROLES``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from territory_graph import resources
from territory_graph.reading.conjugation import Mood, forms

KINDS = ("sums", "agreements", "supports", "memberships", "collaborations", "offices", "projects", "changes", "figures")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A group of verbs and nouns of one kind of fact, and the roles that each place in their clause gives."""

    kind: str
    name: str
    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    places: dict[str, tuple[str, ...]]

    __hash__ = object.__hash__


@cache
def predicates() -> tuple[Predicate, ...]:
    """Every predicate of the files."""
    found = []
    for kind in KINDS:
        for name, told in _file(kind).items():
            places = {
                place: (roles,) if isinstance(roles, str) else tuple(roles)
                for place, roles in told.items()
                if place not in ("verbs", "nouns")
            }
            found.append(Predicate(kind, name, tuple(told.get("verbs", ())), tuple(told.get("nouns", ())), places))
    return tuple(found)


@cache
def of_verb(infinitive: str) -> tuple[Predicate, ...]:
    """The predicates that a verb tells."""
    return tuple(one for one in predicates() if infinitive in one.verbs)


@cache
def of_noun(noun: str) -> tuple[Predicate, ...]:
    """The predicates that a noun tells."""
    return tuple(one for one in predicates() if noun in one.nouns)


@cache
def nouns(kind: str, name: str) -> frozenset[str]:
    """The nouns of a predicate."""
    return next(frozenset(one.nouns) for one in predicates() if (one.kind, one.name) == (kind, name))


@cache
def columns() -> dict[str, list[str]]:
    """The heads of the columns of tables, by the role of their cells."""
    return _file("tables")


@cache
def labels() -> dict[str, list[str]]:
    """The labels of sheets, by what stands after them."""
    return _file("labels")


@cache
def small_words() -> dict[str, Any]:
    """The words of ``words.toml``."""
    return _file("words")


@cache
def verb_forms() -> dict[str, dict[str, frozenset[Mood]]]:
    """Every form of every verb, small letters with accents: its infinitives, each with the moods that it may have."""
    listed = {verb for one in predicates() for verb in one.verbs} | set(small_words()["verbs"]["others"])
    listed |= set(small_words()["words"]["does"]) | set(small_words()["words"]["will"])
    found: dict[str, dict[str, frozenset[Mood]]] = {}
    for verb in sorted(listed):
        reflexive = verb.startswith(("se ", "s'"))
        plain = verb.removeprefix("se ").removeprefix("s'")
        if " " in plain or not plain.endswith(("er", "ir", "re")):
            continue
        for form, moods in forms(plain).items():
            found.setdefault(form, {})[verb if reflexive else plain] = moods
    found["sis"] = found["sise"] = {"situer": frozenset({"participle"})}
    return found


def _file(name: str) -> dict[str, Any]:
    with (resources.PACKAGE / "reading" / "lexicon" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)

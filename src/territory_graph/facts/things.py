"""Which things there are, what each is called and is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from territory_graph.facts.ontology import class_labels, most_precise, reasons
from territory_graph.model import Thing, best_label
from territory_graph.queries.system import system_query
from territory_graph.store.answers import plain
from territory_graph.store.engine import Answer, Select
from territory_graph.vocabulary import TG, local

_ASKED_ABOUT = {
    "actor": str(TG.Actor),
    "event": str(TG.Event),
    "place": str(TG.Place),
    "programme": str(TG.Programme),
    "theme": str(TG.Theme),
    "scheme": "http://www.w3.org/2004/02/skos/core#ConceptScheme",
}
"""The class of each kind of thing that a parameter of a question can name."""


def read_labels(select: Select, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """The labels of each thing that has any, by language; empty for a text in none."""
    wanted = list(dict.fromkeys(iris))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in select(system_query("labels", wanted)) if wanted else ():
        label = plain(row["label"])
        if label is not None and label.kind == "literal":
            found[str(row["thing"])].setdefault(label.language, label.value)
    return dict(found)


def read_things(select: Select, iris: Iterable[str], language: str) -> dict[str, Thing]:
    """Each IRI with its label in ``language`` and its most precise class; without a label, the end of the IRI."""
    wanted = sorted(set(iris))
    if not wanted:
        return {}
    labels = read_labels(select, wanted)
    classes: dict[str, set[str]] = defaultdict(set)
    for row in select(system_query("classes", wanted)):
        classes[str(row["thing"])].add(local(str(row["class"])))
    things = {}
    for iri in wanted:
        kind = most_precise(classes[iri])
        # What only ties others together, and has no label, is called by its class.
        of_class = class_labels().get(kind, {}) if kind in reasons().classes else {}
        label = best_label(labels.get(iri, {}), language) or best_label(of_class, language) or local(iri)
        things[iri] = Thing(iri, label, kind)
    return things


def read_actors(select: Select) -> tuple[str, ...]:
    """Every actor, whether or not a tie names it, by IRI."""
    return tuple(str(row["actor"]) for row in select(system_query("actors")))


def read_with_fiche(select: Select) -> tuple[str, ...]:
    """Everything that has a fiche of its own, whether or not it has a name, by IRI."""
    return tuple(str(row["thing"]) for row in select(system_query("with-fiche")))


def read_sectors(select: Select) -> tuple[str, ...]:
    """Every sector to which an actor belongs, by IRI."""
    return tuple(str(row["sector"]) for row in select(system_query("sectors-held")))


def class_query(name: str, day: date | None = None) -> str:
    """The query that finds the things of a class of the ontology (local name), which a reader can run.

    On a day those that may have existed then: what no date excludes.
    """
    return system_query("things-of-class", [TG[name]], day)


def read_things_of(select: Select, name: str, day: date | None = None) -> dict[str, tuple[str, ...]]:
    """The things of a class of the ontology (local name) or of a subclass, by IRI, with the records that say so."""
    return by_thing(select(class_query(name, day)))


def by_thing(rows: Answer) -> dict[str, tuple[str, ...]]:
    """The records of each thing, of rows that name a thing and a record."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[str(row["thing"])].append(str(row["record"]))
    return {iri: tuple(records) for iri, records in found.items()}


def read_things_under(select: Select, prefix: str) -> tuple[str, ...]:
    """The things that have a class and whose IRI begins with ``prefix``."""
    return tuple(str(row["thing"]) for row in select(system_query("things-under", [prefix])))


def read_some_under(select: Select, kind: str, base: str) -> tuple[str, ...]:
    """The things of a kind that a parameter of a question can name, by IRI: 301 of them where they are more.

    Raises:
        KeyError: no question is asked about things of that kind.
    """
    query = system_query("some-things-under", prefix=f"{base}id/{kind}/", kind=_ASKED_ABOUT[kind])
    return tuple(sorted(str(row["thing"]) for row in select(query)))


def read_bearers(select: Select, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """What has a fiche and bears or bore each of some names, in French, English or no language: its IRIs, by name."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = dict.fromkeys(names)
    for row in select(system_query("bearers", names=wanted)) if wanted else ():
        found[str(row["name"])].add(str(row["thing"]))
    return {name: frozenset(iris) for name, iris in found.items()}


def read_named(select: Select) -> dict[str, frozenset[str]]:
    """Everything that has a fiche, by each name that it bears or bore: the IRIs of those that share one."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in select(system_query("names")):
        found[str(row["name"])].add(str(row["thing"]))
    return {name: frozenset(iris) for name, iris in found.items()}

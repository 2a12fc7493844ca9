"""The ontology as a page to read: every class and property, how they hang together, and how often each is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from territory_graph.messages import Translator
from territory_graph.model import best_label
from territory_graph.service.ontology_terms import IRI, Ontology, PropertyTerm, Term, ontology
from territory_graph.service.pages import Page, page
from territory_graph.statistics import Statistics
from territory_graph.views.ordering import alphabetical

FILES = (
    ("ttl", "text/turtle", "Turtle"),
    ("jsonld", "application/ld+json", "JSON-LD"),
    ("nt", "application/n-triples", "N-Triples"),
    ("rdf", "application/rdf+xml", "RDF/XML"),
)
"""Extension, media type and name of each form of RDF in which the ontology can be had."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another term: its label, its prefixed name, where it is explained (here, or by another vocabulary), its uses."""

    label: str
    name: str
    address: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class TermEntry:
    """One class or property as the page tells it; ``rows`` are its ties to other terms, each with its title."""

    anchor: str
    label: str
    name: str
    iri: str
    definition: str
    examples: tuple[str, ...]
    count: int
    usage: str
    notes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A class in the hierarchy, with its subclasses."""

    entry: TermEntry
    branches: tuple[Branch, ...]


def ontology_page(statistics: Statistics, territory: str, say: Translator) -> Page:
    """The page in the language of ``say``, with the counts of a dataset and the name of its territory."""
    reader = _Reader(ontology(), statistics, say)
    return page(
        "ontology.html.j2",
        say,
        title=best_label(ontology().titles, say.language),
        description=best_label(ontology().descriptions, say.language),
        version=ontology().version,
        prefix=ontology().prefix,
        namespace=f"{IRI}#",
        territory=territory,
        tree=reader.tree(),
        classes=reader.classes(),
        properties=reader.properties(),
        files=FILES,
    )


class _Reader:
    """The ontology in one language, with the counts of one dataset."""

    def __init__(self, terms: Ontology, statistics: Statistics, say: Translator) -> None:
        self._terms = terms
        self._statistics = statistics
        self._say = say
        self._used = {one.iri: one.properties for one in statistics.classes}
        self._below: dict[str, list[str]] = defaultdict(list)
        for term in terms.classes.values():
            for parent in term.parents:
                self._below[parent].append(term.iri)

    def classes(self) -> list[TermEntry]:
        """Every class once, each before those below it."""
        found: dict[str, TermEntry] = {}
        waiting = list(self.tree())
        while waiting:
            branch = waiting.pop(0)
            found.setdefault(branch.entry.iri, branch.entry)
            waiting = [*branch.branches, *waiting]
        return list(found.values())

    def properties(self) -> list[TermEntry]:
        """Every property, in alphabetical order."""
        return [self._property(self._terms.properties[iri]) for iri in self._ordered(self._terms.properties)]

    def tree(self) -> tuple[Branch, ...]:
        """The classes that have no superclass here, each with what is below it, in alphabetical order."""
        known = self._terms.classes
        roots = (one.iri for one in known.values() if not any(parent in known for parent in one.parents))
        return tuple(map(self._branch, self._ordered(roots)))

    def _class(self, term: Term) -> TermEntry:
        """One class: what is above and below it, and the properties that lead from it and to it."""
        properties = self._terms.properties.values()
        rows = {
            "superclasses": self._links(term.parents),
            "subclasses": self._links(self._below[term.iri]),
            "leading": self._links(one.iri for one in properties if term.iri in one.domains),
            "reaching": self._links(one.iri for one in properties if term.iri in one.ranges),
            "used": self._counted(self._used.get(term.iri, ())),
            "related": self._links(term.related),
        }
        return self._entry(term, "things", self._statistics.things_of.get(term.iri, 0), (), rows)

    def _property(self, term: PropertyTerm) -> TermEntry:
        """One property: whose it is, what its values are, and the properties above it and against it."""
        used = self._statistics.uses_of.get(term.iri)
        rows = {
            "domain": self._links(term.domains),
            "range": self._links(term.ranges),
            "superproperties": self._links(term.parents),
            "subproperties": self._links(p.iri for p in self._terms.properties.values() if term.iri in p.parents),
            "inverse": self._links([term.inverse] if term.inverse else []),
            "users": self._counted(self._statistics.classes_using.get(term.iri, {}).items()),
            "related": self._links(term.related),
        }
        notes = tuple(key for key, holds in (("symmetric", term.symmetric), ("transitive", term.transitive)) if holds)
        return self._entry(term, "statements", used.triples if used else 0, notes, rows)

    def _branch(self, iri: str) -> Branch:
        return Branch(self._class(self._terms.classes[iri]), tuple(map(self._branch, self._ordered(self._below[iri]))))

    def _ordered(self, iris: Iterable[str]) -> list[str]:
        return sorted(iris, key=lambda iri: alphabetical(self._terms.called(iri, self._say.language)))

    def _entry(
        self, term: Term, unit: str, count: int, notes: tuple[str, ...], rows: Mapping[str, tuple[Link, ...]]
    ) -> TermEntry:
        say = self._say
        return TermEntry(
            anchor=term.local,
            label=self._terms.called(term.iri, say.language),
            name=self._terms.short(term.iri),
            iri=term.iri,
            definition=best_label(term.definitions, say.language),
            examples=term.examples,
            count=count,
            usage=say(f"ontology.{unit}", count=count) if count else say("ontology.unused"),
            notes=tuple(say(f"ontology.notes.{note}") for note in notes),
            rows=tuple((say(f"ontology.rows.{key}"), links) for key, links in rows.items() if links),
        )

    def _links(self, iris: Iterable[str]) -> tuple[Link, ...]:
        return tuple(self._link(iri) for iri in self._ordered(iris))

    def _counted(self, uses: Iterable[tuple[str, int]]) -> tuple[Link, ...]:
        """Terms with the number of statements in which they are used, the most used first."""
        return tuple(replace(self._link(iri), count=self._say.number(count)) for iri, count in uses)

    def _link(self, iri: str) -> Link:
        here = iri in self._terms.classes or iri in self._terms.properties
        address = f"#{iri.rpartition('#')[2]}" if here else iri
        return Link(self._terms.called(iri, self._say.language), self._terms.short(iri), address)

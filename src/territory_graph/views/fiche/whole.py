"""The fiche of one thing: every line with the source that says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from territory_graph.facts.things import read_named
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Entity, Thing
from territory_graph.views.fiche.lines import Section, called, section_of
from territory_graph.views.fiche.rivals import outside_life, read_absent, read_clashing
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical
from territory_graph.views.wording import Mention


@dataclass(frozen=True, slots=True)
class Fiche:
    """One thing whole: its name, kinds, sections, what no source says of it, and its sources."""

    thing: Thing
    drawn_kind: str
    kinds: tuple[str, ...]
    other_language: str
    sections: tuple[Section, ...]
    missing: tuple[str, ...]
    sources: tuple[Mention, ...]
    facts: int
    as_of: str


@dataclass(frozen=True, slots=True)
class ListedThing:
    """A thing, and what kind it is."""

    thing: Thing
    kind: str


def read_fiche(graph: KnowledgeGraph, iri: str, say: Translator, as_of: date | None = None) -> Fiche:
    """The fiche of ``iri``.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    return fiche_of(graph, graph.describe(iri, say.language, as_of), say, as_of)


def fiche_of(graph: KnowledgeGraph, entity: Entity, say: Translator, as_of: date | None = None) -> Fiche:
    """The fiche of a thing that was described."""
    doubts = {
        "rivals": read_clashing(graph, entity, as_of),
        "outside": outside_life(entity),
        "absent": read_absent(graph, entity),
    }
    sections = tuple(
        section_of(group.reason, group.facts, entity.thing.iri, say, **doubts, day=as_of) for group in entity.groups
    )
    sources = {
        m.source_iri: m
        for section in sections
        for line in section.lines
        for m in line.mentions
        if m.status != "inferred"
    }
    missing = graph.things({_missing_iri(name) for name in entity.missing}, say.language)
    return Fiche(
        thing=entity.thing,
        drawn_kind=drawn_kind(entity.thing.kind),
        kinds=tuple(thing.label for thing in entity.classes[:1]),
        other_language=_other_name(graph, entity, say.language, as_of),
        sections=sections,
        missing=tuple(_absent(name, missing[_missing_iri(name)].label, say) for name in entity.missing),
        sources=tuple(sorted(sources.values(), key=lambda mention: alphabetical(mention.title))),
        facts=sum(len(group.facts) for group in entity.groups) + sum(count for _, count in entity.unread),
        as_of=say.day(as_of) if as_of else "",
    )


_NAMESPACES = {
    **dict.fromkeys(("streetAddress", "postalCode"), "https://schema.org/"),
    **dict.fromkeys(("familyName", "givenName", "homepage", "page"), "http://xmlns.com/foaf/0.1/"),
    **dict.fromkeys(("issued", "publisher", "title"), "http://purl.org/dc/terms/"),
    **dict.fromkeys(("lat", "long"), "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    **dict.fromkeys(("definition", "broader"), "http://www.w3.org/2004/02/skos/core#"),
}


def _absent(name: str, label: str, say: Translator) -> str:
    """A property as what no source gives: “place”, where its value would stand after “located in”."""
    key = f"absent.{name}"
    return say(key) if say.has(key) else called(name, label, say)


def _missing_iri(name: str) -> str:
    return f"{_NAMESPACES.get(name, 'https://w3id.org/territory-graph/ontology#')}{name}"


def _other_name(graph: KnowledgeGraph, entity: Entity, language: str, day: date | None) -> str:
    other, iri = "en" if language == "fr" else "fr", entity.thing.iri
    name = graph.things([iri], other, day=day)[iri].label if other in dict(entity.labels) else ""
    return name if name != entity.thing.label else ""


def _class_iri(name: str) -> str:
    return f"https://w3id.org/territory-graph/ontology#{name}"


def all_things(graph: KnowledgeGraph, say: Translator) -> tuple[ListedThing, ...]:
    """Every thing that has a fiche of its own, by name: what a chooser lists."""
    iris = {iri for iris in read_named(graph.rows).values() for iri in iris}
    things = graph.things(iris, say.language)
    kinds = graph.things({_class_iri(thing.kind) for thing in things.values() if thing.kind}, say.language)
    found = [ListedThing(thing, kinds[_class_iri(thing.kind)].label if thing.kind else "") for thing in things.values()]
    return tuple(sorted(found, key=lambda one: alphabetical(one.thing.label)))

"""The fiche of one thing: every line with the source that says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from territory_graph.dates import compatible
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Entity, Fact, Statement, Thing
from territory_graph.queries.system import system_query
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical
from territory_graph.views.wording import Mention, mentions, period, safe_address, value_text


@dataclass(frozen=True, slots=True)
class Detail:
    """One property of a line: its name, its values, and the thing that a value is, where it is one."""

    label: str
    values: tuple[tuple[str, Thing | None], ...]
    address: str
    contested: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a fiche: what is said, when it held, and after which sources.

    ``head`` is the thing that the line is about (an agreement, a mandate…), or None for a plain property.
    """

    head: Thing | None
    details: tuple[Detail, ...]
    period: str
    status: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of a fiche that share a reason."""

    key: str
    title: str
    lines: tuple[Line, ...]


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
class Found:
    """A thing, and what kind it is."""

    thing: Thing
    kind: str


def read_fiche(graph: KnowledgeGraph, iri: str, say: Translator, as_of: date | None = None) -> Fiche:
    """The fiche of ``iri``.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    entity = graph.describe(iri, say.language, as_of)
    sections = tuple(_section(group.reason, group.facts, iri, say) for group in entity.groups)
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
        other_language=_other_name(entity, say.language),
        sections=sections,
        missing=tuple(_called(name, missing[_missing_iri(name)].label, say) for name in entity.missing),
        sources=tuple(sorted(sources.values(), key=lambda mention: alphabetical(mention.title))),
        facts=sum(len(group.facts) for group in entity.groups),
        as_of=say.day(as_of) if as_of else "",
    )


def _called(name: str, label: str, say: Translator) -> str:
    """A property as the reader says it: by a wording of the interface, else by the ontology's label."""
    key = f"properties.{name}"
    return say(key) if say.has(key) else label


def _missing_iri(name: str) -> str:
    prefix = "https://schema.org/" if name == "streetAddress" else "https://w3id.org/territory-graph/ontology#"
    return f"{prefix}{name}"


def _other_name(entity: Entity, language: str) -> str:
    labels = dict(entity.labels)
    other = labels.get("en" if language == "fr" else "fr", "")
    return other if other != entity.thing.label else ""


def _section(reason: str, facts: tuple[Fact, ...], iri: str, say: Translator) -> Section:
    contested = _contested(facts)
    lines = sorted((_line(fact, iri, contested | set(fact.contested), say) for fact in facts), key=_line_order)
    return Section(reason, say(f"reasons.{reason}"), tuple(_joined(lines)))


def _contested(facts: tuple[Fact, ...]) -> set[str]:
    """Predicates of one value at most to which plain facts give values that cannot all be true."""
    said: dict[str, set[str]] = {}
    for fact in facts:
        for statement in fact.statements if fact.about is None else ():
            if _local(statement.predicate) in _ONE_VALUE:
                said.setdefault(statement.predicate, set()).add(statement.value.text)
    return {name for name, values in said.items() if len(values) > 1 and not _may_all_be_true(values)}


def _may_all_be_true(values: set[str]) -> bool:
    """Whether the values are dates that differ in precision only, as 2012 and 2012-03-19."""
    try:
        return compatible(values)
    except ValueError:
        return False


def _line_order(line: Line) -> tuple[bool, tuple[str, str], tuple[str, str]]:
    label = line.details[0].label if line.details and line.head is None else ""
    text = line.head.label if line.head else line.details[0].values[0][0]
    return line.head is not None, alphabetical(label), alphabetical(text)


def _joined(lines: list[Line]) -> Iterator[Line]:
    """Plain properties that say several values on the same evidence become one line."""
    for _, group in groupby(
        lines,
        key=lambda line: (
            line.head,
            line.details[0].label if line.details else "",
            line.period,
            line.mentions,
        ),
    ):
        first, *others = group
        if first.head is not None:
            yield from (first, *others)
            continue
        values = tuple(value for line in (first, *others) for value in line.details[0].values)
        yield replace(first, details=(replace(first.details[0], values=values),))


def _line(fact: Fact, iri: str, contested: set[str], say: Translator) -> Line:
    return Line(
        head=fact.about,
        details=_details(fact, iri, contested, say),
        period=period(fact.interval, say),
        status=min((statement.status for statement in fact.statements), key=_STATUS_ORDER.index, default="stated"),
        mentions=mentions(fact.evidence, say),
    )


_ONE_VALUE = {"start", "end", "when", "siren", "siret", "amount", "headcount"}
_STATUS_ORDER = ("stated", "editorial", "computed", "implied", "disputed", "inferred")
_SAID_AS_PERIOD = {"start", "end", "when", "date", "attestedOn", "currency", "forYear"}


def _details(fact: Fact, iri: str, contested: set[str], say: Translator) -> tuple[Detail, ...]:
    """The properties of a fact, each with all its values.

    A linking thing's dates are told as its period, and the thing whose fiche it is goes without saying.
    """
    if fact.reason == "figures" and fact.about is not None:
        return _figure(fact, say)
    grouped: dict[tuple[str, bool], list[Statement]] = {}
    for statement in fact.statements:
        name = _local(statement.predicate)
        itself = statement.value.thing is not None and statement.value.thing.iri == iri
        if fact.about is None or not (itself or name in _SAID_AS_PERIOD):
            grouped.setdefault((statement.predicate, statement.inverse), []).append(statement)
    return tuple(
        Detail(
            label=_property_label(found[0], say),
            values=tuple(
                _value(statement, say, cited=fact.about is not None and name in contested) for statement in found
            ),
            address=next((safe_address(s.value.thing.iri) for s in found if s.value.thing and _is_address(name)), ""),
            contested=name in contested,
        )
        for (name, _), found in grouped.items()
    )


def _value(statement: Statement, say: Translator, *, cited: bool) -> tuple[str, Thing | None]:
    """A value and the thing that it is; after its own sources where sources contradict each other."""
    text = value_text(statement, say)
    titles = dict.fromkeys(source.title for one in statement.evidence for source in one.sources)
    return (say("fiche.according-to", value=text, sources=", ".join(titles)) if cited else text), statement.value.thing


def _figure(fact: Fact, say: Translator) -> tuple[Detail, ...]:
    """A cited figure as it is read: its measure, then value and unit together, then what is noted of it."""
    said: dict[str, list[Statement]] = {}
    for statement in fact.statements:
        said.setdefault(_local(statement.predicate), []).append(statement)
    unit = f" {said['unit'][0].value.text}" if "unit" in said else ""
    measure = said["measure"][0].value.text if "measure" in said else _property_label(said["value"][0], say)
    contested = "value" in [_local(name) for name in fact.contested]
    values = tuple((_value(value, say, cited=contested)[0] + unit, None) for value in said.get("value", ()))
    notes = tuple((note.value.text, None) for note in said.get("note", ()))
    figure = Detail(measure, values, "", contested)
    return (figure, Detail(_property_label(said["note"][0], say), notes, "", False)) if notes else (figure,)


def _property_label(statement: Statement, say: Translator) -> str:
    """The property as a reader says it, read from the other side where the thing is the value."""
    name = _local(statement.predicate)
    if statement.inverse:
        key = f"inverse.{name}"
        return say(key) if say.has(key) else say("fiche.inverse", label=statement.label)
    return _called(name, statement.label, say)


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def _is_address(name: str) -> bool:
    return name.endswith(("/homepage", "/page"))


def _class_iri(name: str) -> str:
    return f"https://w3id.org/territory-graph/ontology#{name}"


def all_things(graph: KnowledgeGraph, say: Translator) -> tuple[Found, ...]:
    """Every thing that has a fiche of its own, by name: what a chooser lists."""
    iris = {str(row["thing"]) for row in graph.rows(system_query("names"))}
    things = graph.things(iris, say.language)
    kinds = graph.things({_class_iri(thing.kind) for thing in things.values() if thing.kind}, say.language)
    found = [Found(thing, kinds[_class_iri(thing.kind)].label if thing.kind else "") for thing in things.values()]
    return tuple(sorted(found, key=lambda one: alphabetical(one.thing.label)))

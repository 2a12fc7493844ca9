"""Describing one thing: every statement of it and about it, told as facts with their evidence."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from rdflib import ORG, OWL, PROV, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Identifier

from territory_graph import resources
from territory_graph.dates import Interval
from territory_graph.errors import UnknownEntityError
from territory_graph.model import Entity, Evidence, Fact, FactGroup, Source, Statement, Thing, Value, best_label
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Answer
from territory_graph.terms import is_iri
from territory_graph.vocabulary import TG, local

Select = Callable[[str], Answer]
Said = dict[tuple[Identifier, Identifier], list[str]]


WIDER_TERMS = "/record/wider/"
"""Part of the name of records that say again, in other vocabularies' terms, what is told in the ontology's."""
_WIDER = (str(ORG), str(PROV))


@dataclass(frozen=True, slots=True)
class Reasons:
    """Which group of the fiche a class or a property belongs to, as ``ontology/reasons.toml`` says."""

    order: tuple[str, ...]
    classes: Mapping[str, str]
    properties: Mapping[str, str]
    hidden: frozenset[str]
    expected: Mapping[str, tuple[str, ...]]


@cache
def reasons() -> Reasons:
    """The packaged reasons."""
    with (resources.ONTOLOGY / "reasons.toml").open("rb") as file:
        content: dict[str, Any] = tomllib.load(file)
    return Reasons(
        tuple(content["order"]),
        content["classes"],
        content["properties"],
        frozenset(content["hidden"]["properties"]),
        {name: tuple(values) for name, values in content["expected"].items()},
    )


def describe(select: Select, iri: str, language: str, as_of: date | None = None, most: int | None = None) -> Entity:
    """What the graph that ``select`` asks says of ``iri``, in ``language``, as it was known to be on ``as_of``.

    Facts whose dates exclude ``as_of`` are left out; facts without dates are kept. Of a property that joins the thing
    to more than ``most`` others, so many are read and the rest counted.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    return _Describer(select, language, most).entity(iri, as_of)


def things(select: Select, iris: Iterable[str], language: str) -> dict[str, Thing]:
    """Each IRI with its label in ``language`` and its most precise class; without a label, the end of the IRI."""
    wanted = sorted(set(iris))
    if not wanted:
        return {}
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for row in select(system_query("labels", wanted)):
        if isinstance(label := row["label"], Literal):
            labels[str(row["thing"])].setdefault(label.language or "", str(label))
    classes: dict[str, set[str]] = defaultdict(set)
    for row in select(system_query("classes", wanted)):
        classes[str(row["thing"])].add(local(str(row["class"])))
    kinds = {iri: most_precise(classes[iri]) for iri in wanted}
    return {iri: Thing(iri, _label(iri, labels[iri], kinds[iri], language), kinds[iri]) for iri in wanted}


def _label(iri: str, labels: Mapping[str, str], kind: str, language: str) -> str:
    """The thing's label; one that only ties others together and has none is called by its class."""
    fallback = class_labels().get(kind, {}) if kind in reasons().classes else {}
    return best_label(labels, language) or best_label(fallback, language) or local(iri)


def most_precise(classes: Iterable[str]) -> str:
    """The class with the most superclasses among ``classes`` (local names); empty where there is none."""
    return max(sorted(classes), key=lambda name: len(superclasses().get(name, ())), default="")


@cache
def _ontology() -> Graph:
    return Graph().parse(resources.ONTOLOGY / "territory.ttl")


@cache
def class_labels() -> dict[str, dict[str, str]]:
    """The labels by language of every class of the ontology, by local name."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for name in _ontology().subjects(RDF.type, RDFS.Class):
        for label in _ontology().objects(name, RDFS.label):
            labels[local(str(name))][getattr(label, "language", "") or ""] = str(label)
    return dict(labels)


@cache
def inverses() -> dict[str, str]:
    """The inverse of each property that has one, by IRI; a symmetric property is its own inverse."""
    pairs = [(str(one), str(other)) for one, other in _ontology().subject_objects(OWL.inverseOf)]
    symmetric = [str(name) for name in _ontology().subjects(RDF.type, OWL.SymmetricProperty)]
    return dict(pairs) | {other: one for one, other in pairs} | {name: name for name in symmetric}


@cache
def wider_properties() -> frozenset[str]:
    """The properties of other vocabularies that those of the ontology specialise, by IRI."""
    wider = {str(name) for name in _ontology().objects(None, RDFS.subPropertyOf)}
    return frozenset(name for name in wider if name.startswith(_WIDER))


@cache
def superclasses() -> dict[str, frozenset[str]]:
    """Every superclass, in the ontology's namespace, of each of its classes, by local name."""
    ontology = _ontology()
    names = [str(name) for name in ontology.subjects(RDF.type, RDFS.Class) if str(name).startswith(str(TG))]
    return {
        local(name): frozenset(
            local(str(parent))
            for parent in ontology.transitive_objects(URIRef(name), RDFS.subClassOf)
            if str(parent).startswith(str(TG)) and str(parent) != name
        )
        for name in names
    }


class _Describer:
    """One description under way: the statements read, and the names and records that they need."""

    def __init__(self, select: Select, language: str, most: int | None) -> None:
        self._select = select
        self._language = language
        self._most = most
        self._wider = False
        self._unread: dict[str, int] = {}
        self._things: dict[str, Thing] = {}
        self._labels: dict[str, str] = {}
        self._evidence: dict[str, Evidence] = {}
        self._record_intervals: dict[str, Interval] = {}

    def entity(self, iri: str, as_of: date | None) -> Entity:
        if not is_iri(iri):
            raise UnknownEntityError(iri=iri)
        own, about = self._own_and_about(iri)
        if not own and not about:  # a point, of which nothing is said in the ontology's terms
            self._wider = True
            own, about = self._own_and_about(iri)
        if not own and not about:
            raise UnknownEntityError(iri=iri)
        linking = self._linking(about)
        linking += self._mandates(linking)
        others = self._said("statements-of", linking, "value") if linking else {}
        told, turned = _turned(own, {key: r for key, r in about.items() if str(key[1]) not in linking})
        self._learn([told, about, *others.values()], iri)
        facts = [
            *self._direct(told, inverse=False),
            *self._direct(turned, inverse=True),
            *(self._linked(node, others[node], iri) for node in linking),
        ]
        kept = [fact for fact in facts if as_of is None or _held(fact, as_of)]
        return Entity(
            thing=self._things[iri],
            labels=self._names(own),
            classes=self._classes(own),
            groups=self._groups(kept),
            missing=self._missing(own, about),
            unread=tuple(sorted(self._unread.items())),
        )

    def _own_and_about(self, iri: str) -> tuple[Said, Said]:
        """The statements of and about the thing: all of them, or of a property that has too many some."""
        crowded = self._crowded(iri)
        if not crowded:
            own = self._said("statements-of", [iri], "value")[iri]
            return own, self._said("statements-about", [iri], "subject")[iri]
        found: tuple[Said, Said] = (defaultdict(list), defaultdict(list))
        for (name, inverse), count in crowded.items():
            query, other = ("some-subjects", "subject") if inverse else ("some-values", "value")
            self._read(self._some(query, iri, name), other, {iri: found[inverse]})
            left = count - (self._most or count)
            reason = reasons().properties.get(local(name), "other")
            if left > 0 and name != str(RDF.type):
                self._unread[reason] = max(self._unread.get(reason, 0), left)
        return found

    def _crowded(self, iri: str) -> dict[tuple[str, bool], int]:
        """How many others each property joins to the thing, where one of them joins too many; else nothing."""
        if self._most is None:
            return {}
        counts = {
            (str(row["property"]), str(row["inverse"]) == "true"): int(str(row["count"]))
            for row in self._select(system_query("crowded", [iri]))
            if row["property"] is not None and str(row["property"]) not in wider_properties()
        }
        return counts if max(counts.values(), default=0) > self._most else {}

    def _some(self, query: str, iri: str, name: str) -> str:
        text = system_query(query).replace("<urn:thing>", URIRef(iri).n3()).replace("<urn:property>", URIRef(name).n3())
        return text.replace("LIMIT 1", f"LIMIT {self._most}")

    def _said(self, query: str, iris: list[str], other: str) -> dict[str, Said]:
        """Statements of or about each IRI: (property, other end) and the records that say it."""
        found: dict[str, Said] = {iri: defaultdict(list) for iri in iris}
        self._read(system_query(query, iris), other, found)
        return found

    def _read(self, query: str, other: str, found: dict[str, Said]) -> None:
        for row in self._select(query):
            if WIDER_TERMS in str(row["record"]) and not self._wider:
                continue
            name, term = row["property"], row[other]
            assert name is not None and term is not None
            found[str(row["thing"])][(name, term)].append(str(row["record"]))

    def _linking(self, about: Said) -> list[str]:
        """Subjects that tie the thing to others and are told as one fact each."""
        subjects = sorted({str(term) for name, term in about if name != RDF.type and isinstance(term, URIRef)})
        found = things(self._select, subjects, self._language)
        self._things |= found
        return [iri for iri, thing in found.items() if thing.kind in reasons().classes and thing.kind != "Record"]

    def _mandates(self, linking: list[str]) -> list[str]:
        """Who holds the posts among ``linking``: a mandate names its post, and only the post its organisation."""
        posts = [iri for iri in linking if self._things[iri].kind == "Post"]
        about = self._said("statements-about", posts, "subject") if posts else {}
        found = [iri for said in about.values() for iri in self._linking(said) if iri not in linking]
        return [iri for iri in found if self._things[iri].kind == "Mandate"]

    def _learn(self, statements: list[Said], iri: str) -> None:
        """Names and kinds of everything met, labels of properties, and what the records say of themselves."""
        terms = {str(term) for said in statements for _, term in said if isinstance(term, URIRef)} | {iri}
        self._things |= things(self._select, terms - set(self._things), self._language)
        properties = {str(name) for said in statements for name, _ in said}
        self._labels = {key: thing.label for key, thing in things(self._select, properties, self._language).items()}
        records = {record for said in statements for found in said.values() for record in found}
        self._evidence, self._record_intervals = evidence(self._select, records, self._language)

    def _direct(self, said: Said, *, inverse: bool) -> list[Fact]:
        facts = []
        for (name, term), records in said.items():
            statement = self._statement(name, term, records, inverse=inverse)
            if name == RDF.type or local(str(name)) in reasons().hidden or (inverse and not isinstance(term, URIRef)):
                continue
            facts.append(Fact(self._reason(statement), None, (statement,), self._interval(records)))
        return facts

    def _interval(self, records: list[str]) -> Interval:
        """The time for which some record says that a statement holds; what a rule infers adds no time of its own."""
        said = [r for r in records if r in self._evidence and self._evidence[r].status != "inferred"]
        found = [self._record_intervals.get(record, Interval()) for record in said] or [Interval()]
        first = min(found, key=lambda interval: interval.start_earliest or date.min)
        last = max(found, key=lambda interval: interval.end_latest or date.max)
        return replace(first, end=last.end, end_earliest=last.end_earliest, end_latest=last.end_latest)

    def _linked(self, node: str, said: Said, iri: str) -> Fact:
        statements = tuple(
            self._statement(name, term, records, inverse=False)
            for (name, term), records in said.items()
            if name != RDF.type and local(str(name)) not in reasons().hidden
        )
        thing = self._things[node]
        towards = tuple(s for s in statements if s.value.thing and s.value.thing.iri == iri)
        away = tuple(s for s in statements if s not in towards)
        return Fact(reasons().classes[thing.kind], thing, towards + away, interval_of(said))

    def _statement(self, name: Identifier, term: Identifier, records: list[str], *, inverse: bool) -> Statement:
        found = tuple(self._evidence[record] for record in records if record in self._evidence)
        label = self._labels.get(str(name), local(str(name)))
        return Statement(str(name), label, self._value(term), found, inverse)

    def _value(self, term: Identifier) -> Value:
        if isinstance(term, URIRef):
            return Value(self._things[str(term)].label, self._things[str(term)])
        assert isinstance(term, Literal)
        return Value(str(term), None, local(str(term.datatype)) if term.datatype else "", term.language or "")

    def _reason(self, statement: Statement) -> str:
        if statement.evidence and all(found.status == "inferred" for found in statement.evidence):
            return "inferred"
        return reasons().properties.get(local(statement.predicate), "other")

    def _groups(self, facts: list[Fact]) -> tuple[FactGroup, ...]:
        grouped: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            grouped[fact.reason].append(fact)
        return tuple(
            FactGroup(name, tuple(self._in_language(grouped[name]))) for name in reasons().order if name in grouped
        )

    def _in_language(self, facts: list[Fact]) -> list[Fact]:
        """Without texts of another language where the reader's language says the same property."""
        spoken = {s.predicate for fact in facts for s in fact.statements if s.value.language == self._language}
        return [
            fact
            for fact in facts
            if fact.about
            or not any(s.predicate in spoken and s.value.language not in ("", self._language) for s in fact.statements)
        ]

    def _names(self, own: Said) -> tuple[tuple[str, str], ...]:
        labels = {
            (term.language or "", str(term)) for name, term in own if name == RDFS.label and isinstance(term, Literal)
        }
        return tuple(sorted(labels))

    def _classes(self, own: Said) -> tuple[Thing, ...]:
        found = [self._things[str(term)] for name, term in own if name == RDF.type and str(term).startswith(str(TG))]
        return tuple(sorted(found, key=lambda thing: (-len(superclasses().get(local(thing.iri), ())), thing.label)))

    def _missing(self, own: Said, about: Said) -> tuple[str, ...]:
        classes = {local(str(term)) for name, term in own if name == RDF.type}
        classes |= {parent for name in classes for parent in superclasses().get(name, ())}
        known = {local(str(name)) for name, _ in own} | {local(str(name)) for name, _ in about}
        expected = [entry for name, entries in reasons().expected.items() if name in classes for entry in entries]
        absent = [entry.partition("|")[0] for entry in expected if not known & set(entry.split("|"))]
        return tuple(dict.fromkeys(absent))


def _turned(own: Said, about: Said) -> tuple[Said, Said]:
    """Statements about the thing read from its own side where their property has an inverse; the others as they are."""
    told: Said = defaultdict(list, {key: list(records) for key, records in own.items()})
    left: Said = defaultdict(list)
    for (name, term), records in about.items():
        inverse = inverses().get(str(name))
        if inverse is None:
            left[(name, term)] += records
        else:
            found = told[(URIRef(inverse), term)]
            found += [record for record in records if record not in found]
    return told, left


def _held(fact: Fact, day: date) -> bool:
    """Whether a fact may have held on a day; what a rule inferred has no dates of its own, and is left out."""
    return fact.reason != "inferred" and fact.interval.holds_on(day)


def interval_of(said: Mapping[tuple[Identifier, Identifier], Any]) -> Interval:
    """The stretch of time that a thing's own dates give it: ``Interval.said``."""
    first: dict[str, str] = {}
    for name, term in said:
        first.setdefault(local(str(name)), str(term))
    return Interval.said(first)


def evidence(select: Select, records: Iterable[str], language: str) -> tuple[dict[str, Evidence], dict[str, Interval]]:
    """What each record says of itself: its evidence, and the time for which it holds where it gives one."""
    wanted = sorted(set(records))
    if not wanted:
        return {}, {}
    rows: dict[str, list[Mapping[str, Identifier | None]]] = defaultdict(list)
    for row in select(system_query("records", wanted)):
        rows[str(row["record"])].append(row)
    cited = {str(row["source"]) for found in rows.values() for row in found}
    known = _sources(select, cited, language)
    intervals = {}
    for record, found in rows.items():
        start, end = found[0]["start"], found[0]["end"]
        if start is not None or end is not None:
            intervals[record] = Interval.of(str(start) if start else None, str(end) if end else None)
    return {record: _one_evidence(record, found, known, language) for record, found in rows.items()}, intervals


def _one_evidence(
    record: str, rows: list[Mapping[str, Identifier | None]], sources: Mapping[str, Source], language: str
) -> Evidence:
    first = rows[0]
    texts = {d.language or "": str(d) for row in rows if isinstance(d := row["description"], Literal)}
    cited = sorted({str(row["source"]) for row in rows})
    return Evidence(
        record=record,
        sources=tuple(sources[iri] for iri in cited if iri in sources),
        locator=str(first["locator"]),
        status=local(str(first["status"])),
        confidence=float(str(first["confidence"])),
        description=best_label(texts, language),
        fact=str(first["factId"] or ""),
        rule=local(str(first["rule"] or "")),
    )


def _sources(select: Select, iris: set[str], language: str) -> dict[str, Source]:
    rows: dict[str, list[Mapping[str, Identifier | None]]] = defaultdict(list)
    for row in select(system_query("sources", sorted(iris))):
        rows[str(row["source"])].append(row)
    publishers = {
        str(row["publisher"]) for found in rows.values() for row in found if isinstance(row["publisher"], URIRef)
    }
    names = things(select, publishers, language)
    untitled = {iri: Source(iri, local(iri), "", "", "") for iri in iris}
    return untitled | {iri: _source(iri, found, names, language) for iri, found in rows.items()}


def _source(iri: str, rows: list[Mapping[str, Identifier | None]], names: Mapping[str, Thing], language: str) -> Source:
    labels = {label.language or "": str(label) for row in rows if isinstance(label := row["label"], Literal)}
    publisher = rows[0]["publisher"]
    title = best_label(labels, language)
    named = names[str(publisher)].label if isinstance(publisher, URIRef) else str(publisher or "")
    address = str(rows[0]["page"] or "")
    if not address and "/id/source/" not in iri and iri.startswith(("http://", "https://")):
        address = iri
    return Source(iri, title, named, str(rows[0]["issued"] or ""), address)

"""Validation against the SHACL shapes, each finding in both languages and with the line it comes from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import InvalidOperation, localcontext
from typing import Literal as OneOf

import pyoxigraph as ox
from rdflib import DCTERMS, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from territory_graph.dates import compatible, is_put_off
from territory_graph.errors import Problem
from territory_graph.ingest.doubts import doubts
from territory_graph.ingest.lexical import is_checked
from territory_graph.ingest.stated import Stated
from territory_graph.ingest.territory import FilePlace, Territory
from territory_graph.messages import translator
from territory_graph.screening import WITHIN_ONE_SOURCE, namers, seen, shapes, suspects
from territory_graph.settings import LANGUAGES
from territory_graph.store.engine import term
from territory_graph.terms import is_iri, node, text
from territory_graph.vocabulary import TG

Severity = OneOf["violation", "warning", "info"]
_SEVERITIES: dict[Node, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_DATES = {str(TG.start), str(TG.end), str(TG.when)}
_BOUNDS = {str(TG.earliest), str(TG.latest)}
"""What follows from a date: sources that contradict each other about the date do so about these."""
_NOT_AFTER = {str(TG.earliest): str(TG.latest), str(TG.startEarliest): str(TG.endLatest)}
"""Days that are not after others: no single source may say otherwise."""
_FIGURES = """
PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?about ?measure ?day WHERE {
  ?figure a tg:Figure ; tg:value ?value .
  OPTIONAL { ?figure tg:about ?about }
  OPTIONAL { ?figure tg:measure ?measure }
  OPTIONAL { ?figure dcterms:date ?date }
  OPTIONAL { ?figure tg:attestedOn ?seen }
  BIND(STR(COALESCE(?date, ?seen, "")) AS ?day)
} GROUP BY ?about ?measure ?day HAVING(COUNT(DISTINCT STR(?value)) > 1)
"""
"""Things of which several figures give one measure of one day, with other values."""
_OF_ABSENCE = {SH.MinCountConstraintComponent, SH.ClassConstraintComponent, SH.SPARQLConstraintComponent}
"""Constraints that more statements may fulfil."""
_LEVELS = (TG.Commune, TG.Department, TG.Region)
"""Kinds of place of which no two bear one INSEE code; a department's may be a region's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a shape: what is wrong with which thing, and where its statements stand.

    ``messages`` are sentences by language; ``path`` is the property's IRI, or empty where the shape concerns the
    whole thing; ``labels`` name the thing; ``kind`` is the key of the check, where its sentence has values in it.
    """

    severity: Severity
    focus: str
    path: str
    messages: Mapping[str, str]
    labels: Mapping[str, str]
    places: tuple[FilePlace, ...]
    kind: str = ""

    @property
    def of_kind(self) -> str:
        """What findings of one kind share: the shape's or the check's sentence, whatever fills it."""
        return self.kind or self.messages[LANGUAGES[0]]


@dataclass(frozen=True, slots=True)
class Testimony:
    """One value that a record gives, with the record and its sources."""

    value: str
    record: str
    sources: tuple[str, ...]
    place: FilePlace | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A property that has one value at most, to which different sources give different values. Both are kept."""

    focus: str
    path: str
    labels: Mapping[str, str]
    testimonies: tuple[Testimony, ...]


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Every finding of the shapes, every contradiction between sources, and what is to be told of the files.

    ``problems`` are those of files of which the rest was read: no finding then says that something is missing, which
    may stand in what could not be read.
    """

    findings: tuple[Finding, ...]
    contradictions: tuple[Contradiction, ...]
    notices: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def violations(self) -> tuple[Finding, ...]:
        """Findings that stop a build."""
        return self.of("violation")

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    def kinds(self, severity: Severity) -> tuple[tuple[Finding, ...], ...]:
        """Findings of one severity, those of one kind together, in the order of the first of each."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.of(severity):
            found[finding.of_kind].append(finding)
        return tuple(map(tuple, found.values()))


def validate(
    quads: Iterable[ox.Quad], territory: Territory | None = None, problems: tuple[Problem, ...] = ()
) -> ValidationReport:
    """The report of the packaged shapes over what some records say, all of it given to pySHACL.

    Findings have the places of the territory's files; without a territory they have none. With ``problems`` of files,
    the statements are those that could be read.

    A property with more values than its shape allows is a contradiction, not a violation, when no single source
    gives too many: sources may disagree, and both are kept. Dates that differ in precision only do not even disagree.
    """
    store = ox.Store()
    store.extend(quads)
    index = _Index(store, territory)
    return _report(index, *_of_shapes(index, problems), territory, problems)


def validate_store(store: ox.Store, territory: Territory, problems: tuple[Problem, ...] = ()) -> ValidationReport:
    """The same report over a whole store, of which pySHACL is given only the things that may break a shape."""
    return _screened(store, territory.description.base, territory, problems)


def validate_things(
    store: ox.Store,
    things: Collection[ox.NamedNode],
    base: str,
    progress: Callable[[float], None] = lambda _: None,
) -> ValidationReport:
    """The same report over some things of a store: what shapes say is of these alone, another finding may be of a thing
    whose statements are not all looked at.

    ``progress`` is called with the share that is done.
    """
    around = ox.Store()
    around.bulk_extend(seen(store, things, base))
    return _screened(around, base, progress=progress, among=things)


def _screened(
    store: ox.Store,
    base: str,
    territory: Territory | None = None,
    problems: tuple[Problem, ...] = (),
    *,
    progress: Callable[[float], None] = lambda _: None,
    among: Collection[ox.NamedNode] | None = None,
) -> ValidationReport:
    """The report, for which pySHACL looks at the things that queries find: ``among`` some, where the store has no more
    than what shapes see of these.
    """
    things = suspects(store, progress)
    if among is not None:
        things &= set(among)
    near = ox.Store()
    near.bulk_extend(seen(store, things | namers(store, things), base))
    found = _of_shapes(_Index(near, territory), problems, {text(thing) for thing in things})
    return _report(_Index(store, territory), *found, territory, problems)


def _report(
    index: _Index,
    findings: list[Finding],
    contradictions: list[Contradiction],
    territory: Territory | None,
    problems: tuple[Problem, ...],
) -> ValidationReport:
    every = [*findings, *index.identifiers(), *index.doubts()]
    return ValidationReport(
        tuple(sorted(every, key=lambda finding: (finding.severity, finding.focus, finding.path))),
        tuple(sorted(contradictions + index.figures(), key=lambda found: (found.focus, found.path))),
        territory.notices if territory else (),
        problems,
    )


def _results(stated: Stated) -> Graph:
    """The validation report of pySHACL on all that records state."""
    import pyshacl  # noqa: PLC0415  it takes a while, and most servers validate nothing

    union = Graph()
    for quad in stated.quads(None, None):
        union.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    with localcontext() as context:
        context.traps[InvalidOperation] = False  # a NaN is in no range, and no reason to stop
        found: tuple[bool, Graph, str] = pyshacl.validate(
            union,
            shacl_graph=shapes(),
            inference="none",
            advanced=False,
            allow_infos=True,
            allow_warnings=True,
        )
    return found[1]


def _of_shapes(
    index: _Index, problems: tuple[Problem, ...], things: Collection[str] | None = None
) -> tuple[list[Finding], list[Contradiction]]:
    """What pySHACL finds, of ``things`` alone where they are given, and which of it sources say against one another."""
    if things is not None and not things:
        return [], []
    results = _results(index.stated)
    findings: list[Finding] = []
    contradictions: list[Contradiction] = []
    for result in results.subjects(RDF.type, SH.ValidationResult):
        if things is not None and str(results.value(result, SH.focusNode)) not in things:
            continue
        finding = index.finding(results, result)
        component = results.value(result, SH.sourceConstraintComponent)
        if problems and component in _OF_ABSENCE:
            continue
        if not index.between_sources(finding, component):
            findings.append(finding)
        elif finding.path in _DATES and index.compatible(finding):
            findings += [finding] if finding.severity == "info" else []
        elif finding.path not in _BOUNDS:
            contradictions.append(index.contradiction(finding))
    return findings, contradictions


class _Index:
    """The statements of a store seen from the outside: which records and sources say each of them."""

    def __init__(self, store: ox.Store, territory: Territory | None) -> None:
        self._store, self._territory = store, territory
        self.stated = Stated(store, territory.description.base if territory else "")

    def finding(self, results: Graph, result: Node) -> Finding:
        focus, path = results.value(result, SH.focusNode), results.value(result, SH.resultPath)
        # A shape may hold within one source only: contradictions between sources are set apart later.
        shape = results.value(result, SH.sourceShape)
        within = shapes().value(shape, WITHIN_ONE_SOURCE) if shape is not None else None
        # pySHACL drops the tags of SPARQL constraints.
        found = [message for message in results.objects(result, SH.resultMessage) if isinstance(message, Literal)]
        tagged = {message.language or _language_of(str(message)): str(message) for message in found}
        fallback = next(iter(tagged.values()), "")
        return Finding(
            severity=_SEVERITIES[within or results.value(result, SH.resultSeverity) or SH.Violation],
            focus=str(focus),
            path=str(path) if isinstance(path, URIRef) else "",
            messages={language: tagged.get(language, fallback) for language in LANGUAGES},
            labels=self._labels(str(focus)),
            places=self._places(str(focus), str(path)),
        )

    def between_sources(self, finding: Finding, component: Node | None) -> bool:
        """Whether what several sources say breaks the shape though nothing that one of them says does."""
        said = self._by_source(finding.focus, finding.path)
        if component == SH.MaxCountConstraintComponent:
            return all(len(values) == 1 for values in said.values())
        if component == SH.LessThanOrEqualsConstraintComponent and finding.path in _NOT_AFTER:
            latest = self._by_source(finding.focus, _NOT_AFTER[finding.path])
            return all(max(days) <= min(latest[source]) for source, days in said.items() if source in latest)
        return False

    def _by_source(self, focus: str, path: str) -> dict[str, set[str]]:
        """The values that each source gives."""
        said: dict[str, set[str]] = defaultdict(set)
        for testimony in self._testimonies(focus, path):
            for source in testimony.sources:
                said[source].add(testimony.value)
        return said

    def compatible(self, finding: Finding) -> bool:
        """Whether dates that differ in precision may all be true: 2012 and 2012-03-19 do not contradict each other.

        Nor does the day from which something is put off contradict its new one.
        """
        previous = [testimony.value for testimony in self._testimonies(finding.focus, str(TG.previousDate))]
        said = {testimony.value for testimony in self._testimonies(finding.focus, finding.path)}
        dates = [text for text in said if not is_put_off(text, previous)]
        return not dates or compatible(dates)

    def contradiction(self, finding: Finding) -> Contradiction:
        """The finding as what sources say against one another."""
        testimonies = self._testimonies(finding.focus, finding.path)
        if finding.path == str(TG.startEarliest):
            testimonies += self._testimonies(finding.focus, str(TG.endLatest))
        return Contradiction(finding.focus, finding.path, finding.labels, testimonies)

    def identifiers(self) -> list[Finding]:
        """Official numbers that cannot be right: borne by two things, of another company, with a wrong check digit."""
        return [
            *self._shared(TG.siren, TG.Actor, "validation.siren-twice"),
            *self._shared(TG.siret, TG.Actor, "validation.siret-twice"),
            *(each for level in _LEVELS for each in self._shared(TG.inseeCode, level, "validation.insee-twice")),
            *self._of_another_company(),
            *self._unchecked(TG.siren, 9, "warning", "validation.siren-unchecked"),
            *self._unchecked(TG.siret, 14, "violation", "validation.siret-unchecked"),
        ]

    def _shared(self, identifier: URIRef, kind: URIRef, key: str) -> Iterator[Finding]:
        """One finding for each thing of a kind that bears the number of another one."""
        bearers: dict[str, set[str]] = defaultdict(set)
        for quad in self.stated.quads(None, identifier):
            bearers[text(quad.object)].add(text(quad.subject))
        for number, every in bearers.items():
            of_kind = (each for each in every if next(self.stated.quads(each, RDF.type, node(kind)), None))
            things = set(of_kind) if len(every) > 1 else set()
            for thing in things if len(things) > 1 else ():
                names = sorted(f"{self._labels(other)[LANGUAGES[0]]} <{other}>" for other in things - {thing})
                yield self._found("violation", thing, identifier, key, number=number, others=", ".join(names))

    def _of_another_company(self) -> Iterator[Finding]:
        for actor, sirets in sorted(self.stated.values(TG.siret).items()):
            owners = {actor, *self.stated.of(actor, TG.siteOf)}
            sirens = {siren for owner in owners for siren in self.stated.of(owner, TG.siren)}
            for siret in sorted(sirets):
                if sirens and siret[:9] not in sirens:
                    values = {"siret": siret, "siren": ", ".join(sorted(sirens))}
                    yield self._found("violation", actor, TG.siret, "validation.siret-of-another", **values)

    def _unchecked(self, identifier: URIRef, length: int, severity: Severity, key: str) -> Iterator[Finding]:
        """Numbers of the right length whose check digit is wrong; a SIREN is kept as its source writes it."""
        unchecked = {
            (text(quad.subject), number)
            for quad in self.stated.quads(None, identifier)
            if re.fullmatch(f"[0-9]{{{length}}}", number := text(quad.object)) and not is_checked(number)
        }
        for thing, number in sorted(unchecked):
            yield self._found(severity, thing, identifier, key, number=number)

    def doubts(self) -> list[Finding]:
        """What may be said and seldom is meant, as warnings."""
        return [
            self._found("warning", doubt.thing, doubt.path, doubt.key, **doubt.values)
            for doubt in doubts(self.stated, date.today())
        ]

    def _found(self, severity: Severity, thing: str, path: URIRef, key: str, **values: str) -> Finding:
        messages = {language: translator(language)(key, **values) for language in LANGUAGES}
        places = self._places(thing, str(path))
        return Finding(severity, thing, str(path), messages, self._labels(thing), places, key)

    def figures(self) -> list[Contradiction]:
        """Cited figures about the same thing, measure and date whose values differ."""
        groups: dict[tuple[str, str], set[str]] = defaultdict(set)
        answer = self._store.query(_FIGURES, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        for solution in answer:
            about, measure, day = (text(value) if value else "" for value in solution)
            about_it = self.stated.quads(None, TG.about, node(about)) if about else ()
            for figure in {text(quad.subject) for quad in about_it}:
                days = self.stated.of(figure, DCTERMS.date) or self.stated.of(figure, TG.attestedOn) or {""}
                if measure in (self.stated.of(figure, TG.measure) or {""}) and day == min(days):
                    groups[about, f"{measure} {day}"].add(figure)
        return [
            Contradiction(about, str(TG.value), self._labels(about), found)
            for (about, _), figures in groups.items()
            if len(figures) > 1
            and (found := tuple(t for figure in sorted(figures) for t in self._testimonies(figure, str(TG.value))))
            and len({testimony.sources for testimony in found}) > 1
        ]

    def _said(self, focus: str, path: str) -> list[tuple[str, str]]:
        """The values of a property, each with the record that gives it."""
        if not (is_iri(focus) and is_iri(path)):
            return []
        return [(text(quad.object), text(quad.graph_name)) for quad in self.stated.quads(focus, URIRef(path))]

    def _testimonies(self, focus: str, path: str) -> tuple[Testimony, ...]:
        found = []
        for value, record in sorted(self._said(focus, path)):
            sources = tuple(sorted(source for source, _ in self._said(record, str(TG.source))))
            found.append(Testimony(value, record, sources, self._place(record, focus)))
        return tuple(found)

    def _places(self, focus: str, path: str) -> tuple[FilePlace, ...]:
        """Where the statements of the property stand; where it has none, where the thing's class is stated."""
        said = self._said(focus, path) or self._said(focus, str(RDF.type))
        places = (self._place(record, focus) for _, record in said)
        return tuple(sorted({place for place in places if place is not None}, key=lambda p: (str(p.file), p.line or 0)))

    def _place(self, record: str, focus: str) -> FilePlace | None:
        return self._territory.place_of(record, focus) if self._territory is not None else None

    def _labels(self, focus: str) -> dict[str, str]:
        found = [quad.object for quad in self.stated.quads(focus, RDFS.label)] if is_iri(focus) else []
        labels = {each.language or "": each.value for each in sorted(found, key=str) if isinstance(each, ox.Literal)}
        fallback = labels.get("fr") or labels.get("") or focus.rpartition("/")[2]
        return {language: labels.get(language, fallback) for language in LANGUAGES}


def _language_of(sentence: str) -> str:
    for template in shapes().objects(None, SH.message):
        if isinstance(template, Literal) and template.language:
            pattern = re.sub(r"\\\{\\\?\w+\\\}", ".*", re.escape(str(template)))
            if re.fullmatch(pattern, sentence):
                return template.language
    return LANGUAGES[0]

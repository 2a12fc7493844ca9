"""Rows turned into records: each row becomes one named graph, with its sources, place, status and confidence."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, XSD

from territory_graph.dates import bounds
from territory_graph.errors import Problem
from territory_graph.ingest.lexical import (
    NUMBERS,
    is_date,
    is_latitude,
    is_longitude,
    is_year,
    proposal,
)
from territory_graph.ingest.schema import RECORD, SELF, SEPARATOR, Column, Subject, Table, Target
from territory_graph.ingest.table import Row
from territory_graph.terms import is_iri, literal, node
from territory_graph.vocabulary import TG, expand, resource

_SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_WIKIDATA, _ENTITY = "http://www.wikidata.org/entity/", re.compile(r"Q[1-9][0-9]{0,11}")
_PATTERNS = NUMBERS | {
    "siren": re.compile(r"[0-9]{9}"),
    "siret": re.compile(r"[0-9]{14}"),
    "rna": re.compile(r"W[0-9]{9}"),
    "ror": re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}"),
    "naf": re.compile(r"[0-9]{2}\.[0-9]{2}[A-Z]"),
    "identifier": re.compile(r"[A-Za-z][A-Za-z0-9-]*:\S[^;]*"),
    "country": re.compile(r"[A-Z]{2}"),
    "insee": re.compile(r"[0-9]{2}|2[AB]|[0-9]{3}|[0-9]{5}|2[AB][0-9]{3}"),
}
_DATATYPES = {"amount": XSD.decimal, "decimal": XSD.decimal, "integer": XSD.integer}
_BOUNDS = {
    TG.start: (TG.startEarliest, TG.startLatest),
    TG.end: (TG.endEarliest, TG.endLatest),
    TG.when: (TG.earliest, TG.latest),
}
Term = ox.NamedNode | ox.Literal
Cells = dict[str, tuple[Term, ...]]
"""The terms of a row's cells, by column."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell that names another thing, to be looked for once every file is read."""

    iri: str
    kind: str
    text: str
    row: Row
    column: str


@dataclass(slots=True)
class RecordSet:
    """What the rows of all tables say: statements, references to check, problems.

    ``rows`` is the row behind what a graph says of a subject; ``announced`` the things that rows speak of, those of
    rows with a problem included; ``whole`` is whether every row of every table could be read.
    """

    quads: list[ox.Quad] = field(default_factory=list)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    announced: set[str] = field(default_factory=set)
    whole: bool = True
    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    doubtful: list[Problem] = field(default_factory=list)


class TableRecords:
    """Turns the rows of one table into records of a territory.

    ``base`` is the IRI under which the territory's resources lie.
    """

    def __init__(self, table: Table, base: str, into: RecordSet) -> None:
        self._table = table
        self._base = base
        self._into = into
        self._needed = {column.name for column in table.columns if column.required}
        self._pairs: Counter[str] = Counter()
        self._readers: dict[str, Callable[[str, Column], Term | None]] = {
            "slug": lambda cell, _: ox.Literal(cell) if _SLUG.fullmatch(cell) else None,
            "text": lambda cell, column: ox.Literal(cell, language=column.language),
            "plain": lambda cell, _: ox.Literal(cell),
            "date": lambda cell, _: ox.Literal(cell) if is_date(cell) else None,
            "year": lambda cell, _: literal(cell, XSD.gYear) if is_year(cell) else None,
            "url": lambda cell, _: node(cell) if _URL.fullmatch(cell) and is_iri(cell) else None,
            "wikidata": lambda cell, _: node(f"{_WIKIDATA}{cell}") if _ENTITY.fullmatch(cell) else None,
            "latitude": lambda cell, _: literal(cell, XSD.decimal) if is_latitude(cell) else None,
            "longitude": lambda cell, _: literal(cell, XSD.decimal) if is_longitude(cell) else None,
            "choice": lambda cell, column: self._meaning(column.values[cell]) if cell in column.values else None,
        }

    def add(self, rows: tuple[Row, ...]) -> None:
        """Adds the record of every row; a row with a problem, or without a column that its table needs, adds none."""
        ids: dict[str, Row] = {}
        for row in rows if self._table.has_id else ():
            name = row.cells.get("id", "")
            # The identifier of a concept is its own within its list.
            scheme = row.cells.get("scheme")
            key = f"{scheme}/{name}" if scheme else name
            if not name:  # told as an empty cell
                continue
            if key in ids:
                other = ids[key]
                first = other.line if other.file == row.file else f"{other.line} ({other.file.name})"
                self._problem("duplicate-id", row, "id", value=name, first=first)
            ids.setdefault(key, row)
        for row in rows:
            before = len(self._into.problems)
            cells = {column.name: self._terms(row, column) for column in self._table.columns}
            contradicted = self._contradicted(row, ids)
            self._look_at_locator(row)
            # Its things are noted even where it has a problem: what refers to them is no problem of its own.
            for subject in self._table.subjects:
                if all(_SLUG.fullmatch(row.cells.get(name, "")) for name in subject.named_by):
                    self._into.announced.add(str(resource(self._base, subject.path.format_map(row.cells))))
            if len(self._into.problems) == before and self._needed <= row.cells.keys():
                self._record(row, cells, contradicted)

    def _contradicted(self, row: Row, ids: dict[str, Row]) -> Row:
        """The row whose thing this row speaks of: itself, or the one at the end of those that it contradicts."""
        other = row.cells.get("contradicts", "")
        if other and other not in ids:
            nearest = ", ".join(difflib.get_close_matches(other, ids, n=3)) or "-"
            self._problem("unknown-row", row, "contradicts", value=other, nearest=nearest)
        chain = [row]
        while (found := ids.get(chain[-1].cells.get("contradicts", ""))) is not None:
            if found in chain:  # rows that contradict one another in a circle speak of the first one's thing
                return min(chain, key=lambda each: each.line)
            chain.append(found)
        return chain[-1]

    def _look_at_locator(self, row: Row) -> None:
        """Of several sources, each may have its place: “one : page 3 ; another : § 2”. It names none but them."""
        sources = [part.strip() for part in row.cells.get("source", "").split(SEPARATOR)]
        named = [part.partition(" : ")[0] for part in row.cells.get("locator", "").split(" ; ") if " : " in part]
        if len(sources) > 1 and set(named) & set(sources):
            for name in named:
                if name not in sources:
                    self._problem("locator-of-other", row, "locator", value=name, sources=", ".join(sources))

    def _terms(self, row: Row, column: Column) -> tuple[Term, ...]:
        """The terms that a cell stands for; a problem for each part that cannot be one."""
        cell = row.cells.get(column.name, "")
        parts = [part.strip() for part in cell.split(SEPARATOR)] if column.many else [cell]
        if not any(parts) and column.required and column.name in row.cells:
            self._problem("missing-value", row, column.name)
        terms = [self._term(part, row, column) for part in parts if part]
        return tuple(term for term in terms if term is not None)

    def _term(self, cell: str, row: Row, column: Column) -> Term | None:
        if column.kind.partition(":")[0] == "ref":
            kind = column.refers_to or cell.partition("/")[0]
            name = cell if column.refers_to else cell.partition("/")[2]
            if not (_SLUG.fullmatch(name) and _SLUG.fullmatch(kind)):
                self._problem("bad-reference", row, column.name, value=cell)
                return None
            iri = resource(self._base, f"{kind}/{name}")
            self._into.references.append(Reference(str(iri), kind, cell, row, column.name))
            return node(iri)
        kind = column.kind.partition("@")[0]
        reader = self._readers.get(kind, self._matching)
        term = reader(cell, column)
        if term is None:
            self._problem(f"bad-{kind}", row, column.name, value=cell, **_remedy(kind, cell, column))
        return term

    def _matching(self, cell: str, column: Column) -> Term | None:
        if not _PATTERNS[column.kind].fullmatch(cell):
            return None
        datatype = _DATATYPES.get(column.kind)
        return literal(cell, datatype) if datatype else ox.Literal(cell)

    def _meaning(self, text: str) -> Term:
        """The term that ``tables.toml`` writes as a literal, a full IRI, a prefixed name or a path under the base."""
        if text.startswith('"'):
            return ox.Literal(text.strip('"'))
        if text.startswith("<"):
            return ox.NamedNode(text.strip("<>"))
        return node(expand(text) if ":" in text else resource(self._base, text))

    def _record(self, row: Row, cells: Cells, about: Row) -> None:
        """Adds the statements of one row in its own graph, and what the record says of itself beside it."""
        graph = self._graph(row)
        names = row.cells | {"id": about.cells.get("id", "")}
        subjects = {
            subject.name: subject
            for subject in self._table.subjects
            if not subject.needs or any(_is_met(need, row.cells) for need in subject.needs)
        }
        nodes = {
            name: node(resource(self._base, subject.path.format_map(about.cells if name == SELF else names)))
            for name, subject in subjects.items()
        }
        for name, subject in subjects.items():
            self._into.rows.setdefault((graph.value, nodes[name].value), row)
            for predicate, term in self._constants(subject, cells, names):
                self._into.quads.append(ox.Quad(nodes[name], predicate, term, graph))
        for column in self._table.columns:
            for target in column.targets:
                if target.subject == RECORD:
                    self._state(graph, target, cells[column.name], self._records_graph, cells)
                elif target.subject in nodes:
                    terms = self._targets(column, row, cells[column.name])
                    self._state(nodes[target.subject], target, terms, graph, cells)
        if not self._table.editorial:
            self._into.rows.setdefault((self._records_graph.value, graph.value), row)
            self._complete_record(graph, cells)

    def _graph(self, row: Row) -> ox.NamedNode:
        if self._table.editorial:
            return node(resource(self._base, f"graph/table-{self._table.name}"))
        if self._table.has_id:
            name = row.cells["id"]
        else:  # named after its pair, numbered from its second row on
            name = f"{row.cells['actor']}-{row.cells['partner']}"
            self._pairs[name] += 1
            name = name if self._pairs[name] == 1 else f"{name}/{self._pairs[name]}"
        return node(resource(self._base, f"record/{self._table.name}/{name}"))

    def _constants(self, subject: Subject, cells: Cells, names: dict[str, str]) -> Iterator[tuple[ox.NamedNode, Term]]:
        if subject.class_name.startswith("@"):
            yield node(RDF.type), cells[subject.class_name[1:]][0]
        elif subject.class_name:
            yield node(RDF.type), node(expand(subject.class_name))
        for name, text in subject.always.items():
            yield node(expand(name)), self._meaning(text.format_map(names))

    def _targets(self, column: Column, row: Row, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        """A slug that names a resource stands for its IRI; every other cell for the terms read."""
        if not (column.path and terms):
            return terms
        path = column.path.format_map(row.cells)
        iri = resource(self._base, path)
        cell, kind = row.cells[column.name], path.partition("/")[0]
        self._into.references.append(Reference(str(iri), kind, cell, row, column.name))
        return (node(iri),)

    def _state(
        self, thing: ox.NamedNode, target: Target, terms: tuple[Term, ...], graph: ox.NamedNode, cells: Cells
    ) -> None:
        """A property of a thing, with the days that follow from its dates and that no other cell of the row says."""
        predicate = expand(target.property)
        for term in terms:
            self._into.quads.append(ox.Quad(thing, node(predicate), term, graph))
            # The first and last possible day of a date, beside the date as said.
            days = bounds(term.value) if predicate in _BOUNDS else ()
            for name, day in zip(_BOUNDS.get(predicate, ()), days, strict=True):
                self._into.quads.append(ox.Quad(thing, node(name), literal(day.isoformat(), XSD.date), graph))
        if terms and predicate == TG.attested:
            self._into.quads.extend(_days_attested(thing, [bounds(term.value) for term in terms], graph, cells))

    def _complete_record(self, graph: ox.NamedNode, cells: Cells) -> None:
        """What a record says when its cells are empty: stated by the source, read with full confidence."""
        records = self._records_graph
        self._into.quads.append(ox.Quad(graph, node(RDF.type), node(TG.Record), records))
        if not cells["status"]:
            stated = node(resource(self._base, "status/stated"))
            self._into.quads.append(ox.Quad(graph, node(TG.status), stated, records))
        if not cells["confidence"]:
            self._into.quads.append(ox.Quad(graph, node(TG.confidence), literal("1", XSD.decimal), records))

    @property
    def _records_graph(self) -> ox.NamedNode:
        return node(resource(self._base, "graph/table-records"))

    def _problem(self, code: str, row: Row, column: str, **fields: Any) -> None:
        self._into.problems.append(Problem(code, row.file, row.line, column, fields))


def editorial_records(base: str, table_names: list[str]) -> Iterator[ox.Quad]:
    """The records of the graphs that hold no facts: lists of sources and words, and the list of records itself."""
    records = node(resource(base, "graph/table-records"))
    graphs = [records, *(node(resource(base, f"graph/table-{name}")) for name in table_names)]
    for graph in graphs:
        yield from record_statements(graph, records, base, status="editorial", source="source/editorial", locator="-")


def record_statements(
    graph: ox.NamedNode, records: ox.NamedNode, base: str, *, status: str, source: str, locator: str
) -> Iterator[ox.Quad]:
    """What the record of ``graph`` says of itself, in the graph ``records``; its confidence is 1."""
    for predicate, term in (
        (RDF.type, node(TG.Record)),
        (TG.source, node(resource(base, source))),
        (TG.locator, ox.Literal(locator)),
        (TG.status, node(resource(base, f"status/{status}"))),
        (TG.confidence, literal("1", XSD.decimal)),
    ):
        yield ox.Quad(graph, node(predicate), term, records)


def _is_met(need: str, cells: Mapping[str, str]) -> bool:
    """Whether a row has what a subject needs: ``column``, which is filled, ``column=word``, or ``!column``, empty."""
    name, asks_for_word, word = need.partition("=")
    if asks_for_word:
        return cells.get(name, "") == word
    return not cells.get(name[1:], "") if name.startswith("!") else bool(cells.get(name, ""))


def _days_attested(
    thing: ox.NamedNode, spans: list[tuple[date, date]], graph: ox.NamedNode, cells: Cells
) -> Iterator[ox.Quad]:
    """The days of attestations; of a month or a year, that the state had begun by its end and not ended before it."""
    days = {(TG.attestedOn, first) for first, last in spans if first == last}
    if any(first != last for first, last in spans):
        ends = [bounds(end.value)[1] for end in cells.get("end", ())]
        days |= set() if cells.get("start") else {(TG.startLatest, min([*ends, *(last for _, last in spans)]))}
        days |= set() if ends else {(TG.endEarliest, max(first for first, _ in spans))}
    for name, day in sorted(days):
        yield ox.Quad(thing, node(name), literal(day.isoformat(), XSD.date), graph)


def _remedy(kind: str, cell: str, column: Column) -> dict[str, str]:
    """What to write instead, as far as it can be known."""
    if kind == "choice":
        nearest = difflib.get_close_matches(cell, column.values, n=1)
        return {"allowed": ", ".join(column.values), "nearest": nearest[0] if nearest else "-"}
    return {"proposal": proposal(kind, cell)} if kind in NUMBERS else {}

"""Drafts: what a proposal would write, as statements made by the code that reads tables, and what is wrong with it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox
from rdflib import FOAF, PROV, RDF, SDO, URIRef

from territory_graph.causes import of_kind
from territory_graph.contributions.proposals import Proposal
from territory_graph.errors import Problem
from territory_graph.facts.ontology import public_kinds
from territory_graph.ingest import table as files
from territory_graph.ingest.records import RecordSet, TableRecords, editorial_records
from territory_graph.ingest.rules import is_written_by_builds
from territory_graph.ingest.schema import Row, Table, tables
from territory_graph.ingest.table import spoilt
from territory_graph.spelling import folded
from territory_graph.terms import is_iri, node, states, text
from territory_graph.vocabulary import TG, UPDATES_GRAPH, expand, resource

LONGEST_WHY = 2000
_FEW = 12
"""Known things of a kind that are all told where none is like what a cell names: the words of a list."""
_OFFICES = """
PREFIX tg: <{tg}>
ASK {{ ?mandate tg:holder <{person}> ; tg:post ?post . ?post tg:postIn ?body . ?body a tg:PublicBody }}
"""
_TYPE, _RECORD, _BODY = node(RDF.type), node(TG.Record), node(TG.PublicBody)
_HOLDER, _POST, _POST_IN = node(TG.holder), node(TG.post), node(TG.postIn)
_PERSONS = {str(each) for each in (TG.Person, FOAF.Person, SDO.Person, "http://schema.org/Person")}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a proposal would do: statements to add, records that it would make, put out of force, dispute or restore.

    ``rows`` is the place among the proposal's rows of the row behind each record.
    """

    quads: frozenset[ox.Quad] = frozenset()
    made: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    rows: Mapping[str, int] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def records(self) -> tuple[str, ...]:
        """The records that it is about."""
        return tuple(sorted({*self.made, *self.ended, *self.disputed, *self.restored}))


class Drafter:
    """Makes drafts for one version of a store: it knows which things and records there are, and were."""

    def __init__(self, store: ox.Store, base: str) -> None:
        self._store = store
        self._base = base
        self._updates = node(resource(base, UPDATES_GRAPH))

    def completed(self, proposal: Proposal) -> Proposal:
        """The proposal with an identifier in each row that needs one and has none, made of what the row says."""
        given: set[tuple[str, str]] = set()
        rows = []
        for row in proposal.rows:
            table, completed = tables().get(row.table), row
            if table is not None and table.has_id and not row.cells.get("id", "").strip():
                name = self._free_name(table, row, given)
                given.add((row.table, name))
                completed = replace(row, cells={**row.cells, "id": name})
            rows.append(completed)
        return replace(proposal, rows=tuple(rows))

    def draft(self, proposal: Proposal) -> Draft:
        """What the proposal would write, and every problem with it."""
        problems = list(_of_proposal(proposal))
        named, unknown = self._named(proposal)
        problems += unknown
        records, places = self._read(proposal, problems)
        problems += records.problems
        problems += self._unknown_references(records)
        renamed = {graph: self._free(graph) for graph in places if self._taken(graph)}
        problems += self._other_words(records)
        problems += self._private_persons(proposal)
        stated = self._stated(proposal, problems)
        problems += self._strangers(stated)
        quads = frozenset(_moved(records.quads, renamed)) | stated
        made = sorted({text(quad.subject) for quad in quads if quad.predicate == _TYPE and quad.object == _RECORD})
        own = {renamed.get(graph, graph): place for graph, place in places.items()}
        graphs = {text(quad.graph_name) for quad in stated}
        return Draft(
            quads,
            tuple(record for record in made if record in own or (record in graphs and not self._is_written(record))),
            named if proposal.kind in ("correct", "withdraw") else self._replacing(proposal, named),
            named if proposal.kind == "dispute" else (),
            named if proposal.kind == "restore" else (),
            own,
            tuple(problems),
        )

    # What is there

    def holds(self, record: str) -> bool:
        """Whether the record is in force."""
        return states(self._store, None, None, None, node(record))

    def was(self, record: str) -> bool:
        """Whether a contribution made the record, or put it out of force."""
        return any(
            states(self._store, None, node(predicate), node(record), self._updates)
            for predicate in (PROV.generated, PROV.invalidated)
        )

    def knows(self, thing: str) -> bool:
        """Whether some record describes the thing."""
        return states(self._store, node(thing), _TYPE, None)

    # What rows say

    def _read(self, proposal: Proposal, problems: list[Problem]) -> tuple[RecordSet, dict[str, int]]:
        """What the rows say, the sources first; and for each record the place of its row."""
        records = RecordSet()
        places: dict[str, int] = {}
        for name, table in tables().items():
            rows = tuple(
                _as_file_row(row, place, table) for place, row in enumerate(proposal.rows) if row.table == name
            )
            problems += spoilt(rows)
            TableRecords(table, self._base, records).add(rows)
        for (graph, _), row in records.rows.items():
            places.setdefault(graph, row.line - 1)
        editorial = [
            name
            for name, table in tables().items()
            if table.editorial and str(resource(self._base, f"graph/table-{name}")) in places
        ]
        if records.quads:
            records.quads += editorial_records(self._base, editorial)
        return records, {graph: place for graph, place in places.items() if "/graph/" not in graph}

    def _stated(self, proposal: Proposal, problems: list[Problem]) -> frozenset[ox.Quad]:
        """The proposal's own statements, their records under names that are free."""
        quads = frozenset(ox.parse(proposal.statements, format=ox.RdfFormat.N_QUADS))
        graphs = {text(quad.graph_name) for quad in quads}
        written = {self._updates.value, *(graph for graph in graphs if is_written_by_builds(graph, self._base))}
        for graph in sorted(written & graphs):
            problems.append(Problem("written-by-builds", Path("-"), fields={"graph": graph}))
        renamed = {g: self._free(g) for g in graphs if not self._is_written(g) and self._taken(g)}
        return frozenset(_moved(quads, renamed))

    def _strangers(self, stated: frozenset[ox.Quad]) -> Iterator[Problem]:
        """The persons of statements who hold no public office, neither known nor stated."""
        kinds = {expand(tables()["actors"].column("kind").values[kind]) for kind in public_kinds()}
        bodies = {quad.subject for quad in stated if quad.predicate == _TYPE and URIRef(text(quad.object)) in kinds}
        places = [quad for quad in stated if quad.predicate == _POST_IN and isinstance(quad.object, ox.NamedNode)]
        posts = {q.subject for q in places if q.object in bodies or states(self._store, q.object, _TYPE, _BODY)}
        mandates = {quad.subject for quad in stated if quad.predicate == _POST and quad.object in posts}
        public = {text(quad.object) for quad in stated if quad.predicate == _HOLDER and quad.subject in mandates}
        for quad in sorted(stated, key=str):
            person = text(quad.subject)
            stranger = quad.predicate == _TYPE and text(quad.object) in _PERSONS and person not in public
            if stranger and not self._store.query(_OFFICES.format(person=person, tg=TG)):
                yield Problem("no-public-office", Path("-"), column="person", fields={"person": person})

    def _unknown_references(self, records: RecordSet) -> Iterator[Problem]:
        """Cells that name a thing which neither the store nor another row describes."""
        for reference in records.references:
            if reference.iri not in records.announced and not self.knows(reference.iri):
                name = reference.iri.rpartition("/")[2]
                prefix = str(resource(self._base, f"{reference.kind}/"))
                known = {
                    text(quad.subject).removeprefix(prefix)
                    for quad in self._store.quads_for_pattern(None, _TYPE, None, None)
                    if text(quad.subject).startswith(prefix)
                }
                nearest = difflib.get_close_matches(name, sorted(known), n=3) or (
                    sorted(known) if len(known) <= _FEW else []
                )
                kind, told = of_kind(reference.kind), ", ".join(nearest) or "-"
                fields = {"value": reference.text, "kind": kind, "nearest": told}
                row = reference.row
                yield Problem("unknown-reference", row.file, row.line, reference.column, fields)

    def _private_persons(self, proposal: Proposal) -> Iterator[Problem]:
        """Mandates of persons who hold no public office, neither known nor among the rows."""
        rows = [(place, row.cells) for place, row in enumerate(proposal.rows, 1) if row.table == "mandates"]
        public = {cells.get("person") for _, cells in rows if self._is_public(cells.get("organisation", ""), proposal)}
        for place, cells in rows:
            person = cells.get("person", "")
            if person and person not in public and not self._holds_public_office(person):
                fields = {"person": cells.get("person_name") or person}
                yield Problem("no-public-office", Path("mandates"), place, "person", fields)

    def _is_public(self, actor: str, proposal: Proposal) -> bool:
        """Whether an actor is a public body, as the store or a row of the proposal says."""
        thing = resource(self._base, f"actor/{actor}")
        rows = (row.cells for row in proposal.rows if row.table == "actors")
        kinds = {cells.get("kind") for cells in rows if cells.get("id") == actor}
        return bool(kinds & public_kinds()) or (is_iri(str(thing)) and states(self._store, node(thing), _TYPE, _BODY))

    def _holds_public_office(self, person: str) -> bool:
        found = self._store.query(_OFFICES.format(person=resource(self._base, f"person/{slug(person)}"), tg=TG))
        return bool(found)

    def _other_words(self, records: RecordSet) -> Iterator[Problem]:
        """Rows of sources and words that bear the identifier of another one: what a list says, it says once."""
        for (graph, thing), row in records.rows.items():
            if not tables()[row.file.name].editorial or not self.knows(thing):
                continue
            own = node(thing)
            said = (quad for quad in records.quads if quad.subject == own and text(quad.graph_name) == graph)
            if not all(states(self._store, quad.subject, quad.predicate, quad.object) for quad in said):
                fields = {"value": row.cells["id"], "table": row.file.name}
                yield Problem("known-id", row.file, row.line, "id", fields)

    def _named(self, proposal: Proposal) -> tuple[tuple[str, ...], list[Problem]]:
        """The records that the proposal names, and those of them that there are not."""
        found, problems = [], []
        for record in dict.fromkeys(proposal.records):
            if is_iri(record) and self._is_named(proposal, record):
                found.append(record)
            elif proposal.kind == "restore":
                problems.append(Problem("nothing-to-restore", Path("-"), fields={"record": record}))
            else:
                problems.append(Problem("no-record", Path("-"), fields={"record": record}))
        return tuple(found), problems

    def _is_named(self, proposal: Proposal, record: str) -> bool:
        if proposal.kind == "restore":
            return self.is_disputed(record) or (self.was(record) and not self.holds(record))
        return self.holds(record) and not self._is_written(record)

    def _replacing(self, proposal: Proposal, named: tuple[str, ...]) -> tuple[str, ...]:
        """The records that corrections put in the place of those which are to be restored: they go again."""
        ending = {
            quad.subject
            for record in (named if proposal.kind == "restore" else ())
            if not self.holds(record)
            for quad in self._store.quads_for_pattern(None, node(PROV.invalidated), node(record), self._updates)
        }
        made = {
            text(quad.object)
            for act in ending
            for quad in self._store.quads_for_pattern(act, node(PROV.generated), None, self._updates)
        }
        return tuple(sorted(record for record in made if self.holds(record)))

    def is_disputed(self, record: str) -> bool:
        """Whether the record is shown as disputed since a contribution disputed it."""
        status = node(resource(self._base, "status/disputed"))
        acted = states(self._store, None, node(PROV.influenced), node(record), self._updates)
        return acted and states(self._store, node(record), node(TG.status), status)

    def _is_written(self, record: str) -> bool:
        """Whether a graph is no record of a fact: a list of words, or what rules infer."""
        path = record.removeprefix(str(resource(self._base, "")))
        return not path.startswith("record/") or path.startswith(("record/inferred/", "record/wider/"))

    # The names of records

    def _free(self, graph: str) -> str:
        number = 2
        while self._taken(f"{graph}/{number}"):
            number += 1
        return f"{graph}/{number}"

    def _taken(self, record: str) -> bool:
        return self.holds(record) or self.was(record)

    def _free_name(self, table: Table, row: Row, given: Collection[tuple[str, str]]) -> str:
        """A name that no thing of the table has, made of the row's name, or of what it refers to and when."""
        said = row.cells.get("name") or row.cells.get("title") or row.cells.get("label_fr") or ""
        if not said:
            told = [
                row.cells.get(c.name, "") for c in table.columns if c.kind.startswith("ref:") and c.name != "source"
            ]
            dated = next(
                (row.cells[name] for name in ("signed", "when", "date", "start", "year") if row.cells.get(name)), ""
            )
            said = " ".join([row.cells.get("person", ""), *told[:3], dated])
        name = slug(said)[:60].strip("-") or row.table
        number, free = 1, name
        while (row.table, free) in given or self._is_there(table, row, free):
            number += 1
            free = f"{name}-{number}"
        return free

    def _is_there(self, table: Table, row: Row, name: str) -> bool:
        cells = {column.name: row.cells.get(column.name, "") for column in table.columns}
        path = table.subjects[0].path.format_map({**cells, "id": name})
        return self.knows(str(resource(self._base, path))) or self._taken(
            str(resource(self._base, f"record/{table.name}/{name}"))
        )


def slug(words: str) -> str:
    """Words as an identifier.

    >>> slug("Convention d’Été, 2023")
    'convention-d-ete-2023'
    """
    return "-".join(re.findall(r"[a-z0-9]+", folded(words)))


def _as_file_row(row: Row, place: int, table: Table) -> files.Row:
    """The row as tables are read: every column is there, outer spaces are not."""
    cells = {column.name: row.cells.get(column.name, "").strip() for column in table.columns}
    return files.Row(Path(table.name), place + 1, cells)


def _of_proposal(proposal: Proposal) -> Iterator[Problem]:
    """What is wrong with a proposal whatever the store holds."""
    nothing = Path("-")
    if not proposal.why.strip():
        yield Problem("no-why", nothing)
    elif len(proposal.why) > LONGEST_WHY:
        yield Problem("long-why", nothing, fields={"limit": LONGEST_WHY})
    if proposal.kind in ("add", "correct") and not (proposal.rows or proposal.statements):
        yield Problem("no-rows", nothing)
    if proposal.kind not in ("add", "correct") and proposal.rows:
        yield Problem("rows-unread", nothing)
    if proposal.kind == "add" and proposal.records:
        yield Problem("add-names-records", nothing)
    if proposal.kind != "add" and not proposal.records:
        yield Problem("no-records", nothing)
    for place, row in enumerate(proposal.rows, 1):
        if row.table not in tables():
            nearest = ", ".join(difflib.get_close_matches(row.table, tables(), n=1)) or ", ".join(tables())
            yield Problem("unknown-table", Path(row.table), place, fields={"nearest": nearest})
            continue
        known = [column.name for column in tables()[row.table].columns]
        for name in row.cells.keys() - set(known):
            near = difflib.get_close_matches(name, known, n=1)
            fields = {"table": row.table, "nearest": "".join(near), "known": ", ".join(known)}
            code = "unknown-column-near" if near else "unknown-column"
            yield Problem(code, Path(row.table), place, name, fields)


def _moved(quads: Iterable[ox.Quad], renamed: Mapping[str, str]) -> Iterator[ox.Quad]:
    """The statements with some records under other names."""
    for quad in quads:
        subject, graph = (renamed.get(text(term)) for term in (quad.subject, quad.graph_name))
        yield ox.Quad(
            node(subject) if subject else quad.subject,
            quad.predicate,
            quad.object,
            node(graph) if graph else quad.graph_name,
        )

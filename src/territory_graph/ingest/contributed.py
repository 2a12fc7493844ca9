"""Contributions: what people brought in, corrected, disputed or withdrew, as files beside a territory's tables.

A contribution is one TriG file in ``contributions/``. It is written once and never changed: who, when and why as a
``prov:Activity`` in the graph of updates, and the records that it makes. Their names begin with the moment at which
they were accepted, so that the order of names is the order in which they count.

::

    tables, TriG ──▶ first contribution ──▶ second … ──▶ what stands: records in force, some of them disputed

Nothing is deleted: a record that a contribution withdraws is passed over, and counts again where one restores it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal as OneOf
from typing import get_args

import pyoxigraph as ox
from rdflib import DC, DCTERMS, PROV, RDF, RDFS, XSD, URIRef

from territory_graph.errors import Problem
from territory_graph.ingest.journal import agent_name
from territory_graph.ingest.rdf import RdfFile, read_trig
from territory_graph.ingest.records import record_statements
from territory_graph.ingest.unread import unreadable
from territory_graph.settings import own_folder
from territory_graph.terms import literal, node, text
from territory_graph.vocabulary import TG, UPDATES_GRAPH, resource

FOLDER = "contributions"
Kind = OneOf["add", "correct", "dispute", "withdraw", "restore", "update", "put", "post", "delete"]
"""What a contribution does; the last four are updates of the store, which were kept."""
UPDATES: tuple[Kind, ...] = ("update", "put", "post", "delete")
KINDS = tuple(kind for kind in get_args(Kind) if kind not in UPDATES)

_TYPE, _STATUS = node(RDF.type), node(TG.status)


@dataclass(frozen=True, slots=True)
class Contribution:
    """A proposal that was accepted: who brought it and who accepted it, when, why, and what became of which records.

    ``name`` is that of its file without the suffix. ``made`` are the records that it brought in or brought back,
    ``ended`` those that it put out of force, ``disputed`` those that it disputes.
    """

    name: str
    kind: Kind
    author: str
    reviewer: str
    sent: datetime
    accepted: datetime
    why: str
    made: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The identifier under which it was proposed."""
        return self.name.rpartition("-")[2]

    @property
    def records(self) -> tuple[str, ...]:
        """The records that it is about."""
        return (*self.made, *self.ended, *self.disputed)


@dataclass(frozen=True, slots=True)
class ContributionFile:
    """A contribution as its file tells it, with the statements of its records and the lines of them all.

    ``without`` are the statements that it takes out: an update may take out some of a record's.
    """

    contribution: Contribution
    rdf: RdfFile
    without: frozenset[ox.Quad] = frozenset()

    @property
    def quads(self) -> tuple[ox.Quad, ...]:
        """Its statements, those about itself included."""
        return self.rdf.quads


@dataclass(frozen=True, slots=True)
class Contributed:
    """The contributions of a territory, the first first, and what is wrong with their files."""

    files: tuple[ContributionFile, ...] = ()
    problems: tuple[Problem, ...] = ()


def name_of(accepted: datetime, identifier: str) -> str:
    """The name of a contribution's file: the moment at which it was accepted, and the identifier of the proposal."""
    return f"{accepted.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{identifier}"


def contributions_folder(folder: Path) -> Path:
    """Where the contributions to the territory in ``folder`` are kept."""
    return own_folder(folder) / FOLDER


def contribution_files(folder: Path) -> list[Path]:
    """The files of a territory's contributions, the first first; hidden ones are still being written."""
    paths = contributions_folder(folder).glob("*.trig")
    return sorted(path for path in paths if not path.name.startswith("."))


def read_contributions(folder: Path, base: str) -> Contributed:
    """The contributions of the territory in ``folder``."""
    files: list[ContributionFile] = []
    problems: list[Problem] = []
    for path in contribution_files(folder):
        try:
            rdf = read_trig(path, base)
        except OSError as error:
            problems.append(unreadable(path, error))
            continue
        problems += rdf.problems
        if not rdf.problems:
            told = contribution_in(rdf.quads, path.stem, base)
            if told is None:
                problems.append(Problem("no-contribution", path))
            else:
                files.append(_file(told, rdf, base))
    return Contributed(tuple(files), tuple(problems))


def without_graphs(graphs: Iterable[str], name: str, base: str) -> dict[str, ox.NamedNode]:
    """The graphs of a contribution's file that hold what it takes out of others."""
    numbered = enumerate(sorted(graphs), 1)
    return {graph: node(resource(base, f"update/{name}/without/{number}")) for number, graph in numbered}


def _file(told: Contribution, rdf: RdfFile, base: str) -> ContributionFile:
    """The file with what it takes out set apart."""
    aside = str(resource(base, f"update/{told.name}/without/"))
    of = {quad.subject: quad.object for quad in rdf.quads if text(quad.subject).startswith(aside)}
    without = frozenset(
        ox.Quad(quad.subject, quad.predicate, quad.object, node(text(of[graph])))
        for quad in rdf.quads
        if isinstance(graph := quad.graph_name, ox.NamedNode) and graph in of
    )
    kept = tuple(quad for quad in rdf.quads if quad.graph_name not in of and quad.subject not in of)
    lines = {key: line for key, line in rdf.lines.items() if not key[0].startswith(aside)}
    return ContributionFile(told, replace(rdf, quads=kept, lines=lines), without)


def contribution_statements(told: Contribution, base: str) -> Iterator[ox.Quad]:
    """What a contribution says of itself, in the graph of updates."""
    graph, thing = node(resource(base, UPDATES_GRAPH)), node(resource(base, f"update/{told.name}"))
    author, reviewer = (node(resource(base, f"agent/{agent_name(name)}")) for name in (told.author, told.reviewer))
    yield from record_statements(graph, graph, base, status="editorial", source="source/editorial", locator="-")
    for agent, name in ((author, told.author), (reviewer, told.reviewer)):
        yield ox.Quad(agent, _TYPE, node(PROV.Agent), graph)
        yield ox.Quad(agent, node(RDFS.label), ox.Literal(name), graph)
    said: list[tuple[URIRef, ox.NamedNode | ox.Literal]] = [
        (RDF.type, node(PROV.Activity)),
        (RDFS.label, ox.Literal(f"{told.kind} {_moment(told.accepted)}")),
        (DC.type, ox.Literal(told.kind)),
        (DCTERMS.description, ox.Literal(told.why)),
        (DCTERMS.creator, author),
        (PROV.wasAssociatedWith, reviewer),
        (PROV.startedAtTime, literal(_moment(told.sent), XSD.dateTime)),
        (PROV.endedAtTime, literal(_moment(told.accepted), XSD.dateTime)),
        *((PROV.generated, node(record)) for record in told.made),
        *((PROV.invalidated, node(record)) for record in told.ended),
        *((PROV.influenced, node(record)) for record in told.disputed),
    ]
    for predicate, value in said:
        yield ox.Quad(thing, node(predicate), value, graph)


def contribution_in(quads: Iterable[ox.Quad], name: str, base: str) -> Contribution | None:
    """The contribution of that name as statements tell it; None where they tell none."""
    thing = resource(base, f"update/{name}")
    said: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for quad in quads:
        if quad.subject == node(thing):
            said[text(quad.predicate)].append(text(quad.object))
        elif quad.predicate == node(RDFS.label):
            labels[text(quad.subject)] = text(quad.object)

    def one(predicate: str, otherwise: str = "") -> str:
        return (said[str(predicate)] or said[otherwise])[0]

    try:
        kind = get_args(Kind)[get_args(Kind).index(one(DC.type))]
        return Contribution(
            name,
            kind,
            labels[one(DCTERMS.creator, str(PROV.wasAssociatedWith))],
            labels[one(PROV.wasAssociatedWith)],
            datetime.fromisoformat(one(PROV.startedAtTime)),
            datetime.fromisoformat(one(PROV.endedAtTime, str(PROV.startedAtTime))),
            "" if kind in UPDATES else one(DCTERMS.description),
            *(tuple(sorted(said[str(each)])) for each in (PROV.generated, PROV.invalidated, PROV.influenced)),
        )
    except (IndexError, KeyError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands after every contribution.

    ``quads`` are the statements of the records in force. ``ended`` are the records out of force. ``undone`` is, for
    each record that the last word about it withdrew or disputed, what its statements are once that is undone.
    """

    quads: frozenset[ox.Quad]
    ended: frozenset[str] = frozenset()
    undone: dict[str, frozenset[ox.Quad]] = field(default_factory=dict)


def standing(quads: frozenset[ox.Quad], files: Iterable[ContributionFile], base: str) -> Standing:
    """What stands of ``quads``, those of tables and TriG, after the contributions ``files``, the first first."""
    files = tuple(files)
    named = {
        record
        for file in files
        if file.contribution.kind not in UPDATES
        for record in (*file.contribution.ended, *file.contribution.disputed)
    }
    everything = quads
    for file in files:
        everything = (everything - file.without if file.without else everything).union(file.quads)
    if not named:
        return Standing(everything)
    said, rest = by_record(everything, named)
    words: dict[str, list[str]] = defaultdict(list)
    for file in (file for file in files if file.contribution.kind not in UPDATES):
        for record in file.contribution.ended:
            words[record].append("ended")
        for record in file.contribution.disputed:
            words[record].append("disputed")
        if file.contribution.kind == "restore":
            for record in file.contribution.made:
                words[record] = words[record][:-1]
    in_force = {record: _in_force(said[record], words[record], base) for record in named}
    return Standing(
        rest.union(*in_force.values()),
        frozenset(record for record in named if "ended" in words[record]),
        {record: _in_force(said[record], words[record][:-1], base) for record in named if words[record]},
    )


def by_record(
    quads: Iterable[ox.Quad], records: Collection[str]
) -> tuple[dict[str, frozenset[ox.Quad]], frozenset[ox.Quad]]:
    """What each record says and what is said of it, and the rest."""
    found: dict[str, list[ox.Quad]] = defaultdict(list)
    rest: list[ox.Quad] = []
    for quad in quads:
        graph, subject = text(quad.graph_name), text(quad.subject)
        record = graph if graph in records else subject if subject in records else None
        (rest if record is None else found[record]).append(quad)
    return {record: frozenset(found[record]) for record in records}, frozenset(rest)


def _in_force(quads: frozenset[ox.Quad], words: Collection[str], base: str) -> frozenset[ox.Quad]:
    """The statements of a record after what was said of it: none where it was withdrawn."""
    if "ended" in words:
        return frozenset()
    return disputed(quads, base) if words else quads


def disputed(quads: Iterable[ox.Quad], base: str) -> frozenset[ox.Quad]:
    """The statements of a record with the status “disputed” in place of its own."""
    status = node(resource(base, "status/disputed"))
    return frozenset(
        ox.Quad(quad.subject, quad.predicate, status, quad.graph_name) if quad.predicate == _STATUS else quad
        for quad in quads
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

"""Building a store: read a territory, apply the rules, validate, write a new version and make it current."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import gettempdir

import pyoxigraph as ox
from rdflib import RDF

from territory_graph import resources
from territory_graph.causes import of_system
from territory_graph.errors import InputError, Problem, StoreNotWritableError, TerritoryGraphError, ValidationError
from territory_graph.ingest.imported import load_imported
from territory_graph.ingest.records import record_statements
from territory_graph.ingest.rules import apply_rules
from territory_graph.ingest.territory import Territory, read_territory, read_what_can_be
from territory_graph.ingest.ties import write_ties
from territory_graph.scratch import remove_scratch_folders, scratch_folder
from territory_graph.settings import VERSIONS
from territory_graph.store.children import in_child
from territory_graph.store.contents import Contents, contents_of
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest
from territory_graph.store.standing import standing
from territory_graph.terms import node, states, text
from territory_graph.validation import ValidationReport, validate_store
from territory_graph.vocabulary import ONTOLOGY_GRAPH, ONTOLOGY_RECORDS, TG, resource

STEPS = ("read", "infer", "validate", "write")
Progress = Callable[[str], None]

_EDITORIAL = {"status": "editorial", "source": "source/editorial", "locator": "ontology/territory.ttl"}


@dataclass(frozen=True, slots=True)
class Build:
    """A store that was built: what it holds and what its validation found."""

    manifest: Manifest
    report: ValidationReport


def build(territory: Path, store: Path, progress: Progress = lambda _: None, *, versions: int = VERSIONS) -> Build:
    """Builds the territory in the folder ``territory`` into the store folder ``store``.

    ``progress`` is called with the name of each step (``STEPS``) as it begins; ``versions`` are kept (``StoreFolder``).

    Raises:
        InputError: files that cannot be read as they are.
        ValidationError: the data break a shape. In both cases what the store served before stays as it was.
        StoreError: the store folder cannot be used.
    """
    progress("read")
    source = read_territory(territory)
    if source.imported:
        return _build_large(source, StoreFolder(store, versions), progress)
    progress("infer")
    room = assemble(source)
    progress("validate")
    report = _valid(validate_store(room, source))
    progress("write")
    manifest = _manifest(source, contents_of(room, source.description.base))
    StoreFolder(store, versions).publish(room, manifest)
    return Build(manifest, report)


def _build_large(source: Territory, store: StoreFolder, progress: Progress) -> Build:
    """Builds a territory that has whole registers: on the disk of the store, whose statements are written once.

    Each step is done in a process of its own, which takes its memory with it.
    """
    with _room(store.path) as room:
        progress("infer")
        in_child(_assemble_at, source, room)
        progress("validate")
        report = _valid(in_child(_validate_at, source, room))
        progress("write")
        told = standing(room, source.description.base)
        manifest = _manifest(source, told.contents)
        store.publish(told, manifest)
    return Build(manifest, report)


def _assemble_at(source: Territory, room: Path) -> None:
    assemble(source, ox.Store(str(room))).flush()


def _validate_at(source: Territory, room: Path, problems: tuple[Problem, ...] = ()) -> ValidationReport:
    return validate_store(ox.Store.read_only(str(room)), source, problems)


def _valid(report: ValidationReport) -> ValidationReport:
    """The report.

    Raises:
        ValidationError: it has a violation.
    """
    if report.violations:
        raise ValidationError(report)
    return report


def check(territory: Path) -> ValidationReport:
    """The validation report of a territory, nothing being written: problems of its files, and findings of the rest.

    Raises:
        InputError: there is no such folder, or its description cannot be read.
    """
    source, problems = read_what_can_be(territory)
    if source is None:
        raise InputError(list(problems))
    if not source.imported:
        return validate_store(assemble(source), source, problems)
    with _room() as room:
        in_child(_assemble_at, source, room)
        return in_child(_validate_at, source, room, problems)


@contextmanager
def _room(beside: Path | None = None) -> Iterator[Path]:
    """A folder to come for a store to put whole registers together in, on the disk of the store ``beside``.

    Raises:
        StoreNotWritableError: there is no room for it.
    """
    try:
        if beside is not None:
            beside.mkdir(parents=True, exist_ok=True)
            remove_scratch_folders(beside)
        with scratch_folder(beside) as folder:
            yield folder / "room"
    except OSError as error:
        if isinstance(error, TerritoryGraphError):
            raise
        where = str(beside or gettempdir())
        raise StoreNotWritableError(folder=where, reason=of_system(error)) from error


def assemble(territory: Territory, room: ox.Store | None = None) -> ox.Store:
    """A store of the statements of the territory and the ontology, what they infer, and their ties.

    They are put into ``room``, which is empty, or into memory.

    Raises:
        InputError: a file of a whole register is damaged, or holds statements outside records.
    """
    base, room = territory.description.base, ox.Store() if room is None else room
    for file in territory.imported:
        load_imported(file, room)
    if territory.imported:
        _refuse_unrecorded(territory, room)
    room.extend(territory.quads)
    room.extend(_ontology(base))
    apply_rules(room, base)
    write_ties(room, base)
    return room


def _refuse_unrecorded(territory: Territory, room: ox.Store) -> None:
    """Refuses what files of whole registers say outside records: it would have no source.

    Raises:
        InputError: there is such a statement.
    """
    kind, record = node(RDF.type), node(TG.Record)
    graphs = {text(graph) for graph in room.named_graphs() if isinstance(graph, ox.NamedNode)}
    known = {text(quad.subject) for quad in room.quads_for_pattern(None, kind, record, None)}
    known |= {text(quad.subject) for quad in territory.quads if quad.predicate == kind and quad.object == record}
    problems = [
        Problem("graph-without-record", territory.imported[0], fields={"graph": graph})
        for graph in sorted(graphs - known)
    ]
    if states(room, graph=ox.DefaultGraph()):
        problems.append(Problem("default-graph", territory.imported[0], fields={"subject": "-"}))
    if problems:
        raise InputError(problems)


def _ontology(base: str) -> list[ox.Quad]:
    """The ontology in a graph of its own, with its record."""
    graph = node(resource(base, ONTOLOGY_GRAPH))
    records = node(resource(base, ONTOLOGY_RECORDS))
    triples = ox.parse(path=str(resources.ONTOLOGY / "territory.ttl"), format=ox.RdfFormat.TURTLE)
    about = [
        statement for each in (graph, records) for statement in record_statements(each, records, base, **_EDITORIAL)
    ]
    return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples] + about


def _manifest(source: Territory, contents: Contents) -> Manifest:
    return Manifest(
        **asdict(source.description),
        **asdict(contents),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        software=version("territory-graph"),
        digest=source.digest,
        unread=[str(one.file.relative_to(source.folder)) for one in source.notices if "unread" in one.code],
    )

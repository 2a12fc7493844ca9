"""A territory is a folder: ``territory.toml``, records as TriG, tables as CSV or workbooks, and contributions."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF

from territory_graph import resources
from territory_graph.causes import of_kind
from territory_graph.errors import InputError, Problem
from territory_graph.ingest.contours import CONTOURS, Coded, contour_rows, read_contours
from territory_graph.ingest.contributed import (
    Contribution,
    ContributionFile,
    contribution_files,
    read_contributions,
    standing,
)
from territory_graph.ingest.description import DESCRIPTION, description_of
from territory_graph.ingest.imported import described, imported_files
from territory_graph.ingest.rdf import RdfFile, read_trig
from territory_graph.ingest.records import RecordSet, Reference, TableRecords, editorial_records
from territory_graph.ingest.rules import is_written_by_builds
from territory_graph.ingest.schema import tables
from territory_graph.ingest.table import Row, TableFile, spoilt
from territory_graph.ingest.tables import read_tables
from territory_graph.ingest.unread import is_hidden, unread_files, unreadable
from territory_graph.ingest.workbook import WORKBOOKS
from territory_graph.model import Description
from territory_graph.settings import own_folder
from territory_graph.terms import node, text
from territory_graph.vocabulary import DEFAULT_BASE, TG, resource

_TYPE = node(RDF.type)
_RECORD = node(TG.Record)


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Where a statement comes from in the territory's files."""

    file: Path
    line: int | None


@dataclass(frozen=True, slots=True)
class Territory:
    """Everything that a territory's folder says, parsed and checked, with the line of every statement.

    ``digest`` is the SHA-256 of the files' names and contents, the ontology's included: it changes when they do. It is
    empty where some could not be read.
    ``notices`` are what is no mistake and yet to be told: how files were read, and those that a build does not read.
    ``undone`` is what each record says that a contribution withdrew or disputed, once that is undone. ``imported`` are
    the files of whole registers, whose statements are not among ``quads``.
    """

    folder: Path
    description: Description
    quads: frozenset[ox.Quad]
    digest: str
    notices: tuple[Problem, ...]
    contributions: tuple[Contribution, ...]
    undone: Mapping[str, frozenset[ox.Quad]]
    imported: tuple[Path, ...]
    _rdf_files: tuple[RdfFile, ...]
    _rows: Mapping[tuple[str, str], Row]

    def place_of(self, graph: str, subject: str) -> FilePlace | None:
        """The file and line of what ``graph`` says of ``subject``, or None when no file of the territory does."""
        row = self._rows.get((graph, subject))
        if row is not None:
            return FilePlace(row.file, row.line)
        for key in ((graph, subject), (graph, None)):
            for file in self._rdf_files:
                if key in file.lines:
                    return FilePlace(file.path, file.lines[key])
        return None


def read_territory(folder: Path) -> Territory:
    """The territory in ``folder``.

    Raises:
        InputError: anything is wrong in any file; all problems of all files are listed.
    """
    territory, problems = read_what_can_be(folder)
    if problems or territory is None:
        raise InputError(list(problems))
    return territory


def read_what_can_be(folder: Path) -> tuple[Territory | None, tuple[Problem, ...]]:
    """What could be read of the territory in ``folder``, without the rows and files of problems, and these in order.

    There is none where the folder or its description cannot be read.
    """
    if not folder.is_dir():
        return None, (Problem("no-folder", folder),)
    description, problems = description_of(folder)
    base = description.base if description else DEFAULT_BASE
    words = resources.ONTOLOGY / "schemes.trig"  # the lists of words that every territory uses
    files = [_read_trig(path, base) for path in [words, *_files(folder, {".trig"})]]
    records = _read_tables(folder, base)
    problems += [problem for file in files for problem in file.problems]
    problems += [Problem("not-trig", path) for path in _files(folder, _OTHER_RDF)]
    problems += records.problems
    contributed = read_contributions(folder, base)
    # Without the territory's base no contribution is known for one.
    problems += [one for one in contributed.problems if description or one.code != "no-contribution"]
    written = _all_quads(files, records, base)
    stands = standing(written, contributed.files, base)
    problems += _made_twice(contributed.files, written)
    files += [file.rdf for file in contributed.files]
    known = _typed(stands.quads) | (records.announced - _typed(written))
    imported = imported_files(folder)
    if records.whole and not any(file.problems for file in files):
        known |= _imported_things(imported, records.references, known, description)
        problems += _unknown_references(records, stands.ended, known, base)
        problems += _graphs_without_record(files, written.union(*(file.quads for file in files)))
        problems += _unknown_centre(description, known, folder)
    if problems:
        problems += records.doubtful  # how a file was read may be why
    listed = tuple(sorted(problems, key=lambda problem: (str(problem.file), problem.line or 0)))
    if description is None:
        return None, listed
    notices = (*records.notices, *unread_files(folder, set(_inputs(folder))))
    told = tuple(file.contribution for file in contributed.files)
    territory = Territory(
        folder,
        description,
        stands.quads,
        "" if listed else digest(folder),
        notices,
        told,
        stands.undone,
        tuple(imported),
        tuple(files),
        records.rows,
    )
    return territory, listed


def _read_trig(path: Path, base: str) -> RdfFile:
    try:
        return read_trig(path, base)
    except OSError as error:
        return RdfFile(path, problems=(unreadable(path, error),))


_NO_TABLE = {"unknown-table", "not-csv", "html-workbook"}
_OTHER_RDF = {".ttl", ".nt", ".nq", ".rdf", ".jsonld"}
_OTHER_TABLES = _OTHER_RDF | {".trig", ".tsv", ".xls"}


def _files(folder: Path, suffixes: set[str]) -> list[Path]:
    """The files of a folder that end so, in capitals or not, in the order of their names; no hidden ones."""
    paths = folder.iterdir() if folder.is_dir() else ()
    return sorted(
        path for path in paths if path.is_file() and path.suffix.lower() in suffixes and not is_hidden(path.name)
    )


def _inputs(folder: Path, without: Collection[str] = ()) -> list[Path]:
    """The files of a territory that a build reads, but for the contributions of the names ``without``."""
    own = [folder / DESCRIPTION, *_files(folder, {".trig"})]
    own += _files(folder / "tables", {".csv", *WORKBOOKS, *CONTOURS})
    own += imported_files(folder)
    return own + [path for path in contribution_files(folder) if path.stem not in without]


def digest(folder: Path, without: Collection[str] = (), more: Mapping[Path, bytes] | None = None) -> str:
    """SHA-256 of what a build of ``folder`` reads: the territory's files and the ontology's.

    ``without`` are the names of contributions that are passed over, ``more`` files that will be there.
    """
    total = hashlib.sha256()
    coming = more or {}
    shared = [path for path in resources.ONTOLOGY.rglob("*") if path.suffix in {".ttl", ".trig", ".rq"}]
    for top, paths in (
        (folder, [*_inputs(folder, without), *coming]),
        (resources.ONTOLOGY, [*shared]),
        (resources.TABLES.parent, [resources.TABLES, resources.TABLES.with_name("french.toml")]),
    ):
        for path in sorted(paths):
            inside = path.relative_to(top if path.is_relative_to(top) else own_folder(top))
            total.update(str(inside).encode() + b"\0" + (coming.get(path) or path.read_bytes()) + b"\0")
    return total.hexdigest()


def _read_tables(folder: Path, base: str) -> RecordSet:
    """The records of every table in ``tables/``; a file that is no table of ours is a problem."""
    records = RecordSet()
    known = tables()
    records.problems += [Problem("not-csv", path) for path in _files(folder / "tables", _OTHER_TABLES)]
    files: dict[str, list[TableFile]] = {name: [] for name in known}
    for path in _files(folder / "tables", {".csv", *WORKBOOKS}):
        try:
            found, notices = read_tables(path)
        except InputError as error:
            records.problems += error.problems
            records.whole = records.whole and error.problems[0].code in _NO_TABLE
            continue
        except OSError as error:
            records.problems.append(unreadable(path, error))
            records.whole = False
            continue
        records.notices += notices
        for file in found:
            files[file.table.name].append(file)
    read_rows = {name: [row for file in read for row in file.rows] for name, read in files.items()}
    for path in _files(folder / "tables", CONTOURS):
        _add_contours(path, read_rows, records)
    for name, read in files.items():
        rows = tuple(read_rows[name])
        records.problems += (*(problem for file in read for problem in file.mistakes), *spoilt(rows))
        records.notices += [notice for file in read for notice in file.notices]
        records.doubtful += [problem for file in read for problem in file.problems if problem not in file.mistakes]
        records.whole = records.whole and all(file.whole for file in read)
        TableRecords(known[name], base, records).add(rows)
    if records.quads:
        editorial = [name for name, table in known.items() if table.editorial]
        read_graphs = {graph for graph, _ in records.rows}
        named = [name for name in editorial if str(resource(base, f"graph/table-{name}")) in read_graphs]
        records.quads += editorial_records(base, named)
    return records


def _add_contours(path: Path, rows: dict[str, list[Row]], records: RecordSet) -> None:
    """Adds the rows of a file of contours, which bears the name of its source, to those of places and actors."""
    try:
        contours = read_contours(path)
    except InputError as error:
        records.problems += error.problems
        return
    except OSError as error:
        records.problems.append(unreadable(path, error))
        return
    if contours is None:
        records.notices.append(Problem("unread-import", path))
        return
    if all(row.cells.get("id") != path.stem for row in rows["sources"]):
        records.problems.append(Problem("contours-source", path, fields={"value": path.stem}))
        return
    found, unknown = contour_rows(contours, _coded(rows), path.stem, path)
    records.notices += [*contours.notices, *unknown]
    written = {name: {row.cells.get("id") for row in rows[name]} for name in ("places", "actors")}
    for line, row in found:
        cells = dict(row.cells)
        if cells["id"] in written[row.table]:  # a second row of one thing
            cells |= {"id": f"{cells['id']}-{path.stem}", "contradicts": cells["id"]}
        rows[row.table].append(Row(path, line, cells))


def _coded(rows: Mapping[str, list[Row]]) -> dict[str, Coded]:
    """What the codes in tables are of."""
    found: dict[str, Coded] = {}
    for cells in (row.cells for row in rows["places"]):
        if cells.get("insee") and cells.get("kind") == "commune" and not cells.get("contradicts"):
            found.setdefault(cells["insee"], Coded(cells.get("id", ""), "commune"))
    kinds = {row.cells.get("id"): row.cells.get("kind", "") for row in rows["places"]}
    for cells in (row.cells for row in rows["actors"]):
        if cells.get("siren") and not cells.get("contradicts"):
            place = cells.get("territory", "")
            kind = kinds.get(place, "perimeter")
            found.setdefault(
                cells["siren"], Coded(place, kind, cells.get("id", ""), cells.get("kind", ""), cells.get("name", ""))
            )
    return found


def _all_quads(files: Iterable[RdfFile], records: RecordSet, base: str) -> frozenset[ox.Quad]:
    """What files and rows say, without what an exported graph repeats of the build that wrote it."""
    graphs = {quad.graph_name for file in files for quad in file.quads}
    anew = {graph for graph in graphs if is_written_by_builds(text(graph), base)}
    return frozenset(quad for file in files for quad in file.quads if quad.graph_name not in anew).union(records.quads)


def _imported_things(
    files: list[Path], references: list[Reference], known: set[str], description: Description | None
) -> set[str]:
    """What tables and the description name, and files of whole registers describe: they are read only where asked."""
    named = {reference.iri for reference in references}
    sought = (named | ({description.centre} if description and description.centre else set())) - known
    return described(files, sought) if sought else set()


def _unknown_centre(description: Description | None, known: set[str], folder: Path) -> Iterator[Problem]:
    """The actor at the centre, where no file describes it."""
    centre = description.centre if description else None
    if centre and centre not in known:
        fields = {"value": centre.rpartition("/")[2], "kind": of_kind("actor"), "nearest": "-"}
        yield Problem("unknown-reference", folder / DESCRIPTION, column="centre.actor", fields=fields)


def _typed(quads: Iterable[ox.Quad]) -> set[str]:
    """The things that statements describe."""
    return {text(quad.subject) for quad in quads if quad.predicate == _TYPE}


def _made_twice(files: Iterable[ContributionFile], written: Iterable[ox.Quad]) -> Iterator[Problem]:
    """Records that a contribution makes and that a table or a TriG file makes too: both would be in one."""
    made = {record: file for file in files if file.contribution.kind == "add" for record in file.contribution.made}
    if made:
        for record in sorted(made.keys() & {text(quad.graph_name) for quad in written}):
            path = made[record].rdf.path
            yield Problem("made-twice", path, made[record].rdf.lines.get((record, None)), fields={"record": record})


def _unknown_references(records: RecordSet, ended: frozenset[str], known: set[str], base: str) -> Iterator[Problem]:
    """Cells that name a thing which no file describes, in rows that no contribution withdrew."""
    withdrawn = {id(row) for (graph, _), row in records.rows.items() if graph in ended}
    by_kind: dict[str, list[str]] = {}
    prefix = f"{base}id/"
    for iri in known:
        kind, _, name = iri.removeprefix(prefix).partition("/")
        by_kind.setdefault(kind, []).append(name)
    for reference in records.references:
        if reference.iri not in known and id(reference.row) not in withdrawn:
            name = reference.text.rpartition("/")[2]
            nearest = difflib.get_close_matches(name, by_kind.get(reference.kind, []), n=3)
            fields = {"value": reference.text, "kind": of_kind(reference.kind), "nearest": ", ".join(nearest) or "-"}
            row = reference.row
            yield Problem("unknown-reference", row.file, row.line, reference.column, fields)


def _graphs_without_record(files: Iterable[RdfFile], quads: frozenset[ox.Quad]) -> Iterator[Problem]:
    """Named graphs of the TriG files that no file declares to be a record: their statements would have no source."""
    records = {text(quad.subject) for quad in quads if quad.predicate == _TYPE and quad.object == _RECORD}
    for file in files:
        graphs = {graph: line for (graph, subject), line in file.lines.items() if subject is None and graph}
        for graph, line in graphs.items():
            if graph not in records:
                yield Problem("graph-without-record", file.path, line, fields={"graph": graph})

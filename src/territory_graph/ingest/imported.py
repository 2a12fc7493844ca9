"""Files that imports of whole registers wrote into ``imported/`` of a territory: N-Quads, squeezed, read by the store.

They hold more statements than would be kept in memory: no part of this program reads them whole.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF

from territory_graph.errors import InputError, Problem
from territory_graph.ingest.rdf import malformed
from territory_graph.terms import node, text

IMPORTED = "imported"
_ENDING = ".nq.gz"
_TYPE = node(RDF.type)
_AT_ONCE = 100_000


def imported_files(folder: Path) -> list[Path]:
    """The files that a build of a territory reads, in the order of their names."""
    return sorted((folder / IMPORTED).glob(f"[!.]*{_ENDING}"))


def load_imported(file: Path, store: ox.Store) -> None:
    """Adds what a file says to a store, some lines at a time: the store keeps in memory what it is given at once.

    Raises:
        InputError: it is damaged, or no N-Quads.
    """
    before = 0
    for lines in _parts(file):
        try:
            store.bulk_load(b"".join(lines), format=ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise InputError([_malformed(error, lines, file, before)]) from error
        before += len(lines)


def described(files: Collection[Path], sought: Collection[str]) -> set[str]:
    """Those of the things ``sought`` that the files describe; the files are read to the end.

    Raises:
        InputError: one is damaged, or no N-Quads.
    """
    found: set[str] = set()
    for file in files:
        before = 0
        for lines in _parts(file):
            try:
                for quad in ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS):
                    if quad.predicate == _TYPE and text(quad.subject) in sought:
                        found.add(text(quad.subject))
            except SyntaxError as error:
                raise InputError([_malformed(error, lines, file, before)]) from error
            before += len(lines)
    return found


def quads_with(files: Collection[Path], predicates: Collection[str]) -> Iterator[ox.Quad]:
    """The statements of the files that have one of the properties; the other lines are not parsed.

    Raises:
        InputError: a file is damaged, or no N-Quads.
    """
    names = [f"> <{name}> ".encode() for name in predicates]
    for file in files:
        before = 0
        for lines in _parts(file):
            chosen = [place for place, line in enumerate(lines) if any(name in line for name in names)]
            try:
                yield from ox.parse(b"".join(lines[place] for place in chosen), format=ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                number = error.lineno or 1
                before += chosen[number - 1] + 1 - number
                raise InputError([_malformed(error, [lines[place] for place in chosen], file, before)]) from error
            before += len(lines)


def _parts(file: Path) -> Iterator[list[bytes]]:
    """The lines of a file, so many at a time.

    Raises:
        InputError: it is damaged.
    """
    try:
        with gzip.open(file) as content:
            while lines := list(islice(content, _AT_ONCE)):
                yield lines
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError([Problem("damaged", file)]) from error


def _malformed(error: SyntaxError, lines: Sequence[bytes], file: Path, before: int) -> Problem:
    return malformed(error, b"".join(lines).decode(errors="replace"), file, "N-Quads", before)

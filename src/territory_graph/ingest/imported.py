"""Files that imports of whole registers wrote into ``imported/`` of a territory: N-Quads, squeezed, read by the store.

They hold more statements than would be kept in memory: no part of this program reads them whole.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Collection
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF

from territory_graph.errors import InputError, Problem
from territory_graph.terms import node, text

IMPORTED = "imported"
_ENDING = ".nq.gz"
_TYPE = node(RDF.type)
_BROKEN = (gzip.BadGzipFile, EOFError, zlib.error, UnicodeDecodeError)


def imported_files(folder: Path) -> list[Path]:
    """The files that a build of a territory reads, in the order of their names."""
    return sorted((folder / IMPORTED).glob(f"[!.]*{_ENDING}"))


def load_imported(file: Path, store: ox.Store) -> None:
    """Adds what a file says to a store.

    Raises:
        InputError: it is damaged, or no N-Quads.
    """
    try:
        with gzip.open(file) as content:
            store.bulk_load(content, format=ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise InputError([_syntax(file, error)]) from error
    except _BROKEN as error:
        raise InputError([Problem("damaged", file)]) from error


def described(files: Collection[Path], sought: Collection[str]) -> set[str]:
    """Those of the things ``sought`` that the files describe; the files are read to the end.

    Raises:
        InputError: one is damaged, or no N-Quads.
    """
    found: set[str] = set()
    for file in files:
        try:
            with gzip.open(file) as content:
                for quad in ox.parse(content, format=ox.RdfFormat.N_QUADS):
                    if quad.predicate == _TYPE and text(quad.subject) in sought:
                        found.add(text(quad.subject))
        except SyntaxError as error:
            raise InputError([_syntax(file, error)]) from error
        except _BROKEN as error:
            raise InputError([Problem("damaged", file)]) from error
    return found


def _syntax(file: Path, error: SyntaxError) -> Problem:
    reason = re.sub(r"^.*?columns? \d+(?: and \d+)?:\s*", "", str(error.msg))
    return Problem("syntax", file, error.lineno, fields={"reason": reason})

"""Writes a named graph, the union of all of them or the whole dataset of a store into a file.

Also a program of its own, which loads Oxigraph and nothing else of this package, for what takes seconds and memory:
``graph_dump.py FOLDER PART MEDIA_TYPE FILE PREFIXES``: the folder of the store, ``dataset`` or ``default``, prefixes as
JSON. It ends with 0, or with 3 where the format cannot write the part.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox

UNWRITABLE = 3
MEMORY = 4 << 30
"""Bytes of address space that the program may take."""
_UNION = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"  # a set: each statement once
_WITH_PREFIXES = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)
_CHUNK = 1 << 18
_PR_SET_PDEATHSIG = 1


class UnwritableError(ValueError):
    """The format cannot write what is there: XML has no way to write some properties and some characters."""


def dump_graph(store: ox.Store, graph: str, form: ox.RdfFormat, prefixes: Mapping[str, str], path: Path) -> None:
    """Writes a named graph, without Python's lock.

    Raises:
        UnwritableError: the format cannot write it.
    """
    store.dump(str(path), form, from_graph=ox.NamedNode(graph), prefixes=_prefixes(form, prefixes))
    _check(form, path)


def dump_dataset(store: ox.Store, form: ox.RdfFormat, prefixes: Mapping[str, str], path: Path) -> None:
    """Writes every statement in its graph."""
    store.dump(str(path), form, prefixes=_prefixes(form, prefixes))


def dump_union(store: ox.Store, form: ox.RdfFormat, prefixes: Mapping[str, str], path: Path) -> None:
    """Writes every statement once.

    Raises:
        UnwritableError: the format cannot write one of them.
    """
    found = store.query(_UNION, use_default_graph_as_union=True)
    assert isinstance(found, ox.QueryTriples)
    ox.serialize(found, str(path), form, prefixes=_prefixes(form, prefixes))
    _check(form, path)


def _prefixes(form: ox.RdfFormat, prefixes: Mapping[str, str]) -> dict[str, str] | None:
    return dict(prefixes) if form in _WITH_PREFIXES else None


def _check(form: ox.RdfFormat, path: Path) -> None:
    """Has RDF/XML be XML: Oxigraph writes names and characters that XML does not have, and carriage returns bare."""
    if form != ox.RdfFormat.RDF_XML:
        return
    parser, repaired = expat.ParserCreate(namespace_separator=" "), path.with_name(f"{path.name}.xml")
    try:
        with path.open("rb") as file, repaired.open("wb") as copy:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
                copy.write(chunk.replace(b"\r", b"&#13;"))
            parser.Parse(b"", True)
        repaired.replace(path)
    except expat.ExpatError as error:
        raise UnwritableError(str(error)) from error
    finally:
        repaired.unlink(missing_ok=True)


def main() -> int:
    """Writes what the arguments ask for; returns the exit code."""
    folder, part, media_type, path, prefixes = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # nobody else would wait for the file
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(10)
    store = ox.Store.read_only(folder)
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None  # the media types offered are Oxigraph's
    try:
        (dump_dataset if part == "dataset" else dump_union)(store, form, json.loads(prefixes), Path(path))
    except UnwritableError:
        return UNWRITABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes a named graph, the default graph or all the named graphs of a store into a file.

Also a program of its own, which loads Oxigraph and nothing else of this package, for what takes seconds and memory:
``graph_dump.py FOLDER PART MEDIA_TYPE FILE PREFIXES``: the folder of the store, ``dataset`` or ``default``, prefixes as
JSON. It ends with 0, or with 3 where the format cannot write the part. With the part ``release`` it writes the files of
a version into the folder FILE, each opened by the remarks that stand in the place of MEDIA_TYPE.
"""

from __future__ import annotations

import ctypes
import gzip
import hashlib
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox

UNWRITABLE = 3
MEMORY = 4 << 30
"""Bytes of address space that the program may take."""
_DEFAULT = ox.DefaultGraph()
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
    """Writes every statement in each record that makes it; the default graph follows from them."""
    records = (quad for quad in store if quad.graph_name != _DEFAULT)
    ox.serialize(records, str(path), form, prefixes=_prefixes(form, prefixes))


def dump_default(store: ox.Store, form: ox.RdfFormat, prefixes: Mapping[str, str], path: Path) -> None:
    """Writes every statement once.

    Raises:
        UnwritableError: the format cannot write one of them.
    """
    store.dump(str(path), form, from_graph=_DEFAULT, prefixes=_prefixes(form, prefixes))
    _check(form, path)


def dump_release(store: ox.Store, remarks: str, prefixes: Mapping[str, str], folder: Path) -> None:
    """Writes all records as N-Quads and as TriG, each also compressed with gzip, and their sizes and SHA-256.

    Equal statements give equal files: lines of N-Quads are in the order of their bytes, those of TriG by record.
    """
    quads = [quad for quad in store if quad.graph_name != _DEFAULT]
    head = "".join(f"# {line}\n" for line in remarks.splitlines()).encode()
    lines = sorted((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    (folder / "nq").write_bytes(head + b"".join(lines))
    del lines
    quads.sort(key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)))
    body = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=dict(prefixes)) or b""
    declared = body.index(b"\n", body.rindex(b"@prefix ")) + 1 if prefixes else 0  # in another order each time
    (folder / "trig").write_bytes(head + b"".join(sorted(body[:declared].splitlines(keepends=True))) + body[declared:])
    for name in ("nq", "trig"):
        with (
            (folder / name).open("rb") as file,
            (folder / f"{name}.gz").open("wb") as packed,
            gzip.GzipFile("", "wb", 6, packed, mtime=0) as copy,
        ):
            shutil.copyfileobj(file, copy, _CHUNK)
    told = {path.name: {"size": path.stat().st_size, "sha256": _sha256(path)} for path in sorted(folder.iterdir())}
    (folder / "files.json").write_text(json.dumps(told), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    if part == "release":
        dump_release(store, media_type, json.loads(prefixes), Path(path))
        return 0
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None  # the media types offered are Oxigraph's
    try:
        (dump_dataset if part == "dataset" else dump_default)(store, form, json.loads(prefixes), Path(path))
    except UnwritableError:
        return UNWRITABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A worker: a process that answers SPARQL queries one after another, over a socket, until it is told to end or killed.

Run as a program of its own, so that it loads Oxigraph and nothing else of this package: ``worker.py SOCKET MEMORY
NETWORK``, a file descriptor, bytes it may take beyond what it starts with, and ``network`` or ``alone``.

A message is two lengths (big-endian, four bytes each), a JSON header and a body. A request has no body::

    {"store", "query", "limiting", "format", "from", "default_graphs", "named_graphs", "prefixes", "rows", "bytes",
     "gzip", "ordered", "columns"}

"prefixes" come with a store that is new to the worker; "query" is the text as it was written, "limiting" where it
changes before it is evaluated (start, end, what to put there); "from" are its own FROM clauses, as a ``FromClauses``;
"rows" is the cap of rows or triples, "bytes" that of the answer; "ordered" whether it sorts by ``sort_keys``; "columns"
the plan by which the store's columns may answer, or null. Answers::

    {"kind": "rows"|"triples"|"boolean", "count", "cut", "gzip"} and the serialised answer
    {"error": "syntax"|"evaluation"|"memory"|"large"|"unwritable"|"store", "reason"}
"""

from __future__ import annotations

import csv
import ctypes
import errno
import gzip
import io
import json
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from typing import Any
from xml.parsers import expat

import pyoxigraph as ox

LENGTHS = struct.Struct(">II")
SMALLEST_GZIP = 1_000
_JOINED = 1 << 16  # bytes of an answer that is copied so as to be sent with its header

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG = 1
_PAGE = resource.getpagesize()

Body = tuple[bytes, int | None, bool]  # serialised, how many rows or triples where counted, whether the cap cut it


class _TooLargeError(Exception):
    """The answer has more bytes than may be sent."""


class _UnwritableError(Exception):
    """The answer holds something that the format cannot, such as a control character in XML."""


def main() -> None:
    """Answers requests until the other end closes the socket."""
    descriptor, memory, network = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "network"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl+C is for the process that started this one
    if sys.platform == "linux":  # the system ends this process with the one that started it
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if not network:
        _leave_network()
    with socket.socket(fileno=descriptor) as channel:
        serve(channel, memory)


def serve(channel: socket.socket, memory: int) -> None:
    """Answers requests on a socket; the store is opened again when a request names another one."""
    opened: tuple[str, ox.Store, dict[str, str], Any] | None = None
    while (request := receive(channel)) is not None:
        try:
            if opened is None or opened[0] != request["store"]:
                opened = None
                _cap_memory(None)
                store = ox.Store.read_only(request["store"])
                opened = (request["store"], store, request["prefixes"], _columns(request["store"]))
                _cap_memory(memory)
            header, body = answer(opened[1], request, opened[2], opened[3])
        except MemoryError:
            header, body = {"error": "memory", "reason": ""}, b""
        except OSError as error:
            header, body = {"error": "store", "reason": str(error)}, b""
        send(channel, header, body)


def _columns(store: str) -> Any:
    """The columns that lie beside a store, read by their file alone; None where there are none, or none to be read."""
    file = os.path.join(os.path.dirname(store), "columns.duckdb")  # noqa: PTH118, PTH120  pathlib is not loaded here
    if not os.path.exists(file):  # noqa: PTH110
        return None
    import runpy  # noqa: PLC0415  few stores have them

    program = os.path.join(os.path.dirname(__file__), "columns.py")  # noqa: PTH118, PTH120
    try:
        return runpy.run_path(program)["Columns"](file)
    except Exception:  # whatever DuckDB finds wrong with them: Oxigraph answers the same
        return None


def answer(
    store: ox.Store, request: dict[str, Any], prefixes: dict[str, str], columns: Any = None
) -> tuple[dict[str, Any], bytes]:
    """Header and body of the answer to one request; ``prefixes`` shorten what is written of triples."""
    try:
        text = request["query"]
        start, end, put = request["limiting"]
        dataset = request["default_graphs"], request["named_graphs"]
        if not any(dataset):
            dataset = own_dataset(*request["from"])
        functions = _sort_keys() if request["ordered"] else None
        plan, found = request.get("columns"), None
        if plan is not None and columns is not None:
            found = columns.answer(plan, text, request["rows"] + 1)
        if found is None:
            found = ask(store, text[:start] + put + text[end:], *dataset, functions=functions)
        return told(found, request, prefixes)
    except SyntaxError as error:
        return {"error": "syntax", "reason": _reason(store, request, error)}, b""
    except (ValueError, RuntimeError, OSError) as error:
        if os.strerror(errno.ENOMEM) in str(error):  # as the engine's files tell it
            raise MemoryError from error
        return {"error": "evaluation", "reason": str(error)}, b""


def told(found: Any, request: dict[str, Any], prefixes: dict[str, str]) -> tuple[dict[str, Any], bytes]:
    """Header and body of the answer that was found."""
    try:
        kind, (body, count, cut) = _serialised(found, request, prefixes)
    except _TooLargeError:
        return {"error": "large", "reason": ""}, b""
    except _UnwritableError:
        return {"error": "unwritable", "reason": ""}, b""
    packed = bool(request.get("gzip")) and len(body) >= SMALLEST_GZIP
    if packed:
        body = gzip.compress(body, compresslevel=1, mtime=0)
    return {"kind": kind, "count": count, "cut": cut, "gzip": packed}, body


@cache
def _sort_keys() -> dict[ox.NamedNode, Callable[..., Any]]:
    """What a query calls whose ORDER BY was made safe, read from its file: the package is not loaded here."""
    import runpy  # noqa: PLC0415  few queries need it

    found = runpy.run_path(os.path.join(os.path.dirname(__file__), "sort_keys.py"))  # noqa: PTH118, PTH120
    return {found["SORT_KEY"]: found["sort_key"]}


def _reason(store: ox.Store, request: dict[str, Any], error: SyntaxError) -> str:
    """What is wrong with the text as it was written, without the LIMIT that was added to it."""
    try:
        store.query(request["query"])
    except SyntaxError as own:
        return str(own)
    return str(error)


def ask(
    store: ox.Store, text: str, default: Sequence[str] = (), named: Sequence[str] = (), *, functions: Any = None
) -> Any:
    """What the engine finds in the dataset of these graphs (SPARQL 1.1 §13.2), by IRI; in the whole store without any.

    The engine finds a statement once in each graph of a default graph of several, which shall be a merge: a set.
    """
    if not default and not named:
        return store.query(text, custom_functions=functions)
    graphs: list[ox.NamedNode | ox.BlankNode] = [*map(ox.NamedNode, named)]
    if len(set(default)) < 2:
        only: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [*map(ox.NamedNode, set(default))]
        return store.query(text, default_graph=only, named_graphs=graphs, custom_functions=functions)
    merged = subset(store, default, named)
    return merged.query(text, default_graph=ox.DefaultGraph(), named_graphs=graphs, custom_functions=functions)


def subset(store: ox.Store, default: Sequence[str], named: Sequence[str]) -> ox.Store:
    """A store in memory of these graphs alone, those of ``default`` merged as its default graph."""
    found = ox.Store()
    for graph in map(ox.NamedNode, set(default)):
        quads = store.quads_for_pattern(None, None, None, graph)
        found.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for graph in map(ox.NamedNode, set(named)):
        found.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return found


def own_dataset(prologue: str, default: Sequence[str], named: Sequence[str]) -> tuple[list[str], list[str]]:
    """The IRIs of the graphs that a query names by FROM and FROM NAMED, as its prologue has them read."""
    terms = [*default, *named]
    if not terms:
        return [], []
    chosen = " ".join(f"({term} AS ?g{place})" for place, term in enumerate(terms))
    found: Any = ox.Store().query(f"{prologue}\nSELECT {chosen} {{}}")  # the engine itself reads them
    row = next(found)
    iris = [row[place].value for place in range(len(terms))]
    return iris[: len(default)], iris[len(default) :]


def _serialised(found: Any, request: dict[str, Any], prefixes: dict[str, str]) -> tuple[str, Body]:
    if isinstance(found, ox.QueryTriples):
        return "triples", _triples(found, request, prefixes)
    form = ox.QueryResultsFormat.from_media_type(request["format"]) or ox.QueryResultsFormat.JSON
    if isinstance(found, ox.QueryBoolean):
        text = b"true\n" if bool(found) else b"false\n"
        plain = form in (ox.QueryResultsFormat.CSV, ox.QueryResultsFormat.TSV)
        return "boolean", (text if plain else found.serialize(format=form) or b"", 1, False)
    body = _small(found.serialize(format=form), request)
    if form == ox.QueryResultsFormat.XML:
        body = _as_xml(body)
    return "rows", _CAPS[form](body, request["rows"])  # the query was asked for one more than may be told


def _triples(found: ox.QueryTriples, request: dict[str, Any], prefixes: dict[str, str]) -> Body:
    rows = request["rows"]
    triples = list(dict.fromkeys(islice(found, rows + 1)))
    form = ox.RdfFormat.from_media_type(request["format"]) or ox.RdfFormat.TURTLE
    body = ox.serialize(triples[:rows], format=form) or b""
    if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):  # with the prefixes that they use, and no other
        used = {name: iri for name, iri in prefixes.items() if iri.encode() in body}
        body = ox.serialize(triples[:rows], format=form, prefixes=used) or b""
    if form == ox.RdfFormat.RDF_XML:
        body = _as_xml(body)
    return _small(body, request), min(len(triples), rows), len(triples) > rows


def _as_xml(body: bytes) -> bytes:
    """What the engine wrote, with carriage returns as XML keeps them, once it is XML.

    It is not where the name of a property ends in no XML name, or a value holds a control character.
    """
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)
    except expat.ExpatError as error:
        raise _UnwritableError from error
    return body.replace(b"\r", b"&#13;")


def _small(body: bytes, request: dict[str, Any]) -> bytes:
    if len(body) > request["bytes"]:
        raise _TooLargeError
    return body


def _capped_json(body: bytes, rows: int) -> Body:
    # Each row ends with a brace, as does each value: far below the cap nothing needs to be counted.
    if body.count(b"}") <= rows:
        return body, None, False
    content = json.loads(body)
    bindings = content["results"]["bindings"]
    if len(bindings) <= rows:
        return body, len(bindings), False
    content["results"]["bindings"] = bindings[:rows]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), rows, True


def _capped_xml(body: bytes, rows: int) -> Body:
    found = body.count(b"<result>")  # in values, “<” is written “&lt;”
    if found <= rows:
        return body, found, False
    return body[: body.rindex(b"<result>")] + b"</results></sparql>", rows, True


def _capped_tsv(body: bytes, rows: int) -> Body:
    found = body.count(b"\n") - 1  # in values, a line end is written “\n”
    if found <= rows:
        return body, found, False
    return body[: body.rindex(b"\n", 0, len(body) - 1) + 1], rows, True


def _capped_csv(body: bytes, rows: int) -> Body:
    if body.count(b"\n") - 1 <= rows and b'"' not in body:
        return body, body.count(b"\n") - 1, False
    csv.field_size_limit(max(csv.field_size_limit(), len(body)))  # a cell is as long as it is
    lines = list(csv.reader(io.StringIO(body.decode(), newline="")))
    if len(lines) - 1 <= rows:
        return body, len(lines) - 1, False
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines[: rows + 1])
    return text.getvalue().encode(), rows, True


_CAPS: dict[Any, Callable[[bytes, int], Body]] = {
    ox.QueryResultsFormat.JSON: _capped_json,
    ox.QueryResultsFormat.XML: _capped_xml,
    ox.QueryResultsFormat.TSV: _capped_tsv,
    ox.QueryResultsFormat.CSV: _capped_csv,
}


def receive(channel: socket.socket) -> dict[str, Any] | None:
    """The next request, or None when the other end is gone; nothing follows it before it is answered."""
    content = bytearray()
    while len(content) < LENGTHS.size or len(content) < LENGTHS.size + LENGTHS.unpack_from(content)[0]:
        part = channel.recv(1 << 16)
        if not part:
            return None
        content += part
    found: dict[str, Any] = json.loads(content[LENGTHS.size :])
    return found


def send(channel: socket.socket, header: dict[str, Any], body: bytes) -> None:
    """Sends an answer whole: a small one at once, for the other end wakes at each part."""
    text = json.dumps(header).encode()
    head = LENGTHS.pack(len(text), len(body)) + text
    if len(body) <= _JOINED:
        channel.sendall(head + body)
        return
    channel.sendall(head)
    channel.sendall(body)  # not joined to the rest: that would take the memory of it twice


def _cap_memory(beyond: int | None) -> None:
    """Caps the address space at what is taken now and ``beyond`` bytes more; without a number, takes the cap away."""
    if sys.platform != "linux":  # elsewhere the limit is not kept, and what is taken cannot be read
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = hard if beyond is None else _address_space() + beyond
    if beyond is not None and hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  pathlib is not loaded here
        return int(file.read().split()[0]) * _PAGE


def _leave_network() -> None:
    """Leaves the network where the system lets a process do so: SERVICE then finds none, whatever the guard missed."""
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        if system.unshare(_CLONE_NEWNET) != 0:
            system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


if __name__ == "__main__":
    main()

"""The formats of answers, and what writes each: see the package for where the provenance stands."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass

import pyoxigraph as ox

from territory_graph.downloads.parquet import parquet
from territory_graph.errors import FormatError
from territory_graph.exports import spreadsheet
from territory_graph.store.answers import TRIPLES, PlainAnswer
from territory_graph.views.naming import Names
from territory_graph.vocabulary import all_prefixes


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an answer comes from. ``data_date`` is the day on which the data were built."""

    query: str
    query_sha256: str
    result_sha256: str
    size: int
    cut: bool
    dataset: str
    data_version: str
    data_date: str
    licence: str
    licence_url: str
    software: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to be written: its body as the engine gave it, what was read from it, and where it comes from.

    ``names`` are those of its things; ``separator`` is the one that the reader's spreadsheet expects.
    """

    body: bytes
    found: PlainAnswer
    names: Names
    provenance: Provenance
    slug: str
    separator: str = ","


@dataclass(frozen=True, slots=True)
class Download:
    """A file ready to be sent: a safe name, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the end of its file names, its media type, what writes it, and whether it can hold an answer.

    ``alone`` where the file has a header for its provenance, and needs no ZIP.
    """

    extension: str
    media_type: str
    write: Callable[[Answered], bytes]
    alone: bool
    holds: Callable[[PlainAnswer], bool] = lambda found: True  # noqa: ARG005  most formats hold any answer


def formats_of(found: PlainAnswer) -> tuple[str, ...]:
    """The formats of this kind of answer, by key."""
    if found.kind == "triples":
        return tuple(GRAPHS)
    return tuple(ROWS) if found.kind == "rows" else ("json", "xml")


def can_hold(found: PlainAnswer, key: str) -> bool:
    """Whether a format can hold an answer: XML has no control characters, RDF/XML no property without a name."""
    return _format(found, key).holds(found)


def file_of(found: PlainAnswer, key: str, slug: str, query_sha256: str) -> tuple[str, str]:
    """The name of the file that a format makes, and its media type."""
    form, stem = _format(found, key), f"{slug}-{query_sha256[:8]}"
    return (f"{stem}.{form.extension}", form.media_type) if form.alone else (f"{stem}-{key}.zip", "application/zip")


def download(answered: Answered, key: str) -> Download:
    """The answer as a file.

    Raises:
        FormatError: the format cannot hold it.
    """
    found, told = answered.found, answered.provenance
    form = _format(found, key)
    if not form.holds(found):
        raise FormatError(format=form.extension.upper())
    name, media_type = file_of(found, key, answered.slug, told.query_sha256)
    content = form.write(answered)
    inside = f"{answered.slug}-{told.query_sha256[:8]}.{form.extension}"
    return Download(name, media_type, content if form.alone else _zip(answered, inside, content))


def _format(found: PlainAnswer, key: str) -> Format:
    return (GRAPHS if found.kind == "triples" else ROWS)[key]


def _zip(answered: Answered, name: str, content: bytes) -> bytes:
    files = {
        name: content,
        "provenance.json": _provenance(answered).encode(),
        "query.rq": answered.provenance.query.encode("utf-8", "replace"),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for each, written in files.items():
            entry = zipfile.ZipInfo(each, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, written, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _provenance(answered: Answered, *, ascii_only: bool = False) -> str:
    return json.dumps(asdict(answered.provenance), ensure_ascii=ascii_only, indent=2) + "\n"


def _results(form: ox.QueryResultsFormat) -> Callable[[Answered], bytes]:
    def write(answered: Answered) -> bytes:
        found = ox.parse_query_results(answered.body, ox.QueryResultsFormat.JSON)
        return found.serialize(format=form) or b""

    return write


def _spreadsheet(answered: Answered) -> bytes:
    """A line a row, as a spreadsheet opens it."""
    table, names = answered.found.table, answered.names
    rows = ((names.of(cell) if cell else "" for cell in row) for row in table.rows())
    return spreadsheet(table.variables, rows, answered.separator)


def _graph(form: ox.RdfFormat) -> Callable[[Answered], bytes]:
    return lambda answered: _serialised(answered.body, answered.names.base, form)


def turtle(body: bytes, base: str) -> str:
    """N-Triples as Turtle, to be read."""
    return _serialised(body, base, ox.RdfFormat.TURTLE).decode()


def _serialised(body: bytes, base: str, form: ox.RdfFormat) -> bytes:
    """The triples in the order of their text, so that equal graphs are equal files, with the prefixes that they use."""
    triples = sorted((quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)), key=str)
    prefixes = None
    if form != ox.RdfFormat.N_TRIPLES:
        prefixes = {prefix: one for prefix, one in all_prefixes(base).items() if f"<{one}".encode() in body}
    return ox.serialize(triples, format=form, prefixes=prefixes) or b""


def _lines(form: ox.RdfFormat) -> Callable[[Answered], bytes]:
    """A graph below lines of comment: JSON keeps the line ends of the query out of them."""

    def write(answered: Answered) -> bytes:
        told = _provenance(answered, ascii_only=True).splitlines()
        return "".join(f"# {line}\n" for line in told).encode() + _graph(form)(answered)

    return write


def _with_comment(xml: Callable[[Answered], bytes]) -> Callable[[Answered], bytes]:
    """A document of XML with its provenance behind the declaration. Comments hold no “--” (XML 1.0 § 2.5)."""

    def write(answered: Answered) -> bytes:
        told = _provenance(answered, ascii_only=True).replace("--", "-\\u002d")
        declaration, end, rest = xml(answered).decode().partition("?>")
        return f"{declaration}{end}\n<!--\n{told}-->\n{rest.lstrip()}".encode()

    return write


def _is_xml(found: PlainAnswer) -> bool:
    """Whether every character of an answer has a place in XML 1.0."""
    cells = {cell for column in found.table.columns for cell in set(column) if cell is not None}
    return not any(_NOT_XML.search(cell.value) for cell in cells)


def _is_rdf_xml(found: PlainAnswer) -> bool:
    """Whether every property is the name of an element: the engine writes ill-formed XML of one that is not."""
    return _is_xml(found) and all(_XML_NAME.search(cell.value) for cell in set(found.table.columns[1]) if cell)


_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_NAME = re.compile(r"[^\W\d][\w.-]*$")

ROWS: dict[str, Format] = {
    "csv": Format("csv", "text/csv", _results(ox.QueryResultsFormat.CSV), alone=False),
    "spreadsheet": Format("csv", "text/csv", _spreadsheet, alone=False),
    "tsv": Format("tsv", "text/tab-separated-values", _results(ox.QueryResultsFormat.TSV), alone=False),
    "json": Format("json", "application/sparql-results+json", lambda answered: answered.body, alone=False),
    "xml": Format(
        "xml",
        "application/sparql-results+xml",
        _with_comment(_results(ox.QueryResultsFormat.XML)),
        alone=True,
        holds=_is_xml,
    ),
    "parquet": Format(
        "parquet",
        "application/vnd.apache.parquet",
        lambda answered: parquet(answered.found.table, {"provenance": _provenance(answered)}),
        alone=True,
    ),
}
"""Formats of rows; of these, JSON and XML hold a truth value too."""

GRAPHS: dict[str, Format] = {
    "turtle": Format("ttl", "text/turtle", _lines(ox.RdfFormat.TURTLE), alone=True),
    "ntriples": Format("nt", TRIPLES, _lines(ox.RdfFormat.N_TRIPLES), alone=True),
    "rdfxml": Format(
        "rdf", "application/rdf+xml", _with_comment(_graph(ox.RdfFormat.RDF_XML)), alone=True, holds=_is_rdf_xml
    ),
    "jsonld": Format("jsonld", "application/ld+json", _graph(ox.RdfFormat.JSON_LD), alone=False),
    "trig": Format("trig", "application/trig", _lines(ox.RdfFormat.TRIG), alone=True),
}
"""Formats of triples."""

"""The answer to a query as plain values: rows, a truth value or triples, read from what the engine serialised.

A table is kept by column, its terms shared: an answer of 100,000 rows names few things many times.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pyoxigraph as ox
from rdflib import Literal as RdfLiteral
from rdflib import URIRef
from rdflib.term import Identifier

from territory_graph.terms import text

TermKind = Literal["iri", "literal", "blank", "triple"]
ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
"""What the workbench asks the engine for: both lose nothing, so that every download is made from them."""

TRIPLE_COLUMNS = ("subject", "predicate", "object")
XSD = "http://www.w3.org/2001/XMLSchema#"
_SIGNED = ("integer", "int", "long", "short", "byte", "nonPositiveInteger", "negativeInteger")
_UNSIGNED = ("nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte")
WHOLE = frozenset(XSD + name for name in _SIGNED + _UNSIGNED)
"""The datatypes of whole numbers."""


class Term(NamedTuple):
    """An RDF term: an IRI, a literal with its datatype and language, a blank node, or a triple as text.

    ``datatype`` is an IRI, empty for plain strings, strings with a language and what is no literal.
    """

    kind: TermKind
    value: str
    datatype: str = ""
    language: str = ""


Cell = Term | None
Column = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Table:
    """Named columns of equal length; None is unbound. Two tables are never equal: compare their columns."""

    variables: tuple[str, ...]
    columns: tuple[Column, ...]
    height: int

    def __len__(self) -> int:
        return self.height

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The rows, in the order of the answer."""
        return iter(zip(*self.columns, strict=True)) if self.columns else iter([()] * self.height)

    def column(self, variable: str) -> Column:
        """The cells of a column.

        Raises:
            ValueError: there is no such column.
        """
        return self.columns[self.variables.index(variable)]


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """An answer in plain terms: rows (SELECT), yes or no (ASK), or a table of triples (CONSTRUCT, DESCRIBE)."""

    kind: Literal["rows", "boolean", "triples"]
    table: Table
    yes: bool | None = None


def plain(cell: Identifier | None) -> Cell:
    """A cell of an ``Answer`` as a plain value."""
    if cell is None:
        return None
    if isinstance(cell, RdfLiteral):
        datatype = str(cell.datatype or "")
        return Term("literal", str(cell), "" if datatype == f"{XSD}string" else datatype, cell.language or "")
    return Term("iri" if isinstance(cell, URIRef) else "blank", str(cell))


def media_type_of(form: str) -> str:
    """The media type in which the workbench reads the answer to a query of that form.

    >>> media_type_of("ask"), media_type_of("describe")
    ('application/sparql-results+json', 'application/n-triples')
    """
    return ROWS if form in ("select", "ask") else TRIPLES


def read_found(body: bytes, media_type: str) -> PlainAnswer:
    """The answer that ``body`` holds, in one of the two media types that the workbench asks for.

    Raises:
        ValueError: the body is not what the media type says.
    """
    return _read_triples(body) if media_type == TRIPLES else _read_rows(body)


def _read_rows(body: bytes) -> PlainAnswer:
    content = json.loads(body)
    if "boolean" in content:
        return PlainAnswer("boolean", Table((), (), 0), bool(content["boolean"]))
    variables, bindings = tuple(content["head"]["vars"]), content["results"]["bindings"]
    known: dict[Term, Term] = {}  # equal terms are one object

    def shared(value: dict[str, Any] | None) -> Cell:
        if value is None:
            return None
        term = _json_term(value)
        return known.setdefault(term, term)

    columns = tuple(tuple(shared(row.get(variable)) for row in bindings) for variable in variables)
    return PlainAnswer("rows", Table(variables, columns, len(bindings)))


def lines_of_rows(body: bytes) -> list[bytes]:
    """The lines of rows as SPARQL 1.1 TSV writes them, its header first; of ASK, ``true`` or ``false``."""
    found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return [b"true\n" if found else b"false\n"]
    tsv = found.serialize(format=ox.QueryResultsFormat.TSV)
    return [line + b"\n" for line in (tsv or b"").removesuffix(b"\n").split(b"\n")]


def _json_term(value: dict[str, Any]) -> Term:
    """A term of SPARQL 1.1 Query Results JSON Format, § 3.2.2; a quoted triple as SPARQL 1.2 writes it."""
    match value["type"]:
        case "uri":
            return Term("iri", value["value"])
        case "bnode":
            return Term("blank", value["value"])
        case "triple":
            parts = (_written(_json_term(value["value"][name])) for name in TRIPLE_COLUMNS)
            return Term("triple", f"<<( {' '.join(parts)} )>>")
    datatype = value.get("datatype", "")
    plain = datatype == f"{XSD}string"
    return Term("literal", value["value"], "" if plain else datatype, value.get("xml:lang", ""))


def _written(term: Term) -> str:
    if term.kind == "iri":
        return f"<{term.value}>"
    if term.kind == "literal":
        return json.dumps(term.value, ensure_ascii=False)
    return f"_:{term.value}" if term.kind == "blank" else term.value


def _read_triples(body: bytes) -> PlainAnswer:
    known: dict[Any, Term] = {}

    def shared(node: Any) -> Term:
        if node not in known:
            known[node] = _node_term(node)
        return known[node]

    triples = [
        (shared(quad.subject), shared(quad.predicate), shared(quad.object))
        for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)
    ]
    columns = tuple(zip(*triples, strict=True)) if triples else ((), (), ())
    return PlainAnswer("triples", Table(TRIPLE_COLUMNS, columns, len(triples)))


def _node_term(node: Any) -> Term:
    match node:
        case ox.NamedNode():
            return Term("iri", node.value)
        case ox.BlankNode():
            return Term("blank", node.value)
        case ox.Literal():
            plain = node.language or node.datatype.value == f"{XSD}string"
            return Term("literal", node.value, "" if plain else node.datatype.value, node.language or "")
    return Term("triple", text(node))

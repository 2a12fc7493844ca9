"""Queries on an Oxigraph store, answered whole: a result is bound to its thread and never leaves its function."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

from territory_graph.causes import Cause
from territory_graph.errors import QueryError
from territory_graph.store import ordering
from territory_graph.store.answers import Table, plain
from territory_graph.store.default_graph import in_records
from territory_graph.store.guard import from_clauses
from territory_graph.store.worker import ask, own_dataset
from territory_graph.tabular import Shown, data_frames, html_table
from territory_graph.terms import text

Cell = Identifier | None
Triples = Shown[tuple[Identifier, Identifier, Identifier]]
logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # else a traceback a value that is none of its datatype
_POSITION = re.compile(r"error at (\d+):(\d+)")


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """The answer to a SELECT: names of variables, and rows of RDF terms in which ``None`` is unbound."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """Each row as a mapping of variables to terms."""
        return (dict(zip(self.variables, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def texts(self) -> list[list[str]]:
        """Rows as plain text: the IRI or the lexical form, empty where unbound."""
        return [["" if cell is None else str(cell) for cell in row] for row in self.rows]

    def __repr__(self) -> str:
        return f"<Answer of {len(self):,} rows: {', '.join(self.variables)}>"

    def _repr_html_(self) -> str:
        rows = (["" if cell is None else str(cell) for cell in row] for row in self.rows)
        return html_table(f"{len(self):,} rows", self.variables, rows, len(self))

    def to_arrow(self) -> Any:
        """The answer as a ``pyarrow.Table``: whole numbers, decimals (exact), days… typed where all of a column are.

        All else is text: IRIs, words in any language, and columns of several types.
        """
        from territory_graph.store.arrow import arrow  # noqa: PLC0415  it loads Arrow

        columns = zip(*self.rows, strict=True) if self.rows else (() for _ in self.variables)
        shared = tuple(tuple(map(plain, column)) for column in columns)
        return arrow(Table(self.variables, shared, len(self)))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The answer for whatever reads Arrow: ``polars.DataFrame(answer)``, ``duckdb``…"""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> Any:
        """The answer as a ``pandas.DataFrame``, typed as by ``to_arrow``.

        Gaps stay gaps (``Int64``, ``boolean``), days are ``datetime64``, and decimals floats, with which pandas
        computes: ``to_arrow`` has them exact.

        Raises:
            MissingPackageError: pandas is not installed.
        """
        pandas, table = data_frames("pandas"), self.to_arrow()
        kinds = {"int64": pandas.Int64Dtype(), "bool": pandas.BooleanDtype()}
        for place, field in enumerate(table.schema):
            if str(field.type).startswith("decimal"):
                table = table.set_column(place, field.name, table.column(place).cast("float64"))
        return table.to_pandas(date_as_object=False, types_mapper=lambda kind: kinds.get(str(kind)))

    def to_polars(self) -> Any:
        """The answer as a ``polars.DataFrame``, typed as by ``to_arrow``.

        Raises:
            MissingPackageError: polars is not installed.
        """
        return data_frames("polars").from_arrow(self.to_arrow())

    def to_csv(self) -> str:
        """The answer as SPARQL 1.1 CSV: a header line, then a line a row, ``\\n`` line ends."""
        return "".join(map(csv_line, [self.variables, *self.texts()]))


Select = Callable[[str], Answer]
"""Who answers SELECT queries, whatever engine is behind."""


class Engine(Protocol):
    """Who evaluates SPARQL on one version of the data: its default graph is the merged set, named graphs are records.

    There are two: ``Embedded``, a store that this process has opened, and ``remote.Remote``, a server elsewhere.
    """

    def evaluate(self, sparql: str) -> Answer | bool | Triples:
        """The answer to a query: rows, yes or no, or triples; rows sorted as by ``ordering``.

        Raises:
            QueryError: the text is not SPARQL, or its evaluation fails.
            StoreError: the engine cannot be asked now.
        """

    def tsv(self, sparql: str) -> bytes:
        """The rows of a SELECT as SPARQL 1.1 TSV, in no order.

        Raises:
            QueryError: the text is not SPARQL, or its evaluation fails.
            StoreError: the engine cannot be asked now.
        """

    def texts(self, sparql: str) -> Iterator[tuple[str, ...]]:
        """The rows of a SELECT as texts, in no order: IRIs, lexical forms, nothing where unbound."""

    def quads(self) -> Iterator[ox.Quad]:
        """Every statement, in each record that makes it."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The engine of a store that this process has opened."""

    store: ox.Store

    def evaluate(self, sparql: str) -> Answer | bool | Triples:
        """The answer to a query: ``evaluate``."""
        return evaluate(self.store, sparql)

    def tsv(self, sparql: str) -> bytes:
        """The rows, as the engine writes them."""
        try:
            found = self.store.query(sparql)
            assert isinstance(found, ox.QuerySolutions)
            return found.serialize(format=ox.QueryResultsFormat.TSV) or b""
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise query_error(str(error)) from error

    def texts(self, sparql: str) -> Iterator[tuple[str, ...]]:
        """The rows as the engine's own texts: rdflib's terms of a hundred thousand rows would take most of the time."""
        found = self.store.query(sparql)
        assert isinstance(found, ox.QuerySolutions)
        return (tuple("" if cell is None else text(cell) for cell in row) for row in found)

    def quads(self) -> Iterator[ox.Quad]:
        """Every statement in each record that makes it: all but those of the default graph."""
        return in_records(self.store)


def csv_line(cells: Iterable[str]) -> str:
    """One line of CSV, ended by a line feed; cells are quoted where they hold a separator, a quote or any line end.

    Python's writer leaves a carriage return bare unless it is part of the line end.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n") + "\n"


def evaluate(store: ox.Store, sparql: str) -> Answer | bool | Triples:
    """The answer to a query: rows, yes or no, or triples.

    Rows are sorted as by ``ordering.query``: the data cannot end this process.

    Raises:
        QueryError: the text is not SPARQL, or its evaluation fails; carries line and column where known.
    """
    try:
        found, keys = _found(store, sparql)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        if isinstance(found, ox.QueryTriples):
            return Shown((term(t.subject), term(t.predicate), term(t.object)) for t in found)
        assert isinstance(found, ox.QuerySolutions)
        return sorted_answer(found, keys)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise query_error(str(error)) from error


def sorted_answer(found: ox.QuerySolutions, keys: Sequence[ordering.Key]) -> Answer:
    """The answer that was found, its rows sorted by keys."""
    variables = tuple(variable.value for variable in found.variables)
    rows = ordering.sort_rows([tuple(row) for row in found], variables, keys)
    known: dict[ordering.Term | None, Cell] = {None: None}  # most terms of an answer are there many times

    def cell(value: ordering.Term | None) -> Cell:
        told = known.get(value)
        if told is None and value is not None:
            told = known[value] = term(value)
        return told

    return Answer(variables, tuple(tuple(map(cell, row)) for row in rows))


def parse_answer(body: bytes, kind: str) -> Answer | bool | Triples:
    """The answer that was serialised: rows and truth values as SPARQL JSON, triples as N-Triples.

    ``kind`` is rows, boolean or triples, as ``pool`` tells it.
    """
    if kind == "triples":
        found = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
        return Shown((term(t.subject), term(t.predicate), term(t.object)) for t in found)
    read = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    return sorted_answer(read, ()) if isinstance(read, ox.QuerySolutions) else bool(read)


def _found(
    store: ox.Store, sparql: str
) -> tuple[ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, tuple[ordering.Key, ...]]:
    """What the engine finds, and the keys that it is still to be sorted by.

    Rows are sorted here where they can be, in half of the time that the engine takes, which reads each term again.
    """
    dataset = own_dataset(*from_clauses(sparql))
    unsorted, keys = ordering.split_order(sparql)
    if keys:
        with suppress(SyntaxError):  # told of the text as it was written
            found = ask(store, ordering.ordered(unsorted), *dataset, functions=ordering.FUNCTIONS)
            names = {one.value for one in found.variables} if isinstance(found, ox.QuerySolutions) else set()
            if names.issuperset(key.name for key in keys):
                return found, keys
    try:
        return ask(store, ordering.ordered(sparql), *dataset, functions=ordering.FUNCTIONS), ()
    except SyntaxError:
        return ask(store, sparql, *dataset), ()


def select(store: ox.Store | Engine, sparql: str) -> Answer:
    """The answer to a SELECT query, of a store or of any engine.

    Raises:
        QueryError: the text is not a SELECT query, or cannot be evaluated.
    """
    answer = evaluate(store, sparql) if isinstance(store, ox.Store) else store.evaluate(sparql)
    if not isinstance(answer, Answer):
        raise QueryError(reason=Cause("select-only"), line=None, column=None)
    return answer


def term(node: ordering.Term) -> Identifier:
    """The rdflib term of a pyoxigraph term.

    Raises:
        QueryError: the term is a triple, which rdflib cannot hold.
    """
    if isinstance(node, ox.NamedNode):
        return URIRef(node.value)
    if isinstance(node, ox.Literal):
        if node.language:
            return Literal(node.value, lang=node.language)
        plain = node.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        if plain:
            return Literal(node.value)
        return Literal(node.value, datatype=URIRef(node.datatype.value), normalize=False)  # as it is written
    if isinstance(node, ox.BlankNode):
        return BNode(node.value)
    raise query_error("Python has no term for a triple: ask for its SUBJECT, PREDICATE or OBJECT")


def query_error(reason: str) -> QueryError:
    """The error that the engine tells as ``reason``, with line and column where it names them."""
    position = _POSITION.search(reason)
    line, column = (int(position[1]), int(position[2])) if position else (None, None)
    return QueryError(reason=reason, line=line, column=column)

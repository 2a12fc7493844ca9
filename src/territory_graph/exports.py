"""Exports: the graph as RDF or as a table of statements with their evidence, a network as GraphML, GEXF or CSV.

Every writer returns nothing and writes one file whole: under another name first, then renamed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.model import Evidence
from territory_graph.scratch import replacing
from territory_graph.store.engine import csv_line
from territory_graph.terms import text
from territory_graph.vocabulary import all_prefixes

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_COLUMNS = (
    "subject",
    "property",
    "value",
    "datatype",
    "language",
    "record",
    "sources",
    "locator",
    "status",
    "confidence",
)


def _write_rdf(graph: KnowledgeGraph, path: Path, form: ox.RdfFormat, *, records: bool) -> None:
    statements: list[Any] = graph.quads() if records else list({quad.triple for quad in graph.quads()})
    prefixes = all_prefixes(graph.base) if form in (ox.RdfFormat.TRIG, ox.RdfFormat.TURTLE) else None
    with replacing(path) as temporary:
        ox.serialize(sorted(statements, key=_order), str(temporary), form, prefixes=prefixes)


def _order(statement: ox.Quad | ox.Triple) -> tuple[str, ...]:
    graph = str(statement.graph_name) if isinstance(statement, ox.Quad) else ""
    return graph, str(statement.subject), str(statement.predicate), str(statement.object)


def write_trig(graph: KnowledgeGraph, path: Path) -> None:
    """Every statement in its record, as TriG."""
    _write_rdf(graph, path, ox.RdfFormat.TRIG, records=True)


def write_nquads(graph: KnowledgeGraph, path: Path) -> None:
    """Every statement in its record, as N-Quads."""
    _write_rdf(graph, path, ox.RdfFormat.N_QUADS, records=True)


def write_jsonld(graph: KnowledgeGraph, path: Path) -> None:
    """Every statement in its record, as expanded JSON-LD."""
    _write_rdf(graph, path, ox.RdfFormat.JSON_LD, records=True)


def write_turtle(graph: KnowledgeGraph, path: Path) -> None:
    """Every statement once, as Turtle: without named graphs the statements lose the records that make them."""
    _write_rdf(graph, path, ox.RdfFormat.TURTLE, records=False)


def write_csv(graph: KnowledgeGraph, path: Path) -> None:
    """Every statement with its evidence, a line each: the table a spreadsheet can filter.

    Cells that a spreadsheet would run as a formula begin with an apostrophe; numbers are left as they are.
    """
    quads = sorted(graph.quads(), key=_order)
    evidence = graph.evidence({text(quad.graph_name) for quad in quads})
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_line(_COLUMNS))
        for quad in quads:
            file.write(csv_line(map(safe_cell, _csv_row(quad, evidence.get(text(quad.graph_name))))))


def _csv_row(quad: ox.Quad, evidence: Evidence | None) -> tuple[str, ...]:
    value = quad.object
    literal = value if isinstance(value, ox.Literal) else None
    return (
        text(quad.subject),
        text(quad.predicate),
        text(value),
        literal.datatype.value if literal and not literal.language else "",
        literal.language or "" if literal else "",
        text(quad.graph_name),
        " ".join(source.iri for source in evidence.sources) if evidence else "",
        evidence.locator if evidence else "",
        evidence.status if evidence else "",
        f"{evidence.confidence:g}" if evidence else "",
    )


def safe_cell(cell: str) -> str:
    """The text as a spreadsheet shows it, never runs it.

    >>> safe_cell("=1+1"), safe_cell("-3.5")
    ("'=1+1", '-3.5')
    """
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell) else cell


def spreadsheet(titles: Iterable[str], rows: Iterable[Iterable[str]], separator: str) -> bytes:
    """Rows as a reader's spreadsheet opens them: UTF-8 with a mark that tells the encoding, CRLF, and no formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in (titles, *rows))
    return text.getvalue().encode("utf-8-sig", "replace")


def separator(language: str) -> str:
    """What stands between the cells that a spreadsheet in a language reads: “;” in French, whose comma is decimal."""
    return ";" if language == "fr" else ","


def write_graphml(network: nx.Graph, path: Path) -> None:
    """A network as GraphML; lists in attributes become texts joined by “;”."""
    with replacing(path) as temporary:
        nx.write_graphml(_flattened(network), temporary, named_key_ids=True)


def write_gexf(network: nx.Graph, path: Path) -> None:
    """A network as GEXF 1.2, the format of Gephi; lists in attributes become texts joined by “;”."""
    with replacing(path) as temporary:
        nx.write_gexf(_flattened(network), temporary)


def write_network_csv(network: nx.Graph, path: Path) -> None:
    """The ties of a network, a line each, with the labels of their ends and every attribute."""
    flat = _flattened(network)
    names = sorted({name for _, _, values in flat.edges(data=True) for name in values})
    labels = dict(flat.nodes(data="label"))
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_line(("source", "target", "source_label", "target_label", *names)))
        for source, target, values in sorted(flat.edges(data=True), key=lambda edge: edge[:2]):
            cells = (
                source,
                target,
                labels[source],
                labels[target],
                *(values.get(name, "") for name in names),
            )
            file.write(csv_line(safe_cell(str(cell)) for cell in cells))


def _flattened(network: nx.Graph) -> nx.Graph:
    """A copy whose attributes are texts and numbers, without characters that XML cannot hold."""
    flat = network.__class__()
    flat.add_nodes_from((node, _flat(values)) for node, values in network.nodes(data=True))
    flat.add_edges_from((a, b, _flat(values)) for a, b, values in network.edges(data=True))
    return flat


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _flat_value(value) for name, value in values.items() if value is not None}


def _flat_value(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return ";".join("" if item is None else str(_flat_value(item)) for item in value)
    return _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value


WRITERS: dict[str, Callable[[KnowledgeGraph, Path], None]] = {
    "trig": write_trig,
    "nquads": write_nquads,
    "turtle": write_turtle,
    "jsonld": write_jsonld,
    "csv": write_csv,
}
"""Writers of the whole graph, by format."""

NETWORK_WRITERS: dict[str, Callable[[nx.Graph, Path], None]] = {
    "graphml": write_graphml,
    "gexf": write_gexf,
    "network-csv": write_network_csv,
}
"""Writers of a network, by format."""

"""One thing as RDF: the statements of it and about it, each in its record, and what the records say of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.term import Identifier

from territory_graph.errors import UnknownEntityError
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.queries.system import system_query
from territory_graph.terms import from_rdflib, is_iri
from territory_graph.vocabulary import TG

MOST = 10_000
"""Statements about one thing, or in one record, that are told; a status or a scheme may have one in every record."""


@dataclass(frozen=True, slots=True)
class ToldThing:
    """What is told of one thing; ``cut`` when some statements about it, or in it, were left out."""

    quads: tuple[ox.Quad, ...]
    cut: bool


def is_known(graph: KnowledgeGraph, iri: str) -> bool:
    """Whether the graph says anything of an IRI, or in the record of that name."""
    return is_iri(iri) and len(graph.rows(system_query("known", [iri]))) > 0


def told(graph: KnowledgeGraph, iri: str) -> ToldThing:
    """What the graph says of ``iri``, about it and in the record of that name, with the evidence of each statement.

    The evidence is everything that is said of the records that make the statements, and of the sources that they cite.

    Raises:
        UnknownEntityError: the graph says nothing of it.
    """
    if not is_known(graph, iri):
        raise UnknownEntityError(iri=iri)
    own = _quads(graph, "statements-of", [iri])
    about = _quads(graph, "statements-about", [iri], MOST + 1)
    inside = _quads(graph, "statements-in", [iri], MOST + 1)
    said = [*own, *about[:MOST], *inside[:MOST]]
    records = _quads(graph, "statements-of", _named({quad.graph_name for quad in said}))
    sources = _quads(graph, "statements-of", _named({q.object for q in records if q.predicate.value == str(TG.source)}))
    return ToldThing(tuple(dict.fromkeys([*said, *records, *sources])), max(len(about), len(inside)) > MOST)


def _named(terms: Iterable[object]) -> list[str]:
    return sorted(term.value for term in terms if isinstance(term, ox.NamedNode))


def _quads(graph: KnowledgeGraph, query: str, things: list[str], most: int | None = None) -> list[ox.Quad]:
    """The statements that a system query finds, in their records."""
    if not things:
        return []
    text = system_query(query, things)
    if most is not None:  # the first ones as they come: sorting would read all those that are not told
        text = f"{text.rpartition('ORDER BY')[0]}LIMIT {most}"
    return [
        _quad(row.get("subject", row.get("thing")), row["property"], row.get("value", row.get("thing")), row["record"])
        for row in graph.rows(text)
    ]


def _quad(*terms: Identifier | None) -> ox.Quad:
    subject, property_, value, record = (from_rdflib(term) for term in terms if term is not None)
    assert not isinstance(subject, ox.Literal)
    assert isinstance(property_, ox.NamedNode)
    assert isinstance(record, ox.NamedNode)
    return ox.Quad(subject, property_, value, record)

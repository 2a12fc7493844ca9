"""Inference by named rules: each ``rules/*.rq`` is a CONSTRUCT whose results go into one graph of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib import RDF, RDFS

from territory_graph import resources
from territory_graph.ingest.records import record_statements
from territory_graph.terms import node
from territory_graph.vocabulary import INFERRED_RECORDS, TG, resource

MAX_ROUNDS = 10
_INFERRED = "record/inferred/"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: its identifier, as ``R04-supports``, and its CONSTRUCT query."""

    name: str
    query: str


@cache
def rules() -> tuple[Rule, ...]:
    """Every packaged rule, in order of its number."""
    return tuple(
        Rule(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted((resources.ONTOLOGY / "rules").glob("*.rq"))
    )


def apply_rules(store: ox.Store, base: str) -> None:
    """Adds to ``store`` what the rules infer, one graph a rule, until no rule adds a statement.

    A statement that any graph holds already is not inferred again.

    Raises:
        RuntimeError: the rules do not come to rest within ``MAX_ROUNDS`` rounds.
    """
    for _ in range(MAX_ROUNDS):
        if not sum(_apply(rule, store, base) for rule in rules()):
            store.extend(_records(store, base))
            return
    raise RuntimeError(f"rules still add statements after {MAX_ROUNDS} rounds")


def is_inferred(graph: str, base: str) -> bool:
    """Whether a graph is written by rules: what one of them infers, or the records of what they infer.

    >>> is_inferred("https://example.org/id/record/inferred/R01-classes", "https://example.org/")
    True
    """
    return graph.startswith(resource(base, _INFERRED)) or graph == str(resource(base, INFERRED_RECORDS))


def _graph(rule: Rule, base: str) -> ox.NamedNode:
    return node(resource(base, _INFERRED + rule.name))


def _apply(rule: Rule, store: ox.Store, base: str) -> int:
    graph = _graph(rule, base)
    found = store.query(rule.query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QueryTriples)
    known = store.quads_for_pattern
    new = {
        ox.Quad(triple.subject, triple.predicate, triple.object, graph)
        for triple in found
        if next(known(triple.subject, triple.predicate, triple.object, None), None) is None
    }
    store.extend(new)
    return len(new)


def _records(store: ox.Store, base: str) -> Iterator[ox.Quad]:
    """The record of each rule's graph that holds statements, and the rule as a thing of its own."""
    records = node(resource(base, INFERRED_RECORDS))
    used = [rule for rule in rules() if next(store.quads_for_pattern(None, None, None, _graph(rule, base)), None)]
    if used:
        yield from record_statements(records, records, base, status="editorial", source="source/editorial", locator="-")
    for rule in used:
        graph, thing = _graph(rule, base), node(resource(base, f"rule/{rule.name}"))
        yield from record_statements(
            graph, records, base, status="inferred", source="source/editorial", locator=f"rules/{rule.name}.rq"
        )
        yield ox.Quad(graph, node(TG.byRule), thing, records)
        yield ox.Quad(thing, node(RDF.type), node(TG.Rule), records)
        yield ox.Quad(thing, node(RDFS.label), ox.Literal(rule.name), records)

"""A store as rdflib reads it: nothing is written, and no value that data hold ends the process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import XSD, Dataset, Graph, Literal
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.query import Result
from rdflib.term import Node

from territory_graph.store import ordering
from territory_graph.store.guard import from_clauses
from territory_graph.store.worker import own_dataset, subset


def read_only(store: ox.Store, prefixes: Mapping[str, str]) -> Dataset:
    """A store as an rdflib dataset, whose default graph is a set, with the prefixes of its namespaces."""
    dataset = Dataset(store=_ReadOnlyStore(cast("ox.Store", _Sorted(store))))
    for prefix, namespace in prefixes.items():
        dataset.namespace_manager.bind(prefix, namespace, override=True, replace=True)
    return dataset


class _Sorted:
    """A store whose queries the data cannot end: see ``ordering``."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def query(self, sparql: str, **options: Any) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        return ordering.query(self._store, sparql, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def _plain(term: Node) -> Node:
    """The term as rdflib reads it from a file: a string has no datatype there, and is another one with it."""
    return Literal(str(term)) if isinstance(term, Literal) and term.datatype == XSD.string else term


class _ReadOnlyStore(OxigraphStore):
    """rdflib registers a graph with its store when one asks for it by name: nothing to write, it is there or empty.

    Quads are those of records: the default graph says the same once more.
    """

    def __init__(self, store: ox.Store) -> None:
        super().__init__(store=store)
        self._whole = store

    def add_graph(self, graph: Graph) -> None:
        """Does nothing."""

    def query(self, query: Any, initNs: Any, initBindings: Any, queryGraph: Any, **options: Any) -> Result:  # noqa: N803
        """The answer of the graphs that the query names, else of the one that rdflib asks, which outdoes FROM."""
        clauses = from_clauses(query) if isinstance(query, str) else None
        if clauses is None or not (clauses.default or clauses.named):
            return super().query(query, initNs, initBindings, queryGraph, **options)
        prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in initNs.items())
        dataset = own_dataset(prefixes + clauses.prologue, clauses.default, clauses.named)
        asked = OxigraphStore(store=cast("ox.Store", _Sorted(subset(self._whole, *dataset))))
        return asked.query(query, initNs, initBindings, DATASET_DEFAULT_GRAPH_ID, **options)

    def triples(self, triple_pattern: Any, context: Graph | None = None) -> Iterator[Any]:
        """What a graph holds of the pattern; without one, what every record does, with its graph."""
        found = (((s, p, _plain(o)), graphs) for (s, p, o), graphs in super().triples(triple_pattern, context))
        if context is not None:
            return found
        told = ((triple, tuple(graphs)) for triple, graphs in found)
        default = DATASET_DEFAULT_GRAPH_ID
        return (
            (triple, iter(graphs))
            for triple, graphs in told
            if any(g is not None and g.identifier != default for g in graphs)
        )

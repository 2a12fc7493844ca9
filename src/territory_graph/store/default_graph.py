"""The default graph of a store: the statements of all its records merged, each once, written beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox


def with_default_graph(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The statements of records, and each of them in the default graph too: there, a store keeps equal ones once."""
    for quad in quads:
        yield quad
        yield ox.Quad(quad.subject, quad.predicate, quad.object)


def in_memory(quads: Iterable[ox.Quad]) -> ox.Store:
    """A store of the statements of records, and of the default graph that they merge into."""
    store = ox.Store()
    store.bulk_extend(with_default_graph(quads))
    return store


def in_records(store: ox.Store) -> Iterator[ox.Quad]:
    """Every statement of a store in each record that makes it: what the default graph holds is not read."""
    return chain.from_iterable(store.quads_for_pattern(None, None, None, graph) for graph in store.named_graphs())

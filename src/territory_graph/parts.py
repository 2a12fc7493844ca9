"""A part of a version as a store in memory: what it holds, and the version without some of its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace

import pyoxigraph as ox

from territory_graph.store.default_graph import in_memory, in_records
from territory_graph.store.manifest import Manifest


def counted(manifest: Manifest, store: ox.Store) -> Manifest:
    """What a store in memory holds of the version that the manifest is of."""
    records = Counter(quad.graph_name for quad in in_records(store))
    return replace(manifest, quads=records.total(), graphs=len(records), triples=len(store) - records.total())


def without(quads: Iterable[ox.Quad], left: Collection[ox.NamedNode], base: str) -> ox.Store:
    """The statements of a version without the records and ties ``left`` out, and what follows from the rest.

    What they say and others imply is inferred: a build inferred nothing that a record says.
    """
    from territory_graph.ingest.rules import apply_rules, of_what_is_inferred  # noqa: PLC0415  few ask for it

    store, about = ox.Store(), of_what_is_inferred(base)
    kept = [quad for quad in quads if quad.graph_name not in left and quad.subject not in left]
    store.bulk_extend(quad for quad in kept if quad.graph_name not in about)
    apply_rules(store, base)
    return in_memory([*store, *(quad for quad in kept if quad.graph_name in about)])

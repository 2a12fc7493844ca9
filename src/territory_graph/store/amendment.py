"""A version told by what it has more and less than the one before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from territory_graph.store.contents import remains
from territory_graph.store.default_graph import with_default_graph
from territory_graph.terms import states


@dataclass(frozen=True)
class Amendment:
    """A version told by what it has more and less than the current one, whose store is ``before``."""

    before: ox.Store
    added: frozenset[ox.Quad]
    removed: frozenset[ox.Quad]

    @property
    def changed(self) -> frozenset[ox.Quad]:
        """Every statement by which the two differ."""
        return self.added | self.removed

    @cached_property
    def merged(self) -> tuple[set[ox.Triple], set[ox.Triple]]:
        """The statements that the default graph has more, and those that it has no longer."""
        come, gone = ({quad.triple for quad in quads} for quads in (self.added, self.removed))
        more = {one for one in come if ox.Quad(one.subject, one.predicate, one.object) not in self.before}
        return more, {one for one in gone - come if not remains(self.before, one, self.removed)}

    def write(self, folder: Path) -> ox.Store:
        """A store in a new folder, which shares with that of before every file that does not change.

        What changes is in its log until it is flushed: who only tries a change need not wait for that.
        """
        self.before.backup(str(folder))
        store = ox.Store(str(folder))
        for quad in self.removed:
            store.remove(quad)
        store.extend(with_default_graph(self.added))
        for triple in self.merged[1]:
            store.remove(ox.Quad(triple.subject, triple.predicate, triple.object))
        for graph in {quad.graph_name for quad in self.removed}:
            if isinstance(graph, ox.NamedNode) and not states(store, graph=graph):
                store.remove_graph(graph)
        return store

"""What the records of a store state, asked statement by statement: nothing is copied out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import RDF, URIRef

from territory_graph.ingest.rules import says_again
from territory_graph.terms import node, text

_TYPE = node(RDF.type)


class Stated:
    """The statements of a store, but for its default graph and for what is said again in wider terms or as ties.

    Things and values are texts: IRIs and lexical forms.
    """

    def __init__(self, store: ox.Store, base: str) -> None:
        self._store, self._base = store, base
        self._again: dict[str, bool] = {}

    def quads(
        self, subject: str | None, predicate: URIRef | None, value: ox.NamedNode | None = None
    ) -> Iterator[ox.Quad]:
        """The statements with that property, of that thing and with that value where they are given."""
        thing, name = (node(each) if each else None for each in (subject, predicate))
        for quad in self._store.quads_for_pattern(thing, name, value, None):
            graph = text(quad.graph_name)
            if graph not in self._again:
                self._again[graph] = not graph or bool(self._base and says_again(graph, self._base))
            if not self._again[graph]:
                yield quad

    def values(self, predicate: URIRef) -> dict[str, set[str]]:
        """The values of a property by thing."""
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self.quads(None, predicate):
            found[text(quad.subject)].add(text(quad.object))
        return found

    def of(self, thing: str, predicate: URIRef) -> set[str]:
        """The values of a property of one thing."""
        return {text(quad.object) for quad in self.quads(thing, predicate)}

    def instances(self, kind: URIRef) -> set[str]:
        """The things of a class."""
        return {text(quad.subject) for quad in self.quads(None, RDF.type, node(kind))}

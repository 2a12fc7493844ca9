"""What a version holds, told by the statements themselves: how many, and a sum of them that names it."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from territory_graph.vocabulary import COMPUTED_GRAPHS, UPDATES_GRAPH, resource

if TYPE_CHECKING:
    from territory_graph.store.manifest import Manifest

_MODULUS = 1 << 256
_DEFAULT = ox.DefaultGraph()


@dataclass(frozen=True, slots=True)
class Contents:
    """What a manifest says of the statements themselves: their versions and their numbers."""

    version: str
    facts: str
    quads: int
    triples: int
    graphs: int
    whole_sum: str
    facts_sum: str


def contents_of(quads: Iterable[ox.Quad], base: str) -> Contents:
    """The contents that statements make, each in its record and given once."""
    import numpy as np  # noqa: PLC0415  a command that writes little loads in less time without it

    graphs, triples, count = set(), array("q"), 0
    sums = _Sums(base)
    for quad in quads:
        line = str(quad)
        sums.count(line, 1)
        end = line.rfind(" <")  # the graph is last
        graphs.add(line[end + 1 :])
        triples.append(hash(line[:end]))  # of 64 bits: of ten million, two are alike once in 400,000 times
        count += 1
    hashes = np.frombuffer(triples, dtype=np.int64)
    hashes.sort()  # where they are: no second copy of millions
    return _contents(sums, count, int(np.count_nonzero(hashes[1:] != hashes[:-1])) + (count > 0), len(graphs))


def contents_after(
    before: ox.Store, manifest: Manifest, added: Collection[ox.Quad], removed: Collection[ox.Quad]
) -> Contents:
    """The contents of the version ``before`` once some statements that it lacks are added, and some of its removed."""
    sums = _Sums(manifest.base, manifest.whole_sum, manifest.facts_sum)
    for quads, times in ((added, 1), (removed, -1)):
        for quad in quads:
            sums.count(str(quad), times)
    come, gone = {quad.triple for quad in added}, {quad.triple for quad in removed}
    triples, graphs = manifest.triples, manifest.graphs
    for triple in come | gone:
        triples += triple in come or remains(before, triple, removed)
        triples -= (
            next(before.quads_for_pattern(triple.subject, triple.predicate, triple.object, _DEFAULT), None) is not None
        )
    filled = {quad.graph_name for quad in added}
    for graph in {quad.graph_name for quad in (*added, *removed)}:
        held = before.quads_for_pattern(None, None, None, graph)
        left = any(quad not in removed for quad in before.quads_for_pattern(None, None, None, graph))
        graphs += (graph in filled or left) - (next(held, None) is not None)
    return _contents(sums, manifest.quads + len(added) - len(removed), triples, graphs)


def remains(before: ox.Store, triple: ox.Triple, removed: Collection[ox.Quad]) -> bool:
    """Whether some record goes on saying a statement."""
    found = before.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return any(quad.graph_name != _DEFAULT and quad not in removed for quad in found)


def _contents(sums: _Sums, quads: int, triples: int, graphs: int) -> Contents:
    whole, facts = f"{sums.whole:064x}", f"{sums.facts:064x}"
    return Contents(whole[:16], facts[:16], quads, triples, graphs, whole, facts)


class _Sums:
    """The sums of the digests of statements, of all and of those that are facts: the same in whatever order."""

    def __init__(self, base: str, whole: str = "0", facts: str = "0") -> None:
        self._aside = (f"<{resource(base, COMPUTED_GRAPHS)}", f"<{resource(base, UPDATES_GRAPH)}")
        self.whole, self.facts = int(whole, 16), int(facts, 16)

    def count(self, line: str, times: int) -> None:
        """Counts a statement so many times."""
        digest = times * int.from_bytes(hashlib.sha256(line.encode()).digest())
        self.whole = (self.whole + digest) % _MODULUS
        if not line[line.rfind(" <") + 1 :].startswith(self._aside):
            self.facts = (self.facts + digest) % _MODULUS

"""What a version holds, told by the statements themselves: how many, and a sum of them that names it."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from territory_graph.terms import states
from territory_graph.vocabulary import COMPUTED_GRAPHS, UPDATES_GRAPH, resource

if TYPE_CHECKING:
    from territory_graph.store.manifest import Manifest

_MODULUS = 1 << 256
_DEFAULT = ox.DefaultGraph()
_MANY = 200_000
"""Statements from which their hashes are sorted where they are."""


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
    counted = Counted(base)
    for _ in counted.triples(f"{quad} .\n".encode() for quad in quads):
        pass
    return counted.contents()


class Counted:
    """Statements that are counted while they pass, as lines of N-Quads: each in its record, and once."""

    def __init__(self, base: str) -> None:
        self._sums = _Sums(base)
        self._graphs: set[bytes] = set()
        self._triples = array("q")

    def triples(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """What each statement says, without its record, as a line of N-Triples."""
        count, know, note = self._sums.count, self._graphs.add, self._triples.append
        for line in lines:
            end = line.rfind(b" <", 0, -3)  # the graph is last
            graph = line[end + 1 : -3]
            count(line[:-3], graph, 1)
            know(graph)
            triple = line[:end]
            note(hash(triple))  # of 64 bits: of ten million, two are alike once in 400,000 times
            yield triple + b" .\n"

    def contents(self) -> Contents:
        """The contents of the statements that have passed."""
        return _contents(self._sums, len(self._triples), _different(self._triples), len(self._graphs))


def _different(numbers: array[int]) -> int:
    """How many different numbers there are; their order is lost."""
    if len(numbers) < _MANY:
        return len(set(numbers))
    import numpy as np  # noqa: PLC0415  a command that writes little loads in less time without it

    found = np.frombuffer(numbers, dtype=np.int64)
    found.sort()  # where they are: no second copy of millions
    return int(np.count_nonzero(found[1:] != found[:-1])) + 1


def contents_after(
    before: ox.Store, manifest: Manifest, added: Collection[ox.Quad], removed: Collection[ox.Quad]
) -> Contents:
    """The contents of the version ``before`` once some statements that it lacks are added, and some of its removed."""
    sums = _Sums(manifest.base, manifest.whole_sum, manifest.facts_sum)
    for quads, times in ((added, 1), (removed, -1)):
        for quad in quads:
            sums.count(str(quad).encode(), str(quad.graph_name).encode(), times)
    come, gone = {quad.triple for quad in added}, {quad.triple for quad in removed}
    triples, graphs = manifest.triples, manifest.graphs
    for triple in come | gone:
        triples += triple in come or remains(before, triple, removed)
        triples -= states(before, triple.subject, triple.predicate, triple.object, _DEFAULT)
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
        self._aside = tuple(f"<{resource(base, path)}".encode() for path in (COMPUTED_GRAPHS, UPDATES_GRAPH))
        self.whole, self.facts = int(whole, 16), int(facts, 16)

    def count(self, line: bytes, graph: bytes, times: int) -> None:
        """Counts a statement of a graph so many times."""
        digest = times * int.from_bytes(hashlib.sha256(line).digest())
        self.whole = (self.whole + digest) % _MODULUS
        if not graph.startswith(self._aside):
            self.facts = (self.facts + digest) % _MODULUS

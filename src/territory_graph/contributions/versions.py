"""What two versions of a store say differently, record by record, and the proposal that takes a store back to one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF

from territory_graph.contributions.proposals import Proposal
from territory_graph.contributions.publishing import of_record
from territory_graph.errors import SameFactsError
from territory_graph.ingest.contributed import Kind
from territory_graph.ingest.rules import is_inferred
from territory_graph.ingest.told import records_about
from territory_graph.terms import node, states, text
from territory_graph.vocabulary import TG, resource

_SOURCE, _TYPE = node(TG.source), node(RDF.type)


@dataclass(frozen=True, slots=True)
class Difference:
    """The records (IRIs) that a later version says and an earlier one does not, those it says otherwise, and lacks."""

    appeared: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]

    @property
    def records(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.appeared, *self.changed, *self.withdrawn)


def difference(before: ox.Store, after: ox.Store, base: str, thing: str | None = None) -> Difference:
    """What ``after`` says otherwise than ``before``: of everything, or of the records that speak of a thing.

    Records of facts count: what rules infer follows from them, and lists of words and sources are no facts.
    """
    touched = {*_touched(before, after, base), *_touched(after, before, base)}
    if thing is not None:
        touched &= records_about(before, thing) | records_about(after, thing)
    then, now = ({record for record in touched if states(store, graph=node(record))} for store in (before, after))
    return Difference(tuple(sorted(now - then)), tuple(sorted(now & then)), tuple(sorted(then - now)))


def restoring(before: ox.Store, after: ox.Store, base: str, why: str) -> Proposal:
    """The proposal after which ``after``, the current version, says of facts what ``before`` said.

    Records that came since are withdrawn; those that went or changed are said again, under further numbers of theirs.

    Raises:
        SameFactsError: both say the same.
    """
    found = difference(before, after, base)
    gone = (*found.appeared, *found.changed)
    again = {quad for record in (*found.changed, *found.withdrawn) for quad in of_record(before, record, base)}
    sources = {quad.object for quad in again if quad.predicate == _SOURCE}
    again |= {quad for source in sources for quad in _described(source, before, after, base)}
    if not (gone or again):
        raise SameFactsError
    kind: Kind = "add" if not gone else "correct" if again else "withdraw"
    told = ox.serialize(sorted(again, key=str), format=ox.RdfFormat.N_QUADS) if again else b""
    assert told is not None
    return Proposal(kind, why=why, records=gone, statements=told.decode("utf-8"))


def _touched(one: ox.Store, other: ox.Store, base: str) -> Iterator[str]:
    """The records of which one store says what the other does not."""
    facts = str(resource(base, "record/"))
    for quad in one:
        graph, subject = text(quad.graph_name), text(quad.subject)
        record = graph if graph.startswith(facts) else subject if subject.startswith(facts) else ""
        own = record and graph and not is_inferred(graph, base) and not is_inferred(record, base)
        if own and quad not in other:
            yield record


def _described(source: object, before: ox.Store, after: ox.Store, base: str) -> Iterable[ox.Quad]:
    """What the earlier version says of a source that the later one does not know."""
    if not isinstance(source, ox.NamedNode) or next(after.quads_for_pattern(source, _TYPE, None, None), None):
        return ()
    said = before.quads_for_pattern(source, None, None, None)
    return [quad for quad in said if text(quad.graph_name) and not is_inferred(text(quad.graph_name), base)]

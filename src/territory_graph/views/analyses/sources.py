"""What each source says by itself of the ties between actors: which it states, and the dates that it gives them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from territory_graph.dates import Interval
from territory_graph.facts.evidence import read_evidence
from territory_graph.facts.statements import Said, interval_of, read_statements
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.network.build import WEIGHTS, keep_parts
from territory_graph.tie_kinds import tie_kinds
from territory_graph.views.ordering import alphabetical
from territory_graph.views.ties import ToldTie, pair_of

_JOINS = frozenset(name for kind in tie_kinds().values() if kind.weight is not None for name in kind.properties)
"""The properties by which a thing names the actors that it ties."""

_NOT_SAID = frozenset({"editorial", "inferred"})
"""Statuses of what no source says: what editors note and what rules conclude."""

Reason = tuple[str, str, str]
"""Why two actors are tied: their pair, the kind of tie, and what ties them; nothing of a direct tie."""
Reasons = Mapping[Reason, Interval]
Cited = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A source, and every reason of a tie between actors that it states by itself, with the dates that it gives."""

    iri: str
    title: str
    reasons: Reasons


def read_sources(graph: KnowledgeGraph, ties: Iterable[ToldTie], language: str) -> tuple[SourceRead, ...]:
    """Every source that states one of the ``ties`` that count in the actors network, by title.

    A source states a reason where its own records name both actors in what ties them: that two sources name one each
    makes neither say that they are tied.
    """
    counted = [tie for tie in ties if tie.kind in WEIGHTS]
    said = read_statements(graph.rows, {tie.about.iri for tie in counted if tie.about})
    records = {record for each in said.values() for found in each.values() for record in found}
    records |= {one.record for tie in counted for one in tie.evidence}
    evidence, intervals = read_evidence(graph.rows, records, language)
    plain = [one for one in evidence.values() if one.status not in _NOT_SAID]
    cited = {one.record: frozenset(source.iri for source in one.sources) for one in plain}
    found: dict[str, dict[Reason, Interval]] = {}
    for tie in counted:
        reason = (tie.pair, tie.kind, tie.about.iri if tie.about else "")
        accounts = _of_thing(said[tie.about.iri], tie, cited) if tie.about else _direct(tie, cited, intervals)
        for source, interval in accounts.items():
            found.setdefault(source, {}).setdefault(reason, interval)
    titles = {source.iri: source.title for one in plain for source in one.sources}
    order = sorted(found, key=lambda iri: (alphabetical(titles[iri]), iri))
    return tuple(SourceRead(iri, titles[iri], found[iri]) for iri in order)


def _of_thing(said: Said, tie: ToldTie, cited: Cited) -> dict[str, Interval]:
    """The sources that name both ends of a tie in the thing that makes it, and the dates that each gives the thing."""
    one, other = (
        {
            source
            for (name, value), records in said.items()
            if name in _JOINS and value.value == end
            for source in _sources(records, cited)
        }
        for end in (tie.source, tie.target)
    )
    return {
        source: interval_of({key: records for key, records in said.items() if source in _sources(records, cited)})
        for source in one & other
    }


def _direct(tie: ToldTie, cited: Cited, intervals: Mapping[str, Interval]) -> dict[str, Interval]:
    found: dict[str, Interval] = {}
    for record in sorted(one.record for one in tie.evidence):
        for source in cited.get(record, ()):
            if found.get(source, Interval()) == Interval():
                found[source] = intervals.get(record, Interval())
    return found


def _sources(records: Iterable[str], cited: Cited) -> set[str]:
    return {source for record in records for source in cited.get(record, ())}


def stated_by(network: nx.Graph, reasons: Reasons) -> nx.Graph:
    """The actors ``network`` with no more than the reasons that a source states; all actors stay.

    ``when`` of a tie holds the dates that the source gives to each kind and thing.
    """
    found = network.copy()
    found.graph["version"] = ""
    for one, other, parts in list(found.edges(data="parts", default=())):
        pair = pair_of(str(one), str(other))
        keys = ((kind, via, reason) for kind, via, _ in parts for reason in ((pair, kind, via), (pair, kind, "")))
        when = {(kind, via): reasons[reason] for kind, via, reason in keys if reason in reasons}
        keep_parts(found, one, other, tuple(part for part in parts if part[:2] in when))
        if when:
            found.edges[one, other]["when"] = when
    return found


def counts(network: nx.Graph, sources: Collection[SourceRead]) -> dict[str, int]:
    """How many ties of the actors ``network`` each source states, most first; those that state none are left out."""
    known = {
        (pair_of(str(one), str(other)), kind, name)
        for one, other, parts in network.edges(data="parts", default=())
        for kind, via, _ in parts
        for name in (via, "")
    }
    found = {each.iri: len({reason[0] for reason in each.reasons if reason in known}) for each in sources}
    return {iri: count for iri, count in sorted(found.items(), key=lambda item: -item[1]) if count}

"""An answer as a network: the pairs of things that a query ties, drawn, listed, and each told by its statements."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import networkx as nx

from territory_graph.facts.evidence import evidence_of
from territory_graph.facts.statements import read_statements_between
from territory_graph.facts.ties import TieStatus
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Evidence, Thing
from territory_graph.network.layout import Positions, layout
from territory_graph.store.answers import PlainAnswer, Term
from territory_graph.terms import is_iri
from territory_graph.views.columns import profiles
from territory_graph.views.drawing import NODE_KINDS, Drawing, DrawnNode, DrawnTie, LegendEntry, short_label
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical
from territory_graph.views.result_table import cut
from territory_graph.views.telling import Told
from territory_graph.views.ties import TIE_STATUSES, pair_of
from territory_graph.views.wording import mentions

MOST_DRAWN = 150
"""Nodes that a picture holds; beyond, those with the most ties are drawn, which is said."""

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_PROPERTY_NAMES = ("p", "pred", "predicate", "property", "propriete", "relation", "lien")
_SMALLEST, _LARGEST = 12.0, 34.0


class Pair(NamedTuple):
    """Two things that a row or a triple ties, and the property that does, empty where the answer names none."""

    source: str
    target: str
    predicate: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """One line of the table of ties: its line in the picture, both names, and what the tie is called."""

    id: str
    source: str
    target: str
    kind: str


@dataclass(frozen=True)
class QueryNetwork:
    """The pairs of an answer with the names and kinds of their things, and the statements of the graph that tie them.

    ``left_out`` counts the rows or triples that tie no two things.
    """

    pairs: tuple[Pair, ...]
    things: Mapping[str, Thing]
    properties: Mapping[str, Thing]
    said: Mapping[Pair, tuple[Evidence, ...]]
    left_out: int
    say: Translator = field(repr=False)

    @cached_property
    def shown(self) -> frozenset[str]:
        """The nodes that are drawn: all, or those with the most ties."""
        partners = _partners(self.pairs)
        ordered = sorted(partners, key=lambda node: (-partners[node], node))
        return frozenset(ordered[:MOST_DRAWN])

    @cached_property
    def positions(self) -> Positions:
        """The place of every node that is drawn."""
        network: nx.Graph = nx.Graph()
        network.add_nodes_from(sorted(self.shown))
        network.add_edges_from((pair.source, pair.target) for pair in self._drawn_pairs)
        return layout(network)

    @cached_property
    def drawing(self) -> Drawing:
        """The picture, with its legend and its sentences."""
        say, lines = self.say, self._lines
        kinds = {node: drawn_kind(self.things[node].kind) for node in self.shown}
        partners = _partners(self._drawn_pairs)
        counts = Counter(kinds.values())
        return Drawing(
            nodes=tuple(self._node(node, kinds[node], partners) for node in sorted(self.shown)),
            ties=tuple(self._tie(line, pairs) for line, pairs in sorted(lines.items())),
            legend=tuple(
                LegendEntry(NODE_KINDS[kind], say(f"kinds.{kind}"), counts[kind]) for kind in NODE_KINDS if counts[kind]
            ),
            status_labels=tuple((status, say(f"sparql.graph.status.{status}")) for status in TIE_STATUSES),
            title=say("sparql.graph.title"),
            summary=self.summary,
            source_line="",
            language=say.language,
        )

    @property
    def summary(self) -> str:
        """How much of the answer is drawn."""
        say = self.say
        told = say("sparql.graph.told", shown=len(self.shown), total=len(self.things), lines=len(self._lines))
        return f"{told} {say('sparql.graph.left_out', count=self.left_out)}" if self.left_out else told

    @property
    def rows(self) -> tuple[PairRow, ...]:
        """The ties that are drawn, as a table, by name."""
        found = [
            PairRow(
                pair_of(pair.source, pair.target),
                self.things[pair.source].label,
                self.things[pair.target].label,
                self._called(pair),
            )
            for pair in self._drawn_pairs
        ]
        return tuple(sorted(found, key=lambda row: (alphabetical(row.source), alphabetical(row.target), row.kind)))

    def ends(self, line: str) -> tuple[Thing, Thing] | None:
        """The two things of a drawn line, or None where there is no such line."""
        pairs = self._lines.get(line)
        return (self.things[pairs[0].source], self.things[pairs[0].target]) if pairs else None

    def told(self, line: str) -> tuple[Told, ...]:
        """The ties of a drawn line, each with the sources of its statements: none where the graph does not say it."""
        return tuple(
            Told(line, self._called(pair), mentions(self.said.get(pair, ()), self.say))
            for pair in self._lines.get(line, ())
        )

    @cached_property
    def _drawn_pairs(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.source in self.shown and pair.target in self.shown)

    @cached_property
    def _lines(self) -> dict[str, list[Pair]]:
        found: dict[str, list[Pair]] = defaultdict(list)
        for pair in self._drawn_pairs:
            found[pair_of(pair.source, pair.target)].append(pair)
        return dict(found)

    def _called(self, pair: Pair) -> str:
        found = self.properties.get(pair.predicate)
        return found.label if found else self.say("sparql.graph.tied")

    def _status(self, pair: Pair) -> TieStatus:
        """The firmest status among the statements that make a tie; what no statement makes is like what is inferred."""
        found = {one.status for one in self.said.get(pair, ())}
        if found & {"stated", "editorial"}:
            return "stated"
        return "implied" if found & {"implied", "disputed"} else "inferred"

    def _node(self, node: str, kind: str, partners: Counter[str]) -> DrawnNode:
        label = cut(self.things[node].label)
        x, y = self.positions[node]
        count = self.say("sparql.graph.partners", count=partners[node])
        size = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(partners[node] / max(partners.values(), default=1))
        title = f"{label}\n{self.say(f'kinds.{kind}')}\n{count}"
        return DrawnNode(node, short_label(label), title, kind, x, y, round(size, 1))

    def _tie(self, line: str, pairs: list[Pair]) -> DrawnTie:
        first = pairs[0]
        label = cut(", ".join(sorted({self._called(pair) for pair in pairs}, key=alphabetical)))
        ends = f"{cut(self.things[first.source].label)} — {cut(self.things[first.target].label)}"
        status = max((self._status(pair) for pair in pairs), key=TIE_STATUSES.index)
        width = round(1.5 + math.log2(len(pairs)), 2)
        return DrawnTie(line, first.source, first.target, label, f"{ends}\n{label}", status, width, len(pairs))


def ties_things(found: PlainAnswer) -> bool:
    """Whether an answer can be read as a network: it ties at least two things."""
    return next(iter(_pairs(found)), None) is not None


def query_network(graph: KnowledgeGraph, found: PlainAnswer, say: Translator) -> QueryNetwork:
    """The network that an answer makes: triples between things, or the first two columns that hold some."""
    pairs = tuple(sorted(set(_pairs(found))))
    ends = {end for pair in pairs for end in pair[:2]}
    things = graph.things([end for end in ends if is_iri(end)], say.language)
    told = _told_labels(found)
    named = {end: things.get(end, Thing(end, end, "")) for end in ends}
    named |= {end: Thing(end, told[end], things[end].kind if end in things else "") for end in ends & told.keys()}
    said = _said(graph, pairs, say.language)
    properties = {pair.predicate for pair in pairs if pair.predicate}
    left_out = len(found.table) - sum(1 for _ in _pairs(found))
    return QueryNetwork(pairs, named, graph.things(properties, say.language), said, left_out, say)


def _partners(pairs: Iterable[Pair]) -> Counter[str]:
    lines = {frozenset(pair[:2]) for pair in pairs}
    return Counter(end for line in lines for end in line)


def _pairs(found: PlainAnswer) -> Iterable[Pair]:
    """The pairs that the answer ties, as often as it does; a thing tied to itself, or to its class, is no pair."""
    sources, targets, predicates = _columns(found)
    if not sources or not targets:
        return
    for source, target, predicate in zip(sources, targets, predicates, strict=True):
        name = predicate.value if predicate is not None else ""
        if _is_node(source) and _is_node(target) and source != target and name != _TYPE:
            yield Pair(_id(source), _id(target), name)


Cells = tuple[Term | None, ...]


def _columns(found: PlainAnswer) -> tuple[Cells, Cells, Cells]:
    """Both ends and the property of each pair: the parts of triples, or the first two columns of things of a table."""
    table = found.table
    if found.kind == "triples":
        return table.columns[0], table.columns[2], table.columns[1]
    things = [each.name for each in profiles(table) if each.kind in ("thing", "mixed")]
    property_ = next((name for name in things if name.lower() in _PROPERTY_NAMES), None)
    ends = [table.column(name) for name in things if name != property_]
    nothing: Cells = (None,) * len(table)
    if len(ends) < 2:
        return (), (), ()
    return ends[0], ends[1], table.column(property_) if property_ else nothing


def _is_node(cell: Term | None) -> bool:
    return cell is not None and cell.kind in ("iri", "blank")


def _id(cell: Term | None) -> str:
    assert cell is not None
    return f"_:{cell.value}" if cell.kind == "blank" else cell.value


def _told_labels(found: PlainAnswer) -> dict[str, str]:
    """The labels that a constructed graph gives itself."""
    if found.kind != "triples":
        return {}
    rows = found.table.rows()
    return {_id(s): o.value for s, p, o in rows if p is not None and p.value == _LABEL and o and o.kind == "literal"}


def _said(graph: KnowledgeGraph, pairs: Iterable[Pair], language: str) -> dict[Pair, tuple[Evidence, ...]]:
    """The records that make each tie: of its property where the answer names it, else of any, either way round."""
    wanted = list(pairs)
    nodes = {end for pair in wanted for end in pair[:2] if is_iri(end)}
    records: dict[Pair, list[str]] = defaultdict(list)
    for (source, name, target), said in read_statements_between(graph.rows, nodes).items():
        for pair in (Pair(source, target, name), Pair(source, target, ""), Pair(target, source, "")):
            records[pair] += said
    found = {pair: records[pair] for pair in wanted if pair in records}
    evidence = graph.evidence({record for each in found.values() for record in each}, language)
    return {pair: evidence_of(each, evidence) for pair, each in found.items()}

"""The actors' network ready to be shown: what is drawn, its table, its sentences and the evidence of each tie."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rdflib import URIRef
from rdflib.term import Identifier

from territory_graph.dates import Interval
from territory_graph.describe import evidence as read_evidence
from territory_graph.describe import interval_of, inverses
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Evidence, Thing
from territory_graph.network.build import Network
from territory_graph.network.layout import Positions, layout
from territory_graph.queries.system import system_query
from territory_graph.views.drawing import NODE_KINDS, Drawing, DrawnNode, DrawnTie, LegendEntry, TieStatus
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical
from territory_graph.views.wording import Mention, mentions, period
from territory_graph.vocabulary import TG

TIE_STATUSES: tuple[TieStatus, ...] = ("stated", "implied", "inferred")
_DIRECT = {str(TG.collaboratesWith): "collaboration", str(TG.foundedBy): "foundation"}
_SMALLEST, _LARGEST = 12.0, 34.0
_LABEL_WIDTH, _LABEL_LINES, _TITLE_LENGTH = 22, 2, 500


@dataclass(frozen=True, slots=True)
class Tie:
    """One reason for which two actors are tied: what ties them, since when, and who says so.

    ``status`` is as weak as the weaker of its two ends; ``about`` is the agreement, project… or None for a direct tie.
    """

    source: str
    target: str
    kind: str
    about: Thing | None
    interval: Interval
    evidence: tuple[Evidence, ...]
    status: TieStatus


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the network is shown. An empty set of kinds shows nothing of them; ``as_of`` None shows every date."""

    node_kinds: frozenset[str]
    tie_kinds: frozenset[str]
    statuses: frozenset[str]
    as_of: date | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class TieRow:
    """One line of the table: two actors, what ties them, when, how firmly and after which sources."""

    id: str
    source: str
    target: str
    kind: str
    about: str
    period: str
    status: str
    sources: str


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One line of the table of actors: its name, kind, number of partners and of ties shown."""

    id: str
    label: str
    kind: str
    partners: int
    ties: int


@dataclass(frozen=True, slots=True)
class ToldTie:
    """A tie as the panel tells it: what it is, when, and every source that says so."""

    kind: str
    about: Thing | None
    period: str
    status: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class NetworkView:
    """One view of the network: the drawing, the same as tables, and how many of what is shown."""

    drawing: Drawing
    ties: tuple[TieRow, ...]
    actors: tuple[ActorRow, ...]
    shown: int
    total: int
    alone: int


@dataclass(frozen=True)
class ActorsNetwork:
    """The whole actors' network of a graph in one language: read once, then filtered and told."""

    network: Network
    ties: tuple[Tie, ...]
    positions: Positions
    say: Translator
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The drawn kind of every actor."""
        return {node: drawn_kind(kind) for node, kind in self.network.nodes(data="kind")}

    @cached_property
    def node_kinds(self) -> tuple[str, ...]:
        """Drawn kinds that occur, in the order of the legend."""
        return tuple(kind for kind in NODE_KINDS if kind in set(self.kinds.values()))

    @cached_property
    def tie_kinds(self) -> tuple[str, ...]:
        """Kinds of tie that occur, by name."""
        found = {tie.kind for tie in self.ties}
        return tuple(sorted(found, key=lambda kind: alphabetical(self.say(f"ties.{kind}"))))

    @cached_property
    def dates(self) -> tuple[date, date] | None:
        """First and last day that any tie's dates name, or None where no tie has one."""
        days = [
            day
            for tie in self.ties
            for day in (tie.interval.start_earliest, tie.interval.end_latest, tie.interval.attested)
            if day is not None
        ]
        return (min(days), max(days)) if days else None

    def everything(self) -> Filters:
        """The filters that hide no tie."""
        return Filters(frozenset(self.node_kinds), frozenset(self.tie_kinds), frozenset(TIE_STATUSES))

    def view(self, filters: Filters) -> NetworkView:
        """What the filters leave, drawn and listed. Positions do not depend on the filters."""
        actors = {node for node, kind in self.kinds.items() if kind in filters.node_kinds}
        ties = [tie for tie in self.ties if tie.source in actors and tie.target in actors and _passes(tie, filters)]
        tied = {end for tie in ties for end in (tie.source, tie.target)}
        shown = actors if filters.alone else tied
        return NetworkView(
            drawing=self._drawing(shown, ties, filters),
            ties=tuple(sorted((self._tie_row(tie) for tie in ties), key=_by_names)),
            actors=self._actor_rows(shown, ties),
            shown=len(shown),
            total=len(self.network),
            alone=len(actors - tied),
        )

    def between(self, pair: str) -> tuple[ToldTie, ...]:
        """Every tie of a drawn line, told with its sources, in the order of their kinds."""
        found = [tie for tie in self.ties if tie_id(tie.source, tie.target) == pair]
        return tuple(self._told(tie) for tie in sorted(found, key=lambda tie: (tie.kind, tie.interval.start or "")))

    def ends(self, pair: str) -> tuple[Thing, Thing] | None:
        """The two actors of a drawn line, or None where there is no such line."""
        tie = next((tie for tie in self.ties if tie_id(tie.source, tie.target) == pair), None)
        return (self._thing(tie.source), self._thing(tie.target)) if tie else None

    def _thing(self, node: str) -> Thing:
        return Thing(node, self.network.nodes[node]["label"], self.network.nodes[node]["kind"])

    def _told(self, tie: Tie) -> ToldTie:
        say = self.say
        return ToldTie(
            say(f"ties.{tie.kind}"),
            tie.about,
            period(tie.interval, say),
            say(f"status.{tie.status}"),
            mentions(tie.evidence, say),
        )

    def _drawing(self, shown: set[str], ties: list[Tie], filters: Filters) -> Drawing:
        say = self.say
        partners = _partners(self.ties)
        largest = max(partners.values(), default=1)
        pairs: dict[str, list[Tie]] = {}
        for tie in ties:
            pairs.setdefault(tie_id(tie.source, tie.target), []).append(tie)
        counts = Counter(self.kinds[node] for node in shown)
        return Drawing(
            nodes=tuple(self._drawn_node(node, partners[node], largest) for node in sorted(shown)),
            ties=tuple(self._drawn_tie(pair, found) for pair, found in sorted(pairs.items())),
            legend=tuple(
                LegendEntry(NODE_KINDS[kind], say(f"kinds.{kind}"), counts[kind]) for kind in NODE_KINDS if counts[kind]
            ),
            status_labels=tuple((status, say(f"status.{status}")) for status in TIE_STATUSES),
            title=say("network.picture"),
            summary=self._summary(shown, ties, filters),
            source_line=self._source_line(ties),
            language=say.language,
        )

    def _drawn_node(self, node: str, partners: int, largest: int) -> DrawnNode:
        label = str(self.network.nodes[node]["label"])
        x, y = self.positions[node]
        kind = self.kinds[node]
        count = self.say("network.partners", count=partners)
        size = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(partners / largest)
        return DrawnNode(
            node,
            short_label(label),
            f"{label[:_TITLE_LENGTH]}\n{self.say(f'kinds.{kind}')}\n{count}",
            kind,
            x,
            y,
            round(size, 1),
        )

    def _drawn_tie(self, pair: str, ties: list[Tie]) -> DrawnTie:
        first = ties[0]
        names = sorted({self.say(f"ties.{tie.kind}") for tie in ties}, key=alphabetical)
        ends = f"{self._thing(first.source).label} — {self._thing(first.target).label}"
        status = min((tie.status for tie in ties), key=TIE_STATUSES.index)
        width = 1.5 + math.log2(len(ties))
        label = ", ".join(names)
        return DrawnTie(pair, first.source, first.target, label, f"{ends}\n{label}", status, round(width, 2), len(ties))

    def _summary(self, shown: set[str], ties: list[Tie], filters: Filters) -> str:
        say = self.say
        lines = len({tie_id(tie.source, tie.target) for tie in ties})
        day = say("network.as-of", day=say.day(filters.as_of)) if filters.as_of else say("network.all-dates")
        return say("network.summary", shown=len(shown), total=len(self.network), lines=lines, ties=len(ties), day=day)

    def _source_line(self, ties: list[Tie]) -> str:
        titles = Counter(source.title for tie in ties for one in tie.evidence for source in one.sources)
        if not titles:
            return ""
        first = titles.most_common(1)[0][0]
        return (
            self.say("network.sources", first=first, count=len(titles) - 1)
            if len(titles) > 1
            else self.say("network.source", first=first)
        )

    def _tie_row(self, tie: Tie) -> TieRow:
        say = self.say
        titles = sorted({source.title for one in tie.evidence for source in one.sources}, key=alphabetical)
        return TieRow(
            tie_id(tie.source, tie.target),
            self._thing(tie.source).label,
            self._thing(tie.target).label,
            say(f"ties.{tie.kind}"),
            tie.about.label if tie.about else "",
            period(tie.interval, say),
            say(f"status.{tie.status}"),
            " ; ".join(titles),
        )

    def _actor_rows(self, shown: set[str], ties: list[Tie]) -> tuple[ActorRow, ...]:
        partners = _partners(ties)
        count = Counter(end for tie in ties for end in (tie.source, tie.target))
        rows = [
            ActorRow(
                node,
                self._thing(node).label,
                self.say(f"kinds.{self.kinds[node]}"),
                partners[node],
                count[node],
            )
            for node in shown
        ]
        return tuple(sorted(rows, key=lambda row: (-row.partners, alphabetical(row.label))))


def read_actors_network(graph: KnowledgeGraph, say: Translator) -> ActorsNetwork:
    """The actors' network of ``graph`` with the evidence of every tie, and the place of every actor."""
    network = graph.network("actors", lang=say.language)
    ties = tuple(_ties(graph, network, say.language))
    return ActorsNetwork(network, ties, layout(network), say)


def tie_id(source: str, target: str) -> str:
    """The identifier of the line between two actors, whichever comes first."""
    return "|".join(sorted((source, target)))


def short_label(text: str) -> str:
    """A label on two lines of 22 characters at most; what does not fit is cut with an ellipsis."""
    return "\n".join(textwrap.wrap(text, _LABEL_WIDTH, max_lines=_LABEL_LINES, placeholder=" …"))


def _ties(graph: KnowledgeGraph, network: Network, language: str) -> Iterable[Tie]:
    vias = {via for _, _, found in network.edges(data="vias") for _, via in found if via not in _DIRECT}
    said = _statements_of(graph, vias)
    direct = _direct_records(graph, network)
    records = {r for each in said.values() for found in each.values() for r in found}
    records |= {r for found in direct.values() for r in found}
    evidence, intervals = read_evidence(graph.rows, records, language)
    things = graph.things(vias, language)
    for source, target, found in network.edges(data="vias"):
        for kind, via in found:
            if via in _DIRECT:
                first, second = sorted((source, target))
                ends = [direct.get((kind, first, second), ())]
                interval = next((intervals[record] for record in ends[0] if record in intervals), Interval())
            else:
                ends = [_records_naming(said[via], end) for end in (source, target)]
                interval = interval_of(said[via])
            named = [tuple(evidence[record] for record in end if record in evidence) for end in ends]
            merged = {one.record: one for end in named for one in end}
            yield Tie(source, target, kind, things.get(via), interval, tuple(merged.values()), _weakest(named))


Said = dict[tuple[Identifier, Identifier], list[str]]


def _statements_of(graph: KnowledgeGraph, iris: Iterable[str]) -> dict[str, Said]:
    """What is said of each thing, also where it is said from the other side: “carries” tells who it is carried by."""
    found: dict[str, Said] = {iri: {} for iri in iris}
    if not found:
        return found
    for query, other in (("statements-of", "value"), ("statements-about", "subject")):
        for row in graph.rows(system_query(query, sorted(found))):
            name = str(row["property"]) if other == "value" else inverses().get(str(row["property"]))
            end = row[other]
            if name and end is not None:
                found[str(row["thing"])].setdefault((URIRef(name), end), []).append(str(row["record"]))
    return found


def _direct_records(graph: KnowledgeGraph, network: Network) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Records of the ties that are single statements between two actors, by kind and pair."""
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    nodes = sorted(n for *ends, vias in network.edges(data="vias") if any(v in _DIRECT for _, v in vias) for n in ends)
    if nodes:
        for row in graph.rows(system_query("statements-of", sorted(set(nodes)))):
            kind = _DIRECT.get(str(row["property"]))
            if kind:
                first, second = sorted((str(row["thing"]), str(row["value"])))
                found[kind, first, second] = (*found.get((kind, first, second), ()), str(row["record"]))
    return found


def _records_naming(said: Said, end: str) -> tuple[str, ...]:
    return tuple(record for (_, value), records in said.items() if str(value) == end for record in records)


def _weakest(ends: list[tuple[Evidence, ...]]) -> TieStatus:
    """The status of a tie: as weak as its weaker end, each end as firm as its firmest record."""
    ranks = [min((_rank(one.status) for one in end), default=2) for end in ends]
    return TIE_STATUSES[max(ranks)]


def _rank(status: str) -> int:
    return {"stated": 0, "editorial": 0, "implied": 1, "disputed": 1}.get(status, 2)


def _partners(ties: Iterable[Tie]) -> Counter[str]:
    pairs = {tie_id(tie.source, tie.target): (tie.source, tie.target) for tie in ties}
    return Counter(end for pair in pairs.values() for end in pair)


def _passes(tie: Tie, filters: Filters) -> bool:
    shown = tie.kind in filters.tie_kinds and tie.status in filters.statuses
    return shown and (filters.as_of is None or tie.interval.holds_on(filters.as_of))


def _by_names(row: TieRow) -> tuple[tuple[str, str], ...]:
    return alphabetical(row.source), alphabetical(row.target), alphabetical(row.kind)

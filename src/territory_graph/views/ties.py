"""Ties between things with who says so: read for the things that are asked about, once each, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from rdflib import URIRef
from rdflib.term import Identifier

from territory_graph.dates import Interval
from territory_graph.describe import evidence as read_evidence
from territory_graph.describe import interval_of, inverses
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.model import Evidence, Thing
from territory_graph.queries.system import system_query
from territory_graph.views.drawing import TieStatus
from territory_graph.vocabulary import TG

TIE_STATUSES: tuple[TieStatus, ...] = ("stated", "implied", "inferred")

BETWEEN_ACTORS = (
    "membership",
    "partnership",
    "convention",
    "roadmap",
    "funding",
    "project",
    "decision",
    "collaboration",
    "foundation",
)
"""Kinds of tie that join actors directly."""

TIE_KINDS = (
    *BETWEEN_ACTORS,
    "mandate",
    "carrying",
    "involvement",
    "organising",
    "programme",
    "office",
    "staff",
    "sector",
    "theme",
    "broader",
    "place",
)
"""Every kind of tie, in the order in which a reader meets them."""

_FIRMNESS = {"stated": 0, "editorial": 0, "computed": 0, "implied": 1, "disputed": 1}

Said = dict[tuple[Identifier, Identifier], list[str]]
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Tie:
    """One reason for which two things are tied: what ties them, since when, and who says so.

    ``source`` is the one told first: who adheres, supports, carries, founds or pays. ``status`` is as weak as the
    weaker of its two ends; ``about`` is the agreement, project… or None for a direct tie.
    """

    source: str
    target: str
    kind: str
    about: Thing | None
    interval: Interval
    evidence: tuple[Evidence, ...]
    status: TieStatus

    @property
    def pair(self) -> str:
        """The identifier of the two things, whichever is told first."""
        return pair_of(self.source, self.target)

    @property
    def id(self) -> str:
        """The identifier of this tie, which begins with that of its pair; in a circle each way round has its own."""
        named = f"{self.pair}|{self.kind}|{self.about.iri if self.about else ''}"
        return named if self.source <= self.target else f"{named}|back"

    def other(self, end: str) -> str:
        """The thing at the other end."""
        return self.target if end == self.source else self.source


def pair_of(one: str, other: str) -> str:
    """The identifier of the line between two things, whichever comes first."""
    return "|".join(sorted((one, other)))


@dataclass
class Ties:
    """The ties of a graph in one language. What was read is kept: a graph does not change while it is open."""

    graph: KnowledgeGraph
    language: str
    _by_thing: dict[str, tuple[Tie, ...]] = field(default_factory=dict)
    _things: dict[str, Thing] = field(default_factory=dict)

    def of(self, iris: Iterable[str]) -> tuple[Tie, ...]:
        """Every tie that has one of the things at an end, each once, by its ends and kind."""
        wanted = sorted(set(iris))
        unread = [iri for iri in wanted if iri not in self._by_thing]
        if unread:
            self._read(unread)
        found = {tie.id: tie for iri in wanted for tie in self._by_thing[iri]}
        return tuple(found[key] for key in sorted(found))

    def among(self, iris: Iterable[str]) -> tuple[Tie, ...]:
        """Every tie whose two ends are among the things."""
        members = set(iris)
        return tuple(tie for tie in self.of(members) if tie.source in members and tie.target in members)

    def things(self, iris: Iterable[str]) -> Mapping[str, Thing]:
        """Each thing with its name and class."""
        wanted = set(iris)
        unread = wanted - self._things.keys()
        if unread:
            self._things |= self.graph.things(unread, self.language)
        return {iri: self._things[iri] for iri in wanted}

    def _read(self, iris: list[str]) -> None:
        rows = self.graph.rows(system_query("ties-of", iris))
        found: dict[Key, set[str]] = {}
        for row in rows:
            key = (str(row["source"]), str(row["target"]), str(row["kind"]), str(row["via"] or ""))
            found.setdefault(_told_once(key), set()).update({str(row["record"])} if row["record"] else ())
        ties = self._sourced(found)
        by_thing: dict[str, list[Tie]] = {iri: [] for iri in iris}
        for tie in ties:
            for end in {tie.source, tie.target} & by_thing.keys():
                by_thing[end].append(tie)
        self._by_thing |= {iri: tuple(each) for iri, each in by_thing.items()}

    def _sourced(self, found: Mapping[Key, set[str]]) -> list[Tie]:
        """The ties with their evidence: records of a direct tie, else those that name each end in what joins them."""
        said = statements(self.graph, {via for *_, via in found if via})
        ends = {key: self._ends(key, records, said) for key, records in found.items()}
        records = {record for each in ends.values() for end in each for record in end}
        evidence, intervals = read_evidence(self.graph.rows, records, self.language)
        things = self.things({via for *_, via in found if via})
        ties = []
        for (source, target, kind, via), named in ends.items():
            known = [_plain_first(evidence[record] for record in end if record in evidence) for end in named]
            merged = {one.record: one for end in known for one in end}
            direct = (intervals[record] for end in named for record in sorted(end) if record in intervals)
            interval = self._dated(said[via]) if via else next(direct, Interval())
            ties.append(Tie(source, target, kind, things.get(via), interval, tuple(merged.values()), _weakest(known)))
        return ties

    def _dated(self, said: Said) -> Interval:
        """When what joins two things held; a sum without a date held when the agreement that it covers did."""
        interval = interval_of(said)
        covered = [str(value) for name, value in said if name == TG.coversAgreement]
        if interval != Interval() or not covered:
            return interval
        found = [interval_of(each) for each in statements(self.graph, covered).values()]
        return min(found, key=lambda one: one.start_earliest or date.max)

    def _ends(self, key: Key, records: set[str], said: Mapping[str, Said]) -> list[set[str]]:
        source, target, kind, via = key
        if not via:
            return [records]
        if kind != "mandate":
            return [_naming(said[via], source), _naming(said[via], target)]
        # A mandate names its post; the post, and not the mandate, names the organisation.
        return [
            _naming(said[via], source),
            _of_post(said[via]),
        ]


def _told_once(key: Key) -> Key:
    """A direct tie that reads the same from both sides is told from one of them."""
    source, target, kind, via = key
    return (target, source, kind, via) if kind == "collaboration" and target < source else key


def statements(graph: KnowledgeGraph, iris: Iterable[str]) -> dict[str, Said]:
    """What is said of each thing, by which records, also from the other side: “carries” tells who it is carried by."""
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


def _naming(said: Said, end: str) -> set[str]:
    return {record for (_, value), records in said.items() if str(value) == end for record in records}


def _of_post(said: Said) -> set[str]:
    return {record for (name, _), records in said.items() if name == TG.post for record in records}


def _plain_first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What sources say; what a rule concludes from it adds nothing, and stands only where no source says it."""
    found = sorted(evidence, key=lambda one: (one.status == "inferred", one.record))
    plain = [one for one in found if one.status != "inferred"]
    return tuple(plain or found)


def _weakest(ends: list[tuple[Evidence, ...]]) -> TieStatus:
    """The status of a tie: as weak as its weaker end, each end as firm as its firmest record."""
    ranks = [min((_FIRMNESS.get(one.status, 2) for one in end), default=2) for end in ends]
    return TIE_STATUSES[max(ranks)]

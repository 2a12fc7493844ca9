"""Ties between things with who says so: read for the things that are asked about, once each, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from territory_graph.dates import Interval
from territory_graph.facts import ties as facts
from territory_graph.facts.announced import Fate, fate_among, read_announced
from territory_graph.facts.change_events import read_change_events
from territory_graph.facts.evidence import evidence_of, issued
from territory_graph.facts.money import read_sums
from territory_graph.facts.names import read_forebears
from territory_graph.facts.ties import TieStatus, read_ties
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.model import UNVERIFIED_BELOW, Evidence, Thing
from territory_graph.once import Kept
from territory_graph.tie_kinds import between_actors, off_at_first, tie_kinds

TIE_STATUSES: tuple[TieStatus, ...] = ("stated", "implied", "inferred")

TIE_KINDS = tuple(tie_kinds())
"""Every kind of tie, in the order in which a reader meets them."""

BETWEEN_ACTORS = tuple(kind for kind in between_actors() if kind not in off_at_first())
"""Kinds of tie that join actors directly, and are shown at first."""


@dataclass(frozen=True, slots=True)
class ToldTie:
    """One reason for which two things are tied: what ties them, since when, and who says so.

    ``source`` is the one told first: who adheres, supports, carries, founds or pays. ``status`` and ``confidence`` are
    those of the weaker of its two ends; ``about`` is the agreement, project… or None for a direct tie. ``announced``
    is what sources say of an event that is not known to have taken place (its ``fate``), or of a sum that they only
    announce or cap; empty of all others.
    ``of_agreement`` tells whether it is a sum whose dates are those of its agreement, for it has none of its own.
    ``forebears`` are those who bore the name of an end before it was there, where dates leave the tie no day.
    """

    source: str
    target: str
    kind: str
    about: Thing | None
    interval: Interval
    evidence: tuple[Evidence, ...]
    status: TieStatus
    confidence: float = 1.0
    announced: tuple[str, ...] = ()
    of_agreement: bool = False
    forebears: tuple[Thing, ...] = ()

    @property
    def fate(self) -> Fate:
        """What became of the event that ties the two, where it is not known to have taken place; else empty."""
        return fate_among(self.announced)

    @property
    def firmness(self) -> str:
        """How firmly it is said: its status, or “disputed” where it rests on a record that somebody disputes.

        A tie that another record states as well is as firm as that one.
        """
        contested = self.status != "stated" and any(one.status == "disputed" for one in self.evidence)
        return "disputed" if contested else self.status

    @property
    def unsure(self) -> bool:
        """Whether it is disputed, or read too unsurely to be told without its doubt."""
        return self.firmness == "disputed" or self.confidence < UNVERIFIED_BELOW

    @property
    def pair(self) -> str:
        """The identifier of the two things, whichever is told first."""
        return pair_of(self.source, self.target)

    @property
    def id(self) -> str:
        """The identifier of this tie, which begins with that of its pair; in a circle each way round has its own."""
        named = f"{self.pair}|{self.kind}|{self.about.iri if self.about else ''}"
        return named if self.source <= self.target else f"{named}|back"

    def may_hold_on(self, day: date | None) -> bool:
        """Whether no date excludes that it held on a day; where there is no day, it may."""
        return day is None or self.interval.holds_on(day)

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
    _by_thing: dict[str, tuple[ToldTie, ...]] = field(default_factory=dict)
    _things: dict[str, Thing] = field(default_factory=dict)

    def of(self, iris: Iterable[str]) -> tuple[ToldTie, ...]:
        """Every tie that has one of the things at an end, each once, by its ends and kind."""
        wanted = sorted(set(iris))
        unread = [iri for iri in wanted if iri not in self._by_thing]
        if unread:
            self._read(unread)
        found = {tie.id: tie for iri in wanted for tie in self._by_thing[iri]}
        return tuple(found[key] for key in sorted(found))

    def among(self, iris: Iterable[str]) -> tuple[ToldTie, ...]:
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
        """Reads the ties of things that were not asked about before, with who says so, and keeps them."""
        found = self._known(iris)
        evidence = self.graph.evidence({record for tie in found for record in tie.records}, self.language)
        things = self.things({tie.tied_by for tie in found if not tie_kinds()[tie.kind].direct})  # else a property
        announced = self.graph.once(read_announced)
        of_sums = any(tie_kinds()[tie.kind].time == "agreement" for tie in found)
        undated = {one.iri for one in self.graph.once(read_sums) if one.of_agreements} if of_sums else set()
        forebears = self._forebears(tie for tie in found if tie.interval.excluded)
        by_thing: dict[str, list[ToldTie]] = {iri: [] for iri in iris}
        for each in found:
            said = evidence_of(each.records, evidence)
            of = each.second if each.kind == "organising" else each.tied_by  # the event or sum that may be announced
            tie = ToldTie(
                each.first,
                each.second,
                each.kind,
                things.get(each.tied_by),
                each.interval.known_from(issued(said)),
                said,
                each.status,
                each.confidence,
                announced.get(of, ()),
                each.tied_by in undated,
                forebears.get(each.iri, ()),
            )
            for end in {tie.source, tie.target} & by_thing.keys():
                by_thing[end].append(tie)
        self._by_thing |= {iri: tuple(each) for iri, each in by_thing.items()}

    def _forebears(self, excluded: Iterable[facts.Tie]) -> dict[str, tuple[Thing, ...]]:
        """Of ties to which dates leave no day, those whose name an end took over, and who were there then."""
        ties = {tie.iri: tie for tie in excluded}

        def read(missing: set[str]) -> dict[str, tuple[str, ...]]:
            events = self.graph.once(read_change_events)
            rows = self.graph.rows
            of = ((iri, ties[iri]) for iri in missing)
            return {iri: read_forebears(rows, (tie.first, tie.second), tie.interval, events) for iri, tie in of}

        found = self.graph.made(("forebears of each tie",), Kept[tuple[str, ...]]).of(ties, read)
        things = self.things(iri for iris in found.values() for iri in iris)
        return {iri: tuple(things[each] for each in forebears) for iri, forebears in found.items()}

    def _known(self, iris: Iterable[str]) -> tuple[facts.Tie, ...]:
        """The ties of things as the graph has them, whatever the day: names alone depend on it."""

        def read(missing: set[str]) -> dict[str, tuple[facts.Tie, ...]]:
            found = read_ties(self.graph.rows, missing)
            ends: dict[str, list[facts.Tie]] = {iri: [] for iri in missing}
            for tie in found:
                for end in {tie.first, tie.second} & ends.keys():
                    ends[end].append(tie)
            return {iri: tuple(each) for iri, each in ends.items()}

        kept = self.graph.made(("ties of each thing",), Kept[tuple[facts.Tie, ...]])
        ties = {tie.iri: tie for each in kept.of(iris, read).values() for tie in each}
        return tuple(ties[iri] for iri in sorted(ties))


def status_of(ties: Iterable[ToldTie]) -> TieStatus:
    """The weakest status among ties: a line is no firmer than what it stands for."""
    return max((tie.status for tie in ties), key=TIE_STATUSES.index)

"""Looking at a proposal before it is sent: what is wrong, what is known already, what contradicts it, what changes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pyoxigraph as ox
from rdflib import RDF

from territory_graph.contributions.proposals import Proposal
from territory_graph.contributions.publishing import Delta, Tried
from territory_graph.errors import Problem
from territory_graph.facts.change_events import ChangeEvent, read_change_events
from territory_graph.facts.posts import read_rivals
from territory_graph.facts.ties import Tie, read_ties
from territory_graph.ingest.schema import Row
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.terms import node, text
from territory_graph.updating.affected import affected
from territory_graph.validation import Contradiction, Finding, validate_things
from territory_graph.vocabulary import TG

__all__ = ["Contradiction", "Look", "Meant", "Said", "known_things", "tried_look"]

_TYPE, _DEFAULT = node(RDF.type), ox.DefaultGraph()
_ENDS = frozenset(map(node, (TG.firstEnd, TG.secondEnd)))
_NAMES = ("name", "person_name", "title", "label_fr")
_CODES = ("siren", "siret", "insee", "rna")
_ACRONYM_BEHIND = re.compile(r"\s*\([^()]*\)$")
_NEAR = 0.8
"""Score from which a name is so near to a known one that one asks whether both are the same thing."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as plain texts: thing, property and record by their IRIs."""

    thing: str
    property: str
    value: str
    record: str


@dataclass(frozen=True, slots=True)
class Meant:
    """A thing that a row may mean: the place of the row, the column that says so, and what was found.

    ``why`` is “identifier” where an official number is the same, else how its name was found (``search.Hit``).
    """

    row: int
    column: str
    iri: str
    label: str
    kind: str
    why: str
    score: float


@dataclass(frozen=True, slots=True)
class Look:
    """What a proposal would do.

    ``proposal`` is as it would be sent, its rows with their identifiers. ``problems`` and ``violations`` of shapes
    stop it; what is ``known`` already and ``contradictions`` do not: both may be true, and both are kept. ``appears``
    and ``disappears`` are statements of records, those of rules left out; the ties that come and go follow from them.
    ``rivals`` are mandates that it brings, each with one of another person at the same time in a post for one; ``same``
    the ties that it brings, each with one of its kind that ties the same two already.
    ``gone`` are those of them that begin after a merger or closure by which an end of theirs came to its end, each with
    that end and the event.
    ``doubts`` are what may be said of its things and seldom is meant: a far date, a latitude that is a longitude.
    ``places`` is the place among the proposal's rows of the row behind each record.
    ``after`` is the graph as it would be, None where there are problems.
    """

    proposal: Proposal
    problems: tuple[Problem, ...] = ()
    violations: tuple[Finding, ...] = ()
    known: tuple[Meant, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    appears: tuple[Said, ...] = ()
    disappears: tuple[Said, ...] = ()
    records: tuple[str, ...] = ()
    rivals: tuple[tuple[str, str], ...] = ()
    same: tuple[tuple[Tie, Tie], ...] = ()
    gone: tuple[tuple[Tie, str, ChangeEvent], ...] = ()
    ties_appear: tuple[Tie, ...] = ()
    ties_disappear: tuple[Tie, ...] = ()
    ties_before: int = 0
    doubts: tuple[Finding, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    after: KnowledgeGraph | None = field(default=None, compare=False, repr=False)

    @property
    def stops(self) -> bool:
        """Whether it cannot be sent."""
        return bool(self.problems or self.violations)

    @property
    def impossible(self) -> tuple[Tie, ...]:
        """The ties that would come and can have held on no day: an end of theirs was no more, or not yet."""
        return tuple(
            tie for tie in self.ties_appear if (span := tie.interval).first and span.last and span.last < span.first
        )

    @property
    def ties_after(self) -> int:
        """How many ties there would be."""
        return self.ties_before + len(self.ties_appear) - len(self.ties_disappear)


def same_ties(come: Iterable[Tie], there: Iterable[Tie]) -> Iterator[tuple[Tie, Tie]]:
    """Ties, each with every one of its kind that ties the same two already."""
    known: dict[tuple[str, frozenset[str]], list[Tie]] = defaultdict(list)
    for tie in there:
        known[tie.kind, frozenset((tie.first, tie.second))].append(tie)
    for tie in come:
        yield from ((tie, other) for other in known[tie.kind, frozenset((tie.first, tie.second))])


_ENDINGS = {"Merger", "Closure"}


def begun_too_late(come: Iterable[Tie], events: Iterable[ChangeEvent]) -> Iterator[tuple[Tie, str, ChangeEvent]]:
    """Ties that surely begin after an event by which an end of theirs came to its end, with that end and the event."""
    ended = {
        iri: event
        for event in events
        if event.interval.start_latest and _ENDINGS.intersection(event.classes)
        for iri in set(event.before) - set(event.after)
    }
    for tie in come:
        for end in (tie.first, tie.second):
            last = ended[end].interval.start_latest if end in ended else None
            if last and tie.interval.start_earliest and tie.interval.start_earliest > last:
                yield tie, end, ended[end]


def known_things(
    graph: KnowledgeGraph, proposal: Proposal, progress: Callable[[float], None] = lambda _: None
) -> Iterator[Meant]:
    """The things that rows may mean though they say another identifier; ``progress`` gets the share that is done."""
    for place, row in enumerate(proposal.rows):
        progress(place / len(proposal.rows))
        for column in (*_CODES, *_NAMES):
            words = row.cells.get(column, "").strip()
            bare = _ACRONYM_BEHIND.sub("", words) if column in _NAMES else words
            for each in dict.fromkeys(filter(None, (words, bare))):
                yield from _found(graph, row, place, column, each)


def _found(graph: KnowledgeGraph, row: Row, place: int, column: str, words: str) -> Iterator[Meant]:
    own = f"/{row.cells.get('person' if column == 'person_name' else 'id', '')}"
    for hit in graph.search(words, limit=5, everything=row.table in ("sources", "concepts", "figures")):
        same = column in _CODES and hit.why == "identifier" and hit.matched == words
        near = column in _NAMES and hit.why != "identifier" and hit.score >= _NEAR
        if (same or near) and not hit.iri.endswith(own):
            yield Meant(place, column, hit.iri, hit.label, hit.kind, hit.why, hit.score)


_DOUBTS = frozenset(
    f"validation.{key}"
    for key in (
        *("far-date", "later-than-today", "no-end", "last-before-first", "attested-before", "attested-after"),
        *("insee-unknown", "exchanged", "siren-unchecked"),
    )
)
"""Doubts that are of a thing alone; what is like another thing or tie is told by ``known`` and ``same``."""


def tried_look(
    look: Look, graph: KnowledgeGraph, change: Delta, tried: Tried, progress: Callable[[float], None]
) -> Look:
    """A look with what it tells of the change that was tried; ``progress`` is called with the share that is done."""
    focus = affected(tried.store, tried.amendment.changed)
    report = validate_things(tried.store, focus, graph.base, progress)
    names = {text(thing) for thing in focus}
    ends = {text(quad.object) for quad in tried.amendment.changed if quad.predicate in _ENDS}
    ties, later = ({tie.iri: tie for tie in read_ties(each.rows, ends)} for each in (graph, tried.graph))
    own = {text(quad.subject) for quad in change.added}
    come = tuple(later[iri] for iri in sorted(later.keys() - ties.keys()))
    return replace(
        look,
        violations=tuple(each for each in report.violations if each.focus in names),
        contradictions=tuple(
            each
            for each in report.contradictions
            if each.focus in names and any(one.record in look.records for one in each.testimonies)
        ),
        doubts=tuple(each for each in report.of("warning") if each.focus in own and each.kind in _DOUBTS),
        appears=_said(change.added - change.removed),
        disappears=_said(change.removed - change.added),
        rivals=read_rivals(
            tried.graph.rows, {text(quad.subject) for quad in change.added if quad.predicate == node(TG.post)}
        ),
        same=tuple(same_ties(come, ties.values())),
        gone=tuple(begun_too_late(come, read_change_events(tried.graph.rows))),
        ties_appear=come,
        ties_disappear=tuple(ties[iri] for iri in sorted(ties.keys() - later.keys())),
        ties_before=sum(1 for _ in tried.amendment.before.quads_for_pattern(None, _TYPE, node(TG.Tie), _DEFAULT)),
        after=tried.graph,
    )


def _said(quads: frozenset[ox.Quad]) -> tuple[Said, ...]:
    told = (Said(text(q.subject), text(q.predicate), text(q.object), text(q.graph_name)) for q in quads)
    return tuple(sorted(told, key=lambda one: (one.record, one.thing, one.property, one.value)))

"""Ways from one thing to another over given ties, each told in sentences with its sources, or why there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import networkx as nx

from territory_graph.french import Listing
from territory_graph.messages import Translator
from territory_graph.network.build import WEIGHTS
from territory_graph.network.paths import MOST_TIES, By, NoPath, paths
from territory_graph.views.telling import Names, Told, enumerated, firmest_first, is_later, named, told
from territory_graph.views.ties import ToldTie, pair_of

_OTHER_WEIGHT = 0.25
"""Weight of a tie of a kind that is not weighed among actors: as little as the least of those."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a way: its two ends, the identifier of their line, and every tie of theirs, the firmest first.

    What is known of a later day only comes last.
    """

    source: str
    target: str
    pair: str
    ties: tuple[Told, ...]

    @property
    def sentence(self) -> str:
        """The step in one sentence: its firmest tie."""
        return self.ties[0].sentence


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its things from one end to the other, the way in one sentence, and its steps."""

    nodes: tuple[str, ...]
    sentence: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways found, the shortest first, and ``note`` on them; where there is none, ``note`` says why.

    ``reason`` is a code of ``NoPath``, empty where there are ways; ``remedy`` says what one may do about it.
    """

    found: tuple[Way, ...]
    reason: str = ""
    note: str = ""
    remedy: str = ""


def find_ways(
    ties: Iterable[ToldTie],
    start: str,
    end: str,
    names: Names,
    say: Translator,
    *,
    by: By = "ties",
    count: int = 3,
    most_ties: int = MOST_TIES,
    avoiding: Iterable[str] = (),
    day: date | None = None,
) -> Ways:
    """The ``count`` shortest ways from ``start`` to ``end`` over ``ties``, by number of ties or by their strength.

    Their sentences tell of ``day``, and say how many steps rest on what is known of a later one only.
    """
    lines: dict[str, list[ToldTie]] = defaultdict(list)
    for tie in ties:
        lines[tie.pair].append(tie)
    network = _weighted(lines)
    found = paths(network, start, end, count=count, by=by, most_ties=most_ties, avoiding=avoiding)
    if isinstance(found, NoPath):
        return _none(found, most_ties, names, say)
    ways = []
    for path in found.found:
        hops, unsure, later = list[Hop](), 0, 0
        for source, target in path.ties:
            between = lines[pair_of(source, target)]
            coming = {tie.id for tie in between if day and is_later(tie, day)}
            order = (tie for late in (False, True) for tie in firmest_first(between) if (tie.id in coming) is late)
            sentences = tuple(told(tie, names, say, day) for tie in order)
            hops.append(Hop(source, target, pair_of(source, target), sentences))
            unsure += all(tie.unsure for tie in between)
            later += len(coming) == len(between)
        whole = _whole(path.nodes, names, say, unsure=unsure)
        if later and day:
            whole = f"{whole} {say('network.later', count=later, day=say.day(day))}"
        ways.append(Way(path.nodes, whole, tuple(hops)))
    return Ways(tuple(ways), note="" if found.complete else say("paths.more"))


def _weighted(lines: Mapping[str, list[ToldTie]]) -> nx.Graph:
    """One tie a pair; what joins many weighs less for each pair, as in the actors network."""
    parties: dict[tuple[str, str], set[str]] = defaultdict(set)
    for tie in (tie for each in lines.values() for tie in each):
        parties[_joining(tie)] |= {tie.source, tie.target}
    network = nx.Graph()
    for ties in lines.values():
        weight = sum(WEIGHTS.get(tie.kind, _OTHER_WEIGHT) / max(1, len(parties[_joining(tie)]) - 1) for tie in ties)
        network.add_edge(ties[0].source, ties[0].target, weight=weight)
    return network


def _joining(tie: ToldTie) -> tuple[str, str]:
    return tie.kind, tie.about.iri if tie.about else tie.id


def _whole(nodes: tuple[str, ...], names: Names, say: Translator, *, unsure: int) -> str:
    """The way in one sentence, which says how many of its steps no source says surely and undisputed."""
    first, *between, last = (named(node, names) for node in nodes)
    through = Listing.of(between, say("paths.then").join)
    told = (
        say("paths.way", first=first, last=last, count=len(nodes) - 1, through=through)
        if between
        else say("paths.direct", first=first, last=last)
    )
    return f"{told} {say('paths.unsure', count=unsure)}" if unsure else told


def _none(why: NoPath, most_ties: int, names: Names, say: Translator) -> Ways:
    remedy = say(f"paths.remedy.{why.reason}")
    concerned = why.missing or why.through
    if concerned:
        listed = enumerated((named(iri, names) for iri in concerned), say)
        return Ways((), why.reason, say(f"paths.{why.reason}", names=listed, count=len(concerned)), remedy)
    if why.reason == "longer":
        return Ways((), why.reason, say("paths.longer", shortest=why.shortest, most=most_ties), remedy)
    return Ways((), why.reason, say(why.note.key, **why.note.fields), remedy)

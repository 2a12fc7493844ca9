"""Who could be introduced to whom, and why: pairs without a tie that share much, told in sentences, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx as nx

from territory_graph.facts.lives import read_lives
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.attributes import with_attribute
from territory_graph.network.introductions import Suggestion, suggest
from territory_graph.network.layout import layout
from territory_graph.network.outcome import Watch
from territory_graph.settings import LANGUAGES
from territory_graph.views.analyses.dated import Lives, ended, gone_note
from territory_graph.views.analyses.sketch import Mark, sketch, thing_of
from territory_graph.views.drawing import Drawing
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.telling import enumerated, named
from territory_graph.views.ties import Ties

SHOWN = 12
"""Introductions that are shown."""
_THINGS = 3
_TOLD = ("partner", "sector", "event", "territory")
"""Kinds of reason in the order in which they are told: what brings people together first."""


@dataclass(frozen=True, slots=True)
class SharedThings:
    """One reason: its kind, its name, and the things that two actors share, those that few share first."""

    kind: str
    title: str
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Introduction:
    """Two actors without a known tie, why they could meet, in one sentence and thing by thing, and the score."""

    one: Thing
    other: Thing
    sentence: str
    shared: tuple[SharedThings, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Introductions:
    """The introductions worth making, the best first: ``sentence`` tells the first, ``drawing`` shows them dashed.

    ``gone`` are actors left out because they no longer exist on ``day``; ``method`` says how often the method is right.
    """

    found: tuple[Introduction, ...]
    sentence: str
    method: str
    day: date
    gone: tuple[Thing, ...]
    gone_note: str
    drawing: Drawing | None


def read_introductions(
    graph: KnowledgeGraph,
    network: nx.Graph,
    lives: Lives,
    day: date,
    say: Translator,
    *,
    about: str = "",
    watch: Watch | None = None,
) -> Introductions:
    """The best introductions in ``network``, or those of the actor ``about``, among who exists on ``day``.

    ``lives`` says when each actor existed. Sectors, places and events are those of the day, of what is
    neither disputed nor unverified.
    """
    gone = ended(network, lives, day)
    told = who_could_meet(graph, network, lives, day)
    best = suggest(told, count=SHOWN, about=about or None, watch=watch) if not about or about in told else ()
    shared = {str(thing) for each in best for reason in each.reasons for thing in reason.things}
    named_ones = {str(end) for each in best for end in (each.one, each.other)} | shared | gone
    things = graph.things(sorted(named_ones - set(network)), say.language)
    things |= {iri: thing_of(network, iri) for iri in named_ones & set(network)}
    known = _known_ties(graph, best)
    found = tuple(_introduction(each, things, known, say) for each in best)
    gone_things = by_label(things[iri] for iri in gone)
    return Introductions(
        found,
        found[0].sentence if found else say("analyses.introductions.none"),
        say("analyses.introductions.method", day=say.day(day)),
        day,
        gone_things,
        gone_note("analyses.introductions.gone", gone_things, day, say),
        _drawing(network.subgraph(set(network) - gone), best, things, say) if best else None,
    )


def who_could_meet(graph: KnowledgeGraph, network: nx.Graph, lives: Lives, day: date) -> nx.Graph:
    """The actors who exist on a day and their ties, with what they share on it: sectors, places and events."""
    there = network.subgraph(set(network) - ended(network, lives, day))
    shared = _Shared(Ties(graph, LANGUAGES[0]), day)
    actors = [str(node) for node in there]
    told = with_attribute(there, "sector", shared.sectors(actors))
    told = with_attribute(told, "territory", shared.places(actors))
    return with_attribute(told, "event", shared.events(actors))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What actors have on a day that others may have too, by ties that are neither disputed nor unverified."""

    ties: Ties
    day: date

    def sectors(self, actors: list[str]) -> dict[str, set[str]]:
        """Their own sectors, those of the projects that they carry and of the events that they organise."""
        by = self._ends(actors, "carrying")
        for actor, events in self.events(actors).items():
            by.setdefault(actor, set()).update(events)
        of = self._ends({*actors, *(thing for found in by.values() for thing in found)}, "sector")
        return {actor: set().union(*(of.get(each, set()) for each in (actor, *by.get(actor, ())))) for actor in actors}

    def places(self, actors: list[str]) -> dict[str, set[str]]:
        """Their own places and those of their sites, with all that lies around."""
        starts, sites = self._ends(actors, "place"), self._ends(actors, "office")
        of_sites = self._ends({site for found in sites.values() for site in found}, "place")
        for actor, found in sites.items():
            starts.setdefault(actor, set()).update(*(of_sites.get(site, set()) for site in found))
        around = self._around({place for found in starts.values() for place in found})
        return {actor: {place for one in found for place in (one, *around[one])} for actor, found in starts.items()}

    def events(self, actors: list[str]) -> dict[str, set[str]]:
        """The events that they organise, begun by the day and not only announced."""
        found = self._ends(actors, "organising")
        lives = read_lives(self.ties.graph.rows, {event for events in found.values() for event in events})
        return {
            actor: {event for event in events if (lives[event].first or date.min) <= self.day}
            for actor, events in found.items()
        }

    def _around(self, places: set[str]) -> dict[str, set[str]]:
        """Of each place, all places in which it lies."""
        near: dict[str, set[str]] = {}
        while front := places - near.keys():
            found = self._ends(front, "place")
            near |= {place: found.get(place, set()) for place in front}
            places = {wider for place in front for wider in near[place]}
        inside = nx.DiGraph((place, wider) for place, found in near.items() for wider in found)
        inside.add_nodes_from(near)
        return {place: set(nx.descendants(inside, place)) for place in near}

    def _ends(self, things: Iterable[str], kind: str) -> dict[str, set[str]]:
        """What ties of a kind that hold on the day lead to from each thing."""
        wanted, found = set(things), dict[str, set[str]]()
        for tie in self.ties.of(wanted):
            sure = not tie.unsure and not tie.announced
            if tie.kind == kind and tie.source in wanted and sure and tie.interval.holds_on(self.day):
                found.setdefault(tie.source, set()).add(tie.target)
        return found


def _known_ties(graph: KnowledgeGraph, best: Iterable[Suggestion]) -> dict[frozenset[str], set[str]]:
    """The kinds of tie that any source tells of pairs: of another day, or of a kind that the network leaves out."""
    pairs = {frozenset((str(each.one), str(each.other))) for each in best}
    found: dict[frozenset[str], set[str]] = {}
    for tie in graph.ties() if pairs else ():
        pair = frozenset((tie.first, tie.second))
        if pair in pairs:
            found.setdefault(pair, set()).add(tie.kind)
    return found


def _introduction(
    found: Suggestion, things: Mapping[str, Thing], known: Mapping[frozenset[str], set[str]], say: Translator
) -> Introduction:
    """A pair with what it shares, kind by kind; that a source ties it all the same is said."""
    one, other = sorted(
        (things[str(found.one)], things[str(found.other)]), key=lambda thing: (alphabetical(thing.label), thing.iri)
    )
    reasons = sorted(found.reasons, key=lambda reason: _TOLD.index(reason.kind))
    shared = tuple(
        SharedThings(each.kind, say(f"outcomes.shared-{each.kind}"), tuple(things[str(thing)] for thing in each.things))
        for each in reasons
    )
    names = {iri: thing.label for iri, thing in things.items()}
    why = []
    for each in shared:
        listed = enumerated((named(thing.iri, names) for thing in each.things), say, most=_THINGS)
        why.append(say(f"analyses.introductions.why.{each.kind}", count=len(each.things), names=listed))
    kinds = known.get(frozenset((one.iri, other.iri)), set())
    sentence = say(
        "analyses.introductions.sentence_known" if kinds else "analyses.introductions.sentence",
        one=named(one.iri, names),
        other=named(other.iri, names),
        kinds=", ".join(say(f"ties.{kind}") for kind in sorted(kinds)),
        reasons=enumerated(why, say),
    )
    return Introduction(one, other, sentence, shared, found.score)


def _drawing(network: nx.Graph, best: tuple[Suggestion, ...], things: Mapping[str, Thing], say: Translator) -> Drawing:
    """The actors that would meet and the partners whom they share, what ties them now, and what could."""
    proposed: dict[frozenset[Any], Mark] = {frozenset((each.one, each.other)): "proposed" for each in best}
    ends = {end for each in best for end in (each.one, each.other)}
    between = {thing for each in best for reason in each.reasons if reason.kind == "partner" for thing in reason.things}
    drawn = nx.Graph(network.subgraph(ends | between))
    drawn.add_edges_from(tuple(pair) for pair in proposed)
    names = {iri: thing.label for iri, thing in things.items()}
    return sketch(drawn, layout(drawn), names, say, title=say("analyses.introductions.picture"), ties=proposed)

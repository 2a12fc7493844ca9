"""Who could be a partner: the actors that have what is asked, ranked by how much of it, each with its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import islice

import networkx as nx

from territory_graph.facts.coverage import ELSEWHERE, NOWHERE, Axis, coverage_query, read_agreed, read_coverage
from territory_graph.facts.lives import read_lives
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.telling import Told, centre_name, doubted, enumerated, firmest_first, told, with_beginning
from territory_graph.views.ties import BETWEEN_ACTORS, Ties, ToldTie
from territory_graph.views.wording import counted_disputed, mentions

Agreed = frozenset[tuple[str, str]]
"""Themes, each with the agreement or project that is about it."""

ABOUT: tuple[Axis, ...] = ("sector", "theme")
"""What is asked of a partner; where it is and of which kind it is only narrows."""
MOST_WAYS = 50
"""Ways of the same length among which the first by name is told."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: IRIs of sectors and themes, of which a partner has at least one; of EPCI and of kinds.

    No EPCI is anywhere, no kind is any.
    """

    sector: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    epci: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()

    @property
    def about(self) -> frozenset[str]:
        """The sectors and themes together."""
        return frozenset((*self.sector, *self.theme))


@dataclass(frozen=True, slots=True)
class Offer:
    """What the graph lets one ask for: the values of each axis that an actor has on the day, by name."""

    sector: tuple[Thing, ...]
    theme: tuple[Thing, ...]
    epci: tuple[Thing, ...]
    kind: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """An actor that has ``has`` of what is asked: why, with whom of the others it has worked, and how to reach it.

    ``agreed`` are those of them that it has by an agreement or a project alone, of which it is an end. ``over`` counts
    the ties with others that hold no more on the day.
    """

    thing: Thing
    has: tuple[Thing, ...]
    agreed: tuple[Thing, ...]
    places: frozenset[str]
    reasons: tuple[Told, ...]
    together: tuple[Told, ...]
    over: int
    way: str


@dataclass(frozen=True, slots=True)
class Partners:
    """Who has what is asked, those that have most of it first; ``nowhere`` have it, and no source places them.

    ``or_centre`` names the centre, with which ties count as those with others of the list do.
    """

    sentence: str
    found: tuple[Partner, ...]
    nowhere: tuple[Thing, ...]
    or_centre: str = ""


def read_offer(graph: KnowledgeGraph, day: date | None, say: Translator) -> Offer:
    """What can be asked for on a day."""
    values = {
        axis: read_coverage(graph.rows, axis, "epci", day).held - {ELSEWHERE, NOWHERE}
        for axis in (*ABOUT, "epci", "kind")
    }
    things = graph.things({iri for held in values.values() for iri in held}, say.language, day=day)
    begun = read_lives(graph.rows, values["epci"]) if day else {}
    things |= {iri: with_beginning(things[iri], life, day, say) for iri, life in begun.items()}
    return Offer(**{axis: by_label(things[iri] for iri in held) for axis, held in values.items()})


def read_partners(graph: KnowledgeGraph, wish: Wish, day: date | None, say: Translator) -> Partners:
    """The actors that have what is asked on a day, or at any date; nobody where no sector and no theme is asked."""
    if not wish.about:
        return Partners(say("partners.ask"), (), ())
    having, places, kinds = _having(graph, wish, day), *_there(graph, day)
    agreed = read_agreed(graph.rows, wish.theme, day) if wish.theme else {}
    wanted = {iri for iri in (*having, *agreed) if not wish.kind or kinds[iri] & set(wish.kind)}
    near = {iri for iri in wanted if not wish.epci or places[iri] & set(wish.epci)}
    nowhere = graph.things({iri for iri in wanted - near if places[iri] == {NOWHERE}}, say.language, day=day)
    reader = _Reader(graph, wish, day, say, {iri: agreed.get(iri, frozenset()) for iri in near})
    found = [reader.partner(iri, having.get(iri, set()), places[iri]) for iri in near]
    # Who has more of what is asked, then who has it by itself and no agreement, then who is tied to more of the others.
    found.sort(key=lambda one: (-len(one.has), len(one.agreed), -len(one.together), alphabetical(one.thing.label)))
    asked, or_centre = len(wish.about), ""
    if centre := centre_name(graph, day, say):
        or_centre = say("partners.or_centre", centre=centre)
    key = "partners.found_one" if asked == 1 else "partners.found"
    why = (tuple(mention for each in one.reasons for mention in each.mentions) for one in found)
    sentence = say(key, count=len(found), asked=asked, or_centre=or_centre)
    as_of = say("partners.as_of", day=say.day(day)) if day else ""
    sentence = " ".join(filter(None, (sentence, as_of, counted_disputed(why, say))))
    return Partners(sentence, tuple(found), by_label(nowhere.values()), or_centre)


def _there(graph: KnowledgeGraph, day: date | None) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Where each actor is, and of which kinds."""
    places, kinds = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for row in graph.rows(coverage_query("kind", "epci", day)):
        places[str(row["actor"])].add(str(row["column"]))
        kinds[str(row["actor"])].add(str(row["row"]))
    return places, kinds


def _having(graph: KnowledgeGraph, wish: Wish, day: date | None) -> dict[str, set[str]]:
    """Which of the sectors and themes that are asked for each actor has; those that have none are left out."""
    found = defaultdict[str, set[str]](set)
    for axis in ABOUT:
        for row in graph.rows(coverage_query("kind", axis, day)):
            if str(row["column"]) in wish.about:
                found[str(row["actor"])].add(str(row["column"]))
    return found


class _Reader:
    """Tells the partners that were found, with the ties of all of them read at once."""

    def __init__(
        self, graph: KnowledgeGraph, wish: Wish, day: date | None, say: Translator, agreed: Mapping[str, Agreed]
    ) -> None:
        self._wish, self._day, self._say, self._near, self._agreed = wish, day, say, agreed.keys(), agreed
        self._centre = graph.manifest.centre
        near, ties = self._near, Ties(graph, say.language)
        vias = {via for pairs in agreed.values() for _, via in pairs}
        self._about = {(tie.source, tie.target): tie for tie in ties.of(vias)}
        found = ties.of(near)
        self._ties = [tie for tie in found if day is None or not tie.interval.first or tie.interval.first <= day]
        self._network = graph.network("actors", lang=say.language, day=day)
        ends = {end for tie in self._ties for end in (tie.source, tie.target)}
        self._things = graph.things({*near, *ends, *wish.about, *vias}, say.language, day=day)
        centre = {self._centre} if self._centre else set()
        self._names = graph.labels({*ends, *near, *self._network, *centre}, day=day, lang=say.language)

    def partner(self, iri: str, has: set[str], places: set[str]) -> Partner:
        """An actor with what it has of what is asked, by which ties and agreements, and its ties with the others."""
        own = [tie for tie in self._ties if iri in (tie.source, tie.target)]
        why = [tie for tie in own if tie.other(iri) in self._wish.about and tie.may_hold_on(self._day)]
        others = self._near | ({self._centre} if self._centre else set())
        together = [tie for tie in own if tie.kind in BETWEEN_ACTORS and tie.other(iri) in others - {iri}]
        agreed = {theme for theme, _ in self._agreed[iri]} - has
        return Partner(
            self._things[iri],
            by_label(self._things[value] for value in has | agreed),
            by_label(self._things[value] for value in agreed),
            frozenset(places),
            (*self._told(why), *self._by_agreement(iri, agreed)),
            self._told(together),
            sum(not tie.may_hold_on(self._day) for tie in together),
            self._way(iri),
        )

    def _by_agreement(self, iri: str, themes: set[str]) -> Iterable[Told]:
        """The agreements and projects by which an actor has themes, each with who says that it is about them."""
        say = self._say
        pairs = [(self._things[via], self._things[theme]) for theme, via in self._agreed[iri] if theme in themes]
        for via, theme in sorted(pairs, key=lambda pair: (alphabetical(pair[1].label), alphabetical(pair[0].label))):
            tie = self._about[via.iri, theme.iri]
            words = say("partners.agreed", name=self._names[iri], about=via.label, theme=theme.label)
            yield Told(tie.id, doubted(words, tie.confidence, say), mentions(tie.evidence, say))

    def _told(self, ties: list[ToldTie]) -> tuple[Told, ...]:
        return tuple(told(tie, self._names, self._say, self._day) for tie in firmest_first(ties))

    def _way(self, iri: str) -> str:
        """Through whom the centre reaches an actor: the fewest ties, those of equal number by name."""
        say, centre = self._say, self._centre
        if centre is None or centre == iri:
            return ""
        if centre not in self._network or not nx.has_path(self._network, centre, iri):
            return say("partners.no_way", centre=self._names[centre])
        ways = nx.all_shortest_paths(self._network, centre, iri)
        named = ([self._names[each] for each in way[1:-1]] for way in islice(ways, MOST_WAYS))
        between = min(named, key=lambda names: [alphabetical(name) for name in names])
        key, called = "partners.way" if between else "partners.tied", self._names[centre]
        return say(key, names=enumerated(between, say), centre=called)


def sheet_rows(partners: Partners) -> list[list[object]]:
    """The lines of the sheet to take away: actor, what it has, why, whose word, ties with the others, the way."""
    return [
        [
            one.thing.label,
            ", ".join(thing.label for thing in one.has),
            _joined((each.sentence for each in one.reasons), " "),
            _joined((mention.title for each in one.reasons for mention in each.mentions), "; "),
            _joined((each.sentence for each in one.together), " "),
            one.way,
        ]
        for one in partners.found
    ]


def _joined(texts: Iterable[str], between: str) -> str:
    return between.join(dict.fromkeys(texts))


def nowhere_told(partners: Partners, day: date | None, say: Translator) -> str:
    """How many have what is asked and are placed by no source on the day, to be named after it; empty where none."""
    on_day = say("partners.on_day", day=say.day(day)) if day else ""
    return say("partners.nowhere", count=len(partners.nowhere), on_day=on_day) if partners.nowhere else ""


def scope(partners: Partners, wish: Wish, offer: Offer, day: date | None, say: Translator) -> str:
    """What the sheet holds, for who reads it without the page: what was asked, how many have it, who is left out."""
    asked = [
        say("list.colon").join((say(f"partners.fields.{axis.name}"), ", ".join(chosen)))
        for axis in fields(Wish)
        if (chosen := [thing.label for thing in getattr(offer, axis.name) if thing.iri in getattr(wish, axis.name)])
    ]
    told = say("partners.chosen", asked=say("list.semicolon").join(asked), found=partners.sentence)
    if nowhere := nowhere_told(partners, day, say):
        told = f"{told} {nowhere} {enumerated([thing.label for thing in partners.nowhere], say)}."
    return told

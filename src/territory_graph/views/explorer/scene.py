"""A scene: what an exploration shows, as things, ties and counts; the picture, tables and sentences are made of it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

import networkx as nx

from territory_graph.facts.lives import may_exist, read_span
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.layout import Positions
from territory_graph.once import Once, Value
from territory_graph.views.drawing import NODE_KINDS
from territory_graph.views.explorer.exploration import GROUPED, PAGE, QUESTION, SHARE_STEPS, Exploration
from territory_graph.views.explorer.field import MOST_ACTORS, REST, AskedProperty, Field
from territory_graph.views.explorer.places import beside, planned
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import by_label
from territory_graph.views.questions import answerable, list_questions
from territory_graph.views.telling import Told, firmest_first, told
from territory_graph.views.ties import TIE_KINDS, TIE_STATUSES, Ties, ToldTie

_LISTED = 300
_EXACT = 400
"""Nodes up to which betweenness is computed from every node, above from a sample of as many."""

_BELOW: dict[str, Any] = {
    **dict.fromkeys(("selection", "way_from", "way_to", "avoiding"), ""),
    **dict.fromkeys(("since", "until")),
    "twin": "links",
    "way_by": "ties",
}
"""The choices that change nothing of a scene, at their first values."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One line of the legend: what it switches, its name, how many are shown and how many there would be."""

    key: str
    label: str
    shown: int
    total: int
    on: bool


@dataclass(frozen=True, slots=True)
class Door:
    """What one kind of tie leads to from a thing, on the day that is shown: its neighbours by it.

    ``hidden`` are those that are not drawn, ``coming`` those of them that the next expansion draws: what a filter of
    the reader's keeps away, it does not bring.
    """

    kind: str
    label: str
    total: int
    hidden: int
    coming: int


@dataclass(frozen=True, slots=True)
class Cut:
    """An expansion that brought some of the neighbours of the day only."""

    anchor: Thing
    kind: str
    shown: int
    total: int


@dataclass(frozen=True)
class Scene:
    """What is shown: ``things`` by IRI in the order in which they came, named as on the chosen day, and ``ties``.

    ``opened`` are the IRIs of all that is opened and ``opened_ties`` the ties among them, whatever the filters;
    ``present`` counts what of it may have existed on the day, with the actors that are too many to be opened at first;
    ``unknown`` are IRIs of the address of which the graph says nothing; ``places`` hold every node that was ever
    opened, so that nothing moves when it comes back. ``group_entries`` are those of the colouring by sector, EPCI or
    passage, and ``shares`` what the last is made of, before any of its entries was switched off.
    """

    state: Exploration
    things: Mapping[str, Thing]
    ties: tuple[ToldTie, ...]
    opened: frozenset[str]
    opened_ties: tuple[ToldTie, ...]
    present: int
    places: Positions
    cuts: tuple[Cut, ...]
    unknown: tuple[str, ...]
    node_entries: tuple[Switch, ...]
    tie_entries: tuple[Switch, ...]
    status_entries: tuple[Switch, ...]
    group_entries: tuple[Switch, ...]
    shares: Mapping[str, float]
    alone: int

    @cached_property
    def pairs(self) -> Mapping[str, tuple[ToldTie, ...]]:
        """The ties of each drawn line."""
        found: dict[str, list[ToldTie]] = {}
        for tie in self.ties:
            found.setdefault(tie.pair, []).append(tie)
        return {pair: tuple(each) for pair, each in found.items()}

    @cached_property
    def partners(self) -> Counter[str]:
        """How many things each thing is tied to in the scene."""
        return Counter(end for pair in {tie.pair for tie in self.ties} for end in pair.split("|"))

    def network(self) -> nx.Graph:
        """The scene as a plain network: one tie a pair, with how many ties it stands for."""
        return plain_network(self.things, self.ties)


def plain_network(nodes: Iterable[str], ties: Iterable[ToldTie]) -> nx.Graph:
    """Nodes and ties as a network, in the order of their names."""
    network = nx.Graph()
    network.add_nodes_from(sorted(nodes))
    counts = Counter(tuple(sorted((tie.source, tie.target))) for tie in ties)
    network.add_edges_from((one, other, {"count": count}) for (one, other), count in sorted(counts.items()))
    return network


@dataclass
class _Opened:
    """What the steps opened: every node that has a place, which of them are present, and what was cut."""

    start: tuple[str, ...]
    anchors: dict[str, str] = dataclasses.field(default_factory=dict)
    present: dict[str, None] = dataclasses.field(default_factory=dict)
    waves: list[tuple[str, list[str]]] = dataclasses.field(default_factory=list)
    cuts: list[Cut] = dataclasses.field(default_factory=list)


@dataclass
class Stage:
    """Makes scenes of a field, each once for all visitors."""

    field: Field
    once: Once = dataclasses.field(default_factory=Once)

    def scene(self, state: Exploration) -> Scene:
        """What ``state`` shows. What is selected, and how the network is told below, changes nothing of it."""
        shown = as_shown(state)
        return replace(self._once("scene", shown, make=lambda: self._made(shown)), state=state)

    def _once(self, *key: Hashable, make: Callable[[], Value]) -> Value:
        return self.once((*key, self.field.say.language, self.field.graph.day), make)

    def told_between(self, pair: str, day: date | None) -> tuple[Told, ...]:
        """Every tie of two things told of a day, whatever is shown; none where the graph ties them by nothing."""
        ends = pair.split("|")
        found = firmest_first(tie for tie in self.field.ties.of(ends[:1]) if tie.pair == pair)
        names = self.field.graph.labels(ends, day=day, lang=self.field.say.language) if found else {}
        return tuple(told(tie, names, self.field.say, self.field.day_told(day)) for tie in found)

    @property
    def span(self) -> tuple[date, date] | None:
        """The first and last day that the dates of any tie between actors name, or None where none has one.

        Where actors are too many to be read, those that any date names.
        """

        def make() -> tuple[date, date] | None:
            if self.field.graph.actors > MOST_ACTORS:
                return read_span(self.field.graph.rows)
            intervals = [tie.interval for tie in self.field.ties.among(self.field.first)]
            told = ((each.start_earliest, each.start_latest, each.end_latest, each.attested) for each in intervals)
            days = [day for dates in told for day in dates if day]
            return (min(days), max(days)) if days else None

        return self._once("span of ties", make=make)

    @property
    def actor_starts(self) -> list[tuple[str, str]]:
        """The actors from which one can start, by name; none where they are too many for a list."""
        listed = self.field.graph.actors <= _LISTED
        return self._once("starts", "actors", make=lambda: self._by_label(self.field.actors if listed else ()))

    @property
    def sector_starts(self) -> list[tuple[str, str]]:
        """The sectors from which one can start: those to which an actor belongs."""
        return self._once("starts", "sectors", make=lambda: self._by_label(self.field.sectors))

    def _by_label(self, iris: Iterable[str]) -> list[tuple[str, str]]:
        things = self.field.ties.things(iris)
        return [(thing.iri, thing.label) for thing in by_label(things[iri] for iri in iris)]

    def asked(self, state: Exploration) -> tuple[AskedProperty, ...]:
        """Everything that what an exploration opens, and may exist on its day, can be asked to have."""
        opened = Exploration(start=state.start, also=state.also, steps=state.steps, day=state.day)

        def make() -> tuple[AskedProperty, ...]:
            present = self.field.ties.things(self._opened(opened).present)
            return self.field.asked(self._alive(present, opened.day), opened.day)

        return self._once("asked", opened, make=make)

    @property
    def question_starts(self) -> list[tuple[str, str]]:
        """The strategist's questions whose answer names things that ties join; of many actors all that can be asked."""

        def make() -> list[tuple[str, str]]:
            asked = [query for query in list_questions(self.field.say) if query.user == "strategist"]
            if self.field.graph.actors > _LISTED:  # each would be answered, for a list that a reader may never open
                known = self.once(("answerable",), lambda: answerable(self.field.graph))
                return [(each.name, each.title) for each in asked if each.name in known]
            return [(each.name, each.title) for each in asked if self.field.ties.among(self.field.answer(each.name))]

        return self._once("starts", "questions", make=make)

    def _made(self, state: Exploration) -> Scene:
        """What an exploration shows, from all that it opens down to what no filter takes away."""
        # Of what is opened, all that may have existed on the day and is not hidden, with the ties of the day.
        opened = self._opened(state)
        things = self.field.ties.things(opened.present)
        known = {iri: things[iri] for iri in opened.present if things[iri].kind and iri not in state.hidden}
        alive = self._alive(known, state.day)
        dated = [tie for tie in self._told(alive) if tie.may_hold_on(state.day)]
        # Of that, what the filters leave: by kind, by what is asked of it, around a focus, by group.
        kinds = {iri: drawn_kind(thing.kind) for iri, thing in alive.items()}
        of_kinds = {iri for iri, kind in kinds.items() if kind not in state.without_nodes}
        wanted = self._focused(self._asked(of_kinds, state), dated, state)
        nodes = self._of_groups(wanted, state)
        between = [tie for tie in dated if tie.source in nodes and tie.target in nodes]
        ties = tuple(tie for tie in between if _is_on(tie, state))
        tied = {end for tie in ties for end in (tie.source, tie.target)}
        seen = _seen(nodes, tied, state)
        # Shares of paths are counted in what is then seen, before any of their steps is switched off.
        shares = betweenness(plain_network(seen, ties)) if state.by_passage else {}
        steps = share_steps(shares, seen)
        shown = {iri for iri, step in steps.items() if f"betweenness|{step}" not in state.without_groups}
        ties = tuple(tie for tie in ties if tie.source in shown and tie.target in shown)
        return Scene(
            state=state,
            things=self._named_as_then([iri for iri in alive if iri in shown], state.day),
            ties=ties,
            opened=frozenset(opened.present),
            opened_ties=tuple(self._told(things)),
            present=len(self._alive({iri: things[iri] for iri in opened.present if things[iri].kind}, state.day))
            + self._unseen(opened, state),
            places=self._placed(state, opened),
            cuts=tuple(opened.cuts),
            unknown=tuple(iri for iri in state.named if not self.field.exists(iri)),
            node_entries=self._entries(
                "kinds", NODE_KINDS, kinds.values(), [kinds[iri] for iri in shown], state.without_nodes
            ),
            tie_entries=self._entries(
                "ties", TIE_KINDS, [tie.kind for tie in between], [tie.kind for tie in ties], state.without_ties
            ),
            status_entries=self._entries(
                "status",
                TIE_STATUSES,
                [tie.status for tie in between],
                [tie.status for tie in ties],
                state.without_statuses,
            ),
            group_entries=self._group_entries(seen if state.colour == "betweenness" else wanted, shown, shares, state),
            shares=shares,
            alone=len(nodes - tied),
        )

    def _opened(self, state: Exploration) -> _Opened:
        """The start, then what each step brings: a wave of newcomers, placed beside its anchor, and what it cuts.

        A step that is closed again keeps the places of its newcomers.
        """
        start = tuple(dict.fromkeys(iri for one in state.starts or ("",) for iri in self.field.start(one)))
        opened = _Opened(start, dict.fromkeys(start, ""), dict.fromkeys(start))
        for step in state.steps:
            near = self.field.neighbours(step.anchor, [step.kind]) if step.kind else [step.anchor]
            then = self.field.tied(step.anchor, state.day).get(step.kind, set()) if step.kind else {step.anchor}
            new = _until([iri for iri in near if iri not in opened.anchors], then, step.count)
            opened.anchors |= dict.fromkeys(new, step.anchor)
            opened.waves.append((step.anchor, new))
            if not step.closed:
                brought = [iri for iri in near if iri in opened.anchors]
                opened.present |= dict.fromkeys(brought)
                if then - opened.present.keys():
                    shown = len(then.intersection(brought))
                    opened.cuts.append(Cut(self.field.thing(step.anchor), step.kind, shown, len(then)))
        return opened

    def _alive(self, things: Mapping[str, Thing], day: date | None) -> Mapping[str, Thing]:
        """The things that may have existed on a day: those whose dates do not exclude it."""
        if day is None:
            return things
        lives = self.field.life(things)
        return {iri: thing for iri, thing in things.items() if may_exist(lives[iri], day)}

    def _unseen(self, opened: _Opened, state: Exploration) -> int:
        """How many actors of the day a picture of all actors leaves out, where it begins with the most tied."""
        left = () if state.start else self.field.beyond.difference(opened.present)
        lives = self.field.life(left) if state.day else {}
        return sum(state.day is None or may_exist(lives[iri], state.day) for iri in left)

    def _told(self, things: Mapping[str, Thing]) -> list[ToldTie]:
        """Ties among the things; what joins two of them is no tie where it is drawn itself."""
        return [tie for tie in self.field.ties.among(things) if tie.about is None or tie.about.iri not in things]

    def _asked(self, nodes: set[str], state: Exploration) -> set[str]:
        """Those that have what the filters ask, one of the values of each property; what one starts from stays."""
        wanted: dict[str, set[str]] = {}
        for name, value in state.only:
            wanted.setdefault(name, set()).add(value)
        held = self.field.held(nodes, state.day) if wanted else {}
        return {
            iri
            for iri in nodes
            if iri in state.starts or all(values & held[iri].get(name, frozenset()) for name, values in wanted.items())
        }

    def _of_groups(self, nodes: set[str], state: Exploration) -> set[str]:
        """Those whose entries in the legends of sectors and of EPCI are on."""
        for by in GROUPED:
            off = {group.partition("|")[2] for group in state.without_groups if group.startswith(f"{by}|")}
            entries = self.field.entries(by, nodes, state.day) if off else {}
            nodes = {iri for iri in nodes if entries.get(iri) not in off}
        return nodes

    def _group_entries(
        self, possible: set[str], shown: set[str], shares: Mapping[str, float], state: Exploration
    ) -> tuple[Switch, ...]:
        """The entries of the colouring: the largest group first, then several, others and none; or five steps."""
        by = state.colour
        if by == "kind":
            return ()
        if by == "betweenness":
            groups = {iri: str(step) for iri, step in share_steps(shares, possible).items()}
            labels = {str(step): self._bounds(step, max(shares.values(), default=0.0)) for step in range(SHARE_STEPS)}
            order = list(labels)
        else:
            groups = dict(self.field.entries(by, possible, state.day))
            labels = {group: self.field.group_label(by, group, state.day) for group in set(groups.values())}
            order = [*self.field.fills(by), REST, ""]
        totals = Counter(groups.values())
        counts = Counter(group for iri, group in groups.items() if iri in shown)
        return tuple(
            Switch(f"{by}|{one}", labels[one], counts[one], totals[one], f"{by}|{one}" not in state.without_groups)
            for one in order
            if totals[one]
        )

    def _entries(
        self, words: str, order: Iterable[str], possible: Iterable[str], shown: Iterable[str], off: Collection[str]
    ) -> tuple[Switch, ...]:
        """The entries of a legend: each kind of what is ``possible``, with how many of it are ``shown``."""
        totals, counts = Counter(possible), Counter(shown)
        return tuple(
            Switch(kind, self.field.say(f"{words}.{kind}"), counts[kind], totals[kind], kind not in off)
            for kind in order
            if totals[kind]
        )

    def _bounds(self, step: int, most: float) -> str:
        low, high = (round(100 * most * part / SHARE_STEPS) for part in (step, step + 1))
        return self.field.say("explorer.share_of_paths", low=low, high=high)

    def _focused(self, nodes: set[str], ties: Iterable[ToldTie], state: Exploration) -> set[str]:
        """Of the nodes those in focus; of a single one, it and those tied to it."""
        if not state.focus:
            return nodes
        if len(state.focus) > 1:
            return nodes & set(state.focus)
        one = state.focus[0]
        near = {tie.other(one) for tie in ties if one in (tie.source, tie.target) and _is_on(tie, state)}
        return nodes & (near | {one})

    def _named_as_then(self, iris: Iterable[str], day: date | None) -> Mapping[str, Thing]:
        wanted = list(iris)
        found = self.field.graph.things(wanted, self.field.say.language, day=day)
        return {iri: found[iri] for iri in wanted}

    def _placed(self, state: Exploration, opened: _Opened) -> Positions:
        """Places by plan of what was opened when the plan was chosen; each later newcomer beside its anchor."""
        steps = tuple((step.anchor, step.kind, step.count) for step in state.steps)
        laid = min(state.laid, len(steps))
        base = [*opened.start, *(iri for _, new in opened.waves[:laid] for iri in new)]
        groups = self.field.groups(state.plan, base, state.day) if state.plan in GROUPED else {}

        def place() -> Positions:
            things = self.field.ties.things(base)
            network = plain_network(base, self._told(things))
            kinds = {iri: drawn_kind(thing.kind) for iri, thing in things.items()}
            centre = state.start if state.start in network else ""
            placed = planned(network, state.plan, state.seed, kinds=kinds, centre=centre, groups=groups)
            for anchor, new in opened.waves[laid:]:
                near = (anchor, *self.field.neighbours(anchor, TIE_KINDS))  # the first that has a place
                placed |= beside(placed, next((iri for iri in near if iri in placed), ""), new)
            return placed

        sizes = tuple(len(new) for _, new in opened.waves)  # the same on every day, but where there are too many
        key = ("places", state.starts, steps, sizes, state.plan, state.seed, laid, frozenset(groups.items()))
        placed = self.once((*key, self.field.say.language), place)
        return placed | {iri: (x, y) for iri, x, y in state.pins}


def _until(things: list[str], counted: set[str], count: int) -> list[str]:
    """The first things of which so many are counted, those between included; all where there are not so many."""
    last = next(islice((at for at, iri in enumerate(things) if iri in counted), count - 1, None), len(things))
    return things[: last + 1]


def doors(iri: str, scene: Scene, field: Field) -> tuple[Door, ...]:
    """What each kind of tie leads to from a thing, counted before anybody asks for it."""
    state, found = scene.state, field.tied(iri, scene.state.day)
    hidden = {kind: found[kind] - scene.things.keys() for kind in found}
    coming = {
        kind: len(each if state.focus or kind in state.without_ties else each - scene.opened)
        for kind, each in hidden.items()
    }
    return tuple(
        Door(kind, field.say(f"ties.{kind}"), len(found[kind]), len(hidden[kind]), min(coming[kind], PAGE))
        for kind in TIE_KINDS
        if kind in found
    )


def read_stage(graph: KnowledgeGraph, say: Translator, once: Once | None = None) -> Stage:
    """The explorer of a graph in one language; ``once`` makes what it shows where others show the same graph."""
    return Stage(Field(graph, say, Ties(graph, say.language)), once or Once())


def as_shown(state: Exploration) -> Exploration:
    """The exploration without what changes nothing of its scene and picture: the selection, what is told below."""
    return replace(state, **_BELOW)


def betweenness(network: nx.Graph) -> Mapping[str, float]:
    """The share of shortest paths between others that pass through each node (Freeman 1977)."""
    sample = None if len(network) <= _EXACT else _EXACT
    return dict(nx.betweenness_centrality(network, k=sample, seed=1))


def share_steps(shares: Mapping[str, float], things: Iterable[str]) -> dict[str, int]:
    """Which of five equal steps from nothing to the most the share of each thing is in."""
    most = max(shares.values(), default=0.0) or 1.0
    return {iri: min(SHARE_STEPS - 1, int(SHARE_STEPS * shares.get(iri, 0.0) / most)) for iri in things}


def _seen(nodes: set[str], tied: set[str], state: Exploration) -> set[str]:
    """The nodes that a tie joins to another, and those that one starts from or opened on purpose; all where asked."""
    if state.alone or any(start.startswith(QUESTION) for start in state.starts):
        return nodes
    return nodes & {*tied, *state.starts, *state.focus, *(step.anchor for step in state.steps if not step.closed)}


def _is_on(tie: ToldTie, state: Exploration) -> bool:
    return tie.kind not in state.without_ties and tie.status not in state.without_statuses

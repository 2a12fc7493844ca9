"""An exploration: where a reader started in the network and every choice made since, as one plain value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from territory_graph.dates import day_or
from territory_graph.tie_kinds import off_at_first
from territory_graph.views.drawing import NODE_KINDS
from territory_graph.views.ties import TIE_KINDS, TIE_STATUSES

Plan = Literal["force", "layers", "circle", "sector", "epci", "matrix"]
Size = Literal["partners", "ties", "betweenness", "equal"]
Colour = Literal["kind", "sector", "epci", "betweenness"]

Twin = Literal["links", "things", "reading", "tree", "ways", "changes"]
By = Literal["ties", "strength"]

TWINS: tuple[Twin, ...] = get_args(Twin)
BYS: tuple[By, ...] = get_args(By)
PLANS: tuple[Plan, ...] = get_args(Plan)
SIZES: tuple[Size, ...] = get_args(Size)
COLOURS: tuple[Colour, ...] = get_args(Colour)

GROUPED = ("sector", "epci")
"""The plans whose groups can be folded, and the colourings by group."""

SHARE_STEPS = 5
"""Steps into which shares of paths are coloured."""

AGES = (2, 5, 10, 0)
"""Years after which an attestation may count as old; 0 is never."""

PAGE = 25
"""How many neighbours one expansion brings."""

QUESTION, GROUP = "question:", "group:"
"""How a start that is a question begins, and the id of a drawn group."""

MOST_STARTS = 20
"""Starts, and filters by a property, that an exploration keeps."""

MOST_STEPS, MOST_NAMED = 60, 400
"""Expansions, and things named one by one, that an exploration keeps: more would be a whole of another kind."""


@dataclass(frozen=True, slots=True)
class Step:
    """One expansion: up to ``count`` neighbours of ``anchor`` by ties of ``kind``; without a kind, the thing itself.

    A closed step shows nothing, and keeps the places of what it showed.
    """

    anchor: str
    kind: str = ""
    count: int = PAGE
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Exploration:
    """What is to be seen. The start is the whole (empty), a thing (its IRI) or a question (``question:08``); ``also``
    are further starts.

    ``only`` holds filters, each a property and the value that a thing must have: one of those given of each property;
    ``without_groups`` the entries of a colouring that are switched off (``sector|IRI``).
    ``without_…`` hold the kinds that are switched off; ``focus`` one thing, seen with its partners, or several, seen
    alone; ``age`` the years after which what was last attested fades; ``opened`` the pairs whose ties are drawn one by
    one; ``folded`` the groups drawn as one node; ``laid`` how many steps had been taken when the plan was chosen: what
    came later stands beside its anchor; ``twin`` the form in which the network is told below the picture, ``since``
    and ``until`` the days between which changes are told.
    """

    start: str = ""
    also: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    hidden: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    without_nodes: frozenset[str] = frozenset()
    without_ties: frozenset[str] = off_at_first()
    without_statuses: frozenset[str] = frozenset()
    without_groups: frozenset[str] = frozenset()
    only: tuple[tuple[str, str], ...] = ()
    day: date | None = None
    plan: Plan = "force"
    seed: int = 0
    laid: int = 0
    pins: tuple[tuple[str, float, float], ...] = ()
    opened: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    size: Size = "partners"
    colour: Colour = "kind"
    age: int = 5
    alone: bool = False
    selection: str = ""
    twin: Twin = "links"
    since: date | None = None
    until: date | None = None
    way_from: str = ""
    way_to: str = ""
    way_by: By = "ties"
    avoiding: str = ""

    @property
    def filtered(self) -> bool:
        """Whether something is left out by a filter."""
        off = self.without_nodes or self.without_ties != off_at_first() or self.without_statuses or self.without_groups
        return bool(off or self.focus or self.only)

    @property
    def starts(self) -> tuple[str, ...]:
        """Everything that the exploration starts from; none where it starts from the whole."""
        return (self.start, *self.also) if self.start else ()

    @property
    def named(self) -> tuple[str, ...]:
        """Every thing that it names, each once: starts, things that were expanded, and what is in focus or hidden."""
        start = (start for start in self.starts if not start.startswith(QUESTION))
        return tuple(dict.fromkeys((*start, *(step.anchor for step in self.steps), *self.focus, *self.hidden)))

    @property
    def by_passage(self) -> bool:
        """Whether shares of paths matter: nodes are coloured by them, or some of their steps are switched off."""
        return self.colour == "betweenness" or any(each.startswith("betweenness|") for each in self.without_groups)


def start_at(state: Exploration, value: str) -> Exploration:
    """Begins anew from a thing, a question or the whole; date, language and looks stay."""
    return replace(
        state,
        start=value,
        also=(),
        steps=(),
        hidden=(),
        focus=(),
        pins=(),
        opened=(),
        folded=(),
        laid=0,
        selection="" if value.startswith(QUESTION) else value,
    )


def add_start(state: Exploration, value: str) -> Exploration:
    """Starts from one thing or question more; from it alone where the start was the whole."""
    if not state.start:
        return start_at(state, value) if value else state
    if not value or value in state.starts or len(state.starts) >= MOST_STARTS:
        return state
    return replace(state, also=(*state.also, value), laid=len(state.steps), pins=(), selection="")


def drop_start(state: Exploration, value: str) -> Exploration:
    """Starts no longer from one of several things or questions."""
    left = tuple(start for start in state.starts if start != value)
    if len(left) == len(state.starts):
        return state
    return replace(state, start=left[0] if left else "", also=left[1:], laid=len(state.steps), pins=())


def expand(state: Exploration, value: str) -> Exploration:
    """Brings neighbours: ``anchor kind``. Opens the step again where it was closed, brings more where it is open."""
    anchor, kind = _two(value)
    if not anchor:
        return state
    state = replace(state, without_ties=state.without_ties - {kind}, focus=())
    for number, step in enumerate(state.steps):
        if (step.anchor, step.kind) == (anchor, kind):
            again = replace(step, closed=False) if step.closed else replace(step, count=step.count + PAGE)
            return replace(state, steps=(*state.steps[:number], again, *state.steps[number + 1 :]))
    if len(state.steps) >= MOST_STEPS:
        return state
    return replace(state, steps=(*state.steps, Step(anchor, kind)))


def collapse(state: Exploration, value: str) -> Exploration:
    """Takes back what a thing's expansions brought: all of them, or those of one kind of tie."""
    anchor, kind = _two(value)
    steps = tuple(
        replace(step, closed=True) if step.anchor == anchor and kind in ("", step.kind) and step.kind else step
        for step in state.steps
    )
    return replace(state, steps=steps)


def add(state: Exploration, value: str) -> Exploration:
    """Brings things named one by one, separated by spaces, and shows them alone: the steps of a path."""
    known = {step.anchor for step in state.steps if not step.kind and not step.closed}
    new = [Step(iri) for iri in dict.fromkeys(value.split()) if iri not in known]
    steps = (*state.steps, *new)[:MOST_STEPS]
    hidden = tuple(iri for iri in state.hidden if iri not in value.split())
    return replace(state, steps=steps, hidden=hidden, focus=tuple(value.split())[:MOST_NAMED])


def hide(state: Exploration, value: str) -> Exploration:
    """Takes one thing out of sight."""
    if value in state.hidden or len(state.hidden) >= MOST_NAMED:
        return state
    return replace(state, hidden=(*state.hidden, value), selection="" if state.selection == value else state.selection)


def show(state: Exploration, value: str) -> Exploration:
    """Brings back one hidden thing, or all of them where none is named."""
    return replace(state, hidden=tuple(iri for iri in state.hidden if value and iri != value))


def focus(state: Exploration, value: str) -> Exploration:
    """Shows one thing with its partners, or several alone; again, or without any, shows all."""
    wanted = tuple(value.split())[:MOST_NAMED]
    return replace(state, focus=() if wanted == state.focus else wanted)


def select(state: Exploration, value: str) -> Exploration:
    """Selects a thing or a line; nothing where none is named."""
    return replace(state, selection=value)


def toggle_node_kind(state: Exploration, value: str) -> Exploration:
    """Switches a kind of node off or on."""
    return replace(state, without_nodes=state.without_nodes ^ {value})


def toggle_tie_kind(state: Exploration, value: str) -> Exploration:
    """Switches a kind of tie off or on."""
    return replace(state, without_ties=state.without_ties ^ {value})


def toggle_status(state: Exploration, value: str) -> Exploration:
    """Switches a status of ties off or on."""
    return replace(state, without_statuses=state.without_statuses ^ {value})


def only_node_kind(state: Exploration, value: str) -> Exploration:
    """Switches every other kind of node off; all on again where they already are off."""
    return replace(state, without_nodes=_all_but(value, NODE_KINDS, state.without_nodes))


def only_tie_kind(state: Exploration, value: str) -> Exploration:
    """Switches every other kind of tie off; all on again where they already are off."""
    return replace(state, without_ties=_all_but(value, TIE_KINDS, state.without_ties, off_at_first()))


def only_status(state: Exploration, value: str) -> Exploration:
    """Switches every other status off; all on again where they already are off."""
    return replace(state, without_statuses=_all_but(value, TIE_STATUSES, state.without_statuses))


def _all_but(
    value: str, known: Iterable[str], off: frozenset[str], first: frozenset[str] = frozenset()
) -> frozenset[str]:
    others = frozenset(known) - {value}
    return first if off == others else others


def toggle_group(state: Exploration, value: str) -> Exploration:
    """Switches an entry of a colouring off or on: ``sector|IRI``; what follows a space are the other entries."""
    return replace(state, without_groups=state.without_groups ^ {value.partition(" ")[0]})


def only_group(state: Exploration, value: str) -> Exploration:
    """Switches the other entries of a colouring off: ``sector|IRI``, then those others, each after a space."""
    wanted, *others = value.split(" ")
    by = f"{wanted.partition('|')[0]}|"
    elsewhere = frozenset(group for group in state.without_groups if not group.startswith(by))
    off = frozenset(others)
    return replace(state, without_groups=elsewhere | (frozenset() if state.without_groups - elsewhere == off else off))


def keep(state: Exploration, value: str) -> Exploration:
    """Shows only what has a value of a property: ``property value``; no longer asks for it where it did."""
    name, found = _two(value)
    if not name or not found:
        return state
    left = tuple(one for one in state.only if one != (name, found))
    if len(left) == len(state.only):
        left = (*state.only, (name, found))[-MOST_STARTS:]
    return replace(state, only=left)


def unfilter(state: Exploration, _: str = "") -> Exploration:
    """Takes every filter away: kinds, statuses, focus and what was hidden; the day stays."""
    nothing: frozenset[str] = frozenset()
    kept = replace(state, without_nodes=nothing, without_ties=off_at_first(), without_statuses=nothing)
    return replace(kept, without_groups=nothing, only=(), focus=(), hidden=())


def set_day(state: Exploration, value: str) -> Exploration:
    """Shows what held on a day (``2015-06-01``), or all dates where the value is no day."""
    return replace(state, day=day_or(value, state.day))


def set_plan(state: Exploration, value: str) -> Exploration:
    """Chooses how nodes are placed; all that is seen is placed anew."""
    if value not in PLANS:
        return state
    return replace(state, plan=value, laid=len(state.steps), pins=(), folded=())


def reseed(state: Exploration, _: str = "") -> Exploration:
    """Places all that is seen anew, from another beginning."""
    return replace(state, seed=(state.seed + 1) % 1000, laid=len(state.steps), pins=())


def set_size(state: Exploration, value: str) -> Exploration:
    """Chooses what the size of nodes tells."""
    return replace(state, size=value) if value in SIZES else state


def set_colour(state: Exploration, value: str) -> Exploration:
    """Chooses what the colour of nodes tells."""
    return replace(state, colour=value) if value in COLOURS else state


def set_age(state: Exploration, value: str) -> Exploration:
    """Chooses after how many years a tie fades that no source attests any more; 0 for never."""
    return replace(state, age=int(value)) if value.isascii() and value.isdigit() and int(value) in AGES else state


def toggle_alone(state: Exploration, _: str = "") -> Exploration:
    """Shows, or not, what no tie joins to anything seen."""
    return replace(state, alone=not state.alone)


def pin(state: Exploration, value: str) -> Exploration:
    """Pins a node where a reader put it: ``iri x y``."""
    iri, _, place = value.partition(" ")
    try:
        x, y = (round(float(part), 1) for part in place.split())
    except ValueError:
        return state
    if not (abs(x) <= 1e6 and abs(y) <= 1e6):
        return state
    others = tuple(one for one in state.pins if one[0] != iri)
    return replace(state, pins=(*others, (iri, x, y))[-MOST_NAMED:])


def unpin(state: Exploration, value: str) -> Exploration:
    """Gives a node the plan's place again."""
    return replace(state, pins=tuple(one for one in state.pins if one[0] != value))


def open_pair(state: Exploration, value: str) -> Exploration:
    """Draws the ties of a pair one by one, or merged again."""
    opened = tuple(one for one in state.opened if one != value)
    return replace(state, opened=opened if len(opened) < len(state.opened) else (*opened, value))


def fold(state: Exploration, value: str) -> Exploration:
    """Draws a group as one node, or its nodes again."""
    folded = tuple(one for one in state.folded if one != value)
    return replace(state, folded=folded if len(folded) < len(state.folded) else (*folded, value))


def fold_all(state: Exploration, value: str) -> Exploration:
    """Draws the groups named as one node each; none where none is named."""
    return replace(state, folded=tuple(value.split(" | ")) if value else ())


def set_twin(state: Exploration, value: str) -> Exploration:
    """Chooses the form in which the network is told below the picture."""
    return replace(state, twin=value) if value in TWINS else state


def set_since(state: Exploration, value: str) -> Exploration:
    """Chooses the day from which changes are told."""
    return replace(state, since=day_or(value, state.since))


def set_until(state: Exploration, value: str) -> Exploration:
    """Chooses the day up to which changes are told."""
    return replace(state, until=day_or(value, state.until))


def way_from(state: Exploration, value: str) -> Exploration:
    """Seeks paths from a thing."""
    return replace(state, way_from=value, twin="ways")


def way_to(state: Exploration, value: str) -> Exploration:
    """Seeks paths to a thing."""
    return replace(state, way_to=value, twin="ways")


def set_way_by(state: Exploration, value: str) -> Exploration:
    """Chooses whether the shortest path is the one of fewest ties or of the strongest."""
    return replace(state, way_by=value) if value in BYS else state


def avoid(state: Exploration, value: str) -> Exploration:
    """Seeks paths that do not pass through a thing; through any where none is named."""
    return replace(state, avoiding=value)


Action = Callable[[Exploration, str], Exploration]

ACTIONS: Mapping[str, Action] = {
    action.__name__.replace("_", "-"): action
    for action in (
        start_at,
        add_start,
        drop_start,
        expand,
        collapse,
        add,
        hide,
        show,
        focus,
        select,
        toggle_node_kind,
        toggle_tie_kind,
        toggle_status,
        only_node_kind,
        only_tie_kind,
        only_status,
        toggle_group,
        only_group,
        keep,
        unfilter,
        set_day,
        set_plan,
        reseed,
        set_size,
        set_colour,
        set_age,
        toggle_alone,
        pin,
        unpin,
        open_pair,
        fold,
        fold_all,
        set_twin,
        set_since,
        set_until,
        way_from,
        way_to,
        set_way_by,
        avoid,
    )
}
"""Everything that a reader can do, by the name that the page uses."""


def _two(value: str) -> tuple[str, str]:
    first, _, second = value.partition(" ")
    return first, second

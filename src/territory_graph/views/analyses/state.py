"""An analysis: which part is open, on which network, at which day, as one plain value and as an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from territory_graph.dates import day_or
from territory_graph.errors import TerritoryGraphError
from territory_graph.facts.coverage import Axis, Within
from territory_graph.network.build import PROJECTIONS, WEIGHTS
from territory_graph.network.measures import MEASURES
from territory_graph.network.steps import read_steps, write_steps

Part = Literal["passage", "groups", "gaps", "measures", "what_if", "introductions", "comparison"]
Compared = Literal["dates", "sources", "scenario"]

PARTS: tuple[Part, ...] = get_args(Part)
PART_VALUES: Mapping[Part, str] = {part: part for part in PARTS} | {
    "groups": "communities",
    "what_if": "whatif",
    "introductions": "introduce",
    "comparison": "compare",
}
"""What an address says of the part: the words of the first links, which have to lead where they led."""

AXES: tuple[Axis, ...] = get_args(Axis)
COMPARISONS: tuple[Compared, ...] = get_args(Compared)

MOST_STEPS = 20
"""Steps that a scenario keeps."""

_HEAVIEST = 100.0
_LONGEST_ID = 500
"""Characters that an address may give to the name of a node or a source."""
_APART = "~"
_NO_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is analysed. ``steps`` are those of the scenario as text; ``weights`` are a trial of other weights.

    ``actor`` is the node that is told of in a sentence; it, ``one_source`` and ``other_source`` are named as addresses
    name things.
    """

    part: Part = "passage"
    projection: str = "actors"
    measure: str = "betweenness_centrality"
    actor: str = ""
    day: date | None = None
    other_day: date | None = None
    without_ties: frozenset[str] = frozenset()
    weights: tuple[tuple[str, float], ...] = ()
    steps: str = ""
    rows: Axis = "sector"
    columns: Axis = "epci"
    within: Within | None = None
    comparison: Compared = "dates"
    one_source: str = ""
    other_source: str = ""

    @property
    def network(self) -> Hashable:
        """Which network is analysed: equal for states that analyse the same."""
        return self.projection, self.day, self.without_ties, self.weights


def set_part(state: Analysis, value: str) -> Analysis:
    """Opens a part, named as here or as in an address."""
    part = next((part for part, name in PART_VALUES.items() if value in (part, name)), state.part)
    return replace(state, part=part)


def set_projection(state: Analysis, value: str) -> Analysis:
    """Chooses the network."""
    return replace(state, projection=value) if value in PROJECTIONS else state


def set_measure(state: Analysis, value: str) -> Analysis:
    """Chooses the measure."""
    return replace(state, measure=value) if value in MEASURES else state


def set_actor(state: Analysis, value: str) -> Analysis:
    """Chooses of whom a sentence is told, nobody where none is named: whether there is such a node is seen later."""
    return replace(state, actor=value[:_LONGEST_ID])


def set_day(state: Analysis, value: str) -> Analysis:
    """Takes the network of a day, or of all dates where none is given."""
    return replace(state, day=day_or(value, state.day))


def set_other_day(state: Analysis, value: str) -> Analysis:
    """Chooses the day to compare with."""
    return replace(state, other_day=day_or(value, state.other_day))


def toggle_tie_kind(state: Analysis, value: str) -> Analysis:
    """Leaves a kind of tie out, or counts it again."""
    return replace(state, without_ties=state.without_ties ^ {value}) if value in WEIGHTS else state


def set_weight(state: Analysis, value: str) -> Analysis:
    """Tries another weight for a kind of tie: ``kind weight``; the default one is no trial; nothing restores all."""
    kind, _, text = value.partition(" ")
    if not value:
        return replace(state, weights=())
    try:
        weight = float(text)
    except ValueError:
        return state
    if kind not in WEIGHTS or not 0 < weight <= _HEAVIEST:
        return state
    tried = {**dict(state.weights), kind: round(weight, 4)}
    return replace(state, weights=tuple(sorted((k, w) for k, w in tried.items() if w != WEIGHTS[k])))


def add_step(state: Analysis, value: str) -> Analysis:
    """Adds steps to the scenario."""
    try:
        steps = (*read_steps(state.steps), *read_steps(value))
    except TerritoryGraphError:
        return state
    return replace(state, steps=write_steps(steps[:MOST_STEPS]))


def drop_last_step(state: Analysis, _: str = "") -> Analysis:
    """Takes the last step of the scenario back."""
    return replace(state, steps=write_steps(read_steps(state.steps)[:-1]))


def drop_step(state: Analysis, value: str) -> Analysis:
    """Takes one step of the scenario back, by its place from 0."""
    steps = read_steps(state.steps)
    if not (value.isascii() and value.isdigit() and int(value) < len(steps)):
        return state
    return replace(state, steps=write_steps((*steps[: int(value)], *steps[int(value) + 1 :])))


def clear_steps(state: Analysis, _: str = "") -> Analysis:
    """Takes the whole scenario back."""
    return replace(state, steps="")


def set_rows(state: Analysis, value: str) -> Analysis:
    """Chooses what the rows of the matrix are."""
    return replace(state, rows=value) if value in AXES else state


def set_columns(state: Analysis, value: str) -> Analysis:
    """Chooses what the columns of the matrix are."""
    return replace(state, columns=value) if value in AXES else state


def set_within(state: Analysis, value: str) -> Analysis:
    """Narrows the matrix to those who have one value of a third axis, ``axis~value``; to none where none is given."""
    axis, _, thing = value.partition(_APART)
    if axis not in AXES or not thing or len(thing) > _LONGEST_ID or _NO_IRI.search(thing):
        return replace(state, within=None) if not value else state
    return replace(state, within=(axis, thing))


def set_comparison(state: Analysis, value: str) -> Analysis:
    """Chooses what is compared: two dates, two sources, or what is with the scenario."""
    return replace(state, comparison=value) if value in COMPARISONS else state


def set_one_source(state: Analysis, value: str) -> Analysis:
    """Chooses the first of the sources to compare; the one that states most ties where none is named."""
    return replace(state, one_source=value) if len(value) <= _LONGEST_ID else state


def set_other_source(state: Analysis, value: str) -> Analysis:
    """Chooses the second of the sources to compare."""
    return replace(state, other_source=value) if len(value) <= _LONGEST_ID else state


Action = Callable[[Analysis, str], Analysis]

ACTIONS: Mapping[str, Action] = {
    action.__name__.replace("_", "-"): action
    for action in (
        set_part,
        set_projection,
        set_measure,
        set_actor,
        set_day,
        set_other_day,
        toggle_tie_kind,
        set_weight,
        add_step,
        drop_last_step,
        drop_step,
        clear_steps,
        set_rows,
        set_columns,
        set_within,
        set_comparison,
        set_one_source,
        set_other_source,
    )
}
"""Everything that a reader can do, by the name that the page uses."""

_NAMES = {
    "partie": "set-part",
    "projection": "set-projection",
    "mesure": "set-measure",
    "acteur": "set-actor",
    "au": "set-day",
    "contre": "set-other-day",
    "etapes": "add-step",
    "lignes": "set-rows",
    "colonnes": "set-columns",
    "parmi": "set-within",
    "comparer": "set-comparison",
    "source": "set-one-source",
    "autresource": "set-other-source",
}
"""Parameters of an address and the action that reads each."""

PARAMETERS = frozenset({*_NAMES, "horsliens", "poids"})


def parameters_of(state: Analysis) -> dict[str, str]:
    """The parameters of the address that shows ``state``: those that differ from what is seen first."""
    first = Analysis()
    usual = {
        "partie": PART_VALUES[first.part],
        "projection": first.projection,
        "mesure": first.measure,
        "lignes": first.rows,
        "colonnes": first.columns,
        "comparer": first.comparison,
    }
    found = {
        "partie": PART_VALUES[state.part],
        "projection": state.projection,
        "mesure": state.measure,
        "acteur": state.actor,
        "au": state.day.isoformat() if state.day else "",
        "contre": state.other_day.isoformat() if state.other_day else "",
        "horsliens": ",".join(sorted(state.without_ties)),
        "poids": ",".join(f"{kind}~{weight:g}" for kind, weight in state.weights),
        "etapes": state.steps,
        "lignes": state.rows,
        "colonnes": state.columns,
        "parmi": _APART.join(state.within) if state.within else "",
        "comparer": state.comparison,
        "source": state.one_source,
        "autresource": state.other_source,
    }
    return {name: value for name, value in found.items() if value and value != usual.get(name)}


def analysis_of(parameters: Mapping[str, str]) -> Analysis:
    """The analysis that an address shows. What cannot be read is left at its first value: a link never fails."""
    state = Analysis()
    for name, action in _NAMES.items():
        if parameters.get(name):
            state = ACTIONS[action](state, parameters[name])
    for kind in parameters.get("horsliens", "").split(","):
        state = toggle_tie_kind(state, kind) if kind not in state.without_ties else state
    for part in parameters.get("poids", "").split(","):
        state = set_weight(state, part.replace("~", " ")) if part else state
    return state

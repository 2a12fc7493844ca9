"""What if: a network after some steps, beside what it was; the graph itself is never written.

To undo a step is to ask again without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx

from territory_graph.arguments import several
from territory_graph.errors import SettingsError
from territory_graph.network.arrays import require_network
from territory_graph.network.build import DIRECT, WEIGHTS, keep_parts, weigh, weigh_commitments
from territory_graph.network.comparison import Delta, deltas
from territory_graph.network.outcome import Note, Watch
from territory_graph.network.passage import largest_first
from territory_graph.network.steps import (
    AddActor,
    AddAgreement,
    AddTie,
    CutAgreement,
    RemoveActor,
    RemoveTie,
    Step,
    read_steps,
)
from territory_graph.tabular import html_table

_STEPS = "steps, such as RemoveActor(iri)"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A step that could not be taken, and why."""

    step: Step
    reason: Note


@dataclass(frozen=True, slots=True, repr=False)
class Scenario:
    """A network before and after steps, with what they change.

    ``isolated`` are nodes that had a tie and have none left; ``components_before`` and ``components_after`` are the
    components, the largest first; ``skipped`` are the steps that could not be taken.
    """

    steps: tuple[Step, ...]
    skipped: tuple[Skipped, ...]
    before: nx.Graph
    after: nx.Graph
    deltas: Mapping[str, Delta]
    isolated: tuple[Any, ...]
    components_before: tuple[frozenset[Any], ...]
    components_after: tuple[frozenset[Any], ...]

    def __repr__(self) -> str:
        ties = f"{self.before.number_of_edges():,} ties before, {self.after.number_of_edges():,} after"
        return f"<Scenario of {len(self.steps):,} steps, {len(self.skipped):,} of them skipped: {ties}>"

    def _repr_html_(self) -> str:
        rows = (
            ("nodes", len(self.before), len(self.after)),
            ("ties", self.before.number_of_edges(), self.after.number_of_edges()),
            ("components", len(self.components_before), len(self.components_after)),
        )
        told = f"{len(self.steps):,} steps, {len(self.skipped):,} of them skipped"
        return html_table(told, ("", "before", "after"), rows, len(rows))

    @property
    def ties_lost(self) -> tuple[tuple[Any, Any], ...]:
        """Ties that were there and are not any more."""
        return tuple((a, b) for a, b in self.before.edges() if not self.after.has_edge(a, b))

    @property
    def ties_gained(self) -> tuple[tuple[Any, Any], ...]:
        """Ties that were not there."""
        return tuple((a, b) for a, b in self.after.edges() if not self.before.has_edge(a, b))


def what_if(
    network: nx.Graph,
    steps: Iterable[Step] | str,
    *,
    measures: Iterable[str] | None = None,
    watch: Watch | None = None,
) -> Scenario:
    """What the network becomes when ``steps`` are taken one after another, or those that a text holds.

    ``network`` is not changed. A step about something that is not there is skipped, and said. ``measures`` are all
    of nodes and of the network unless named, and a few quick ones from 2,000 nodes on.

    Raises:
        BrokenScenarioError: the text holds no steps.
        SettingsError: one of those given is no step.
        UnknownMeasureError: there is no measure of that name.

    >>> found = what_if(nx.path_graph(["a", "b", "c"]), [RemoveActor("b")], measures=["degree"])
    >>> found.isolated, found.deltas["degree"].changes
    (('a', 'c'), {'a': (1, 0), 'b': (2, None), 'c': (1, 0)})
    """
    require_network(network)
    taken = read_steps(steps) if isinstance(steps, str) else several(steps, "steps", _STEPS)
    for step in taken:
        if not isinstance(step, Step):
            raise SettingsError(name="steps", value=str(step), expected=_STEPS)
    before, after = _simple(network), _simple(network)
    after.graph["version"] = ""
    skipped = [Skipped(step, reason) for step in taken if (reason := _take(after, step)) is not None]
    return Scenario(
        taken,
        tuple(skipped),
        before,
        after,
        deltas(before, after, measures=measures, watch=watch),
        tuple(node for node in before if before.degree(node) and node in after and not after.degree(node)),
        components(before),
        components(after),
    )


def components(network: nx.Graph) -> tuple[frozenset[Any], ...]:
    """The components of a network, direction set aside, the largest first."""
    found = nx.weakly_connected_components(network) if network.is_directed() else nx.connected_components(network)
    return largest_first(found)


def _simple(network: nx.Graph) -> nx.Graph:
    """A copy with one tie a pair; of parallel ties, weights are added and the attributes of the last are kept."""
    copy: nx.Graph = nx.DiGraph() if network.is_directed() else nx.Graph()
    copy.graph.update(network.graph)
    copy.add_nodes_from((node, dict(values)) for node, values in network.nodes(data=True))
    for a, b, values in network.edges(data=True):
        weight = copy.edges[a, b].get("weight") if copy.has_edge(a, b) else None
        copy.add_edge(a, b, **values)
        if weight is not None and "weight" in values:
            copy.edges[a, b]["weight"] = weight + values["weight"]
    return copy


def _take(network: nx.Graph, step: Step) -> Note | None:
    """Takes one step; gives the reason where it cannot be taken."""
    reason: Note | None = None
    match step:
        case RemoveActor(actor) if actor not in network:
            reason = Note("step-unknown", {"name": actor})
        case RemoveActor(actor):
            network.remove_node(actor)
        case AddActor(actor) if actor in network:
            reason = Note("step-present", {"name": actor})
        case AddActor(actor, label):
            network.add_node(actor, label=label or actor)
        case RemoveTie(one, other) if not network.has_edge(one, other):
            reason = Note("step-no-tie", {"one": one, "other": other})
        case RemoveTie(one, other):
            network.remove_edge(one, other)
        case AddTie(one, other, weight):
            reason = _add_tie(network, (one, other), weight)
        case CutAgreement(agreement):
            reason = _cut(network, agreement)
        case AddAgreement(agreement, parties, kind):
            reason = _agree(network, agreement, parties, kind)
    return reason


def _missing(network: nx.Graph, ends: Iterable[str]) -> Note | None:
    unknown = [end for end in ends if end not in network]
    return Note("step-unknown", {"name": unknown[0]}) if unknown else None


def _add_tie(
    network: nx.Graph, ends: tuple[str, str], weight: float, reason: tuple[str, str, float] | None = None
) -> Note | None:
    if (unknown := _missing(network, ends)) is not None:
        return unknown
    if ends[0] == ends[1]:
        return Note("step-same", {"name": ends[0]})
    known = not network.has_edge(*ends) or "weight" in network.edges[ends]
    network.add_edge(*ends)
    tie = network.edges[ends]
    if known:
        weigh(tie, tie.get("weight", 0.0) + weight)
    if reason is not None:
        kind, via, _ = reason
        tie["vias"] = (*tie.get("vias", ()), (kind, via))
        tie["parts"] = (*tie.get("parts", ()), reason)
        tie["kinds"] = tuple(sorted({*tie.get("kinds", ()), kind}))
        tie["n"] = tie.get("n", 0) + 1
    return None


def _agree(network: nx.Graph, agreement: str, parties: tuple[str, ...], kind: str) -> Note | None:
    named = tuple(dict.fromkeys(parties))
    if (unknown := _missing(network, named)) is not None:
        return unknown
    if len(named) < 2 or kind not in WEIGHTS:
        return Note("step-parties", {"name": agreement})
    weight = WEIGHTS[kind] / (len(named) - 1)
    for pair in combinations(named, 2):
        _add_tie(network, pair, weight, (kind, agreement, weight))
    return None


def _cut(network: nx.Graph, agreement: str) -> Note | None:
    """Takes out what an agreement gave: the node that it is, its part of each tie, its commitments."""
    if agreement in DIRECT:
        return Note("step-no-agreement", {"name": agreement})
    found = agreement in network
    if found:
        network.remove_node(agreement)
    for one, other in list(network.edges()):
        found |= _without_part(network, one, other, agreement)
    return None if found else Note("step-no-agreement", {"name": agreement})


def _without_part(network: nx.Graph, one: Any, other: Any, agreement: str) -> bool:
    tie = network.edges[one, other]
    if any(entry[0] == agreement for entry in tie.get("commitments", ())):
        tie["commitments"] = tuple(entry for entry in tie["commitments"] if entry[0] != agreement)
        weigh_commitments(tie)
        if not tie["commitments"]:
            network.remove_edge(one, other)
        return True
    if all(via != agreement for _, via in tie.get("vias", ())):
        return False
    left = tuple(part for part in tie.get("parts", ()) if part[1] != agreement)
    keep_parts(network, one, other, left)
    return True

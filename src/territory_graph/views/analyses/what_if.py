"""What if: the steps of a scenario in words, what they change in one sentence, in two pictures and in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from territory_graph.errors import BrokenScenarioError
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.layout import Positions, layout
from territory_graph.network.outcome import Watch
from territory_graph.network.steps import (
    AddActor,
    AddAgreement,
    AddTie,
    CutAgreement,
    RemoveActor,
    RemoveTie,
    Step,
    read_steps,
    write_steps,
)
from territory_graph.network.what_if import Scenario, what_if
from territory_graph.views.analyses.comparison_measures import ChangedValue, MeasureChanged, by_measure, changes_of
from territory_graph.views.analyses.sketch import MOST_DRAWN, Mark, foremost, sketch
from territory_graph.views.analyses.state import MOST_STEPS
from territory_graph.views.analyses.what_if_choices import Choices, agreement_names, choices
from territory_graph.views.drawing import Drawing
from territory_graph.views.explorer.places import beside
from territory_graph.views.ordering import by_label
from territory_graph.views.telling import Names, enumerated, named, plain

NEW = "urn:whatif:"
"""How the IRI of an actor or an agreement begins that is in no graph, only in a scenario."""

_NAMED = 4


@dataclass(frozen=True, slots=True)
class StepTold:
    """One step in words, and why it could not be taken; empty where it was."""

    sentence: str
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A scenario ready to be shown.

    ``remark`` says what could not be read; ``isolated`` are those who had ties and have none left, ``parted`` those who
    were with the largest piece and are now in a smaller one; ``choices`` say what a next step may be; ``removed`` are
    the actors of the network that leave.
    """

    steps: tuple[StepTold, ...]
    sentence: str
    remark: str
    isolated: tuple[Thing, ...]
    parted: tuple[Thing, ...]
    before: Drawing
    after: Drawing
    left_out: str
    measures: tuple[MeasureChanged, ...]
    changes: tuple[ChangedValue, ...]
    choices: Choices
    preset: tuple[str, str] | None
    removed: tuple[str, ...]


def read_scenario(
    network: nx.Graph,
    steps: str,
    about: Mapping[str, Thing],
    say: Translator,
    *,
    doubts: Callable[[Iterable[tuple[Any, Any]]], str] = lambda _: "",
    watch: Watch | None = None,
) -> WhatIf:
    """What becomes of ``network`` when the steps that a text holds are taken; ``about`` names what ties its actors.

    ``doubts`` says what is unsure of the ties that it loses.
    """
    taken, remark = readable(steps, say)
    found = what_if(network, taken, watch=watch)
    names = names_in(network, taken, about, say)
    changes = changes_of(found.deltas, names, say)
    largest, was = found.components_after[:1], found.components_before[:1]
    stayed = was[0] & largest[0] if largest and was else frozenset()
    others = [part for part in found.components_after[1:] if len(part) > 1]
    parted = tuple(node for part in others for node in part if stayed and node in was[0])
    return WhatIf(
        steps=tuple(told_step(step, found, names, say) for step in taken),
        sentence=sentence(found, names, say) + doubts(found.ties_lost),
        remark=remark,
        isolated=_things(found.after, found.isolated, names),
        parted=_things(found.after, parted, names),
        **_pictures(found, names, say),
        measures=by_measure(changes),
        changes=changes,
        choices=choices(found.after, names, say),
        preset=preset(network, names, say),
        removed=tuple(step.actor for step in taken if isinstance(step, RemoveActor) and step.actor in network),
    )


def names_in(network: nx.Graph, steps: Sequence[Step], about: Mapping[str, Thing], say: Translator) -> dict[str, str]:
    """The names of all that a scenario may speak of: actors, those that it brings, and what ties them."""
    labels = {str(node): str(label or "") for node, label in network.nodes(data="label")}
    names = labels | {step.actor: step.label for step in steps if isinstance(step, AddActor) and step.label}
    return names | agreement_names(network, about, names, say)


def preset(network: nx.Graph, names: Names, say: Translator) -> tuple[str, str] | None:
    """The step that removes the actor whose ties weigh most, and the question that it answers; None without ties."""
    tied = [node for node in network if network.degree(node)]
    if not tied:
        return None
    centre = min(tied, key=lambda node: (-network.degree(node, weight="weight"), str(node)))
    return write_steps([RemoveActor(centre)]), say("analyses.what_if.preset", name=named(centre, names))


def readable(steps: str, say: Translator) -> tuple[tuple[Step, ...], str]:
    """The steps that a text holds, as many as a scenario keeps, and a remark where it holds none or more."""
    try:
        taken = read_steps(steps)
    except BrokenScenarioError:
        return (), say("analyses.what_if.broken")
    cut = say("analyses.what_if.too_many", most=MOST_STEPS) if len(taken) > MOST_STEPS else ""
    return taken[:MOST_STEPS], cut


def tell_step(step: Step, names: Names, say: Translator) -> str:
    """A step as a sentence without its full stop."""
    match step:
        case RemoveActor(actor):
            return say("analyses.what_if.step.remove_actor", name=named(actor, names))
        case AddActor(actor):
            return say("analyses.what_if.step.add_actor", name=named(actor, names))
        case RemoveTie(one, other):
            return say("analyses.what_if.step.remove_tie", one=named(one, names), other=named(other, names))
        case AddTie(one, other):
            return say("analyses.what_if.step.add_tie", one=named(one, names), other=named(other, names))
        case CutAgreement(agreement):
            return say("analyses.what_if.step.cut_agreement", name=named(agreement, names))
        case AddAgreement(_, parties, kind):
            word = say(f"ties.{kind}") if say.has(f"ties.{kind}") else plain(kind)
            listed = enumerated([named(party, names) for party in parties], say)
            return say("analyses.what_if.step.add_agreement", kind=word, names=listed)


def told_step(step: Step, found: Scenario, names: Names, say: Translator) -> StepTold:
    """A step of a scenario in words, with the reason why it could not be taken where it was not."""
    reason = next((each.reason for each in found.skipped if each.step is step), None)  # equal steps may stand twice
    if reason is None:
        return StepTold(tell_step(step, names, say))
    fields = {key: named(value, names) for key, value in reason.fields.items()}
    return StepTold(tell_step(step, names, say), say(reason.key, **fields))


def sentence(found: Scenario, names: Names, say: Translator) -> str:
    """What the steps change, in one sentence: who is left alone, into how many pieces the network falls."""
    head = opening(found, names, say)
    if not head:
        return say("analyses.what_if.nothing_yet" if not found.steps else "analyses.what_if.nothing_taken")
    alone = len(found.isolated)
    told = say("analyses.what_if.alone", count=alone) if alone else say("analyses.what_if.no_alone")
    lost, gained = len(found.ties_lost), len(found.ties_gained)
    counts = [say("analyses.what_if.lost", count=lost)] if lost else []
    counts += [say("analyses.what_if.gained", count=gained)] if gained else []
    if not counts:
        counts = [say("analyses.what_if.same_ties")]
    before, after = pieces(found)
    parts = say("analyses.what_if.pieces", before=before, count=after)
    if before == after:
        parts = say("analyses.what_if.pieces_same", count=before)
    return say("analyses.what_if.sentence", head=head, alone=told, pieces=parts, ties=enumerated(counts, say))


def opening(found: Scenario, names: Names, say: Translator) -> str:
    """How a sentence on a scenario begins: without whom, or if what; empty where no step was taken."""
    skipped = {id(each.step) for each in found.skipped}
    taken = [step for step in found.steps if id(step) not in skipped]
    if not taken:
        return ""
    if all(isinstance(step, RemoveActor) for step in taken):
        gone = [named(step.actor, names) for step in taken if isinstance(step, RemoveActor)]
        return say("analyses.what_if.without", names=enumerated(gone, say, most=_NAMED))
    if len(taken) == 1:
        return say("analyses.what_if.if_one", step=tell_step(taken[0], names, say))
    return say("analyses.what_if.after", count=len(taken))


def pieces(found: Scenario) -> tuple[int, int]:
    """How many pieces those who are tied make, before and after: who had no tie to lose makes none."""
    idle = {node for node in found.after if node not in found.before or not found.before.degree(node)}
    before = sum(1 for part in found.components_before if len(part) > 1)
    return before, sum(1 for part in found.components_after if len(part) > 1 or not part <= idle)


def _things(network: nx.Graph, nodes: Sequence[Any], names: Names) -> tuple[Thing, ...]:
    found = [Thing(str(node), named(str(node), names), str(network.nodes[node].get("kind") or "")) for node in nodes]
    return by_label(found)


def _pictures(found: Scenario, names: Names, say: Translator) -> dict[str, Any]:
    """The network before and after, in the same places; who is tied neither before nor after is not drawn."""
    before, after = found.before, found.after
    tied = {node for node in before if before.degree(node)}
    drawn = tied | {node for node in after if node not in before or after.degree(node)}
    lost = {frozenset(tie) for tie in found.ties_lost}
    gained = {frozenset(tie) for tie in found.ties_gained}
    whole = nx.compose(before, after)
    if len(drawn) > MOST_DRAWN:
        drawn = foremost(whole, {end for pair in lost | gained for end in pair}, drawn)
        tied &= drawn
    places = _places(before.subgraph(tied), after, drawn - tied)
    whole = whole.subgraph(drawn)
    ties: dict[frozenset[Any], Mark] = {**dict.fromkeys(lost, "gone"), **dict.fromkeys(gained, "new")}
    gone: dict[Any, Mark] = {node: "gone" for node in drawn if node not in after}
    alone: dict[Any, Mark] = dict.fromkeys(found.isolated, "alone")
    fresh: dict[Any, Mark] = {node: "new" for node in drawn if node not in before}
    count = len(before.nodes | after.nodes) - len(drawn)
    return {
        "before": sketch(before.subgraph(tied), places, names, say, title=say("analyses.what_if.before")),
        "after": sketch(
            whole, places, names, say, title=say("analyses.what_if.after_title"), nodes=gone | alone | fresh, ties=ties
        ),
        "left_out": say("analyses.sketch.left_out", count=count) if count else "",
    }


def _places(tied: nx.Graph, after: nx.Graph, newcomers: set[Any]) -> Positions:
    placed = layout(nx.Graph(tied))
    for node in sorted(newcomers, key=str):
        near = sorted((other for other in after[node] if other in placed), key=str) if node in after else []
        placed |= beside(placed, near[0] if near else "", [node])
    return placed

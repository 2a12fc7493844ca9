"""What the network of ties says: measures with their scope, and what becomes of it if something changes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from territory_graph.assistant.asked import AskedGraph, bounded, one_of
from territory_graph.assistant.told import Answer, Telling
from territory_graph.errors import SettingsError
from territory_graph.model import Thing
from territory_graph.network.build import PROJECTIONS
from territory_graph.network.measures import MEASURES, find, measure
from territory_graph.network.outcome import NoMeaning, Result, Watch
from territory_graph.network.steps import AddTie, CutAgreement, RemoveActor, RemoveTie, Step
from territory_graph.network.what_if import Scenario
from territory_graph.network.what_if import what_if as scenario_of
from territory_graph.views.analyses.comparison_measures import changes_of
from territory_graph.views.analyses.losses import Losses, read_losses
from territory_graph.views.analyses.measures import number, ordered, sentence, things_in, value_name
from territory_graph.views.analyses.networks import WEIGHED, doubts_of, read_network, scope, unsure_in
from territory_graph.views.analyses.rankings import Rankings, ranking
from territory_graph.views.analyses.roles import read_roles
from territory_graph.views.analyses.state import MOST_STEPS, Analysis
from territory_graph.views.analyses.what_if import names_in, told_step
from territory_graph.views.analyses.what_if import sentence as scenario_sentence
from territory_graph.views.analyses.what_if_choices import agreements_of
from territory_graph.views.telling import named, plain

CHANGES, MOST_VALUES = 10, 100
"""Things of each kind that an answer holds, where nothing else is asked, and at most."""
LONGEST = 20.0
"""Seconds that an analysis may take before it is ended, at the next moment at which it can be."""


def measures(asked: AskedGraph) -> Answer:
    """The measures of networks, each with the question that it answers, and the networks that they are taken on."""
    say, telling = asked.say, Telling(asked)
    listed = [{"id": one.id, "name": say(one.name), "question": say(one.question)} for one in MEASURES.values()]
    networks = [{"id": name, "name": say(f"analyses.projections.{name}.name")} for name in PROJECTIONS]
    return telling.answer(say("assistant.measures", count=len(listed)), measures=listed, networks=networks)


def take(asked: AskedGraph, name: str, network: str = WEIGHED, limit: int = 15) -> Answer:
    """What a measure finds on a network of the day, with its scope, or why it has no meaning there.

    Raises:
        UnknownMeasureError: there is no such measure; the nearest are given.
        AnalysisCancelledError: it takes too long.
    """
    bounded("limit", limit, MOST_VALUES)
    one_of("network", network, lambda: tuple(PROJECTIONS))
    asked = asked if network == WEIGHED else asked.of_all_dates()
    chosen, say, telling = find(name[:100]), asked.say, Telling(asked)
    analysis = Analysis(projection=network, measure=chosen.id, day=asked.day)
    graph, about = _network(asked, analysis), _scope(asked, analysis)
    found = measure(graph, chosen.id, watch=_watch())
    told: dict[str, Any] = {
        "status": "computed",
        "measure": say(chosen.name),
        "question": say(chosen.question),
        "reference": chosen.reference,
        "scope": about,
    }
    if isinstance(found, NoMeaning):
        return telling.answer(say(found.key, **found.reason.fields), known=False, **told, values=[])
    things = asked.graph.things(things_in(found), say.language)
    ranks = Rankings()
    if chosen.level == "node" and not chosen.nominal:
        ranks = ranking(
            graph,
            chosen.id,
            read_roles(graph, say, unsure_in(graph, asked.field, analysis)),
            things,
            say,
            watch=_watch(),
        )
    direction = found.scope.direction_key
    notes = [say(note.key, **note.fields) for note in found.notes] + ([say(direction)] if direction else [])
    values = _values(telling, found, ranks, things, limit)
    return telling.answer(
        sentence(found, ranks, things, say),
        **told,
        remarks=list(ranks.notes) or notes,
        values=values,
        left=telling.left(len(found.values) - len(values)),
        exact=found.exact,
    )


def _values(
    telling: Telling, found: Result, ranks: Rankings, things: dict[str, Thing], limit: int
) -> list[dict[str, Any]]:
    """The first values, with their ranks where nodes are ranked."""
    say = telling.asked.say
    if ranks.rows:
        return [
            telling.thing(row.thing)
            | {"value": row.value, "rank": row.rank, "rank_between": row.between, "role": row.role}
            for row in ranks.rows[:limit]
        ]
    return [
        {"of": value_name(key, found.level, things, say), "value": value, "shown": number(value, say)}
        for key, value in ordered(found, limit)
    ]


def what_if(
    asked: AskedGraph,
    *,
    without: Sequence[str] = (),
    without_agreements: Sequence[str] = (),
    untied: Sequence[Sequence[str]] = (),
    tied: Sequence[Sequence[str]] = (),
    limit: int = CHANGES,
) -> Answer:
    """What becomes of the network of actors of the day without some actors or agreements, or with other ties.

    Nothing is written: it is a reckoning on ties that are known, no forecast.

    Raises:
        AnalysisCancelledError: it takes too long.
    """
    bounded("limit", limit, MOST_VALUES)
    say, telling = asked.say, Telling(asked)
    wanted = _Wanted(without, without_agreements, untied, tied)
    analysis = Analysis(day=asked.day)
    network, about = _network(asked, analysis), _scope(asked, analysis)
    steps = _steps(asked, network, wanted)
    found = scenario_of(network, steps, watch=_watch())
    names = names_in(network, steps, asked.graph.things(agreements_of(network), say.language), say)
    taken = [told_step(step, found, names, say) for step in steps]
    changes = changes_of(found.deltas, names, say)
    removed = [step.actor for step in steps if isinstance(step, RemoveActor) and step.actor in network]
    losses = read_losses(asked.graph, removed, asked.day, say)
    return telling.answer(
        scenario_sentence(found, names, say) + doubts_of(found.ties_lost, network, asked.field, analysis, say),
        known=len(found.skipped) < len(steps),
        status="computed",
        scope=about,
        remark=say("assistant.what-if"),
        steps=[{"step": one.sentence, **({"not_taken": one.skipped} if one.skipped else {})} for one in taken],
        left_alone=_named_nodes(telling, found, found.isolated, names, limit),
        to_settle_again=[_losses(telling, one, limit) for one in losses],
        ties_lost=len(found.ties_lost),
        ties_gained=len(found.ties_gained),
        changes=[
            {"measure": one.measure, "of": one.name, "before": number(one.before, say), "after": number(one.after, say)}
            for one in changes[:limit]
        ],
        left=telling.left(max(0, len(changes) - limit)),
    )


def _losses(telling: Telling, found: Losses, limit: int) -> dict[str, Any]:
    """The agreements and sums of which an actor that leaves is an end, the first of each kind."""
    told = {"agreements": found.agreements, "sums": found.sums}
    shown = {name: [telling.sentence(one) for one in each[:limit]] for name, each in told.items()}
    left = sum(max(0, len(each) - limit) for each in told.values())
    return {"sentence": found.sentence, **shown, "left": telling.left(left)}


def _named_nodes(
    telling: Telling, found: Scenario, nodes: Iterable[Any], names: dict[str, str], limit: int
) -> list[dict[str, str]]:
    kinds = found.after.nodes
    told = [Thing(str(node), named(str(node), names), str(kinds[node].get("kind") or "")) for node in nodes]
    telling.left(max(0, len(told) - limit))
    return [telling.thing(thing) for thing in sorted(told, key=lambda thing: thing.label)[:limit]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The steps of a scenario as an assistant names them.

    Raises:
        SettingsError: there is none, there are too many, or a tie has not two ends.
    """

    without: Sequence[str]
    without_agreements: Sequence[str]
    untied: Sequence[Sequence[str]]
    tied: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        count = len(self.without) + len(self.without_agreements) + len(self.untied) + len(self.tied)
        if not 1 <= count <= MOST_STEPS:
            raise SettingsError(name="steps", value=str(count), expected=f"1–{MOST_STEPS}")
        if any(len(pair) != 2 for pair in (*self.untied, *self.tied)):
            raise SettingsError(name="tie", value=plain(str([*self.untied, *self.tied])), expected="[one, other]")


def _steps(asked: AskedGraph, network: nx.Graph, wanted: _Wanted) -> tuple[Step, ...]:
    """The steps of a scenario: a name means first what is in the network, an actor or what ties actors.

    Raises:
        UnfoundError: a name means nothing, or several things.
    """
    agreements = frozenset(agreements_of(network)) if wanted.without_agreements else frozenset()

    def ends(pairs: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
        return [(asked.named(one, network).iri, asked.named(other, network).iri) for one, other in pairs]

    return (
        *(RemoveActor(asked.named(name, network).iri) for name in wanted.without),
        *(CutAgreement(asked.named(name, agreements).iri) for name in wanted.without_agreements),
        *(RemoveTie(one, other) for one, other in ends(wanted.untied)),
        *(AddTie(one, other) for one, other in ends(wanted.tied)),
    )


def _network(asked: AskedGraph, analysis: Analysis) -> nx.Graph:
    """The network of an analysis; not to be changed, for all who ask have the same."""
    key = ("assistant-network", asked.say.language, analysis.network)
    return asked.opened.once(key, lambda: read_network(asked.graph, asked.field, analysis))


def _scope(asked: AskedGraph, analysis: Analysis) -> str:
    key = ("assistant-scope", asked.say.language, analysis.network)
    return asked.opened.once(key, lambda: scope(_network(asked, analysis), asked.field, analysis, asked.say))


def _watch() -> Watch:
    until = time.monotonic() + LONGEST
    return Watch(cancelled=lambda: time.monotonic() > until)

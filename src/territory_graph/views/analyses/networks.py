"""The network that is analysed: a projection, as of a day, without some kinds of tie, with weights on trial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.network.build import WEIGHTS, keep_parts
from territory_graph.views.analyses.state import Analysis
from territory_graph.views.explorer.field import Field
from territory_graph.views.telling import known_afterwards, uncounted, unsure, unsure_pairs
from territory_graph.views.ties import BETWEEN_ACTORS, ToldTie, pair_of

WEIGHED = "actors"
"""The projection whose ties have kinds, dates and weights that can be tried."""


def read_network(graph: KnowledgeGraph, field: Field, state: Analysis) -> nx.Graph:
    """The network of an analysis; one that is not the packaged one has no version, for what is kept goes by it."""
    if state.projection != WEIGHED:
        return graph.network(state.projection, lang=field.say.language)
    network = graph.network(WEIGHED, lang=field.say.language, day=state.day)
    if state.without_ties or state.weights:
        network, weights = network.copy(), WEIGHTS | dict(state.weights)
        network.graph["version"] = ""
        for one, other, parts in list(network.edges(data="parts", default=())):
            kept = tuple(
                (kind, via, part * weights[kind] / WEIGHTS[kind])
                for kind, via, part in parts
                if kind not in state.without_ties
            )
            keep_parts(network, one, other, kept)  # a tie of which nothing is left ends
    return network


def scope(network: nx.Graph, field: Field, state: Analysis, say: Translator) -> str:
    """What was analysed: the projection, how many nodes of how many are tied, ties, date and version of the data."""
    tied = sum(1 for _, degree in network.degree() if degree)
    dated = state.day is not None and state.projection == WEIGHED
    told = say(
        "analyses.scope",
        projection=say(f"analyses.projections.{state.projection}.name"),
        tied=tied,
        nodes=len(network),
        ties=network.number_of_edges(),
        day=say("network.as-of", day=say.day(state.day)) if dated and state.day else say("network.all-dates"),
        version=field.graph.version[:8],
    )
    if state.projection != WEIGHED:
        return told
    # Lines between the same actors that have no weight, or are unsure; then what is left out and weighed otherwise.
    drawn = _drawn(network, field, state)
    told += uncounted(drawn, field.say) + unsure(_counted(drawn, state), field.say)
    if state.day is not None:
        told += known_afterwards(_counted(drawn, state), state.day, field.say)
    if without := ", ".join(say(f"ties.{kind}") for kind in sorted(state.without_ties)):
        told += f" {say('analyses.scope_without', kinds=without)}"
    if weights := ", ".join(f"{say(f'ties.{kind}')} {say.number(weight)}" for kind, weight in state.weights):
        told += f" {say('analyses.scope_weights', weights=weights)}"
    return told


def unsure_in(network: nx.Graph, field: Field, state: Analysis) -> frozenset[str]:
    """The pairs of a network of actors that disputed or unverified ties alone join; none of another network."""
    return unsure_pairs(_counted(_drawn(network, field, state), state)) if state.projection == WEIGHED else frozenset()


def doubts_of(
    pairs: Iterable[tuple[Any, Any]], network: nx.Graph, field: Field, state: Analysis, say: Translator
) -> str:
    """How many of some pairs of the network rest on what is unsure, or known of a later day only; empty where none."""
    if state.projection != WEIGHED:
        return ""
    among = {pair_of(str(one), str(other)) for one, other in pairs}
    ties = [tie for tie in _counted(_drawn(network, field, state), state) if tie.pair in among]
    return unsure(ties, say) + (known_afterwards(ties, state.day, say) if state.day else "")


def _drawn(network: nx.Graph, field: Field, state: Analysis) -> list[ToldTie]:
    """The ties between the actors of a network that may hold on the day of an analysis."""
    return [tie for tie in field.ties.among(network) if tie.kind in BETWEEN_ACTORS and tie.may_hold_on(state.day)]


def _counted(drawn: Iterable[ToldTie], state: Analysis) -> Iterator[ToldTie]:
    return (tie for tie in drawn if tie.kind not in state.without_ties)

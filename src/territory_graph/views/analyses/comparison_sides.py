"""The two sides of a comparison made: two dates, two sources, or what is and what becomes of it with a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import networkx as nx

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.outcome import Watch
from territory_graph.network.what_if import what_if
from territory_graph.terms import is_iri
from territory_graph.views.analyses.comparison import Comparison, Sides, read_comparison
from territory_graph.views.analyses.networks import WEIGHED, read_network
from territory_graph.views.analyses.sources import SourceRead, counts, stated_by
from territory_graph.views.analyses.state import Analysis
from territory_graph.views.analyses.what_if import StepTold, names_in, opening, readable, told_step
from territory_graph.views.explorer.field import Field
from territory_graph.views.telling import plain


@dataclass(frozen=True, slots=True)
class SourceOption:
    """A source that may be chosen: its title, and how many ties of the network it states."""

    iri: str
    title: str
    ties: int


@dataclass(frozen=True, slots=True)
class SourcesCompared:
    """Two sources compared: those that may be chosen, the two chosen, and what differs.

    ``remark`` says why there is no comparison, where ``found`` is None.
    """

    options: tuple[SourceOption, ...]
    chosen: tuple[str, str]
    remark: str
    found: Comparison | None


@dataclass(frozen=True, slots=True)
class ScenarioCompared:
    """A network and what steps make of it: the steps in words, and what differs; None where no step could be taken."""

    steps: tuple[StepTold, ...]
    remark: str
    found: Comparison | None


def compare_dates(
    graph: KnowledgeGraph,
    field: Field,
    state: Analysis,
    days: tuple[date, date],
    say: Translator,
    *,
    watch: Watch | None = None,
) -> Comparison:
    """The actors network of an analysis on two days, in the order of time."""
    before, after = (read_network(graph, field, replace(state, projection=WEIGHED, day=day)) for day in days)
    return read_comparison(before, after, Sides("dates", say.day(days[0]), say.day(days[1])), say, watch=watch)


def compare_sources(
    graph: KnowledgeGraph,
    network: nx.Graph,
    sources: Sequence[SourceRead],
    asked: tuple[str, str],
    say: Translator,
    *,
    watch: Watch | None = None,
) -> SourcesCompared:
    """What two sources say of the ties of the actors ``network``; where none is ``asked``, those that state most."""
    numbers, known = counts(network, sources), {each.iri: each for each in sources}
    asked_known = {iri: title for iri in asked if iri and (title := _title(graph, iri, say))}
    options = tuple(
        SourceOption(iri, known[iri].title if iri in known else asked_known[iri], numbers.get(iri, 0))
        for iri in dict.fromkeys((*numbers, *asked_known))
    )
    # the two sources that are compared: those asked for, else the first that the other is not
    order = [option.iri for option in options]
    one = asked[0] or next((iri for iri in order if iri != asked[1]), "")
    chosen = one, asked[1] or next((iri for iri in order if iri != one), "")
    titles = {option.iri: plain(option.title) for option in options}
    remark = _remark(chosen, titles, graph.base, say)
    if remark:
        return SourcesCompared(options, chosen, remark, None)
    before, after = (stated_by(network, known[iri].reasons if iri in known else {}) for iri in chosen)
    sides = Sides("sources", titles[chosen[0]], titles[chosen[1]])
    found = read_comparison(before, after, sides, say, watch=watch)
    return SourcesCompared(options, chosen, "", found)


def _title(graph: KnowledgeGraph, iri: str, say: Translator) -> str:
    """The title of a source that an address names; empty where the graph knows no such source."""
    thing = graph.things([iri], say.language)[iri] if is_iri(iri) else None
    return thing.label if thing and thing.kind == "Source" else ""


def _remark(chosen: tuple[str, str], titles: Mapping[str, str], base: str, say: Translator) -> str:
    unknown = [plain(iri.removeprefix(f"{base}id/")) for iri in chosen if iri and iri not in titles]
    if unknown:
        return say("analyses.comparison.sources.unknown", source=unknown[0])
    if not all(chosen):
        return say("analyses.comparison.sources.too_few")
    return say("analyses.comparison.sources.twice", name=titles[chosen[0]]) if chosen[0] == chosen[1] else ""


def compare_scenario(
    network: nx.Graph, steps: str, about: Mapping[str, Thing], say: Translator, *, watch: Watch | None = None
) -> ScenarioCompared:
    """A network against what it becomes when the steps that a text holds are taken; ``about`` names what ties it."""
    taken, remark = readable(steps, say)
    found = what_if(network, taken, watch=watch)
    names = names_in(network, taken, about, say)
    told = tuple(told_step(step, found, names, say) for step in taken)
    head = opening(found, names, say)
    if not head:
        nothing = say("analyses.comparison.scenario.no_step") if not taken else say("analyses.what_if.nothing_taken")
        return ScenarioCompared(told, remark or nothing, None)
    sides = Sides("scenario", "", head)
    return ScenarioCompared(told, remark, read_comparison(found.before, found.after, sides, say, found.deltas))

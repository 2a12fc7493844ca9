"""How to have the figures of an analysis again: lines of Python that anybody can run."""

from __future__ import annotations

from datetime import date

from territory_graph.network.measures import MEASURES
from territory_graph.views.analyses.networks import WEIGHED
from territory_graph.views.analyses.state import Analysis, parameters_of

_CALLS = {
    "passage": "critical_actors(network), ranks(network, 'betweenness_centrality')",
    "groups": "communities(network.subgraph([node for node, degree in network.degree() if degree]))",
}

_OF_TRIAL = ("horsliens", "poids")

_START = """\
from territory_graph import KnowledgeGraph, communities, measure, ranks, suggest, what_if
from territory_graph.network.passage import critical_actors
from territory_graph.network.steps import read_steps

graph = KnowledgeGraph.open()
"""

_CHOSEN = """\
from territory_graph.messages import translator
from territory_graph.views.analyses.networks import read_network
from territory_graph.views.analyses.state import analysis_of
from territory_graph.views.explorer.scene import read_stage

field = read_stage(graph, translator("fr")).field
network = read_network(graph, field, analysis_of({parameters}))
"""

_MET = """\
from datetime import date

from territory_graph.messages import translator
from territory_graph.views.analyses.introductions import SHOWN, who_could_meet
from territory_graph.views.explorer.scene import read_stage

lives = read_stage(graph, translator("fr")).field.life
network = who_could_meet(graph, network, lives, date.fromisoformat({day!r}))
"""

_COMPARED = """\
from dataclasses import replace
from datetime import date

from territory_graph import KnowledgeGraph, what_if
from territory_graph.messages import translator
from territory_graph.network.comparison import deltas
from territory_graph.views.analyses.networks import read_network
from territory_graph.views.analyses.sources import read_sources, stated_by
from territory_graph.views.analyses.state import analysis_of
from territory_graph.views.explorer.scene import read_stage

graph = KnowledgeGraph.open()
field = read_stage(graph, translator("fr")).field
state = analysis_of({parameters})
{lines}
changed = deltas(before, after)
print({{name: len(delta.changes) for name, delta in changed.items() if delta.changes}})
"""

_SIDES = {
    "dates": """\
days = [date.fromisoformat(day) for day in ({first!r}, {last!r})]
before, after = (read_network(graph, field, replace(state, day=day)) for day in days)\
""",
    "sources": """\
network = read_network(graph, field, state)
stated = {{each.iri: each.reasons for each in read_sources(graph, field.ties.among(field.actors), "fr")}}
before, after = (stated_by(network, stated.get(iri, {{}})) for iri in ({one!r}, {other!r}))\
""",
    "scenario": """\
found = what_if(read_network(graph, field, state), {steps!r}, measures=())
before, after = found.before, found.after\
""",
}


def python_of_comparison(state: Analysis) -> str:
    """The lines that compute what differs; ``state`` names both days, or both sources by their IRIs."""
    names = {"dates": _OF_TRIAL, "sources": ("au", *_OF_TRIAL), "scenario": ("projection", "au", *_OF_TRIAL)}
    chosen = {name: value for name, value in parameters_of(state).items() if name in names[state.comparison]}
    lines = _SIDES[state.comparison].format(
        first=str(state.other_day),
        last=str(state.day),
        one=state.one_source,
        other=state.other_source,
        steps=state.steps,
    )
    return _COMPARED.format(parameters=chosen, lines=lines)


def python_of(state: Analysis, today: date) -> str:
    """The lines that compute what a part shows, with the date, the kinds left out and the weights on trial.

    On ``today`` two actors must exist that could meet, unless the state names a day.
    """
    if state.part == "comparison":
        return python_of_comparison(state)
    if state.projection == WEIGHED and (state.day or state.without_ties or state.weights):
        names = ("au", *_OF_TRIAL)
        chosen = {name: value for name, value in parameters_of(state).items() if name in names}
        network = _CHOSEN.format(parameters=chosen)
    else:
        network = f'network = graph.network("{state.projection}")\n'
    if state.part == "introductions":
        network += _MET.format(day=str(state.day or today))
    return f"{_START}{network}print({_call(state)})\n"


def _call(state: Analysis) -> str:
    if state.part == "measures":
        chosen = MEASURES[state.measure]
        ranked = f", ranks(network, {state.measure!r})" if chosen.level == "node" and not chosen.nominal else ""
        return f"measure(network, {state.measure!r}){ranked}"
    if state.part == "introductions":
        return f"suggest(network, count=SHOWN, about={state.actor or None!r})"
    if state.part == "what_if":
        return f"what_if(network, read_steps({state.steps!r}))"
    return _CALLS[state.part]

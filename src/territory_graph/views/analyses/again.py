"""How to have the figures of an analysis again: lines of Python that anybody can run."""

from __future__ import annotations

from territory_graph.views.analyses.networks import WEIGHED
from territory_graph.views.analyses.state import Analysis, parameters_of

_CALLS = {
    "passage": "critical_actors(network), ranks(network, 'betweenness_centrality')",
    "communities": "communities(network)",
    "introduce": "suggest(network)",
}

_START = """\
from territory_graph import KnowledgeGraph, communities, measure, ranks, suggest, what_if
from territory_graph.network.critical import critical_actors
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


def python_of(state: Analysis) -> str:
    """The lines that compute what a part shows, with the date, the kinds left out and the weights on trial."""
    if state.projection == WEIGHED and (state.day or state.without_ties or state.weights):
        names = ("au", "horsliens", "poids")
        chosen = {name: value for name, value in parameters_of(state).items() if name in names}
        network = _CHOSEN.format(parameters=chosen)
    else:
        network = f'network = graph.network("{state.projection}")\n'
    return f"{_START}{network}print({_call(state)})\n"


def _call(state: Analysis) -> str:
    if state.part == "measures":
        return f"measure(network, {state.measure!r})"
    if state.part == "whatif":
        return f"what_if(network, read_steps({state.steps!r}))"
    return _CALLS[state.part]

"""Analyses: what the network says, in sentences that carry their scope, one part at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape

import networkx as nx
import streamlit as st

from territory_graph.errors import AnalysisCancelledError
from territory_graph.network.build import PROJECTIONS, WEIGHTS
from territory_graph.queries import projection_query
from territory_graph.ui.analyses import comparison, gaps, groups, introductions, measures, passage, pieces, what_if
from territory_graph.ui.analyses.steps import analysis, network_of
from territory_graph.ui.analyses.take import take_runs
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.controls import button, choice
from territory_graph.ui.long_work import stopped
from territory_graph.ui.markup import in_markdown
from territory_graph.views.analyses.as_python import python_of
from territory_graph.views.analyses.networks import WEIGHED, scope
from territory_graph.views.analyses.state import PARTS, Analysis, Part
from territory_graph.vocabulary import full_iri

_FEW = 10
_SHOWS: Mapping[Part, Callable[[Context, Analysis, nx.Graph], None]] = {
    "passage": passage.show,
    "groups": groups.show,
    "gaps": gaps.show,
    "measures": measures.show,
    "what_if": what_if.show,
    "introductions": introductions.show,
    "comparison": lambda context, state, _: comparison.show(context, state),
}
_ON_A_NETWORK = frozenset({"passage", "groups", "measures", "what_if", "introductions"})


def render(context: Context) -> None:
    """Shows the part that the address names, on the network that it names, or that its work was stopped."""
    say, state = context.say, analysis(context)
    st.title(say("analyses.title"))
    st.caption(say("analyses.question"))
    tabs = "".join(
        button("set-part", part, say(f"analyses.parts.{part}"), pressed=part == state.part) for part in PARTS
    )
    pieces.sheet_of(context, f'<div class="tabs" role="group">{tabs}</div>', "parts")
    try:
        network = network_of(context, state)
        if state.part in _ON_A_NETWORK:
            pieces.sheet_of(context, _controls(context, state), "controls")
            st.caption(in_markdown(scope(network, context.stage.field, state, say)))
            if sum(1 for _, degree in network.degree() if degree) < _FEW:
                st.warning(say("analyses.few"), icon=":material/warning:")
        _SHOWS[state.part](context, state, network)
        if state.part in _ON_A_NETWORK:
            _again(context, state, network)
            take_runs(context, state, network)
    except AnalysisCancelledError:
        stopped(say)


def _controls(context: Context, state: Analysis) -> str:
    """Which network, at which day, and, of actors, which kinds of tie count and how much."""
    say = context.say
    names = [(name, say(f"analyses.projections.{name}.name")) for name in PROJECTIONS]
    chosen = choice("set-projection", say("analyses.projection"), [("", names)], state.projection)
    kinds = ", ".join(say(f"ties.{kind}") for kind in WEIGHTS)
    about = escape(say(f"analyses.projections.{state.projection}.about", kinds=kinds))
    if state.projection != WEIGHED:
        return f'<div class="bar">{chosen}</div><p class="hint">{about} {escape(say("analyses.no_dates"))}</p>'
    counted = len(WEIGHTS) - len(set(WEIGHTS) & set(state.without_ties))
    kinds = "".join(
        button(
            "toggle-tie-kind",
            kind,
            "",
            shows=f"<span>{escape(say(f'ties.{kind}'))}</span>",
            kind="switch off" if kind in state.without_ties else "switch",
            pressed=kind not in state.without_ties,
        )
        for kind in WEIGHTS
    )
    title = escape(say("analyses.kinds", count=counted, of=len(WEIGHTS)))
    opened = " open" if counted < len(WEIGHTS) or state.weights else ""
    return (
        f'<div class="bar">{chosen}</div><details class="part" id="kinds"{opened}><summary>{title}</summary>'
        f'<p class="hint">{about}</p><div class="chosen">{kinds}</div>{_weights(context, state)}</details>'
    )


def _weights(context: Context, state: Analysis) -> str:
    """The weight of each kind of tie, to be tried, with the usual one named."""
    say, tried = context.say, dict(state.weights)
    fields = ""
    for kind, usual in WEIGHTS.items():
        current = tried.get(kind, usual)
        chosen = {current: " selected"}
        options = "".join(
            f'<option value="{escape(kind)} {value:g}"{chosen.get(value, "")}>{say.number(value)}</option>'
            for value in sorted({0.1, 0.25, 0.5, 1.0, 2.0, 4.0, current})
        )
        label = escape(say("analyses.weight", kind=say(f"ties.{kind}"), usual=say.number(usual)))
        fields += f'<label><span>{label}</span><select data-do="set-weight">{options}</select></label>'
    back = button("set-weight", "", say("analyses.weights_reset")) if tried else ""
    hint = f'<p class="hint">{escape(say("analyses.weights_hint"))}</p>'
    opened = " open" if tried else ""
    return (
        f'<details id="weights"{opened}><summary>{escape(say("analyses.weights"))}</summary>{hint}'
        f'<div class="bar">{fields}{back}</div></details>'
    )


def _again(context: Context, state: Analysis, network: nx.Graph) -> None:
    """How to have the figures again: in Python, and the query of the network."""
    say, actor = context.say, full_iri(state.actor, context.graph.base)
    state = replace(state, actor=actor if actor in network else "")
    again = python_of(state, context.graph.manifest.built_on)
    query = projection_query(state.projection).sparql(context.graph.base)
    folded_code(say("analyses.as_python"), "analyses-code", again, language="python", icon=":material/replay:")
    folded_code(say("analyses.query"), "analyses-query", query)

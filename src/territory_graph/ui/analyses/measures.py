"""The part “measures”: any measure of a network with its question, its answer in a sentence, and its values."""

from __future__ import annotations

from html import escape

import networkx as nx
import streamlit as st

from territory_graph.network.measures import MEASURES, measure
from territory_graph.network.outcome import NoMeaning
from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.analyses.rankings import ranked, rankings_of, roles_of
from territory_graph.ui.analyses.roles import choose, told
from territory_graph.ui.context import Context
from territory_graph.ui.controls import choice
from territory_graph.ui.long_work import worked
from territory_graph.views.analyses.measures import number, ordered, sentence, things_in, value_name
from territory_graph.views.analyses.networks import scope
from territory_graph.views.analyses.rankings import Rankings
from territory_graph.views.analyses.roles import Roles
from territory_graph.views.analyses.state import Analysis

_MOST = 200
_COLUMNS = ("analyses.measures.column_name", "analyses.measures.column_value")


def show(context: Context, state: Analysis, network: nx.Graph) -> None:
    """Shows the part."""
    say, chosen = context.say, MEASURES[state.measure]
    roles = roles_of(context, state, network)
    found = worked(
        context, ("measure", state.network, chosen.id), lambda watch: measure(network, chosen.id, watch=watch)
    )
    things = context.stage.field.ties.things(things_in(found))
    ranks = Rankings()
    if chosen.level == "node" and not chosen.nominal:
        ranks = rankings_of(context, state, network, roles, chosen.id)
    if isinstance(found, NoMeaning):
        told_first = say(found.key, **found.reason.fields)
    else:
        told_first = sentence(found, ranks, things, say)
    pieces.sheet_of(context, f"{_head(context, state, roles)}{view.lead(told_first)}", "measures")
    told(context, state, network, roles, ranks)
    if isinstance(found, NoMeaning):
        return
    direction = found.scope.direction_key
    for note in (*(say(note.key, **note.fields) for note in found.notes), *([say(direction)] if direction else [])):
        st.caption(note)
    if ranks.rows:
        st.subheader(say("analyses.measures.ranking"), help=say("analyses.passage.hint_ranks"))
        st.caption(ranks.draws)
        ranked(context, ranks)
    rows: list[list[object]] = [
        [value_name(key, found.level, things, say), number(value, say)]
        for key, value in ordered(found, len(found.values))
    ]
    with st.expander(say("analyses.measures.column_value"), expanded=not ranks.rows):
        pieces.table(rows[:_MOST], _COLUMNS, say)
        if len(rows) > _MOST:
            st.caption(say("analyses.passage.rows_left", count=len(rows) - _MOST))
    of = scope(network, context.stage.field, state, say)
    pieces.download(context, _COLUMNS, rows, name=chosen.id, label=say("analyses.measures.csv"), scope=of)


def _head(context: Context, state: Analysis, roles: Roles) -> str:
    """The choice of the measure and of the node that is told of, and the question that the measure answers."""
    say = context.say
    names = [(each.id, say(each.name)) for each in MEASURES.values()]
    measures = choice("set-measure", say("analyses.measures.measure"), [("", names)], state.measure)
    question = f'<p class="name">{escape(say(MEASURES[state.measure].question))}</p>'
    return f'<div class="bar">{measures}{choose(context, state, roles)}</div>{question}'

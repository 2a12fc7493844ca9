"""The part “measures”: any measure of a network with its question, its answer in a sentence, and its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import networkx as nx
import streamlit as st

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.measures import MEASURES, measure
from territory_graph.network.outcome import NoMeaning, Number, Result
from territory_graph.ui.analyses import pieces
from territory_graph.ui.analyses.rankings import ranked, rankings_of, roles_of
from territory_graph.ui.analyses.roles import choose, told
from territory_graph.ui.analyses.work import worked
from territory_graph.ui.context import Context
from territory_graph.ui.explorer.controls import choice
from territory_graph.views.analyses.comparison_measures import figure_name
from territory_graph.views.analyses.rankings import Rankings, RankRow
from territory_graph.views.analyses.roles import Roles
from territory_graph.views.analyses.state import Analysis
from territory_graph.views.telling import enumerated

_MOST, _NAMED = 200, 5
_COLUMNS = ("analyses.measures.column_name", "analyses.measures.column_value")


def show(context: Context, state: Analysis, network: nx.Graph) -> None:
    """Shows the part."""
    say, chosen = context.say, MEASURES[state.measure]
    roles = roles_of(context, state, network)
    found = worked(
        context, ("measure", state.network, chosen.id), lambda watch: measure(network, chosen.id, watch=watch)
    )
    things = context.stage.field.ties.things(_named(found))
    ranks = Rankings()
    if chosen.level == "node" and not chosen.nominal:
        ranks = rankings_of(context, state, network, roles, chosen.id)
    if isinstance(found, NoMeaning):
        sentence = say(found.key, **found.reason.fields)
    else:
        sentence = _sentence(found, ranks, things, say)
    pieces.sheet_of(context, f"{_head(context, state, roles)}{pieces.lead(sentence)}", "measures")
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
        [_label(key, found.level, things, say), pieces.number(value, say)] for key, value in _ordered(found)
    ]
    with st.expander(say("analyses.measures.column_value"), expanded=not ranks.rows):
        pieces.table(rows, _COLUMNS, say)
    pieces.download(context, pieces.csv(_COLUMNS, rows, say), chosen.id, say("analyses.measures.csv"))


def _head(context: Context, state: Analysis, roles: Roles) -> str:
    """The choice of the measure and of the node that is told of, and the question that the measure answers."""
    say = context.say
    names = [(each.id, say(each.name)) for each in MEASURES.values()]
    measures = choice("set-measure", say("analyses.measures.measure"), [("", names)], state.measure)
    question = f'<p class="name">{escape(say(MEASURES[state.measure].question))}</p>'
    return f'<div class="bar">{measures}{choose(context, state, roles)}</div>{question}'


def _named(found: Result | NoMeaning) -> set[str]:
    if isinstance(found, NoMeaning):
        return set()
    ends = (end for key in found.values for end in (key if isinstance(key, tuple) else (key,)))
    return {str(end) for end in ends if "://" in str(end) or str(end).startswith("urn:")}


def _ordered(found: Result) -> list[tuple[Any, Number]]:
    """The values that are shown: the highest first, those of a network as they are, groups by their numbers."""
    if found.level == "network":
        return list(found.values.items())
    if MEASURES[found.measure].nominal:
        return sorted(found.values.items(), key=lambda item: (item[1], str(item[0])))[:_MOST]
    return found.top(_MOST)


def _label(key: Any, level: str, things: Mapping[str, Thing], say: Translator) -> str:
    if isinstance(key, tuple):
        return " — ".join(_label(end, level, things, say) for end in key)
    if level == "network":
        return figure_name(str(key), say)
    thing = things.get(str(key))
    return thing.label[:200] if thing else str(key)


def _sentence(found: Result, ranks: Rankings, things: Mapping[str, Thing], say: Translator) -> str:
    """What comes first: all those whom the draws of the ties do not tell apart, where nodes are ranked."""
    name = say(MEASURES[found.measure].name)
    if not found.values:
        return say("analyses.passage.nothing")
    if found.level == "network":
        return say("analyses.measures.network", name=name, value=pieces.number(found.value, say))
    different = set(found.values.values())
    if MEASURES[found.measure].nominal:
        return say("analyses.measures.groups", name=name, count=len(different))
    key, value = found.top(1)[0]
    shown = pieces.number(value, say)
    if len(different) == 1 and len(found.values) > 1:
        return say("analyses.measures.same", name=name, value=shown)
    return _leaders(ranks.leaders, name, shown, say) or say(
        "analyses.measures.first", name=name, first=_label(key, found.level, things, say), value=shown
    )


def _leaders(equal: Sequence[RankRow], name: str, shown: str, say: Translator) -> str:
    """Who shares the first rank; empty where one alone has it."""
    if equal and equal[0].chained:
        named = equal[0].thing.label[:120]
        return say("analyses.measures.chain", name=name, first=named, value=shown, **equal[0].chain(say))
    if len(equal) > 1:
        names = enumerated([row.thing.label[:120] for row in equal[:_NAMED]], say, left=max(0, len(equal) - _NAMED))
        return say("analyses.measures.equal", name=name, names=names, value=shown)
    return ""

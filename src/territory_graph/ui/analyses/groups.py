"""The part “groups”: who has more ties among themselves than with the rest, and how sure that is."""

from __future__ import annotations

from html import escape

import networkx as nx
import streamlit as st

from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.communities import Communities, communities
from territory_graph.network.outcome import NoMeaning
from territory_graph.ui.analyses import pieces
from territory_graph.ui.analyses.work import worked
from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer
from territory_graph.views.analyses.state import Analysis

_SHOWN = 24


def show(context: Context, state: Analysis, network: nx.Graph) -> None:
    """Shows the part."""
    say, writer = context.say, pieces.writer(context)
    tied = network.subgraph([node for node, degree in network.degree() if degree]).copy()
    found = worked(context, ("communities", state.network), lambda watch: communities(tied, watch=watch))
    if isinstance(found, NoMeaning):
        st.info(say(found.key, **found.reason.fields))
        return
    pieces.sheet_of(context, _told(found, tied, context, writer), "groups")


def _folded(members: list[Thing], say: Translator, writer: Writer) -> str:
    if not members:
        return ""
    more = escape(say("analyses.groups.more", count=len(members)))
    return f'<details class="more"><summary>{more}</summary>{writer.things(members)}</details>'


def _told(found: Communities, tied: nx.Graph, context: Context, writer: Writer) -> str:
    say = context.say
    stability = round(100 * found.stability)
    sentence = say(
        "analyses.groups.sentence",
        count=len(found.groups),
        stability=stability,
        tried=found.tried,
        modularity=say.number(round(found.modularity, 3), 3),
    )
    things = context.stage.field.ties.things(str(node) for group in found.groups for node in group.members)
    lines = []
    for number, group in enumerate(found.groups, start=1):
        best = sorted(group.members, key=lambda node: (-tied.degree(node), str(node)))
        members = [things[str(node)] for node in best]
        key = "group" if len(members) > 1 else "alone"
        told = say(
            f"analyses.groups.{key}",
            number=number,
            first=members[0].label[:120],
            others=len(members) - 1,
            stability=round(100 * group.stability),
        )
        listed = writer.things(members[:_SHOWN]) + _folded(members[_SHOWN:], say, writer)
        link = pieces.network_link(context, [thing.iri for thing in members], say("analyses.see_network"))
        lines.append(f'<li><p>{writer.text(told)} <span class="see">→ {link}</span></p>{listed}</li>')
    notes = "".join(f'<p class="hint">{escape(say(note.key, **note.fields))}</p>' for note in found.notes)
    return f"{pieces.lead(sentence)}<ul>{''.join(lines)}</ul>{notes}"

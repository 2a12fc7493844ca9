"""The part “groups”: who has more ties among themselves than with the rest, and how sure that is."""

from __future__ import annotations

from html import escape

import networkx as nx
import streamlit as st

from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.analyses.work import worked
from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer
from territory_graph.views.analyses.groups import Group, read_groups
from territory_graph.views.analyses.state import Analysis

_SHOWN = 24


def show(context: Context, state: Analysis, network: nx.Graph) -> None:
    """Shows the part."""
    say, things, writer = context.say, context.stage.field.ties.things, pieces.writer(context)
    found = worked(context, ("groups", state.network), lambda watch: read_groups(network, things, say, watch=watch))
    if found.remark:
        st.info(found.remark)
        return
    groups = "".join(_line(group, context, writer) for group in found.groups)
    notes = "".join(f'<p class="hint">{escape(note)}</p>' for note in found.notes)
    pieces.sheet_of(context, f"{view.lead(found.sentence)}<ul>{groups}</ul>{notes}", "groups")


def _line(group: Group, context: Context, writer: Writer) -> str:
    """The sentence of a group with a link to its network, and its members: the first of many, the others folded."""
    listed, rest = writer.things(group.members[:_SHOWN]), group.members[_SHOWN:]
    if rest:
        more = escape(context.say("analyses.groups.more", count=len(rest)))
        listed += f'<details class="more"><summary>{more}</summary>{writer.things(rest)}</details>'
    link = pieces.network_link(context, [thing.iri for thing in group.members], context.say("analyses.see_network"))
    return f'<li><p>{writer.sentence(group.sentence)} <span class="see">→ {link}</span></p>{listed}</li>'

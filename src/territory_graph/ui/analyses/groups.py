"""The part “groups”: who has more ties among themselves than with the rest, and how sure that is."""

from __future__ import annotations

from html import escape

import networkx as nx
import streamlit as st

from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.context import Context
from territory_graph.ui.long_work import worked
from territory_graph.views.analyses.groups import read_groups
from territory_graph.views.analyses.state import Analysis

_SHOWN = 24


def show(context: Context, state: Analysis, network: nx.Graph) -> None:
    """Shows the part."""
    say, things, writer = context.say, context.stage.field.ties.things, context.writer
    found = worked(context, ("groups", state.network), lambda watch: read_groups(network, things, say, watch=watch))
    if found.remark:
        st.info(found.remark)
        return
    groups, see = "", say("analyses.see_network")
    for group in found.groups:
        listed, rest = writer.things(group.members[:_SHOWN]), group.members[_SHOWN:]
        if rest:
            more = escape(say("analyses.groups.more", count=len(rest)))
            listed += f'<details class="more"><summary>{more}</summary>{writer.things(rest)}</details>'
        link = pieces.network_link(context, [thing.iri for thing in group.members], see)
        groups += f'<li><p>{writer.sentence(group.sentence)} <span class="see">→ {link}</span></p>{listed}</li>'
    notes = "".join(f'<p class="hint">{escape(note)}</p>' for note in found.notes)
    pieces.sheet_of(context, f"{view.lead(found.sentence)}<ul>{groups}</ul>{notes}", "groups")

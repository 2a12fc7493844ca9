"""The part “necessary passage”: who would split the network, through whom paths pass, and what rests on one."""

from __future__ import annotations

from html import escape

import networkx as nx
import streamlit as st

from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.analyses.rankings import ranked, rankings_of, roles_of
from territory_graph.ui.context import Context
from territory_graph.ui.long_work import worked
from territory_graph.ui.markup import Writer
from territory_graph.views.analyses.passage import Passage, read_passage
from territory_graph.views.analyses.single import Single, read_single
from territory_graph.views.analyses.state import Analysis

_MOST, _SHOWN = 60, 5


def show(context: Context, state: Analysis, network: nx.Graph) -> None:
    """Shows the part."""
    say, writer = context.say, context.writer
    roles = roles_of(context, state, network)
    through = rankings_of(context, state, network, roles, "betweenness_centrality")
    things = context.stage.field.ties.things(map(str, network))
    found = worked(context, ("passage", state.network), lambda _: read_passage(network, roles, through, things, say))
    pieces.sheet_of(context, _answer(found, context, writer), "passage")
    st.subheader(say("analyses.passage.ranking"), help=say("analyses.passage.hint_ranks"))
    for note in found.ranking.notes:
        st.caption(note)
    ranked(context, found.ranking)
    single = worked(context, ("single", state.day), lambda _: read_single(context.graph, say, state.day))
    pieces.sheet_of(context, _single(single, state, context, writer), "single")


def _answer(found: Passage, context: Context, writer: Writer) -> str:
    say = context.say
    parts, see = [view.lead(found.sentence)], say("analyses.see_network")
    for key, splits, total in (
        ("splitters", found.actors, found.all_actors),
        ("bridges", found.ties, found.all_ties),
    ):
        lines = []
        for one in splits:
            link = pieces.network_link(context, one.iris, see)
            lines.append(f'<li>{writer.sentence(one.sentence)} <span class="see">→ {link}</span></li>')
        if lines:
            shown, rest = "".join(lines[:_SHOWN]), "".join(lines[_SHOWN:])
            more = escape(say("analyses.passage.more", count=len(lines) - _SHOWN))
            cut = escape(say("analyses.passage.cut", shown=len(lines), total=total)) if total > len(lines) else ""
            told = f'<p class="hint">{cut}</p>' if cut else ""
            folded = f"<details><summary>{more}</summary><ul>{rest}</ul>{told}</details>" if rest else told
            parts.append(f'<h3>{escape(say(f"analyses.passage.{key}"))}</h3><ul class="told">{shown}</ul>{folded}')
    return "".join(parts)


def _single(found: Single, state: Analysis, context: Context, writer: Writer) -> str:
    say = context.say
    on = say("analyses.passage.on_day", day=say.day(state.day)) if state.day else say("analyses.passage.ever")
    parts = (
        (say("analyses.passage.sectors", count=len(found.sectors), on=on), found.sectors),
        (say("analyses.passage.mandates", count=len(found.mandates), on=on), found.mandates),
        (say("analyses.passage.sources", count=len(found.ties), all=found.all_ties, on=on), found.ties),
    )
    html, colon = "", say("list.colon")
    for number, (title, rows) in enumerate(parts):
        told = "".join(
            f"<li>{' — '.join(map(writer.link, row.what))}{colon}{', '.join(map(writer.link, row.on))}</li>"
            for row in rows[:_MOST]
        )
        told = f"<ul>{told}</ul>" if rows else f'<p class="name">{escape(say("analyses.passage.nothing"))}</p>'
        html += f'<details class="part" id="single-{number}"><summary>{escape(title)}</summary>{told}</details>'
    return html

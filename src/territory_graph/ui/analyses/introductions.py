"""The part “introductions”: who could be introduced to whom and why, in sentences, in a list and in a small picture."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import networkx as nx
import streamlit as st

from territory_graph.network.steps import AddTie, write_steps
from territory_graph.ui import view
from territory_graph.ui.analyses import pieces
from territory_graph.ui.context import ADDRESSES, DAY, Context, day_text
from territory_graph.ui.controls import choice
from territory_graph.ui.long_work import worked
from territory_graph.ui.markup import Writer
from territory_graph.views.analyses.introductions import Introduction, Introductions, read_introductions
from territory_graph.views.analyses.networks import scope
from territory_graph.views.analyses.state import PART_VALUES, Analysis
from territory_graph.views.ordering import alphabetical
from territory_graph.vocabulary import full_iri, short_id

_HEIGHT = 460
_COLUMNS = tuple(f"analyses.introductions.{name}" for name in ("one", "other", "reasons", "score"))


def show(context: Context, state: Analysis, network: nx.Graph) -> None:
    """Shows the introductions worth making among the actors of the chosen network."""
    say = context.say
    if state.projection != "actors":
        st.info(say("analyses.introductions.not_actors"))
        return
    about, day = _about(context, state, network), state.day or context.graph.manifest.built_on
    found = worked(
        context,
        ("introductions", state.network, about, day),
        lambda watch: read_introductions(
            context.graph, network, context.stage.field.life, day, say, about=about, watch=watch
        ),
    )
    writer = context.writer
    pieces.sheet_of(context, _answer(found, writer), "introductions-answer")
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        pieces.sheet_of(context, _list(context, found, writer), "introductions-list")
    with right:
        if found.drawing is not None:
            pieces.picture(
                context, found.drawing, say("analyses.introductions.picture"), "introductions-picture", _HEIGHT
            )
            legend = pieces.line_legend(say, ("known", "proposed"))
            pieces.sheet_of(context, legend, "introductions-legend")
    if found.found:
        rows = [[one.one.label, one.other.label, one.sentence, round(one.score, 3)] for one in found.found]
        of, label = scope(network, context.stage.field, state, say), say("analyses.comparison.measures.csv")
        pieces.download(context, _COLUMNS, rows, name="introductions", label=label, scope=of)


def _about(context: Context, state: Analysis, network: nx.Graph) -> str:
    """For whom introductions are sought, empty for everybody; shows the list to choose from."""
    base, names = context.graph.base, {str(node): str(label or node) for node, label in network.nodes(data="label")}
    order = sorted(names, key=lambda iri: (alphabetical(names[iri]), iri))
    asked = full_iri(state.actor, base) if state.actor else ""
    chosen = asked if asked in names else ""
    options = [
        ("", context.say("analyses.introductions.anyone")),
        *((short_id(iri, base), names[iri]) for iri in order),
    ]
    field = choice("set-actor", context.say("analyses.introductions.about"), [("", options)], short_id(chosen, base))
    pieces.sheet_of(context, f'<div class="bar">{field}</div>', "introductions-about")
    return chosen


def _answer(found: Introductions, writer: Writer) -> str:
    gone = f'<p class="hint">{writer.text(found.gone_note)}</p>' if found.gone_note else ""
    return f'{view.lead(found.sentence)}<p class="hint">{writer.text(found.method)}</p>{gone}'


def _list(context: Context, found: Introductions, writer: Writer) -> str:
    if not found.found:
        return ""
    title = escape(context.say("analyses.introductions.title"))
    return f"<h3>{title}</h3><ol>{''.join(_introduction(context, one, writer) for one in found.found)}</ol>"


def _introduction(context: Context, one: Introduction, writer: Writer) -> str:
    """A pair, what it shares thing by thing, and where to go from there: its network, or the scenario of their tie."""
    say = context.say
    reasons = "".join(f"<dt>{escape(each.title)}</dt><dd>{writer.things(each.things)}</dd>" for each in one.shared)
    partners = [thing.iri for each in one.shared if each.kind == "partner" for thing in each.things]
    see = pieces.network_link(context, [one.one.iri, one.other.iri, *partners], say("analyses.introductions.see"))
    head = f'<span class="head">{writer.link(one.one)} – {writer.link(one.other)}</span>'
    trial = {
        "partie": PART_VALUES["what_if"],
        "etapes": write_steps([AddTie(one.one.iri, one.other.iri)]),
        DAY: day_text(context.day),
        **context.standing,
    }
    address, label = f"{ADDRESSES['analyses']}?{urlencode(trial)}", escape(say("analyses.introductions.try"))
    more = f'<p class="see">{see} · <a href="{escape(address)}" target="_self">{label}</a></p>'
    return f"<li>{head}<dl>{reasons}</dl>{more}</li>"

"""Fiche: one thing whole, every line with the source that says it."""

from __future__ import annotations

import streamlit as st

from territory_graph.errors import UnknownEntityError
from territory_graph.ui.context import Context, full_iri
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.sheet import sheet
from territory_graph.views.entity import Fiche, read_fiche


def render(context: Context) -> None:
    """Shows the fiche that the address names, or a way to find one."""
    asked = st.query_params.get("id", "")
    if not asked:
        _choose(context)
        return
    iri = full_iri(asked, context.graph.base)
    try:
        fiche = read_fiche(context.graph, iri, context.say)
    except UnknownEntityError:
        _unknown(context, asked)
        return
    _show(context, fiche)


def _choose(context: Context) -> None:
    say = context.say
    st.title(say("fiche.start"))
    st.caption(say("fiche.choose_hint"))
    network = context.network
    view = network.view(network.everything())
    st.subheader(say("fiche.examples"))
    writer = Writer(say, context.entity_address)
    things = context.graph.things((row.id for row in view.actors[:12]), say.language)
    items = "".join(f"<li>{writer.link(things[row.id])}</li>" for row in view.actors[:12])
    sheet(f"<ul>{items}</ul>", key="fiche-examples", on_open=context.open_entity)


def _unknown(context: Context, asked: str) -> None:
    say = context.say
    st.title(say("fiche.unknown"))
    text = Writer(say, context.entity_address).text(say("fiche.unknown_text", iri=asked[:200]))
    sheet(f"<p>{text}</p>", key="fiche-unknown", on_open=context.open_entity)


def _show(context: Context, fiche: Fiche) -> None:
    say, writer = context.say, Writer(context.say, context.entity_address)
    _head(context, fiche)
    facts, aside = st.columns([2.1, 1], gap="large")
    with facts:
        sheet(writer.sections(fiche), key="fiche-sections", on_open=context.open_entity)
    with aside:
        if fiche.missing:
            st.subheader(say("fiche.missing"))
            st.caption(say("fiche.missing_text"))
            sheet(writer.missing(fiche), key="fiche-missing", on_open=context.open_entity)
        st.subheader(say("fiche.sources"))
        sheet(writer.sources(fiche.sources), key="fiche-sources", on_open=context.open_entity)


def _head(context: Context, fiche: Fiche) -> None:
    say = context.say
    st.title(in_markdown(fiche.thing.label))
    counts = f"{say('fiche.facts', count=fiche.facts)} · {say('fiche.citation', count=len(fiche.sources))}"
    also = (say("fiche.also", name=fiche.other_language),) if fiche.other_language else ()
    sheet(
        Writer(say, context.entity_address).subtitle(fiche, (*fiche.kinds, counts, *also)),
        key="fiche-subtitle",
        on_open=context.open_entity,
    )

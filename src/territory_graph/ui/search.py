"""The search box: names, former names and acronyms; accents and case do not count."""

from __future__ import annotations

import streamlit as st

from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer
from territory_graph.ui.sheet import sheet
from territory_graph.views.entity import search


def search_box(context: Context, *, key: str) -> None:
    """A box to search by name, and what it finds."""
    say = context.say
    text = st.text_input(
        say("fiche.search"),
        key=key,
        placeholder=say("home.search"),
        label_visibility="collapsed",
        icon=":material/search:",
    )
    if not text:
        return
    found = search(context.graph, text, say)
    if not found:
        st.info(say("fiche.none"), icon=":material/search_off:")
        return
    st.caption(say("fiche.results", count=len(found)))
    writer = Writer(say, context.entity_address)
    items = "".join(
        f'<li>{writer.link(one.thing)} <span class="name">{writer.text(one.kind)}</span></li>' for one in found
    )
    sheet(f"<ul>{items}</ul>", key=f"{key}-results", on_open=context.open_entity)

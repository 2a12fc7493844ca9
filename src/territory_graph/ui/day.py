"""The day of which every page tells: in the address, chosen at the top of the page, the same on the next one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

import streamlit as st

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.ui.context import ALL_DATES, DAY, day_text, standing_parameters
from territory_graph.ui.markup import in_markdown
from territory_graph.ui.sheet import sheet

_CHOSEN, _FIELD = "day-chosen", "day-field"


class AskedDay(NamedTuple):
    """The day of the page, None for all dates, and what the address says instead of a day where it is none."""

    day: date | None
    unread: str = ""


def asked_day(graph: KnowledgeGraph, parameters: Mapping[str, str]) -> AskedDay:
    """The day of an address, else the one that the reader chose before, else that of which the data tell."""
    chosen: date | None = st.session_state.get(_CHOSEN, graph.manifest.known_on)
    text = parameters.get(DAY, "")
    try:
        found = AskedDay(None if text == ALL_DATES else date.fromisoformat(text) if text else chosen)
    except ValueError:
        found = AskedDay(chosen, text)
    st.session_state[_CHOSEN] = found.day
    return found


def on_the_same_day() -> dict[str, str]:
    """The parameter of an address that tells of the same day as this page; none before a page has told of one."""
    return {DAY: day_text(st.session_state[_CHOSEN])} if _CHOSEN in st.session_state else {}


def day_bar(graph: KnowledgeGraph, asked: AskedDay, say: Translator, also: Mapping[str, str]) -> None:
    """The day of the page with a way to choose another, until when facts were gathered, and what a link said wrong.

    ``also`` is what else the address is to say of the page.
    """
    own = graph.manifest.known_on
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="day-bar"):
        label = say("day.on", day=say.day(asked.day)) if asked.day else say("day.all")
        with st.popover(label, icon=":material/calendar_month:", help=say("day.help"), key="day"):
            st.date_input(
                say("day.choose"),
                asked.day or own,
                min_value=date(1, 1, 1),
                max_value=date(9999, 12, 31),
                format="DD/MM/YYYY",
                key=_FIELD,
                on_change=_chosen,
            )
        if asked.day is not None:
            st.button(say("day.all"), on_click=_choose, args=(None,), type="tertiary", key="day-all")
        if asked.day != own:
            st.button(say("day.on", day=say.day(own)), on_click=_choose, args=(own,), type="tertiary", key="day-own")
        st.caption(in_markdown(known_until(graph, say)))
        # An address that names no day is completed in place: the browser's Back does not lead through it.
        address = urlencode({DAY: day_text(asked.day), **also, **standing_parameters(say.language)})
        sheet(f'<i hidden data-address="{address}"></i>', key="day-address", on_open=lambda _: None)
    if asked.unread:
        told = say("day.unread", text=asked.unread[:40], shown=label)
        st.warning(in_markdown(told), icon=":material/event_busy:")


def known_until(graph: KnowledgeGraph, say: Translator) -> str:
    """Until when facts were gathered, in a sentence."""
    manifest = graph.manifest
    told = manifest.gathered_on and say("day.gathered", day=say.day(manifest.gathered_until))
    return told or say("day.not_gathered")


def _chosen() -> None:
    day = st.session_state[_FIELD]
    if isinstance(day, date):
        _choose(day)


def _choose(day: date | None) -> None:
    st.session_state[_CHOSEN] = day
    st.query_params[DAY] = day_text(day)

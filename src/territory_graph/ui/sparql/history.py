"""The history of a visit: every query that was run, what it found, and a way back to it."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from territory_graph.ui.context import Context
from territory_graph.ui.markup import cut, in_markdown
from territory_graph.ui.sparql.state import Past, Workbench

SHOWN = 30
_BEGINNING = 160
"""Characters of a query that is told as one recognises it: without its prefixes and blank lines."""
_PREFIX = re.compile(r"\s*prefix", re.IGNORECASE)


def history_button(context: Context, bench: Workbench) -> None:
    """A button that lists what was run during this visit, the last first."""
    say = context.say
    label, icon = say("sparql.history.open"), ":material/history:"
    with st.popover(label, icon=icon, on_change="rerun", key="sparql-history", disabled=not bench.past) as opened:
        if opened.open:
            st.markdown(f"**{say('sparql.history.title')}**")
            for place, past in enumerate(bench.past[:SHOWN]):
                _past(context, bench, past, len(bench.past) - place)


def _past(context: Context, bench: Workbench, past: Past, number: int) -> None:
    say = context.say
    with st.container(border=True, gap="small", key=f"sparql-past-{number}"):
        time = _clock(past.at)
        if past.seconds is None:
            st.caption(in_markdown(say("sparql.history.failed", time=time, reason=past.size)))
        else:
            took = say.number(max(0.01, round(past.seconds, 2)))
            st.caption(in_markdown(say("sparql.history.line", time=time, size=past.size, seconds=took)))
        lines = [line for line in past.text.splitlines() if line.strip() and not _PREFIX.match(line)]
        st.code(cut("\n".join(lines), _BEGINNING), language="sparql", wrap_lines=True)

        def reopen() -> None:
            bench.open(say("sparql.new_tab", number=bench.opened + 1), past.text)

        st.button(
            say("sparql.history.reopen"),
            on_click=reopen,
            key=f"sparql-reopen-{number}",
            icon=":material/open_in_new:",
            type="tertiary",
        )


def _clock(moment: datetime) -> str:
    """The time of day where the reader is, as far as the browser says."""
    try:
        zone = ZoneInfo(st.context.timezone or "")
    except (ValueError, ZoneInfoNotFoundError):
        return moment.strftime("%H:%M:%S")
    return moment.astimezone(zone).strftime("%H:%M:%S")

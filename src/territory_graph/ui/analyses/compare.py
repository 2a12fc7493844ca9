"""The part “compare”: two dates of the network of actors, what differs in sentences, in one picture and in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from territory_graph.messages import Translator
from territory_graph.ui.analyses import pieces
from territory_graph.ui.context import Context
from territory_graph.ui.markup import Writer
from territory_graph.views.analyses.comparison import Comparison, read_comparison
from territory_graph.views.analyses.networks import WEIGHED, read_network
from territory_graph.views.analyses.sketch import Mark
from territory_graph.views.analyses.state import Analysis
from territory_graph.views.chronicle import Changed, Turn
from territory_graph.views.drawing import Drawing
from territory_graph.views.names_over_time import renamings

_HEIGHT = 520
_YEARS, _MOST = 10, 40
_TURNS: tuple[Turn, ...] = ("began", "ended", "happened", "attested")
_COLUMNS = tuple(f"analyses.compare.columns.{name}" for name in ("one", "other", "fate", "before", "after"))


def show(context: Context, state: Analysis) -> None:
    """Shows what differs between the two days of the address."""
    say, field = context.say, context.stage.field
    days = compared_days(state, date.fromisoformat(_last_known(context)))
    pieces.sheet_of(context, _days(days, say), "compare-days")
    ties = field.ties.among(field.actors)
    before, after = (read_network(context.graph, field, replace(state, projection=WEIGHED, day=day)) for day in days)
    found = read_comparison(before, after, days, ties, say, events=renamings(context.graph, say))
    writer = pieces.writer(context)
    pieces.sheet_of(context, _answer(found, writer, say), "compare-answer")
    if found.drawing is not None:
        pieces.picture(context, found.drawing, say("analyses.compare.picture"), "compare-picture", _HEIGHT)
        legend = pieces.line_legend(say, ("new", "gone", "stays"), _hollow(found.drawing))
        pieces.sheet_of(context, legend, "compare-legend")
        if found.left_out:
            st.caption(found.left_out)
    pieces.sheet_of(context, _told(found, writer, say), "compare-told")
    _table(context, found)
    pieces.measures(context, found.measures, found.values, "compare")
    with st.expander(say("analyses.again"), icon=":material/replay:"):
        st.code(_PYTHON.format(first=days[0], last=days[1]), language="python")


_PYTHON = """\
from datetime import date

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.network.scenarios import deltas
from territory_graph.views.analyses.dated import network_on
from territory_graph.views.explorer.scene import read_stage

graph = KnowledgeGraph.open()
field = read_stage(graph, translator("fr")).field
network, ties = graph.network("actors"), field.ties.among(field.actors)
days = [date.fromisoformat(day) for day in ("{first}", "{last}")]
before, after = (network_on(network, ties, field.life, day) for day in days)
changed = deltas(before, after)
"""


def compared_days(state: Analysis, last_known: date) -> tuple[date, date]:
    """The two days in the order of time: those of the address, else the last known day and ten years before."""
    last = state.day or last_known
    first = state.other_day or _years_before(last, _YEARS)
    return (first, last) if first <= last else (last, first)


def _years_before(day: date, years: int) -> date:
    return day.replace(year=max(1, day.year - years), day=min(day.day, 28) if day.month == 2 else day.day)


def _last_known(context: Context) -> str:
    manifest = context.graph.manifest
    return manifest.default_date or manifest.built_at[:10]


def _days(days: tuple[date, date], say: Translator) -> str:
    fields = "".join(
        f"<label><span>{escape(say(f'analyses.compare.{name}'))}</span>"
        f'<input type="date" data-do="{do}" value="{day.isoformat()}"></label>'
        for name, do, day in (("first", "set-other-day", days[0]), ("last", "set-day", days[1]))
    )
    return f'<div class="bar">{fields}</div>'


def _answer(found: Comparison, writer: Writer, say: Translator) -> str:
    lines = "".join(
        f"<dt>{escape(say(f'analyses.compare.{name}'))}</dt><dd>{writer.things(things)}</dd>"
        for name, things in (("who_came", found.came), ("who_left", found.left))
        if things
    )
    who = f"<dl>{lines}</dl>" if lines else ""
    hint = f'<p class="hint">{escape(say("analyses.compare.hint"))}</p>'
    return f"{pieces.lead(found.sentence)}{who}{hint}"


def _hollow(drawing: Drawing) -> tuple[Mark, ...]:
    """The marks of hollow nodes that the picture shows."""
    faded = {node.faded for node in drawing.nodes if node.hollow}
    return (*(("gone",) if True in faded else ()), *(("alone",) if False in faded else ()))


def _told(found: Comparison, writer: Writer, say: Translator) -> str:
    """What began, ended and happened, each with its sources."""
    changes = found.changes
    parts = [_part("events", changes.events, writer, say), *(_part(t, changes.of(t), writer, say) for t in _TURNS)]
    remark = f'<p class="hint">{writer.text(changes.remark)}</p>' if changes.remark else ""
    undated = f'<p class="hint">{writer.text(changes.undated_note)}</p>' if changes.undated_note else ""
    title = f"<h2>{escape(say('analyses.compare.told'))}</h2>"
    return f"{title}<p>{writer.text(changes.summary)}</p>{remark}{''.join(parts)}{undated}"


def _part(turn: str, changed: Sequence[Changed], writer: Writer, say: Translator) -> str:
    if not changed:
        return ""
    title = escape(say(f"explorer.changes_{turn}", count=len(changed)))
    lines = "".join(
        f"<li>{writer.text(one.told.sentence)}{writer.mentions(one.told.mentions)}</li>" for one in changed[:_MOST]
    )
    return f'<details class="more"><summary>{title}</summary><ul class="told">{lines}</ul></details>'


def _table(context: Context, found: Comparison) -> None:
    say = context.say
    rows = [
        [
            tie.one.label,
            tie.other.label,
            say(f"analyses.compare.fate.{tie.fate}"),
            _kinds(tie.before),
            _kinds(tie.after),
        ]
        for tie in found.ties
    ]
    if not rows:
        return
    st.subheader(say("analyses.compare.table"))
    pieces.table(rows, _COLUMNS, say)
    pieces.download(context, pieces.csv(_COLUMNS, rows, say), "comparison", say("analyses.compare.csv"))


def _kinds(words: tuple[str, ...]) -> str:
    return ", ".join(words)

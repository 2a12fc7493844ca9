"""Pieces that the parts of the analyses share: a picture with its title, the legend of marks, tables of measures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from territory_graph.exports import separator, spreadsheet
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.ui import view
from territory_graph.ui.analyses.steps import act
from territory_graph.ui.context import ADDRESSES, DAY, Context, day_text
from territory_graph.ui.figures.network import line_svg, look
from territory_graph.ui.markup import Writer, in_markdown
from territory_graph.ui.network_component import network_view
from territory_graph.ui.sheet import sheet
from territory_graph.ui.takeaway.shown import clean
from territory_graph.views.analyses.comparison_measures import ChangedValue, MeasureChanged
from territory_graph.views.analyses.measures import number
from territory_graph.views.analyses.sketch import LINES, Mark
from territory_graph.views.analyses.what_if import NEW
from territory_graph.views.drawing import Drawing
from territory_graph.vocabulary import short_id

_WHOLE = 16
"""Lines up to which a table is shown whole."""
_LONGEST_SCOPE = 3_000
"""Characters of a scope that each line of a file says."""


def sheet_of(context: Context, html: str, name: str) -> None:
    """A part of the page as a sheet whose buttons change the analysis."""
    sheet(html, key=f"analyses-{name}", on_open=context.open_fiche, on_do=partial(act, context))


def linked(things: Sequence[Thing], writer: Writer) -> str:
    """Things by name: a link to the fiche of each that the graph knows, and not only a scenario."""
    return " · ".join(writer.text(one.label) if one.iri.startswith(NEW) else writer.link(one) for one in things)


def network_link(context: Context, iris: Sequence[str], label: str) -> str:
    """A link to the network screen with those things alone."""
    short = ",".join(short_id(iri, context.graph.base) for iri in iris)
    address = {"autour": short, DAY: day_text(context.day), **context.standing}
    return f'<a href="{escape(ADDRESSES["network"])}?{escape(urlencode(address))}" target="_self">{escape(label)}</a>'


def picture(context: Context, drawing: Drawing, title: str, key: str, height: int) -> None:
    """A picture under its title; the selection is of the visit, for it changes nothing that is told."""
    name = f"{key}-selection"
    st.markdown(f"**{in_markdown(title)}**")
    network_view(
        drawing,
        selection=st.session_state.get(name),
        key=key,
        height=height,
        strings=context.say.section("drawing"),
        on_select=lambda _, item: st.session_state.update({name: item}),
    )


def line_legend(say: Translator, lines: Sequence[Mark], nodes: Sequence[Mark] = ()) -> str:
    """The marks of a picture with their names: lines by pattern and colour, hollow nodes."""
    marks = "".join(
        f"<span>{line_svg(*LINES[mark])}{escape(say(f'analyses.sketch.line.{mark}'))}</span>" for mark in lines
    )
    hollow = "".join(f"<span>{_hollow(mark)}{escape(say(f'analyses.sketch.node.{mark}'))}</span>" for mark in nodes)
    return f'<div class="legend">{marks}{hollow}</div>'


def _hollow(mark: Mark) -> str:
    opacity = look()["faded"] if mark == "gone" else 1
    return (
        '<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">'
        '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2.5"'
        f' opacity="{opacity}"/></svg>'
    )


def measures(
    context: Context,
    rows: Sequence[MeasureChanged],
    values: Sequence[ChangedValue],
    *,
    name: str,
    scope: str,
    compared: str = "",
) -> None:
    """What changes in the measures: a line a measure, then every value on demand, and as a file.

    ``scope`` is what the file says it is of; ``compared`` is what is compared, where that has words of its own.
    """
    say = context.say

    def key(word: str) -> str:
        own = f"analyses.comparison.measures.{compared}.{word}"
        return own if compared and say.has(own) else f"analyses.comparison.measures.{word}"

    columns = [key(word) for word in _VALUES]
    st.subheader(say(key("title")))
    if not rows:
        st.caption(say(key("none")))
        return
    cells = [[row.measure, row.count, _extreme(row.falls, say), _extreme(row.rises, say)] for row in rows]
    table(cells, [key(word) for word in _SUMMARY], say)
    with st.expander(say(key("all"), count=len(values))):
        figures = ((row, (row.before, row.after, row.difference)) for row in values)
        told = [[row.measure, row.name, *(number(value, say) for value in three)] for row, three in figures]
        table(told, columns, say)
        st.caption(say("analyses.comparison.measures.hint"))
    plain, label = [_plain_cells(row) for row in values], say("analyses.comparison.measures.csv")
    download(context, columns, plain, name=name, label=label, scope=scope)


_SUMMARY = ("measure", "count", "falls", "rises")
_VALUES = ("measure", "subject", "before", "after", "difference")


def _extreme(row: ChangedValue | None, say: Translator) -> str:
    if row is None:
        return say("analyses.comparison.measures.nothing")
    return say(
        "analyses.comparison.measures.value",
        name=row.name,
        before=number(row.before, say),
        after=number(row.after, say),
    )


def _plain_cells(row: ChangedValue) -> list[object]:
    return [row.measure, row.name, *("" if one is None else one for one in (row.before, row.after, row.difference))]


def table(cells: Sequence[Sequence[object]], columns: Sequence[str], say: Translator) -> None:
    """Lines of a table under the names of its columns."""
    frame = pd.DataFrame([list(row) for row in cells], columns=pd.Index([say(name) for name in columns]))
    st.dataframe(frame, hide_index=True, width="stretch", height="content" if len(cells) <= _WHOLE else "auto")


def download(
    context: Context,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    name: str,
    label: str,
    scope: str,
) -> None:
    """A button that gives the lines of a table as a CSV file, each with its scope, made when it is asked for."""
    st.download_button(
        label,
        csv(context, [context.say(column) for column in columns], rows, scope),
        file_name=f"{context.graph.manifest.slug}-{name}-{context.graph.version[:8]}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"analyses-csv-{name}",
    )


def csv(context: Context, titles: Sequence[str], rows: Collection[Sequence[object]], scope: str) -> Callable[[], bytes]:
    """What writes the lines of a table as the reader's spreadsheet opens them, once the file is asked for.

    The last columns say on each line what the page says once: ``scope``, with its day and its denominators, and until
    when facts were gathered.
    """
    say, gathered = context.say, view.origin_of(context).gathered
    head = [*titles, say("takeaway.about.scope"), say("takeaway.about.gathered")]

    def write() -> bytes:
        lines = ([*map(str, row), clean(scope, _LONGEST_SCOPE), gathered] for row in rows)
        return spreadsheet(head, lines, separator(say.language))

    return write


def of_day(context: Context, sentence: str) -> str:
    """What a page says, with the day that it tells of, for a file that is read without the page."""
    return context.say("takeaway.of_day", sentence=sentence, day=view.day_of_view(context))

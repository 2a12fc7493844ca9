"""Chronologie: everything that sources date on one axis, with its twin in a table and its sources."""

from __future__ import annotations

from html import escape

import streamlit as st

from territory_graph.facts.dated import dated_query
from territory_graph.ui import view
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.figures.timelines import show_times, time_page
from territory_graph.ui.takeaway.workbook import Column, Sheet, Value
from territory_graph.views.chronology import ChronologyView, DatedRow, kinds_of, read_chronology

EVER = "toutes"
_COLUMNS = ("when", "what", "kind", "whose", "sources")


def render(context: Context) -> None:
    """Shows the chronology."""
    say = context.say
    st.title(say("chronology.title"))
    st.caption(say("chronology.question"))
    found = _asked(context)
    view.show(context, view.lead(found.sentence), "chronology-lead")
    if found.picture:
        key = f"chronology-picture-{abs(hash(found.picture))}"
        show_times(found.picture, key, context.day)
        st.caption(f"{found.picture.sentence} {say('chronology.hint')}")
        told, picture = (say("chronology.title"), found.sentence, "chronologie"), found.picture
        mentions = [each for row in found.rows for each in row.mentions]
        with st.container(horizontal=True, key="chronology-take"):
            view.download_workbook(context, say("chronology.download"), told, lambda: [sheet_of(context, found)])
            view.download_picture(
                context, told, mentions, lambda page, origin: time_page(picture, page, origin, context.day)
            )
        st.subheader(say("chronology.table_title"))
        columns = [say(f"chronology.columns.{name}") for name in _COLUMNS]
        write = view.writer(context)
        rows = (_cells(row, context, write) for row in view.page_of(context, found.rows, "chronology"))
        view.show(context, view.table(columns, rows, say("chronology.table_title")), "chronology-table")
    if found.open_dates:
        st.subheader(say("chronology.open_title"))
        st.caption(say("chronology.open_hint"))
        view.show(context, _open_dates(context, found), "chronology-open")
    folded_code(say("chronology.query"), "chronology-query", dated_query())


def _asked(context: Context) -> ChronologyView:
    """What the address asks for, under the lists that change it; at first the decade of the day."""
    say = context.say
    whole = _read(context, "", None, own=False)
    decades, first = [(decade, count) for decade, count in whole.decades], first_decade(context, whole)
    ordered = [first, *(decade for decade, _ in reversed(decades) if decade != first)] if decades else []
    periods = [(str(one), say("chronology.decade", first=str(one), last=str(one + 9))) for one in ordered]
    found = [
        view.Choice("nature", say("chronology.kind"), [("", say("chronology.every_kind")), *kinds_of(say)]),
        view.Choice("periode", say("chronology.when"), [*periods, (EVER, say("chronology.ever"))]),
    ]
    if whole.has_own:
        found.append(view.whose(say("chronology.who"), say("chronology.all"), say("chronology.own")))
    view.choices(context, found, "chronology-choices")
    kind, period = found[0].chosen, found[1].chosen
    return _read(context, kind, None if period == EVER else int(period), own=view.asks_own(found))


def first_decade(context: Context, whole: ChronologyView) -> int:
    """The decade that is shown where none is asked for: that of the day, else the last of which anything is known."""
    near = (context.day or context.graph.manifest.known_on).year // 10 * 10
    decades = [decade for decade, _ in whole.decades]
    return near if near in decades or not decades else decades[-1]


def _read(context: Context, kind: str, decade: int | None, *, own: bool) -> ChronologyView:
    graph, say, day = context.graph, context.say, context.day
    key = ("chronology", say.language, day, kind, decade, own)
    return context.once(key, lambda: read_chronology(graph, say, day, kind=kind, decade=decade, own=own))


def _cells(row: DatedRow, context: Context, write: FicheWriter) -> list[str]:
    say = context.say
    flags = [("contested", say("chronology.rival"))] if row.contested else []
    flags += [("", say("chronology.to_come"))] if row.coming else []
    marks = "".join(f' <span class="flag {kind}">{escape(text)}</span>' for kind, text in flags)
    return [
        f"{escape(row.moment.when)}{marks}",
        write.link(row.thing),
        escape(row.kind_label),
        "<br>".join(write.link(thing) for thing in row.whose),
        write.evidence(row.mentions),
    ]


def _open_dates(context: Context, found: ChronologyView) -> str:
    write = view.writer(context)
    items = "".join(
        f'<li>{write.link(thing)} <span class="when">{escape(when)}</span></li>' for thing, when in found.open_dates
    )
    return f'<ul class="twin">{items}</ul>'


def sheet_of(context: Context, found: ChronologyView) -> Sheet:
    """The rows of the page as a table of a workbook."""
    say = context.say
    columns = tuple(Column(name, say(f"chronology.columns.{name}")) for name in _COLUMNS)
    rows: list[tuple[Value, ...]] = [
        (
            row.moment.when,
            row.thing.label,
            row.kind_label,
            ", ".join(thing.label for thing in row.whose),
            view.cited(row.mentions),
        )
        for row in found.rows
    ]
    return Sheet(say("chronology.title"), columns, rows)

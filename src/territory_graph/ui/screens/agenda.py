"""Agenda: the events of a year month by month, past and coming apart, what is missing, and a calendar to take away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from itertools import groupby
from operator import itemgetter
from urllib.parse import urlencode

import streamlit as st

from territory_graph.downloads.calendar import MEDIA_TYPE, as_icalendar
from territory_graph.model import Thing
from territory_graph.service.agenda import ADDRESS, OWN, WHOSE
from territory_graph.ui import view
from territory_graph.ui.code import folded_code
from territory_graph.ui.context import Context
from territory_graph.ui.fiche.markup import FicheWriter
from territory_graph.ui.figures.calendar import calendar_html, calendar_page
from territory_graph.ui.sparql.share import site
from territory_graph.ui.takeaway.workbook import Column, Sheet, Value
from territory_graph.views.agenda import MOST_CLASHES, AgendaEvent, AgendaView, read_events, read_year
from territory_graph.views.citation import name_of

_COLUMNS = ("when", "what", "where", "who", "about", "state", "sources")


def render(context: Context) -> None:
    """Shows the agenda."""
    say = context.say
    st.title(say("agenda.title"))
    st.caption(say("agenda.question"))
    found, own = _asked(context)
    view.show(context, view.lead(found.sentence) + calendar_html(found, context.say), "agenda-lead")
    _take(context, found, own=own)
    left, right = st.columns([1.9, 1], gap="large")
    with left:
        st.subheader(say("agenda.list_title"))
        view.show(context, _months(found, context), "agenda-months")
    with right:
        view.show(context, _missing(found, context), "agenda-missing")


def _asked(context: Context) -> tuple[AgendaView, bool]:
    """What the address asks for, under the lists that change it, and whether only the territory's own."""
    say = context.say
    whole = _read(context, None, own=False)
    ordered = [whole.year, *(year for year in whole.years if year != whole.year)]
    found = [view.Choice("annee", say("agenda.year"), [(str(year), str(year)) for year in ordered])]
    if whole.has_own:
        found.append(view.whose(say("agenda.who"), say("agenda.all"), say("agenda.own")))
    view.choices(context, found, "agenda-choices")
    year, own = int(found[0].chosen), view.asks_own(found)
    return _read(context, year, own=own), own


def _read(context: Context, year: int | None, *, own: bool) -> AgendaView:
    graph, say, day = context.graph, context.say, context.day
    key = ("agenda", say.language, day, year, own)
    return context.once(key, lambda: read_year(graph, say, day, year=year, own=own))


def _months(found: AgendaView, context: Context) -> str:
    say, write = context.say, view.writer(context)
    told = [(month.name, one) for month in found.months for one in month.events]
    told += [(say("agenda.loose", year=str(found.year)), one) for one in found.loose]
    told += [(say("agenda.undated"), one) for one in found.undated]
    groups = groupby(view.page_of(context, told, "agenda"), key=itemgetter(0))
    return "".join(
        f"<h2>{escape(name)}</h2><ul>{''.join(_event(one, context, write) for _, one in events)}</ul>"
        for name, events in groups
    )


def _event(one: AgendaEvent, context: Context, write: FicheWriter) -> str:
    say = context.say
    online = escape(say("agenda.online")) if one.online else ""
    where = " · ".join(filter(None, (_things(one, one.places, write), online))) or escape(say("agenda.no_place"))
    who = _things(one, one.organisers, write) or escape(say("agenda.no_organiser"))
    loose = f' <span class="flag">{escape(say("agenda.no_day"))}</span>' if one.precision == "month" else ""
    broken = f' <span class="flag contested">{escape(say("agenda.broken"))}</span>' if one.broken else ""
    rival = f' <span class="flag contested">{escape(say("chronology.rival"))}</span>' if one.contested else ""
    state = f' <span class="flag">{escape(one.state)}</span>' if one.state else ""
    about = _things(one, (*one.sectors, *one.themes), write)
    return (
        f'<li><span class="head">{write.link(one.thing)}</span> <span class="when">{escape(one.when)}</span>'
        f"{state}{loose}{_flag(one.doubt)}{broken}{rival}<div>{where} · {who}</div>"
        f"{f'<div>{about}</div>' if about else ''}{write.evidence(one.mentions)}</li>"
    )


def _things(one: AgendaEvent, things: Iterable[Thing], write: FicheWriter) -> str:
    """Links to things of an event, each with its doubt where no source ties it to the event surely."""
    return " · ".join(f"{write.link(thing)}{_flag(one.unsure.get(thing.iri, ''))}" for thing in things)


def _flag(doubt: str) -> str:
    return f' <span class="flag unsure">{escape(doubt)}</span>' if doubt else ""


def _missing(found: AgendaView, context: Context) -> str:
    """What has no event, no place, what shares a day, and congresses that come back."""
    say, write = context.say, view.writer(context)
    parts = [
        (say(f"agenda.{name}"), f"<p>{view.some(context, things)}</p>")
        for name, things in (("idle", found.idle), ("without_place", found.without_place))
        if things
    ]
    if found.clashes:
        pairs = "".join(
            f"<li>{write.things((one.thing, other.thing))}</li>" for one, other in found.clashes[:MOST_CLASHES]
        )
        pairs += f"<li>{escape(say('agenda.more_clashes'))}</li>" if len(found.clashes) > MOST_CLASHES else ""
        parts.append((say("agenda.clashes"), f"<ul>{pairs}</ul>"))
    for series in found.series:
        items = "".join(
            f'<li>{write.link(one.thing)} <span class="when">{escape(one.when)} · {escape(one.state)}</span>'
            f"{_flag(one.doubt or one.unsure.get(series.organiser.iri, ''))}</li>"
            for one in series.events
        )
        parts.append((say("agenda.series", name=series.organiser.label), f'<ul class="twin">{items}</ul>'))
    return "".join(f"<h2>{escape(title)}</h2>{html}" for title, html in parts)


def _take(context: Context, found: AgendaView, *, own: bool) -> None:
    say, graph = context.say, context.graph
    manifest, root = graph.manifest, site()

    def calendar() -> bytes:
        name = say("agenda.ics.name", name=name_of(manifest, say))
        built = datetime.fromisoformat(manifest.built_at)
        events = read_events(graph, say, context.day, own=own)
        return as_icalendar(events, name, built, say, lambda iri: f"{root}{context.fiche_address(iri)}")

    with st.container(horizontal=True, key="agenda-take"):
        view.download(say("agenda.file"), calendar, f"{manifest.slug}.ics", MEDIA_TYPE, ":material/event:")
        told = (f"{say('agenda.title')} {found.year}", found.sentence, f"agenda-{found.year}")
        view.download_workbook(context, say("agenda.download"), told, lambda: [sheet_of(context, found)])
        events = (one for month in found.months for one in month.events)
        mentions = [each for one in events for each in one.mentions]
        view.download_picture(context, told, mentions, lambda page, origin: calendar_page(found, page, origin))
    asked = {"lang": say.language, **({WHOSE: OWN} if own else {})}
    address = f"{root}{ADDRESS}?{urlencode(asked)}"
    folded_code(say("agenda.feed"), "agenda-feed", address, language=None, icon=":material/rss_feed:")


def sheet_of(context: Context, found: AgendaView) -> Sheet:
    """The rows of the page as a table of a workbook."""
    say = context.say
    columns = tuple(Column(name, say(f"agenda.columns.{name}")) for name in _COLUMNS)
    events = (*(one for month in found.months for one in month.events), *found.loose, *found.undated)
    rows: list[tuple[Value, ...]] = [
        (
            one.first if one.precision == "day" and one.first == one.last else one.when,
            one.thing.label,
            one.where(say),
            one.names(one.organisers, say),
            one.names((*one.sectors, *one.themes), say),
            one.state,
            view.cited(one.mentions),
        )
        for one in events
    ]
    return Sheet(f"{say('agenda.title')} {found.year}", columns, rows)

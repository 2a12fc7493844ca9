"""The agenda as iCalendar (RFC 5545), a file or a feed: all-day events, never a day that no source gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from territory_graph.messages import Translator
from territory_graph.views.agenda import AgendaEvent, days_of

MEDIA_TYPE = "text/calendar"
_REFRESH = timedelta(hours=12)


def as_icalendar(
    events: Iterable[AgendaEvent], name: str, built: datetime, say: Translator, address: Callable[[str], str]
) -> bytes:
    """Events with a day, or a month, over which they then stand, said to have no day; those of a year are left out.

    ``built`` dates the data, ``address`` is where the fiche of a thing is read.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//territory-graph//agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    for one in events:
        written = _event(one, built, say, address)
        if written is not None:
            calendar.add_component(written)
    return bytes(calendar.to_ical())


def _event(one: AgendaEvent, built: datetime, say: Translator, address: Callable[[str], str]) -> Event | None:
    days = days_of(one)
    if days is None:
        return None
    name = one.label(say)
    label = name if one.precision == "day" else say("agenda.ics.no_day", name=name)
    written = Event()
    written.add("uid", one.thing.iri)
    written.add("dtstamp", built)
    written.add("dtstart", days[0])
    written.add("dtend", days[1])
    written.add("summary", label)
    written.add("status", _status(one))
    written.add("transp", "TRANSPARENT")
    written.add("url", address(one.thing.iri))
    if where := one.where(say):
        written.add("location", where)
    categories = [thing.label for thing in (*one.sectors, *one.themes)]
    if categories:
        written.add("categories", categories)
    written.add("description", "\n".join(_described(one, say)))
    return written


def _status(one: AgendaEvent) -> str:
    if one.fate == "cancelled" and not one.doubt:
        return "CANCELLED"
    return "TENTATIVE" if one.fate or one.contested or one.doubt else "CONFIRMED"


def _described(one: AgendaEvent, say: Translator) -> Iterable[str]:
    """What a calendar shows beside the day. That an event is to come is not said: a calendar is read on another day."""
    when = f"{one.when} · {say(f'fates.{one.fate}')}" if one.fate else one.when
    yield say("telling.doubted", sentence=when, doubt=one.doubt) if one.doubt else when
    if one.organisers:
        yield say("agenda.ics.organised", names=one.names(one.organisers, say))
    for mention in one.mentions:
        yield f"{say('evidence.after')} {mention.title} ({mention.place})"

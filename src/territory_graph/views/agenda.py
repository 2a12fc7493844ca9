"""The agenda of a year, month by month: past and coming apart, what has no day, no place or no event, and series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from territory_graph.dates import compatible
from territory_graph.facts.agenda import Event, read_agenda
from territory_graph.facts.announced import Fate, is_off, read_announced
from territory_graph.facts.evidence import evidence_of
from territory_graph.facts.lives import lies_outside, read_lives
from territory_graph.facts.names import Borne
from territory_graph.facts.scope import read_own
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Evidence, Thing
from territory_graph.views.ordering import by_label
from territory_graph.views.telling import known_later
from territory_graph.views.wording import (
    PROBABLE,
    Mention,
    counted_disputed,
    doubt,
    mentions,
    period,
    put_off,
    said,
    with_fate,
)

Precision = Literal["day", "month", "year", "none"]
MOST_CLASHES = 50
_MONTHS = range(1, 13)
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class AgendaEvent:
    """An event in words: between ``first`` and ``last`` it took or takes place, as precisely as ``precision``.

    ``when`` is its date as said, ``state`` past or coming on the day told, or what became of it; ``coming`` is wholly
    after that day, ``now`` on it, ``perhaps`` where its date leaves that open: none of them where it is ``off``.
    ``fate`` is what sources say became of it, where it is not known to have been held; ``online`` that it is so, on
    site too or not; ``nowhere`` that no source gives the place that it needs. ``doubt`` is that it is disputed, or how
    unsure the surest source of it is read, in words, ``unsure`` the latter of each thing that no source ties to it
    surely. ``broken`` where it would end before it begins; ``contested`` where sources date it otherwise.
    """

    thing: Thing
    kind: str
    first: date | None
    last: date | None
    precision: Precision
    when: str
    state: str
    coming: bool
    now: bool
    perhaps: bool
    fate: Fate
    online: bool
    nowhere: bool
    places: tuple[Thing, ...]
    organisers: tuple[Thing, ...]
    sectors: tuple[Thing, ...]
    themes: tuple[Thing, ...]
    mentions: tuple[Mention, ...]
    doubt: str
    unsure: Mapping[str, str]
    contested: bool
    broken: bool

    @property
    def off(self) -> bool:
        """Whether a source says that it was cancelled."""
        return is_off((self.fate,))

    def label(self, say: Translator) -> str:
        """Its name, with that it was cancelled where it was: for where nothing else says so."""
        return with_fate(self.thing.label, self.fate, say) if self.off else self.thing.label

    def where(self, say: Translator) -> str:
        """Where it is in words: its places, online, or both."""
        return ", ".join(filter(None, (self.names(self.places, say), say("agenda.online") if self.online else "")))

    def named(self, things: Iterable[Thing], say: Translator) -> tuple[Thing, ...]:
        """Things of the event under their names, each with its doubt where no source ties it to the event surely."""
        return tuple(
            replace(thing, label=say("telling.doubted", sentence=thing.label, doubt=self.unsure[thing.iri]))
            if thing.iri in self.unsure
            else thing
            for thing in things
        )

    def names(self, things: Iterable[Thing], say: Translator) -> str:
        """The same as a list in words."""
        return ", ".join(thing.label for thing in self.named(things, say))


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its name, and the events that begin in it, those without a day last.

    In January are those too that go on from the year before.
    """

    number: int
    name: str
    events: tuple[AgendaEvent, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """The congresses of one organiser, the earliest first."""

    organiser: Thing
    events: tuple[AgendaEvent, ...]


@dataclass(frozen=True, slots=True)
class AgendaView:
    """The events of a year, and what is missing from it.

    ``loose`` have a year and no month; ``undated`` no date at all, whatever the year. ``idle`` are bodies that the
    territory is known by the day to support of which no event of the year is known. ``clashes`` are events on days
    that they share, the first ``MOST_CLASHES`` and one more where there are more.
    """

    year: int
    years: tuple[int, ...]
    sentence: str
    months: tuple[Month, ...]
    loose: tuple[AgendaEvent, ...]
    undated: tuple[AgendaEvent, ...]
    without_place: tuple[Thing, ...]
    idle: tuple[Thing, ...]
    clashes: tuple[tuple[AgendaEvent, AgendaEvent], ...]
    series: tuple[Series, ...]
    has_own: bool


def all_events(graph: KnowledgeGraph) -> tuple[Event, ...]:
    """Every event of the graph with what became of it, read once a version."""
    return graph.made((read_agenda,), lambda: read_agenda(graph.rows, graph.once(read_announced)))


def read_events(
    graph: KnowledgeGraph, say: Translator, day: date | None = None, *, own: bool = False
) -> tuple[AgendaEvent, ...]:
    """Every event by its date, told of a day, or of the last day up to which facts were gathered."""
    centre = graph.manifest.centre
    ours = read_own(graph.rows, "events", centre).keys() if own and centre else None
    found = [one for one in all_events(graph) if ours is None or one.iri in ours]
    wanted = {i for one in found for i in (one.iri, *one.places, *one.organisers, *one.sectors, *one.themes)}
    things = graph.borne(wanted, say.language, day=day)
    evidence = graph.evidence({record for one in found for record in one.records}, say.language)
    on = day or graph.manifest.gathered_until
    lives = read_lives(graph.rows, {iri for one in found for iri in one.organisers})
    told = [_event(one, things, evidence, say, on) for one in found]
    apart = [any(lies_outside(one.interval, lives[iri]) for iri in one.organisers) for one in found]
    told = [
        replace(one, when=say("fiche.outside", period=one.when)) if contradicts else one
        for one, contradicts in zip(told, apart, strict=True)
    ]
    return tuple(sorted(told, key=lambda one: (one.first or date.max, one.last or date.max, one.thing.iri)))


def read_year(
    graph: KnowledgeGraph, say: Translator, day: date | None = None, *, year: int | None = None, own: bool = False
) -> AgendaView:
    """The agenda of a year, that of the day where none is asked for, else the last that has an event."""
    events = read_events(graph, say, day, own=own)
    years = tuple(sorted({one.first.year for one in events if one.first}, reverse=True))
    near = (day or graph.manifest.known_on).year
    shown = year or (near if near in years or not years else min(years, key=lambda each: abs(each - near)))
    of_year = [one for one in events if one.first and one.last and one.first.year <= shown <= one.last.year]
    months = tuple(_month(number, shown, of_year, say) for number in _MONTHS)
    return AgendaView(
        year=shown,
        years=years,
        sentence=_sentence(of_year, shown, say),
        months=months,
        loose=tuple(one for one in of_year if one.precision == "year"),
        undated=tuple(one for one in events if one.first is None),
        without_place=tuple(one.thing for one in of_year if one.nowhere),
        idle=_idle(graph, say, of_year, day),
        clashes=tuple(islice(_clashes(of_year), MOST_CLASHES + 1)),
        series=tuple(_series(events)),
        has_own=bool(graph.manifest.centre),
    )


def _event(one: Event, borne: Borne, evidence: Mapping[str, Evidence], say: Translator, on: date) -> AgendaEvent:
    """An event told of a day: the stretch that its dates make, whether that is past or to come, and what is unsure."""

    def named(iris: Iterable[str]) -> tuple[Thing, ...]:
        return by_label(borne.on(iri, begun) for iri in iris)

    first, begun = one.interval.start_earliest, one.interval.start_latest
    end = one.interval.end_latest
    broken = bool(first and end and end < first)
    last = begun if end is None or broken else max(begun or end, end)
    precision = _precision(first, begun)
    contested = len(one.dates) > 1 and not compatible(one.dates)
    off = is_off((one.fate,))
    now = bool(precision == "day" and first and last and first <= on <= last and not contested and not off)
    coming = bool(first and on < first and not off)
    perhaps = bool(last and on <= last and not now and not coming and not off)
    told = said(mentions(evidence_of(one.records, evidence), say))
    return AgendaEvent(
        thing=borne.things[one.iri],
        kind=one.kind,
        first=first,
        last=last,
        precision=precision,
        when=put_off(period(one.interval, say) if first and not broken else say("agenda.no_date"), one.previous, say),
        state=_state(one.fate, last, now=now, coming=coming, perhaps=perhaps, say=say),
        coming=coming,
        now=now,
        perhaps=perhaps,
        fate=one.fate,
        online=bool(one.attendance),
        nowhere=not one.places and one.attendance != ("online",),
        places=named(one.places),
        organisers=named(one.organisers),
        sectors=named(one.sectors),
        themes=named(one.themes),
        mentions=told,
        doubt=_doubt(told, say),
        unsure=_unsure(one, evidence, say),
        contested=contested,
        broken=broken,
    )


def _doubt(found: Sequence[Mention], say: Translator) -> str:
    """What makes every mention of an event unsure: that it is disputed, else how unsure the surest is read."""
    if found and all(mention.status == "disputed" for mention in found):
        return say("status.disputed")
    return found[0].doubt if found and all(mention.doubt for mention in found) else ""


def _unsure(one: Event, evidence: Mapping[str, Evidence], say: Translator) -> dict[str, str]:
    """How unsure the surest record is that ties the event to each thing, where it is less than probable."""
    sure = {
        iri: max((evidence[record].confidence for record in records if record in evidence), default=0.0)
        for iri, records in one.said_by.items()
    }
    return {iri: doubt(confidence, say) for iri, confidence in sure.items() if confidence < PROBABLE}


def _precision(first: date | None, begun: date | None) -> Precision:
    if first is None or begun is None:
        return "none"
    if first == begun:
        return "day"
    return "month" if (begun - first).days < _LONGEST_MONTH else "year"


def _state(fate: Fate, last: date | None, *, now: bool, coming: bool, perhaps: bool, say: Translator) -> str:
    """That it was cancelled; else whether it is past, of the day, to come or perhaps so, and only announced."""
    if is_off((fate,)) or (fate and last is None):
        return say(f"fates.{fate}")
    if last is None:
        return ""
    if perhaps:
        return say("agenda.state.perhaps")
    if coming:
        return say("agenda.state.coming_announced" if fate else "agenda.state.coming")
    if now:
        return say("agenda.state.today_announced" if fate else "agenda.state.today")
    return say(f"fates.{fate}" if fate else "agenda.state.past")


def _month(number: int, year: int, events: Sequence[AgendaEvent], say: Translator) -> Month:
    dated = ((one, one.first) for one in events if one.precision in ("day", "month") and one.first)
    begun = [(one, first) for one, first in dated if max(first, date(year, 1, 1)).month == number]
    ordered = [one for one, _ in sorted(begun, key=lambda each: (each[0].precision != "day", each[1]))]
    return Month(number, say.edtf(f"{year:04d}-{number:02d}"), tuple(ordered))


def _idle(graph: KnowledgeGraph, say: Translator, events: Sequence[AgendaEvent], day: date | None) -> tuple[Thing, ...]:
    centre = graph.manifest.centre
    if not centre:
        return ()
    busy = {thing.iri for one in events if not one.off for thing in one.organisers}
    later = known_later(graph, centre, day) if day else frozenset()
    idle = read_own(graph.rows, "clusters", centre, day).keys() - busy - later
    return by_label(graph.things(idle, say.language, day=day).values())


def _clashes(events: Sequence[AgendaEvent]) -> Iterable[tuple[AgendaEvent, AgendaEvent]]:
    """Events whose days are known and shared; one that was cancelled takes up none."""
    known = [one for one in events if one.precision == "day" and not one.off]
    for place, one in enumerate(known):
        for other in known[place + 1 :]:
            if other.first is None or one.last is None or other.first > one.last:
                break
            yield one, other


def _series(events: Sequence[AgendaEvent]) -> Iterable[Series]:
    """The congresses of those who organise several."""
    by: dict[str, list[AgendaEvent]] = defaultdict(list)
    last: dict[str, Thing] = {}  # by its name at the last of them
    for one in events:
        if one.kind == "Congress":
            for organiser in one.organisers:
                by[organiser.iri].append(one)
                last[organiser.iri] = organiser
    for organiser in by_label(last.values()):
        if len(by[organiser.iri]) > 1:
            yield Series(organiser, tuple(by[organiser.iri]))


def _sentence(events: Sequence[AgendaEvent], year: int, say: Translator) -> str:
    """The events of a year in counts: past, of the day, to come; vague, without a place, announced only, cancelled."""
    if not events:
        return say("agenda.none", year=str(year))
    coming, now = sum(one.coming for one in events), sum(one.now for one in events)
    perhaps = sum(one.perhaps for one in events)
    vague = sum(1 for one in events if one.precision != "day")
    nowhere = sum(1 for one in events if one.nowhere)
    off = sum(one.off for one in events)
    announced = sum(bool(one.fate) and not (one.coming or one.now or one.perhaps or one.off) for one in events)
    past = len(events) - coming - now - perhaps - announced - off
    counts = {"past": past, "now": now, "coming": coming, "vague": vague, "nowhere": nowhere}
    told = say("agenda.lead", year=str(year), count=len(events), **counts)
    more = {"perhaps": perhaps, "unconfirmed": announced, "off": off}
    counted = [say(f"agenda.{name}", count=count) for name, count in more.items() if count]
    return " ".join(filter(None, [told, *counted, counted_disputed((one.mentions for one in events), say)]))


def days_of(one: AgendaEvent) -> tuple[date, date] | None:
    """The first day, and the day after the last, of an event known to the month at least."""
    if one.first is None or one.last is None or one.precision in ("year", "none"):
        return None
    return one.first, one.last + timedelta(days=1)

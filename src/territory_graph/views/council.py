"""A council meeting, or a year of agreements: with whom, by what, for which sum, and what was the year before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from territory_graph.facts.agenda import Event
from territory_graph.facts.agreements import Agreement, Decision, read_agreements, read_decisions
from territory_graph.facts.announced import is_off
from territory_graph.facts.evidence import evidence_of, issued
from territory_graph.facts.money import Sum, read_sums
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Evidence, Thing
from territory_graph.views.agenda import all_events
from territory_graph.views.fiche.brief import Brief, BriefLine, BriefPart, Notes, brief_facts, plain
from territory_graph.views.money import ToldSum, told_sums
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.telling import centre_name, enumerated
from territory_graph.views.wording import (
    PROBABLE,
    Mention,
    counted_disputed,
    doubt,
    mentions,
    period,
    said,
    with_fate,
    with_votes,
)

KINDS = ("Roadmap", "Convention", "Partnership", "Agreement")
"""The classes of agreements that a row tells apart, in their order."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing in a list with its dates in words and its sources."""

    thing: Thing
    when: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """What ties the centre to one partner in the year, by class of agreement in their order, and what was before.

    ``sums`` are those for this partner, alone or with others. ``themes`` and ``clauses`` are what its agreements are
    about and set. ``before`` is a sentence; ``outcomes`` are events of the partner that came of a programme of these
    agreements, ``others`` its other events of the year.
    """

    partner: Thing
    agreements: Mapping[str, tuple[Listed, ...]]
    sums: tuple[ToldSum, ...]
    themes: tuple[Thing, ...]
    clauses: tuple[Thing, ...]
    before: str
    outcomes: tuple[Listed, ...]
    others: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class CouncilView:
    """The agreements of a meeting or a year: a sentence, the sums, a row a partner, and what was decided.

    ``choices`` are the meetings and years that can be asked for, each with its name; ``chosen`` is the one shown.
    """

    choices: tuple[tuple[str, str], ...]
    chosen: str
    title: str
    year: int
    sentence: str
    before: str
    decisions: tuple[Listed, ...]
    sums: tuple[ToldSum, ...]
    rows: tuple[PartnerRow, ...]
    adopted: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Read:
    """All that a page is made from, read once: of the centre only, and of the day."""

    centre: str
    agreements: tuple[Agreement, ...]
    decisions: tuple[Decision, ...]
    sums: tuple[Sum, ...]
    events: tuple[Event, ...]

    def meetings(self) -> list[Event]:
        """The centre's meetings, the latest first; those of which some decision is known before the others."""
        found = [one for one in self.events if one.kind == "CouncilMeeting" and self.centre in one.organisers]
        return sorted(found, key=lambda one: one.interval.first or date.min, reverse=True)

    def decided(self, meeting: str) -> list[Decision]:
        """The decisions that were taken at a meeting."""
        return [one for one in self.decisions if meeting in one.taken_at]

    def decided_in(self, year: int) -> list[Decision]:
        """The decisions that the centre took in a year."""
        own = [one for one in self.decisions if self.centre in one.taken_by]
        return [one for one in own if one.interval.first and one.interval.first.year == year]

    def years(self) -> list[int]:
        """The years for which a roadmap or a sum of the centre is known, the latest first."""
        roadmaps = (one.interval for one in self.agreements if one.kind == "Roadmap")
        first = (each.start_earliest or each.first for each in (*roadmaps, *(one.interval for one in self.sums)))
        return sorted({day.year for day in first if day}, reverse=True)


def read_council(
    graph: KnowledgeGraph, say: Translator, day: date | None = None, asked: str = ""
) -> CouncilView | None:
    """The meeting or year ``asked`` for, else the latest by the day that decided something, else the latest by it.

    Only what had begun by the day is told; a later meeting is said to be one. None where the territory has no centre,
    or nothing is known of it.
    """
    read = _read(graph, day)
    if read is None:
        return None
    meetings, years = read.meetings(), read.years()
    named = graph.things([one.iri for one in meetings], say.language)
    choices = [
        *((one.iri, _with_day(named[one.iri].label, one, say, day)) for one in meetings),
        *((str(year), say("council.year", year=str(year))) for year in years),
    ]
    if not choices:
        return None
    held = [one.iri for one in meetings if not _is_after(one, day) and not is_off((one.fate,))]
    to_come = [one.iri for one in meetings if not is_off((one.fate,))]
    first = next((iri for iri in held if read.decided(iri)), (*held, *map(str, years), *to_come, choices[0][0])[0])
    chosen = asked if any(asked == value for value, _ in choices) else first
    ordered = sorted(choices, key=lambda choice: choice[0] != first)
    meeting = next((one for one in meetings if one.iri == chosen), None)
    year = int(chosen) if meeting is None else _year_of(meeting, read)
    return _Page(graph, say, day, read, meeting, year).view(tuple(ordered), chosen)


def _with_day(label: str, meeting: Event, say: Translator, day: date | None) -> str:
    when = meeting.interval.start or ""
    told = say.edtf(when) if when else ""
    dated = label if not told or told in label else f"{label}, {told}"
    if meeting.fate:
        return with_fate(dated, meeting.fate, say)
    return say("council.to_come", when=dated) if _is_after(meeting, day) else dated


def _is_after(meeting: Event, day: date | None) -> bool:
    """Whether a meeting was still to come on the day."""
    first = meeting.interval.first
    return day is not None and first is not None and day < first


def _year_of(meeting: Event, read: _Read) -> int:
    """The year for which a meeting decided: that of the sums and roadmaps that it adopted, else its own."""
    adopted = _adopted(read.decided(meeting.iri))
    roadmaps = [one.interval for one in read.agreements if one.iri in adopted and one.kind == "Roadmap"]
    spans = [*roadmaps, *(one.interval for one in read.sums if adopted & {*one.agreements})]
    years = {span.first.year for span in spans if span.first and span.last and span.first.year == span.last.year}
    return years.pop() if len(years) == 1 else (meeting.interval.first or date.min).year


def _read(graph: KnowledgeGraph, day: date | None) -> _Read | None:
    centre = graph.manifest.centre
    if not centre:
        return None

    def begun(first: date | None) -> bool:
        return day is None or first is None or first <= day

    return _Read(
        centre,
        tuple(one for one in graph.once(read_agreements) if centre in one.bodies and begun(one.interval.first)),
        tuple(one for one in graph.once(read_decisions) if begun(one.interval.first)),
        tuple(one for one in graph.once(read_sums) if centre in one.payers and one.begun_by(day)),
        all_events(graph),
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """Names of things, and what records say of themselves."""

    things: Mapping[str, Thing]
    evidence: Mapping[str, Evidence]


@dataclass(frozen=True, slots=True)
class _Page:
    """One meeting or year being told."""

    graph: KnowledgeGraph
    say: Translator
    day: date | None
    read: _Read
    meeting: Event | None
    year: int

    def view(self, choices: tuple[tuple[str, str], ...], chosen: str) -> CouncilView:
        """The page of a meeting or year; of a meeting still to come, only that it is."""
        read, say = self.read, self.say
        title = next(name for value, name in choices if value == chosen)
        if self.meeting and self.day and _is_after(self.meeting, self.day):
            later = say("council.lead.later", title=title, day=say.day(self.day))
            return CouncilView(choices, chosen, title, self.year, later, "", (), (), (), frozenset())
        decisions = read.decided(self.meeting.iri) if self.meeting else read.decided_in(self.year)
        adopted = _adopted(decisions)
        shown = self._shown(adopted)
        partners = self._partners(shown, adopted)
        sums = [one for one in read.sums if one.touches(self.year) or adopted & {*one.agreements}]
        told = told_sums(self.graph, sums, say, self.day)
        named = self._named(shown, decisions, partners)
        rows = tuple(
            self._row(partner, shown, list(zip(sums, told, strict=True)), named)
            for partner in sorted(partners, key=lambda iri: alphabetical(named.things[iri].label))
        )
        return CouncilView(
            choices,
            chosen,
            title,
            self.year,
            self._sentence(title, adopted, rows, told),
            self._before(),
            tuple(self._decided(one, named) for one in decisions),
            told,
            rows,
            frozenset(adopted),
        )

    def _shown(self, adopted: Collection[str]) -> list[Agreement]:
        """What was adopted or held in the year, and what belongs to the same without a date of its own.

        A convention without dates is told where a roadmap of the year is part of the same partnership only.
        """
        found = [one for one in self.read.agreements if one.iri in adopted or one.surely_in(self.year)]
        near = {iri for one in found if one.iri in adopted or one.kind == "Roadmap" for iri in (one.iri, *one.part_of)}
        undated = [one for one in self.read.agreements if one.interval.first is None and near & set(one.part_of)]
        known = {one.iri for one in (*found, *undated)} | near
        return [one for one in self.read.agreements if one.iri in known]

    def _partners(self, shown: Sequence[Agreement], adopted: Collection[str]) -> set[str]:
        """The other bodies of what was adopted, or of all that is shown where nothing was: not of a mere convention."""
        found = [one for one in shown if one.iri in adopted] or [one for one in shown if one.surely_in(self.year)]
        return {body for one in found for body in one.bodies} - {self.read.centre}

    def _named(self, shown: Sequence[Agreement], decisions: Sequence[Decision], partners: Iterable[str]) -> _Named:
        dated: list[Agreement | Decision | Event] = [*self.read.agreements, *decisions, *self.read.events]
        wanted = {iri for one in shown for iri in (*one.themes, *one.clauses)} | {one.iri for one in dated}
        records = {record for one in dated for record in one.records}
        # Bodies bear the names of the day of the meeting or year, or of the one shown if that is sooner.
        own = self.meeting.interval.first if self.meeting else date(self.year, 12, 31)
        named_on = min((day for day in (own, self.day) if day), default=None)
        language = self.say.language
        things = self.graph.things(wanted | set(partners), language, day=named_on)
        return _Named(things, self.graph.evidence(records, language))

    def _row(
        self, partner: str, shown: Sequence[Agreement], sums: Sequence[tuple[Sum, ToldSum]], named: _Named
    ) -> PartnerRow:
        """A partner with its agreements by class, its sums, and its events, those of a programme of theirs apart."""
        things = named.things
        own = [one for one in shown if partner in one.bodies]
        by_kind = {
            kind: tuple(self._listed(one, named) for one in own if one.kind == kind)
            for kind in KINDS
            if any(one.kind == kind for one in own)
        }
        all_own = [one for one in self.read.agreements if partner in one.bodies]
        programmes = {iri for one in all_own for iri in one.programmes}
        events = [one for one in self.read.events if partner in one.organisers and self._after(one)]
        outcomes = [one for one in events if programmes & set(one.outcome_of)]
        return PartnerRow(
            things[partner],
            by_kind,
            tuple(told for one, told in sums if partner in one.recipients),
            by_label(things[iri] for iri in {iri for one in own for iri in one.themes}),
            by_label(things[iri] for iri in {iri for one in own for iri in one.clauses}),
            self._year_before(all_own, partner, things),
            tuple(self._organised(one, partner, named) for one in outcomes),
            tuple(self._organised(one, partner, named) for one in events if one not in outcomes),
        )

    def _after(self, event: Event) -> bool:
        """Whether an event is of the year, and not before the meeting."""
        first, last = event.interval.first, event.interval.start_latest
        if first is None or last is None or not first.year <= self.year <= last.year:
            return False
        met = self.meeting.interval.first if self.meeting else None
        return met is None or last >= met

    def _listed(self, one: Agreement | Decision | Event, named: _Named) -> Listed:
        known = evidence_of(one.records, named.evidence)
        when, first = period(one.interval.known_from(issued(known)), self.say), one.interval.first
        if when and self.day and first and self.day < first:
            when = self.say("council.to_come", when=when)
        return Listed(named.things[one.iri], when, said(mentions(known, self.say)))

    def _decided(self, one: Decision, named: _Named) -> Listed:
        listed = self._listed(one, named)
        return replace(listed, when=with_votes(listed.when, self.say)) if one.outvoted else listed

    def _organised(self, one: Event, partner: str, named: _Named) -> Listed:
        """An event as one of a partner's, with its doubt where no source surely says that the partner organises it."""
        listed = self._listed(one, named)
        if is_off((one.fate,)) or not _is_after(one, self.day):
            listed = replace(listed, when=with_fate(listed.when, one.fate, self.say))
        sure = (named.evidence[record].confidence for record in one.said_by[partner] if record in named.evidence)
        unsure = max(sure, default=0.0)
        if unsure >= PROBABLE:
            return listed
        return replace(listed, when=self.say("council.organiser", when=listed.when, doubt=doubt(unsure, self.say)))

    def _year_before(self, own: Sequence[Agreement], partner: str, things: Mapping[str, Thing]) -> str:
        """What dated sources say of the year before, with and to one partner."""
        say, year = self.say, self.year - 1
        held = [one for one in own if one.surely_in(year)]
        paid = [one for one in self.read.sums if partner in one.recipients and one.touches(year)]
        if not held and not paid:
            return say("council.before.nothing", year=str(year))
        agreements = str(enumerated([things[one.iri].label for one in held], say))
        money = say("council.before.sums", count=len(paid)) if paid else say("council.before.no_sum", year=str(year))
        return say("list.semicolon").join(part for part in (agreements, money) if part)

    def _before(self) -> str:
        """How many roadmaps and sums are known of the year before."""
        say, year = self.say, self.year - 1
        roadmaps = sum(1 for one in self.read.agreements if one.kind == "Roadmap" and one.surely_in(year))
        paid = sum(1 for one in self.read.sums if one.touches(year))
        if not roadmaps and not paid:
            return say("council.compared.nothing", year=str(year), centre=centre_name(self.graph, self.day, say))
        known = {
            "roadmaps": say("council.compared.roadmaps", count=roadmaps),
            "sums": say("council.compared.sums", count=paid),
        }
        return say("council.compared.known", year=str(year), **known)

    def _sentence(
        self, title: str, adopted: Collection[str], rows: Sequence[PartnerRow], sums: Sequence[ToldSum]
    ) -> str:
        """What was adopted, with how many partners, then the sums of the year: committed, and of other kinds."""
        say = self.say
        if self.meeting is None:
            first = say("council.lead.year", year=str(self.year), count=len(rows))
        elif adopted:
            partners = say("council.lead.partners", count=len(rows))
            first = say("council.lead.adopted", title=title, count=len(adopted), partners=partners)
        else:
            first = say("council.lead.unknown", title=title)
        agreed = (listed.mentions for row in rows for each in row.agreements.values() for listed in each)
        disputed = counted_disputed(dict.fromkeys(agreed), say)
        committed = [_amounts(one, one.scope, say) for one in sums if one.kind == "commitment"]
        others = [_amounts(one, f"{one.kind_label}, {one.scope}", say) for one in sums if one.kind != "commitment"]
        listed, year = say("list.semicolon"), str(self.year)
        told = say("council.lead.no_sum", year=year, centre=centre_name(self.graph, self.day, say))
        if committed:
            told = say("council.lead.sums", year=year, count=len(committed), sums=listed.join(committed))
        also = say("council.lead.sums_of_kind", year=year, sums=listed.join(others)) if others else ""
        return " ".join(part for part in (first, disputed, told, also) if part)


def _adopted(decisions: Iterable[Decision]) -> set[str]:
    """The agreements that decisions adopt; not those that more votes reject than adopt."""
    return {iri for one in decisions if not one.outvoted for iri in one.adopts}


def _amounts(one: ToldSum, words: str, say: Translator) -> str:
    return f"{say('list.or').join(amount.text for amount in one.amounts)} ({words})"


def council_brief(graph: KnowledgeGraph, view: CouncilView, say: Translator, day: date | None, address: str) -> Brief:
    """The page as a brief for paper: the sentence, the sums, a part a partner, every line with notes of its sources."""
    notes = Notes(say)
    sums = tuple(_sum_line(one, notes) for one in view.sums)
    parts = [BriefPart(row.partner.label, tuple(_brief_lines(row, notes, say)), "") for row in view.rows]
    first = [BriefPart(say("council.sums"), sums, "")] if sums else []
    return Brief(
        language=say.language,
        title=plain(view.title),
        kind=say("brief.kind"),
        day=say("brief.as-of", day=say.day(day)) if day else say("brief.all-dates"),
        sentence=plain(f"{view.sentence} {view.before}", 900),
        composed=say("brief.composed") if first or parts else "",
        facts=brief_facts(graph, say, address),
        parts=(*first, *parts),
        missing=(say("brief.missing"), ""),
        notes_title=say("brief.notes"),
        notes=tuple(notes.texts),
        cut="",
        page_word=say("brief.page"),
        colon=say("list.colon"),
        semicolon=say("list.semicolon"),
    )


def _sum_line(one: ToldSum, notes: Notes) -> BriefLine:
    amounts = " / ".join(amount.text for amount in one.amounts)
    text = (("", one.scope), *(("", note) for note in one.notes))
    found = said(one.mentions)
    return BriefLine(amounts, plain(one.period), text, tuple(dict.fromkeys(map(notes.number, found))), ())


def _brief_lines(row: PartnerRow, notes: Notes, say: Translator) -> Iterable[BriefLine]:
    for found in row.agreements.values():
        yield from (BriefLine(plain(one.thing.label), plain(one.when), (), _numbers(one, notes), ()) for one in found)
    told = tuple(dict.fromkeys(n for found in row.agreements.values() for one in found for n in _numbers(one, notes)))
    for name, things in (("themes", row.themes), ("clauses", row.clauses)):
        if things:
            names = plain(", ".join(thing.label for thing in things))
            yield BriefLine(say(f"council.columns.{name}"), "", (("", names),), told, ())
    yield BriefLine(say("council.columns.before"), "", (("", plain(row.before, 400)),), told, ())
    for name, events in (("outcomes", row.outcomes), ("others", row.others)):
        for one in events:
            when = say("council.brief_when", name=one.thing.label, when=one.when) if one.when else one.thing.label
            yield BriefLine(say(f"council.columns.{name}"), "", (("", plain(when)),), _numbers(one, notes), ())


def _numbers(one: Listed, notes: Notes) -> tuple[int, ...]:
    return tuple(dict.fromkeys(map(notes.number, one.mentions)))

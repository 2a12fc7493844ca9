"""The chronology of a territory: everything that sources date on one axis, contradictions side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from territory_graph.facts.announced import fates, is_off, read_announced
from territory_graph.facts.dated import DATED_KINDS, Dated, DatedKind, read_dated
from territory_graph.facts.evidence import evidence_of
from territory_graph.facts.names import Borne
from territory_graph.facts.scope import read_own
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Evidence, Thing
from territory_graph.views.fiche.chronology import Chronology, Moment, moment, moments_told
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.wording import Mention, counted_disputed, mentions, period, said, with_fate

MOST_DRAWN = 100
_DECADE = 10


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A thing on the axis: its line, what it is in a word, whose it is, and its sources; ``coming`` after the day.

    The word says that it was announced, where no source says that it was done.
    """

    thing: Thing
    kind: DatedKind
    kind_label: str
    moment: Moment
    whose: tuple[Thing, ...]
    mentions: tuple[Mention, ...]
    contested: bool
    coming: bool


@dataclass(frozen=True, slots=True)
class ChronologyView:
    """The rows in the order of time, the picture of the first hundred, and what has no day to stand at.

    ``decades`` are those in which something begins or ends, each with its number of things.
    """

    sentence: str
    rows: tuple[DatedRow, ...]
    picture: Chronology | None
    open_dates: tuple[tuple[Thing, str], ...]
    decades: tuple[tuple[int, int], ...]
    has_own: bool


def read_chronology(
    graph: KnowledgeGraph,
    say: Translator,
    day: date | None = None,
    *,
    kind: str = "",
    decade: int | None = None,
    own: bool = False,
) -> ChronologyView:
    """What begins or ends, of one kind or of all, in a decade or at any time, of the territory's own or of all.

    The day leaves nothing out: what begins after it is told to come.
    """
    centre = graph.manifest.centre
    ours = read_own(graph.rows, "actors", centre).keys() | {centre} if own and centre else None
    found = [
        one
        for one in graph.once(read_dated)
        if (not kind or one.kind == kind) and (ours is None or ours & {one.iri, *one.whose})
    ]
    things = graph.borne({iri for one in found for iri in (one.iri, *one.whose)}, say.language, day=day)
    placed = [(one, line) for one in found if (line := _line(one, things, say))]
    decades = Counter(year for _, year in {(one.iri, year) for one, line in placed for year in _decades(line)})
    shown = [(one, line) for one, line in placed if decade is None or decade in _decades(line)]
    evidence = graph.evidence({record for one, _ in shown for record in one.records}, say.language)
    announced = {iri: "planned" for iri, thing in things.things.items() if thing.kind == "AnnouncedChange"}
    announced |= fates(graph.once(read_announced))
    rows = tuple(
        _row(one, line, things, evidence, say, day=day, became=announced.get(one.iri, ""))
        for one, line in _in_time(shown)
    )
    drawn = tuple(row.moment for row in rows[:MOST_DRAWN])
    picture = Chronology(drawn, moments_told(drawn, len(rows), say)) if drawn else None
    nowhere = [one for one in found if not _line(one, things, say)] if decade is None else []
    open_dates = tuple((things.on(one.iri, None), period(one.interval, say)) for one in nowhere)
    return ChronologyView(
        _sentence(rows, say, day, decade),
        rows,
        picture,
        tuple(sorted(open_dates, key=lambda pair: alphabetical(pair[0].label))),
        tuple(sorted(decades.items())),
        bool(centre),
    )


def _line(one: Dated, things: Borne, say: Translator) -> Moment | None:
    thing = things.on(one.iri, one.interval.start_latest or one.interval.end_latest)
    label = say(f"chronology.line.{one.kind}", name=thing.label)
    found = moment(label, thing, one.interval, say)
    if found is None and one.interval.start is None and one.interval.end_earliest and one.interval.end_latest:
        first, last = one.interval.end_earliest, one.interval.end_latest
        found = Moment(label, period(one.interval, say), thing, first, last, first, last, False)
    return found


def _decades(line: Moment) -> set[int]:
    """The decades in which it may begin or end."""
    ends = () if line.open else (line.ending.year, line.last.year)
    return {year // _DECADE * _DECADE for year in (line.first.year, line.begun.year, *ends)}


def _in_time(found: Iterable[tuple[Dated, Moment]]) -> list[tuple[Dated, Moment]]:
    """By beginning; what contradicts each other stands together, at the earliest."""
    pairs = list(found)
    first: dict[str, date] = {}
    for one, line in pairs:
        first[one.iri] = min(line.first, first.get(one.iri, date.max))
    return sorted(pairs, key=lambda pair: (first[pair[0].iri], pair[0].iri, pair[1].first, pair[1].last))


def _row(
    one: Dated,
    line: Moment,
    things: Borne,
    evidence: Mapping[str, Evidence],
    say: Translator,
    *,
    day: date | None,
    became: str,
) -> DatedRow:
    """A thing on its line, named as on the day on which that begins."""
    known = evidence_of(one.records, evidence)
    whose = by_label(things.on(iri, line.begun) for iri in one.whose if iri != one.iri)
    label = say(f"chronology.kinds.{one.kind}")
    label = say("chronology.announced", kind=label) if became == "planned" else with_fate(label, became, say)
    coming = day is not None and line.first > day and not is_off((became,))
    thing = things.on(one.iri, line.begun)
    return DatedRow(thing, one.kind, label, line, whose, said(mentions(known, say)), one.contested, coming)


def _sentence(rows: tuple[DatedRow, ...], say: Translator, day: date | None, decade: int | None) -> str:
    scope = say("chronology.decade", first=str(decade), last=str(decade + 9)) if decade else say("chronology.ever")
    if not rows:
        return say("chronology.none", scope=scope)
    parts = [say("chronology.lead", scope=scope, count=len({row.thing.iri for row in rows}))]
    contested = len({row.thing.iri for row in rows if row.contested})
    if contested:
        parts.append(say("chronology.contested", count=contested))
    coming = len({row.thing.iri for row in rows if row.coming})
    if coming and day:
        parts.append(say("chronology.coming", count=coming, day=say.day(day)))
    by_thing = {row.thing.iri: row.mentions for row in rows}
    return " ".join(filter(None, [*parts, counted_disputed(by_thing.values(), say)]))


def kinds_of(say: Translator) -> list[tuple[str, str]]:
    """The kinds of dated things with their names."""
    return [(kind, say(f"chronology.kinds.{kind}")) for kind in DATED_KINDS]

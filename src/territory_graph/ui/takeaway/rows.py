"""The ties and the actors of a view as rows of plain text, for tables and for networks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from territory_graph.dates import Interval, bounds_if_any
from territory_graph.facts.ontology import class_labels
from territory_graph.messages import Translator
from territory_graph.model import best_label
from territory_graph.ui.takeaway.shown import Shown, clean
from territory_graph.views.kinds import drawn_kind
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import kind_in_words
from territory_graph.views.ties import ToldTie
from territory_graph.views.wording import mentions, period, with_contradiction


@dataclass(frozen=True, slots=True)
class TieInWords:
    """One tie in words; a date that is known to the day is a date.

    ``confidence`` is that of its least sure record; several texts are joined by “;”.
    """

    source: str
    target: str
    kind: str
    about: str
    amount: str
    since: date | str
    until: date | str
    attested: date | str
    status: str
    confidence: float | None
    source_title: str
    locator: str
    link: str
    source_iri: str
    target_iri: str
    about_iri: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of one tie."""

    source: str
    target: str
    kind: str
    about: str
    source_title: str
    source_date: str
    locator: str
    status: str
    confidence: str
    link: str
    record: str


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One thing shown: its sectors and EPCI, with how many others it is tied, and by how many ties."""

    label: str
    kind: str
    class_: str
    sectors: str
    epci: str
    partners: int
    ties: int
    iri: str


def tie_rows(shown: Shown) -> list[TieInWords]:
    """Every tie, by the names of its ends."""
    say, rows = shown.say, []
    for tie in _ordered(shown):
        cited = mentions(tie.evidence, say)
        since, until = since_and_until(tie.interval, say)
        row = TieInWords(
            source=shown.label_of(tie.source),
            target=shown.label_of(tie.target),
            kind=kind_in_words(tie, say),
            about=clean(tie.about.label) if tie.about else "",
            amount=shown.amounts.get(tie.about.iri, "") if tie.about else "",
            since=_exact(tie.interval.start if since == say.edtf(tie.interval.start or "") else None) or since,
            until=_exact(tie.interval.end) or until,
            attested=_exact(last := tie.interval.last_attested) or say.edtf(last or ""),
            status=say(f"status.{tie.firmness}"),
            confidence=min((one.confidence for one in tie.evidence), default=None),
            source_title=_joined(one.title for one in cited),
            locator=_joined(one.place for one in cited),
            link=_joined(one.address for one in cited),
            source_iri=tie.source,
            target_iri=tie.target,
            about_iri=tie.about.iri if tie.about else "",
        )
        rows.append(row)
    return rows


def source_rows(shown: Shown) -> list[SourceRow]:
    """Every source of every tie, in the order of the ties."""
    return [
        SourceRow(
            source=shown.label_of(tie.source),
            target=shown.label_of(tie.target),
            kind=kind_in_words(tie, shown.say),
            about=clean(tie.about.label) if tie.about else "",
            source_title=clean(one.title),
            source_date=clean(one.date),
            locator=clean(one.place),
            status=one.status_label,
            confidence=one.confidence,
            link=clean(one.address, 2_000),
            record=one.record,
        )
        for tie in _ordered(shown)
        for one in mentions(tie.evidence, shown.say)
    ]


def actor_rows(shown: Shown) -> list[ActorRow]:
    """Every thing shown, by name."""
    say = shown.say
    partners = Counter(end for pair in {tie.pair for tie in shown.ties} for end in pair.split("|"))
    ties = Counter(end for tie in shown.ties for end in (tie.source, tie.target))
    rows = [
        ActorRow(
            label=shown.label_of(iri),
            kind=say(f"kinds.{drawn_kind(thing.kind)}"),
            class_=best_label(class_labels().get(thing.kind, {}), say.language) or thing.kind,
            sectors=shown.groups.get("sector", {}).get(iri, ""),
            epci=shown.groups.get("epci", {}).get(iri, ""),
            partners=partners[iri],
            ties=ties[iri],
            iri=iri,
        )
        for iri, thing in shown.things.items()
    ]
    return sorted(rows, key=lambda row: (alphabetical(row.label), row.iri))


def _ordered(shown: Shown) -> list[ToldTie]:
    return sorted(
        shown.ties,
        key=lambda tie: (alphabetical(shown.label_of(tie.source)), alphabetical(shown.label_of(tie.target)), tie.id),
    )


def since_and_until(interval: Interval, say: Translator) -> tuple[str, str]:
    """When a tie began and ended, as its sources say it, or the day by which it was over; empty where none does.

    What speaks against its dates stands with its beginning.
    """
    begun = replace(interval, end=None, end_earliest=None, end_latest=None, not_after=None, attested=None, seen=None)
    since = say.edtf(interval.start) if interval.start else period(begun, say)
    if interval.start or interval.excluded:
        since = with_contradiction(since, interval, say)
    if interval.excluded:
        return since, ""
    if interval.end or interval.dated or not interval.last:
        return since, say.edtf(interval.end or "")
    return since, say("dates.ended-by", day=say.day(interval.last))


def _exact(text: str | None) -> date | None:
    """The day that an EDTF date means; None where it may mean several, or is none."""
    first, last = bounds_if_any(text)
    return first if first == last else None


def _joined(texts: Iterator[str]) -> str:
    """Each text once, in the order in which they come."""
    return clean(" ; ".join(dict.fromkeys(clean(text, 2_000) for text in texts if text)), 8_000)

"""The dated facts of a thing along time: a day as a point, an imprecise date as the days that it may mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from territory_graph.dates import Interval, bounds_if_any
from territory_graph.facts.ontology import is_a
from territory_graph.messages import Translator
from territory_graph.model import Fact, Thing
from territory_graph.spelling import capital
from territory_graph.views.fiche.facts import Facts, ends, text_of
from territory_graph.views.fiche.lines import called
from territory_graph.views.ordering import alphabetical
from territory_graph.views.wording import period
from territory_graph.vocabulary import local

MOST_MOMENTS = 60
_APART = {"figures", "documents", "records", "quotes"}
_OWN_DATES = ("start", "end", "when", "forYear")


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline: what it is, the date as it is said, and the days that it may mean.

    It began between ``first`` and ``begun``; where it lasted it ended between ``ending`` and ``last``. ``open`` when it
    lasted and no source gives its end: ``last`` is then the last day on which one attests it, or ``begun``.
    """

    label: str
    when: str
    thing: Thing | None
    first: date
    begun: date
    ending: date
    last: date
    open: bool


@dataclass(frozen=True, slots=True)
class Chronology:
    """Moments in the order of time, how many there are in all, and a sentence."""

    moments: tuple[Moment, ...]
    sentence: str


def chronology(facts: Facts, say: Translator) -> Chronology | None:
    """The dated facts along time, or None where there are not two; figures and papers are dated elsewhere."""
    found = dict.fromkeys(one for fact in facts.stated() for one in _moments(fact, facts.iri, say))
    if len(found) < 2:
        return None
    ordered = sorted(found, key=lambda one: (one.first, one.last, alphabetical(one.label)))
    shown = tuple(ordered[:MOST_MOMENTS])
    return Chronology(shown, moments_told(shown, len(ordered), say))


def moments_told(shown: Sequence[Moment], total: int, say: Translator) -> str:
    """How many dated facts are drawn of how many, and what light bands and tips among them mean."""
    told = say("fiche.time.cut" if total > len(shown) else "fiche.time.told", count=len(shown), total=total)
    told += vague_told(shown, say)
    return f"{told} {say('fiche.time.open')}" if any(one.open for one in shown) else told


def vague_told(shown: Iterable[Moment], say: Translator) -> str:
    """How many of the moments have an imprecise date, after a sentence; empty where none has."""
    vague = sum(one.first != one.begun or one.ending != one.last for one in shown)
    return f" {say('fiche.time.vague', count=vague)}" if vague else ""


def _moments(fact: Fact, iri: str, say: Translator) -> Iterator[Moment]:
    """Of a thing's own statements each date; of what ties it to others the time for which that held."""
    if fact.reason in _APART:
        return
    if fact.about is None:
        for statement in fact.statements:
            own = local(statement.predicate) in _OWN_DATES and not statement.inverse
            first, last = bounds_if_any(statement.value.text if own else None)
            if first and last:
                label = capital(called(local(statement.predicate), statement.label, say))
                yield Moment(label, say.edtf(statement.value.text), None, first, last, first, last, False)
        return
    label = text_of(fact, "nameText") or fact.label
    if is_a(fact.about.kind, "Membership"):  # it has no name of its own: who else is it of
        others = (one.label for name in ("member", "inOrganisation") for one in ends(fact, name) if one.iri != iri)
        label = " · ".join((label, *others))
    if found := moment(label, fact.about, fact.interval, say):
        yield found


def moment(label: str, thing: Thing, interval: Interval, say: Translator) -> Moment | None:
    """The line of a thing that happened or lasted, or None where no day bounds its beginning on both sides."""
    first, begun = interval.start_earliest, interval.start_latest
    if first is None or begun is None:
        return None
    told = period(interval, say)
    if interval.end_latest and interval.end_earliest and interval.end != interval.start:
        ending, last = max(begun, interval.end_earliest), max(begun, interval.end_latest)
        return Moment(label, told, thing, first, begun, ending, last, False)
    if interval.dated or interval.end is not None:
        return Moment(label, told, thing, first, begun, first, begun, False)
    known = max(begun, interval.heard or begun)
    return Moment(label, told, thing, first, begun, known, known, True)

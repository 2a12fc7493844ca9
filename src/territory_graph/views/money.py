"""Who commits what to whom: sums as their sources give them, their totals by kind, and other sums that are cited."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from territory_graph.dates import Interval, bounds_if_any
from territory_graph.facts.evidence import evidence_of
from territory_graph.facts.lives import read_lives
from territory_graph.facts.money import (
    AMOUNT_KINDS,
    EUROS,
    Amount,
    AmountKind,
    Sum,
    Total,
    add_up,
    read_cited_sums,
    read_sums,
    read_unpriced,
)
from territory_graph.facts.names import Borne
from territory_graph.facts.scope import read_own
from territory_graph.facts.statements import Said, read_statements
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import UNVERIFIED_BELOW, Evidence, Thing
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.telling import enumerated
from territory_graph.views.wording import Mention, bounded, in_its_language, mentions, money_text, sum_period
from territory_graph.vocabulary import local

_MOST_UNPRICED = 12
"""Fundings without an amount that a note names."""


@dataclass(frozen=True, slots=True)
class ToldAmount:
    """An amount as it is shown, as a number, every source that gives it, and how exactly they do: empty, ``about``…"""

    text: str
    value: Decimal
    mentions: tuple[Mention, ...]
    bound: str = ""


@dataclass(frozen=True, slots=True)
class ToldSum:
    """A sum in words: who commits it to whom, under which agreement, for when; several amounts contradict each other.

    ``thing`` is the sum itself, ``agreements`` what it covers, ``years`` those that it is for. ``scope`` says whether
    it is shared out; ``state`` whether it is over on the day told, empty at all dates. ``signed`` is the one day on
    which its agreements were signed (ISO 8601), where sources give it. ``within`` are the sums of which it is a part,
    ``beyond`` those that it exceeds though its agreement is a part of theirs, ``amends`` those that it changes, by an
    amendment. ``mentions`` are all its sources;
    ``unverified`` where no record of its amounts is sure enough to be told without its doubt, ``of_kinds`` where
    sources contradict each other on its kind.
    """

    thing: Thing
    kind: AmountKind
    kind_label: str
    payers: tuple[Thing, ...]
    recipients: tuple[Thing, ...]
    agreements: tuple[Thing, ...]
    amounts: tuple[ToldAmount, ...]
    currency: str
    unshared: bool
    scope: str
    period: str
    interval: Interval
    state: str
    signed: str
    notes: tuple[str, ...]
    within: tuple[Thing, ...]
    beyond: tuple[Thing, ...]
    amends: tuple[Thing, ...]
    mentions: tuple[Mention, ...]
    unverified: bool = False
    of_kinds: bool = False
    years: frozenset[int] = frozenset()

    @property
    def contested(self) -> bool:
        """Whether sources give different amounts."""
        return len(self.amounts) > 1

    @property
    def is_disputed(self) -> bool:
        """Whether somebody disputes every record that gives its amounts."""
        cited = [mention for amount in self.amounts for mention in amount.mentions]
        return bool(cited) and all(mention.status == "disputed" for mention in cited)


@dataclass(frozen=True, slots=True)
class ToldTotal:
    """The total of the sums of one kind, and what it is made of in a sentence."""

    kind: AmountKind
    label: str
    text: str
    sentence: str
    total: Total


@dataclass(frozen=True, slots=True)
class ToldCitedSum:
    """A sum that a source cites of a thing, and that nobody commits to another."""

    thing: Thing
    about: Thing
    date: str
    amounts: tuple[ToldAmount, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitedSums:
    """The sums cited of one measure, such as budgets or ceilings: never added up."""

    label: str
    sums: tuple[ToldCitedSum, ...]


@dataclass(frozen=True, slots=True)
class MoneyView:
    """The sums of a day and of what is asked; ``years`` are those for which some sum is known.

    ``notes`` say what is left out, and why.
    """

    sentence: str
    totals: tuple[ToldTotal, ...]
    sums: tuple[ToldSum, ...]
    cited: tuple[CitedSums, ...]
    years: tuple[int, ...]
    notes: tuple[str, ...]
    has_own: bool


def read_money(
    graph: KnowledgeGraph, say: Translator, day: date | None = None, *, year: int | None = None, own: bool = False
) -> MoneyView:
    """The sums that had begun by a day, or of all dates; those of a year; of the territory's own actors alone.

    A sum is the territory's own where one of its own pays or receives it.
    """
    found = graph.once(read_sums)
    centre = graph.manifest.centre
    ours = read_own(graph.rows, "actors", centre, day).keys() | {centre} if centre else set()
    wanted = [one for one in found if not own or ours & {*one.payers, *one.recipients}]
    begun = [one for one in wanted if one.begun_by(day)]
    shown = [one for one in begun if year is None or one.touches(year)]
    unpriced = [
        one
        for one in graph.once(read_unpriced)
        if (not own or ours & {*one.payers, *one.recipients})
        and one.begun_by(day)
        and (year is None or one.touches(year))
    ]

    def order(one: Sum) -> tuple[object, ...]:
        """By kind, those of the territory's own actors first, the latest first."""
        latest = (one.interval.first or date.min).toordinal()
        return AMOUNT_KINDS.index(one.kind), ours.isdisjoint({*one.payers, *one.recipients}), -latest, one.iri

    shown.sort(key=order)
    told = told_sums(graph, shown, say, day)
    totals = tuple(_total(total, say) for total in add_up(shown))
    notes = [
        *_notes(begun, shown, say, day, year, later=len(wanted) - len(begun)),
        *_unpriced(graph, unpriced, say, day),
    ]
    cited = _cited(graph, say, day, year, ours if own else None)
    return MoneyView(
        _sentence(told, totals, say, day, year), totals, told, cited, _years(begun), tuple(notes), bool(centre)
    )


def _years(found: Iterable[Sum]) -> tuple[int, ...]:
    years: set[int] = set()
    for one in found:
        first, last = one.interval.first, one.interval.last
        if one.years:
            years |= one.years
        elif first:
            years |= set(range(first.year, (last or first).year + 1))
    return tuple(sorted(years, reverse=True))


def told_sums(graph: KnowledgeGraph, found: Sequence[Sum], say: Translator, day: date | None) -> tuple[ToldSum, ...]:
    """Sums told, in the order given."""
    wanted = {
        iri
        for one in found
        for iri in (one.iri, *one.payers, *one.recipients, *one.agreements, *one.within, *one.beyond, *one.amends)
    }
    things = graph.borne(wanted, say.language, day=day)
    lives = read_lives(graph.rows, {iri for one in found for iri in (*one.payers, *one.recipients)})
    evidence = graph.evidence({record for one in found for record in one.records}, say.language)
    said = read_statements(graph.rows, {iri for one in found for iri in (*one.agreements, one.iri)})
    return tuple(_sum(one, things, evidence, said, say, state=_state(one, lives, say, day)) for one in found)


def _sum(
    one: Sum,
    borne: Borne,
    evidence: Mapping[str, Evidence],
    statements: Mapping[str, Said],
    say: Translator,
    *,
    state: str,
) -> ToldSum:
    """A sum in words: its amounts, bodies and agreements with their names of its time, and what records remark."""

    def named(iris: Iterable[str]) -> tuple[Thing, ...]:
        return by_label(borne.on(iri, one.interval.start_latest) for iri in iris)

    said = [statements[iri] for iri in (one.iri, *one.agreements)]
    giving = [record for amount in one.amounts for record in amount.records]
    return ToldSum(
        thing=borne.things[one.iri],
        kind=one.kind,
        kind_label=say("list.or").join(say(f"codes.amountKind.{kind}") for kind in one.kinds or (one.kind,)),
        payers=named(one.payers),
        recipients=named(one.recipients),
        agreements=named(one.agreements),
        amounts=_amounts(one.amounts, one.currency, evidence, say),
        currency=one.currency,
        unshared=one.unshared,
        scope=_scope(one, say),
        period=sum_period(one.interval, say, own=not one.of_agreements) or say("money.no_period"),
        interval=one.interval,
        state=state,
        signed=_signed(statements[iri] for iri in one.agreements),
        notes=tuple(dict.fromkeys(note for each in said for note in _remarks(each, say))),
        within=named(one.within),
        beyond=named(one.beyond),
        amends=named(one.amends),
        mentions=mentions(evidence_of(one.records, evidence), say),
        unverified=all(evidence[each].confidence < UNVERIFIED_BELOW for each in giving if each in evidence),
        of_kinds=len(one.kinds) > 1,
        years=one.years,
    )


def _signed(agreements: Iterable[Said]) -> str:
    """The one day on which sources say that agreements were signed; empty where they give several, or no day."""
    days = {text for each in agreements for text in _texts(each, "when")}
    return days.pop() if len(days) == 1 and len(max(days)) == len("2021-05-12") else ""


def _scope(one: Sum, say: Translator) -> str:
    if one.unshared:
        return say("money.unshared", count=len(one.recipients))
    return say("money.share") if one.recipients else say("money.no_recipient")


def _state(one: Sum, lives: Mapping[str, Interval], say: Translator, day: date | None) -> str:
    """Whether a sum is over on the day, and whether nobody is left by then who pays or receives it."""
    interval = one.interval
    if day is None or interval.first is None or interval.dated:
        return ""
    if interval.last is not None and interval.last < day:
        return say("money.state.over")
    lasts = [[lives[iri].last for iri in sides] for sides in (one.payers, one.recipients)]
    if any(ends and all(last and last < day for last in ends) for ends in lasts):
        return say("money.state.gone")
    return say("money.state.running" if interval.last else "money.state.open")


def _amounts(
    found: Iterable[Amount], currency: str, evidence: Mapping[str, Evidence], say: Translator
) -> tuple[ToldAmount, ...]:
    """Amounts with their sources, each as disputed where every record that gives it is."""
    told = []
    for each in found:
        known = evidence_of(each.records, evidence)
        text = bounded(money_text(each.value, currency, say), each.bound, say)
        contested = bool(known) and all(one.status == "disputed" for one in known)
        text = say("money.disputed", sum=text) if contested else text
        told.append(ToldAmount(text, each.value, mentions(known, say), each.bound))
    return tuple(told)


def between(least: Decimal, most: Decimal, say: Translator, bound: str = "") -> str:
    """A sum in euros, or the least and the most where sources contradict each other.

    >>> from territory_graph.messages import translator
    >>> between(Decimal(1000), Decimal(2000), translator("en"))
    '€1,000 to €2,000, depending on the source'
    """
    if least == most:
        return bounded(say.euros(least), bound, say)
    key = f"money.between_{bound}" if bound in ("at-least", "less-than", "about") else "money.between"
    return say(key, least=say.euros(least), most=say.euros(most))


def _total(total: Total, say: Translator) -> ToldTotal:
    """A total, and of what it is made: how many sums, and of them those not shared out, inexact or left out."""
    parts = [say("money.total.count", count=total.count)]
    if total.unshared_most:
        parts.append(say("money.total.unshared", sum=between(total.unshared_least, total.unshared_most, say)))
    if total.bound:
        parts.append(say("money.total.inexact"))
    if total.parts:
        parts.append(say("money.total.parts", count=total.parts))
    if total.exceeded:
        parts.append(say("money.total.exceeded", count=total.exceeded))
    if total.amending:
        amending = between(total.amending_least, total.amending_most, say)
        parts.append(say("money.total.amending", count=total.amending, sum=amending))
    text, label = between(total.least, total.most, say, total.bound), say(f"money.kinds.{total.kind}")
    return ToldTotal(total.kind, label, text, say("list.semicolon").join(parts), total)


def _sentence(
    sums: Sequence[ToldSum], totals: Sequence[ToldTotal], say: Translator, day: date | None, year: int | None
) -> str:
    scope = {
        (False, False): lambda: say("money.scope.all"),
        (True, False): lambda: say("money.scope.day", day=say.day(day or date.min)),
        (False, True): lambda: say("money.scope.year", year=str(year)),
        (True, True): lambda: say("money.scope.day_year", day=say.day(day or date.min), year=str(year)),
    }[day is not None, year is not None]()
    if not sums:
        return say("money.none", scope=scope)
    listed = say("list.semicolon").join(say("money.one_total", label=one.label, sum=one.text) for one in totals)
    lead = say("money.lead", scope=scope, count=len(sums), totals=listed)
    doubts = {
        "disputed": sum(one.is_disputed for one in sums),
        "unverified": sum(one.unverified for one in sums),
        "of_kinds": sum(one.of_kinds for one in sums),
    }
    return " ".join([lead, *(say(f"money.some_{name}", count=count) for name, count in doubts.items() if count)])


def _notes(
    begun: Sequence[Sum], shown: Sequence[Sum], say: Translator, day: date | None, year: int | None, *, later: int
) -> Iterable[str]:
    """What is left out of the sums shown, as ``later`` ones, and what is shown though no source dates it."""
    if later:
        yield say("money.notes.later", count=later)
    undated = sum(1 for one in begun if one.interval.first is None)
    if undated and year:
        yield say("money.notes.undated", count=undated)
    elif undated and day:
        yield say("money.notes.undated_shown", count=undated)
    spans = [(one.interval.first, one.interval.last) for one in shown]
    spread = sum(1 for first, last in spans if first and last and first.year != last.year)
    if spread:
        yield say("money.notes.spread", count=spread)
    foreign = sum(1 for one in shown if one.currency != EUROS)
    if foreign:
        yield say("money.notes.currency", count=foreign)
    negative = sum(1 for one in shown if one.least < 0)
    if negative:
        yield say("money.notes.negative", count=negative)


def _unpriced(graph: KnowledgeGraph, found: Sequence[Sum], say: Translator, day: date | None) -> Iterable[str]:
    """The fundings and commitments without an amount, by name: they are in no table and no total."""
    things = graph.borne([one.iri for one in found], say.language, day=day).things
    kinds = {one.iri: say(f"codes.amountKind.{one.kind}") for one in found}
    names = sorted(
        (say("telling.partner", name=things[iri].label, kinds=kind) for iri, kind in kinds.items()), key=alphabetical
    )
    if names:
        yield say("money.notes.unpriced", count=len(names), names=enumerated(names, say, most=_MOST_UNPRICED))


def _texts(said: Said, name: str) -> list[str]:
    return [term.value for prop, term in said if local(prop) == name and term.kind == "literal"]


def _remarks(said: Said, say: Translator) -> tuple[str, ...]:
    """The remarks that records make on a thing, in the reader's language where there are any."""
    found = [term for name, term in said if local(name) == "note" and term.kind == "literal"]
    own = [term for term in found if term.language in (say.language, "")]
    return tuple(in_its_language(term.value, say, term.language) for term in own or found)


def sirets(graph: KnowledgeGraph, sums: Iterable[ToldSum]) -> dict[str, str]:
    """The SIRET of each payer and recipient of whom sources give one."""
    bodies = {thing.iri for one in sums for thing in (*one.payers, *one.recipients)}
    said = read_statements(graph.rows, bodies)
    return {iri: found[0] for iri, each in said.items() if (found := _texts(each, "siret"))}


def _cited(
    graph: KnowledgeGraph, say: Translator, day: date | None, year: int | None, ours: set[str] | None
) -> tuple[CitedSums, ...]:
    """The other sums by what they measure; of actors alone where only the territory's own are asked for."""
    dated = [
        (one, Interval.of(one.date) if bounds_if_any(one.date)[0] else Interval())
        for one in graph.once(read_cited_sums)
    ]
    spans = {
        one: when
        for one, when in dated
        if (day is None or when.first is None or when.first <= day)
        and (year is None or (when.first is not None and when.first.year <= year <= (when.last or when.first).year))
        and (ours is None or one.about in ours)
    }
    kept = tuple(spans)
    borne = graph.borne({iri for one in kept for iri in (one.iri, one.about, one.measure)}, say.language, day=day)
    things = borne.things
    evidence = graph.evidence({r for one in kept for each in one.amounts for r in each.records}, say.language)
    said = read_statements(graph.rows, [one.iri for one in kept])
    groups: dict[str, list[ToldCitedSum]] = defaultdict(list)
    for one in sorted(kept, key=lambda each: (alphabetical(things[each.about].label), each.date)):
        amounts = _amounts(one.amounts, EUROS, evidence, say)
        when, about = say.edtf(one.date) if one.date else "", borne.on(one.about, spans[one].start_latest)
        told = ToldCitedSum(things[one.iri], about, when, amounts, _remarks(said[one.iri], say))
        groups[things[one.measure].label].append(told)
    return tuple(CitedSums(label, tuple(groups[label])) for label in sorted(groups, key=alphabetical))


@dataclass(frozen=True, slots=True)
class Flow:
    """A sum in the picture of flows: a band from its payers to a block, and on to who receives it.

    ``least`` and ``most`` are widths of the band, by the logarithm of the amounts that sources give.
    """

    sum: ToldSum
    label: str
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Flows:
    """The picture of flows, and its sentence."""

    flows: tuple[Flow, ...]
    sentence: str


_THINNEST, _WIDEST = 2.0, 26.0
MOST_FLOWS = 30


def flows(sums: Sequence[ToldSum], say: Translator) -> Flows:
    """The bands of sums in euros with a payer, at most thirty, in the order told."""
    known = [one for one in sums if one.payers and one.currency == EUROS and one.amounts[0].value > 0]
    shown = known[:MOST_FLOWS]
    drawn = []
    for one in shown:
        first, last = one.amounts[0], one.amounts[-1]
        text = first.text
        if first.value != last.value:
            text = say("money.range", least=first.text, most=last.text)
        label = say("money.flows.unshared", sum=text) if one.unshared else text
        drawn.append(Flow(one, label, _width(first.value), _width(last.value)))
    unshared = sum(1 for one in shown if one.unshared)
    told = say("money.flows.told", count=len(shown), total=len(sums), unshared=unshared)
    return Flows(tuple(drawn), told)


def _width(value: Decimal) -> float:
    """The width of a band: two pixels up to a thousand euros, four more for each ten times as much."""
    return min(_WIDEST, _THINNEST + 4 * max(0.0, math.log10(max(1.0, float(value))) - 3))

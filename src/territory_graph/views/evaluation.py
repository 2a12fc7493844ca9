"""What came of a support over a period, as far as sources say: whom, with which sums, ties, events, staff, promises.

Nothing here says that the support caused what followed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from territory_graph.dates import Interval
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Fact, Thing
from territory_graph.views.fiche.essentials import MOST_LISTED
from territory_graph.views.fiche.facts import Facts, by_time, dates_itself, ends, fate_of, text_of
from territory_graph.views.fiche.headline import kind_of_sum, listed, shared_sum
from territory_graph.views.fiche.lines import told_fact
from territory_graph.views.fiche.rivals import outside_life
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.telling import Told, when_in_words
from territory_graph.views.wording import is_of_agreement, with_fate


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day of the period, in this order."""

    first: date
    last: date

    def may_hold(self, interval: Interval) -> bool:
        """Whether no date excludes that something held, or took place, on a day of the period."""
        first, last = interval.first, interval.last
        if interval.dated:
            last = interval.start_latest or last
        return (first is None or first <= self.last) and (last is None or last >= self.first)

    def holds(self, interval: Interval) -> bool:
        """Whether something took place within the period, as a source dates it."""
        first, last = interval.start_earliest, interval.start_latest
        return first is not None and last is not None and self.first <= first and last <= self.last


@dataclass(frozen=True, slots=True)
class Counts:
    """Partners on the first and on the last day, all of them and those among the supported; None: not there then."""

    partners: tuple[int | None, int | None]
    among: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Expected:
    """A theme of agreements with the supporter, and what the body organised about it in the period, not before them."""

    theme: Thing
    events: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Supported:
    """One body: how it was supported, with whom it was tied, what it organised, whom it placed, what was expected.

    ``agreements`` are those between the two that no source calls a support of one by the other. ``announced`` are
    events of the period of which no source says that they were held, ``undated`` those that no source dates closely
    enough to say whether they lie in it.
    """

    thing: Thing
    support: tuple[Told, ...]
    agreements: tuple[Told, ...]
    counts: Counts
    events: tuple[Told, ...]
    announced: tuple[Told, ...]
    undated: tuple[Told, ...]
    staff: tuple[Told, ...]
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Whom ``supporter`` supported in the period, and with which sums, each once and whole."""

    supporter: Thing
    period: Period
    sentence: str
    sums: tuple[Told, ...]
    supported: tuple[Supported, ...]


def read_supporters(graph: KnowledgeGraph, say: Translator) -> tuple[Thing, ...]:
    """Who supports somebody at any date, by name."""
    found = {tie.first for tie in graph.ties() if tie.kind == "partnership"}
    return by_label(graph.things(found, say.language).values())


def read_evaluation(graph: KnowledgeGraph, supporter: str, period: Period, say: Translator) -> Evaluation:
    """What sources say of the support that ``supporter`` gave in the period."""
    ties = [tie for tie in graph.ties() if tie.kind == "partnership" and tie.first == supporter]
    bodies = {tie.second for tie in ties if period.may_hold(tie.interval)}
    networks = tuple(graph.network("actors", lang=say.language, day=day) for day in (period.first, period.last))
    facts = {iri: Facts(graph.describe(iri, say.language)) for iri in bodies}

    def counts(iri: str) -> Counts:
        near = [set(network[iri]) - {iri} if iri in network else None for network in networks]
        first, last = ((None, None) if each is None else (len(each), len(each & bodies)) for each in near)
        return Counts((first[0], last[0]), (first[1], last[1]))

    found = [_supported(each, supporter, period, counts(iri), say) for iri, each in facts.items()]
    sums = {sum_.id: sum_ for each in facts.values() for sum_ in _sums(each, supporter, period, say)}
    thing = graph.things([supporter], say.language)[supporter]
    days = {"first": say.day(period.first), "last": say.day(period.last)}
    perhaps = len(bodies - {tie.second for tie in ties if tie.interval.surely_meets(period.first, period.last)})
    key = "evaluation.found_perhaps" if found and perhaps == len(found) else "evaluation.found"
    sentence = say(key, count=len(found), name=thing.label, **days)
    if 0 < perhaps < len(found):
        sentence = f"{sentence} {say('evaluation.perhaps', count=perhaps)}"
    if disputed := sum(all(each.status == "disputed" for each in one.support) for one in found if one.support):
        sentence = f"{sentence} {say('evidence.counted_disputed', count=disputed)}"
    return Evaluation(
        thing,
        period,
        sentence,
        tuple(sums[iri] for iri in sorted(sums)),
        tuple(sorted(found, key=lambda one: alphabetical(one.thing.label))),
    )


def _supported(facts: Facts, supporter: str, period: Period, counts: Counts, say: Translator) -> Supported:
    """What is told of a body."""
    events = [fact for fact in by_time(facts.linked("Event")) if facts.is_in(fact, "organisedBy")]
    dated = [fact for fact in events if period.holds(fact.interval)]
    planned = [fact for fact in dated if fate_of(fact.statements)]
    inside = [fact for fact in dated if fact not in planned]
    vague = [fact for fact in events if fact not in dated and period.may_hold(fact.interval)]
    own = [fact for fact in by_time(facts.linked("Partnership")) if _by(fact, "supporter", supporter)]
    agreed = [fact for fact in by_time(facts.linked("Agreement")) if fact not in own and _by(fact, "party", supporter)]
    staff = [fact for fact in facts.linked("StaffAssignment") if period.may_hold(fact.interval)]
    outside = outside_life(facts.entity)

    def held(fact: Fact) -> Told:
        apart = fact.about is not None and fact.about.iri in outside
        became = fate_of(fact.statements)
        words = with_fate(_named(fact, say), became if became != "planned" else "", say)
        return told_fact(fact, say("fiche.outside", period=words) if apart else words, say)

    return Supported(
        thing=facts.entity.thing,
        support=tuple(told_fact(fact, _named(fact, say), say) for fact in own if period.may_hold(fact.interval)),
        agreements=tuple(told_fact(fact, _named(fact, say), say) for fact in agreed if period.may_hold(fact.interval)),
        counts=counts,
        events=tuple(held(fact) for fact in inside),
        announced=tuple(held(fact) for fact in planned),
        undated=tuple(held(fact) for fact in vague),
        staff=tuple(_staff(fact, say) for fact in staff),
        expected=_expected(facts, supporter, inside, period),
    )


def _by(fact: Fact, name: str, iri: str) -> bool:
    return any(thing.iri == iri for thing in ends(fact, name))


def _named(fact: Fact, say: Translator) -> str:
    return f"{fact.label}, {when_in_words(fact.interval, say) or say('telling.undated')}"


def _sums(facts: Facts, supporter: str, period: Period, say: Translator) -> Iterable[Told]:
    """The sums of the supporter for a body, each whole and with its kind: one for several names them all."""
    for fact in facts.linked("Commitment", "Funding"):
        by = any(_by(fact, name, supporter) for name in ("committedBy", "fundedBy"))
        if by and text_of(fact, "amount") and period.may_hold(fact.interval):
            named = (*ends(fact, "committedTo"), *ends(fact, "beneficiary"))
            to = listed(sorted((thing.label for thing in named), key=alphabetical), say, most=MOST_LISTED)
            year, dates = text_of(fact, "forYear"), when_in_words(fact.interval, say)
            if year:
                dates = say("evaluation.of_year", year=year)
            elif is_of_agreement(fact.interval, own=dates_itself(fact)):
                dates = say("telling.when.of-agreement", dates=dates)
            told = shared_sum(fact, say)
            if kind := kind_of_sum(fact, say):
                told = say("telling.doubted", sentence=told, doubt=kind)
            yield told_fact(
                fact,
                say(
                    "evaluation.sum",
                    sum=told,
                    to=to or say("unknown.value"),
                    dates=dates or say("fiche.essentials.no_year"),
                ),
                say,
            )


def _staff(fact: Fact, say: Translator) -> Told:
    site = listed((thing.label for thing in ends(fact, "toSite")), say) or say("unknown.value")
    count = text_of(fact, "headcount") or say("unknown.value")
    when = when_in_words(fact.interval, say) or say("telling.undated")
    words = say("evaluation.staff", headcount=count, site=site, when=when)
    if state := listed((thing.label.lower() for thing in ends(fact, "state")), say):
        words = say("telling.doubted", sentence=words, doubt=state)
    return told_fact(fact, words, say)


def _expected(facts: Facts, supporter: str, events: list[Fact], period: Period) -> tuple[Expected, ...]:
    """The themes of the agreements between the two, each with the events of the period about it that may follow one."""
    themes: dict[Thing, list[Fact]] = {}
    for fact in facts.linked("Agreement"):
        if _by(fact, "party", supporter) and period.may_hold(fact.interval):
            for theme in ends(fact, "hasTheme"):
                themes.setdefault(theme, []).append(fact)
    return tuple(
        Expected(
            theme,
            tuple(
                event.about
                for event in events
                if event.about and theme in ends(event, "hasTheme") and any(_may_follow(event, one) for one in agreed)
            ),
        )
        for theme, agreed in sorted(themes.items(), key=lambda item: alphabetical(item[0].label))
    )


def _may_follow(event: Fact, agreement: Fact) -> bool:
    """Whether no date puts the whole of an event before an agreement."""
    held, agreed = event.interval.start_latest, agreement.interval.first
    return held is None or agreed is None or held >= agreed


def lines(found: Evaluation, say: Translator) -> list[list[object]]:
    """A line a body: partners on both days, those among the supported, dated events, staff, themes with an event."""
    return [
        [
            one.thing.label,
            *(say("evaluation.absent") if count is None else count for count in one.counts.partners),
            *(say("evaluation.absent") if count is None else count for count in one.counts.among),
            len(one.events),
            "; ".join(each.sentence for each in one.staff) or say("unknown.value"),
            say("evaluation.kept", kept=sum(1 for each in one.expected if each.events), all=len(one.expected))
            if one.expected
            else say("unknown.value"),
        ]
        for one in found.supported
    ]


def shown(found: Evaluation, say: Translator) -> list[list[object]]:
    """The same lines with what both days have in one cell, as “8 → 11”."""
    return [[row[0], f"{row[1]} → {row[2]}", f"{row[3]} → {row[4]}", *row[5:]] for row in lines(found, say)]

"""What someone who reads one page before a vote needs to know of the actor at the centre, on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from territory_graph.facts.agreements import is_outvoted
from territory_graph.facts.money import Sum, read_sums
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Fact
from territory_graph.views.agenda import read_events
from territory_graph.views.fiche.essentials import MOST_LISTED, Essential
from territory_graph.views.fiche.facts import Facts, ends, texts_of
from territory_graph.views.fiche.headline import listed, whole_sum
from territory_graph.views.fiche.lines import told_fact
from territory_graph.views.fiche.page import read_essentials
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import Told, centre_name
from territory_graph.views.wording import bounded, mentions, money_text, with_votes

_ORDER = ("vote", "sums", "office", "next", "events", "last")
_NEXT = 3
"""Events that are told."""


def briefing(graph: KnowledgeGraph, say: Translator, day: date | None) -> tuple[Essential, ...]:
    """What the centre decides or last decided, with which sums and which the year before, who presides, what comes.

    Nothing where the territory has no centre, or no day is asked.
    """
    centre = graph.manifest.centre
    if centre is None or day is None:
        return ()
    facts, essentials = read_essentials(graph, centre, say, day)
    found = {one.key: one for one in essentials}
    found["vote"] = _vote(facts, day, say)
    found["sums"] = _sums(graph, found.get("sums"), day, say)
    if coming := _events(graph, day, say):
        found["events"], events = coming, {one.id for one in coming.told}
        if own := found.pop("next", None):
            told = tuple(one for one in own.told if one.id not in events)
            found |= {"next": replace(own, told=told)} if told else {}
    return tuple(found[key] for key in _ORDER if key in found)


def _vote(facts: Facts, day: date, say: Translator) -> Essential:
    """The decisions of the last day, up to the day of the facts, on which the body took any that a source dates."""
    taken = [fact for fact in facts.linked("Decision") if facts.is_in(fact, "takenBy") and _until(fact, day)]
    last = max((fact.interval.start_latest for fact in taken if fact.interval.start_latest), default=None)
    told = []
    for fact in (fact for fact in taken if fact.interval.start_latest == last):
        adopted = sorted((thing.label for thing in ends(fact, "adopts")), key=alphabetical)
        names, when = listed(adopted, say, most=MOST_LISTED), say.edtf(fact.interval.start or "")
        key = "adopted" if adopted else "decided"
        words = say(f"briefing.{key}", what=fact.label, date=when, names=names, count=len(adopted))
        if adopted and is_outvoted(*(texts_of(fact, name) for name in ("votesFor", "votesAgainst"))):
            words = with_votes(words, say)
        told.append(told_fact(fact, words, say))
    if not told:
        nothing = Told(facts.iri, say("briefing.no_vote", day=say.day(day)), ())
        told = [nothing, *_last_meeting(facts, day, say)]
    title = "vote" if last == day else "last_vote"
    return Essential("vote", say(f"briefing.{title}"), tuple(told))


def _last_meeting(facts: Facts, day: date, say: Translator) -> tuple[Told, ...]:
    """The last meeting of the body up to the day: it may have decided what no source dates, as who is elected."""
    meetings = [
        fact for fact in facts.linked("CouncilMeeting") if facts.is_in(fact, "organisedBy") and _until(fact, day)
    ]
    last = max(meetings, key=lambda fact: fact.interval.start_latest or date.min, default=None)
    if last is None or last.about is None:
        return ()
    when = say.edtf(last.interval.start or "")
    return (told_fact(last, say("briefing.last_meeting", name=last.about.label, date=when), say),)


def _until(fact: Fact, day: date) -> bool:
    """Whether a source dates a decision, and no later than the day."""
    latest = fact.interval.start_latest
    return bool(fact.interval.start) and latest is not None and latest <= day


def _events(graph: KnowledgeGraph, day: date, say: Translator) -> Essential | None:
    """The next events of the territory that a source dates after the day, the nearest first."""
    events = [one for one in read_events(graph, say, day, own=True) if one.first and one.first > day and not one.off]
    told = []
    for one in events[:_NEXT]:
        online = [say("agenda.online")] if one.online else []
        places = listed([*(place.label for place in one.places), *online], say)
        key = "event_at" if places else "event"
        words = say(f"briefing.{key}", name=one.thing.label, when=one.when, places=places)
        # What is only announced is told as such.
        doubts = [text for text in (one.state if one.fate else "", one.doubt) if text]
        words = say("telling.doubted", sentence=words, doubt=say("list.semicolon").join(doubts)) if doubts else words
        told.append(Told(one.thing.iri, words, one.mentions))
    left = len(events[_NEXT:])
    more = say("briefing.events_left", count=left) if left else ""
    return Essential("events", say("briefing.events"), tuple(told), more) if told else None


def _sums(graph: KnowledgeGraph, told: Essential | None, day: date, say: Translator) -> Essential:
    """The sums up to the day as the fiche tells them, then what the centre committed for the year before."""
    centre = graph.manifest.centre
    own = [one for one in graph.once(read_sums) if centre in one.payers and one.kind == "commitment"]
    before = _before([one for one in own if one.touches(day.year - 1)], graph, day.year - 1, say)
    missing = [str(year) for year in (day.year - 1, day.year) if not any(one.touches(year) for one in own)]
    if missing:
        words = say("briefing.no_sum", years=listed(missing, say), centre=centre_name(graph, day, say))
        before.append(Told(centre or "", words, ()))
    earlier = {one.id for one in before}
    now = tuple(one for one in told.told if one.id not in earlier) if told else ()
    return Essential("sums", say("fiche.essentials.sums"), (*now, *before), told.left if told else "")


def _before(sums: list[Sum], graph: KnowledgeGraph, year: int, say: Translator) -> list[Told]:
    """A sentence for each sum of a commitment: two amounts that sources give for one are both told."""
    sentences = []
    for one in sums:
        for amount in one.amounts:
            text = bounded(money_text(amount.value, one.currency, say), amount.bound, say)
            told = whole_sum(text, len(one.recipients), say) if one.unshared else text
            evidence = graph.evidence(amount.records, say.language)
            words = say("briefing.before", sum=told, year=str(year))
            sentences.append(Told(one.iri, words, mentions(tuple(evidence.values()), say)))
    return sentences

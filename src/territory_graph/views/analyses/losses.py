"""What if: the agreements and sums of which an actor that leaves is an end, as sources give them on the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from territory_graph.facts.money import read_sums
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.money import ToldSum, told_sums
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.telling import Told, doubted, enumerated, named, when_in_words
from territory_graph.views.ties import Ties, ToldTie, status_of
from territory_graph.views.wording import mentions

_AGREEMENTS = frozenset({"partnership", "convention", "roadmap", "agreement"})


@dataclass(frozen=True, slots=True)
class Losses:
    """What would have to be told again without ``actor``: agreements and sums by name, each whole; a sentence."""

    actor: Thing
    sentence: str
    agreements: tuple[Told, ...]
    sums: tuple[Told, ...]


def read_losses(graph: KnowledgeGraph, actors: Iterable[str], day: date | None, say: Translator) -> tuple[Losses, ...]:
    """The losses of each actor, in the order given; of all dates where no day is asked."""
    wanted = list(dict.fromkeys(actors))
    if not wanted:
        return ()
    things, every = graph.things(wanted, say.language, day=day), graph.once(read_sums)
    told, found = Ties(graph, say.language), []
    for actor in (things[iri] for iri in wanted):
        ties = [tie for tie in told.of([actor.iri]) if tie.kind in _AGREEMENTS and tie.about and tie.may_hold_on(day)]
        agreements = _agreements(graph, actor, ties, day, say)
        own = [one for one in every if actor.iri in (*one.payers, *one.recipients) and one.may_run_on(day)]
        sums = tuple(_sum(one, actor, say) for one in told_sums(graph, own, say, day))
        key = "analyses.what_if.losses.on_day" if day else "analyses.what_if.losses.all_dates"
        counts = {"agreements": len(agreements), "sums": len(sums), "day": say.day(day) if day else ""}
        found.append(Losses(actor, say(key, name=actor.label, **counts), agreements, sums))
    return tuple(found)


def _agreements(
    graph: KnowledgeGraph, actor: Thing, ties: Iterable[ToldTie], day: date | None, say: Translator
) -> tuple[Told, ...]:
    """Each agreement once, with all that it ties the actor to."""
    by: dict[Thing, list[ToldTie]] = {}
    for tie in ties:
        if tie.about:
            by.setdefault(tie.about, []).append(tie)
    names = graph.labels({tie.other(actor.iri) for each in by.values() for tie in each}, day=day, lang=say.language)
    found = []
    for about in by_label(by):
        first = by[about][0]
        others = sorted({named(tie.other(actor.iri), names) for tie in by[about]}, key=alphabetical)
        when = when_in_words(first.interval, say) or say("telling.undated")
        words = say("analyses.what_if.losses.agreement", name=about.label, others=enumerated(others, say), when=when)
        evidence = tuple(dict.fromkeys(one for tie in by[about] for one in tie.evidence))
        words = doubted(words, min(tie.confidence for tie in by[about]), say)
        if any(tie.firmness == "disputed" for tie in by[about]):
            words = say("telling.doubted", sentence=words, doubt=say("status.disputed"))
        found.append(Told(about.iri, words, mentions(evidence, say), status_of(by[about])))
    return tuple(found)


def _sum(one: ToldSum, actor: Thing, say: Translator) -> Told:
    """A sum as it is given: from whom or for whom, with whom, when, for several together or not, and how surely."""
    paid = actor in one.payers
    others = [thing.label for thing in (one.recipients if paid else one.payers)]
    beside = [thing.label for thing in (one.payers if paid else one.recipients) if thing != actor]
    amount = say("list.or").join(each.text for each in one.amounts)
    key = "analyses.what_if.losses.paid" if paid else "analyses.what_if.losses.received"
    others_told = enumerated(others, say) if others else say("unknown.value")
    words = say(key, sum=amount, kind=one.kind_label, others=others_told, period=one.period, scope=one.scope)
    if beside:
        word = "paid_with" if paid else "received_with"
        words = say(f"analyses.what_if.losses.{word}", sentence=words, names=enumerated(beside, say))
    if one.unverified:
        words = say("telling.doubted", sentence=words, doubt=say("evidence.doubt.unverified"))
    elif one.is_disputed:
        words = say("telling.doubted", sentence=words, doubt=say("status.disputed"))
    return Told(one.thing.iri, words, one.mentions)

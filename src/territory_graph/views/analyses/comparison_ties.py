"""What becomes of each tie from one network to another: whether it is there, for which reasons, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import networkx as nx

from territory_graph.dates import Interval
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import plain, when_in_words
from territory_graph.views.ties import TIE_KINDS
from territory_graph.vocabulary import local

Fate = Literal["new", "gone", "changed", "same"]
FATES: tuple[Fate, ...] = ("new", "gone", "changed", "same")

_SAME_WEIGHT = 1e-9

Attributes = Mapping[str, Any]
Reasons = Mapping[tuple[str, str], Interval]
"""What ties a pair: kind and thing of each reason, with the dates that a source gives where one alone speaks."""


@dataclass(frozen=True, slots=True)
class ComparedTie:
    """One pair that is tied in at least one of the networks: its fate, and the kinds of its ties in each.

    ``otherwise`` says what the two sides agree on and what not, where the tie is ``changed``.
    """

    one: Thing
    other: Thing
    fate: Fate
    before: tuple[str, ...]
    after: tuple[str, ...]
    otherwise: str = ""


def compared_ties(
    before: nx.Graph, after: nx.Graph, things: Mapping[str, Thing], say: Translator
) -> tuple[ComparedTie, ...]:
    """Every pair that is tied in a network, by fate and by name; from source to target where ties have a direction."""
    found: dict[tuple[str, str], ComparedTie] = {}
    for ends in (*before.edges(), *after.edges()):
        pair = [things[str(end)] for end in ends]
        one, other = pair if before.is_directed() else sorted(pair, key=by_name)
        found[one.iri, other.iri] = _tie(one, other, before, after, say)
    return tuple(sorted(found.values(), key=lambda tie: (FATES.index(tie.fate), by_name(tie.one), by_name(tie.other))))


def by_name(thing: Thing) -> tuple[Any, str]:
    """The order of things by name."""
    return alphabetical(thing.label), thing.iri


def _tie(one: Thing, other: Thing, before: nx.Graph, after: nx.Graph, say: Translator) -> ComparedTie:
    """What becomes of a pair: tied in one network only, otherwise (other reasons, dates or weights) or the same."""
    was, stands = (network.edges.get((one.iri, other.iri)) for network in (before, after))
    words, others = _words(was, say), _words(stands, say)
    if was is None or stands is None:
        return ComparedTie(one, other, "new" if was is None else "gone", words, others)
    first, second = reasons_of(was), reasons_of(stands)
    weights = [float(tie.get("weight") or 0) for tie in (was, stands)]
    reweighed = first.keys() == second.keys() and abs(weights[0] - weights[1]) > _SAME_WEIGHT
    if not (reweighed or first.keys() != second.keys() or disputed(first, second)):
        return ComparedTie(one, other, "same", words, others)
    if reweighed:
        told = [say("analyses.comparison.weight", weight=say.number(float(f"{weight:.3g}"))) for weight in weights]
        words, others = (*words, told[0]), (*others, told[1])
    return ComparedTie(one, other, "changed", words, others, _otherwise(first, second, say))


def _otherwise(first: Reasons, second: Reasons, say: Translator) -> str:
    """What both give as reasons, what only one does, and both dates of what only one can date rightly."""
    apart = disputed(first, second)
    agreed = {reason: Interval() for reason in first.keys() & second.keys() - apart}
    parts = [
        say(f"analyses.comparison.sources.say_{side}", kinds=", ".join(_kinds(reasons, say, bounds=True)))
        for side, reasons in (
            ("both", agreed),
            ("first", {reason: first[reason] for reason in first if reason not in agreed}),
            ("second", {reason: second[reason] for reason in second if reason not in agreed}),
        )
        if reasons
    ]
    return say("analyses.comparison.sources.then").join(parts)


def disputed(first: Reasons, second: Reasons) -> set[tuple[str, str]]:
    """The reasons to which the two give dates that exclude each other."""
    return {reason for reason in first.keys() & second.keys() if contradicts(first[reason], second[reason])}


def reasons_of(tie: Attributes) -> Reasons:
    """What ties a pair by the attributes of its tie, in any projection."""
    commitments = [("funding", entry[0]) for entry in tie.get("commitments", ())]
    known = tie.get("vias") or commitments or [(kind, "") for kind in tie.get("kinds", ())]
    return {reason: tie.get("when", {}).get(reason, Interval()) for reason in known}


def contradicts(one: Interval, other: Interval) -> bool:
    """Whether two intervals cannot both be true; a bound that one of them does not give contradicts nothing.

    >>> contradicts(Interval.of("2012"), Interval.of("2012-05")), contradicts(Interval.of("2012"), Interval.of("2015"))
    (False, True)
    """
    starts = (one.start_earliest, one.start_latest), (other.start_earliest, other.start_latest)
    ends = (one.end_earliest, one.end_latest), (other.end_earliest, other.end_latest)
    return _apart(*starts) or _apart(*ends)


def _apart(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    return _before(one[1], other[0]) or _before(other[1], one[0])


def _before(last: date | None, first: date | None) -> bool:
    return last is not None and first is not None and last < first


def _words(tie: Attributes | None, say: Translator) -> tuple[str, ...]:
    """The kinds of a tie in words; one that only a scenario has, without a reason, is supposed."""
    if tie is None:
        return ()
    return _kinds(reasons_of(tie), say) or (say("analyses.comparison.supposed"),)


def _kinds(reasons: Reasons, say: Translator, *, bounds: bool = False) -> tuple[str, ...]:
    """The kinds of reasons by name, each with the dates that a source gives, and where asked ``bounds``."""
    dates: dict[str, set[str]] = {}
    for (kind, _), interval in reasons.items():
        known = bounds or interval.start or interval.end
        begun = replace(interval, attested=None, seen=None)
        dates.setdefault(kind, set()).add(when_in_words(begun, say) if known else "")
    order = [*(kind for kind in TIE_KINDS if kind in dates), *sorted(dates.keys() - set(TIE_KINDS))]
    told = []
    for kind in order:
        word = say(f"ties.{kind}") if say.has(f"ties.{kind}") else plain(local(kind))
        known_dates = " / ".join(sorted(filter(None, dates[kind])))
        told.append(say("analyses.comparison.dated", kind=word, dates=known_dates) if known_dates else word)
    return tuple(told)

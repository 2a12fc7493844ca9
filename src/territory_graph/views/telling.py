"""Ties told in sentences: who is tied to whom, how, since when, how firmly, and the sources that say so."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from territory_graph.dates import Interval, bounds, bounds_if_any
from territory_graph.facts.announced import is_off
from territory_graph.french import Listing
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.settings import LANGUAGES
from territory_graph.tie_kinds import tie_kinds
from territory_graph.views.ordering import alphabetical
from territory_graph.views.ties import BETWEEN_ACTORS, TIE_KINDS, TIE_STATUSES, Ties, ToldTie
from territory_graph.views.wording import (
    PROBABLE,
    Mention,
    begins_before_end,
    begins_too_early,
    doubt,
    is_of_agreement,
    mentions,
    with_contradiction,
    with_end,
    with_fate,
)
from territory_graph.vocabulary import local

Names = Mapping[str, str]

_OF_MONEY = frozenset({"funding", "aid"})
"""Kinds of tie that are told by what the sum is, where a source says it."""
_LONGEST, _MOST_NAMED = 120, 12
_SAYS_NOTHING_MORE = frozenset({"membership", "partnership", "staff"})
_EXPECTS_A_DATE = frozenset({*BETWEEN_ACTORS, "mandate", "staff", "office"})
_WITHOUT_WEIGHT = frozenset(kind.name for kind in tie_kinds().values() if kind.actors and kind.weight is None)
_CONTROLS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about a tie or an event (``id``), and every source that says so, the firmest first.

    ``status`` is that of the weakest of what it tells, its dates included, where the sentence does not say it itself.
    """

    id: str
    sentence: str
    mentions: tuple[Mention, ...]
    status: str = ""


@dataclass(frozen=True, slots=True)
class ToldActor:
    """A sentence about one thing of a network: with how many others it is tied, and how."""

    iri: str
    sentence: str
    partners: int


@dataclass(frozen=True, slots=True)
class ToldNetwork:
    """A drawn network in sentences: what it counts, then a sentence a thing, the most tied first."""

    scope: str
    actors: tuple[ToldActor, ...]


def tell(tie: ToldTie, names: Names, say: Translator, day: date | None = None) -> str:
    """One sentence: the two things in the order in which one tells the tie, what joins them, when and how firmly.

    What has ended by ``day`` is told in the past, and what is only attested or known later as such; None is of no day,
    and tells all as lasting.
    """
    ends = {"source": named(tie.source, names), "target": named(tie.target, names)}
    past = day is not None and is_over(tie, day)
    words = _joined_by(tie, ends, say, past=past)
    if tie.about and tie.kind not in _SAYS_NOTHING_MORE:
        words = say("telling.about", sentence=words, about=plain(tie.about.label))
    expected = tie.kind in _EXPECTS_A_DATE
    when = when_in_words(tie.interval if expected else replace(tie.interval, known=None), say)
    if not when and expected:
        when = say("telling.undated")
    elif tie.of_agreement and is_of_agreement(tie.interval, own=False):
        when = say("telling.when.of-agreement", dates=when)
    words = f"{words}, {when}" if when else words
    words = doubted(words, tie.confidence, say)
    if tie.forebears:
        forebears = enumerated((plain(one.label) for one in tie.forebears), say)
        words = say("telling.forebears", sentence=words, names=forebears)
    if day and _begins_after(tie, day) and not is_off(tie.announced):
        words = say("telling.to_come", sentence=words, day=say.day(day))
    elif tie.fate:
        words = with_fate(words, tie.fate, say)
    elif day and not past and is_later(tie, day):
        words = say("telling.later", sentence=words, day=say.day(day))
    return say(f"telling.status.{tie.firmness}", sentence=words)


def _joined_by(tie: ToldTie, ends: Mapping[str, str], say: Translator, *, past: bool) -> str:
    """What joins the two ends: a sum that is only announced or capped commits nobody; sources may differ on which."""
    form = "past" if past and not tie.fate else "kinds"
    if tie.kind in _OF_MONEY and len(tie.announced) == 1:
        return say(f"telling.{form}.{tie.kind}-{tie.announced[0]}", **ends)
    words = say(f"telling.{form}.{tie.kind}", **ends)
    if tie.kind in _OF_MONEY and tie.announced:
        kinds = say("list.or").join(say(f"codes.amountKind.{kind}") for kind in tie.announced)
        return say("telling.doubted", sentence=words, doubt=kinds)
    return words


def kind_in_words(tie: ToldTie, say: Translator) -> str:
    """The kind of a tie where no sentence tells it: with the fate of its event, or what its sum is if not committed."""
    kind = say(f"ties.{tie.kind}")
    if tie.fate or tie.kind not in _OF_MONEY or not tie.announced:
        return with_fate(kind, tie.fate, say)
    kinds = say("list.or").join(say(f"codes.amountKind.{each}") for each in tie.announced)
    return say("telling.doubted", sentence=kind, doubt=kinds)


def doubted(sentence: str, confidence: float, say: Translator) -> str:
    """A sentence followed by how unsure the reading behind it is, where it is less than probable."""
    unsure = doubt(confidence, say) if confidence < PROBABLE else ""
    return say("telling.doubted", sentence=sentence, doubt=unsure) if unsure else sentence


def is_over(tie: ToldTie, day: date) -> bool:
    """Whether a tie is known to have ended before ``day``: its own end is, or that of one of its two things."""
    happened = tie.interval.start_latest if tie.interval.dated and tie_kinds()[tie.kind].time == "momentary" else None
    return any(last < day for last in (tie.interval.last, happened) if last)


def is_later(tie: ToldTie, day: date) -> bool:
    """Whether a tie begins after ``day``, or sources only say of a later day that it held."""
    return _begins_after(tie, day) or (tie_kinds()[tie.kind].time != "timeless" and tie.interval.only_known_after(day))


def _begins_after(tie: ToldTie, day: date) -> bool:
    """Whether a tie begins after a day; what happened before those whom it joins were there, by its own date."""
    own = tie.interval.dated and begins_too_early(tie.interval)
    first = tie.interval.start_earliest if own else tie.interval.first
    return first is not None and day < first


def centre_name(graph: KnowledgeGraph, day: date | None, say: Translator) -> str:
    """What the actor at the centre of the territory is called on a day; empty where there is none."""
    centre = graph.manifest.centre
    return graph.labels([centre], day=day, lang=say.language)[centre] if centre else ""


def known_later(graph: KnowledgeGraph, centre: str, day: date) -> frozenset[str]:
    """What is tied to the central actor, or ties it, of which sources say on no day up to this that it was so."""
    known: dict[str, bool] = {}
    for tie in Ties(graph, LANGUAGES[0]).of([centre]):
        if tie.kind in ("membership", "partnership") and tie.interval.holds_on(day):
            for iri in (tie.other(centre), *([tie.about.iri] if tie.about else [])):
                known[iri] = known.get(iri, False) or not is_later(tie, day)
    return frozenset(iri for iri, by_then in known.items() if not by_then)


def told(tie: ToldTie, names: Names, say: Translator, day: date | None = None) -> Told:
    """The sentence of a tie on ``day`` with its sources."""
    return Told(tie.id, tell(tie, names, say, day), mentions(tie.evidence, say))


def firmest_first(ties: Iterable[ToldTie]) -> tuple[ToldTie, ...]:
    """Ties by status, what sources state first, then in the order in which a reader meets their kinds."""
    return tuple(sorted(ties, key=lambda tie: (TIE_STATUSES.index(tie.status), TIE_KINDS.index(tie.kind), tie.id)))


def tell_network(ties: Iterable[ToldTie], names: Names, say: Translator, day: date | None = None) -> ToldNetwork:
    """The network that ``ties`` make, told of ``day``: its counts, then each thing, the most tied first."""
    near: dict[str, dict[str, list[ToldTie]]] = defaultdict(lambda: defaultdict(list))
    found = tuple(ties)
    for tie in found:
        near[tie.source][tie.target].append(tie)
        near[tie.target][tie.source].append(tie)
    order = sorted(near, key=lambda iri: (-len(near[iri]), alphabetical(named(iri, names)), iri))
    actors = tuple(ToldActor(iri, _actor(iri, near[iri], names, say, day), len(near[iri])) for iri in order)
    if not found:
        return ToldNetwork(say("telling.nothing"), actors)
    statuses = Counter(tie.status for tie in found)
    undated = sum(tie.kind in _EXPECTS_A_DATE and tie.interval.undated and tie.interval.last is None for tie in found)
    counts = {"implied": statuses["implied"], "inferred": statuses["inferred"], "undated": undated}
    lines = len({tie.pair for tie in found})
    return ToldNetwork(say("telling.scope", things=len(near), lines=lines, ties=len(found), **counts), actors)


def uncounted(ties: Iterable[ToldTie], say: Translator) -> str:
    """How many lines between actors have no weight, so that the measures do not count them; empty where none."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        kinds[tie.pair].add(tie.kind)
    found = [each for each in kinds.values() if each <= _WITHOUT_WEIGHT]
    if not found:
        return ""
    listed = enumerated(_kind_names(set().union(*found), say), say)
    return f" {say('network.uncounted', count=len(found), kinds=listed)}"


def unsure(ties: Iterable[ToldTie], say: Translator) -> str:
    """How many lines between actors rest on disputed or unverified ties alone; empty where none does."""
    count = len(unsure_pairs(ties))
    return f" {say('network.unsure', count=count)}" if count else ""


def unsure_pairs(ties: Iterable[ToldTie]) -> frozenset[str]:
    """The pairs of actors that disputed or unverified ties alone join, of those that the measures count."""
    return _pairs_only(ties, lambda tie: tie.unsure)


def known_afterwards(ties: Iterable[ToldTie], day: date, say: Translator) -> str:
    """How many lines rest on ties that are known of a later day only, and on such as may be over by the day."""
    every = tuple(ties)
    later = _pairs_only(every, lambda tie: is_later(tie, day))
    over = _pairs_only(every, lambda tie: is_later(tie, day) or tie.interval.may_be_over(day)) - later
    counts = {"later": len(later), "perhaps-over": len(over)}
    return "".join(f" {say(f'network.{key}', count=n, day=say.day(day))}" for key, n in counts.items() if n)


def _pairs_only(ties: Iterable[ToldTie], so: Callable[[ToldTie], bool]) -> frozenset[str]:
    """The pairs of which every tie that the measures count is ``so``."""
    only: dict[str, bool] = {}
    for tie in ties:
        if tie.kind not in _WITHOUT_WEIGHT:
            only[tie.pair] = only.get(tie.pair, True) and so(tie)
    return frozenset(pair for pair, each in only.items() if each)


def _actor(iri: str, near: Mapping[str, Sequence[ToldTie]], names: Names, say: Translator, day: date | None) -> str:
    """A thing with its partners, those of most kinds of tie first; whose ties are all over or to come is told so."""
    kinds = {other: _kinds_by_time(ties, day) for other, ties in near.items()}
    many = {other: len(set[str]().union(*each.values())) for other, each in kinds.items()}
    others = sorted(near, key=lambda other: (-many[other], alphabetical(named(other, names)), other))
    shown = [
        say("telling.partner", name=named(other, names), kinds=_in_time(kinds[other], say))
        for other in others[:_MOST_NAMED]
    ]
    listed = enumerated(shown, say, left=len(others) - len(shown))
    told = {"name": named(iri, names), "count": len(others), "partners": listed}
    if any(not each["now"] | each["once"] for each in kinds.values()):
        return say("telling.actor_later", **told)
    return say("telling.actor" if all(each["now"] for each in kinds.values()) else "telling.actor_once", **told)


_ByTime = Mapping[Literal["now", "once", "later"], set[str]]


def _kinds_by_time(ties: Iterable[ToldTie], day: date | None) -> _ByTime:
    """The kinds of what ties two things on a day, of what had ended by then, and of what is known later only."""
    now, once, later = set[str](), set[str](), set[str]()
    for tie in ties:
        over, coming = (is_over(tie, day), is_later(tie, day)) if day else (False, False)
        (once if over else later if coming else now).add(tie.kind)
    return {"now": now, "once": once - now, "later": later - now - once}


def _in_time(kinds: _ByTime, say: Translator) -> str:
    """The kinds of what ties two things, after them those of which all has ended, or is known later only."""
    told = [", ".join(_kind_names(kinds["now"], say))]
    told += [say("telling.once", kinds=", ".join(_kind_names(kinds["once"], say)))] if kinds["once"] else []
    told += [say("telling.afterwards", kinds=", ".join(_kind_names(kinds["later"], say)))] if kinds["later"] else []
    return "; ".join(filter(None, told))


def _kind_names(kinds: set[str], say: Translator) -> list[str]:
    return [say(f"ties.{kind}") for kind in sorted(kinds, key=TIE_KINDS.index)]


def enumerated(texts: Iterable[str], say: Translator, left: int = 0, most: int | None = None) -> Listing:
    """Texts as a list in words, the last after “and”: of many the first ``most``, and how many more.

    ``left`` counts others that are not said.
    """
    every = list(texts)
    shown = every[:most]
    left += len(every) - len(shown)

    def joined(listed: Sequence[str]) -> str:
        if left:
            return say("fiche.list.more", names=", ".join(listed), count=left)
        if len(listed) < 2:
            return "".join(listed)
        return say("fiche.list.and", names=", ".join(listed[:-1]), last=listed[-1])

    return Listing.of(shown, joined)


def named(iri: str, names: Names) -> str:
    """The name of a thing as it stands in a sentence; without a name, the end of its IRI."""
    return plain(names.get(iri, "")) or plain(local(iri))


def plain(text: str) -> str:
    """A text of the data on one line, cut where it is too long, whose direction of writing stays its own."""
    line = "".join(" " if unicodedata.category(one) == "Cc" else one for one in _CONTROLS.sub("", text[: 4 * _LONGEST]))
    line = " ".join(line.split())
    line = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
    leftward = any(unicodedata.bidirectional(one) in {"R", "AL"} for one in line)
    return f"{_ISOLATE}{line}{_END_ISOLATE}" if leftward else line


def with_beginning(thing: Thing, life: Interval, day: date | None, say: Translator) -> Thing:
    """The thing, with when it began where that was after the day: an EPCI in which places are since then."""
    if day is None or not life.start or not life.first or life.first <= day:
        return thing
    return replace(thing, label=say("telling.not-yet", name=thing.label, since=moment("from", life.start, say)))


def when_in_words(interval: Interval, say: Translator) -> str:
    """When, as a sentence ends: “since 2012, last attested on …”; empty where nothing is known."""
    told_dates = moment("known", interval.known, say) if interval.known else _dates(interval, say)
    attested = moment("attested", last, say) if (last := interval.last_attested) else ""
    return with_contradiction(with_end(told_dates, attested, interval, say), interval, say)


def _dates(interval: Interval, say: Translator) -> str:
    """From when to when, as far as a source says it; else between which days it began."""
    start, end = interval.start, interval.end
    if start and (start == end or interval.dated) and end in (None, start):
        return moment("in", start, say)
    if start and end:
        (first, begun), (last, over) = bounds_if_any(start), bounds_if_any(end)
        if interval.dated and first and last and (first, last) == (begun, over):
            return say("telling.when.both-days", first=say.day(first), last=say.day(last))
        return say("telling.when.both", since=moment("from", start, say), until=moment("until", end, say))
    if start:
        return moment("since", start, say)
    if not end:
        return _by_bounds(interval, say)
    until = moment("until", end, say)
    both = begins_before_end(interval)
    return say("telling.when.both", since=_by_bounds(interval, say), until=until) if both else until


def _by_bounds(interval: Interval, say: Translator) -> str:
    """When a tie began, where no source says it and some day bounds it; not where one attestation alone does."""
    if interval.start_latest is None or interval.only_seen:
        return say("telling.when.after", day=say.day(interval.start_earliest)) if interval.start_earliest else ""
    dated = "-dated" if interval.dated else ""
    last = say.day(interval.start_latest)
    if interval.start_earliest is None:
        return say(f"telling.when.by{dated}", day=last)
    return say(f"telling.when.between{dated}", first=say.day(interval.start_earliest), last=last)


def moment(form: str, text: str, say: Translator) -> str:
    """A date after “since”, “until”, “in” or “attested in”, for French words it by its precision."""
    try:
        first, last = bounds(text)
    except ValueError:
        return say(f"telling.when.{form}", date=plain(text))
    if first == last:
        return say(f"telling.when.{form}-day", date=say.day(first))
    if text.endswith(("~", "?")):
        about = f"telling.when.{form}-about"
        return say(about if say.has(about) else f"telling.when.{form}", date=say("telling.when.about", year=text[:4]))
    return say(f"telling.when.{form}", date=say.edtf(text))

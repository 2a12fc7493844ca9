"""What a meeting needs of a body first: who presides, what ties it to the centre, sums, what comes, what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from territory_graph.dates import Interval, bounds, bounds_if_any
from territory_graph.facts.announced import is_off
from territory_graph.facts.ontology import is_a
from territory_graph.facts.posts import HELD_ALONE, PRESIDES, read_roles
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Evidence, Fact, Thing
from territory_graph.views.fiche.facts import Facts, dates_itself, ends, fate_of, text_of
from territory_graph.views.fiche.headline import RECEIVES, kind_of_sum, listed, shared_sum
from territory_graph.views.fiche.lines import inferred, told_fact
from territory_graph.views.fiche.rivals import held_alone, outside_life
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import Told, centre_name, firmest_first, told, when_in_words
from territory_graph.views.ties import Ties, ToldTie
from territory_graph.views.wording import is_of_agreement, mentions
from territory_graph.vocabulary import local

MOST = 4
"""Sentences of one subject; the fiche below tells the others."""
MOST_LISTED = 12
"""Names in one sentence: who is left out of a list reads as not being in it."""
_OWN_DATES = ("start", "when", "end")
_NOT_ABOUT = ("documents", "records", "searches", "figures")
_MAYOR = "maire"
_TOLD = ("Person", "Initiative", "Agreement", "Event")
"""What is no body and has essentials."""
_RENEWED = ("Epci", "SyndicatMixte")
"""Bodies whose posts the elections of municipal councils end."""
_PRESIDED = ("PublicBody", "Cluster", "FiliereOrganisation", "SupportOrganisation", "KnowledgeOrganisation")


@dataclass(frozen=True, slots=True)
class Essential:
    """One subject: its name (``office``, ``centre``, ``sums``, ``next``, ``unknown``, ``last``), title and sentences.

    ``left`` says how many sentences more there are, and where.
    """

    key: str
    title: str
    told: tuple[Told, ...]
    left: str = ""


def essentials(
    graph: KnowledgeGraph, facts: Facts, ever: Facts, missing: Iterable[str], say: Translator
) -> tuple[Essential, ...]:
    """The essentials on the day of its facts of a body, a person, a project, an agreement or an event.

    Of other things there are none; who heads it and what ties it to the centre is asked of bodies. A subject that has
    nothing is left out.

    ``ever`` are its facts of every day; ``missing`` the properties that one expects of it and no source gives.
    """
    kind, body = facts.entity.thing.kind, is_a(facts.entity.thing.kind, "Actor")
    if not (body or is_a(kind, *_TOLD)) or facts.day is None:
        return ()
    ties = Ties(graph, say.language)
    around = ties.of([facts.iri])
    centre = centre_name(graph, facts.day, say)
    unknown = list(missing)
    unsaid = Told("", say("fiche.essentials.missing", names=listed(unknown, say, most=6)), ())
    found = {
        "office": _in_office(graph, facts, around, say) if body else _posts_held(graph, facts, ties, say),
        "centre": _with_centre(graph, facts, around, say) if body else (),
        "sums": _sums(ever, say),
        "next": _coming(facts, ever, facts.day, say),
        "unknown": (unsaid,) if unknown else (),
        "last": _last(ever, around, graph, say),
    }
    return tuple(
        Essential(
            key,
            say(f"fiche.essentials.{key}", centre=centre),
            sentences[:MOST],
            say("fiche.essentials.left", count=len(sentences[MOST:])) if sentences[MOST:] else "",
        )
        for key, sentences in found.items()
        if sentences
    )


def _in_office(graph: KnowledgeGraph, facts: Facts, around: Iterable[ToldTie], say: Translator) -> tuple[Told, ...]:
    """Who holds which post on the day, who presides first; several in a post for one are a contradiction, and said.

    Who is only seen in a post later is not told: no source says that the mandate had begun. So answers question 05.
    """
    if facts.iri in facts.unborn and facts.day:
        return (Told(facts.iri, say("fiche.essentials.unborn", day=say.day(facts.day)), ()),)
    running = {(tie.about.iri, tie.source) for tie in around if tie.about and _runs(tie, facts.day)}
    held: dict[Thing, list[tuple[Thing, Fact]]] = {}
    for fact in facts.linked("Mandate"):
        for post in ends(fact, "post"):
            for holder in ends(fact, "holder"):
                if fact.about and (fact.about.iri, holder.iri) in running:
                    held.setdefault(post, []).append((holder, fact))
    alone, contradicting = held_alone(facts.entity), facts.rivals

    def order(post: Thing) -> tuple[object, ...]:
        return (HELD_ALONE.index(alone[post.iri]) if post.iri in alone else len(HELD_ALONE)), alphabetical(post.label)

    sentences: list[Told] = []
    for post in sorted(held, key=order):
        for holder, fact in held[post]:
            words = say("fiche.essentials.holds", post=post.label, holder=holder.label)
            renewed = is_a(facts.entity.thing.kind, *_RENEWED) or alone.get(post.iri) == _MAYOR
            sentences.append(_mandate(graph, fact, words, facts.day, say, renewed=renewed))
        if any(fact.about and fact.about.iri in contradicting for _, fact in held[post]):
            sentences.append(Told(post.iri, say("fiche.essentials.several", post=post.label), ()))
    presides = any(alone.get(post.iri) in PRESIDES for post in held)
    if not presides and facts.iri not in facts.gone and is_a(facts.entity.thing.kind, *_PRESIDED):
        words = say("fiche.essentials.no_president") if held else say("fiche.essentials.nobody")
        sentences.insert(0, Told(facts.iri, words, ()))
    return tuple(sentences)


def _posts_held(graph: KnowledgeGraph, facts: Facts, ties: Ties, say: Translator) -> tuple[Told, ...]:
    """The posts that a person holds on the day, by name, as ``_in_office`` tells who holds those of a body."""
    held = {tie.about.iri: tie.target for tie in ties.of([facts.iri]) if tie.about and _runs(tie, facts.day)}
    named = [(post, fact) for fact in facts.linked("Mandate") for post in ends(fact, "post")]
    running = [(post, fact) for post, fact in named if fact.about and fact.about.iri in held]
    roles, bodies = read_roles(graph.rows, {post.iri for post, _ in running}), ties.things(held.values())
    sentences = []
    for post, fact in sorted(running, key=lambda each: alphabetical(each[0].label)):
        body = bodies[held[fact.about.iri]] if fact.about else post
        renewed = is_a(body.kind, *_RENEWED) or _MAYOR in roles[post.iri]
        clash = say("fiche.rival") if fact.about and fact.about.iri in facts.rivals else ""
        sentences.append(_mandate(graph, fact, post.label, facts.day, say, renewed=renewed, clash=clash))
    return tuple(sentences)


def _mandate(
    graph: KnowledgeGraph,
    fact: Fact,
    words: str,
    day: date | None,
    say: Translator,
    *,
    renewed: bool,
    clash: str = "",
) -> Told:
    """A mandate in the words of its post, with when and what it clashes with.

    Of a post that municipal elections renew, those held since are told.
    """
    interval = fact.interval
    words = f"{words}, {when_in_words(interval, say) or say('telling.undated')}"
    if not (interval.last or interval.not_over_by):
        words = say("fiche.essentials.endless", sentence=words)
    words = inferred(words, fact, say, clash)
    elections = map(date.fromisoformat, graph.manifest.elections)
    if renewed and (elected := _elected_since(interval, day, elections)):
        words = say("fiche.essentials.elections", sentence=words, date=say.day(elected))
    return told_fact(fact, words, say)


def _elected_since(interval: Interval, until: date | None, elections: Iterable[date]) -> date | None:
    """The first election, up to a day, after all that is known of a mandate without an end."""
    known = interval.heard
    if until is None or known is None or interval.end:
        return None
    return min((day for day in elections if known < day <= until), default=None)


def _runs(tie: ToldTie, day: date | None) -> bool:
    """Whether a mandate may have run on a day, and was not only seen later."""
    known = tie.interval
    return tie.kind == "mandate" and (day is None or (known.holds_on(day) and not known.only_known_after(day)))


def _with_centre(graph: KnowledgeGraph, facts: Facts, around: Iterable[ToldTie], say: Translator) -> tuple[Told, ...]:
    """What ties the body to the actor at the centre of the territory on the day, else what tied it before."""
    centre, day = graph.manifest.centre, facts.day
    if centre is None or centre == facts.iri or day is None:
        return ()
    ever = [tie for tie in around if tie.other(facts.iri) == centre]
    found = [tie for tie in ever if tie.interval.holds_on(day)]
    names = graph.labels([facts.iri, centre], day=day, lang=say.language)
    if not found:
        both = [
            fact
            for fact in facts.stated()
            if fact.about and any(one.value.thing and one.value.thing.iri == centre for one in fact.statements)
        ]
        named = listed((fact.label for fact in both), say, most=MOST)
        words = say("fiche.essentials.no_tie", day=say.day(day), centre=centre_name(graph, day, say))
        words = say("fiche.essentials.no_tie_but", sentence=words, names=named) if both else words
        evidence = tuple(dict.fromkeys(one for fact in both for one in fact.evidence))
        over = [tie for tie in ever if tie.interval.last and tie.interval.last < day]
        once = (told(tie, names, say, day) for tie in firmest_first(over))
        return (Told(facts.iri, words, mentions(evidence, say)), *once)
    return tuple(told(tie, names, say, day) for tie in firmest_first(found))


def _sums(facts: Facts, say: Translator) -> tuple[Told, ...]:
    """Each sum that the body commits or receives up to the day, the latest first: whose, for whom, when.

    What gives no year of its own is of the time of the agreement that it covers.
    """
    sentences = []
    found = facts.linked("Commitment", "Funding")
    for fact in sorted(found, key=lambda one: one.interval.start or "", reverse=True):
        interval = fact.interval
        if fact.about is None or not text_of(fact, "amount"):
            continue
        if facts.is_later(fact):
            continue
        by, to = (
            listed((one.label for name in side for one in ends(fact, name)), say, most=MOST_LISTED)
            for side in (("committedBy", "fundedBy"), RECEIVES)
        )
        year, unknown, kind = text_of(fact, "forYear"), say("unknown.value"), kind_of_sum(fact, say)
        told = {"sum": shared_sum(fact, say), "by": by or unknown, "to": to or unknown}
        dates = when_in_words(interval, say) or say("fiche.essentials.no_year")
        if is_of_agreement(interval, own=dates_itself(fact)):
            dates = say("telling.when.of-agreement", dates=dates)
        if kind:
            words = say("fiche.essentials.sum_of_kind", **told, kind=kind, dates=dates)
        elif year:
            words = say("fiche.essentials.sum_of_year", **told, year=year)
        else:
            words = say("fiche.essentials.sum", **told, dates=dates)
        sentences.append(told_fact(fact, words, say))
    return tuple(sentences)


def _coming(facts: Facts, ever: Facts, day: date, say: Translator) -> tuple[Told, ...]:
    """What comes after the day: events, of which facts of a day tell none, and ends of what runs; the nearest first.

    What is no body may itself come.
    """
    if facts.iri in facts.gone:
        return ()
    found = [] if is_a(facts.entity.thing.kind, "Actor") else _own_coming(ever, day, say)
    for fact in (*ever.linked("Event"), *facts.linked("Agreement", "Partnership", "Initiative", "Mandate")):
        when, key = _moment(fact, day)
        became = fate_of(fact.statements)
        if fact.about is None or when is None or is_off((became,)):
            continue
        words = say(f"fiche.essentials.{key}", name=fact.about.label, date=say.edtf(when))
        words = say("telling.doubted", sentence=words, doubt=say("agenda.state.coming_announced")) if became else words
        found.append((bounds(when)[0], told_fact(fact, words, say)))
    return tuple(sentence for _, sentence in sorted(found, key=lambda one: (one[0], one[1].sentence)))


def _own_coming(ever: Facts, day: date, say: Translator) -> list[tuple[date, Told]]:
    """The beginning of the thing itself, or the day on which it takes place, where every source puts it after the day.

    Of an event that sources only announce, or say to be off, its head tells that.
    """
    said = [one for fact in ever.stated() if fact.about is None for one in fact.statements if not one.inverse]
    dates = [
        (one, first)
        for one in said
        if local(one.predicate) in ("start", "when") and (first := bounds_if_any(one.value.text)[0])
    ]
    if not dates or fate_of(said) or any(first <= day for _, first in dates):
        return []
    one, first = min(dates, key=lambda each: each[1])
    key = "begins" if local(one.predicate) == "start" else "takes_place"
    words = say(f"fiche.essentials.{key}", name=ever.entity.thing.label, date=say.edtf(one.value.text))
    return [(first, Told(ever.iri, words, mentions(one.evidence, say)))]


def _moment(fact: Fact, day: date) -> tuple[str | None, str]:
    """The date, after the day, of what happens to the fact, and what it is: it begins, ends or takes place.

    An end of which the year or month alone is known, and which holds the day, may be over.
    """
    interval = fact.interval
    if interval.start and interval.start_earliest and interval.start_earliest > day:
        return interval.start, "takes_place" if interval.dated else "begins"
    of_a_year = interval.start == interval.end
    if interval.end and interval.end_latest and interval.end_latest > day and not (interval.dated or of_a_year):
        surely = interval.end_earliest and interval.end_earliest > day
        return interval.end, "ends" if surely else "ends_perhaps"
    return None, ""


def _last(ever: Facts, around: Sequence[ToldTie], graph: KnowledgeGraph, say: Translator) -> tuple[Told, ...]:
    """The last dated fact about the body, whatever the day, up to when facts were gathered; figures are none.

    Nothing is told of it where only ends, or days to come then, are known.
    """
    gathered = graph.manifest.gathered_until
    known = [(day, text, evidence) for text, evidence in _said(ever, around) if (day := bounds_if_any(text)[0])]
    latest = max((one for one in known if one[0] <= gathered), key=lambda one: one[0], default=None)
    if latest is None:
        lasted = [*(tie.interval for tie in around), *(fact.interval for fact in ever.stated())]
        dated = known or ever.texts("end") or any(interval.end for interval in lasted)
        return () if dated else (Told("", say("fiche.essentials.never"), ()),)
    _, text, evidence = latest
    words = say("fiche.essentials.heard", date=say.edtf(text))
    if graph.manifest.gathered_on:
        words = say("fiche.essentials.heard_until", sentence=words, gathered=say.day(gathered))
    return (Told(ever.iri, words, mentions(evidence, say)),)


def _said(ever: Facts, around: Iterable[ToldTie]) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Every date that a source gives: of the thing itself, and of each beginning, event, attestation and end.

    What a source gives before it came is a plan, and is none, as is an event that is announced only; but for the end
    of a body. Neither is what lies outside the life of the thing.
    """
    own_dates = _OWN_DATES if is_a(ever.entity.thing.kind, "Actor") else _OWN_DATES[:-1]
    outside = outside_life(ever.entity)
    announced = fate_of(one for fact in ever.stated() if fact.about is None for one in fact.statements)
    for fact in ever.stated():
        if fact.about is None:
            own = (one.value.text for one in fact.statements if local(one.predicate) in own_dates and not one.inverse)
            yield from ((text, fact.evidence) for text in own if not announced)
        elif fact.reason not in _NOT_ABOUT and not _is_planned(fact) and not (fact.about and fact.about.iri in outside):
            yield from ((text, fact.evidence) for text in _known_by(fact.interval, fact.evidence))
    for tie in around:
        if not tie.fate and not announced and tie.status != "inferred":  # what it rests on is told itself
            yield from ((text, tie.evidence) for text in _known_by(tie.interval, tie.evidence))
    if not is_a(ever.entity.thing.kind, "Actor"):
        plain = (fact for fact in ever.stated() if fact.about is None)
        said = ((one, fact.evidence) for fact in plain for one in fact.statements if not one.inverse)
        ends = ((one.value.text, evidence) for one, evidence in said if local(one.predicate) == "end")
        yield from ((text, evidence) for text, evidence in ends if _had_come(text, evidence))


def _is_planned(fact: Fact) -> bool:
    """Whether it is about an event or a change that sources announce."""
    if fact.about and fact.about.kind == "AnnouncedChange":
        return True
    return bool(fate_of(fact.statements))


def _known_by(interval: Interval, evidence: tuple[Evidence, ...]) -> Iterator[str]:
    """The last attestation of what lasted, its beginning and its end where they are no plans."""
    if interval.start and not _is_told_before(interval.start, evidence):
        yield interval.start
    if interval.last_attested:
        yield interval.last_attested
    if interval.end and _had_come(interval.end, evidence):
        yield interval.end


def _is_told_before(text: str, evidence: tuple[Evidence, ...]) -> bool:
    """Whether a beginning was to come when every source that is dated told it."""
    begun = bounds_if_any(text)[0]
    issued = [day for one in evidence for source in one.sources if (day := bounds_if_any(source.date)[1])]
    return begun is not None and bool(issued) and all(day < begun for day in issued)


def _had_come(text: str, evidence: tuple[Evidence, ...]) -> bool:
    """Whether an end had come when some source that is dated told it."""
    end = bounds_if_any(text)[1]
    issued = (bounds_if_any(source.date)[1] for one in evidence for source in one.sources)
    return end is not None and any(end <= day for day in issued if day)

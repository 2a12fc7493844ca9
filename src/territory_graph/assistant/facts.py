"""What sources say: whom a name means, what is known of a thing, its ties, ways between two; and what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from territory_graph.assistant.asked import AskedGraph, bounded, checked, one_of
from territory_graph.assistant.told import Answer, Telling
from territory_graph.facts.evidence import evidence_of
from territory_graph.facts.lives import may_exist, read_lives
from territory_graph.facts.names import read_names_said
from territory_graph.facts.ontology import is_a
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.network.paths import MOST_TIES
from territory_graph.search import LONGEST_TEXT, Hit
from territory_graph.views.fiche.identity import NameSpan
from territory_graph.views.fiche.lines import Line
from territory_graph.views.fiche.page import FichePage, Part, read_page
from territory_graph.views.home import OpenQuestion, read_home
from territory_graph.views.pathways import Way, find_ways
from territory_graph.views.telling import enumerated, firmest_first, is_later, plain, told
from territory_graph.views.ties import BETWEEN_ACTORS, TIE_KINDS, ToldTie
from territory_graph.views.wording import mentions

FACTS = 10
"""Facts that an answer holds, where nothing else is asked: what an assistant reads at a glance."""
MOST_FOUND, MOST_TOLD, MOST_WAYS = 20, 100, 5
"""Things that a search finds, facts that an answer holds, and ways between two things, at most."""
MOST_NEIGHBOURS = 2_000
"""Things around the two ends of a way whose ties are read."""


def search(asked: AskedGraph, text: str, limit: int = 10) -> Answer:
    """The things that a text names, the best first: by any name, present or former, misspelt, or by a number."""
    bounded("limit", limit, MOST_FOUND)
    checked("text", text, LONGEST_TEXT)
    say, telling = asked.say, Telling(asked)
    hits = asked.graph.search(text, lang=say.language, limit=limit + 1)
    found = [telling.hit(hit) | cited for hit, cited in _named(telling, hits[:limit])]
    if not hits:
        return telling.answer(say("assistant.unknown", text=plain(text)), known=False, things=[])
    near = all(hit.why == "near spelling" for hit in hits)
    sentence = _found(hits[:limit], "assistant.unknown-near" if near else "assistant.not-so-called", plain(text), say)
    return telling.answer(sentence, known=not near, things=found, more=len(hits) > limit)


def _found(hits: Sequence[Hit], otherwise: str, text: str, say: Translator) -> str:
    """Which things have the very name or number, and which have one that holds it or comes near."""
    called = dict(zip(hits, told_apart(hits, say), strict=True))
    named = [called[hit] for hit in hits if hit.score == 1]
    others = [called[hit] for hit in hits if hit.score < 1]
    listed = enumerated(others, say, most=3)
    if not named:
        return say(otherwise, text=text, names=listed)
    found = say("assistant.found", text=text, names=enumerated(named, say, most=3))
    return f"{found} {say('assistant.found-near', names=listed)}" if others else found


def told_apart(hits: Sequence[Hit], say: Translator) -> list[str]:
    """The names of what was found; of what bears the name of another, with where it is."""
    many = Counter(hit.label for hit in hits)
    return [
        say("fiche.during", name=plain(hit.label), period=hit.place)
        if many[hit.label] > 1 and hit.place
        else plain(hit.label)
        for hit in hits
    ]


def _named(telling: Telling, hits: Sequence[Hit]) -> Iterator[tuple[Hit, dict[str, Any]]]:
    """Each hit with the sources of the name or number by which it was found."""
    graph, say = telling.asked.graph, telling.asked.say
    said = read_names_said(graph.rows, [hit.iri for hit in hits])
    records = {hit: said.get((hit.iri, hit.matched)) or said.get((hit.iri, hit.label), ()) for hit in hits}
    evidence = graph.evidence([record for each in records.values() for record in each], say.language)
    for hit in hits:
        of_name = evidence_of(records[hit], evidence)
        yield hit, telling.cited(mentions(of_name, say))


def describe(asked: AskedGraph, thing: str, limit: int = FACTS) -> Answer:
    """What is known of a thing on the day: what it is, what a meeting needs first, its facts, and what is not known."""
    bounded("limit", limit, MOST_TOLD)
    telling, found = Telling(asked), asked.named(thing)
    page = read_page(asked.graph, found.iri, asked.say, asked.day)
    head = [line for line in page.head.lines if line.clash or not (line.head and line.head.kind == "NameUse")]
    essentials = [
        {
            "subject": one.title,
            "told": [telling.sentence(each) for each in one.told],
            **({"left": one.left} if one.left else {}),
        }
        for one in page.essentials
    ]
    facts = _parts(telling, page, limit)
    telling.left(max(0, len(head) - limit))
    last: dict[str, Any] = {"last_known_name": page.head.last_name} if page.head.last_name else {}
    sentence = asked.say("assistant.described", name=plain(found.label), sentence=page.head.sentence)
    return telling.answer(
        f"{_absent(asked, found)}{sentence}",
        thing=telling.thing(found),
        **last,
        identifiers=[{"name": one.label, "text": plain(one.text)} for one in page.head.identifiers],
        names=_names(telling, found, page.head.names),
        head=[_line(telling, line) for line in head[:limit]],
        essentials=essentials,
        facts=facts,
        not_known=list(page.fiche.missing),
    )


def _names(telling: Telling, thing: Thing, names: Iterable[NameSpan]) -> list[dict[str, Any]]:
    """The names that a thing bears or bore, with who says so."""
    asked = telling.asked
    said = read_names_said(asked.graph.rows, [thing.iri])
    evidence = asked.graph.evidence([record for each in said.values() for record in each], asked.say.language)
    told = []
    for one in names:
        of_name = evidence_of(said.get((thing.iri, one.text), ()), evidence)
        marks = {"kind": one.kind, "when": one.period}
        shown = {name: text for name, text in marks.items() if text}
        told.append({"name": plain(one.text), **shown, **telling.cited(mentions(of_name, asked.say))})
    return told


def _absent(asked: AskedGraph, thing: Thing) -> str:
    """Says of what did not exist on the day that it did not; nothing where it may have."""
    if asked.day is None or may_exist(read_lives(asked.graph.rows, [thing.iri])[thing.iri], asked.day):
        return ""
    return asked.say("assistant.absent", name=plain(thing.label), day=asked.say.day(asked.day)) + " "


def _parts(telling: Telling, page: FichePage, limit: int) -> list[dict[str, Any]]:
    """The parts of a fiche: ``limit`` lines in all, one of each part in turn; ``left`` counts the others."""
    parts: list[Part] = [*page.parts, *page.folded]
    turns = sorted((turn, place) for place, part in enumerate(parts) for turn in range(len(part.lines)))
    many = Counter(place for _, place in turns[:limit])
    told = []
    for place, part in enumerate(parts):
        shown = [_line(telling, line) for line in part.lines[: many[place]]]
        left = telling.left(part.count - len(shown))
        told.append({"part": part.title, **({"facts": shown} if shown else {}), **({"left": left} if left else {})})
    return told


def _line(telling: Telling, line: Line) -> dict[str, Any]:
    """A fact: what it is about, what it says, when, how firmly, and who says so."""
    says = {
        detail.label: [telling.called(thing) if thing else plain(text) for text, thing in detail.values]
        for detail in line.details
    }
    about = {"about": telling.called(line.head)} if line.head else {}
    marks = {"when": line.period, "doubt": line.doubt, "contested": bool(line.clash)}
    shown = {name: mark for name, mark in marks.items() if mark}
    return {**about, "says": says, **shown, **telling.status(line.status), **telling.cited(line.mentions)}


def ties(asked: AskedGraph, thing: str, other: str = "", kind: str = "", limit: int = FACTS) -> Answer:
    """What ties a thing to others, or to another one, on the day, each tie in a sentence with its sources."""
    bounded("limit", limit, MOST_TOLD)
    say, telling, found = asked.say, Telling(asked), asked.named(thing)
    end = asked.named(other) if other else None
    if end is not None and end.iri == found.iri:
        sentence = say("assistant.same-thing", name=plain(found.label))
        return telling.answer(sentence, known=False, thing=telling.thing(found), other=telling.thing(end), ties=[])
    kinds = (one_of("kind", kind, lambda: TIE_KINDS),) if kind else TIE_KINDS
    tied = [
        tie
        for tie in _holding(asked, [found.iri])
        if tie.kind in kinds and (end is None or end.iri in (tie.source, tie.target))
    ]
    ends: Answer = {"thing": telling.thing(found), **({"other": telling.thing(end)} if end else {})}
    names = {"name": plain(found.label), "other": plain(end.label) if end else "", "when": _when(asked)}
    if not tied:
        sentence = say("assistant.no-ties-between" if end else "assistant.no-ties", **names)
        return telling.answer(sentence, known=False, **ends, ties=[])
    later = frozenset(tie.id for tie in tied if asked.day and is_later(tie, asked.day))
    sentence = say("assistant.ties-between" if end else "assistant.ties", count=len(tied) - len(later), **names)
    if later:
        sentence = f"{sentence} {say('assistant.ties-later', count=len(later))}"
    called = asked.graph.labels(
        {one for tie in tied for one in (tie.source, tie.target)}, day=asked.day, lang=say.language
    )
    order = sorted(firmest_first(tied), key=lambda tie: tie.id in later)
    shown = [_tie(telling, tie, found.iri, called) for tie in order[:limit]]
    return telling.answer(
        sentence, known=len(later) < len(tied), **ends, ties=shown, left=telling.left(len(tied) - len(shown))
    )


def _tie(telling: Telling, tie: ToldTie, iri: str, names: dict[str, str]) -> dict[str, Any]:
    asked = telling.asked
    other = asked.field.thing(tie.other(iri))
    said = telling.sentence(told(tie, names, asked.say, asked.field.day_told(asked.day)))
    return {**said, "kind": tie.kind, "with": telling.thing(other), **telling.status(tie.status)}


def _holding(asked: AskedGraph, iris: Iterable[str]) -> tuple[ToldTie, ...]:
    """The ties of things that no date excludes on the day."""
    return tuple(tie for tie in asked.field.ties.of(iris) if tie.may_hold_on(asked.day))


def _when(asked: AskedGraph) -> str:
    return asked.say("assistant.on", day=asked.say.day(asked.day)) if asked.day else asked.say("assistant.ever")


def paths(asked: AskedGraph, start: str, end: str, count: int = 3) -> Answer:
    """The shortest ways from one thing to another on the day, of at most four ties, each told in sentences."""
    bounded("count", count, MOST_WAYS)
    say, telling = asked.say, Telling(asked)
    one, other = asked.named(start), asked.named(end)
    ends: Answer = {"from": telling.thing(one), "to": telling.thing(other)}
    between_actors = all(is_a(each.kind, "Actor") for each in (one, other))
    kinds = frozenset(BETWEEN_ACTORS if between_actors else TIE_KINDS)
    around = [tie for tie in _holding(asked, [one.iri, other.iri]) if tie.kind in kinds]
    near = sorted({each for tie in around for each in (tie.source, tie.target)} - {one.iri, other.iri})
    all_ties = [tie for tie in _holding(asked, near[:MOST_NEIGHBOURS]) if tie.kind in kinds] + around
    things = {each for tie in all_ties for each in (tie.source, tie.target)} | {one.iri, other.iri}
    names = asked.graph.labels(things, day=asked.day, lang=say.language)
    on = asked.field.day_told(asked.day)
    ways = find_ways({tie.id: tie for tie in all_ties}.values(), one.iri, other.iri, names, say, count=count, day=on)
    if not ways.found:
        same = {"name": plain(one.label)}
        apart = {"one": plain(one.label), "other": plain(other.label), "most": MOST_TIES, "when": _when(asked)}
        sentence = say("assistant.same", **same) if one.iri == other.iri else say("assistant.no-way", **apart)
        return telling.answer(sentence, known=False, **ends, ways=[])
    shown = [_way(telling, way) for way in ways.found]
    remark = say("assistant.many-near", most=MOST_NEIGHBOURS) if len(near) > MOST_NEIGHBOURS else ways.note
    return telling.answer(ways.found[0].sentence, **ends, ways=shown, remark=remark)


def _way(telling: Telling, way: Way) -> dict[str, Any]:
    steps = [
        {
            "from": telling.called(telling.asked.field.thing(hop.source)),
            "to": telling.called(telling.asked.field.thing(hop.target)),
            "ties": [telling.sentence(one) for one in hop.ties],
        }
        for hop in way.hops
    ]
    return {"sentence": way.sentence, "steps": steps}


def not_known(asked: AskedGraph, thing: str = "", limit: int = FACTS) -> Answer:
    """What the sources leave open: of a thing, what one expects of it and none gives; else of the whole territory."""
    bounded("limit", limit, MOST_TOLD)
    say, telling = asked.say, Telling(asked)
    home = asked.opened.once(("home", say.language, asked.day), lambda: read_home(asked.graph, say, asked.day))
    if not thing:
        return _open(telling, home.open_questions, limit)
    found = asked.named(thing)
    missing = read_page(asked.graph, found.iri, say, asked.day).fiche.missing
    questions = [one for one in home.open_questions if one.thing.iri == found.iri]
    name = plain(found.label)
    sentence = (
        say("assistant.missing", name=name, what=enumerated(missing, say))
        if missing
        else say("assistant.nothing-missing", name=name)
    )
    answer = _open(telling, questions, limit)
    return answer | {"answer": sentence, "thing": telling.thing(found), "not_known": list(missing)}


def _open(telling: Telling, questions: Sequence[OpenQuestion], limit: int) -> Answer:
    shown = [
        {
            "sentence": one.sentence,
            **({"hint": one.hint} if one.hint else {}),
            "thing": telling.thing(one.thing),
            **telling.cited(one.mentions),
        }
        for one in questions[:limit]
    ]
    sentence = telling.asked.say("assistant.open", count=len(questions))
    return telling.answer(sentence, open_questions=shown, left=telling.left(len(questions) - len(shown)))

"""What a proposal would do, in words: what stops it, what is known already, what contradicts it, what would change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from territory_graph.contributions import Contradiction, Look, Meant, Row
from territory_graph.errors import Problem
from territory_graph.facts import ties as facts
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.validation import Finding
from territory_graph.views.contributing.forms import label_of
from territory_graph.views.fiche.lines import Section
from territory_graph.views.fiche.whole import read_fiche
from territory_graph.views.telling import named, tell
from territory_graph.views.ties import BETWEEN_ACTORS, Ties, pair_of
from territory_graph.vocabulary import local

_MOST_SENTENCES, _MOST_OF_A_KIND = 12, 3
_NUMBERS = {"amount", "value"}
"""Properties whose values are numbers, without what they are of."""


@dataclass(frozen=True, slots=True)
class Resembling:
    """A known thing that a row may mean: the place of the row, and why it is asked."""

    row: int
    thing: Thing
    sentence: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction with what is known: the sentence that tells both, and the records that could be disputed."""

    sentence: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a proposal would do.

    ``stops`` are what must be mended first, ``doubts`` what should be looked at again and stops nothing. ``appears``
    and ``disappears`` are sentences, ``cells`` tell which boxes of the matrix change, ``sections`` are the lines that
    the fiche of ``thing`` would have; ``come`` and ``gone`` count the statements that would count, and count no more.
    """

    stops: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    resembling: tuple[Resembling, ...] = ()
    clashes: tuple[Clash, ...] = ()
    appears: tuple[str, ...] = ()
    disappears: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    counts: str = ""
    thing: Thing | None = None
    sections: tuple[Section, ...] = ()
    come: int = 0
    gone: int = 0


def read_effect(look: Look, graph: KnowledgeGraph, say: Translator) -> Effect:
    """What a look found, told."""
    stops = [problem_in_form(one, look.proposal.rows, say) for one in look.problems]
    stops += [_of_thing(one, say) for one in look.violations]
    resembling = tuple(
        Resembling(
            one.row,
            Thing(one.iri, one.label, one.kind),
            say(f"contribute.known.{likeness(one)}", name=one.label),
        )
        for one in look.known
    )
    if look.after is None:
        return Effect(tuple(dict.fromkeys(stops)), (), resembling)
    after, before = Ties(look.after, say.language), Ties(graph, say.language)
    thing, sections = _whole(look, say)
    own = {said.record for said in look.appears}
    return Effect(
        tuple(dict.fromkeys(stops)),
        tuple(_doubts(look, before, after, say)),
        resembling,
        tuple(
            Clash(
                contradiction_told(one, look, say),
                tuple(each.record for each in one.testimonies if each.record not in own),
            )
            for one in look.contradictions
        ),
        ties_told(look.ties_appear, after, say),
        ties_told(look.ties_disappear, before, say),
        _cells(look, before, after, say),
        say("contribute.ties-count", before=look.ties_before, after=look.ties_after),
        thing,
        sections,
        len(look.appears),
        len(look.disappears),
    )


def _doubts(look: Look, before: Ties, after: Ties, say: Translator) -> Iterator[str]:
    """Ties that are known already, can have held on no day or begin after an end is no more; far dates; rivals."""
    for _, known in look.same[:_MOST_SENTENCES]:
        yield from (say("contribute.known.tie", sentence=sentence) for sentence in ties_told([known], before, say))
    for sentence in ties_told(look.impossible, after, say):
        yield say("contribute.impossible", sentence=sentence)
    found = after.graph.things({iri for _, end, event in look.gone for iri in (end, event.iri)}, say.language)
    for tie, end, event in look.gone[:_MOST_SENTENCES]:
        for sentence in ties_told([tie], after, say):
            yield say("contribute.gone", name=found[end].label, change=found[event.iri].label, sentence=sentence)
    doubted: dict[str, list[str]] = defaultdict(list)
    for one in look.doubts:
        doubted[one.of_kind].append(_of_thing(one, say))
    for sentences in doubted.values():
        yield from sentences[:_MOST_OF_A_KIND]
        if (rest := len(sentences) - _MOST_OF_A_KIND) > 0:
            yield say("contribute.more-doubts", count=rest)
    mandates = after.graph.things({iri for pair in look.rivals for iri in pair}, say.language)
    for own, other in look.rivals[:_MOST_SENTENCES]:
        yield say("contribute.rivals", one=mandates[own].label, other=mandates[other].label)


def _of_thing(one: Finding, say: Translator) -> str:
    """A finding after the name of its thing, where it has one: a tie has not."""
    name, sentence = one.labels[say.language], one.messages[say.language]
    return sentence if name == local(one.focus) else say("contribute.in-field", field=name, sentence=sentence)


def problem_in_form(problem: Problem, rows: tuple[Row, ...], say: Translator) -> str:
    """A problem after the name of the field that it stands in, without the place in a file that there is none of."""
    key = f"problems.{problem.code}-unclear" if problem.fields.get("proposal") == "" else f"problems.{problem.code}"
    sentence = say(key, **problem.fields)
    if not problem.column:
        return sentence
    place = (problem.line or 1) - 1
    table = rows[place].table if place < len(rows) else ""
    return say("contribute.in-field", field=label_of(problem.column, table, say), sentence=sentence)


def likeness(known: Meant) -> str:
    """How a row is like a known thing."""
    if known.why == "identifier":
        return "same-number"
    return "same-name" if known.score >= 1 else "near-name"


def contradiction_told(one: Contradiction, look: Look, say: Translator, places: Mapping[str, str] | None = None) -> str:
    """What is said and what others say otherwise: each value with its sources, or its place where ``places`` has one.

    These are places in the reader's own file, by record.
    """
    assert look.after is not None
    named_ones = {one.path, *(each for told in one.testimonies for each in told.sources)}
    things = look.after.things(named_ones, say.language)
    told = [
        say(
            "contribute.testimony",
            value=value_in_words(each.value, one.path, look.after, say),
            source=(places or {}).get(each.record) or ", ".join(things[iri].label for iri in each.sources),
        )
        for each in one.testimonies
    ]
    name = one.labels.get(say.language) or one.labels.get("fr") or named(one.focus, {})
    return say("contribute.contradiction", name=name, property=things[one.path].label, values=" ; ".join(told))


def value_in_words(value: str, path: str, graph: KnowledgeGraph, say: Translator) -> str:
    """A value of a property as a reader meets it: the name of a thing, a number with its spaces, a date in words."""
    if local(path) in _NUMBERS and re.fullmatch(r"\d+(\.\d+)?", value):
        return say.number(Decimal(value))
    if value.startswith(graph.base):
        return graph.things({value}, say.language)[value].label
    return say.edtf(value)


def ties_told(found: Iterable[facts.Tie], ties: Ties, say: Translator) -> tuple[str, ...]:
    """Ties as sentences, those between actors first; of many, the first."""
    listed = sorted(found, key=lambda tie: (tie.kind not in BETWEEN_ACTORS, tie.iri))
    shown = listed[:_MOST_SENTENCES]
    ends = {end for tie in shown for end in (tie.first, tie.second)}
    names = ties.graph.labels(ends, lang=say.language)
    by_key = {(tie.source, tie.target, tie.kind, tie.about.iri if tie.about else ""): tie for tie in ties.of(ends)}
    told = []
    for tie in shown:
        keys = [(tie.first, tie.second, tie.kind, about) for about in (tie.tied_by, "")]
        whole = next((by_key[key] for key in keys if key in by_key), None)
        if whole is not None:
            told.append(tell(whole, names, say))
    more = len(listed) - len(shown)
    return tuple(dict.fromkeys(told)) + ((say("contribute.more-ties", count=more),) if more > 0 else ())


def _cells(look: Look, before: Ties, after: Ties, say: Translator) -> tuple[str, ...]:
    """Which boxes of the matrix of actors change, and from how many ties to how many."""
    moved = [tie for tie in (*look.ties_appear, *look.ties_disappear) if tie.kind in BETWEEN_ACTORS]
    pairs = sorted({tuple(sorted((tie.first, tie.second))) for tie in moved})[:_MOST_SENTENCES]
    names = after.graph.labels({end for pair in pairs for end in pair}, lang=say.language)
    told = []
    for one, other in pairs:
        counts = [
            sum(tie.pair == pair_of(one, other) and tie.kind in BETWEEN_ACTORS for tie in ties.of([one]))
            for ties in (before, after)
        ]
        told.append(
            say(
                "contribute.cell",
                one=named(one, names),
                other=named(other, names),
                before=counts[0],
                after=counts[1],
            )
        )
    return tuple(told)


def _whole(look: Look, say: Translator) -> tuple[Thing | None, tuple[Section, ...]]:
    """The fiche that the thing of the last row would have, those of its lines that the proposal makes."""
    assert look.after is not None
    own = {said.record for said in look.appears}
    things = [said.thing for said in look.appears if "/id/record/" not in said.thing and said.record in own]
    things = [iri for iri in things if "/id/source/" not in iri or len(look.proposal.rows) == 1]
    if not things:
        return None, ()
    last = look.proposal.rows[-1].cells.get("id", "") if look.proposal.rows else ""
    iri = next((each for each in things if last and each.endswith(f"/{last}")), things[0])
    fiche = read_fiche(look.after, iri, say)
    return fiche.thing, fiche.sections

"""Proposing facts: what the patterns find in a document, as rows, told from what the graph knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.reading import spacy_names
from territory_graph.reading.document import Document
from territory_graph.reading.learned.pairs import Pair, seen
from territory_graph.reading.learned.ties import ties
from territory_graph.reading.mending import mended, scanned
from territory_graph.reading.mentions import Mention
from territory_graph.reading.model import asked, drafts_of
from territory_graph.reading.moments import WrittenSum, day_of
from territory_graph.reading.names import Names
from territory_graph.reading.patterns import (
    agreements,
    answers,
    changes,
    contracts,
    costs,
    events,
    figures,
    labels,
    lexical,
    lists,
    memberships,
    offices,
    people,
    projects,
    signatures,
    staff,
    sums,
    tables,
)
from territory_graph.reading.patterns.grammar import Context, PatternFact
from territory_graph.reading.proposed import Reading
from territory_graph.reading.sentences import Sentence, is_item, plain
from territory_graph.reading.speakers import issuer_of, sentences_of, speaks
from territory_graph.reading.things import Thing, Things, slug
from territory_graph.reading.traced import Traced
from territory_graph.reading.writing import Writer, is_known
from territory_graph.settings import Model
from territory_graph.spelling import folded
from territory_graph.vocabulary import resource

_FAMILIES = (
    tables.find,
    lexical.find,
    labels.find,
    lists.find,
    agreements.find,
    memberships.find,
    changes.find,
    offices.find,
    figures.find,
    staff.find,
    events.find,
    people.find,
    signatures.find,
    projects.find,
    costs.find,
)
_REPORT = re.compile(r"\b(?:rapport|bilan|retrospective|compte rendu|releve|retour sur)\b")
_DECIDED = re.compile(
    r"\b(?:compte rendu|proces-verbal|deliberations?|releve d[e' ]|(?:principales )?decisions|ordre du jour|extrait du registre|commission permanente|seance)\b|C\d+ du D\d"
)
_ASKS = re.compile(r"(?:qui|quels?|quelles?|avec qui|combien|ou|comment)\b[^.?]{2,60}\?\s*$")
"""A heading that asks: “Qui la finance ?”."""


def propose(
    document: Document,
    graph: KnowledgeGraph,
    *,
    source: str = "",
    rejected: Set[str] = frozenset(),
    model: Model | None = None,
) -> Reading:
    """The facts that a document may state, those of a key in ``rejected`` left out.

    ``source`` is the identifier of the document among the sources, where it has one; else one is made of its title. A
    ``model`` may read it too: the text is sent to it, and what patterns found as well is theirs.
    """
    text, sentences, context = _read(document, graph)
    _keep(ties(sentences, context), text, context)
    answer = asked(text.text, model) if model else []
    for draft in drafts_of(answer or (), sentences, context):
        draft.start, draft.end = text.span(draft.start, draft.end)
        context.drafts.append(draft)
    written = Writer(document, graph, context, source or _source_id(document, context.day, graph))
    found = written.proposals(
        _sound(context),
        [slot for sentence in sentences for slot in sentence.slots.values() if isinstance(slot, Mention)],
    )
    kept = [one for one in found if one.key not in rejected]
    notes = [*sorted(context.withheld), *(("scanned",) if scanned(document.text) else ()), *spacy_names.notes()]
    if answer is None:
        notes.append("no-model")
    if not _is_french(document.text):
        notes.append("not-french")
    return Reading(written.source, tuple(kept), tuple(notes), len(found) - len(kept))


def pairs_of(document: Document, graph: KnowledgeGraph) -> Iterator[Pair]:
    """The pairs of things that a document names, of which weights are learned."""
    _, sentences, context = _read(document, graph)
    for one in seen(sentences, context):
        yield from one.pairs()


def _read(document: Document, graph: KnowledgeGraph) -> tuple[Traced, list[Sentence], Context]:
    """The mended text of a document, its sentences, and what patterns find in them."""
    text = mended(document.text, document.passages)
    day = day_of(text.text)
    things = Things(graph.base, lambda iri: is_known(graph, iri))
    names = Names(graph, things, day)
    context = Context(names, day, origin=text.span, length=len(text.text))
    sentences = sentences_of(document, text, names)
    context.report = any(_REPORT.search(sentence.words) for sentence in sentences[:3])
    context.decides = any(_DECIDED.search(sentence.words) for sentence in sentences[:8])
    organs = (
        slot.text
        for sentence in sentences[:14]
        for slot in sentence.slots.values()
        if isinstance(slot, Mention) and slot.slot == "C" and " " in slot.text
    )
    context.organ = next((" ".join(organ.split()).lower() for organ in organs), "")
    context.speaks = speaks(text.text)
    context.issuer = names.author or issuer_of(sentences, names)
    whole = contracts.contract(sentences, document.text, context)
    context.parties = tuple(whole.listed("parties")) if whole else ()
    asks = answers.is_questionnaire(sentences)
    for sentence in sentences:
        first = len(context.drafts)
        if sentence.locator[0] in "TH" and not sums.is_row(sentence) and not is_item(sentence):
            context.heading = plain(sentence.written(0, len(sentence.words)))
        if asks:
            _keep(answers.find(sentence, context), text, context)
        if not asks or not (
            len(context.drafts) > first or answers.is_question(sentence.words) or context.question == ""
        ):
            for find in _FAMILIES:
                _keep(find(sentence, context), text, context)
        context.unclear |= {
            (sentence.locator, slot.amount)
            for name in context.half_told
            if isinstance(slot := sentence.slots.get(name), WrittenSum)
        }
        events.completed(sentence, context)
        lists.completed(sentence, context)
        told = any(draft.kind == "project" and draft.locator == sentence.locator for draft in context.drafts[-6:])
        context.since_project = 0 if told else context.since_project + 1
        context.before = sentence
        if (
            sentence.words.rstrip().endswith(":")
            or _ASKS.match(sentence.words)
            or (
                not sums.is_row(sentence)
                and sentence.locator[0] in "TH"
                and not re.search(r": ?M\d", sentence.words)
                and not is_item(sentence)
            )
        ):
            context.lead = sentence.words
        elif not sums.is_row(sentence) and context.table is None and not is_item(sentence):
            context.lead = ""
    if whole is not None:
        context.drafts = [
            draft
            for draft in context.drafts
            if not (draft.kind == "agreement" and draft.cells.get("parties") == whole.cells["parties"])
        ]
        context.drafts.insert(0, whole)
    return text, sentences, context


def _keep(drafts: Iterator[PatternFact], text: Traced, context: Context) -> None:
    """Keeps drafts, each with its place in the document."""
    for draft in drafts:
        draft.start, draft.end = text.span(draft.start, draft.end)
        context.drafts.append(draft)


_SMALL = frozenset(
    [
        "le",
        "la",
        "les",
        "de",
        "du",
        "des",
        "et",
        "en",
        "un",
        "une",
        "au",
        "aux",
        "dans",
        "pour",
        "par",
        "sur",
        "est",
        "que",
        "qui",
        "avec",
        "ce",
        "cette",
        "son",
        "sa",
        "ses",
        "il",
        "elle",
        "ont",
    ]
)


def _is_french(text: str) -> bool:
    """Whether about as many small words are French as in French prose; a few words tell nothing."""
    told = folded(text[:20_000]).split()
    return len(told) < 60 or sum(word in _SMALL for word in told) > 0.12 * len(told)


def _source_id(document: Document, day: str | None, graph: KnowledgeGraph) -> str:
    wanted = slug(" ".join(document.title.split()[:8]))[:50].strip("-")
    wanted = f"{wanted}-{day}" if day else wanted
    number, free = 1, wanted
    while is_known(graph, str(resource(graph.base, f"source/{free}"))):
        number += 1
        free = f"{wanted}-{number}"
    return free


_IS_TOWN = re.compile(r"(?:commune|ville) d", re.IGNORECASE).match


def _sound(context: Context) -> list[PatternFact]:
    """The drafts without those in which a person or a place was taken for a body, and without those said twice."""
    people_named = {
        folded(thing.name) for draft in context.drafts if isinstance(thing := draft.cells.get("person"), Thing)
    }
    places = {folded(thing.name) for draft in context.drafts if isinstance(thing := draft.cells.get("place"), Thing)}
    kept: list[PatternFact] = []
    for draft in context.drafts:
        bodies_in = [
            one
            for value in draft.cells.values()
            for one in (value if isinstance(value, tuple) else (value,))
            if isinstance(one, Thing) and one.sort == "actor"
        ]
        unsure = {folded(one.name) for one in bodies_in if one.iri is None and one.kind == "actor"}
        whole = draft.cells.get("organisation") if draft.table == "memberships" else None
        if unsure & (people_named | places) or not draft.cells or (isinstance(whole, Thing) and _IS_TOWN(whole.name)):
            continue  # nobody is a member of a town
        same = next((one for one in kept if _says(one, draft)), None)
        if same is None:
            kept.append(draft)
        else:
            same.cells = {**draft.cells, **same.cells}
    return kept


_IDENTITY = {
    "memberships": ("member", "organisation"),
    "collaborations": ("actor", "partner"),
    "names": ("actor", "name"),
    "changes": ("kind", "before", "after"),
    "offices": ("actor", "place"),
    "member_counts": ("actor",),
    "figures": ("about", "measure", "value"),
    "mandates": ("person", "organisation", "role"),
    "projects": ("self",),
    "events": ("when", "name"),
    "agreements": ("kind", "parties", "supporters", "supported", "amount", "signed", "year"),
}
"""The cells that make two rows of a table the same fact, told twice."""


def _says(one: PatternFact, other: PatternFact) -> bool:
    if one.table != other.table:
        return False
    if all(_plain(one.cells.get(name)) == _plain(other.cells.get(name)) for name in _IDENTITY[one.table]):
        return True
    if one.table == "events":  # its title and its text name it differently
        a, b = set(folded(str(one.cells["name"])).split()), set(folded(str(other.cells["name"])).split())
        return one.cells["when"] == other.cells["when"] and (a <= b or b <= a)
    if one.table == "agreements" and not (one.cells.get("amount") or other.cells.get("amount")):
        parties = [set(draft.listed("parties", "supporters", "supported")) for draft in (one, other)]
        dates = [
            {draft.cells[name] for name in ("signed", "start", "end", "year") if name in draft.cells}
            for draft in (one, other)
        ]
        return (
            parties[0] == parties[1]
            and one.cells["kind"] == other.cells["kind"]
            and (not dates[0] or not dates[1] or bool(dates[0] & dates[1]))
        )
    return False


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return frozenset(map(id, value))
    return id(value) if isinstance(value, Thing) else folded(str(value)) if value else ""

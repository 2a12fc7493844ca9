"""Questions: the packaged ones with their answers, and SPARQL.

``evidence`` has, for each row, the records that tie two of the things that the row names, or those that the question is
about: what a reader looks at to see why the row is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from territory_graph.assistant.asked import AskedGraph, bounded, checked, shown
from territory_graph.assistant.told import Answer, Telling
from territory_graph.diagnosis import KnownTerms, lesson, unused
from territory_graph.diagnosis.repeated import counting, repeated
from territory_graph.errors import QueryError, UnknownQuestionError
from territory_graph.facts.statements import read_statements_between
from territory_graph.queries import PackagedQuery, packaged_query
from territory_graph.queries.catalogue import TEXT
from territory_graph.search import LONGEST_TEXT
from territory_graph.store.answers import Table, media_type_of, read_found
from territory_graph.store.guard import GuardedQuery, guard
from territory_graph.store.harmless import LARGEST
from territory_graph.store.pool import Limits
from territory_graph.terms import is_of_nothing
from territory_graph.views.questions import answer, default_of, find_questions, list_questions
from territory_graph.views.telling import plain
from territory_graph.views.ties import pair_of
from territory_graph.views.wording import mentions
from territory_graph.vocabulary import short_id

ROWS = 20
"""Rows of an answer, where nothing else is asked."""
MOST_ROWS, MOST_CHARACTERS = 200, 40_000
"""Rows of an answer, and characters of their cells in all."""
MOST_NAMED = 200
"""Things of an answer whose statements and ties are looked for."""
QUERY = Limits(10, MOST_ROWS)
"""What a query of an assistant may take."""


def questions(asked: AskedGraph, text: str = "") -> Answer:
    """The packaged questions that words lead to, or all of them."""
    say, telling = asked.say, Telling(asked)
    found = find_questions(checked("text", text, LONGEST_TEXT), say) if text.strip() else list_questions(say)
    listed = [
        {
            "name": one.name,
            "title": one.title,
            "subject": one.subject,
            "parameters": [
                {"name": parameter.name, "kind": parameter.kind, "default": str(parameter.default)}
                for parameter in packaged_query(one.name).parameters
            ],
        }
        for one in found
    ]
    sentence = say("assistant.questions", count=len(found)) if found else say("assistant.no-question", text=plain(text))
    return telling.answer(sentence, known=bool(found), questions=listed)


def ask(asked: AskedGraph, question: str, values: Mapping[str, str], limit: int = ROWS) -> Answer:
    """The answer to a packaged question, about the things that ``values`` name, of the day where it has days."""
    bounded("limit", limit, MOST_ROWS)
    query = packaged_query(checked("question", question, LONGEST_TEXT))
    asked = asked if query.dated else asked.of_all_dates()
    say, telling = asked.say, Telling(asked)
    given = {name: _value(asked, query, name, text) for name, text in values.items()}
    view = answer(asked.graph, query.name, given, say, asked.day)
    labels = {thing.label: thing.iri for thing in view.things} | {thing.iri: thing.iri for thing in view.things}
    rows = _fitting(view.rows[:limit])
    about = [
        given.get(parameter.name) or default_of(asked.graph, query, parameter)
        for parameter in query.parameters
        if parameter.kind != TEXT
    ]
    named = [[*about, *(labels[text] for text in row if text in labels)] for row in view.values[: len(rows)]]
    cells = {labels[text] for row in view.values[: len(rows)] for text in row if text in labels}
    things = {short_id(one.iri, asked.graph.base): plain(one.label) for one in view.things if one.iri in cells}
    computed = {"status": "computed"} if query.measure else {}
    return telling.answer(
        view.sentence,
        known=bool(view.rows),
        question=query.titles[say.language],
        scope=view.scope,
        **computed,
        columns=list(view.columns),
        rows=rows,
        evidence=_evidence(telling, named),
        left=telling.left(len(view.rows) - len(rows)),
        things=things,
        sparql=view.sparql,
    )


def _value(asked: AskedGraph, query: PackagedQuery, name: str, text: str) -> str:
    """The value of a parameter as the question takes it: of one that is a thing, the IRI of what is named."""
    checked(name, text, LONGEST_TEXT)
    kinds = {parameter.name: parameter.kind for parameter in query.parameters}
    if kinds.get(name, TEXT) == TEXT:
        return text
    return asked.named(text).iri


def sparql(asked: AskedGraph, query: str, limit: int = ROWS) -> Answer:
    """The answer to a SPARQL query that reads: rows, yes or no, or triples; each row with what its things rest on.

    Raises:
        QueryError: it is no query, changes data, or cannot be evaluated within its time and memory.
        BusyError: it was not begun.
    """
    bounded("limit", limit, MOST_ROWS)
    asked = asked.of_all_dates()  # the days of a query are what it says itself
    say, telling, pool = asked.say, Telling(asked), asked.library.pool
    guarded = guard(query, services=pool.services)
    media_type = media_type_of(guarded.form)
    result = pool.submit(guarded, media_type=media_type, limits=QUERY, client=asked.client).result()
    found = read_found(result.body, media_type)
    if found.kind == "boolean":
        told = [say("assistant.yes")] if found.yes else [say("assistant.no"), *_unused(asked, guarded)]
        return telling.answer(" ".join(told), yes=found.yes)
    rows, named = _cells(telling, found.table, limit)
    cut = result.cut or len(rows) < len(found.table)
    if nothing := not rows or (len(found.table) == 1 and is_of_nothing(rows[0])):
        told = [say("assistant.no-rows"), *_unused(asked, guarded)]
    else:
        counted = say("assistant.rows-more" if cut else "assistant.rows", count=len(rows))
        lessons = repeated(guarded, counting(pool, asked.client, services=pool.services), say)
        told = [counted, *(part for lesson in lessons for part in (lesson.sentence, *lesson.hints))]
    return telling.answer(
        " ".join(told),
        known=not nothing,
        columns=list(found.table.variables),
        rows=rows,
        more=cut,
        evidence=_evidence(telling, named),
    )


def taught(asked: AskedGraph, error: QueryError, query: str) -> str:
    """What is wrong with a query, with its place and what to write instead."""
    return lesson(error, query[:LARGEST], _known(asked), asked.say).text()


def _known(asked: AskedGraph) -> KnownTerms:
    return asked.opened.once(("known names",), lambda: KnownTerms.of(asked.graph.rows, asked.graph.base))


def _unused(asked: AskedGraph, query: GuardedQuery) -> list[str]:
    """Which names of a query that found nothing are those of nothing, with the nearest."""
    lessons = unused(query, asked.graph.rows, lambda: _known(asked), asked.say)
    return [part for told in lessons for part in (told.sentence, *told.hints)]


def unknown_question(asked: AskedGraph, error: UnknownQuestionError, name: str) -> Answer:
    """That no question has that name, with those nearest."""
    return Telling(asked).answer(asked.say.error(error), known=False, asked=shown(name))


def _cells(telling: Telling, table: Table, limit: int) -> tuple[list[list[str]], list[list[str]]]:
    """The first rows as texts, and the IRIs that each names."""
    rows, base = list(table.rows())[:limit], telling.asked.graph.base
    texts = _fitting([["" if cell is None else short_id(cell.value, base) for cell in row] for row in rows])
    return texts, [[cell.value for cell in row if cell and cell.kind == "iri"] for row in rows[: len(texts)]]


def _fitting(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """The rows, as long as the characters of an answer last; a long cell is cut."""
    kept, left = list[list[str]](), MOST_CHARACTERS
    for row in rows:
        cells = [cell if len(cell) <= 500 else f"{cell[:500]}…" for cell in row]
        left -= sum(map(len, cells))
        if left < 0 and kept:
            break
        kept.append(cells)
    return kept


def _evidence(telling: Telling, rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """For each row, the records that tie two of the things that it names; empty where none does by itself."""
    asked = telling.asked
    things = list(dict.fromkeys(iri for row in rows for iri in row))[:MOST_NAMED]
    records: dict[str, dict[str, None]] = defaultdict(dict)
    for (one, _, other), said in read_statements_between(asked.graph.rows, things).items():
        records[pair_of(one, other)] |= dict.fromkeys(said)
    evidence = asked.graph.evidence([record for each in records.values() for record in each], asked.say.language)
    said_of = {pair: [evidence[one] for one in each if one in evidence] for pair, each in records.items()}
    for tie in asked.field.ties.among(things):
        if tie.may_hold_on(asked.day):
            said_of.setdefault(tie.pair, []).extend(tie.evidence)
    told = []
    for row in rows:
        pairs = {pair_of(*pair) for pair in combinations(dict.fromkeys(row), 2)}
        found = {one.record: one for pair in pairs for one in said_of.get(pair, ())}
        told.append(telling.cited(mentions(tuple(found.values()), asked.say)))
    return told

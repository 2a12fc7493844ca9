"""What a query that failed, or found nothing, teaches: in a sentence, at its place in the editor, with what to try."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from typing import Literal

import streamlit as st

from territory_graph.diagnosis import (
    Diagnosis,
    KnownTerms,
    Lesson,
    asking,
    counting,
    drop_one,
    lesson,
    repeated,
    warnings,
)
from territory_graph.errors import QueryCancelledError, QueryError, TerritoryGraphError
from territory_graph.service.context import known_names
from territory_graph.store.guard import GuardedQuery
from territory_graph.ui.context import Context
from territory_graph.ui.markup import in_markdown, sentence_in_markdown
from territory_graph.ui.served import library
from territory_graph.ui.sparql.running import in_background, waiting
from territory_graph.ui.sparql.state import Outcome, Workbench
from territory_graph.ui.sparql_editor import Mark
from territory_graph.ui.version import shown_pool
from territory_graph.ui.who import client

SECONDS = 10.0


def known(context: Context) -> KnownTerms:
    """What the graph knows of prefixes, classes and properties."""
    return known_names(context.opened)


def show_error(context: Context, error: TerritoryGraphError, text: str, *, marked: bool = False) -> None:
    """A query that gave no answer: why, where unless it is ``marked`` in the editor, and what to do about it."""
    say = context.say
    if isinstance(error, QueryCancelledError):
        st.info(say.error(error), icon=":material/stop_circle:")
    elif isinstance(error, QueryError):
        taught = lesson(error, text, known(context), say)
        placed = not marked
        st.warning(sentence_in_markdown(taught.sentence), icon=":material/edit_note:")
        if taught.excerpt and placed:
            st.code(taught.excerpt, language=None)
        _hints(taught.hints)
    else:
        st.warning(in_markdown(say.error(error)), icon=":material/schedule:")


def _hints(hints: Iterable[str]) -> None:
    lines = "\n".join(f"- {in_markdown(hint)}" for hint in hints)
    if lines:
        st.markdown(lines)


def show_warnings(context: Context, outcome: Outcome) -> None:
    """What a query that ran should be looked at for: unused names, patterns that stand apart, texts not joined."""
    found = _warnings(context, outcome)
    if not found:
        return
    with st.expander(context.say("sparql.warnings"), icon=":material/info:", key="sparql-warnings", expanded=True):
        for taught in found:
            st.markdown(sentence_in_markdown(taught.sentence))
            _hints(taught.hints)


def show_repeated(context: Context, outcome: Outcome) -> None:
    """Which sums, means and counts of the answer take a value several times, found once."""
    if outcome.query is None or outcome.query.form != "select":
        return
    say, query = context.say, outcome.query
    key = f"repeated-{say.language}"
    if key not in outcome.notes:
        count = counting(shown_pool(), client(), services=library().settings.services)
        outcome.notes[key] = in_background(lambda: repeated(query, count, say))
    future = outcome.notes[key]
    waiting(future, lambda seconds: say("sparql.checking", seconds=seconds))
    for taught in future.result():
        st.warning(sentence_in_markdown(taught.sentence), icon=":material/functions:")
        _hints(taught.hints)


def _warnings(context: Context, outcome: Outcome) -> tuple[Lesson, ...]:
    if outcome.query is None:
        return ()
    table = outcome.found.table if outcome.found is not None else None
    columns = zip(table.variables, table.columns, strict=True) if table is not None else ()
    unbound = [variable for variable, column in columns if None in column]
    return warnings(outcome.query, known(context), context.say, unbound)


def show_diagnosis(context: Context, outcome: Outcome) -> None:
    """Which condition rules everything out, found once by asking the query without each of them."""
    if outcome.query is None:
        return
    fresh = _key(context) not in outcome.notes
    found = _diagnosis(context, outcome, outcome.query)
    if fresh:
        st.rerun()  # the editor, drawn before, marks what was found
    if found is None:
        return
    st.markdown(sentence_in_markdown(found.sentence))
    if len(found.suspects) > 1:
        _hints(suspect.sentence for suspect in found.suspects)
    for suspect in found.suspects:
        _hints(suspect.hints)


def _key(context: Context) -> str:
    return f"diagnosis-{context.say.language}"


def _diagnosis(context: Context, outcome: Outcome, query: GuardedQuery) -> Diagnosis | None:
    """The diagnosis, kept with the outcome; None when the engine has no time for it."""
    say, key = context.say, _key(context)
    if key not in outcome.notes:
        ask = asking(shown_pool(), client(), services=library().settings.services)
        names = known(context)
        outcome.notes[key] = in_background(lambda: drop_one(query, ask, names, say, seconds=SECONDS))
    future = outcome.notes[key]
    waiting(future, lambda _: say("sparql.diagnosing"))
    try:
        found: Diagnosis = future.result()
    except TerritoryGraphError:
        return None
    return found


def marks_of(context: Context, bench: Workbench) -> tuple[Mark, ...]:
    """What the editor marks in the tab in front: where its last query is at fault, while the text is the same."""
    outcome = bench.outcome
    if outcome is None or outcome.text != bench.tab.text:
        return ()
    if isinstance(outcome.error, QueryError):
        taught = lesson(outcome.error, outcome.text, known(context), context.say)
        return tuple(_mark(each, "error") for each in (taught,) if each.line is not None)
    named = tuple(_mark(each, "warning") for each in _warnings(context, outcome) if each.line is not None)
    return (*named, *_suspects(context, outcome))


def _mark(taught: Lesson, severity: Literal["error", "warning"]) -> Mark:
    return Mark(taught.line or 1, taught.column or 1, taught.end_column, taught.sentence, severity)


def _suspects(context: Context, outcome: Outcome) -> tuple[Mark, ...]:
    """Where the conditions stand that rule everything out, once they are found."""
    future: Future[Diagnosis] | None = outcome.notes.get(_key(context))
    if future is None or not future.done() or future.cancelled() or future.exception() is not None:
        return ()
    found = future.result()
    alone = len(found.suspects) == 1
    return tuple(
        Mark(
            each.line,
            each.column,
            each.end_column if each.end_line == each.line else None,
            found.sentence if alone else each.sentence,
            "warning",
        )
        for each in found.suspects
    )

"""Running a query from a page: in the pool, while the page stays alive and says how long it has been."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from datetime import datetime
from functools import cache
from time import monotonic
from typing import TypeVar

import streamlit as st

from territory_graph.errors import AnswerTooLargeError, QueryCancelledError, TerritoryGraphError
from territory_graph.messages import Translator
from territory_graph.store.answers import media_type_of, read_found
from territory_graph.store.guard import GuardedQuery, guard
from territory_graph.store.pool import Limits, Result
from territory_graph.ui.served import library
from territory_graph.ui.sparql.state import ASKED_ON, Outcome, Past, Run, Workbench
from territory_graph.ui.streamlit_private import Stopped, has_reader
from territory_graph.ui.version import shown_pool, shown_version
from territory_graph.ui.who import client

HEAVIEST = 64 << 20
"""Bytes of an answer that a page reads; a heavier one is for the endpoint."""
_TICK = 0.25

Value = TypeVar("Value")


def start(bench: Workbench, say: Translator) -> None:
    """Starts the query that is wanted, if one is; one that is refused has its outcome at once."""
    if bench.wanted is None:
        return
    (tab, text, limits), bench.wanted = bench.wanted, None
    try:
        query = guard(text, services=library().settings.services)
    except TerritoryGraphError as error:
        _keep(bench, tab, Outcome(text, datetime.now().astimezone(), error=error), say)
        return
    bench.run = Run(tab, query, limits, submit(query, limits))


def cancel(bench: Workbench, say: Translator) -> None:
    """Stops what runs because the reader asked for it."""
    run = bench.run
    bench.stop()
    if run is not None:
        stopped = Outcome(run.query.text, datetime.now().astimezone(), run.query, error=QueryCancelledError())
        _keep(bench, run.tab, stopped, say)


def submit(query: GuardedQuery, limits: Limits) -> Future[Result]:
    """Gives a query to the pool, to be answered in the media type that a page reads."""
    return shown_pool().submit(query, media_type=media_type_of(query.form), limits=limits, client=client())


def follow(bench: Workbench, say: Translator) -> None:
    """Waits for what runs, says how long it has been, and keeps what becomes of it; then the page is drawn anew."""
    run = bench.run
    if run is None:
        return
    waiting(run.future, lambda seconds: say("sparql.running", seconds=seconds), since=run.began)
    bench.run = None
    _keep(bench, run.tab, outcome_of(run.query, run.future), say)
    st.rerun()


def waiting(future: Future[Value], words: Callable[[int], str], *, since: float | None = None) -> None:
    """Returns when ``future`` is done; until then the page says how long it has been.

    The reader's next act interrupts this run of the page, and leaves the future to the run that follows. When the
    reader is gone nobody waits for the answer, and it is cancelled.
    """
    began = monotonic() if since is None else since
    line = st.empty()
    try:
        while not future.done():
            line.caption(f":material/hourglass_top: {words(int(monotonic() - began))}")
            wait([future], timeout=_TICK)
    except Stopped:
        if not has_reader():
            future.cancel()
        raise
    line.empty()


def leave(screen: str) -> None:
    """Stops what was asked on another screen than the one that opens now."""
    for key, asked_on in ASKED_ON.items():
        bench = st.session_state.get(key)
        if bench is not None and screen != asked_on:
            bench.stop()


def outcome_of(query: GuardedQuery, future: Future[Result]) -> Outcome:
    """What became of a query whose future is done."""
    now = datetime.now().astimezone()
    try:
        result = future.result()
        if len(result.body) > HEAVIEST:
            return Outcome(query.text, now, query, error=AnswerTooLargeError(megabytes=HEAVIEST >> 20))
        found = read_found(result.body, result.media_type)
        return Outcome(query.text, now, query, result, found, shown_version().graph.manifest)
    except CancelledError:
        return Outcome(query.text, now, query, error=QueryCancelledError())
    except TerritoryGraphError as error:
        return Outcome(query.text, now, query, error=error)


def _keep(bench: Workbench, tab: str, outcome: Outcome, say: Translator) -> None:
    seconds = outcome.result.seconds if outcome.result else None
    bench.keep(tab, outcome, Past(outcome.text, outcome.at, seconds, size_of(outcome, say)))


def size_of(outcome: Outcome, say: Translator) -> str:
    """How much was found, in words: rows, triples, yes or no; why nothing could be, where the query failed."""
    if outcome.error is not None:
        return say.error(outcome.error)
    found = outcome.found
    if found is None or found.kind == "boolean":
        return say(f"codes.boolean.{json.dumps(bool(found and found.yes))}")
    size = say(f"sparql.summary.{'triple' if found.kind == 'triples' else 'row'}", count=len(found.table))
    return say("sparql.cite.cut", size=size) if outcome.result and outcome.result.cut else size


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=4, thread_name_prefix="workbench")


def in_background(work: Callable[[], Value]) -> Future[Value]:
    """Work that waits for others, in a thread of its own, so that the page can say how long it has been."""
    return _threads().submit(work)

"""Long work of a page: done once a version of the data and a question, with a bar and a way to stop it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from territory_graph.errors import AnalysisCancelledError
from territory_graph.messages import Translator
from territory_graph.network.measures import MEASURES
from territory_graph.network.outcome import Watch
from territory_graph.once import Key
from territory_graph.ui.context import Context

Worked = TypeVar("Worked")

_STOPPED = "analyses-stopped"
_PATIENCE, _PAUSE = 0.6, 0.1
"""Seconds without a sign that something is computed, and between two signs."""


def worked(context: Context, question: Key, work: Callable[[Watch], Worked]) -> Worked:
    """What ``work`` finds, or found before on the same data, in the same language, for the same ``question``.

    Whatever else a reader does on the page ends the work, and nothing of it is kept.

    Raises:
        AnalysisCancelledError: the reader stopped it.
    """
    key = (("analysis", question[0]), *question[1:], context.say.language)
    sign = _Sign(context.say, key)
    found = context.once(key, lambda: work(Watch(progress=sign.unless_stopped())), sign=sign.elsewhere)
    sign.end()
    return found


def watched(say: Translator, question: Key, work: Callable[[Watch], Worked]) -> Worked:
    """What ``work`` finds, with a bar and a way to stop it; nothing of it is kept here.

    Raises:
        AnalysisCancelledError: the reader stopped it.
    """
    sign = _Sign(say, question)
    found = work(Watch(progress=sign.unless_stopped()))
    sign.end()
    return found


def stopped(say: Translator) -> None:
    """Says that the work was stopped, and offers to begin again."""
    st.info(say("analyses.stopped"), icon=":material/block:")
    st.button(say("analyses.resume"), on_click=_forget, key="analyses-resume")


def _forget() -> None:
    st.session_state.pop(_STOPPED, None)


def _stop(key: Key) -> None:
    st.session_state[_STOPPED] = key


class _Sign:
    """A bar with a button that stops the work; nothing is shown of work that is done at once."""

    def __init__(self, say: Translator, key: Key) -> None:
        self._say, self._key = say, key
        self._place: Any = None
        self._bar: Any = None
        self._next = time.monotonic() + _PATIENCE

    def __call__(self, phase: str, share: float) -> None:
        """Shows how far the work is."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PAUSE
        say = self._say
        if self._bar is None:
            self._place = st.empty()
            with self._place.container(key="analyses-working"):
                self._bar = st.progress(0.0)
                st.button(say("analyses.stop"), on_click=_stop, args=(self._key,), key="analyses-stop")
        key = MEASURES[phase].name if phase in MEASURES else f"analyses.phases.{phase}"
        word = say(key if say.has(key) else "analyses.phases.other")
        self._bar.progress(min(1.0, share), say("analyses.working", phase=word, share=round(100 * share)))

    def unless_stopped(self) -> _Sign:
        """The sign itself.

        Raises:
            AnalysisCancelledError: the reader stopped this work before.
        """
        if st.session_state.get(_STOPPED) == self._key:
            raise AnalysisCancelledError(phase="")
        return self

    def elsewhere(self) -> None:
        """Shows that the work is done for another reader, whose answer serves this one too."""
        self.unless_stopped()("elsewhere", 0)

    def end(self) -> None:
        """Takes the bar away."""
        if self._place is not None:
            self._place.empty()

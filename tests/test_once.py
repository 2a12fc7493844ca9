"""What is made once: by one of all who ask at the same time, kept within bounds, never when it failed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.once import Once

PATIENCE = 30


def in_threads(*asks: Callable[[], Any]) -> list[Future[Any]]:
    """Each call in a thread of its own, begun together and ended, however it ended."""
    together = threading.Barrier(len(asks))

    def call(ask: Callable[[], Any]) -> Any:
        together.wait(PATIENCE)
        return ask()

    with ThreadPoolExecutor(len(asks)) as threads:
        return [threads.submit(call, ask) for ask in asks]


def test_what_many_ask_for_at_the_same_time_is_made_once() -> None:
    once, made = Once(), []

    def make() -> object:
        made.append(object())
        return made[-1]

    found = in_threads(*[lambda: once(("kind", 1), make)] * 8)
    assert {one.result() for one in found} == {made[0]}
    assert len(made) == 1


def test_who_asks_for_something_else_waits_for_nobody() -> None:
    once, begun, let_go = Once(), threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert let_go.wait(PATIENCE)
        return "slow"

    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(once, ("kind", "slow"), slow)
        assert begun.wait(PATIENCE)
        assert once(("kind", "quick"), lambda: "quick") == "quick"
        assert not asked.done()
        let_go.set()
        assert asked.result(PATIENCE) == "slow"


def test_what_is_made_may_ask_for_other_things() -> None:
    once = Once()
    assert once(("scene",), lambda: once(("places",), lambda: 20) + 1) == 21
    assert once(("places",), lambda: 0) == 20


def test_a_failure_is_told_to_who_met_it_and_not_kept() -> None:
    once = Once()
    with pytest.raises(ZeroDivisionError):
        once(("kind",), lambda: 1 // 0)
    assert once(("kind",), lambda: "made") == "made"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_who_waited_for_what_failed_makes_it(error: type[BaseException]) -> None:
    """A reader who stops a work, or leaves, takes it from nobody else."""
    once, begun, waiting = Once(), threading.Event(), threading.Event()

    def fail() -> str:
        begun.set()
        assert waiting.wait(PATIENCE)
        raise error

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(once, ("kind",), fail)
        assert begun.wait(PATIENCE)
        second = threads.submit(once, ("kind",), lambda: "made", sign=waiting.set)
        assert second.result(PATIENCE) == "made"
        assert isinstance(first.exception(PATIENCE), error)


def test_who_waits_may_leave() -> None:
    once, begun, let_go = Once(), threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert let_go.wait(PATIENCE)
        return "slow"

    def leave() -> None:
        raise TimeoutError

    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(once, ("kind",), slow)
        assert begun.wait(PATIENCE)
        with pytest.raises(TimeoutError):
            once(("kind",), lambda: "never", sign=leave)
        let_go.set()
        assert asked.result(PATIENCE) == "slow"


@given(most=st.integers(1, 4), asked=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 6))))
def test_of_each_kind_those_asked_for_last_are_kept(most: int, asked: list[tuple[str, int]]) -> None:
    once, last = Once(most), dict[str, list[int]](a=[], b=[])
    for kind, number in asked:
        made: list[int] = []
        once((kind, number), lambda made=made: made.append(1))
        assert bool(made) is (number not in last[kind])
        last[kind] = [*(other for other in last[kind] if other != number), number][-most:]

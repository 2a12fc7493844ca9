"""Turns are granted to whoever used least, within what one client and all clients may ask."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from territory_graph.errors import BudgetError, ServerBusyError
from territory_graph.store import turns
from territory_graph.store.turns import FAILURES_A_MINUTE, RUNNING_AT_ONCE, SECONDS_A_MINUTE, Turns


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_free_place_is_taken_at_once_and_the_next_waits_for_it() -> None:
    async def scene() -> None:
        places = Turns(1)
        await places.take("a")
        waiting = asyncio.ensure_future(places.take("b"))
        await settled()
        assert not waiting.done()
        places.free_place()
        await waiting

    run(scene())


def test_of_those_that_wait_the_client_that_used_least_goes_first() -> None:
    async def scene() -> list[str]:
        places, order = Turns(1), []
        await places.take("greedy")
        places.free_place()
        places.leave("greedy", seconds=20, failed=False)
        await places.take("other")

        async def take(client: str) -> None:
            await places.take(client)
            order.append(client)

        tasks = [asyncio.ensure_future(take(client)) for client in ("greedy", "modest")]
        await settled()
        places.free_place()
        await settled()
        places.free_place()
        await asyncio.gather(*tasks)
        return order

    assert run(scene()) == ["modest", "greedy"]


def test_one_client_runs_five_at_once_while_others_pass_it() -> None:
    async def scene() -> None:
        places = Turns(20)
        for _ in range(RUNNING_AT_ONCE):
            await places.take("many")
        sixth = asyncio.ensure_future(places.take("many"))
        await settled()
        assert not sixth.done()
        await places.take("one")
        places.free_place()
        places.leave("many", seconds=0, failed=False)
        await sixth

    run(scene())


@pytest.mark.parametrize(("seconds", "failures"), [(SECONDS_A_MINUTE + 3, 0), (0, FAILURES_A_MINUTE + 1)])
def test_who_has_used_a_minute_s_share_is_told_when_to_come_back(seconds: float, failures: int) -> None:
    async def scene() -> int:
        places = Turns(1)
        for _ in range(max(1, int(failures))):
            await places.take("a")
            places.free_place()
            places.leave("a", seconds=seconds, failed=bool(failures))
        await places.take("b")
        with pytest.raises(BudgetError) as raised:
            await places.take("a")
        return raised.value.retry_after

    assert 1 <= run(scene()) <= 60


def test_the_share_comes_back_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(turns.time, "monotonic", lambda: now[0])

    async def scene() -> None:
        places = Turns(2)
        await places.take("a")
        places.free_place()
        places.leave("a", seconds=SECONDS_A_MINUTE + 10, failed=False)
        with pytest.raises(BudgetError):
            await places.take("a")
        now[0] += 11
        await places.take("a")

    run(scene())


def test_too_long_a_queue_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAITING_OF_ALL", 2)

    async def scene() -> None:
        places = Turns(1)
        await places.take("a")
        waiting = [asyncio.ensure_future(places.take(client)) for client in ("b", "c")]
        await settled()
        with pytest.raises(ServerBusyError):
            await places.take("d")
        for task in waiting:
            task.cancel()

    run(scene())


def test_too_many_of_one_client_wait_no_longer() -> None:
    async def scene() -> None:
        places = Turns(1)
        await places.take("z")
        waiting = [asyncio.ensure_future(places.take("a")) for _ in range(turns.WAITING_OF_ONE)]
        await settled()
        with pytest.raises(BudgetError):
            await places.take("a")
        for task in waiting:
            task.cancel()

    run(scene())


def test_waiting_too_long_ends_as_busy_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.01)

    async def scene() -> None:
        places = Turns(1)
        await places.take("a")
        with pytest.raises(ServerBusyError):
            await places.take("b")
        places.free_place()
        await places.take("c")

    run(scene())


def test_a_cancelled_wait_gives_its_place_to_the_next() -> None:
    async def scene() -> None:
        places = Turns(1)
        await places.take("a")
        first, second = (asyncio.ensure_future(places.take(client)) for client in ("b", "c"))
        await settled()
        places.free_place()  # granted to the first, which is cancelled before it knows
        first.cancel()
        await asyncio.wait_for(second, 5)

    run(scene())


def test_accounts_without_anything_on_them_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_MOST_ACCOUNTS", 3)

    async def scene() -> int:
        places = Turns(1)
        for number in range(50):
            await places.take(str(number))
            places.free_place()
            places.leave(str(number), seconds=0, failed=False)
        return len(places._accounts)

    assert run(scene()) <= 3

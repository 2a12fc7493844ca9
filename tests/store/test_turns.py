"""Turns are granted to whoever used least, within what one client and all clients may ask, and never lost."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from territory_graph.errors import BudgetError, QueryCancelledError, ServerBusyError
from territory_graph.store import turns
from territory_graph.store.turns import FAILURES_A_MINUTE, RUNNING_AT_ONCE, SECONDS_A_MINUTE, SLOW_IN_A_ROW, Turn, Turns


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def used(places: Turns, client: str, seconds: float = 0.0, *, failed: bool = False) -> None:
    """A query of ``client`` that ended."""
    with suppress(ZeroDivisionError):
        async with places.turn(client) as turn:
            turn.used = seconds
            if failed:
                raise ZeroDivisionError


async def taken(places: Turns, client: str) -> Turn:
    turn = places.turn(client)
    await turn.__aenter__()
    return turn


def test_a_free_place_is_taken_at_once_and_the_next_waits_for_it() -> None:
    async def scene() -> None:
        places = Turns(1, 1)
        first = await taken(places, "a")
        waiting = asyncio.ensure_future(taken(places, "b"))
        await settled()
        assert not waiting.done()
        places.demote(first)
        assert (await waiting).lane == "fast"

    run(scene())


def test_of_those_that_wait_the_client_that_used_least_goes_first() -> None:
    async def scene() -> list[str]:
        places, order = Turns(1, 0), []
        await used(places, "modest")
        await used(places, "greedy", 20)
        held = await taken(places, "other")

        async def take(client: str) -> None:
            async with places.turn(client):
                order.append(client)

        tasks = [asyncio.ensure_future(take(client)) for client in ("greedy", "modest")]
        await settled()
        places.end(held, failed=False)
        await asyncio.gather(*tasks)
        return order

    assert run(scene()) == ["modest", "greedy"]


def test_one_client_runs_five_at_once_while_others_pass_it() -> None:
    async def scene() -> None:
        places = Turns(20, 20)
        await used(places, "many")
        held = [await taken(places, "many") for _ in range(RUNNING_AT_ONCE)]
        sixth = asyncio.ensure_future(taken(places, "many"))
        await settled()
        assert not sixth.done()
        await used(places, "one")
        places.demote(held[0])
        await settled()
        assert not sixth.done()
        places.end(held[0], failed=False)
        await sixth

    run(scene())


@pytest.mark.parametrize(("seconds", "failures"), [(SECONDS_A_MINUTE + 3, 0), (0, FAILURES_A_MINUTE + 1)])
def test_who_has_used_a_minute_s_share_is_told_when_to_come_back(seconds: float, failures: int) -> None:
    async def scene() -> int:
        places = Turns(1, 1)
        for _ in range(max(1, int(failures))):
            await used(places, "a", seconds, failed=bool(failures))
        await used(places, "b")
        with pytest.raises(BudgetError) as raised:
            await used(places, "a")
        return raised.value.retry_after

    assert 1 <= run(scene()) <= 60


def test_the_share_comes_back_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(turns.time, "monotonic", lambda: now[0])

    async def scene() -> None:
        places = Turns(2, 1)
        await used(places, "a", SECONDS_A_MINUTE + 10)
        with pytest.raises(BudgetError):
            await used(places, "a")
        now[0] += 11
        places = Turns(2, 1)
        await used(places, "a")

    run(scene())


def test_a_full_queue_sends_back_the_newest_of_whoever_waits_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAITING_OF_ALL", 3)

    async def scene() -> None:
        places = Turns(1, 0)
        held = await taken(places, "a")
        flood = [asyncio.ensure_future(taken(places, "flood")) for _ in range(3)]
        await settled()
        one = asyncio.ensure_future(taken(places, "one"))
        await settled()
        assert [task.done() for task in flood] == [False, False, True]
        with pytest.raises(ServerBusyError):
            await flood[2]
        with pytest.raises(ServerBusyError):
            await taken(places, "flood")
        places.end(held, failed=False)
        await settled()
        assert flood[0].done() != one.done()
        for task in flood:
            task.cancel()

    run(scene())


def test_too_many_of_one_client_wait_no_longer() -> None:
    async def scene() -> None:
        places = Turns(1, 0)
        await taken(places, "z")
        waiting = [asyncio.ensure_future(taken(places, "a")) for _ in range(turns.WAITING_OF_ONE)]
        await settled()
        with pytest.raises(BudgetError):
            await taken(places, "a")
        for task in waiting:
            task.cancel()

    run(scene())


def test_waiting_too_long_ends_as_busy_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(turns.LONGEST_WAIT, "fast", 0.01)

    async def scene() -> None:
        places = Turns(1, 0)
        held = await taken(places, "a")
        with pytest.raises(ServerBusyError):
            await taken(places, "b")
        places.end(held, failed=False)
        await used(places, "c")
        assert places.free("fast") == 1

    run(scene())


def test_half_of_the_places_are_kept_for_clients_whose_last_query_was_quick() -> None:
    async def scene() -> None:
        places = Turns(4, 4)
        await used(places, "known")
        for number in range(2):
            await taken(places, f"stranger {number}")
        third = asyncio.ensure_future(taken(places, "stranger 2"))
        await settled()
        async with places.turn("known"), places.turn("known"):
            assert places.free("fast") == 0
        await settled()
        assert not third.done()
        third.cancel()

    run(scene())


def test_a_client_of_slow_queries_begins_in_the_slow_lane_until_one_is_quick() -> None:
    async def scene() -> list[str]:
        places, lanes = Turns(4, 4), []
        for seconds in (2, 2, 2, 0, 0):
            async with places.turn("a") as turn:
                lanes.append(turn.lane)
                if turn.lane == "fast" and seconds:
                    places.demote(turn)
                turn.used = seconds
        return lanes

    assert run(scene()) == ["fast"] * (SLOW_IN_A_ROW - 1) + ["slow"] * (5 - SLOW_IN_A_ROW) + ["fast"]


def test_in_a_full_slow_lane_the_client_that_used_clearly_more_gives_way() -> None:
    async def scene() -> None:
        places = Turns(2, 1)
        greedy, modest = await taken(places, "greedy"), await taken(places, "modest")
        halted: list[str] = []
        for turn in (greedy, modest):
            turn.used = 0.3
            turn.halt = lambda turn=turn: halted.append(turn.client)
        places.demote(greedy)
        places.demote(modest)
        assert (greedy.lane, modest.lane, halted) == ("slow", "waiting", ["modest"])  # sent back, as both used as much
        greedy.used = 6
        places.dispatch()
        assert (modest.lane, halted) == ("slow", ["modest", "greedy"])
        assert isinstance(greedy.stopped_by, ServerBusyError)

    run(scene())


def test_accounts_are_bounded_and_those_in_use_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_MOST_ACCOUNTS", 20)

    async def scene() -> None:
        places = Turns(3, 3)
        held = await taken(places, "in use")
        places.demote(held)
        await used(places, "greedy", 50)
        for number in range(200):
            await used(places, str(number), 5, failed=True)  # something is on each of them
            assert len(places._accounts) <= 20
        assert places._accounts["in use"] is held.account
        assert "greedy" in places._accounts
        places.end(held, failed=False)

    run(scene())


async def slowly_used(places: Turns, client: str, seconds: float, *, failed: bool = False) -> None:
    turn = await taken(places, client)
    turn.used = seconds
    places.demote(turn)
    assert turn.lane == "slow"
    places.end(turn, failed=failed)


async def demoted(places: Turns, client: str, seconds: float = 0.3) -> Turn:
    turn = await taken(places, client)
    turn.used = seconds
    places.demote(turn)
    return turn


def test_who_had_an_answer_goes_before_strangers_and_those_before_whose_queries_failed() -> None:
    async def scene() -> None:
        places = Turns(3, 1)
        await slowly_used(places, "honest", 0.4)
        await slowly_used(places, "hostile", 0.4, failed=True)
        for client in ("honest", "hostile"):
            await used(places, client)  # a quick answer does not make up for it
        hostile = await demoted(places, "hostile")
        stranger = await demoted(places, "stranger")
        assert (stranger.lane, isinstance(hostile.stopped_by, ServerBusyError)) == ("slow", True)
        honest = await demoted(places, "honest")
        assert (honest.lane, isinstance(stranger.stopped_by, ServerBusyError)) == ("slow", True)

    run(scene())


def test_a_stranger_gets_the_place_of_one_who_had_answers_and_used_much_more() -> None:
    async def scene() -> None:
        places = Turns(3, 1)
        await slowly_used(places, "demanding", 5)
        await used(places, "demanding")
        demanding = await demoted(places, "demanding")
        waiting = await demoted(places, "stranger")
        assert (waiting.lane, demanding.stopped_by) == ("waiting", None)
        demanding.used = 20
        places.dispatch()
        assert (waiting.lane, isinstance(demanding.stopped_by, ServerBusyError)) == ("slow", True)
        places.end(demanding, failed=True)
        await used(places, "demanding")
        again = await demoted(places, "demanding")
        assert (again.lane, waiting.stopped_by) == ("waiting", None)  # the two do not oust each other in turn

    run(scene())


class Steps(asyncio.SelectorEventLoop):
    """A loop whose clock is set by hand: time passes when a test says so."""

    now = 1_000.0

    def time(self) -> float:
        return self.now


def every_order(events: list[str]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Every order of the events, and every way to let turns of the loop pass between them."""
    for order in set(itertools.permutations(events)):
        for cuts in itertools.product((0, 1, 2), repeat=len(events)):
            yield tuple((event, *["turn"] * cut) for event, cut in zip(order, cuts, strict=True))


@pytest.mark.parametrize(
    "events",
    [
        ["grant", "time"],
        ["grant", "cancel"],
        ["grant", "stop"],
        ["grant", "time", "cancel"],
        ["grant", "time", "stop"],
        ["grant", "time", "cancel", "leave"],
        ["grant", "stop", "cancel", "leave"],
    ],
)
def test_no_place_is_lost_in_whatever_order_things_happen(events: list[str]) -> None:
    """Of each order: a place is freed, time runs out, the waiter is cancelled or stopped, another one leaves."""
    for order in every_order(events):
        loop = Steps()
        try:
            loop.run_until_complete(happen(loop, order))
        finally:
            loop.close()


async def happen(loop: Steps, order: tuple[tuple[str, ...], ...]) -> None:
    places = Turns(2, 0)
    held = [await taken(places, client) for client in ("a", "b")]
    turn, served = places.turn("waiter"), []

    async def wait() -> None:
        async with turn:
            served.append(turn)
            await asyncio.sleep(0)

    waiter = loop.create_task(wait())
    await asyncio.sleep(0)

    def pass_time() -> None:
        loop.now += max(turns.LONGEST_WAIT.values()) + 1

    acts: dict[str, Callable[[], object]] = {
        "grant": lambda: places.end(held[0], failed=False),
        "leave": lambda: places.end(held[1], failed=False),
        "time": pass_time,
        "cancel": waiter.cancel,
        "stop": lambda: turn.stop(QueryCancelledError()),
    }
    for event, *pauses in order:
        acts[event]()
        for _ in pauses:
            await asyncio.sleep(0)
    for _ in range(8):
        await asyncio.sleep(0)
    assert waiter.done(), order
    with suppress(asyncio.CancelledError, QueryCancelledError, ServerBusyError):
        waiter.result()
    left = [one for one in held if one.lane != "none"]
    assert places.free("fast") + len(left) == 2, order
    assert turn.lane == "none", order
    assert not any(account.turns - set(left) for account in places._accounts.values()), order
    for one in left:
        places.end(one, failed=False)
    await asyncio.wait_for(used(places, "next"), 5)
    assert places.free("fast") == 2, order


class TurnsMachine(RuleBasedStateMachine):
    """Clients that take, leave, go slow, are cancelled, stopped or kept waiting too long, in every order."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = Steps()
        self.turns = Turns(3, 2)
        self.tasks: list[asyncio.Task[None]] = []
        self.open: dict[Turn, asyncio.Event] = {}

    def step(self, times: int) -> None:
        async def steps() -> None:
            for _ in range(times):
                await asyncio.sleep(0)

        self.loop.run_until_complete(steps())

    async def hold(self, turn: Turn) -> None:
        leaves = self.open[turn] = asyncio.Event()
        turn.halt = leaves.set
        try:
            async with turn:
                await self.inside(turn, leaves)
        finally:
            del self.open[turn]

    async def inside(self, turn: Turn, leaves: asyncio.Event) -> None:
        await leaves.wait()
        while turn.lane == "waiting" and turn.stopped_by is None:  # sent back by the slow lane
            leaves.clear()
            await turn.granted()
            await leaves.wait()

    @rule(client=st.sampled_from("abcdef"))
    def ask(self, client: str) -> None:
        turn = self.turns.turn(client)
        self.tasks.append(self.loop.create_task(self.hold(turn)))

    @rule(times=st.integers(1, 4))
    def turn_of_the_loop(self, times: int) -> None:
        self.step(times)

    @rule(seconds=st.sampled_from([0.1, 5.0, 11.0]))
    def time_passes(self, seconds: float) -> None:
        self.loop.now += seconds

    @precondition(lambda self: self.open)
    @rule(data=st.data(), seconds=st.sampled_from([0.0, 0.5, 5.0]), act=st.sampled_from(["end", "slow", "stop"]))
    def something_of_one(self, data: st.DataObject, seconds: float, act: str) -> None:
        turn = data.draw(st.sampled_from(list(self.open)))
        if turn.lane in ("fast", "slow"):
            turn.used = seconds
        if act == "end":
            self.open[turn].set()
        elif act == "stop":
            turn.stop(QueryCancelledError())
        elif turn.lane == "fast" and turn.stopped_by is None:
            self.turns.demote(turn)

    @precondition(lambda self: self.tasks)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.tasks)).cancel()

    @invariant()
    def the_books_agree_with_what_is_held(self) -> None:
        lanes = self.turns._in
        held = [turn for lane in lanes.values() for turn in lane]
        assert len(held) == len(set(held))
        assert set(held) <= set(self.open)
        for lane in ("fast", "slow"):
            assert 0 <= self.turns.free(lane) <= self.turns._places[lane]
        for account in self.turns._accounts.values():
            assert account.turns == {turn for turn in held if turn.account is account}
            assert account.running <= RUNNING_AT_ONCE

    def teardown(self) -> None:
        for task in self.tasks:
            task.cancel()
        self.step(8)
        assert all(task.done() for task in self.tasks)
        assert (self.turns.free("fast"), self.turns.free("slow")) == (3, 2)
        assert not self.turns.end_others(())
        for task in self.tasks:
            with suppress(asyncio.CancelledError, Exception):
                task.result()
        self.loop.close()


TurnsMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestTurns = TurnsMachine.TestCase

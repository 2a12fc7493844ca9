"""Turns: who is answered next, and what one client may use, as the Wikidata Query Service grants it.

A client may use sixty seconds of engine time a minute and fail thirty times a minute; five of its queries run at once,
the others wait. Of those that wait, the one whose client used least lately goes first. A query holds one turn from when
it is asked until it ends, whatever ends it: what is free is counted from the turns, so that no place can be lost.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal

from territory_graph.errors import BudgetError, ServerBusyError, TerritoryGraphError

Lane = Literal["none", "waiting", "fast", "slow"]

SECONDS_A_MINUTE = 60.0
FAILURES_A_MINUTE = 30.0
RUNNING_AT_ONCE = 5
WAITING_OF_ONE = 64
WAITING_OF_ALL = 256
LONGEST_WAIT: dict[Lane, float] = {"fast": 10.0, "slow": 30.0}
"""Seconds after which a query that waits for a place of a lane is sent back."""
RETRY_AFTER = 5
PATIENCE = 0.3
"""Seconds after which a query is demoted to the slow lane."""
SLOW_IN_A_ROW = 2
"""After so many slow queries one after another, those of the client begin in the slow lane."""
_MOST_ACCOUNTS = 10_000
_SHARED_BY_ALL = 3  # places: of so many or more, half are for clients whose last query was quick
_CLEARLY, _AT_LEAST = 3.0, 1.0  # who used so many times, and seconds, more of the slow lane gives way there
_ANSWERED = 0.5  # what of its time counts against the client of a slow query that was answered
_WHILE = 0.2  # seconds of a processor after which another client may be the one that used least
_NOTHING = 0.05  # seconds: who used less of the slow lane lately is as one who never came
_ANSWERED_BEFORE, _STRANGER, _FAILED_BEFORE = 0.0, 8.0, 30.0  # a stranger had no slow query yet


@dataclass(slots=True, eq=False)
class _Account:
    """What a client has used lately, and its turns.

    ``seconds`` and ``failures`` shrink by what a minute grants; ``slow``, the seconds in the slow lane, by half a
    minute; ``in_a_row`` counts its slow queries since the last quick one, of which a stranger has had none yet;
    ``standing`` says what became of its last slow one, in seconds by which it counts as having used more there.
    """

    counted: float
    seconds: float = 0.0
    failures: float = 0.0
    slow: float = 0.0
    in_a_row: int = 1
    standing: float = _STRANGER
    turns: set[Turn] = field(default_factory=set)

    def refresh(self) -> None:
        now = time.monotonic()
        minutes = (now - self.counted) / 60
        self.seconds = max(0.0, self.seconds - minutes * SECONDS_A_MINUTE)
        self.failures = max(0.0, self.failures - minutes * FAILURES_A_MINUTE)
        self.slow *= 0.5**minutes
        self.counted = now

    def wait(self) -> int:
        """Seconds until the client may ask again; 0 when it may now."""
        late = max(
            (self.seconds - SECONDS_A_MINUTE) / SECONDS_A_MINUTE,
            (self.failures - FAILURES_A_MINUTE) / FAILURES_A_MINUTE,
        )
        return math.ceil(late * 60) if late > 0 else 0

    @property
    def waiting(self) -> int:
        return sum(turn.lane == "waiting" for turn in self.turns)

    @property
    def running(self) -> int:
        return len(self.turns) - self.waiting

    @property
    def lately(self) -> float:
        """Seconds that it used, those of its turns included."""
        return self.seconds + sum(turn.used for turn in self.turns)

    @property
    def slowly(self) -> float:
        """Seconds that it used in the slow lane, those of its turns included."""
        return self.slow + sum(max(turn.used, turn.cost) for turn in self.turns)

    @property
    def unused(self) -> bool:
        return not (self.turns or self.seconds or self.failures or self.slow >= _NOTHING)


class Turn:
    """What one query holds while ``async with`` lasts: a place in a lane, or one among those that wait for it.

    ``used`` is the engine's time that it took, in seconds, and ``cost`` what counts instead in the slow lane when that
    is more; ``halt`` ends what runs when it is stopped or sent back to wait. Whoever runs the query tells them.
    """

    __slots__ = ("_turns", "_woken", "account", "client", "cost", "halt", "lane", "stopped_by", "used", "wanted")

    def __init__(self, turns: Turns, client: str) -> None:
        self.client = client
        self.lane: Lane = "none"
        self.used = self.cost = 0.0
        self.stopped_by: TerritoryGraphError | None = None
        self.halt: Callable[[], object] = lambda: None
        self.account = _Account(time.monotonic())  # until it is entered: then that of its client
        self.wanted: Lane = "fast"
        self._turns = turns
        self._woken: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Turn:
        """Waits for a place.

        Raises:
            BudgetError: the client has used its share, or too many of its queries wait.
            ServerBusyError: too many queries wait, or this one did for too long.
            TerritoryGraphError: what it was stopped by while it waited.
        """
        try:
            self._turns.enter(self)
            await self.granted()
        except BaseException:
            self._turns.end(self, failed=False)
            raise
        return self

    async def granted(self) -> None:
        """Waits for the place that it was given, or is to be given.

        Raises:
            ServerBusyError: it waited for too long.
            TerritoryGraphError: what it was stopped by while it waited.
        """
        if self.lane == "waiting" and self.stopped_by is None:
            self._woken = asyncio.get_running_loop().create_future()
            # unlike ``asyncio.timeout``, this neither cancels what it waits for nor hides that it has come
            await asyncio.wait((self._woken,), timeout=LONGEST_WAIT[self.wanted])
        if self.stopped_by is not None:
            raise self.stopped_by
        if self.lane in ("waiting", "none"):
            raise ServerBusyError(retry_after=RETRY_AFTER)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._turns.end(self, failed=error is not None)

    def stop(self, reason: TerritoryGraphError) -> None:
        """Ends the query; whoever waits for its answer is told ``reason``, or the first one of several."""
        self.stopped_by = self.stopped_by or reason
        self.wake()
        self.halt()

    def wake(self) -> None:
        """Lets one that waits look at what has become of it."""
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)


class Turns:
    """The places of the fast and of the slow lane, and the accounts of clients, which may have no budget."""

    def __init__(self, places: int, slow: int, *, budgets: bool = True) -> None:
        self._budgets = budgets
        self._places: dict[Lane, int] = {"slow": slow, "fast": places}
        self._in: dict[Lane, dict[Turn, None]] = {"waiting": {}, "fast": {}, "slow": {}}  # in order of coming
        self._accounts: dict[str, _Account] = {}

    def turn(self, client: str) -> Turn:
        """A turn for a query of ``client``; it holds nothing before it is entered."""
        return Turn(self, client)

    def free(self, lane: Lane) -> int:
        """How many places of a lane are free: one that was stopped takes none while its process ends."""
        return self._places[lane] - sum(turn.stopped_by is None for turn in self._in[lane])

    def enter(self, turn: Turn) -> None:
        """Gives a place to a turn, or lets it wait for one."""
        turn.account = account = self._admitted(turn.client)
        turn.wanted = "slow" if account.in_a_row >= SLOW_IN_A_ROW else "fast"
        self._move(turn, "waiting")
        self.dispatch()
        waiting = self._in["waiting"]
        if turn.lane == "waiting" and len(waiting) > WAITING_OF_ALL:  # the newest of whoever has most of them
            most = max(reversed(waiting), key=lambda one: (one.account.waiting, one.account.lately))
            self._move(most, "none")
            most.stop(ServerBusyError(retry_after=RETRY_AFTER))

    def demote(self, turn: Turn) -> None:
        """Moves a turn from the fast lane to the slow one; where that is full, it is sent back to wait for a place."""
        turn.account.in_a_row += 1
        turn.wanted = "slow"
        self._move(turn, "waiting")
        self.dispatch()
        if turn.lane == "waiting":
            turn.halt()

    def dispatch(self) -> None:
        """Gives places to those that wait; in a slow lane that is full, a client that used clearly more gives way."""
        for lane in self._places:
            while (turn := self._next(lane)) is not None and (self.free(lane) > 0 or self._make_room(lane, turn)):
                self._move(turn, lane)
                turn.wake()

    def end(self, turn: Turn, *, failed: bool) -> None:
        """Gives back what a turn holds, and counts what it used; a turn that ended already has nothing to give."""
        if turn.lane == "none":
            return
        account = turn.account
        account.refresh()
        if turn.lane == "slow":
            account.slow += max(turn.used, turn.cost) * (1.0 if failed else _ANSWERED)
        if turn.lane != "waiting" and turn.used < PATIENCE and not failed:
            account.in_a_row = 0
        if max(turn.used, turn.cost) >= PATIENCE and not isinstance(turn.stopped_by, ServerBusyError):
            account.standing = _FAILED_BEFORE if failed else _ANSWERED_BEFORE
        if turn.lane != "waiting":
            account.seconds += turn.used
            account.failures += failed
        self._move(turn, "none")
        self.dispatch()

    def end_others(self, known: Collection[Turn]) -> list[Turn]:
        """Ends the turns that no query holds, of which there are none unless something went wrong; gives them."""
        lost = [turn for lane in self._in.values() for turn in lane if turn not in known]
        for turn in lost:
            self.end(turn, failed=False)
        self.dispatch()
        return lost

    def _move(self, turn: Turn, lane: Lane) -> None:
        """The one way in which a turn goes from one lane to another: it is in one of them, or in none."""
        if turn.lane != "none":
            del self._in[turn.lane][turn]
        turn.lane = lane
        if lane == "none":
            turn.account.turns.discard(turn)
        else:
            self._in[lane][turn] = None
            turn.account.turns.add(turn)

    def _make_room(self, lane: Lane, turn: Turn) -> bool:
        running = [one for one in self._in[lane] if one.stopped_by is None]
        most = max(running, key=burden, default=None)
        if lane == "fast" or most is None:
            return False
        mine, theirs = turn.account, most.account
        if theirs.slowly + theirs.standing <= _CLEARLY * mine.slowly + mine.standing + _AT_LEAST:
            return False
        most.stop(ServerBusyError(retry_after=RETRY_AFTER))
        return True

    def _admitted(self, client: str) -> _Account:
        if client not in self._accounts and len(self._accounts) >= _MOST_ACCOUNTS:
            self._forget()
        account = self._accounts.setdefault(client, _Account(time.monotonic()))
        account.refresh()
        wait = account.wait() or int(account.waiting >= WAITING_OF_ONE)
        if wait and self._budgets:
            raise BudgetError(retry_after=wait)
        return account

    def _forget(self) -> None:
        """Drops the accounts that have nothing on them, then those that used least until half of them are left."""
        for account in self._accounts.values():
            account.refresh()
        kept = {client: account for client, account in self._accounts.items() if not account.unused}
        idle = sorted((client for client in kept if not kept[client].turns), key=lambda client: kept[client].lately)
        for client in idle[: max(0, len(kept) - _MOST_ACCOUNTS // 2)]:
            del kept[client]
        self._accounts = kept

    def _next(self, lane: Lane) -> Turn | None:
        """Of those that may run, the first whose client used the fewest whole seconds lately, and runs least now.

        In the fast lane those go first whose last query was quick, and half of the places are theirs alone.
        """
        places = self._places[lane]
        known_only = lane == "fast" and places >= _SHARED_BY_ALL and self.free(lane) <= places // 2
        able = [
            one
            for one in self._in["waiting"]
            if one.wanted == lane
            and one.stopped_by is None
            and one.account.running < RUNNING_AT_ONCE
            and not (known_only and one.account.in_a_row)
        ]
        return min(able, key=_rank, default=None)


def burden(turn: Turn) -> int:
    """How late a query of the slow lane comes: by its client's use of it, and by what became of the last one there."""
    return int((turn.account.slowly + turn.account.standing) / _WHILE)


def _rank(turn: Turn) -> tuple[int, int, int]:
    account = turn.account
    if turn.wanted == "slow":
        return burden(turn), 0, account.running
    return account.in_a_row, int(account.lately), account.running

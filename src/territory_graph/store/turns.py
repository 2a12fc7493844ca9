"""Turns: who is answered next, and what one client may use, as the Wikidata Query Service grants it.

A client may use sixty seconds of engine time a minute and fail thirty times a minute; five of its queries run at once,
the others wait. Of those that wait, the one whose client used least lately goes first.
"""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass

from territory_graph.errors import BudgetError, ServerBusyError

SECONDS_A_MINUTE = 60.0
FAILURES_A_MINUTE = 30.0
RUNNING_AT_ONCE = 5
WAITING_OF_ONE = 64
WAITING_OF_ALL = 256
LONGEST_WAIT = 10.0
RETRY_AFTER = 5
_MOST_ACCOUNTS = 10_000


@dataclass(slots=True)
class _Account:
    """What a client has used lately: both figures shrink by what a minute grants."""

    counted: float
    seconds: float = 0.0
    failures: float = 0.0
    running: int = 0
    waiting: int = 0

    def refresh(self) -> None:
        now = time.monotonic()
        minutes = (now - self.counted) / 60
        self.seconds = max(0.0, self.seconds - minutes * SECONDS_A_MINUTE)
        self.failures = max(0.0, self.failures - minutes * FAILURES_A_MINUTE)
        self.counted = now

    def wait(self) -> int:
        """Seconds until the client may ask again; 0 when it may now."""
        late = max(
            (self.seconds - SECONDS_A_MINUTE) / SECONDS_A_MINUTE,
            (self.failures - FAILURES_A_MINUTE) / FAILURES_A_MINUTE,
        )
        return math.ceil(late * 60) if late > 0 else 0

    @property
    def unused(self) -> bool:
        return not (self.running or self.waiting or self.seconds or self.failures)


@dataclass(slots=True, eq=False)
class _Waiting:
    account: _Account
    granted: asyncio.Future[None]


class Turns:
    """The places of the fast lane, and the accounts of clients."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._queue: list[_Waiting] = []
        self._accounts: dict[str, _Account] = {}

    async def take(self, client: str) -> None:
        """Waits for a place; who takes one leaves with ``leave``.

        Raises:
            BudgetError: the client has used its share, or too many of its queries wait.
            ServerBusyError: too many queries wait, or this one did for too long.
        """
        account = self._admitted(client)
        if self._free and not self._queue and account.running < RUNNING_AT_ONCE:
            self._grant(account)
            return
        if len(self._queue) >= WAITING_OF_ALL:
            raise ServerBusyError(retry_after=RETRY_AFTER)
        waiting = _Waiting(account, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        account.waiting += 1
        self._dispatch()
        await self._granted(waiting)

    def free_place(self) -> None:
        """Gives a place back while its query goes on elsewhere."""
        self._free += 1
        self._dispatch()

    def leave(self, client: str, *, seconds: float, failed: bool) -> None:
        """Ends what ``take`` began: the client has used ``seconds`` of the engine, and may have failed."""
        account = self._accounts[client]
        account.refresh()
        account.running -= 1
        account.seconds += seconds
        account.failures += failed
        self._dispatch()

    def _admitted(self, client: str) -> _Account:
        if client not in self._accounts and len(self._accounts) >= _MOST_ACCOUNTS:
            self._forget()
        account = self._accounts.setdefault(client, _Account(time.monotonic()))
        account.refresh()
        wait = account.wait() or int(account.waiting >= WAITING_OF_ONE)
        if wait:
            raise BudgetError(retry_after=wait)
        return account

    def _forget(self) -> None:
        """Drops the accounts that have nothing on them."""
        for account in self._accounts.values():
            account.refresh()
        self._accounts = {client: account for client, account in self._accounts.items() if not account.unused}

    def _grant(self, account: _Account) -> None:
        self._free -= 1
        account.running += 1

    async def _granted(self, waiting: _Waiting) -> None:
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await waiting.granted
        except TimeoutError:
            raise ServerBusyError(retry_after=RETRY_AFTER) from None
        except asyncio.CancelledError:
            if waiting.granted.done() and not waiting.granted.cancelled():  # a place came at the same moment
                waiting.account.running -= 1
                self.free_place()
            raise
        finally:
            waiting.account.waiting -= 1
            if waiting in self._queue:
                self._queue.remove(waiting)

    def _dispatch(self) -> None:
        while self._free and (waiting := self._next()) is not None:
            self._queue.remove(waiting)
            self._grant(waiting.account)
            waiting.granted.set_result(None)

    def _next(self) -> _Waiting | None:
        """Of those that may run, the first whose client used the fewest whole seconds lately."""
        able = [one for one in self._queue if one.account.running < RUNNING_AT_ONCE and not one.granted.done()]
        return min(able, key=lambda one: int(one.account.seconds), default=None)

"""Guesses of tokens: each wrong one from an address, after some, makes that address wait longer before the next."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

FREE = 5
"""Wrong tokens that a client may give before it must wait: whoever mistypes is not hindered."""
SHORTEST, LONGEST = 5.0, 300.0
"""Seconds that a client waits, at first and at most, before it may give another token."""
FORGOTTEN = 3600.0
"""Seconds after which wrong tokens no longer count."""
MOST = 4096
"""Clients that are remembered; those whose last wrong token is oldest are forgotten first."""


class Guesses:
    """The wrong tokens that clients gave: the sixth makes a client wait five seconds, each one more twice as long.

    A right token changes nothing of it: whoever has one token must not guess another faster.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()  # how many, and when the last

    def wait(self, client: str) -> int:
        """Whole seconds that the client must wait before it may give a token; 0 where it need not."""
        count, last = self._wrong.get(client, (0, 0.0))
        if count <= FREE:
            return 0
        pause = min(SHORTEST * 2.0 ** min(count - FREE - 1, 30), LONGEST)
        return max(0, math.ceil(last + pause - self._clock()))

    def count(self, client: str) -> None:
        """Remembers that the client gave a wrong token."""
        now = self._clock()
        before, last = self._wrong.pop(client, (0, now))
        self._wrong[client] = (before + 1 if now - last < FORGOTTEN else 1, now)
        if len(self._wrong) > MOST:
            self._wrong.popitem(last=False)

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._wrong)

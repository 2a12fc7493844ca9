"""Trials: a query asked again with some pieces left out or put otherwise, within a number and a time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection

from territory_graph.diagnosis.tree import Query, Reworded
from territory_graph.errors import BusyError, QueryError
from territory_graph.store.guard import guard
from territory_graph.store.pool import Limits, QueryPool

Ask = Callable[[str, float], bool]
"""Whether an ASK query is true, found within so many seconds; a ``QueryError`` or ``BusyError`` where it is not."""

MOST = 20
"""Trials of one diagnosis."""
LONGEST = 3.0
"""Seconds that one trial may take."""


def asking(pool: QueryPool, client: str, *, services: Collection[str] = ()) -> Ask:
    """The function that asks the workers of a pool on behalf of ``client``; for any thread but the pool's own."""

    def ask(text: str, seconds: float) -> bool:
        future = pool.submit(
            guard(text, services=services),
            media_type="application/sparql-results+json",
            limits=Limits(seconds, 1),
            client=client,
        )
        return bool(json.loads(future.result().body)["boolean"])

    return ask


class Trials:
    """The trials of one query. One that cannot be answered, or for which nothing is left, counts as “no answer”.

    ``complete`` says whether every trial that was wanted was answered.
    """

    def __init__(self, tree: Query, ask: Ask, seconds: float) -> None:
        self.tree = tree
        self.count = 0
        self.complete = True
        self._ask = ask
        self._until = time.monotonic() + seconds

    def answers(self, reworded: Reworded) -> bool:
        """Whether the query has an answer with these pieces reworded or left out."""
        return self.holds(self.tree.ask(reworded))

    def holds(self, text: str) -> bool:
        """Whether an ASK query is true."""
        left = self._until - time.monotonic()
        if self.count >= MOST or left <= 0:
            self.complete = False
            return False
        self.count += 1
        try:
            return self._ask(text, min(left, LONGEST))
        except (QueryError, BusyError):
            self.complete = False
            return False

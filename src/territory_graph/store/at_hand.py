"""At hand: what is said of one thing, which this process answers itself, for that costs less than the way to a worker.

Such a query (``GuardedQuery.of_one_thing``) looks one subject up and takes its statements one by one: there is nothing
in it that could run long, take much memory or end the process, so that it is answered in the loop of the server, in
less than the 0.1 ms that another thread would cost. What has more than ``MOST`` rows, and whatever the engine does not
answer, is left to the pool.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from territory_graph.store import worker
from territory_graph.store.guard import FromClauses, GuardedQuery
from territory_graph.vocabulary import all_prefixes

MOST = 100
"""Rows or triples of an answer that this process gives."""
_LARGEST = 1 << 20  # bytes
_prefixes = lru_cache(maxsize=8)(all_prefixes)


def answer_at_hand(
    store: ox.Store, base: str, query: GuardedQuery, media_type: str, *, packed: bool
) -> tuple[dict[str, Any], bytes] | None:
    """Header and body of the answer to a query about one thing, as a worker tells them; None where the pool shall."""
    request = {
        "query": query.text,
        "limiting": query.limiting(MOST + 1),
        "format": media_type,
        "from": FromClauses(),
        "default_graphs": [],
        "named_graphs": [],
        "rows": MOST,
        "bytes": _LARGEST,
        "gzip": packed,
        "ordered": False,
    }
    try:
        header, body = worker.answer(store, request, _prefixes(base))
    except MemoryError:
        return None
    return None if header.get("cut", True) else (header, body)

"""At hand: what this process answers itself, for that costs less than the way to a worker.

That is what lies at the end of a path from one thing, where few statements say it (``paths``), and what is said of one
thing (``GuardedQuery.of_one_thing``): one subject is looked up and its statements are taken one by one. There is
nothing in such a query that could run long, take much memory or end the process, so that it is answered in the loop of
the server, in less than the 0.1 ms that another thread would cost. What has more than ``MOST`` rows, and whatever the
engine does not answer, is left to the pool.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from territory_graph.store import worker
from territory_graph.store.guard import FromClauses, GuardedQuery
from territory_graph.store.paths import follow
from territory_graph.vocabulary import all_prefixes

MOST = 100
"""Rows or triples of an answer that this process gives."""
_LARGEST = 1 << 20  # bytes
_prefixes = lru_cache(maxsize=8)(all_prefixes)


def answer_at_hand(
    store: ox.Store, base: str, query: GuardedQuery, media_type: str, *, packed: bool
) -> tuple[dict[str, Any], bytes] | None:
    """Header and body of the answer to a query, as a worker tells them; None where the pool shall."""
    path = query.path
    if path is None and not query.of_one_thing:
        return None
    request = {
        "query": query.text,
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
        if path is None:
            limiting = query.limiting(MOST + 1)
            header, body = worker.answer(store, {**request, "limiting": limiting}, _prefixes(base))
        elif (found := follow(store, path, MOST)) is not None:
            header, body = worker.told(found, request, {})
        else:
            return None
    except (MemoryError, OSError, ValueError, SyntaxError):
        return None
    return None if header.get("cut", True) else (header, body)

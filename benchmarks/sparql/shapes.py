"""Query shapes: each asked of our endpoint, transport included, and of rdflib in memory, in its own process."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.sparql.client import Client, Timed
from benchmarks.sparql.queries import Query, constants, queries, with_constants
from benchmarks.sparql.servers import RdflibHost, Server, ours
from benchmarks.sparql.stores import Data

REPEATS = 3
_QUICK = 2.0
"""Seconds within which rdflib is asked again."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: seconds and rows of ours; of rdflib's, with None where it was stopped after ``cap`` seconds."""

    query: Query
    ours: float
    rows: int
    theirs: float | None
    their_rows: int | None
    cap: int

    @property
    def ratio(self) -> float:
        """How many times faster ours is; at least, where rdflib was stopped."""
        return (self.theirs or self.cap) / self.ours


def measure(data: Data, folder: Path, host: RdflibHost, cap: int) -> list[Shape]:
    """Every shape on both, one after the other."""
    known = constants(data)
    with ours(data, folder) as server:
        _ask(server, queries("shapes")[0], known)  # a server that was just started is slower
        return [_measured(query, known, server, host, cap) for query in queries("shapes")]


def geometric_mean(ratios: Sequence[float]) -> float:
    """The geometric mean: the n-th root of the product.

    >>> geometric_mean([1, 100])
    10.0
    """
    return round(math.exp(sum(map(math.log, ratios)) / len(ratios)), 6)


def _measured(query: Query, known: dict[str, str], server: Server, host: RdflibHost, cap: int) -> Shape:
    """Ours and theirs in turn; a slow one of theirs is asked once."""
    text = with_constants(query, known)
    mine = [_ask(server, query, known)]
    theirs = [host.timed(text, cap)]
    while len(mine) < REPEATS:
        mine.append(_ask(server, query, known))
        if theirs[0] is not None and theirs[0][0] < _QUICK:
            theirs.append(host.timed(text, cap))
    seconds = [found[0] for found in theirs if found is not None]
    return Shape(
        query,
        median(each.seconds for each in mine),
        mine[0].rows,
        median(seconds) if seconds else None,
        theirs[0][1] if theirs[0] else None,
        cap,
    )


def _ask(server: Server, query: Query, known: dict[str, str]) -> Timed:
    """Asks over a connection of its own: the server closes those that are silent for seconds."""
    with Client(server, "bench") as client:
        return client.ask(query, with_constants(query, known))

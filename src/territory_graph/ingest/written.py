"""Statements given to a store as text: no object is made of each, and the engine reads them by itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import pyoxigraph as ox

_AT_ONCE = 50_000
"""Lines that a store is given at once: it keeps all of them in memory, several times over."""


def line_of(quad: ox.Quad) -> str:
    """A statement as a line of N-Quads."""
    return f"{quad} .\n"


def write_lines(store: ox.Store, lines: Iterable[str]) -> int:
    """Adds statements, lines of N-Quads made of terms that the store or a parser gave, to a store; tells how many."""
    count, rest = 0, iter(lines)
    while some := list(islice(rest, _AT_ONCE)):
        store.bulk_load("".join(some).encode(), format=ox.RdfFormat.N_QUADS, lenient=True)
        count += len(some)
    return count

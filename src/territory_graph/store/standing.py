"""A version whose store stands in a folder already, as builds of whole registers put it together."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from territory_graph.store.contents import Contents, Counted

_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Standing:
    """A store that nobody has open, which becomes that of a version, and what it holds.

    ``merged`` is a file of its default graph as N-Triples, in which what several records say stands several times.
    """

    store: Path
    merged: Path
    contents: Contents

    def move(self, folder: Path) -> ox.Store:
        """The store, opened in another folder."""
        shutil.move(self.store, folder)
        return ox.Store(str(folder))


def standing(place: Path, base: str) -> Standing:
    """The version that the statements of records in the store at ``place`` make; they are merged in its default graph.

    Its statements are read once, and no object is made of each.
    """
    store, counted = ox.Store(str(place)), Counted(base)
    lines, merged = place.with_suffix(".nq"), place.with_suffix(".nt")
    store.dump(str(lines), format=ox.RdfFormat.N_QUADS)
    with lines.open("rb") as said, merged.open("wb") as file:
        triples = counted.triples(said)
        while some := b"".join(islice(triples, _AT_ONCE)):  # the store keeps in memory what it is given at once
            store.bulk_load(some, format=ox.RdfFormat.N_TRIPLES, lenient=True)
            file.write(some)
    store.flush()
    lines.unlink()
    return Standing(place, merged, counted.contents())

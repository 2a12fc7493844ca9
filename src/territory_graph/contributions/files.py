"""The files of contributions: TriG that people read, written whole or not at all, each later than those before it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox

from territory_graph.causes import of_system
from territory_graph.errors import StoreNotWritableError
from territory_graph.ingest.contributed import contribution_files
from territory_graph.terms import node
from territory_graph.vocabulary import PREFIXES, UPDATES_GRAPH, resource

_TO_ITS_END = timedelta(microseconds=999_999)


def later_than_all(territory: Path, moment: datetime, *, whole_second: bool = False) -> datetime:
    """The moment, or one right after the last contribution where the clock is behind it: they count by their names.

    An update is named after its ``whole_second``, and counts as made at the end of that.
    """
    files = contribution_files(territory)
    second = moment.replace(microsecond=0)
    if not files:
        return second if whole_second else moment
    last = _moment_in(files[-1].stem)
    if not whole_second:
        return max(moment, last + timedelta(microseconds=1))
    return second if second + _TO_ITS_END > last else last.replace(microsecond=0) + timedelta(seconds=1)


def _moment_in(name: str) -> datetime:
    """The moment that the name of a file tells."""
    told = name.partition("-")[0]
    if len(told) == len("20261129T160230Z"):
        return datetime.strptime(told, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) + _TO_ITS_END
    return datetime.strptime(told, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)


def written(quads: frozenset[ox.Quad], base: str) -> str:
    """Statements as TriG that people read: what is said of the contribution first, in an order that they alone give."""
    first = node(resource(base, UPDATES_GRAPH))
    order = sorted(quads, key=lambda quad: (quad.graph_name != first, str(quad.graph_name), str(quad)))
    trig = ox.serialize(order, format=ox.RdfFormat.TRIG, prefixes=PREFIXES, base_iri=base)
    assert trig is not None
    return trig.decode("utf-8")


def write_whole(path: Path, text: str) -> None:
    """Writes a file that is there whole or not at all, whatever happens meanwhile.

    Raises:
        StoreNotWritableError: it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise StoreNotWritableError(folder=str(path.parent), reason=of_system(error)) from error

"""Ties as the build wrote them: who is tied to whom, each in its role, by what, when, how firmly, on which records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

from territory_graph.dates import Interval
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

TieStatus = Literal["stated", "implied", "inferred"]


@dataclass(frozen=True, slots=True)
class Tie:
    """One reason for which two things are tied.

    ``first`` is the end told first: who adheres, supports, carries, founds or pays. ``tied_by`` is the IRI of what ties
    them, or of the property of a direct tie. ``status`` and ``confidence`` are those of the weaker end. ``weight`` is
    None where the network of actors does not count the tie. ``records`` are the IRIs of those that it rests on.
    """

    iri: str
    kind: str
    first: str
    second: str
    first_role: str
    second_role: str
    tied_by: str
    interval: Interval
    status: TieStatus
    confidence: float
    weight: float | None
    records: tuple[str, ...]


def read_ties(select: Select, iris: Iterable[str] | None = None) -> tuple[Tie, ...]:
    """Every tie that has one of the things at an end, or every tie of the graph, by IRI."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    query = system_query("ties") if iris is None else system_query("ties-of", sorted(set(iris)))
    for row in select(query):
        said[str(row["tie"])][local(str(row["property"]))].append(str(row["value"]))
    ties = []
    for iri in sorted(said):
        one = {name: values[0] for name, values in said[iri].items()}
        tie = Tie(
            iri=iri,
            kind=local(one["tieKind"]),
            first=one["firstEnd"],
            second=one["secondEnd"],
            first_role=local(one["firstRole"]),
            second_role=local(one["secondRole"]),
            tied_by=one["tiedBy"],
            interval=Interval.widest(said[iri]),
            status=cast("TieStatus", local(one["status"])),
            confidence=float(one["confidence"]),
            weight=float(one["weight"]) if "weight" in one else None,
            records=tuple(sorted(set(said[iri]["wasDerivedFrom"]))),
        )
        ties.append(tie)
    return tuple(ties)


def read_tie_sources(select: Select) -> dict[tuple[str, str, str], frozenset[str]]:
    """The sources of each tie that the network of actors counts, by what ties and whom."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in select(system_query("tie-sources")):
        one, other = sorted((str(row["one"]), str(row["other"])))
        found[str(row["via"]), one, other].add(str(row["source"]))
    return {key: frozenset(sources) for key, sources in found.items()}

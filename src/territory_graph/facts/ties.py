"""Ties as the build wrote them: who is tied to whom, each in its role, by what, when, how firmly, on which records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
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
    return tuple(_tie(iri, said[iri]) for iri in sorted(said))


def _tie(iri: str, said: dict[str, list[str]]) -> Tie:
    one = {name: values[0] for name, values in said.items()}
    return Tie(
        iri=iri,
        kind=local(one["tieKind"]),
        first=one["firstEnd"],
        second=one["secondEnd"],
        first_role=local(one["firstRole"]),
        second_role=local(one["secondRole"]),
        tied_by=one["tiedBy"],
        interval=Interval.widest(said),
        status=cast("TieStatus", local(one["status"])),
        confidence=float(one["confidence"]),
        weight=float(one["weight"]) if "weight" in one else None,
        records=tuple(sorted(set(said["wasDerivedFrom"]))),
    )


def read_announced(select: Select) -> dict[str, tuple[str, ...]]:
    """What sources say of each event that they announce, and of each sum that they announce or cap.

    That is ``planned`` of an event, unless a source that does not announce it gives its date: it took place. Of a sum
    it is its kinds, several where sources contradict each other.
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in select(system_query("announced")):
        found[str(row["thing"])][str(row["said"])].add(str(row["source"] or ""))
    held = {iri for iri, said in found.items() if took_place(said["planned"], said["dated"])}
    return {
        iri: tuple(word for word, sources in said.items() if word != "dated" and sources)
        for iri, said in found.items()
        if iri not in held
    }


def took_place(planning: Set[str], dating: Set[str]) -> bool:
    """Whether an event was held that the sources ``planning`` announce: another one than these gives its date."""
    return bool(dating - planning)


def planned_events(announced: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The events among what is announced (``read_announced``)."""
    return frozenset(iri for iri, said in announced.items() if "planned" in said)

"""Perimeters: which actors lie in a place, belong to a sector or are tied to an actor, of those too many to read."""

from __future__ import annotations

from dataclasses import dataclass

from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select

MOST_WHOLE = 1_000
"""Actors of a territory that is told whole; a larger one is told a perimeter at a time."""


@dataclass(frozen=True, slots=True)
class Perimeter:
    """A part of a territory: what lies in a place, belongs to a sector or is tied to an actor, which ``iri`` names.

    ``inside`` are its actors, of which everything is known that the whole says of them; ``around`` those tied to them,
    of whose ties the part has only these. ``left`` counts the actors that are in it and for which there was no room.
    """

    iri: str
    inside: tuple[str, ...]
    around: tuple[str, ...] = ()
    left: int = 0

    @property
    def actors(self) -> int:
        """How many actors the part has."""
        return len(self.inside) + len(self.around)


def read_inside(select: Select, iri: str) -> tuple[str, ...]:
    """The actors of a perimeter by IRI, the one that names it among them where it is an actor."""
    return tuple(str(row["actor"]) for row in select(system_query("perimeter-actors", [iri])))


def count_actors(select: Select) -> int:
    """How many actors there are."""
    return next(int(str(row["count"])) for row in select(system_query("count-actors")))


def read_departments(select: Select) -> tuple[str, ...]:
    """The departments of the graph, by IRI."""
    return tuple(str(row["place"]) for row in select(system_query("departments")))


def read_most_tied(select: Select) -> str:
    """The actor that most others join, support, carry or found; empty where no tie joins actors."""
    return next((str(row["actor"]) for row in select(system_query("most-tied"))), "")

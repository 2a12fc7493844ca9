"""What is the territory's own: members of its central actor, what that actor supports, what lies in its perimeter.

The rest is cited: sources name it, and it lies elsewhere or is tied to others.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from territory_graph.facts.things import by_thing
from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select

Own = Literal["actors", "authorities", "clusters", "partnerships", "projects", "events"]


def own_query(what: Own, centre: str, day: date | None) -> str:
    """The query that finds what is the territory's own on a day, or at all dates, which a reader can run."""
    return system_query(f"scope-{what}", [centre], day if what != "events" else None)


def read_own(select: Select, what: Own, centre: str, day: date | None = None) -> dict[str, tuple[str, ...]]:
    """What is the territory's own on a day, by IRI, with the records that say so; an unknown date excludes nothing."""
    return by_thing(select(own_query(what, centre, day)))


def read_perimeter_places(select: Select, centre: str) -> frozenset[str]:
    """The places and sites that lie in the territory of the central actor, itself among them."""
    return frozenset(str(row["place"]) for row in select(system_query("scope-places", [centre])))

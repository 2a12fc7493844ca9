"""How many statements, things and records there are by status, class, source and link; how many contributions."""

from __future__ import annotations

from typing import Literal

from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select
from territory_graph.vocabulary import UPDATES_GRAPH, resource


def read_counts(select: Select, by: Literal["statuses", "classes", "sources", "links"]) -> tuple[tuple[str, int], ...]:
    """Statements by status, things by class or link, records by source: each IRI with its count, the largest first."""
    return tuple((str(row["thing"]), int(str(row["n"]))) for row in select(system_query(f"count-{by}")))


def count_contributions(select: Select, base: str) -> int:
    """How many contributions the graph tells of."""
    query = system_query("count-contributions", [resource(base, UPDATES_GRAPH)])
    return next(int(str(row["count"])) for row in select(query))

"""How many statements, things and records there are, by status, class, source and link to other datasets."""

from __future__ import annotations

from typing import Literal

from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select


def read_counts(select: Select, by: Literal["statuses", "classes", "sources", "links"]) -> tuple[tuple[str, int], ...]:
    """Statements by status, things by class or link, records by source: each IRI with its count, the largest first."""
    return tuple((str(row["thing"]), int(str(row["n"]))) for row in select(system_query(f"count-{by}")))

"""Sums of money, as their sources give them: never added up, never divided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from territory_graph.queries.system import system_query
from territory_graph.store.engine import Select


@dataclass(frozen=True, slots=True)
class CommittedSum:
    """A sum (euros) that one record gives for a commitment: its scope (``share``, ``global``), who commits it and when.

    ``year`` is empty where no source says it; ``recipients`` counts those whom the commitment is for.
    """

    commitment: str
    amount: Decimal
    scope: str
    year: str
    by: str
    recipients: int
    record: str


def commitments_query() -> str:
    """The query that finds the sums committed, which a reader can run."""
    return system_query("commitments")


def read_commitments(select: Select) -> tuple[CommittedSum, ...]:
    """Every sum committed, by commitment, amount and record."""
    return tuple(
        CommittedSum(
            str(row["thing"]),
            Decimal(str(row["amount"])),
            str(row["scope"]),
            str(row["year"] or ""),
            str(row["by"]),
            int(str(row["recipients"])),
            str(row["record"]),
        )
        for row in select(commitments_query())
    )

"""What the sources leave open: sums not shared out, dates that disagree, things that are counted and not named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from territory_graph.queries.system import system_query
from territory_graph.store.answers import Cell, plain
from territory_graph.store.engine import Select

Unsaid = Literal["searched", "global-sum", "starts", "organiser", "day", "place", "office"]
"""What may be left open: what was sought and not found, how a sum is shared, when something began, who organises an
event, its day, its place, the office of an actor."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A thing of which something is left open, and the records that say what is known.

    ``by`` is who commits the sum; ``sought`` are searches, called after what was looked for; ``dates`` are those said
    (EDTF); ``count`` is that of the recipients of the sum. Each is empty or None where the question is another.
    """

    thing: str
    by: str
    sought: tuple[str, ...]
    dates: tuple[str, ...]
    count: int | None
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnnamedCount:
    """A number that a source cites, of which it names fewer: the figure, the class counted, and the citing record.

    ``elsewhere`` are the things of that class that other sources name in the same connection.
    """

    figure: str
    counted: str
    cited: int
    named: int
    record: str
    elsewhere: tuple[str, ...]


def read_open_points(select: Select, what: Unsaid) -> tuple[OpenPoint, ...]:
    """Every thing of which ``what`` is left open, by IRI."""
    rows: dict[str, list[Mapping[str, Cell]]] = defaultdict(list)
    for row in select(system_query(f"open-{what}")):
        rows[str(row["thing"])].append({name: plain(cell) for name, cell in row.items()})
    return tuple(
        OpenPoint(
            iri,
            next(iter(_said(found, "by")), ""),
            _said(found, "sought"),
            _said(found, "date"),
            int(counts[0]) if (counts := _said(found, "count")) else None,
            _said(found, "record"),
        )
        for iri, found in sorted(rows.items())
    )


def _said(rows: list[Mapping[str, Cell]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell.value for row in rows if (cell := row.get(name))))


def read_unnamed_counts(select: Select) -> tuple[UnnamedCount, ...]:
    """Every number cited without naming all that is counted, those that leave most unnamed first."""
    found = []
    for row in select(system_query("open-count-without-names")):
        figure, counted = str(row["thing"]), str(row["class"])
        others = select(system_query("named-elsewhere", [figure]))
        elsewhere = {str(other["thing"]) for other in others if str(other["class"]) == counted}
        cited, named = int(Decimal(str(row["cited"]))), int(str(row["named"]))
        found.append(UnnamedCount(figure, counted, cited, named, str(row["record"]), tuple(sorted(elsewhere))))
    return tuple(found)

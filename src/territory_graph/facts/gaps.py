"""Who has which values of two axes, as sector and authority: asked by queries that a reader can run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from territory_graph.store.engine import Select

Axis = Literal["sector", "theme", "epci", "kind", "support", "event"]

_PREFIX = "PREFIX tg: <https://w3id.org/territory-graph/ontology#>"

# What ties an actor to the value of an axis, and what all the values of that axis are.
_HAS: Mapping[Axis, str] = {
    "sector": "?actor tg:hasSector {value} .",
    "theme": "?actor tg:hasTheme|tg:hasOrientation {value} .\n  {value} a tg:Theme .",
    "epci": (
        "?actor tg:hasSite?/(tg:locatedIn|tg:presentIn|tg:activeIn|tg:hasTerritory)/(tg:locatedIn|tg:within)*"
        " {value}_at .\n"
        "  {value} tg:hasTerritory {value}_at .\n  {value} a tg:Epci ."
    ),
    "kind": (
        "VALUES {value} {{ tg:Epci tg:SyndicatMixte tg:Cluster tg:Company tg:SupportOrganisation "
        "tg:KnowledgeOrganisation }}\n  ?actor a {value} ."
    ),
    "support": (
        "VALUES {value} {{ tg:Partnership tg:Convention tg:Roadmap tg:Commitment }}\n"
        "  {value}_via tg:supported|tg:party|tg:committedTo ?actor .\n  {value}_via a {value} ."
    ),
    "event": "{value} tg:organisedBy|^tg:organises ?actor .",
}
_ALL: Mapping[Axis, str] = {
    "sector": "?value a tg:Sector .",
    "theme": "?value a tg:Theme .",
    "epci": "?value a tg:Epci . ?value tg:hasTerritory ?territory .",
    "kind": (
        "VALUES ?value { tg:Epci tg:SyndicatMixte tg:Cluster tg:Company tg:SupportOrganisation "
        "tg:KnowledgeOrganisation }"
    ),
    "support": "VALUES ?value { tg:Partnership tg:Convention tg:Roadmap tg:Commitment }",
    "event": "?value a tg:Event .",
}


def gaps_query(rows: Axis, columns: Axis, cell: tuple[str, str] | None = None) -> str:
    """The query whose rows are the actors of each cell, or those of the one named by the IRIs of its row and column."""
    patterns = (_HAS[rows].format(value="?row"), _HAS[columns].format(value="?column"))
    only = (f"VALUES (?row ?column) {{ (<{cell[0]}> <{cell[1]}>) }}",) if cell else ()
    body = "\n  ".join((*only, "?actor a tg:Actor .", *patterns))
    return f"{_PREFIX}\nSELECT DISTINCT ?row ?column ?actor WHERE {{\n  {body}\n}}\nORDER BY ?row ?column ?actor\n"


def read_cells(select: Select, rows: Axis, columns: Axis) -> dict[tuple[str, str], frozenset[str]]:
    """The actors of each pair of values (IRIs) that any actor has."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in select(gaps_query(rows, columns)):
        found[str(row["row"]), str(row["column"])].add(str(row["actor"]))
    return {cell: frozenset(actors) for cell, actors in found.items()}


def read_values(select: Select, axis: Axis) -> frozenset[str]:
    """All the values of an axis."""
    return _found(select, _ALL[axis])


def read_held(select: Select, axis: Axis) -> frozenset[str]:
    """The values of an axis that any actor has."""
    return _found(select, f"?actor a tg:Actor . {_HAS[axis].format(value='?value')}")


def _found(select: Select, pattern: str) -> frozenset[str]:
    query = f"{_PREFIX}\nSELECT DISTINCT ?value WHERE {{ {pattern} }}"
    return frozenset(str(row["value"]) for row in select(query))

"""Gaps and overlaps: how many actors have each two values of two axes, read by one query that a reader can run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.views.analyses.state import Axis
from territory_graph.views.ordering import alphabetical

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


@dataclass(frozen=True, slots=True)
class Gaps:
    """A matrix: the values of both axes by name, the actors of each cell, and the query that gives them all.

    ``absent`` are the rows without an actor in these columns, ``unknown`` those without any at all: lists are open, so
    that nobody is known there, not that there is nobody.
    """

    rows: tuple[Thing, ...]
    columns: tuple[Thing, ...]
    cells: Mapping[tuple[str, str], tuple[Thing, ...]]
    sparql: str
    sentence: str
    absent: tuple[Thing, ...]
    unknown: tuple[Thing, ...]


def read_gaps(graph: KnowledgeGraph, rows: Axis, columns: Axis, say: Translator) -> Gaps:
    """The matrix of two axes."""
    sparql = gaps_query(rows, columns)
    found: dict[tuple[str, str], set[str]] = {}
    for row in graph.rows(sparql):
        found.setdefault((str(row["row"]), str(row["column"])), set()).add(str(row["actor"]))
    values = [_values(graph, axis) for axis in (rows, columns)]
    iris = {iri for each in values for iri in each} | {actor for actors in found.values() for actor in actors}
    things = graph.things(iris, say.language)
    ordered = [
        tuple(sorted((things[iri] for iri in each), key=lambda thing: alphabetical(thing.label))) for each in values
    ]
    cells = {
        cell: tuple(sorted((things[iri] for iri in actors), key=lambda thing: alphabetical(thing.label)))
        for cell, actors in found.items()
    }
    held = {str(row["row"]) for row in graph.rows(f"{_PREFIX}\nSELECT DISTINCT ?row WHERE {{ {_held(rows)} }}")}
    unknown = tuple(row for row in ordered[0] if row.iri not in held)
    missed = (row for row in ordered[0] if not any((row.iri, column.iri) in cells for column in ordered[1]))
    absent = tuple(row for row in missed if row.iri in held)
    total = len(ordered[0]) * len(ordered[1])
    counts = {"count": total - len(cells), "total": total, "absent": len(absent), "unknown": len(unknown)}
    sentence = say("analyses.gaps.sentence", **counts, all=len(ordered[0]))
    return Gaps(ordered[0], ordered[1], cells, sparql, sentence, absent, unknown)


def _held(axis: Axis) -> str:
    return f"?actor a tg:Actor . {_HAS[axis].format(value='?row')}"


def gaps_query(rows: Axis, columns: Axis, cell: tuple[str, str] | None = None) -> str:
    """The query whose rows are the actors of each cell, or those of the one named by the IRIs of its row and column."""
    patterns = (_HAS[rows].format(value="?row"), _HAS[columns].format(value="?column"))
    only = (f"VALUES (?row ?column) {{ (<{cell[0]}> <{cell[1]}>) }}",) if cell else ()
    body = "\n  ".join((*only, "?actor a tg:Actor .", *patterns))
    return f"{_PREFIX}\nSELECT DISTINCT ?row ?column ?actor WHERE {{\n  {body}\n}}\nORDER BY ?row ?column ?actor\n"


def _values(graph: KnowledgeGraph, axis: Axis) -> list[str]:
    return [str(row["value"]) for row in graph.rows(f"{_PREFIX}\nSELECT DISTINCT ?value WHERE {{ {_ALL[axis]} }}")]

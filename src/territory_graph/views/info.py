"""What a graph holds, counted by status, class and source."""

from __future__ import annotations

from dataclasses import dataclass

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.queries.system import system_query

Counts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Info:
    """Name of the territory, statements by status, things by class, records by source; the most numerous first."""

    name: str
    statuses: Counts
    classes: Counts
    sources: Counts


def read_info(graph: KnowledgeGraph, say: Translator) -> Info:
    """The counts of a graph, in one language."""
    names = graph.manifest.names
    return Info(
        names.get(say.language) or names["fr"],
        _counts(graph, say, "count-statuses"),
        _counts(graph, say, "count-classes"),
        _counts(graph, say, "count-sources"),
    )


def _counts(graph: KnowledgeGraph, say: Translator, query: str) -> Counts:
    rows = [(str(row["thing"]), int(str(row["n"]))) for row in graph.rows(system_query(query))]
    things = graph.things([iri for iri, _ in rows], say.language)
    return tuple((things[iri].label, say.number(n)) for iri, n in rows)

"""Proposing facts: what the patterns find in a document, told from what the graph knows."""

from __future__ import annotations

from collections.abc import Set

from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.reading.document import Document
from territory_graph.reading.proposed import Reading, Row


def propose(
    document: Document, graph: KnowledgeGraph, *, source: str = "", rejected: Set[str] = frozenset()
) -> Reading:
    """The facts that a document may state, those of a key in ``rejected`` left out.

    ``source`` is the identifier of the document among the sources, where it has one; else one is made of its title.
    """
    row = Row("sources", {"id": source or "document", "title": document.title})
    return Reading(row, ())

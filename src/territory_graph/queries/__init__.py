"""Packaged SPARQL queries: competency questions and projections, one ``.rq`` file each."""

from territory_graph.queries.catalogue import (
    SUBJECTS,
    Column,
    PackagedQuery,
    Parameter,
    packaged_queries,
    packaged_query,
    projection_query,
    projections,
    read_query,
)

__all__ = [
    "SUBJECTS",
    "Column",
    "PackagedQuery",
    "Parameter",
    "packaged_queries",
    "packaged_query",
    "projection_query",
    "projections",
    "read_query",
]

"""What a graph holds, counted by status, class and source, and how many contributions it tells of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from territory_graph.facts.counts import count_contributions, read_counts
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.views.citation import name_of
from territory_graph.vocabulary import local

_LINKS = {
    "wikidata": "Wikidata",
    "ror": "ROR",
    "rna": "RNA",
    "siren": "SIREN",
    "siret": "SIRET",
    "inseeCode": "INSEE",
    "nafCode": "NAF",
    "sameAs": "owl:sameAs",
    "exactMatch": "skos:exactMatch",
}
Counts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Info:
    """Name of the territory, statements by status, things by class, records by source, and things by what links
    them to other datasets, the most numerous first; and how many contributions there are.
    """

    name: str
    statuses: Counts
    classes: Counts
    sources: Counts
    links: Counts
    contributions: int


def read_info(graph: KnowledgeGraph, say: Translator) -> Info:
    """The counts of a graph, in one language."""
    return Info(
        name_of(graph.manifest, say),
        _named(graph, say, read_counts(graph.rows, "statuses")),
        _named(graph, say, read_counts(graph.rows, "classes")),
        _named(graph, say, read_counts(graph.rows, "sources")),
        tuple((_LINKS.get(local(iri), local(iri)), say.number(n)) for iri, n in read_counts(graph.rows, "links")),
        count_contributions(graph.rows, graph.base),
    )


def _named(graph: KnowledgeGraph, say: Translator, counts: Iterable[tuple[str, int]]) -> Counts:
    counted = tuple(counts)
    things = graph.things([iri for iri, _ in counted], say.language)
    return tuple((things[iri].label, say.number(n)) for iri, n in counted)

"""What the things of an answer are called: their labels in the graph, else an IRI shortened by a known prefix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from territory_graph.facts.things import read_labels
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.model import best_label
from territory_graph.store.answers import Table, Term
from territory_graph.terms import is_iri
from territory_graph.vocabulary import all_prefixes

MOST_NAMED = 5_000
"""Things of one answer whose labels are looked up; those beyond keep their prefixed names."""

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Names:
    """Labels by IRI, of what the graph names; ``base`` is that of its resources."""

    labels: Mapping[str, str]
    base: str

    def of(self, term: Term) -> str:
        """What a reader is shown of a term: a label, a prefixed name or the text itself."""
        if term.kind == "iri":
            return self.labels.get(term.value) or prefixed(term.value, self.base)
        return f"_:{term.value}" if term.kind == "blank" else term.value

    def has_fiche(self, iri: str) -> bool:
        """Whether the site can tell something of an IRI: it names it, or it is one of the territory's own."""
        return iri in self.labels or iri.startswith(f"{self.base}id/")


def names_of(graph: KnowledgeGraph, tables: Iterable[Table], language: str) -> Names:
    """The labels of the first 5,000 things that the tables hold."""
    terms = dict.fromkeys(cell for table in tables for column in table.columns for cell in column if cell is not None)
    iris = [term.value for term in terms if term.kind == "iri" and is_iri(term.value)][:MOST_NAMED]
    labels = read_labels(graph.rows, iris)
    return Names({iri: best_label(found, language) for iri, found in labels.items()}, graph.base)


def prefixed(iri: str, base: str) -> str:
    """The IRI shortened by the longest prefix that fits, or whole where none does.

    >>> prefixed("https://w3id.org/territory-graph/ontology#siren", "https://w3id.org/territory-graph/")
    'tg:siren'
    """
    for namespace, prefix in _namespaces(base):
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def query_name(iri: str, base: str) -> str:
    """How a query writes an IRI: with a prefix where one fits, else whole.

    >>> query_name("urn:x", "https://w3id.org/territory-graph/")
    '<urn:x>'
    """
    short = prefixed(iri, base)
    return f"<{iri}>" if short == iri else short


@cache
def _namespaces(base: str) -> tuple[tuple[str, str], ...]:
    found = ((namespace, prefix) for prefix, namespace in all_prefixes(base).items())
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))

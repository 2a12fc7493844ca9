"""The journal of updates: one ``prov:Activity`` a change, in a graph of the store that only the software writes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pyoxigraph as ox
from rdflib import DC, DCTERMS, PROV, RDF, RDFS, XSD, URIRef

from territory_graph.ingest.records import record_statements
from territory_graph.terms import literal, node
from territory_graph.vocabulary import UPDATES_GRAPH, resource


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as the journal tells it: by whom and when, of what kind, made to which version, touching which graphs.

    ``author`` is the label of a token or of a program, as the operator gave it; ``sha256`` the digest of what was sent;
    of the graphs touched, those that still hold something are ``changed``, the others ``removed``.
    """

    author: str
    moment: datetime
    kind: str
    before: str
    sha256: str
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the activity: its second, and enough of a digest to tell it from another of that second."""
        told = "\n".join((self.before, self.kind, self.sha256, *self.changed, "", *self.removed))
        return f"{self.moment.astimezone(UTC):%Y%m%dT%H%M%SZ}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def journal_statements(entry: Entry, base: str) -> Iterator[ox.Quad]:
    """The statements of one entry, those of its author, and the record of the journal itself."""
    graph = node(resource(base, UPDATES_GRAPH))
    activity, author = resource(base, f"update/{entry.name}"), resource(base, f"agent/{agent_name(entry.author)}")
    moment = f"{entry.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield from record_statements(graph, graph, base, status="editorial", source="source/editorial", locator="-")
    yield from _about(graph, author, ((RDF.type, node(PROV.Agent)), (RDFS.label, ox.Literal(entry.author))))
    yield from _about(
        graph,
        activity,
        (
            (RDF.type, node(PROV.Activity)),
            (RDFS.label, ox.Literal(f"{entry.kind} {moment}")),
            (DC.type, ox.Literal(entry.kind)),
            (PROV.startedAtTime, literal(moment, XSD.dateTime)),
            (PROV.wasAssociatedWith, node(author)),
            (PROV.used, node(resource(base, f"version/{entry.before}"))),
            (DCTERMS.identifier, ox.Literal(f"sha256:{entry.sha256}")),
            *((PROV.generated, node(changed)) for changed in entry.changed),
            *((PROV.invalidated, node(removed)) for removed in entry.removed),
        ),
    )


def agent_name(label: str) -> str:
    """The end of the IRI of an author: the label where it can stand in one, else what is left of it and a digest.

    >>> agent_name("atelier-1"), agent_name("L'atelier")
    ('atelier-1', 'l-atelier-9425e6ed')
    """
    if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", label):
        return label
    digest = hashlib.sha256(label.encode()).hexdigest()[:8]
    return "-".join([*re.findall(r"[a-z0-9]+", label.lower()), digest])


def _about(
    graph: ox.NamedNode, subject: URIRef, said: Iterable[tuple[URIRef, ox.NamedNode | ox.Literal]]
) -> Iterator[ox.Quad]:
    for predicate, value in said:
        yield ox.Quad(node(subject), node(predicate), value, graph)

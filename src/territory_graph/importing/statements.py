"""Files of RDF as statements: graphs that the file declares to be records stay so, the rest is one record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF

from territory_graph.contributions.drafting import slug
from territory_graph.errors import InputError, Problem
from territory_graph.ingest.payload import DATASETS, media_type_of, read_dataset
from territory_graph.ingest.records import record_statements
from territory_graph.ingest.rules import is_written_by_builds
from territory_graph.ingest.workbook import MOST_BYTES
from territory_graph.terms import node, text
from territory_graph.vocabulary import TG, resource

_ENDINGS = {".ttl", ".n3", ".nt", ".nq", ".trig", ".rdf", ".owl", ".jsonld"}
_BY_CONTENT = {".xml": re.compile(rb"<(?:\w+:)?RDF[\s>]"), ".json": re.compile(rb'"@context"\s*:')}
_OPENING = 65_536
_TYPE, _RECORD = node(RDF.type), node(TG.Record)


def is_rdf(path: Path) -> bool:
    """Whether a file is one of RDF, as its ending says, or of XML or JSON how it begins."""
    ending = path.suffix.lower()
    if ending not in _BY_CONTENT:
        return ending in _ENDINGS
    with path.open("rb") as file:
        return _BY_CONTENT[ending].search(file.read(_OPENING)) is not None


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file of RDF states: N-Quads in records, how many things of each class, and what is to be told of it."""

    form: str
    statements: str
    classes: Mapping[str, int]
    notices: tuple[Problem, ...]


def read_statements(path: Path, store: ox.Store, base: str, source: str) -> Stated:
    """The statements of a file of RDF that the store does not hold, from an earlier import of it for instance.

    A graph that the file declares to be a ``tg:Record`` stays a record, as in the TriG of a territory. All else becomes
    one record, ``record/imports/`` and the file's name, after the ``source`` of that identifier. What builds write anew
    is left, and a blank node is given an IRI.

    Raises:
        InputError: the file cannot be read, or says nothing new.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputError([Problem("too-large", path, fields={"megabytes": MOST_BYTES // 1_000_000})])
    media_type = media_type_of(path)
    name = Path(slug(path.stem) or "rdf").with_suffix(path.suffix)
    read = read_dataset(path.read_bytes(), media_type, base, name)
    if read.problems:
        raise InputError([Problem(one.code, path, one.line, one.column, one.fields) for one in read.problems])
    if not read.quads:
        raise InputError([Problem("no-statements", path)])
    notices = []
    quads = [quad for quad in read.quads if not is_written_by_builds(text(quad.graph_name), base)]
    if len(quads) < len(read.quads):
        notices.append(Problem("read-written-anew", path, fields={"count": len(read.quads) - len(quads)}))
    given = {
        text(term) for quad in quads for term in (quad.subject, quad.object) if "/.well-known/genid/" in text(term)
    }
    if given:
        notices.append(Problem("read-blank-nodes", path, fields={"count": len(given)}))
    record = node(resource(base, f"record/imports/{name.stem}"))
    new = [quad for quad in _in_records(quads, record) if not _is_known(quad, record, store)]
    if not new:
        raise InputError([Problem("nothing-new", path)])
    if any(quad.graph_name == record for quad in new):
        about = node(resource(base, "graph/table-records"))
        evidence = {"status": "stated", "source": f"source/{source}", "locator": path.name}
        new += record_statements(record, about, base, **evidence)
    told = ox.serialize(new, format=ox.RdfFormat.N_QUADS)
    assert told is not None
    classes = Counter(text(q.object) for q in new if q.predicate == _TYPE and q.object != _RECORD)
    return Stated(DATASETS[media_type].name, told.decode("utf-8"), classes, tuple(notices))


def is_shown(name: str) -> bool:
    """Whether pages show things of a class, given by its IRI: those of the ontology."""
    return name.startswith(str(TG))


def _in_records(quads: Iterable[ox.Quad], record: ox.NamedNode) -> Iterable[ox.Quad]:
    """The statements, those of a graph that is no record of the file's in ``record``."""
    quads = list(quads)
    declared = {quad.subject for quad in quads if quad.predicate == _TYPE and quad.object == _RECORD}
    for quad in quads:
        inside = quad.graph_name in declared or quad.subject in declared
        yield quad if inside else ox.Quad(quad.subject, quad.predicate, quad.object, record)


def _is_known(quad: ox.Quad, record: ox.NamedNode, store: ox.Store) -> bool:
    """Whether the store holds the statement in its record; of the file's own one, in one of an earlier import."""
    said = {text(each.graph_name) for each in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)}
    earlier = quad.graph_name == record and any(graph.startswith(f"{record.value}/") for graph in said)
    return earlier or text(quad.graph_name) in said

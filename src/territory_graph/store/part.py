"""A part of the data as a store in memory: what is said of some things, of what names them, and of what these name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox

from territory_graph.queries.system import system_query
from territory_graph.store.default_graph import in_memory
from territory_graph.store.engine import Engine
from territory_graph.terms import text
from territory_graph.vocabulary import ONTOLOGY_GRAPH, TG, resource

_AT_ONCE = 2_000
"""Things of which one query asks."""
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

_Chosen = dict[str, list[ox.Quad]]


def part_of(engine: Engine, things: Iterable[str], base: str) -> ox.Store:
    """The part of the data that is about ``things``, with the records and the ontology that it rests on.

    Whole is what is said of the things and of what names them, as ties, memberships, mandates and sums do, and of what
    these name. What that names in turn is whole too, but for actors, of which only their names are there.
    """
    found: _Chosen = {}
    inside = list(dict.fromkeys(things))
    first = _naming(engine, inside)
    named = _read(engine, [*inside, *first], found)
    second = _naming(engine, [iri for iri in first if not _is_a(found.get(iri, ()), "Tie")])
    named |= _read(engine, second, found)
    beyond = _read(engine, named, found) - found.keys()
    _read(engine, beyond, found)
    thin = {iri for iri in beyond if _is_a(found.get(iri, ()), "Actor")}
    told_by = {text(quad.graph_name) for quads in found.values() for quad in quads}
    sources = _read(engine, told_by, found)
    _read(engine, _read(engine, sources, found), found)
    about = (
        quad for iri, quads in found.items() for quad in quads if iri not in thin or quad.predicate.value == _LABEL
    )
    ontology = system_query("part-ontology", [resource(base, ONTOLOGY_GRAPH)])
    return in_memory(chain(about, _quads(engine.tsv(ontology))))


def _naming(engine: Engine, things: Iterable[str]) -> list[str]:
    """What names some of the things."""
    return list(
        dict.fromkeys(row[0] for some in _some(things) for row in engine.texts(system_query("part-naming", some)))
    )


def _read(engine: Engine, things: Iterable[str], found: _Chosen) -> set[str]:
    """Reads what is said of things that were not read before; gives what it names."""
    named: set[str] = set()
    for some in _some(iri for iri in things if iri not in found):
        found.update({iri: [] for iri in some})
        for quad in _quads(engine.tsv(system_query("part-statements", some))):
            found[text(quad.subject)].append(quad)
            if isinstance(quad.object, ox.NamedNode):
                named.add(quad.object.value)
    return named


def _some(things: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(things))
    return (wanted[at : at + _AT_ONCE] for at in range(0, len(wanted), _AT_ONCE))


def _quads(tsv: bytes) -> list[ox.Quad]:
    """The statements that rows of subject, property, value and graph make: the terms of TSV are written as in TriG."""
    rows = (line.split("\t") for line in tsv.decode().split("\n")[1:] if line)
    trig = "\n".join(f"{graph} {{ {subject} {property} {value} }}" for subject, property, value, graph in rows)
    return list(ox.parse(trig, format=ox.RdfFormat.TRIG))


def _is_a(quads: Iterable[ox.Quad], name: str) -> bool:
    wanted = str(TG[name])
    return any(quad.predicate.value == _TYPE and text(quad.object) == wanted for quad in quads)

"""Which things break a shape, found by queries: what SHACL says of a property, asked of the whole store at once.

pySHACL takes a graph into memory as Python objects, and minutes for a million statements. The store answers the same in
its own memory. Only what a query finds is given to pySHACL, with all that its shapes look at (``seen``), so that
every finding is still one that pySHACL makes, in its words. A query may find too much, and never too little: a test
compares the findings with those of pySHACL alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.term import Node

from territory_graph import resources
from territory_graph.terms import from_rdflib, node
from territory_graph.vocabulary import ONTOLOGY_GRAPH, resource

_PREFIXES = """PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
WITHIN_ONE_SOURCE = URIRef("https://w3id.org/territory-graph/shapes#withinOneSource")
"""The severity that a shape has where a single source breaks it; it is milder where several do together."""
_SAID_OTHERWISE = {SH.path, SH.message, SH.severity, SH.name, SH.description, SH.order, RDF.type, WITHIN_ONE_SOURCE}
_TYPE, _WIDER_CLASS = node(RDF.type), node(RDFS.subClassOf)
_IS_A = f"{_TYPE}/{_WIDER_CLASS}*"
"""The path from a thing to its classes and wider ones."""


@cache
def shapes() -> Graph:
    """The packaged shapes."""
    return Graph().parse(resources.ONTOLOGY / "shapes.ttl")


def suspects(store: ox.Store, progress: Callable[[float], None] = lambda _: None) -> set[ox.NamedNode]:
    """The things of a store that may break a shape, whatever the severity: all that do, and perhaps others.

    ``progress`` is called with the share that is done before each query.
    """
    found: set[ox.NamedNode] = set()
    for place, query in enumerate(queries()):
        progress(place / len(queries()))
        answer = store.query(query, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        found.update(each for solution in answer if isinstance(each := solution["this"], ox.NamedNode))
    return found


@cache
def queries() -> tuple[str, ...]:
    """The queries for what breaks each constraint of each shape.

    Raises:
        NotImplementedError: a shape uses a constraint, a path or a target that has no query here.
    """
    found: list[str] = []
    for shape in sorted(set(shapes().subjects(RDF.type, SH.NodeShape)), key=str):
        target = _target(shape)
        for constraint in shapes().objects(shape, SH.property):
            found += [f"SELECT DISTINCT ?this WHERE {{ {target} {broken} }}" for broken in _broken(constraint)]
        for constraint in shapes().objects(shape, SH.sparql):
            select = str(shapes().value(constraint, SH.select)).replace("$this", "?this")
            found.append(f"{_PREFIXES}SELECT DISTINCT ?this WHERE {{ {target} {{ {select} }} }}")
    return tuple(found)


def namers(store: ox.Store, things: Iterable[ox.NamedNode]) -> set[ox.NamedNode]:
    """What names some things: shapes with a query of their own look at it."""
    return set(iris(quad.subject for thing in things for quad in store.quads_for_pattern(None, None, thing, None)))


def seen(store: ox.Store, focus: Collection[ox.NamedNode], base: str) -> Iterator[ox.Quad]:
    """What shapes look at: statements of the things, classes of what they lead to and wider ones, and the records."""
    yield from store.quads_for_pattern(None, _WIDER_CLASS, None, node(resource(base, ONTOLOGY_GRAPH)))
    default = ox.DefaultGraph()
    records, values = set(), set()
    for thing in focus:
        for quad in store.quads_for_pattern(thing, None, None, None):
            if quad.graph_name == default:
                continue
            yield quad
            values.add(quad.object)
            records.add(quad.graph_name)
    for value in iris(values):
        yield from store.quads_for_pattern(value, _TYPE, None, None)
    for record in iris(records):
        yield from store.quads_for_pattern(record, None, None, None)


def iris(terms: Iterable[object]) -> Iterator[ox.NamedNode]:
    """Those of some terms that are IRIs."""
    return (term for term in terms if isinstance(term, ox.NamedNode))


def _target(shape: Node) -> str:
    graph = shapes()
    classes, subjects = graph.value(shape, SH.targetClass), graph.value(shape, SH.targetSubjectsOf)
    if classes is not None:
        return f"?this {_IS_A} {_n(classes)} ."
    if subjects is not None:
        return f"?this {_n(subjects)} ?any ."
    raise NotImplementedError(f"the target of {shape}")


def _broken(constraint: Node) -> Iterator[str]:
    """The patterns for what breaks each part of a property shape."""
    path = _path(shapes().value(constraint, SH.path))
    for name, value in shapes().predicate_objects(constraint):
        if name not in _SAID_OTHERWISE:
            if name not in _PATTERNS:
                raise NotImplementedError(str(name))
            yield _PATTERNS[name](path, value)


def _path(path: Node | None) -> str:
    if isinstance(path, URIRef):
        return _n(path)
    either = shapes().value(path, SH.alternativePath)
    if either is None:
        raise NotImplementedError(f"the path {path}")
    return f"({'|'.join(map(_n, RdfList(shapes(), either)))})"


def _n(term: Node) -> str:
    return str(from_rdflib(term))  # type: ignore[arg-type]


def _compared(sign: str) -> Callable[[str, Node], str]:
    return lambda path, value: f"?this {path} ?v FILTER(!COALESCE(?v {sign} {_n(value)}, false))"


def _at_least(path: str, value: Node) -> str:
    if int(str(value)) == 1:
        return f"FILTER NOT EXISTS {{ ?this {path} ?v }}"
    return f"OPTIONAL {{ ?this {path} ?v }} }} GROUP BY ?this HAVING(COUNT(DISTINCT ?v) < {value}) #"


def _at_most(path: str, value: Node) -> str:
    if int(str(value)) != 1:
        raise NotImplementedError(f"sh:maxCount {value}")
    return f"?this {path} ?v , ?w FILTER(!sameTerm(?v, ?w))"


def _of_datatype(path: str, value: Node) -> str:
    """Of another datatype; numbers and days are looked at too, for what is written so and is none."""
    return f"?this {path} ?v FILTER(!isLiteral(?v) || DATATYPE(?v) != {_n(value)} || !COALESCE(?v = ?v, false))"


def _of_kind(path: str, value: Node) -> str:
    if value != SH.IRI:
        raise NotImplementedError(str(value))
    return f"?this {path} ?v FILTER(!isIRI(?v))"


_PATTERNS: dict[Node, Callable[[str, Node], str]] = {
    SH.minCount: _at_least,
    SH.maxCount: _at_most,
    SH.pattern: lambda path, value: (
        f"?this {path} ?v FILTER(isBlank(?v) || !REGEX(STR(?v), {_n(Literal(str(value)))}))"
    ),
    SH["class"]: lambda path, value: f"?this {path} ?v MINUS {{ ?v {_IS_A} {_n(value)} }}",
    SH.datatype: _of_datatype,
    SH.nodeKind: _of_kind,
    SH["in"]: lambda path, value: f"?this {path} ?v FILTER(?v NOT IN ({', '.join(map(_n, RdfList(shapes(), value)))}))",
    SH.disjoint: lambda path, value: f"?this {path} ?v ; {_n(value)} ?v .",
    SH.lessThanOrEquals: lambda path, value: f"?this {path} ?v ; {_n(value)} ?w FILTER(!COALESCE(?v <= ?w, false))",
    SH.uniqueLang: lambda path, _: (
        f'?this {path} ?v , ?w FILTER(!sameTerm(?v, ?w) && LANG(?v) != "" && LCASE(LANG(?v)) = LCASE(LANG(?w)))'
    ),
    SH.minExclusive: _compared(">"),
    SH.minInclusive: _compared(">="),
    SH.maxInclusive: _compared("<="),
    SH.maxExclusive: _compared("<"),
}

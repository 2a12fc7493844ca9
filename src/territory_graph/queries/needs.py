"""What a question cannot be answered without: the classes, properties and things that stand in every answer to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath


@cache
def needs(sparql: str) -> frozenset[str]:
    """The IRIs of classes, properties and named things of which each answer to a query has a statement.

    What is optional, negated or only in one branch of a union is not needed.

    >>> sorted(needs("SELECT * { ?a <http://e/p> ?b OPTIONAL { ?b <http://e/q> ?c } }"))
    ['http://e/p']
    >>> sorted(needs("SELECT * { { ?a <http://e/p> <http://e/c> } UNION { ?b a <http://e/c> } }"))
    ['http://e/c']
    """
    from rdflib.plugins.sparql import prepareQuery  # noqa: PLC0415  it builds a parser, which a change needs not

    return frozenset(_needed(prepareQuery(sparql).algebra))


def _needed(part: Any) -> Iterator[str]:
    from rdflib.plugins.sparql.parserutils import CompValue  # noqa: PLC0415

    if not isinstance(part, CompValue):
        return
    match part.name:
        case "BGP":
            for subject, predicate, value in part["triples"]:
                yield from _of_path(predicate)
                yield from (str(end) for end in (subject, value) if isinstance(end, URIRef))
        case "LeftJoin" | "Minus":
            yield from _needed(part["p1"])
        case "Union":
            yield from set(_needed(part["p1"])) & set(_needed(part["p2"]))
        case "Join":
            yield from _needed(part["p1"])
            yield from _needed(part["p2"])
        case _:
            yield from _needed(part.get("p"))


def _of_path(path: Any) -> Iterable[str]:
    """The properties without which a path leads nowhere."""
    if isinstance(path, URIRef):
        return [str(path)]
    if isinstance(path, SequencePath):
        return [each for part in path.args for each in _of_path(part)]
    if isinstance(path, InvPath):
        return _of_path(path.arg)
    if isinstance(path, AlternativePath):
        return set.intersection(*(set(_of_path(part)) for part in path.args))
    if isinstance(path, MulPath):
        return () if path.zero else _of_path(path.path)
    return ()

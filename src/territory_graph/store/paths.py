"""Paths: queries for what lies at the end of one property path from a thing that they name, answered by lookups alone.

``SELECT ?x { <thing> path ?x }``, also from the end and by ASK, with DISTINCT, ORDER BY the variable and LIMIT. Paths
are sequences, alternatives, inverses, ``?``, ``*`` and ``+`` of properties. Few statements are read, one thing after
another, or none is answered: a query of another shape, or one that would read more, is the engine's.

>>> query = read_path("SELECT ?x { <urn:a> (<urn:p>|^<urn:q>)+ ?x }")
>>> query.start.value, query.forward, query.path[0], query.name
('urn:a', True, '+', 'x')
>>> read_path("SELECT ?x { ?x <urn:p>+ ?y }") is None
True
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Any, NamedTuple

import pyoxigraph as ox

from territory_graph.store.tokens import IRI, LOCAL, NAME, PREFIX, SPACE, VARIABLE
from territory_graph.terms import states

LONGEST = 4_000
"""Characters of the longest text that is read."""
_DEEPEST = 50
"""Parentheses within one another in a path that is read."""
MOST_LOOKUPS, MOST_READ = 40, 200
"""Lookups that one answer may take, and statements that they may find: some milliseconds."""
_TERM = rf"(?:{IRI}|(?:{PREFIX})?:{LOCAL}*+)"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DEFAULT = ox.DefaultGraph()

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Path = tuple[Any, ...]  # ("p", property), ("^" or "?" or "*" or "+", path), or ("/" or "|", path, path …)


class _Patterns(NamedTuple):
    """What reads a query, the declarations before it, and the pieces of its path."""

    query: re.Pattern[str]
    declaration: re.Pattern[str]
    piece: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """They are compiled when the first query is read: most commands read none, and begin a tenth of a second sooner."""
    query = re.compile(
        rf"(?P<prologue>(?:{SPACE}|(?i:prefix){SPACE}++(?:{PREFIX})?:{SPACE}*+{IRI})*+)"
        rf"(?:(?P<form>(?i:select)){SPACE}++(?P<distinct>(?i:distinct){SPACE}++)?(?:\*|[?$](?P<shown>[{VARIABLE}]++)){SPACE}*+"
        rf"|(?i:ask){SPACE}*+)(?:(?i:where){SPACE}*+)?\{{(?P<body>[^{{}}\"'\\]*+)\}}{SPACE}*+"
        rf"(?:(?i:order){SPACE}++(?i:by)(?:{SPACE}*+[?$](?P<key>[{VARIABLE}]++)"
        rf"|{SPACE}*+(?P<way>(?i:asc|desc)){SPACE}*+\({SPACE}*+[?$](?P<of_way>[{VARIABLE}]++){SPACE}*+\)){SPACE}*+"
        rf"(?:(?i:limit){SPACE}++(?P<limit>[0-9]{{1,9}}){SPACE}*+)?)?"
    )
    declaration = re.compile(rf"\#[^\r\n]*+|(?i:prefix){SPACE}++(?P<prefix>(?:{PREFIX})?):{SPACE}*+(?P<iri>{IRI})")
    piece = re.compile(
        rf"(?P<gap>{SPACE}++)|(?P<term>{_TERM})|(?P<variable>(?<![^\t\r\n ])[?$][{VARIABLE}]++)|(?P<mark>[()^/|*+?.])"
        rf"|(?P<type>a(?![{NAME}]|:))"
    )
    return _Patterns(query, declaration, piece)


class PathQuery(NamedTuple):
    """Where a path starts, whether it is followed forwards, and what is told of the nodes at its other end.

    ``name`` is the variable that they are told as; None where it is only asked whether there is one, or ``end``.
    """

    start: ox.NamedNode
    path: Path
    forward: bool
    name: str | None
    end: ox.NamedNode | None
    distinct: bool
    order: str
    limit: int | None


class _NoPathError(Exception):
    """The query is of another shape."""


class _TooMuchError(Exception):
    """The path leads too far."""


def read_path(text: str) -> PathQuery | None:
    """The query of a text; None where it is of another shape."""
    found = _patterns().query.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    try:
        return _read(found)
    except (_NoPathError, ValueError, IndexError):  # of an IRI that is none, or a pattern that ends too soon
        return None


def follow(store: ox.Store, query: PathQuery, most: int) -> Any:
    """The engine's result of at most so many rows; None where there are more, or they would take too much."""
    try:
        ends = _Walk(store).ends(query.start, query.path, forward=query.forward)
    except _TooMuchError:
        return None
    if query.name is None:
        told = bool(ends) if query.end is None else query.end in ends
        return ox.parse_query_results(_YES if told else _NO, format=ox.QueryResultsFormat.JSON)
    if not query.distinct and ends.total() > MOST_READ:
        return None
    nodes = list(ends) if query.distinct else list(ends.elements())
    if query.order:
        iris = [node.value for node in nodes if isinstance(node, ox.NamedNode)]
        if len(iris) < len(nodes):
            return None  # how other terms are sorted is the engine's to say
        nodes = list(map(ox.NamedNode, sorted(iris, reverse=query.order == "desc")))
    nodes = nodes[: query.limit]
    if len(nodes) > most:
        return None
    lines = "".join(f"{node}\n" for node in nodes)
    return ox.parse_query_results(f"?{query.name}\n{lines}", format=ox.QueryResultsFormat.TSV)


_YES, _NO = (f'{{"head":{{}},"boolean":{word}}}' for word in ("true", "false"))


class _Walk:
    """Follows paths in a store, and counts what that takes."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._lookups = self._read = 0

    def ends(self, start: Node, path: Path, *, forward: bool) -> Counter[Node]:
        """The nodes at the other end of a path, each as often as sequences of properties lead there.

        What alternatives lead to is told once, as the engine does; by SPARQL 1.1 (18.4) each would tell it.
        """
        sign, *parts = path
        if sign == "p":
            return Counter(self._next(start, parts[0], forward=forward))
        if sign == "^":
            return self.ends(start, parts[0], forward=not forward)
        if sign == "|":
            return Counter(dict.fromkeys((end for part in parts for end in self.ends(start, part, forward=forward)), 1))
        if sign == "/":
            reached: Counter[Node] = Counter([start])
            for part in parts if forward else reversed(parts):
                before, reached = reached, Counter()
                for node, times in before.items():
                    for end, more in self.ends(node, part, forward=forward).items():
                        reached[end] += times * more
                if reached.total() > MOST_READ:
                    raise _TooMuchError
            return reached
        return Counter(dict.fromkeys(self._closure(start, sign, parts[0], forward=forward), 1))

    def _closure(self, start: Node, sign: str, path: Path, *, forward: bool) -> dict[Node, None]:
        """The nodes that are reached by a path once or not (?), ever again (+), or ever again or not (*)."""
        found = dict.fromkeys(self.ends(start, path, forward=forward))
        waiting = list(found) if sign != "?" else []
        while waiting:
            for node in self.ends(waiting.pop(), path, forward=forward):
                if node not in found:
                    found[node] = None
                    waiting.append(node)
        if sign == "+" or not (found or self._is_known(start)):
            return found  # of what nothing is said, no way leads even to itself
        return {start: None} | found

    def _is_known(self, node: Node) -> bool:
        """Whether a statement has a node as its subject or object."""
        as_object = self._store.quads_for_pattern(None, None, node, _DEFAULT)
        if next(as_object, None) is not None:
            return True
        if isinstance(node, ox.Literal | ox.Triple):
            return False
        return states(self._store, node, graph=_DEFAULT)

    def _next(self, node: Node, property_: ox.NamedNode, *, forward: bool) -> list[Node]:
        self._lookups += 1
        if self._lookups > MOST_LOOKUPS:
            raise _TooMuchError
        if forward and isinstance(node, ox.Literal | ox.Triple):
            return []
        pattern: Any = (node, property_, None, _DEFAULT) if forward else (None, property_, node, _DEFAULT)
        found: list[Node] = []
        for quad in self._store.quads_for_pattern(*pattern):
            found.append(quad.object if forward else quad.subject)
            self._read += 1
            if self._read > MOST_READ:
                raise _TooMuchError
        return found


def _read(found: re.Match[str]) -> PathQuery:
    reader = _Reader(found["body"], _declared(found["prologue"]))
    start, path, end = reader.pattern()
    name = next((one for one in (start, end) if isinstance(one, str)), None)
    if found["form"] is None:
        if found["key"] or found["way"]:
            raise _NoPathError
        shown = None
    else:
        shown = found["shown"] or name
        if name is None or shown != name or (found["key"] or found["of_way"] or name) != name:
            raise _NoPathError
    order = (found["way"] or "asc").lower() if found["key"] or found["way"] else ""
    limit = int(found["limit"]) if found["limit"] else None
    about = (shown, None if isinstance(end, str) else end, found["distinct"] is not None, order, limit)
    if isinstance(start, ox.NamedNode):
        return PathQuery(start, path, True, *about)
    if isinstance(end, ox.NamedNode):
        return PathQuery(end, path, False, about[0], None, *about[2:])
    raise _NoPathError


@lru_cache(maxsize=16)
def _declared(prologue: str) -> dict[str, str]:
    """The IRIs of prefixes, the last declaration of each.

    Raises:
        ValueError: one is none.
    """
    found = (one for one in _patterns().declaration.finditer(prologue) if one["iri"])
    return {one["prefix"]: ox.NamedNode(one["iri"][1:-1]).value for one in found}


class _Reader:
    """Reads the one triple pattern of a group: two ends, and a path between them."""

    def __init__(self, body: str, prefixes: dict[str, str]) -> None:
        self._prefixes = prefixes
        self._at, self._depth, end = 0, 0, 0
        self._tokens: list[tuple[str, str]] = []
        for match in _patterns().piece.finditer(body):
            if match.start() != end:
                raise _NoPathError
            end = match.end()
            if match.lastgroup != "gap":
                self._tokens.append((str(match.lastgroup), match[0]))
        if end != len(body):
            raise _NoPathError

    def pattern(self) -> tuple[str | ox.NamedNode, Path, str | ox.NamedNode]:
        """The ends, a name of a variable or an IRI, and the path."""
        start, path, end = self._end(), self._either(), self._end()
        self._accept(".")
        if self._at != len(self._tokens):
            raise _NoPathError
        return start, path, end

    def _end(self) -> str | ox.NamedNode:
        kind, text = self._take()
        return text[1:] if kind == "variable" else self._iri(kind, text)

    def _either(self) -> Path:
        return self._joined("|", self._sequence)

    def _sequence(self) -> Path:
        return self._joined("/", self._step)

    def _joined(self, sign: str, part: Any) -> Path:
        parts = [part()]
        while self._accept(sign):
            parts.append(part())
        return parts[0] if len(parts) == 1 else (sign, *parts)

    def _step(self) -> Path:
        if self._accept("^"):
            return ("^", self._element())
        return self._element()

    def _element(self) -> Path:
        kind, text = self._take()
        if text == "(":
            self._depth += 1
            if self._depth > _DEEPEST:
                raise _NoPathError
            found = self._either()
            if not self._accept(")"):
                raise _NoPathError
            self._depth -= 1
        else:
            found = ("p", _TYPE if kind == "type" else self._iri(kind, text))
        for sign in "?*+":
            if self._accept(sign):
                return (sign, found)
        return found

    def _iri(self, kind: str, text: str) -> ox.NamedNode:
        if kind != "term":
            raise _NoPathError
        if text[0] == "<":
            return ox.NamedNode(text[1:-1])
        prefix, _, local = text.partition(":")
        if prefix not in self._prefixes:
            raise _NoPathError
        return ox.NamedNode(self._prefixes[prefix] + local)

    def _take(self) -> tuple[str, str]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _accept(self, mark: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == ("mark", mark)
        self._at += found
        return found

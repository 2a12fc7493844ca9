"""Ordering: a query's ORDER BY such that the values of the data, whatever they are, cannot end the process that sorts.

Every key is compared by its ``sort_key``, in sub-queries too.

>>> ordered("SELECT * { ?s ?p ?o } ORDER BY DESC(COUNT(?o)) LIMIT 5")
'SELECT * { ?s ?p ?o } ORDER BY DESC(<urn:territory-graph:sort-key>(COUNT(?o))) LIMIT 5'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import pyoxigraph as ox

from territory_graph.store.sort_keys import SORT_KEY, sort_key
from territory_graph.store.tokens import Token, tokens

FUNCTIONS: dict[ox.NamedNode, Callable[..., Any]] = {SORT_KEY: sort_key}
"""What an ordered query calls."""

# In an IRI, a comment or a string the same letters are harmless.
_ORDER = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*> | \#[^\r\n]*
      | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
      | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*'
      | (?P<order>(?<![\w?$:.\-])order(?:[\x00-\x20]|\#[^\r\n]*)*by)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# What needs no key is told from the rest by the engine itself, which takes a tenth of the time.
_TEXTS = "<http://www.w3.org/2001/XMLSchema#string>, <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"
_KNOWN = f"COALESCE(IF(isIRI({{0}}), {{0}}, 1/0), IF(DATATYPE({{0}}) IN ({_TEXTS}), {{0}}, 1/0), "
_OPENS, _CLOSES = ("(", "{", "["), (")", "}", "]")


Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]


class Key(NamedTuple):
    """A variable that rows are sorted by, and whether downwards."""

    name: str
    down: bool


def query(store: ox.Store, sparql: str, **options: Any) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """What the store answers to a query, once its rows are sorted by ``sort_key``; ``options`` are those of the store.

    Raises:
        SyntaxError: the text is no query; of the text as it was written.
    """
    try:
        return store.query(ordered(sparql), custom_functions=FUNCTIONS, **options)
    except SyntaxError:
        return store.query(sparql, **options)


def update(store: ox.Store, sparql: str) -> None:
    """Changes the store, sub-queries sorted as by ``query``.

    Raises:
        SyntaxError: the text is no update; of the text as it was written.
    """
    try:
        store.update(ordered(sparql), custom_functions=FUNCTIONS)
    except SyntaxError:
        store.update(sparql)


def ordered(sparql: str) -> str:
    """The text of a query or an update, each key of each ORDER BY wrapped in ``sort_key``."""
    parts, behind = [], 0
    for place, put in sorted(_wrappings(sparql), key=itemgetter(0)):
        parts += [sparql[behind:place], put]
        behind = place
    return "".join([*parts, sparql[behind:]])


def split_order(sparql: str) -> tuple[str, tuple[Key, ...]]:
    """The query without the ORDER BY at its end, and the keys that it named there.

    As it is, without keys, where the rows are not sorted by variables, or LIMIT or the like follows, or stands before.

    >>> split_order("SELECT * { ?s ?p ?o } ORDER BY ?s DESC(?o)")
    ('SELECT * { ?s ?p ?o } ', (Key(name='s', down=False), Key(name='o', down=True)))
    >>> split_order("SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 5")
    ('SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 5', ())
    """
    orders = list(_orders(sparql))
    behind = tokens(sparql[orders[-1].end() :]) if orders else ()
    conditions = list(_conditions(behind))
    inner = [_inner(condition) for condition in conditions]
    before = sparql[: orders[-1].start()].rstrip() if orders else ""
    if not before.endswith(("}", ")")) or sum(map(len, conditions)) != len(behind) or not all(map(_is_variable, inner)):
        return sparql, ()
    keys = [Key(one[0].text[1:], of[0].text.lower() == "desc") for one, of in zip(inner, conditions, strict=True)]
    return (sparql[: orders[-1].start()], tuple(keys)) if keys else (sparql, ())


def sort_rows(rows: Sequence[Row], variables: Sequence[str], keys: Sequence[Key]) -> list[Row]:
    """Rows sorted as SPARQL does: what is unbound, blank nodes, IRIs, then literals by their ``sort_key``."""
    order = list(range(len(rows)))
    for key in reversed(keys):
        place = variables.index(key.name)
        ranks = {term: _rank(term) for term in {row[place] for row in rows}}
        ranked = [ranks[row[place]] for row in rows]
        order.sort(key=ranked.__getitem__, reverse=key.down)
    return [rows[number] for number in order]


def _rank(term: Term | None) -> tuple[int | str, ...]:
    if isinstance(term, ox.NamedNode):
        return 2, term.value
    if isinstance(term, ox.BlankNode):
        return 1, term.value
    if term is None:
        return (0,)
    key = sort_key(term)
    assert isinstance(key, ox.Literal)
    return (3, key.value, key.language) if key.language else (3, key.value, "~")  # as the engine does, behind languages


def _orders(sparql: str) -> list[re.Match[str]]:
    """Where the text says ORDER BY."""
    if "order" not in sparql.lower():
        return []
    return [found for found in _ORDER.finditer(sparql) if found["order"]]


def _wrappings(sparql: str) -> Iterator[tuple[int, str]]:
    """Where something is put into the text, and what."""
    for found in _orders(sparql):
        start = found.end()
        for inner in map(_inner, _conditions(tokens(sparql[start:]))):
            if inner:  # else it is no SPARQL
                variable = _is_variable(inner)
                yield start + inner[0].start, f"{_KNOWN.format(inner[0].text) if variable else ''}{SORT_KEY}("
                yield start + inner[-1].end, "))" if variable else ")"


def _conditions(found: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The conditions of an ORDER BY that the tokens follow: each is a variable, or ends with its bracket."""
    begun, depth = 0, 0
    for place, token in enumerate(found):
        sign = token.text if token.kind == "punctuation" else ""
        over = token.kind == "word" and token.text.lower().startswith(("limit", "offset", "values"))
        if depth == 0 and (over or sign in _CLOSES):
            return
        depth += (sign in _OPENS) - (sign in _CLOSES)
        if depth == 0 and (token.kind == "variable" or sign in _CLOSES):
            yield found[begun : place + 1]
            begun = place + 1


def _inner(condition: Sequence[Token]) -> Sequence[Token]:
    """What a condition sorts by, without ASC or DESC and their brackets."""
    return condition[2:-1] if condition[0].text.lower() in ("asc", "desc") else condition


def _is_variable(found: Sequence[Token]) -> bool:
    return len(found) == 1 and found[0].kind == "variable"

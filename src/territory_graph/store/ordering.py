"""Ordering: a query's ORDER BY such that the values of the data, whatever they are, cannot end the process that sorts.

Every key is compared by its ``sort_key``, in sub-queries too.

>>> ordered("SELECT * { ?s ?p ?o } ORDER BY DESC(COUNT(?o)) LIMIT 5")
'SELECT * { ?s ?p ?o } ORDER BY DESC(<urn:territory-graph:sort-key>(COUNT(?o))) LIMIT 5'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import pyoxigraph as ox

from territory_graph.store.guard import Token, tokens
from territory_graph.store.sort_keys import SORT_KEY, sort_key

FUNCTIONS: dict[ox.NamedNode, Callable[..., Any]] = {SORT_KEY: sort_key}
"""What an ordered query calls."""

# In an IRI, a comment or a string the same letters are harmless.
_ORDER = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*> | \#[^\r\n]*
      | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*''' | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*'
      | (?P<order>(?<![\w?$:.\-])order(?:[\x00-\x20]|\#[^\r\n]*)*by)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
# What needs no key is told from the rest by the engine itself, which takes a tenth of the time.
_TEXTS = "<http://www.w3.org/2001/XMLSchema#string>, <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"
_KNOWN = f"COALESCE(IF(isIRI({{0}}), {{0}}, 1/0), IF(DATATYPE({{0}}) IN ({_TEXTS}), {{0}}, 1/0), "
_OPENS, _CLOSES = ("(", "{", "["), (")", "}", "]")


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


def _wrappings(sparql: str) -> Iterator[tuple[int, str]]:
    """Where something is put into the text, and what."""
    if "order" not in sparql.lower():
        return
    for found in _ORDER.finditer(sparql):
        if found["order"]:
            for key in _keys(tokens(sparql[found.end() :])):
                yield from _wrapped(key, found.end())


def _keys(found: Sequence[Token]) -> Iterator[Sequence[Token]]:
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


def _wrapped(key: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """What is put around a condition, behind its ASC or DESC."""
    inner = key[2:-1] if key[0].text.lower() in ("asc", "desc") else key
    if not inner:  # it is no SPARQL
        return
    variable = len(inner) == 1 and inner[0].kind == "variable"
    yield start + inner[0].start, f"{_KNOWN.format(inner[0].text) if variable else ''}{SORT_KEY}("
    yield start + inner[-1].end, "))" if variable else ")"

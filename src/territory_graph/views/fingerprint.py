"""Fingerprints: what tells whether two answers, or two queries, are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from territory_graph.store.answers import TRIPLES, lines_of_rows
from territory_graph.store.guard import GuardedQuery


def result_hash(body: bytes, media_type: str, query: GuardedQuery) -> str:
    """The SHA-256 of an answer, equal for equal answers whatever the order that the engine found them in.

    Of rows: the header line of SPARQL 1.1 TSV, then its other lines, sorted by their bytes unless the query itself
    orders them. Of triples: the lines of N-Triples, sorted. Of ASK: ``true`` or ``false``. Every line ends with a
    line feed, so that anyone can check it with ``curl``, ``LC_ALL=C sort`` and ``sha256sum``. Blank nodes have the
    names that the engine gave them: those that a query makes are new each time, and so is the hash.
    """
    if media_type == TRIPLES:
        return _hash(sorted(body.splitlines(keepends=True)))
    lines = lines_of_rows(body)
    return _hash(lines if len(lines) < 2 or is_ordered(query) else [lines[0], *sorted(lines[1:])])


def _hash(lines: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


def text_hash(text: str) -> str:
    """The SHA-256 of a text, as UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def is_ordered(query: GuardedQuery) -> bool:
    """Whether the query orders its rows: ORDER BY outside every bracket, for that of a sub-query says nothing of them.

    >>> from territory_graph.store.guard import guard
    >>> is_ordered(guard("SELECT * { ?s ?p ?o } ORDER BY ?s")), is_ordered(guard("ASK { ?s ?order ?by }"))
    (True, False)
    """
    depth = 0
    for token in query.tokens:
        if token.kind == "punctuation":
            depth += (token.text in ("{", "(", "[")) - (token.text in ("}", ")", "]"))
        elif depth == 0 and token.kind == "word" and token.text.lower() == "order":
            return True
    return False

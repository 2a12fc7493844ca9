"""Guard: what is refused of a person's SPARQL before any engine reads it.

Refused is what could hurt (``harmless``), and what is no query, or no update. What passes may still be wrong, slow or
greedy: it runs in a process of its own (``pool``).

>>> guard("SELECT * { ?s ?p 'service' } # load").form
'select'
>>> guard("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
Traceback (most recent call last):
...
territory_graph.errors.QueryRefusedError: the query cannot be run: SERVICE asks another server, which is off here
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from territory_graph.errors import QueryRefusedError
from territory_graph.store.harmless import REASONS, harmless, refused
from territory_graph.store.paths import PathQuery, read_path
from territory_graph.store.tokens import (
    PLAIN,
    Token,
    one_thing,
    read_tokens,
    scan,
    tokens,
)

FORMS = ("select", "ask", "construct", "describe")
_UPDATES = ("insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with")
_PROLOGUE = {"base": 2, "prefix": 3, "version": 2}  # declarations, each with the number of its tokens
_UNREPEATABLE = ("now", "rand", "uuid", "bnode")  # parts of words: the engine needs no space between them

_GLUED_LIMIT = re.compile(r"limit([0-9]+)", re.IGNORECASE)


class FromClauses(NamedTuple):
    """The graphs that a query names by FROM and by FROM NAMED, as it writes them, and the prologue by which to read."""

    prologue: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuardedQuery:
    """A query that may be given to an engine in a process of its own; ``form`` is one of ``FORMS``."""

    text: str
    form: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its tokens, without space and comments."""
        return tuple(read_tokens(self.text))

    @cached_property
    def repeatable(self) -> bool:
        """Whether equal data give an equal answer: it calls neither the clock nor chance."""
        text = self.text.lower()
        return not any(name in text and any(name in word for word in self._words) for name in _UNREPEATABLE)

    @cached_property
    def of_one_thing(self) -> bool:
        """Whether it asks nothing but what is said of one thing that it names: of no join, path, filter or order.

        >>> guard("SELECT ?o { <urn:a> a ?o }").of_one_thing, guard("SELECT ?s { ?s a <urn:c> }").of_one_thing
        (True, False)
        """
        return one_thing().fullmatch(self.text) is not None

    @cached_property
    def path(self) -> PathQuery | None:
        """The path that it asks for, where it asks for nothing but the other ends of one."""
        return read_path(self.text)

    @cached_property
    def from_clauses(self) -> FromClauses:
        """What it says by FROM and FROM NAMED."""
        return from_clauses(self.text)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(token.text.lower() for token in self.tokens if token.kind == "word")

    def limited(self, rows: int) -> str:
        """The text of a SELECT that answers at most ``rows`` rows: its own LIMIT lowered, or one added.

        >>> guard("SELECT * {} LIMIT 50 # all").limited(10)
        'SELECT * {} LIMIT 10 # all'
        >>> guard("SELECT * {} VALUES ?x { 1 }").limited(10)
        'SELECT * {} LIMIT 10 VALUES ?x { 1 }'
        """
        start, end, put = self.limiting(rows)
        return self.text[:start] + put + self.text[end:]

    def limiting(self, rows: int) -> tuple[int, int, str]:
        """Where the text is to change so that it answers at most ``rows`` rows, and what is to stand there."""
        end = len(self.text)
        if self.form != "select":
            return end, end, ""
        lowered = self.text.lower()
        modifiers = list(_modifiers(self.tokens)) if "limit" in lowered or "values" in lowered else []
        for place, token in enumerate(modifiers):
            if (glued := _GLUED_LIMIT.search(token.text)) is not None:
                return _lowered(token.start + glued.start(1), glued[1], rows)
            if token.text.lower().endswith("limit") and place + 1 < len(modifiers):
                return _lowered(modifiers[place + 1].start, modifiers[place + 1].text, rows)
        values = next((token for token in modifiers if token.text.lower().endswith("values")), None)
        if values is None:
            return end, end, f"\nLIMIT {rows}"
        start = values.end - len("values")
        return start, start, f"LIMIT {rows} "


def _lowered(start: int, number: str, rows: int) -> tuple[int, int, str]:
    """Where a LIMIT's number stands, and the smaller of it and ``rows``; what is no number stays, and is an error."""
    digits = number.lstrip("0") or "0"
    small = not number.isdecimal() or (len(digits) <= len(str(rows)) and int(digits) <= rows)
    return start, start + len(number), number if small else str(rows)


def guard(text: str, *, services: Collection[str] = ()) -> GuardedQuery:
    """The query, once nothing in it can hurt: neither its size, nor its nesting, nor what it asks of others.

    ``services`` are the IRIs that ``SERVICE`` may ask.

    Raises:
        QueryRefusedError: what is wrong, as ``rule``, with line and column.
    """
    text = harmless(text, services)
    if (plain := PLAIN.match(text)) is not None:
        return GuardedQuery(text, plain[1].lower())
    first = _operation(text)
    form = "" if first is None else _begins(first, FORMS)
    if form:
        return GuardedQuery(text, form)
    last = first or next(reversed(tokens(text)), None)
    if last is None:
        raise QueryRefusedError(rule="empty", reason=REASONS["empty"])
    if _begins(last, _UPDATES):
        raise refused("update", text, last, word=last.text.upper())
    raise refused("no-query", text, last)


def guard_update(text: str) -> str:
    """The text of an update, once nothing in it can hurt: no size, nesting, ``SERVICE`` or ``LOAD``.

    One without an operation changes nothing.

    Raises:
        QueryRefusedError: what is wrong, as ``rule``, with line and column.
    """
    text = harmless(text, update=True)
    first = _operation(text)
    if first is not None and not _begins(first, _UPDATES):
        raise refused("no-update", text, first)
    return text


def from_clauses(text: str) -> FromClauses:
    """What a query says by FROM and FROM NAMED, the engine needing no space around these words.

    >>> from_clauses("PREFIX a: <urn:> SELECT ?from FROM a:x FROM NAMED <urn:y> { ?from a:from ?x }")
    FromClauses(prologue='PREFIX a: <urn:> ', default=('a:x',), named=('<urn:y>',))
    """
    first = _operation(text) if "from" in text.lower() else None
    if first is None:
        return FromClauses()
    start = first.start
    default: list[str] = []
    named: list[str] = []
    word = ""
    for token in _before_where([token for token in tokens(text) if token.start >= start]):
        if token.kind in ("iri", "name") and word.endswith(("from", "named")):
            (named if word.endswith("named") else default).append(token.text)
        word = token.text.lower() if token.kind == "word" else ""
    return FromClauses(text[:start], tuple(default), tuple(named)) if default or named else FromClauses()


def is_update(text: str) -> bool:
    """Whether a text says that it changes data."""
    first = _operation(text)
    return first is not None and _begins(first, _UPDATES) != ""


def _operation(text: str) -> Token | None:
    """The token that says what the text does: the first behind its declarations; None where nothing is."""
    found = scan(text)
    for token in found:
        length = _PROLOGUE.get(token.text.lower(), 0)
        if not length:
            return token
        for _ in range(length - 1):
            next(found, None)
    return None


def _begins(token: Token, words: Iterable[str]) -> str:
    """The word that a token begins with: the engine needs no space behind it."""
    written = token.text.lower() if token.kind == "word" else ""
    return next((word for word in words if written.startswith(word)), "")


def _modifiers(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens behind the WHERE group that stand in no bracket: solution modifiers and VALUES."""
    depth, behind = 0, False
    for token in found:
        opens, closes = token.text in ("{", "(", "["), token.text in ("}", ")", "]")
        if token.kind == "punctuation" and opens:
            depth += 1
        elif token.kind == "punctuation" and closes:
            depth -= 1
            behind = behind or (depth == 0 and token.text == "}")
        elif depth == 0 and behind:
            yield token


def _before_where(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens of a query before its WHERE group that stand in no bracket, nor in the template of a CONSTRUCT."""
    depth, before = 0, ""
    for token in found:
        if token.text == "{" and depth == 0 and before != "construct":
            return
        if token.kind == "punctuation":
            depth += (token.text in "{([") - (token.text in "})]")
        elif depth == 0:
            yield token
        before = token.text.lower()
